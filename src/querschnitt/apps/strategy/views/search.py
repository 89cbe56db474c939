"""Search over everything."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from querschnitt.apps.strategy.queries import search as queries
from querschnitt.apps.strategy.queries.in_force import versions_on
from querschnitt.apps.strategy.queries.measure_table import place_on
from querschnitt.apps.strategy.queries.search import Hit
from querschnitt.apps.strategy.templatetags.measures import page
from querschnitt.apps.strategy.views.access import sees_drafts


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found; the number of a measure in force leads to the measure."""
    text = request.GET.get("q", "").strip()[:200]
    drafts = sees_drafts(request)
    place = place_on(localdate(), drafts=drafts)
    context: dict[str, object] = {"text": text, "is_short": 0 < len(text) < queries.SHORTEST}
    if place is None or len(text) < queries.SHORTEST:
        return render(request, "strategy/search.html", context)
    number = queries.number_of(text)
    if number and versions_on(place.edition, place.day).filter(number=number).exists():
        return redirect("measure", number)
    found = queries.search(text, place, drafts=drafts, now=now())
    names = {
        "measures": _("Measures"),
        "earlier": _("Measures of other editions"),
        "status": _("What offices reported"),
        "papers": _("Papers of the council"),
        "findings": _("Findings"),
        "proposals": _("Proposals of the workshops"),
    }
    groups = [
        (names[part.kind], part.kind, part.is_cut, [(hit, _address(part.kind, hit)) for hit in part.hits])
        for part in found
    ]
    count = sum(len(part.hits) for part in found)
    return render(request, "strategy/search.html", context | {"groups": groups, "count": count})


def _address(kind: str, hit: Hit) -> str:
    row = hit.row
    if kind == "measures":
        return page(row.number)
    if kind == "earlier":
        return f"{page(row.number)}?edition={row.edition.slug}"
    if kind == "status":
        return page(row.version.number) if row.version.edition.state == "adopted" else ""
    return reverse("paper", args=(row.pk,)) if kind == "papers" else ""

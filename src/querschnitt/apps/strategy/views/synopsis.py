"""Two editions side by side: as a page, as PDF, and as a document to be edited."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from querschnitt.apps.strategy.models import Edition
from querschnitt.apps.strategy.queries.comparison import synopsis_of
from querschnitt.apps.strategy.views.access import edition_for, editions_for
from querschnitt.apps.strategy.views.files import attachment
from querschnitt.core.editions import Kind, Row, Synopsis
from querschnitt.core.errors import QuerschnittError
from querschnitt.press.synopsis import SynopsisPaper, synopsis_docx, synopsis_pdf

ENDINGS = ("pdf", "docx")


@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Go to the synopsis of the two editions that were chosen, or of the two newest."""
    found = {name: request.GET.get(name, "") for name in ("earlier", "later")}
    if not all(found.values()):
        newest = editions_for(request).filter(predecessor__isnull=False).order_by("-pk").first()
        if newest is None or newest.predecessor is None:
            raise Http404(_("There are no two editions yet."))
        found = {"earlier": newest.predecessor.slug, "later": newest.slug}
    return redirect("synopsis", found["earlier"], found["later"])


@login_required
def synopsis(request: HttpRequest, earlier: str, later: str) -> HttpResponse:
    """Show two editions side by side."""
    old, new = edition_for(request, earlier), edition_for(request, later)
    shown = request.GET.get("kind", "changed")
    context: dict[str, object] = {
        "earlier": old, "later": new, "editions": editions_for(request).order_by("pk"), "chosen": shown,
    }  # fmt: skip
    try:
        whole = synopsis_of(old, new)
    except QuerschnittError as error:
        return render(request, "strategy/synopsis.html", context | {"refused": error}, status=409)
    context |= {
        "rows": [row for row in whole.rows if _is_shown(row, shown)],
        "whole": whole,
        "counts": [(kind.value, whole.counts[kind]) for kind in Kind if whole.counts.get(kind)],
        "fields": _fields(old, new),
    }
    return render(request, "strategy/synopsis.html", context)


def _is_shown(row: Row, shown: str) -> bool:
    return shown == "all" or row.kind == shown or (shown == "changed" and row.kind != Kind.KEPT)


def _fields(*editions: Edition) -> dict[str, str]:
    return {str(field.pk): str(field) for edition in editions for field in edition.fields.all()}


@login_required
def synopsis_file(request: HttpRequest, earlier: str, later: str, ending: str) -> HttpResponse:
    """Give the whole synopsis as PDF, or as a document to be edited."""
    if ending not in ENDINGS:
        raise Http404
    old, new = edition_for(request, earlier), edition_for(request, later)
    try:
        paper = _paper(old, new, synopsis_of(old, new))
    except QuerschnittError as error:
        raise Http404(str(error)) from error
    content = synopsis_pdf(paper) if ending == "pdf" else synopsis_docx(paper)
    name = f"synopse-{old.slug}-{new.slug}.{ending}"
    return attachment(content, name=name)


def _paper(old: Edition, new: Edition, whole: Synopsis) -> SynopsisPaper:
    return SynopsisPaper(
        earlier=old.title_de,
        later=new.title_de,
        earlier_paper=old.paper,
        later_paper=new.paper,
        state="" if new.is_frozen else "Entwurf",
        is_invented=old.invented or new.invented,
        fields=_fields(old, new),
        synopsis=whole,
    )

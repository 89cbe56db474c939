"""Change several measures of a draft at once: choose, say what, look at each change, apply."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from querschnitt.apps.indicators.templatetags.figures import moment
from querschnitt.apps.strategy.actions.bulk import apply_change, plan_change
from querschnitt.apps.strategy.forms.bulk import BulkForm
from querschnitt.apps.strategy.models import Edition, MeasureVersion
from querschnitt.apps.strategy.queries.bulk import Change, Plan, Wish, chosen_versions
from querschnitt.apps.strategy.views.access import actor, only_integration
from querschnitt.core.errors import InputError, StateError


@only_integration
def bulk(request: HttpRequest) -> HttpResponse:
    """Ask what the chosen measures shall get, show each change, and write them when told to."""
    if request.method != "POST":
        return redirect("measures")
    edition = Edition.objects.filter(slug=request.POST.get("edition", "")).first()
    if edition is None:
        raise Http404(_("There is no such edition."))
    keys = [int(key) for key in request.POST.getlist("version") if key.isdigit()]
    asked = "step" in request.POST
    form = BulkForm(edition, request.POST if asked else None)
    context = {"edition": edition, "versions": chosen_versions(edition, keys), "form": form}
    if asked and not form.is_valid():
        return render(request, "strategy/bulk.html", context, status=422)
    wish = form.wish() if asked else Wish()
    try:
        if request.POST.get("step") == "apply":
            return _applied(request, edition, keys, wish)
        if asked or edition.is_frozen or not keys:
            plan = plan_change(edition=edition, keys=keys, wish=wish)
            return render(request, "strategy/bulk_preview.html", context | {"plan": plan, "rows": _rows(plan)})
    except (InputError, StateError) as error:
        return render(request, "strategy/bulk.html", context | {"refused": error}, status=409)
    return render(request, "strategy/bulk.html", context)


def _applied(request: HttpRequest, edition: Edition, keys: list[int], wish: Wish) -> HttpResponse:
    plan = apply_change(edition=edition, keys=keys, wish=wish, seen=request.POST.get("seen", ""), actor=actor(request))
    count = len({change.version.pk for change in plan.changes})
    messages.info(request, ngettext("%(n)d measure was changed.", "%(n)d measures were changed.", count) % {"n": count})
    return redirect(f"{reverse('measures')}?edition={edition.slug}")


def _rows(plan: Plan) -> list[dict[str, object]]:
    """Return the changes in the words of the page."""
    names = {
        "lead": _("Lead"),
        "field": _("Field of action"),
        "number": _("Number"),
        "recurrence": _("Recurrence"),
        "begins": _("Begins"),
        "ends": _("Ends"),
        "target_groups": _("Target groups"),
    }
    return [
        {
            "version": change.version,
            "column": names[change.column],
            "before": _words(change, change.before),
            "after": _words(change, change.after),
        }
        for change in plan.changes
    ]


def _words(change: Change, value: str) -> str:
    if change.column == "recurrence":
        return str(MeasureVersion.Recurrence(value).label)
    if change.column in ("begins", "ends") and value:
        day, precision = value.split(" ")
        return moment(parse_date(day), precision)
    return value or "–"

"""Indicators: their definition, their series, what rests on them, and the next figure."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from querschnitt.apps.indicators.actions import (
    NewObservation,
    add_indicator,
    plan_series,
    record_observation,
    take_series,
)
from querschnitt.apps.indicators.queries import indicators as all_indicators
from querschnitt.apps.indicators.queries import latest_observations, series_of
from querschnitt.apps.strategy.forms.indicators import FiguresForm, IndicatorForm, ObservationForm
from querschnitt.apps.strategy.models import Edition, Evidence
from querschnitt.apps.strategy.views.access import actor, may_write, only_integration, sees_drafts
from querschnitt.apps.strategy.views.plan import SHOWN
from querschnitt.core.errors import QuerschnittError
from querschnitt.tables.indicator_figures import read_indicator_figures


@login_required
def indicators(request: HttpRequest) -> HttpResponse:
    """Show all indicators with their newest figure and when the next one is due."""
    rows = list(all_indicators())
    latest = latest_observations(row.pk for row in rows)
    today = localdate()
    context = {
        "rows": [(row, latest.get(row.pk), bool(row.next_due and row.next_due < today)) for row in rows],
        "may_write": may_write(request),
    }
    return render(request, "strategy/indicators.html", context)


@login_required
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Show one indicator with its series; the integration office adds and corrects figures here."""
    row = all_indicators().filter(code=code).first()
    if row is None:
        raise Http404(_("There is no such indicator."))
    if request.method == "POST" and not may_write(request):
        return render(request, "strategy/refused.html", status=403)
    form = ObservationForm(request.POST or None)
    error: QuerschnittError | None = None
    if form.is_valid():
        found = dict(form.cleaned_data)
        next_due = found.pop("next_due")
        try:
            record_observation(
                indicator=row, observed=NewObservation(**found), next_due=next_due, actor=actor(request)
            )  # fmt: skip
        except QuerschnittError as refused:
            error = refused
        else:
            messages.success(request, _("The figure is recorded."))
            return redirect("indicator", code)
    links = Evidence.objects.filter(indicator__code=code).select_related("version__edition", "version__field")
    if not sees_drafts(request):
        links = links.exclude(version__edition__state=Edition.State.DRAFT)
    context = {
        "indicator": row,
        "series": series_of(row),
        "is_due": bool(row.next_due and row.next_due < localdate()),
        "links": links.order_by("-version__edition__valid_from", "version__field__number", "version__position"),
        "form": form if may_write(request) else None,
        "error": error,
    }
    return render(request, "strategy/indicator.html", context, status=400 if error else 200)


@only_integration
def new_indicator(request: HttpRequest) -> HttpResponse:
    """Define an indicator, or give one a new definition: a new version of it."""
    form = IndicatorForm(request.POST or None)
    if form.is_valid():
        row = add_indicator(definition=form.cleaned_data, actor=actor(request))
        messages.success(request, _("The indicator is defined."))
        return redirect("indicator", row.code)
    return render(request, "strategy/new_indicator.html", {"form": form})


@only_integration
def other_figures(request: HttpRequest) -> HttpResponse:
    """Show what a spreadsheet of figures would bring, cell by cell, then take what fits."""
    form = FiguresForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "read": None, "refused": None}
    if request.method == "POST" and form.is_valid():
        document = form.cleaned_data["document"]
        try:
            read = read_indicator_figures(form.content, where=form.cleaned_data["name"])
            plan = plan_series(read, document=document)
            context |= {"read": read, "plan": plan, "kept": form.as_kept(), "remarks": plan.remarks[:SHOWN]}
            if "take" in request.POST:
                count = take_series(read, document=document, actor=actor(request)).figures
                told = ngettext("%(n)d figure is recorded.", "%(n)d figures are recorded.", count) % {"n": count}
                messages.success(request, told)
                return redirect("indicators")
        except QuerschnittError as error:
            context["refused"] = error
    status = 422 if context["refused"] or form.errors else 200
    return render(request, "strategy/other_figures.html", context, status=status)

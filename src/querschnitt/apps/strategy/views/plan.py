"""Plans of measures as workbooks: out and in of a draft, and a draft of another city's plan."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from querschnitt.apps.strategy.actions.plan import take_foreign_plan, take_plan
from querschnitt.apps.strategy.forms.plan import OtherPlanForm, PlanForm
from querschnitt.apps.strategy.queries.plan import plan_changes, plan_rows
from querschnitt.apps.strategy.views.access import actor, edition_for, only_integration
from querschnitt.apps.strategy.views.files import attachment
from querschnitt.core.errors import QuerschnittError
from querschnitt.tables.measure_plan import read_foreign_plan, read_plan, write_plan

SHOWN = 500
"""So many cells are listed on the page; a plan that leaves more is told by number."""


@login_required
def plan_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the measures of an edition as a workbook."""
    edition = edition_for(request, slug)
    return attachment(write_plan(plan_rows(edition), edition=edition.slug), name=f"plan-{edition.slug}.xlsx")


@only_integration
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a filled-in workbook would change, then take it."""
    edition = edition_for(request, slug)
    form = PlanForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"edition": edition, "form": form, "changes": None, "refused": None}
    if request.method == "POST" and form.is_valid():
        try:
            read = read_plan(form.content, where=form.cleaned_data["name"])
            if "take" in request.POST:
                context["taken"] = take_plan(edition=edition, read=read, actor=actor(request))
            else:
                context |= {"changes": plan_changes(edition, read), "kept": form.as_kept()}
        except QuerschnittError as error:
            context["refused"] = error
    return render(request, "strategy/plan.html", context, status=_status(context, form))


@only_integration
def other_plan(request: HttpRequest) -> HttpResponse:
    """Show what another city's plan would bring, cell by cell, then make a draft of it."""
    form = OtherPlanForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "read": None, "refused": None}
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            read = read_foreign_plan(form.content, where=found["name"])
            context |= {"read": read, "kept": form.as_kept(), "remarks": read.remarks[:SHOWN]}
            if "take" in request.POST:
                taken = take_foreign_plan(
                    plan=read, slug=found["slug"], title=found["title"], source=found["name"],
                    state_on=found["state_on"], actor=actor(request),
                )  # fmt: skip
                return redirect("plan", taken.edition.slug)
        except QuerschnittError as error:
            context["refused"] = error
    return render(request, "strategy/other_plan.html", context, status=_status(context, form))


def _status(context: dict[str, object], form: PlanForm | OtherPlanForm) -> int:
    return 422 if context["refused"] or form.errors else 200

"""The workbook of an office in a round: out, filled in, and back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.accounts.gate import room as for_people_from_outside
from querschnitt.apps.strategy.actions.collecting.workbook import status_workbook, take_status
from querschnitt.apps.strategy.forms.plan import StatusForm
from querschnitt.apps.strategy.views.doors import Visit, through_a_door
from querschnitt.apps.strategy.views.files import attachment
from querschnitt.core.errors import QuerschnittError
from querschnitt.tables.measure_plan import read_status


@require_safe
@through_a_door
def workbook_file(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give the measures that the office leads, with what was said last."""
    name = f"sachstand-{visit.door.round.slug}-{visit.door.office.slug}.xlsx"
    return attachment(status_workbook(visit.door, on=localtime().date()), name=name)


@require_http_methods(["GET", "HEAD", "POST"])
@through_a_door
def workbook(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take a filled-in workbook: as drafts, or as ready for release."""
    form = StatusForm(request.POST or None, request.FILES or None)
    door = visit.door
    context: dict[str, object] = {
        "door": door, "round": door.round, "office": door.office, "base": visit.base, "form": form, "taken": None,
        "refused": None,
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            read = read_status(form.content, where=form.cleaned_data["name"])
            context["taken"] = take_status(
                door=door, read=read, is_ready=form.cleaned_data["is_ready"], on=localtime().date()
            )
        except QuerschnittError as error:
            context["refused"] = error
    taken = context["taken"]
    is_wrong = context["refused"] or form.errors or getattr(taken, "faults", ())
    return render(request, "strategy/reporting/workbook.html", context, status=422 if is_wrong else 200)


for _view in (workbook_file, workbook):
    for_people_from_outside(_view)

"""Money: years side by side, the lines of a measure, corrections, the council's frame, the state of the budget."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from querschnitt.apps.strategy.actions import money as actions
from querschnitt.apps.strategy.forms.money import CorrectionForm, EndForm, FrameForm, LineForm, StateForm
from querschnitt.apps.strategy.models import BudgetLine, BudgetState, Edition, MeasureVersion
from querschnitt.apps.strategy.queries import money as queries
from querschnitt.apps.strategy.queries.in_force import versions_on
from querschnitt.apps.strategy.views.access import actor, editions_for, may_write, only_integration
from querschnitt.apps.strategy.views.files import attachment
from querschnitt.core.budget import Funding
from querschnitt.core.errors import QuerschnittError
from querschnitt.tables.budget_file import BudgetRow, budget_csv, budget_workbook


@login_required
def money(request: HttpRequest) -> HttpResponse:
    """Show what each year gives, by stage and by field of action, beside the council's frame."""
    edition, editions = _chosen(request)
    book = queries.book_of(edition, timezone.localdate())
    show = request.GET.get("show", "planned")
    if show not in dict(_shows()):
        raise Http404(_("There is no such stage."))
    field = request.GET.get("field", "")
    rows = queries.measure_rows(book, show, field=int(field)) if field.isdigit() else queries.field_rows(book, show)
    states = queries.states()
    context = {
        "edition": edition,
        "editions": editions,
        "book": book,
        "show": show,
        "shows": _shows(),
        "stages": [(BudgetLine.Stage(row.name).label, row) for row in queries.stage_rows(book)],
        "sums": _sums(book),
        "rows": rows,
        "of_field": rows[0].field if field.isdigit() and rows else None,
        "missing": [(year, book.missing_in(year)) for year in book.years],
        "standing": queries.state_on(states, timezone.localdate()),
        "today": timezone.localdate(),
        "may_write": may_write(request),
    }
    return render(request, "strategy/money/money.html", context)


def _shows() -> list[tuple[str, str]]:
    sums = {
        "planned": _("what the budget gives"),
        "available": _("available with what was granted over plan and carried over"),
        "left": _("left of it"),
    }
    return [*sums.items(), *((stage.value, str(stage.label)) for stage in BudgetLine.Stage)]


def _sums(book: queries.Book) -> list[tuple[str, tuple[queries.Cell, ...], str]]:
    planned = queries.amount_of("planned")
    return [
        (_("What the budget gives"), book.whole(Funding.OWN, planned), "sum"),
        (_("The council's frame"), book.frame_cells, ""),
        (_("Frame less budget"), book.difference, "sum"),
        (_("Available"), book.whole(Funding.OWN, queries.amount_of("available")), ""),
        (_("Left"), book.whole(Funding.OWN, queries.amount_of("left")), ""),
        (_("Beside it, from the existing budget"), book.whole(Funding.EXISTING, planned), "apart"),
        (_("Beside it, grants from outside"), book.whole(Funding.GRANT, planned), "apart"),
    ]


def _chosen(request: HttpRequest) -> tuple[Edition, list[Edition]]:
    """Return the edition the address asks for, else the adopted one, with all there are; one query."""
    editions = list(editions_for(request).order_by("-valid_from", "-slug"))
    wanted = request.GET.get("edition", "")
    found = [edition for edition in editions if edition.slug == wanted] if wanted else []
    found = found or [edition for edition in editions if not wanted and edition.state == Edition.State.ADOPTED]
    if not (found or (editions and not wanted)):
        raise Http404(_("There is no such edition.") if wanted else _("There is no strategy yet."))
    return (found or editions)[0], editions


@login_required
def lines(request: HttpRequest, number: str = "") -> HttpResponse:
    """Show the lines of a measure, or of the whole edition, and take a further one."""
    edition, editions = _chosen(request)
    version = _version(edition, number)
    form = LineForm(request.POST or None, initial={"stage": BudgetLine.Stage.SPENT})
    refused = None
    if request.method == "POST":
        if not may_write(request):
            return render(request, "strategy/refused.html", status=403)
        if form.is_valid():
            try:
                actions.add_line(
                    edition=edition, version=version, line=actions.NewLine(**form.cleaned_data), actor=actor(request)
                )
            except QuerschnittError as error:
                refused = error
            else:
                messages.success(request, _("Added: %(year)s, %(amount)s €.") % _told(form))
                return redirect(request.get_full_path())
    shown = queries.shown_lines(queries.lines_of(edition, version))
    context = {"edition": edition, "editions": editions, "version": version, "lines": shown, "form": form}
    context |= {"refused": refused, "may_write": may_write(request)}
    return render(request, "strategy/money/lines.html", context, status=200 if refused is None else 409)


def _told(form: forms.Form) -> dict[str, Any]:
    return {"year": form.cleaned_data["year"], "amount": form.cleaned_data["amount"]}


def _version(edition: Edition, number: str) -> MeasureVersion | None:
    if not number:
        return None
    version = versions_on(edition, timezone.localdate()).select_related("field").filter(number=number).first()
    if version is None:
        raise Http404(_("There is no such measure."))
    return version


@only_integration
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what is right instead of a line, with the reason."""
    line = get_object_or_404(BudgetLine.objects.select_related("version", "edition"), pk=pk)
    form = CorrectionForm(request.POST or None, initial={"source": line.source})
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_line(line=line, **form.cleaned_data, actor=actor(request))
        except QuerschnittError as error:
            refused = error
        else:
            messages.success(request, _("Corrected. The old line stays beside it, with the reason."))
            place = redirect("money_of_measure", line.version.number) if line.version else redirect("money_lines")
            place["Location"] += f"?edition={line.edition.slug}"
            return place
    context = {"line": line, "form": form, "refused": refused}
    return render(request, "strategy/money/correct.html", context, status=200 if refused is None else 409)


@login_required
def frame(request: HttpRequest) -> HttpResponse:
    """Show what the council gave for each year, and take a further decision."""
    edition, editions = _chosen(request)
    form = FrameForm(request.POST or None)
    if request.method == "POST":
        if not may_write(request):
            return render(request, "strategy/refused.html", status=403)
        if form.is_valid():
            actions.add_frame(edition=edition, **form.cleaned_data, actor=actor(request))
            messages.success(request, _("The frame is written down."))
            return redirect(request.get_full_path())
    frames = list(edition.frames.order_by("year", "pk"))
    counting = {row.year: row.pk for row in frames}
    context = {"edition": edition, "editions": editions, "form": form, "may_write": may_write(request)}
    context |= {"frames": [(row, counting[row.year] == row.pk) for row in frames]}
    return render(request, "strategy/money/frame.html", context)


@login_required
def states(request: HttpRequest) -> HttpResponse:
    """Show when the budget was provisional or frozen, and take a further state."""
    form = StateForm(request.POST or None)
    refused = None
    if request.method == "POST":
        if not may_write(request):
            return render(request, "strategy/refused.html", status=403)
        if form.is_valid():
            try:
                actions.add_state(**form.cleaned_data, actor=actor(request))
            except QuerschnittError as error:
                refused = error
            else:
                messages.success(request, _("The state of the budget is written down."))
                return redirect("money_states")
    rows = queries.states()
    context = {"states": rows, "standing": queries.state_on(rows, timezone.localdate()), "today": timezone.localdate()}
    context |= {"form": form, "refused": refused, "may_write": may_write(request)}
    return render(request, "strategy/money/states.html", context, status=200 if refused is None else 409)


@only_integration
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last day of a state that is still open."""
    state = get_object_or_404(BudgetState, pk=pk)
    form = EndForm(request.POST or None, initial={"until": timezone.localdate()})
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_state(state=state, until=form.cleaned_data["until"], actor=actor(request))
        except QuerschnittError as error:
            refused = error
        else:
            messages.success(request, _("The state of the budget has ended."))
            return redirect("money_states")
    context = {"state": state, "form": form, "refused": refused}
    return render(request, "strategy/money/end.html", context, status=200 if refused is None else 409)


@login_required
def lines_csv(request: HttpRequest) -> HttpResponse:
    """Hand out all lines of an edition as CSV."""
    edition, _editions = _chosen(request)
    return attachment(budget_csv(_file_rows(edition)), name=f"money-{edition.slug}.csv")


@login_required
def lines_xlsx(request: HttpRequest) -> HttpResponse:
    """Hand out all lines of an edition as a workbook."""
    edition, _editions = _chosen(request)
    return attachment(budget_workbook(_file_rows(edition)), name=f"money-{edition.slug}.xlsx")


def _file_rows(edition: Edition) -> list[BudgetRow]:
    shown = queries.shown_lines(list(edition.budget_lines.select_related("version__field").order_by("year", "pk")))
    with override("de"):
        return [
            BudgetRow(
                edition=edition.slug,
                number=line.row.version.number if line.row.version else "",
                title=line.row.version.title_de if line.row.version else "",
                year=line.row.year,
                stage=line.row.get_stage_display(),
                amount=line.row.amount,
                funding=line.row.get_funding_display(),
                purpose=line.row.purpose_de,
                psp_element=line.row.psp_element,
                source=line.row.source,
                counts="nein" if line.corrected_by else "ja",
                reason=line.row.correction_reason,
                invented="ja" if line.row.invented else "",
            )
            for line in shown
        ]

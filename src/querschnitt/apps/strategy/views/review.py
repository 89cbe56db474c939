"""The review room: the list, one measure with everything on it, the protocol, and the draft that follows."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.strategy.actions import review as actions
from querschnitt.apps.strategy.actions.drafts import NewEdition, open_draft
from querschnitt.apps.strategy.forms.review import DecisionForm, OpenForm, initial_of
from querschnitt.apps.strategy.models import BudgetLine, Edition, ReviewDecision
from querschnitt.apps.strategy.queries import review as queries
from querschnitt.apps.strategy.queries.money import Cell
from querschnitt.apps.strategy.queries.review_case import Case, case_of
from querschnitt.apps.strategy.views.access import actor, only_integration
from querschnitt.apps.strategy.views.files import attachment
from querschnitt.core.errors import QuerschnittError
from querschnitt.core.review import Rule
from querschnitt.press.review_protocol import protocol_pdf

Room = Callable[..., HttpResponse]
LABELS = (*ReviewDecision.Kind.choices, (queries.UNDECIDED, ""))


def in_the_room(view: Room) -> Room:
    """Call a view with the room of the open draft; without one, lead to the page that opens it."""

    @only_integration
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        edition = queries.draft_under_review()
        if edition is None:
            return redirect("review_open")
        return view(request, queries.room(edition), *args, **named)

    return opened


@only_integration
def opening(request: HttpRequest) -> HttpResponse:
    """Open the draft of the next edition, and with it the room."""
    if queries.draft_under_review() is not None:
        return redirect("review")
    adopted = Edition.objects.filter(state=Edition.State.ADOPTED).first()
    form = OpenForm(request.POST or None, initial=_next(adopted) if adopted else {})
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            open_draft(new=NewEdition(**form.cleaned_data), day=timezone.localdate(), actor=actor(request))
        except QuerschnittError as error:
            refused = error
        else:
            messages.success(request, _("The draft is open, and so is the room."))
            return redirect("review")
    context = {"form": form, "adopted": adopted, "refused": refused}
    return render(request, "strategy/review/open.html", context, status=200 if refused is None else 409)


def _next(adopted: Edition) -> dict[str, Any]:
    first = (adopted.budget_until or timezone.localdate().year) + 1
    return {
        "slug": str(first), "title_de": adopted.title_de, "title_en": adopted.title_en, "budget_from": first,
        "budget_until": first + 1,
    }  # fmt: skip


@in_the_room
def review(request: HttpRequest, room: queries.Room) -> HttpResponse:
    """Show the measures that wait and those that are decided."""
    chosen = _filter(request)
    counts = room.counts
    context = {
        "room": room,
        "edition": room.edition,
        "chosen": chosen,
        "rows": [row for row in room.rows if chosen.passes(row)],
        "counts": [(code, _label(code), counts.get(code, 0)) for code, _name in LABELS],
        "decided": len(room.rows) - counts.get(queries.UNDECIDED, 0),
        "next": next((row for row in room.rows if row.decision is None), None),
    }
    return render(request, "strategy/review/review.html", context)


def _filter(request: HttpRequest) -> queries.ReviewFilter:
    return queries.ReviewFilter(field=request.GET.get("field", ""), decision=request.GET.get("decision", ""))


def _label(code: str) -> str:
    return _("undecided") if code == queries.UNDECIDED else str(ReviewDecision.Kind(code).label)


@in_the_room
def measure(request: HttpRequest, room: queries.Room, number: str) -> HttpResponse:
    """Show one measure with everything on it, and take the decision."""
    row = next((row for row in room.rows if row.version.number == number), None)
    if row is None:
        raise Http404(_("There is no such measure."))
    chosen = _filter(request)
    before, after = room.neighbours(row.version, chosen)
    others = [other.version for other in room.rows]
    form = DecisionForm(
        request.POST or None, version=row.version, others=others, initial=initial_of(row.version, row.decision)
    )
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(
                edition=room.edition, version=row.version, decided=actions.Decided(**form.cleaned_data),
                actor=actor(request),
            )  # fmt: skip
        except QuerschnittError as error:
            refused = error
            form = _with_present(form, row.decision)
        else:
            messages.success(request, _("Decided: %s") % f"{number} {row.version.title_de}")
            goes_on = after.version.number if after else number
            return redirect(reverse("review_measure", args=[goes_on]) + chosen.query + "#content")
    place = room.rows.index(row) + 1
    context = {"room": room, "edition": room.edition, "row": row, "form": form, "refused": refused, "chosen": chosen}
    case = case_of(row.version)
    context |= {"case": case, "stages": _stages(case), "before": before, "after": after, "place": place}
    return render(request, "strategy/review/measure.html", context, status=200 if refused is None else 409)


def _stages(case: Case) -> list[tuple[str, tuple[Cell, ...]]]:
    """Return what each stage of the own lines comes to, and beside it the existing budget and grants."""
    own = [(str(BudgetLine.Stage(row.name).label), row.cells) for row in case.stages]
    return own + [(str(BudgetLine.Funding(name).label), cells) for name, cells in case.apart]


def _with_present(form: DecisionForm, decision: ReviewDecision | None) -> DecisionForm:
    """Return the form as it was sent, but knowing the decision that stands now, so that it can be sent again."""
    sent = dict(form.data.items())
    sent["seen"] = decision.decided_at.isoformat() if decision else ""
    again = DecisionForm(sent, version=form.version, others=list(form.others.values()))
    again.is_valid()
    return again


@require_POST
@in_the_room
def take_back(request: HttpRequest, room: queries.Room, number: str) -> HttpResponse:
    """Take a decision back."""
    row = next((row for row in room.rows if row.version.number == number), None)
    if row is None or row.decision is None:
        raise Http404(_("There is no such decision."))
    actions.take_back(decision=row.decision, actor=actor(request))
    messages.success(request, _("Taken back: %s is undecided again.") % number)
    return redirect("review_measure", number)


@in_the_room
def following(request: HttpRequest, room: queries.Room) -> HttpResponse:
    """Show what the decisions make of the draft, and let it follow."""
    refused = None
    if request.method == "POST":
        try:
            applied = actions.apply_review(edition=room.edition, actor=actor(request))
        except QuerschnittError as error:
            refused = error
        else:
            told = _("The draft follows: %(n)s changes.") if applied.changed else _("The draft followed already.")
            messages.success(request, told % {"n": applied.changed})
            return redirect("review_draft")
    follow = queries.follow_up(room.edition)
    rows = queries.preview(follow)
    context = {
        "room": room,
        "edition": room.edition,
        "rows": rows,
        "wordless": [row for row in rows if row.lacks_words],
        "contradictions": [
            (follow.number(each.measure), told_of(each.rule), follow.number(each.into))
            for each in follow.contradictions
        ],
        "undecided": room.counts.get(queries.UNDECIDED, 0),
        "refused": refused,
    }
    return render(request, "strategy/review/draft.html", context, status=200 if refused is None else 409)


def told_of(rule: Rule) -> str:
    """Return how decisions contradict one another, in the language of the page."""
    return {
        Rule.INTO_ENDED: _("is merged into a measure that ends"),
        Rule.CIRCLE: _("is merged into itself, over others or directly"),
        Rule.UNKNOWN: _("is merged into a measure that the draft does not know"),
        Rule.SPLIT: _("is split in the draft: decide to change it, or take the split back in the draft"),
        Rule.INTO_SPLIT: _("is merged into a measure that the draft splits"),
    }[rule]


@in_the_room
def protocol(request: HttpRequest, room: queries.Room) -> HttpResponse:
    """Show who decided what when, to be printed."""
    context: dict[str, Any] = {"room": room, "edition": room.edition}
    context["course"] = [
        {"at": each.at, "actor": each.actor, "told": _step(each)} for each in queries.course(room.edition)
    ]
    context |= {
        "today": timezone.localdate(),
        "counts": [(_label(code), room.counts.get(code, 0)) for code, _n in LABELS],
    }
    return render(request, "strategy/review/protocol.html", context)


def _step(entry: Activity) -> str:
    if entry.verb == "apply review":
        return _("the draft followed")
    number = entry.subject.partition(" ")[2]
    if entry.verb != "review":
        return _("%s: the decision was taken back") % number
    into = entry.figures.get("into", "")
    return f"{number}: {_label(entry.figures['kind'])}" + (f" {_('into')} {into}" if into else "")


@in_the_room
def protocol_file(request: HttpRequest, room: queries.Room) -> HttpResponse:
    """Hand out the protocol as a PDF."""
    pdf = protocol_pdf(queries.protocol_of(room), printed_on=timezone.localdate())
    name = f"review-{room.edition.slug}.pdf"
    return attachment(pdf, name=name)

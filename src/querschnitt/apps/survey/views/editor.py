"""The editor: one text, its source beside it, and everything that helps to translate it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from querschnitt.apps.accounts.gate import room
from querschnitt.apps.survey.actions import comment, resolve, take_step
from querschnitt.apps.survey.actions.translating import Entry, WordingError, standing_of
from querschnitt.apps.survey.models import Comment
from querschnitt.apps.survey.queries.wordings import Dossier, Selection, dossier, neighbours
from querschnitt.apps.survey.views.access import Room, room_of
from querschnitt.apps.survey.views.saying import say_refusal
from querschnitt.apps.survey.workflow import NEXT, REASONED, RefusedError, Standing, State, Step, allowed, refusal
from querschnitt.core.errors import InputError
from querschnitt.core.instrument.placeholders import placeholders
from querschnitt.core.instrument.wording_faults import text_length

FIRST, SECOND = "first", "second"
WITH_PHONE = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The policy of every page, and besides: a page of our own in a frame, and read-aloud files."""

SEEN_HOW = {
    "constraint_message": "?shows=errors",
    "required_message": "?shows=errors",
    "guidance_hint": "?mode=telephone",
}
"""Column of a text -> how its page is looked at so that the text is on it."""


@dataclass(frozen=True)
class Order:
    """What a button of the editor asks for: a step, whether to go on, and which wording is taken."""

    step: Step
    goes_on: bool
    which: str

    @classmethod
    def of(cls, value: str) -> Order:
        """Read the value of a button, such as "review/next/second"."""
        step, _, rest = value.partition("/")
        then, _, which = rest.partition("/")
        if step not in list(Step):
            raise Http404
        return cls(Step(step), then == "next", which)


@room
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def wording(request: HttpRequest, slug: str, tag: str, text: int) -> HttpResponse:
    """Show a text with its source, or take what was written."""
    found = room_of(request, slug, tag)
    known = _dossier(found, text)
    chosen = Selection.of(request.GET.dict())
    if request.method != "POST":
        return _show(request, found, known, chosen=chosen)
    order = Order.of(request.POST.get("go", ""))
    entry = Entry(
        wording=_entered(request, known, order),
        note=request.POST.get("note", ""),
        revision=_revision(request.POST.get("revision", "")),
    )
    position = known.row.source.position
    try:
        take_step(translation=known.row.pk, step=order.step, person=found.person, rules=found.rules, entry=entry)
    except (RefusedError, WordingError) as error:
        return _show(request, found, _dossier(found, text), chosen=chosen, typed=entry.wording, error=error)
    if not order.goes_on:
        messages.success(request, _("Saved."))
        return redirect(reverse("wording", args=(slug, tag, text)) + chosen.query)
    after = neighbours(found.row, chosen, position).after
    if after is None:
        messages.success(request, _("Saved. No further text stands behind this one in the list."))
        return redirect(reverse("language", args=(slug, tag)) + chosen.query)
    return redirect(reverse("wording", args=(slug, tag, after)) + chosen.query + "#wording")


def _revision(written: str) -> int:
    """Return the revision that a form was made for; none that ever was if somebody has taken it out."""
    return int(written) if written.isdecimal() else -1


def _dossier(found: Room, text: int) -> Dossier:
    known = dossier(found.row, text)
    if known is None:
        raise Http404(_("There is no such text in this language."))
    return known


def _entered(request: HttpRequest, known: Dossier, order: Order) -> str | None:
    """Return the wording that a button takes: one of the two versions, or what was written."""
    if order.which == FIRST:
        return known.row.text
    if order.which == SECOND:
        return known.row.second_text
    return request.POST.get("wording")


def _show(
    request: HttpRequest,
    found: Room,
    known: Dossier,
    *,
    chosen: Selection,
    typed: str | None = None,
    error: RefusedError | WordingError | None = None,
) -> HttpResponse:
    row, standing = known.row, standing_of(known.row)
    possible = allowed(standing, found.person, found.rules)
    main = _main_step(standing, possible)
    shown = typed if typed is not None else _prefilled(known, main)
    context = {
        "room": found,
        "wave": found.wave,
        "dossier": known,
        "row": row,
        "source": row.source,
        "chosen": chosen,
        "around": neighbours(found.row, chosen, row.source.position),
        "main": main,
        "possible": possible,
        "writes": bool(set(possible) - REASONED - {Step.PRETEST, Step.LOCK, Step.CONFIRM}),
        "again": [
            step for step in (Step.REVIEW, Step.ADJUDICATE) if step in possible and main not in (step, Step.CONFIRM)
        ],
        "why_not": _why_not(standing, found, main),
        "shown": shown,
        "length": text_length(shown),
        "placeholders": placeholders(row.source.source),
        "error": say_refusal(error) if error else "",
        "seen_how": SEEN_HOW.get(row.source.key.rpartition("/")[2], ""),
    }
    response = render(request, "survey/wording.html", context, status=422 if error else 200)
    response.headers["Content-Security-Policy"] = WITH_PHONE
    return response


def _main_step(standing: Standing, possible: tuple[Step, ...]) -> Step | None:
    """Return the step that the one coloured button takes."""
    following = NEXT.get(standing.state)
    if Step.CONFIRM in possible:
        return Step.CONFIRM
    if following in possible:
        return following
    return Step.TRANSLATE if Step.TRANSLATE in possible else None


def _prefilled(known: Dossier, main: Step | None) -> str:
    """Return what stands in the field at first. A second translator begins with nothing, not with the first version."""
    return "" if main is Step.SECOND else known.row.text


def _why_not(standing: Standing, found: Room, main: Step | None) -> str:
    """Say why the next step is not this person's."""
    following = NEXT.get(standing.state)
    if following is None or following is main or standing.is_outdated or standing.state is State.OPEN:
        return ""
    error = refusal(following, standing, found.person, found.rules)
    return say_refusal(error) if error else ""


@room
@require_POST
@login_required
def remark(request: HttpRequest, slug: str, tag: str, text: int) -> HttpResponse:
    """Take a remark on a text, or an answer to one."""
    found = room_of(request, slug, tag)
    known = _dossier(found, text)
    thread = request.POST.get("thread", "")
    try:
        comment(
            translation=known.row, person=found.person, body=request.POST.get("body", ""),
            thread=int(thread) if thread.isdecimal() else None,
        )  # fmt: skip
    except InputError:
        messages.error(request, _("There is nothing in the remark."))
    return _back(request, slug, tag, text)


@room
@require_POST
@login_required
def settle(request: HttpRequest, slug: str, tag: str, *, text: int, thread: int) -> HttpResponse:
    """Note that a thread is resolved."""
    found = room_of(request, slug, tag)
    known = _dossier(found, text)
    first = Comment.objects.using("statistics").filter(pk=thread, translation=known.row, thread=None).first()
    if first is None:
        raise Http404
    first.translation = known.row
    resolve(thread=first, person=found.person)
    return _back(request, slug, tag, text)


def _back(request: HttpRequest, slug: str, tag: str, text: int) -> HttpResponse:
    chosen = Selection.of(request.GET.dict())
    return redirect(reverse("wording", args=(slug, tag, text)) + chosen.query + "#remarks")

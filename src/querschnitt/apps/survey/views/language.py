"""The room of one language: its texts as a list, steps for many of them at once, and its opening."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from querschnitt.apps.accounts.gate import room
from querschnitt.apps.survey.actions import check_language, open_language, take_steps
from querschnitt.apps.survey.queries.deliveries import deliveries_of
from querschnitt.apps.survey.queries.languages import language_rows
from querschnitt.apps.survey.queries.wordings import Selection, pages_of, wordings
from querschnitt.apps.survey.views.access import Room, office_only, person_of, room_of
from querschnitt.apps.survey.views.roundtrip import CARRIERS
from querschnitt.apps.survey.views.saying import say_lack, say_refusal, say_step
from querschnitt.apps.survey.workflow import MAY, NEXT, ORDER, State, Step
from querschnitt.core.errors import QuerschnittError
from querschnitt.tables.translations import WRITERS

PAGE = 100
AT_ONCE = (Step.TRANSLATE, Step.SECOND, Step.REVIEW, Step.ADJUDICATE, Step.PRETEST, Step.LOCK, Step.CONFIRM)
"""Steps that are taken with many texts, their wordings as they are."""


@room
@require_safe
@login_required
def language(request: HttpRequest, slug: str, tag: str) -> HttpResponse:
    """Show the texts of a language, narrowed as the address says."""
    found = room_of(request, slug, tag)
    chosen = Selection.of(request.GET.dict())
    listed = Paginator(wordings(found.row, chosen), PAGE).get_page(request.GET.get("sheet"))
    summary = language_rows(found.draft, tags=[tag])[0]
    role = found.person.role
    context = {
        "room": found,
        "wave": found.wave,
        "summary": summary,
        "texts": listed,
        "chosen": chosen,
        "pages": pages_of(found.row),
        "order": ORDER,
        "tasks": summary.steps_of(role),
        "steps": [step for step in AT_ONCE if role in MAY[step] and _fits(step, chosen.state)],
        "kinds": list(WRITERS),
        "may_carry": role in CARRIERS,
        "deliveries": deliveries_of(found.row),
        "all_chosen": request.GET.get("all") == "1",
    }
    return render(request, "survey/language.html", context)


def _fits(step: Step, state: str) -> bool:
    """Whether a step can be taken, wordings as they are, with the texts of a selection."""
    if state == "outdated":
        return step is Step.CONFIRM
    if state in ORDER:
        is_draft = state in (State.OPEN, State.MACHINE)
        return step is Step.TRANSLATE and state == State.MACHINE if is_draft else step is NEXT.get(State(state))
    return True


@room
@require_POST
@login_required
def steps(request: HttpRequest, slug: str, tag: str) -> HttpResponse:
    """Take one step with all texts that were chosen."""
    found = room_of(request, slug, tag)
    back = reverse("language", args=(slug, tag)) + Selection.of(request.POST.dict()).query
    chosen = [int(key) for key in request.POST.getlist("text") if key.isdecimal()]
    if request.POST.get("step") not in AT_ONCE or not chosen:
        messages.error(request, _("Choose texts and what is to be done with them."))
        return redirect(back)
    step = Step(request.POST["step"])
    ours = wordings(found.row).filter(pk__in=chosen).values_list("pk", flat=True)
    taken = take_steps(translations=list(ours), step=step, person=found.person, rules=found.rules)
    if taken.done:
        done = ngettext("%(count)s text: %(step)s.", "%(count)s texts: %(step)s.", taken.done)
        messages.success(request, done % {"count": taken.done, "step": say_step(step)})
    reasons: dict[str, int] = {}
    for error in taken.refused.values():
        reasons[say_refusal(error)] = reasons.get(say_refusal(error), 0) + 1
    for reason, count in reasons.items():
        left = ngettext(
            "%(count)s text stays as it is. %(reason)s", "%(count)s texts stay as they are. %(reason)s", count
        )
        messages.error(request, left % {"count": count, "reason": reason})
    return redirect(back)


@require_POST
@login_required
@office_only
def offer(request: HttpRequest, slug: str, tag: str) -> HttpResponse:
    """Open a language for interviews."""
    found = room_of(request, slug, tag)
    try:
        open_language(wave=found.wave, tag=tag, actor=person_of(request).name)
    except QuerschnittError as error:
        messages.error(request, _why_closed(found, error))
        return redirect("language", slug, tag)
    messages.success(request, _("The language is open. Interviews are offered in it with the next hand-over."))
    return redirect("language", slug, tag)


def _why_closed(found: Room, error: QuerschnittError) -> str:
    lack = check_language(found.row)
    if lack:
        return _("Not yet: %s.") % say_lack(lack.counts)
    return _("The draft has changed in more than its languages. Release it first on the page of the questionnaire.")

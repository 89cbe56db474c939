"""What somebody can ask of the field desk: to be called, and to be told the results. None of it knows whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from querschnitt.apps.interview import actions, queries
from querschnitt.apps.interview.allowance import Allowance, household
from querschnitt.apps.interview.forms.wishes import WishForm, call_form, results_form
from querschnitt.apps.interview.models import Wish
from querschnitt.apps.interview.outbox import TIMES, Desk
from querschnitt.apps.interview.views.beside import plain_page
from querschnitt.apps.interview.views.entrance import languages
from querschnitt.apps.interview.views.frame import (
    address_of,
    filled_text,
    hotline,
    is_ours,
    language_of,
    place_of,
    see_other,
    show,
    with_visit,
)
from querschnitt.apps.interview.visit import HOURS, Visit, read_visit
from querschnitt.apps.interview.wording import wording
from querschnitt.core.instrument.model import Instrument

MINUTE, DAY = 60.0, 24 * 3600.0

OF_A_VISIT = Allowance(times=5, seconds=HOURS * 3600.0)
OF_AN_ADDRESS = Allowance(times=20, seconds=MINUTE)
"""Many people may have one address: a home for refugees, a net of mobile phones."""

STRANGERS = (Allowance(times=2, seconds=MINUTE), Allowance(times=10, seconds=DAY))
ALL_STRANGERS = (Allowance(times=30, seconds=MINUTE), Allowance(times=1000, seconds=DAY))
"""Of an address, and of all together, where nobody has entered a code: each counts in one process."""


@dataclass(frozen=True)
class Surroundings:
    """Who asks, in which language, of which questionnaire and desk; no desk: no wishes are taken."""

    visit: Visit | None
    instrument: Instrument | None
    language: str
    desk: Desk | None


@csrf_exempt  # see `is_ours`
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest) -> HttpResponse:
    """Say where somebody can be reached who asks the questions; take the wish to be called."""
    around = _around(request)
    form = WishForm(language=around.language)
    if request.method != "POST" or around.desk is None or around.instrument is None:
        return _show_talk(request, around, form)
    if not is_ours(request):
        return see_other("/talk", at=place_of(request), l=around.language)
    form = call_form(dict(request.POST.lists()), offered=around.instrument.languages, language=around.language)
    if form.wished is None:
        return _show_talk(request, around, form, status=422)
    if not _may_leave(request, around.visit):
        return _show_talk(request, around, form, status=429)
    actions.leave_wish(desk=around.desk, kind=Wish.Kind.CALL, wished=form.wished, day=timezone.localdate())
    return see_other("/talk/sent", at=place_of(request), l=around.language)


def _show_talk(request: HttpRequest, around: Surroundings, form: WishForm, *, status: int = 200) -> HttpResponse:
    texts = wording(around.language)
    context = {
        "heading": texts["talk_title"],
        "text": filled_text(str(texts["talk_text"]), **hotline(around.instrument, around.language)),
        "takes_wishes": around.desk is not None,
        "form": form,
        "error": texts[form.error] if form.error else "",
        "times": [(time, texts[f"talk_{time}"]) for time in TIMES],
        "languages": languages(around.instrument) if around.instrument else (),
        "is_too_often": status == 429,
        "return_to": _way_back(request, around.visit),
    }
    return show(request, "talk", context, visit=around.visit, instrument=around.instrument, status=status)


@require_safe
def talk_sent(request: HttpRequest) -> HttpResponse:
    """Say that somebody will call, and lead back to the questions."""
    return plain_page(request, "talk_sent", "talk_sent_title")


@require_http_methods(["GET", "HEAD", "POST"])
@with_visit
def results(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take the wish to be told the results from whoever has sent an interview; its form stands beside the receipt."""
    around = _around(request)
    entry = queries.entry(visit.access)
    if request.method != "POST" or entry is None or entry.state != "finished" or not entry.desk_key:
        return see_other("/finished")
    form = results_form(dict(request.POST.lists()), language=around.language)
    if form.wished is None:
        return _show_results(request, around, form, status=422)
    if not _may_leave(request, visit):
        return _show_results(request, around, form, status=429)
    desk = Desk(entry.wave, entry.desk_key)
    actions.leave_wish(desk=desk, kind=Wish.Kind.RESULTS, wished=form.wished, day=timezone.localdate())
    return see_other("/results/sent")


def _show_results(request: HttpRequest, around: Surroundings, form: WishForm, *, status: int) -> HttpResponse:
    texts = wording(around.language)
    context = {
        "heading": texts["results_title"],
        "form": form,
        "error": texts[form.error] if form.error else "",
        "is_too_often": status == 429,
    }
    return show(request, "results", context, visit=around.visit, instrument=around.instrument, status=status)


@require_safe
def results_sent(request: HttpRequest) -> HttpResponse:
    """Say that the results will be told."""
    return plain_page(request, "results_sent", "results_sent_title")


def _around(request: HttpRequest) -> Surroundings:
    visit = read_visit(request)
    entry = queries.entry(visit.access) if visit else None
    if entry is None:
        instrument, desk = queries.current_instrument(), queries.current_desk()
    else:
        instrument = queries.instrument(entry.instrument_hash)
        desk = Desk(entry.wave, entry.desk_key) if entry.desk_key and not entry.closed_at else None
    return Surroundings(visit, instrument, language_of(request, visit, instrument), desk)


def _way_back(request: HttpRequest, visit: Visit | None) -> str:
    return place_of(request) or ("/continue" if visit else "")


def _may_leave(request: HttpRequest, visit: Visit | None) -> bool:
    """Count a wish, and return whether it is one of a few; nothing of the address is kept."""
    address = household(address_of(request))
    if visit is not None:
        return OF_AN_ADDRESS.take(address) and OF_A_VISIT.take(visit.access)
    return all(one.take(address) for one in STRANGERS) and all(one.take("") for one in ALL_STRANGERS)

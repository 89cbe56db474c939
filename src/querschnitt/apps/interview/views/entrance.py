"""The entrance: access code, language, and what the survey is about."""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from querschnitt.apps.interview import actions, guessing, queries
from querschnitt.apps.interview.codes import code_hash, grouped, normalise
from querschnitt.apps.interview.guessing import GUESSING, Room, TooManyWaitError, asker
from querschnitt.apps.interview.launch import HOURS, Launch, read_token
from querschnitt.apps.interview.ledger import Entry
from querschnitt.apps.interview.sealing import code_key
from querschnitt.apps.interview.views.frame import (
    address_of,
    is_ours,
    language_of,
    place_of,
    see_other,
    show,
    wave_text,
    with_visit,
    without_interview,
)
from querschnitt.apps.interview.visit import (
    LAUNCH_COOKIE,
    Visit,
    cookie_name,
    delete_cookie,
    device_class,
    set_cookie,
    write_visit,
)
from querschnitt.apps.interview.wording import direction, own_name, said, wording
from querschnitt.core.instrument.model import Instrument

THREADS = Room(most_of_one=3, most=10)
"""Each code that waits here keeps a thread: browsers' codes wait on the hot path, which has more room."""

RETRY_AFTER = "60"
MOST_TYPED = 60

INFO_TEXTS = (
    "info_who",
    "info_why",
    "info_how_long",
    "info_what_happens",
    "info_voluntary",
    "info_counts_even_if_unsent",
    "info_delete",
    "info_law",
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the access code, and let in whoever has one."""
    if request.method != "POST":
        notice = "code_closed" if "closed" in request.GET else "session_expired" if "again" in request.GET else ""
        return _show_code(request, notice=notice)
    typed = request.POST.get("code", "")
    if not is_ours(request):
        return _show_code(request, typed=typed)
    who = asker(address_of(request))
    if not GUESSING.is_slow(who):
        return _take_code(request, typed, who=who)
    try:
        with THREADS.seat(who):
            time.sleep(guessing.DELAY)
            return _take_code(request, typed, who=who)
    except TooManyWaitError:
        response = _show_code(request, typed=typed, notice="code_too_many_tries", status=429)
        response.headers["Retry-After"] = RETRY_AFTER
        return response


def _take_code(request: HttpRequest, typed: str, *, who: str) -> HttpResponse:
    # A code that cannot be right is looked up like any other, so that both answers take the same way.
    meant = normalise(typed)
    entry = queries.entry(code_hash(meant or "", key=settings.DEPLOYMENT.keys["access_code"]))
    if meant is None or entry is None:
        if meant is not None:
            GUESSING.failed(who)
        return _show_code(request, typed=typed, error="code_wrong", status=422)
    if entry.closed_at and entry.state != "finished":
        return _show_code(request, notice="code_closed")
    visit = entered(meant, entry, _launch(request), language=request.POST.get("l", ""), agent=user_agent(request))
    response = see_other(welcome(visit, entry))
    write_visit(request, response, visit)
    if _launch_token(request):
        delete_cookie(request, response, LAUNCH_COOKIE)
    return response


def user_agent(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")


def entered(code: str, entry: Entry, launch: Launch, *, language: str, agent: str) -> Visit:
    """Return the visit of somebody who has entered a code; if the interview goes on, with its key."""
    visit = Visit(
        access=entry.access,
        code_key=code_key(code, place=entry.access, pepper=settings.DEPLOYMENT.keys["access_code"]).hex(),
        language=language if language in _instrument(entry).languages else entry.language or "",
        mode=launch.mode,
        interviewer=launch.interviewer,
        device=device_class(agent),
    )
    return queries.with_key(visit, entry) or visit


def _instrument(entry: Entry) -> Instrument:
    return queries.instrument(entry.instrument_hash)


def welcome(visit: Visit, entry: Entry) -> str:
    """Return where somebody goes first: to the language, the information, or to where the interview was left."""
    if entry.state == "finished":
        return "/finished"
    if entry.state is not None:
        return "/continue"
    return "/info" if visit.language else "/language"


def _show_code(
    request: HttpRequest, *, typed: str = "", error: str = "", notice: str = "", status: int = 200
) -> HttpResponse:
    instrument = queries.current_instrument()
    asked = request.GET.get("l") or request.POST.get("l") or ""
    language = language_of(request, None, instrument)
    context = code_content(instrument, language, is_chosen=asked == language, typed=typed)
    context |= {"error": error, "notice": notice}
    return show(request, "code", context, instrument=instrument, status=status)


def code_content(instrument: Instrument | None, language: str, *, is_chosen: bool, typed: str) -> dict[str, object]:
    """Return what the template of the code's page draws. ``is_chosen`` : whether the person has chosen the language."""
    return {
        "heading": wording(language)["code_title"],
        "typed": typed[:MOST_TYPED],
        "chosen": language if is_chosen else "",
        "languages": languages(instrument) if instrument else (),
    }


@require_safe
def letter_code(request: HttpRequest, code: str) -> HttpResponse:
    """Answer the QR code of the letter: the code stands in the form, and only a press of the button sends it."""
    meant = normalise(code)
    return _show_code(request, typed=grouped(meant) if meant else code)


@require_GET
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Set the mode of the next interview, from a token that fieldwork has signed."""
    response = see_other("/")
    if read_token(token):
        set_cookie(request, response, LAUNCH_COOKIE, token)
        response.cookies[cookie_name(LAUNCH_COOKIE, is_secure=request.is_secure())]["max-age"] = HOURS * 3600
    return response


def _launch(request: HttpRequest) -> Launch:
    token = _launch_token(request)
    return (read_token(token) if token else None) or Launch()


def _launch_token(request: HttpRequest) -> str:
    return request.COOKIES.get(cookie_name(LAUNCH_COOKIE, is_secure=request.is_secure()), "")


def languages(instrument: Instrument) -> list[dict[str, str]]:
    """Return the languages in their own names."""
    return [
        {"tag": tag, "name": own_name(tag, instrument.language_names), "dir": direction(tag)}
        for tag in instrument.languages
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@with_visit
def language(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Let a person choose the language; every answer stays."""
    entry = queries.entry(visit.access)
    if entry is None:
        return without_interview(visit)
    begun = queries.open_interview(visit) if entry.state == "open" else None
    instrument = begun.instrument if begun else queries.instrument(entry.instrument_hash)
    chosen = request.POST.get("language", "")
    if request.method == "POST" and chosen in instrument.languages:
        response = see_other(place_of(request) or ("/continue" if entry.state else "/info"))
        write_visit(request, response, visit._replace(language=chosen))
        return response
    context = {
        "heading": wording(language_of(request, visit, instrument))["language_title"],
        "languages": languages(instrument),
    }
    return show(request, "language", context, visit=visit, instrument=instrument)


@require_http_methods(["GET", "HEAD", "POST"])
@with_visit
def info(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say who asks, why, how long, and what happens; begin when the person wants to."""
    entry = queries.entry(visit.access)
    if entry is None or entry.closed_at or entry.state == "finished":
        return without_interview(visit)
    instrument = queries.instrument(entry.instrument_hash)
    if not visit.language:
        return see_other("/language")
    if request.method == "POST":
        begun = actions.start_interview(visit=visit, entry=entry)
        response = see_other("/continue")
        write_visit(request, response, begun or visit)
        return response
    context = info_content(instrument, visit.language, has_answers=entry.state is not None)
    return show(request, "info", context, visit=visit, instrument=instrument)


def info_content(instrument: Instrument, tag: str, *, has_answers: bool) -> dict[str, object]:
    """Return what the template of the information draws."""
    return {
        "heading": said(instrument.texts.get("survey_title", {}), tag) or wording(tag)["info_title"],
        "paragraphs": [text for text in (wave_text(instrument, key, tag) for key in INFO_TEXTS[:-1]) if text],
        "law": wave_text(instrument, INFO_TEXTS[-1], tag),
        "consent": wave_text(instrument, "info_consent_action", tag),
        "office": said(instrument.texts.get("office_name", {}), tag),
        "at": "/info",
        "has_answers": has_answers,
    }

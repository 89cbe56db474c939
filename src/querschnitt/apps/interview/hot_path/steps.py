"""The steps from code to receipt. Each answers what is expected; None leaves a request to Django's views."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from querschnitt.apps.interview import actions, guessing, queries
from querschnitt.apps.interview.actions import NEXT, SAVE, Saved
from querschnitt.apps.interview.codes import code_hash, grouped, normalise
from querschnitt.apps.interview.guessing import GUESSING, Room, TooManyWaitError, asker
from querschnitt.apps.interview.hot_path.messages import Answer, Request, cookie, see_other
from querschnitt.apps.interview.hot_path.packing import Memory, once
from querschnitt.apps.interview.hot_path.pages import Pages, Showing
from querschnitt.apps.interview.hot_path.store import Store
from querschnitt.apps.interview.launch import Launch
from querschnitt.apps.interview.ledger import Entry
from querschnitt.apps.interview.queries import OpenInterview
from querschnitt.apps.interview.views.away import RETRY_AFTER as AWAY_FOR
from querschnitt.apps.interview.views.away import away_context
from querschnitt.apps.interview.views.ending import finished_content, review_content
from querschnitt.apps.interview.views.entrance import RETRY_AFTER, code_content, entered, info_content, welcome
from querschnitt.apps.interview.views.frame import frame_context, numbered_page
from querschnitt.apps.interview.views.questions import (
    first_unpassed,
    is_reached,
    led_to,
    page_context,
    place_on,
    speech_of,
    state_after,
    way_of,
)
from querschnitt.apps.interview.visit import COOKIE, LAUNCH_COOKIE, Visit, cookie_name, seal_visit
from querschnitt.apps.interview.wording import DEFAULT, available, preferred, wording
from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument.model import Instrument

Step = Callable[[Request], Awaitable[Answer | None]]

MOST_ENTRANCES = 400
"""Pages before the questions that a process keeps: two in each language and wave."""


class Steps:
    """What the hot path does, with what it needs for it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pages = Pages()
        self._entrances = Memory(MOST_ENTRANCES)
        self._waiting = Room(most_of_one=20, most=100)
        self._fixed: Mapping[tuple[str, str], Step] = {
            ("GET", "/"): self.ask_code,
            ("POST", "/"): self.take_code,
            ("GET", "/info"): self.inform,
            ("POST", "/info"): self.start,
            ("GET", "/review"): self.review,
            ("POST", "/send"): self.send,
            ("GET", "/finished"): self.thank,
        }

    def step(self, request: Request) -> Step | None:
        """Return the step that a request asks for, or None if it is none of these."""
        if step := self._fixed.get((request.method, request.path)):
            return step
        if request.path.startswith("/page/"):
            return {"GET": self.show_page, "POST": self.take_page}.get(request.method)
        return self.fill_in_code if request.method == "GET" and request.path.startswith("/c/") else None

    async def ask_code(self, request: Request) -> Answer | None:
        """Ask for the access code."""
        if request.parameters.keys() - {"l"}:
            return None
        present = await self._store.present()
        instrument, language, is_chosen = self._spoken(request, present)

        def draw() -> str:
            context = code_content(instrument, language, is_chosen=is_chosen, typed="")
            return _drawn("code", context, language, instrument)

        return self._entrances.page(("code", present, language, is_chosen), draw).answer(request)

    async def fill_in_code(self, request: Request) -> Answer | None:
        """Answer the QR code of a letter: the page of the code, with the code in its form."""
        meant = normalise(request.path.removeprefix("/c/"))
        if meant is None or request.parameters.keys() - {"l"}:
            return None
        present = await self._store.present()
        page = _code_page(present, *self._spoken(request, present)[1:])
        return once(request, page.replace(_CODE, grouped(meant)))

    async def take_code(self, request: Request) -> Answer | None:
        """Let in whoever has a code; where many were wrong, late. Interviewers, who bring a token, are Django's."""
        if self._cookie(request, LAUNCH_COOKIE):
            return None
        who = asker(request.address)
        if not GUESSING.is_slow(who):
            return await self._look_up(request, who=who)
        try:
            with self._waiting.seat(who):
                await asyncio.sleep(guessing.DELAY)
                return await self._look_up(request, who=who)
        except TooManyWaitError:
            answer = await self._code_again(request, status=429, notice="code_too_many_tries")
            return replace(answer, headers=[*answer.headers, (b"retry-after", RETRY_AFTER.encode())])

    async def _look_up(self, request: Request, *, who: str) -> Answer | None:
        # A code that cannot be right is looked up like any other, so that both answers take the same way.
        meant = normalise(request.sent("code"))
        entry = await self._store.read(code_hash(meant or "", key=settings.DEPLOYMENT.keys["access_code"]))
        if meant is None or entry is None:
            answer = await self._code_again(request, status=422, error="code_wrong")
            if meant is not None:
                GUESSING.failed(who)
            return answer
        if entry.closed_at and entry.state != "finished":
            return None
        visit = entered(meant, entry, Launch(), language=request.sent("l"), agent=request.header(b"user-agent"))
        return see_other(welcome(visit, entry), cookies=(cookie(request, COOKIE, seal_visit(visit)),))

    async def _code_again(self, request: Request, *, status: int, error: str = "", notice: str = "") -> Answer:
        """Show the page of the code again, with what was typed."""
        instrument, language, is_chosen = self._spoken(request, await self._store.present())
        context = code_content(instrument, language, is_chosen=is_chosen, typed=request.sent("code"))
        content = _drawn("code", context | {"error": error, "notice": notice}, language, instrument)
        return once(request, content, status=status)

    def _spoken(self, request: Request, instrument_hash: str) -> tuple[Instrument, str, bool]:
        """Return the questionnaire, the language of a page before the visit, and whether the person has chosen it."""
        instrument = queries.instrument(instrument_hash)
        asked = request.asked("l") or request.sent("l")
        wished = preferred(request.header(b"accept-language"), instrument.languages)
        is_chosen = asked in instrument.languages
        return instrument, asked if is_chosen else wished or instrument.default_language, is_chosen

    async def inform(self, request: Request) -> Answer | None:
        """Say who asks, why, how long, and what happens."""
        found = await self._entered(request)
        if found is None:
            return None
        visit, entry = found
        instrument = queries.instrument(entry.instrument_hash)
        language, has_answers = visit.language, entry.state is not None

        def draw() -> str:
            context = info_content(instrument, language, has_answers=has_answers) | {"has_visit": True}
            return _drawn("info", context, language, instrument)

        return self._entrances.page(("info", entry.instrument_hash, language, has_answers), draw).answer(request)

    async def start(self, request: Request) -> Answer | None:
        """Begin an interview that nobody has begun, and lead to its first page."""
        found = await self._entered(request)
        if found is None or found[1].state is not None:
            return None
        begun, row = actions.beginning(*found)
        if not await self._store.write(row):
            return None
        interview = queries.opened(found[1].begun(row), begun)
        if interview is None:
            return None
        target = place_on(way_of(interview, begun), interview.sheet)
        return see_other(target, cookies=(cookie(request, COOKIE, seal_visit(begun)),))

    async def show_page(self, request: Request) -> Answer | None:
        """Show a page that the person has reached."""
        name, found = numbered_page(request.path), await self._open(request)
        if name is None or found is None or request.parameters.keys() - {"from"}:
            return None
        visit, interview = found
        way = way_of(interview, visit)
        page = next((each for each in way.pages if each.name == name), None)
        if page is None or not is_reached(way, interview.sheet, page):
            return see_other(place_on(way, interview.sheet))
        from_review = request.asked("from") == "review"
        return self._pages.answer(request, Showing(interview, visit, way, page, from_review))

    async def take_page(self, request: Request) -> Answer | None:
        """Take a page, and lead on or show it again."""
        name, button = numbered_page(request.path), request.sent("go") or NEXT
        if name is None or not request.form:
            return None
        goes = button.partition(" ")[0]
        for _ in range(actions.ATTEMPTS):
            found = await self._open(request)
            if found is None:
                return None
            visit, interview = found
            try:
                saved = actions.taken(interview, visit, name, form=request.form, went=goes)
            except QuestionnaireError:
                return None
            if await self._store.write(actions.saving(interview, visit, name, sheet=saved.sheet)):
                answer = _after(request, visit, name, saved)
                renewal = (
                    [(b"set-cookie", cookie(request, COOKIE, seal_visit(visit)))] if visit.is_to_be_renewed else []
                )
                return replace(answer, headers=[*answer.headers, *renewal]) if renewal else answer
        return None

    async def review(self, request: Request) -> Answer | None:
        """Show all answers once every page has been passed."""
        found = await self._open(request)
        if found is None:
            return None
        visit, interview = found
        way = way_of(interview, visit)
        if first_unpassed(way, interview.sheet):
            return see_other(place_on(way, interview.sheet))
        instrument = interview.instrument
        content = review_content(way, speech_of(instrument, visit, way))
        page = _review(interview.instrument_hash, visit.language)
        return once(request, page.replace(_PARTS, str(content["parts"])))

    async def send(self, request: Request) -> Answer | None:
        """Send an interview whose every page has been passed."""
        found = await self._open(request)
        if found is None:
            return None
        visit, interview = found
        way = way_of(interview, visit)
        if first_unpassed(way, interview.sheet):
            return see_other(place_on(way, interview.sheet))
        sent = await self._store.write(actions.finishing(interview, visit, now=timezone.now()))
        return see_other("/finished") if sent else None

    async def thank(self, request: Request) -> Answer | None:
        """Thank whoever has sent an interview, and give the receipt."""
        visit = request.visit
        entry = await self._store.read(visit.access) if visit and visit.language else None
        if visit is None or entry is None or entry.state != "finished":
            return None
        if visit.language not in queries.instrument(entry.instrument_hash).languages:
            return None
        page = _thanks(entry.instrument_hash, visit.language, bool(entry.desk_key))
        return once(request, page.replace(_RECEIPT, grouped(visit.receipt)))

    async def _entered(self, request: Request) -> tuple[Visit, Entry] | None:
        """Return who has entered a code and may begin or go on, in a language that is offered; None for anyone else."""
        visit = request.visit
        entry = await self._store.read(visit.access) if visit and visit.language else None
        if visit is None or entry is None or entry.closed_at or entry.state == "finished":
            return None
        return (visit, entry) if visit.language in queries.instrument(entry.instrument_hash).languages else None

    async def _open(self, request: Request) -> tuple[Visit, OpenInterview] | None:
        """Return whose interview goes on; None if it does not, or in no language yet."""
        found = await self._entered(request)
        interview = queries.opened(found[1], found[0]) if found else None
        if found is None or interview is None or found[0].language not in interview.instrument.languages:
            return None
        return found[0], interview

    def _cookie(self, request: Request, name: str) -> str:
        return request.cookies.get(cookie_name(name, is_secure=request.is_secure), "")


def _drawn(template: str, context: dict[str, object], language: str, instrument: Instrument) -> str:
    return render_to_string(
        f"interview/{template}.html", frame_context(context, language=language, instrument=instrument)
    )


@lru_cache(maxsize=MOST_ENTRANCES)
def _code_page(instrument_hash: str, language: str, is_chosen: bool) -> str:
    """Return the page of the code, with a gap for the code."""
    instrument = queries.instrument(instrument_hash)
    context = code_content(instrument, language, is_chosen=is_chosen, typed=_CODE)
    return _drawn("code", context, language, instrument)


_CODE = "\ue000code\ue000"
_RECEIPT, _PARTS = "\ue000receipt\ue000", "\ue000parts\ue000"
"""What stands in pages of an interview where a person's own content goes; no text has these signs."""


@lru_cache(maxsize=MOST_ENTRANCES)
def _review(instrument_hash: str, language: str) -> str:
    """Return the review, with a gap for its parts."""
    context = {"heading": wording(language)["review_title"], "parts": _PARTS, "at": "/review", "has_visit": True}
    return _drawn("review", context, language, queries.instrument(instrument_hash))


@lru_cache(maxsize=MOST_ENTRANCES)
def _thanks(instrument_hash: str, language: str, takes_wishes: bool) -> str:
    """Return the last page, with a gap for the receipt."""
    instrument = queries.instrument(instrument_hash)
    content = finished_content(instrument, language, receipt=_RECEIPT, takes_wishes=takes_wishes)
    context = content | {"has_visit": True}
    return _drawn("finished", context, language, instrument)


def _after(request: Request, visit: Visit, name: str, saved: Saved) -> Answer:
    """Answer a page that was taken, as the view does: lead on, or show it again."""
    goes, _, focus = (request.sent("go") or NEXT).partition(" ")
    if goes == SAVE:
        return Answer(204)
    from_review = "review" in (request.asked("from"), request.sent("from"))
    onward = led_to(name, saved, visit, goes=goes, from_review=from_review)
    if onward is not None:
        address, marks = onward
        return see_other(address, cookies=(), **marks)
    instrument, way = saved.instrument, saved.route
    state, speech = state_after(saved, goes=goes, focus=focus), speech_of(instrument, visit, way)
    context = page_context(instrument.page(name), speech, way=way, state=state, from_review=from_review)
    status = 422 if context["wrong"] else 200
    return once(request, _drawn("page", context, visit.language, instrument), status=status)


def away(request: Request) -> Answer:
    """Say that the data store is away, and that what was sent before is safe; with a button that sends again."""
    sent = request.form if request.method == "POST" else None
    content = render_to_string("interview/away.html", away_context(_language(request), sent=sent))
    answer = once(request, content, status=503)
    return replace(answer, headers=[*answer.headers, (b"retry-after", AWAY_FOR.encode())])


def refused(request: Request, *, status: int) -> Answer:
    """Say that a request was not taken, and what to do; the connection ends, because not all of it was read."""
    answer = once(request, _refused(_language(request)), status=status)
    return replace(answer, headers=[*answer.headers, (b"connection", b"close")])


def _language(request: Request) -> str:
    visit = request.visit
    if visit and visit.language in available():
        return visit.language
    asked = request.asked("l") or request.sent("l")
    return (
        asked if asked in available() else preferred(request.header(b"accept-language"), sorted(available())) or DEFAULT
    )


@lru_cache(maxsize=64)
def _refused(language: str) -> str:
    context = {"heading": wording(language)["server_error_title"]}
    return render_to_string("interview/server_error.html", frame_context(context, language=language, instrument=None))

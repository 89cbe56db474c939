"""From the code to the first page: who is let in, what they are told, and how an interview begins."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import replace
from functools import lru_cache

from django.conf import settings

from querschnitt.apps.interview import actions, guessing, queries
from querschnitt.apps.interview.codes import code_hash, grouped, normalise
from querschnitt.apps.interview.guessing import GUESSING, Room, TooManyWaitError, asker
from querschnitt.apps.interview.hot_path.drawing import MOST_ENTRANCES, drawn
from querschnitt.apps.interview.hot_path.interviews import Interviews
from querschnitt.apps.interview.hot_path.memory import Memory
from querschnitt.apps.interview.hot_path.messages import Answer, Opened, Request, Shown, cookie, see_other
from querschnitt.apps.interview.hot_path.packing import Packed, once, packed
from querschnitt.apps.interview.launch import Launch
from querschnitt.apps.interview.ledger import Entry
from querschnitt.apps.interview.queries import OpenInterview
from querschnitt.apps.interview.views.entrance import RETRY_AFTER, code_content, entered, info_content, welcome
from querschnitt.apps.interview.views.questions import place_on, way_of
from querschnitt.apps.interview.visit import COOKIE, LAUNCH_COOKIE, seal_visit
from querschnitt.apps.interview.wording import preferred
from querschnitt.core.instrument.model import Instrument


class Entrance:
    """The steps before the questions."""

    def __init__(self, interviews: Interviews, present: Callable[[], Awaitable[str]]) -> None:
        self._interviews, self._present = interviews, present
        self._pages: Memory[Packed] = Memory(MOST_ENTRANCES)
        self._waiting = Room(most_of_one=20, most=100)

    async def ask_code(self, request: Request) -> Answer | None:
        """Ask for the access code."""
        if request.parameters.keys() - {"l"}:
            return None
        present = await self._present()
        instrument, language, is_chosen = self._spoken(request, present)

        def draw() -> str:
            context = code_content(instrument, language, is_chosen=is_chosen, typed="")
            return drawn("code", context, language, instrument)

        return self._page(("code", present, language, is_chosen), draw).answer(request)

    async def fill_in_code(self, request: Request) -> Answer | None:
        """Answer the QR code of a letter: the page of the code, with the code in its form."""
        meant = normalise(request.path.removeprefix("/c/"))
        if meant is None or request.parameters.keys() - {"l"}:
            return None
        present = await self._present()
        page = _code_page(present, *self._spoken(request, present)[1:])
        return once(request, page.replace(_CODE, grouped(meant)))

    async def take_code(self, request: Request) -> Answer | None:
        """Let in whoever has a code; where many were wrong, late. Interviewers, who bring a token, are Django's."""
        if request.cookie(LAUNCH_COOKIE):
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
        access = code_hash(meant or "", key=settings.DEPLOYMENT.keys["access_code"])
        entry = await self._interviews.read(access)
        if meant is None or entry is None:
            answer = await self._code_again(request, status=422, error="code_wrong")
            if meant is not None:
                GUESSING.failed(who)
            return answer
        if entry.closed_at and entry.state != "finished":
            return None
        visit = entered(meant, entry, Launch(), language=request.sent("l"), agent=request.header(b"user-agent"))
        sealed = cookie(request, COOKIE, seal_visit(visit))
        return see_other(welcome(visit, entry), cookies=(sealed,), standing=Shown(visit, entry))

    async def _code_again(self, request: Request, *, status: int, error: str = "", notice: str = "") -> Answer:
        """Show the page of the code again, with what was typed."""
        instrument, language, is_chosen = self._spoken(request, await self._present())
        context = code_content(instrument, language, is_chosen=is_chosen, typed=request.sent("code"))
        content = drawn("code", context | {"error": error, "notice": notice}, language, instrument)
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
        found = await self._interviews.shown(request)
        if found is None or not _may_go_on(found[1]):
            return None
        visit, entry = found
        instrument = queries.instrument(entry.instrument_hash)
        language, has_answers = visit.language, entry.state is not None

        def draw() -> str:
            context = info_content(instrument, language, has_answers=has_answers) | {"has_visit": True}
            return drawn("info", context, language, instrument)

        return self._page(("info", entry.instrument_hash, language, has_answers), draw).answer(request)

    async def start(self, request: Request) -> Answer | None:
        """Begin an interview that nobody has begun, and lead to its first page."""
        found = await self._interviews.to_write_on(request)
        if found is None or found[1].state is not None or not _may_go_on(found[1]):
            return None
        visit, entry = found
        begun, empty, row = actions.beginning(visit, entry)
        written = await self._interviews.write(row, entry)
        if written is None:
            return None
        interview = OpenInterview(written, written.instrument_hash, empty)
        opened = Opened(begun, interview, way_of(interview, begun))
        target = place_on(opened.way, interview.sheet)
        return see_other(target, cookies=(cookie(request, COOKIE, seal_visit(begun)),), standing=opened)

    def _page(self, key: Hashable, draw: Callable[[], str]) -> Packed:
        return self._pages.get(key) or self._pages.keep(key, packed(draw()))


def _may_go_on(entry: Entry) -> bool:
    return entry.closed_at is None and entry.state != "finished"


@lru_cache(maxsize=MOST_ENTRANCES)
def _code_page(instrument_hash: str, language: str, is_chosen: bool) -> str:
    """Return the page of the code, with a gap for the code."""
    instrument = queries.instrument(instrument_hash)
    context = code_content(instrument, language, is_chosen=is_chosen, typed=_CODE)
    return drawn("code", context, language, instrument)


_CODE = "\ue000code\ue000"

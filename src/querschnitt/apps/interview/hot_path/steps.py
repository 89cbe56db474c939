"""The steps from code to receipt. Each answers what is expected; None leaves a request to Django's views."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from querschnitt.apps.interview import actions, queries
from querschnitt.apps.interview.actions import NEXT, SAVE
from querschnitt.apps.interview.codes import code_hash, grouped, normalise
from querschnitt.apps.interview.hot_path.messages import Answer, Request, cookie, see_other
from querschnitt.apps.interview.hot_path.packing import Memory, once
from querschnitt.apps.interview.hot_path.pages import Pages, Showing
from querschnitt.apps.interview.hot_path.store import Store
from querschnitt.apps.interview.launch import Launch
from querschnitt.apps.interview.ledger import Entry
from querschnitt.apps.interview.queries import OpenInterview
from querschnitt.apps.interview.views.away import away_context
from querschnitt.apps.interview.views.ending import finished_content, review_content
from querschnitt.apps.interview.views.entrance import code_content, entered, info_content, welcome
from querschnitt.apps.interview.views.frame import frame_context, numbered_page
from querschnitt.apps.interview.views.questions import (
    first_unpassed,
    following,
    is_reached,
    place_on,
    speech_of,
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
        return None

    async def ask_code(self, request: Request) -> Answer | None:
        """Ask for the access code."""
        if request.parameters.keys() - {"l"}:
            return None
        present = await self._store.present()
        instrument = queries.instrument(present)
        asked = request.asked("l")
        if asked not in instrument.languages:
            asked = ""
        wished = preferred(request.header(b"accept-language"), instrument.languages)
        language = asked or wished or instrument.default_language

        def draw() -> str:
            context = code_content(instrument, language, is_chosen=bool(asked), typed="")
            return _drawn("code", context, language, instrument)

        return self._entrances.page(("code", present, language, bool(asked)), draw).answer(request)

    async def take_code(self, request: Request) -> Answer | None:
        """Let in whoever has a code; everything else about codes is Django's."""
        meant = normalise(request.sent("code"))
        if meant is None or self._cookie(request, LAUNCH_COOKIE):
            return None
        access = code_hash(meant, key=settings.DEPLOYMENT.keys["access_code"])
        entry = await self._store.read(access)
        if entry is None or (entry.closed_at and entry.state != "finished"):
            return None
        visit = entered(meant, entry, Launch(), language=request.sent("l"), agent=request.header(b"user-agent"))
        return see_other(welcome(visit, entry), cookies=(cookie(request, COOKIE, seal_visit(visit)),))

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
        """Take a page on which everything is right; one that must be shown again is taken by Django."""
        name, goes = numbered_page(request.path), request.sent("go") or NEXT
        if name is None or goes not in (NEXT, SAVE):
            return None
        for _ in range(actions.ATTEMPTS):
            found = await self._open(request)
            if found is None:
                return None
            visit, interview = found
            try:
                saved = actions.taken(interview, visit, name, form=request.form, went=goes)
            except QuestionnaireError:
                return None
            if goes == NEXT and (not saved.accepted.is_done or name not in saved.route.visible):
                return None
            if await self._store.write(actions.saving(interview, visit, name, sheet=saved.sheet)):
                cookies = (cookie(request, COOKIE, seal_visit(visit)),) if visit.is_to_be_renewed else ()
                if goes == SAVE:
                    return Answer(204, headers=[(b"set-cookie", each) for each in cookies])
                from_review = "review" in (request.asked("from"), request.sent("from"))
                return see_other(following(name, saved, from_review=from_review), cookies=cookies)
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


def away(request: Request) -> Answer:
    """Say that the data store is away, and that what was sent before is safe."""
    answer = once(request, _away(_language(request)), status=503)
    return replace(answer, headers=[*answer.headers, (b"retry-after", b"30")])


def refused(request: Request, *, status: int) -> Answer:
    """Say that a request was not taken, and what to do; the connection ends, because not all of it was read."""
    answer = once(request, _refused(_language(request)), status=status)
    return replace(answer, headers=[*answer.headers, (b"connection", b"close")])


def _language(request: Request) -> str:
    visit = request.visit
    if visit and visit.language in available():
        return visit.language
    return preferred(request.header(b"accept-language"), sorted(available())) or DEFAULT


@lru_cache(maxsize=64)
def _away(language: str) -> str:
    return render_to_string("interview/away.html", away_context(language))


@lru_cache(maxsize=64)
def _refused(language: str) -> str:
    context = {"heading": wording(language)["server_error_title"]}
    return render_to_string("interview/server_error.html", frame_context(context, language=language, instrument=None))

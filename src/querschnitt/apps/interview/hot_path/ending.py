"""The end: the review, sending, and thanks."""

from __future__ import annotations

from functools import lru_cache

from querschnitt.apps.interview import actions, queries
from querschnitt.apps.interview.codes import grouped
from querschnitt.apps.interview.hot_path.drawing import MOST_ENTRANCES, drawn
from querschnitt.apps.interview.hot_path.interviews import Interviews
from querschnitt.apps.interview.hot_path.messages import Answer, Opened, Request, Shown, see_other
from querschnitt.apps.interview.hot_path.packing import once
from querschnitt.apps.interview.views.ending import finished_content, review_content
from querschnitt.apps.interview.views.questions import first_unpassed, place_on, speech_of
from querschnitt.apps.interview.wording import wording


class Ending:
    """The steps behind the questions."""

    def __init__(self, interviews: Interviews) -> None:
        self._interviews = interviews

    async def review(self, request: Request) -> Answer | None:
        """Show all answers once every page has been passed."""
        found = await self._passed(request)
        if not isinstance(found, Opened):
            return found
        visit, interview, way = found
        instrument = interview.instrument
        content = review_content(way, speech_of(instrument, visit, way))
        page = _review(interview.instrument_hash, visit.language)
        return once(request, page.replace(_PARTS, str(content["parts"])))

    async def send(self, request: Request) -> Answer | None:
        """Send an interview whose every page has been passed."""
        found: Opened | Answer | None = self._interviews.opened_as_known(request)
        if not isinstance(found, Opened) or first_unpassed(found.way, found.interview.sheet):
            found = await self._passed(request)
        if not isinstance(found, Opened):
            return found
        visit, interview, way = found
        written = await self._interviews.write(actions.finishing(interview, visit, way), interview.entry)
        if written is None:
            return None
        return see_other("/finished", standing=Shown(visit, written))

    async def _passed(self, request: Request) -> Opened | Answer | None:
        """Return whose interview was passed page by page; for others the way to a page, or None without interview."""
        found = await self._interviews.opened(request)
        if found is not None and first_unpassed(found.way, found.interview.sheet):
            return see_other(place_on(found.way, found.interview.sheet))
        return found

    async def thank(self, request: Request) -> Answer | None:
        """Thank whoever has sent an interview, and give the receipt."""
        found = await self._interviews.shown(request)
        if found is None or found[1].state != "finished":
            return None
        visit, entry = found
        page = _thanks(entry.instrument_hash, visit.language, bool(entry.desk_key))
        return once(request, page.replace(_RECEIPT, grouped(visit.receipt)))


_RECEIPT, _PARTS = "\ue000receipt\ue000", "\ue000parts\ue000"
"""What stands in pages of an interview where a person's own content goes; no text has these signs."""


@lru_cache(maxsize=MOST_ENTRANCES)
def _review(instrument_hash: str, language: str) -> str:
    """Return the review, with a gap for its parts."""
    context = {"heading": wording(language)["review_title"], "parts": _PARTS, "at": "/review", "has_visit": True}
    return drawn("review", context, language, queries.instrument(instrument_hash))


@lru_cache(maxsize=MOST_ENTRANCES)
def _thanks(instrument_hash: str, language: str, takes_wishes: bool) -> str:
    """Return the last page, with a gap for the receipt."""
    instrument = queries.instrument(instrument_hash)
    content = finished_content(instrument, language, receipt=_RECEIPT, takes_wishes=takes_wishes)
    context = content | {"has_visit": True}
    return drawn("finished", context, language, instrument)

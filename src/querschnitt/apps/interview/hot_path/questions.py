"""The questions: a page is shown, a page is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from querschnitt.apps.interview import actions
from querschnitt.apps.interview.actions import NEXT, SAVE, Saved
from querschnitt.apps.interview.hot_path.drawing import drawn
from querschnitt.apps.interview.hot_path.interviews import Interviews
from querschnitt.apps.interview.hot_path.messages import Answer, Opened, Request, cookie, see_other
from querschnitt.apps.interview.hot_path.packing import once
from querschnitt.apps.interview.hot_path.pages import Pages, Showing
from querschnitt.apps.interview.queries import OpenInterview
from querschnitt.apps.interview.views.frame import numbered_page, page_address
from querschnitt.apps.interview.views.questions import (
    is_reached,
    led_to,
    page_context,
    place_on,
    speech_of,
    state_after,
)
from querschnitt.apps.interview.visit import COOKIE, Visit, seal_visit
from querschnitt.core.errors import QuestionnaireError


class Questions:
    """The steps from page to page."""

    def __init__(self, interviews: Interviews) -> None:
        self._interviews, self._pages = interviews, Pages()

    async def show_page(self, request: Request) -> Answer | None:
        """Show a page that the person has reached."""
        name, found = numbered_page(request.path), await self._interviews.opened(request)
        if name is None or found is None or request.parameters.keys() - {"from"}:
            return None
        visit, interview, way = found
        page = next((each for each in way.pages if each.name == name), None)
        if page is None or not is_reached(way, interview.sheet, page):
            return see_other(place_on(way, interview.sheet))
        from_review = request.asked("from") == "review"
        return self._pages.answer(request, Showing(interview, visit, way, page, from_review))

    async def take_page(self, request: Request) -> Answer | None:
        """Take a page, and lead on or show it again."""
        name, visit = numbered_page(request.path), request.visit
        if name is None or not request.form or visit is None or not visit.language:
            return None
        sent, known = _Sent(request, visit, name), self._interviews.known(visit.access)
        try:
            for _ in range(actions.ATTEMPTS):
                entry = known or await self._interviews.read(visit.access)
                found = self._interviews.open(visit, entry) if entry else None
                answer = await self._take(sent, found) if found else None
                if answer or (found is None and known is None):
                    return answer
                known = None  # no more: it is read again
        except QuestionnaireError:
            pass  # no such page: Django's view knows where to go
        return None

    async def _take(self, sent: _Sent, interview: OpenInterview) -> Answer | None:
        """Take a page on top of what was read; None if somebody else has written meanwhile."""
        visit, name = sent.visit, sent.name
        saved = actions.taken(interview, visit, name, form=sent.request.form, went=sent.goes)
        written = await self._interviews.write(
            actions.saving(interview, visit, name, sheet=saved.sheet), interview.entry
        )
        if written is None:
            return None
        now = Opened(visit, OpenInterview(written, interview.instrument_hash, saved.sheet), saved.route)
        answer = _after(sent, saved, now)
        if visit.is_to_be_renewed:
            answer.headers.append((b"set-cookie", cookie(sent.request, COOKIE, seal_visit(visit))))
        return answer


class _Sent(NamedTuple):
    """A page that somebody has sent."""

    request: Request
    visit: Visit
    name: str

    @property
    def goes(self) -> str:
        """The button that was pressed."""
        return (self.request.sent("go") or NEXT).partition(" ")[0]

    @property
    def focus(self) -> str:
        """The question that the button belongs to, if it does."""
        return self.request.sent("go").partition(" ")[2]

    @property
    def from_review(self) -> bool:
        return "review" in (self.request.asked("from"), self.request.sent("from"))


def _after(sent: _Sent, saved: Saved, now: Opened) -> Answer:
    """Answer a page that was taken, as the view does: lead on, or show it again."""
    if sent.goes == SAVE:
        return Answer(204)
    onward = led_to(sent.name, saved, sent.visit, goes=sent.goes, from_review=sent.from_review)
    if onward is None:
        return _again(sent, saved)
    address, marks = onward
    return see_other(address, cookies=(), standing=now, **marks)


def _again(sent: _Sent, saved: Saved) -> Answer:
    """Show a page again that was taken: with what is wrong, new or searched for."""
    instrument, way, visit = saved.instrument, saved.route, sent.visit
    state, speech = state_after(saved, goes=sent.goes, focus=sent.focus), speech_of(instrument, visit, way)
    context = page_context(instrument.page(sent.name), speech, way=way, state=state, from_review=sent.from_review)
    status = 422 if context["wrong"] else 200
    answer = once(sent.request, drawn("page", context, visit.language, instrument), status=status)
    return replace(answer, address=page_address(sent.name) + ("?from=review" if sent.from_review else ""))

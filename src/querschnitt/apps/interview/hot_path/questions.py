"""The questions: a page is shown, a page is taken."""

from __future__ import annotations

from dataclasses import replace

from querschnitt.apps.interview import actions
from querschnitt.apps.interview.actions import NEXT, SAVE, Saved
from querschnitt.apps.interview.hot_path.drawing import drawn
from querschnitt.apps.interview.hot_path.interviews import Interviews
from querschnitt.apps.interview.hot_path.messages import Answer, Request, cookie, see_other
from querschnitt.apps.interview.hot_path.packing import once
from querschnitt.apps.interview.hot_path.pages import Pages, Showing
from querschnitt.apps.interview.queries import OpenInterview
from querschnitt.apps.interview.views.frame import numbered_page
from querschnitt.apps.interview.views.questions import (
    is_reached,
    led_to,
    page_context,
    place_on,
    speech_of,
    state_after,
    way_of,
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
        visit, interview = found
        way = way_of(interview, visit)
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
        goes = (request.sent("go") or NEXT).partition(" ")[0]
        known = self._interviews.known(visit.access)
        try:
            for _ in range(actions.ATTEMPTS):
                entry = known or await self._interviews.read(visit.access)
                found = self._interviews.open(visit, entry) if entry else None
                answer = found and await self._take(request, *found, name=name, goes=goes)
                if answer or (found is None and known is None):
                    return answer
                known = None  # no more: it is read again
        except QuestionnaireError:
            pass  # no such page: Django's view knows where to go
        return None

    async def _take(
        self, request: Request, visit: Visit, interview: OpenInterview, *, name: str, goes: str
    ) -> Answer | None:
        """Take a page on top of what was read; None if somebody else has written meanwhile."""
        saved = actions.taken(interview, visit, name, form=request.form, went=goes)
        row = actions.saving(interview, visit, name, sheet=saved.sheet)
        written = await self._interviews.write(row, interview.entry)
        if written is None:
            return None
        answer = _after(request, visit, name, saved)
        if answer.location:
            self._interviews.lead(written, answer.location)
        if visit.is_to_be_renewed:
            renewal = (b"set-cookie", cookie(request, COOKIE, seal_visit(visit)))
            return replace(answer, headers=[*answer.headers, renewal])
        return answer


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
    return once(request, drawn("page", context, visit.language, instrument), status=status)

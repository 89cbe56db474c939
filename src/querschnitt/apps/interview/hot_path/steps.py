"""The steps from code to receipt. Each answers what is expected; None leaves a request to Django's views.

A form is answered by leading to a page. A browser asks for that page then; the script of a page of questions is given
the next one at once. It is drawn by its own step, with what the form's step knows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from querschnitt.apps.interview.hot_path.ending import Ending
from querschnitt.apps.interview.hot_path.entrance import Entrance
from querschnitt.apps.interview.hot_path.interviews import Interviews
from querschnitt.apps.interview.hot_path.messages import Answer, Opened, Request, Shown
from querschnitt.apps.interview.hot_path.questions import Questions
from querschnitt.apps.interview.hot_path.store import Store

OK = 200
PAGES = "/page/"

Step = Callable[[Request], Awaitable[Answer | None]]


class Steps:
    """Which step answers which request."""

    def __init__(self, store: Store) -> None:
        self.interviews = interviews = Interviews(store)
        self.entrance = entrance = Entrance(interviews, store.present)
        questions, ending = Questions(interviews), Ending(interviews)
        self._fixed: Mapping[tuple[str, str], Step] = {
            ("GET", "/"): entrance.ask_code,
            ("POST", "/"): entrance.take_code,
            ("GET", "/info"): entrance.inform,
            ("POST", "/info"): entrance.start,
            ("GET", "/review"): ending.review,
            ("POST", "/send"): ending.send,
            ("GET", "/finished"): ending.thank,
        }
        self._pages: Mapping[str, Step] = {"GET": questions.show_page, "POST": questions.take_page}
        self._letter: Step = entrance.fill_in_code

    def step(self, request: Request) -> Step | None:
        """Return the step that a request asks for, or None if it is none of these."""
        if request.path.startswith(PAGES):
            return self._pages.get(request.method)
        if step := self._fixed.get((request.method, request.path)):
            return step
        return self._letter if request.method == "GET" and request.path.startswith("/c/") else None

    async def answer(self, request: Request, step: Step) -> Answer | None:
        """Take a step, and go on to the page of questions to which it leads where that is wanted."""
        answer = await step(request)
        if answer is None or answer.standing is None:
            return _with_address(request, answer)
        if request.wants_page and answer.target.startswith(PAGES):
            page = await self._page_after(request, answer, answer.standing)
            if page is not None:
                return _with_address(request, page)
        self.interviews.lead(answer.standing.entry, answer.location)
        return answer

    async def _page_after(self, request: Request, answer: Answer, known: Shown | Opened) -> Answer | None:
        """Return the page to which a form was answered by leading there; None if it would not be shown."""
        path, _, query = answer.target.partition("?")
        onward = Request("GET", path, query.encode(), request.headers, request.is_secure, request.address, None, known)
        page = await self._pages["GET"](onward)
        if page is None or page.status != OK:
            return None
        cookies = [header for header in answer.headers if header[0] == b"set-cookie"]
        return Answer(page.status, page.body, [*page.headers, *cookies], address=answer.target)


def _with_address(request: Request, answer: Answer | None) -> Answer | None:
    """Return an answer; a page that answers a form, for a script that shows it, with the address at which it stands."""
    if answer is None or not request.wants_page or not answer.address:
        return answer
    return replace(answer, headers=[*answer.headers, (b"content-location", answer.address.encode())])

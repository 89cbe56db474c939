"""The steps from code to receipt. Each answers what is expected; None leaves a request to Django's views."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from querschnitt.apps.interview.hot_path.ending import Ending
from querschnitt.apps.interview.hot_path.entrance import Entrance
from querschnitt.apps.interview.hot_path.interviews import Interviews
from querschnitt.apps.interview.hot_path.messages import Answer, Request
from querschnitt.apps.interview.hot_path.questions import Questions
from querschnitt.apps.interview.hot_path.store import Store

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
        if request.path.startswith("/page/"):
            return self._pages.get(request.method)
        if step := self._fixed.get((request.method, request.path)):
            return step
        return self._letter if request.method == "GET" and request.path.startswith("/c/") else None

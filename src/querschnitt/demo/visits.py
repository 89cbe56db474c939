"""A simulated person at the browser: opens the interview over HTTP, reads each page, posts the answers, page by page.

Only the standard library, no JavaScript: what the page shows is what the person answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from querschnitt.core.errors import StateError
from querschnitt.rehearsal.browser import Browser, Fields, Shown, read_fields

MOST_PAGES = 60


@dataclass(frozen=True)
class Errand:
    """What a person is going to do.

    Attributes
    ----------
    answers : question name -> values of the form; a question that is not in it is left out
    leaves_at : names of pages; the person leaves at the first of them without sending it. Empty: goes to the end
    launch : token of an interviewer, empty for the web
    """

    code: str
    language: str
    answers: Mapping[str, Sequence[str]]
    leaves_at: frozenset[str] = frozenset()
    launch: str = ""


@dataclass(frozen=True)
class Outcome:
    """How a visit went: pages posted, whether it was sent, requests made."""

    pages: int
    sent: bool
    requests: int


def visit(port: int, errand: Errand) -> Outcome:
    """Do an errand in a browser of its own."""
    browser = Browser(port)
    try:
        return _visit(browser, errand)
    finally:
        browser.close()


def _visit(browser: Browser, errand: Errand) -> Outcome:
    if errand.launch:
        browser.get(f"/start/{errand.launch}")
    shown = _taken(browser.post("/", [("code", errand.code), ("l", errand.language)]))
    if shown.path != "/info":
        raise StateError("An access code did not open the interview", got=shown.path)
    shown = _taken(browser.post("/info", []))
    for done in range(MOST_PAGES):
        fields = read_fields(shown.text)
        if shown.path == "/review":
            _taken(browser.post("/send", []))
            return Outcome(pages=done, sent=True, requests=browser.statuses.total())
        if shown.path.removeprefix("/page/") in errand.leaves_at:
            return Outcome(pages=done, sent=False, requests=browser.statuses.total())
        shown = _taken(browser.post(shown.path, _filled(fields, errand.answers)))
    raise StateError("An interview does not come to its end", where=shown.path)


def _taken(shown: Shown) -> Shown:
    """Return a page, unless the service erred."""
    if shown.status >= 400 and shown.status != 422:
        raise StateError("The interview answered with an error", where=shown.path, got=shown.status)
    return shown


def _filled(fields: Fields, answers: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    sent = [*fields.hidden.items(), ("go", "next")]
    for name in fields.shown:
        sent += [(name, value) for value in answers.get(name, ())]
    return sent


def visit_all(
    port: int, errands: Sequence[Errand], *, at_a_time: int = 4, progress: Callable[[], None] | None = None
) -> list[Outcome]:
    """Let several people at a time do their errands; the outcomes come in the order of the errands."""

    def do(errand: Errand) -> Outcome:
        outcome = visit(port, errand)
        if progress is not None:
            progress()
        return outcome

    with ThreadPoolExecutor(max_workers=at_a_time) as pool:
        return list(pool.map(do, errands))

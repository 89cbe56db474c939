"""A simulated person at the browser: opens the interview over HTTP, reads each page, posts the answers, page by page.

Only the standard library, no JavaScript: what the page shows is what the person answers.
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

from querschnitt.core.errors import StateError

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_SEE_OTHER = (302, 303)
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


class Browser:
    """One browser: a connection and its cookies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._cookies: dict[str, str] = {}
        self.requests = 0

    def get(self, path: str) -> tuple[str, str]:
        """Return address and text of a page, redirects followed."""
        return self._send("GET", path)

    def post(self, path: str, fields: Iterable[tuple[str, str]]) -> tuple[str, str]:
        """Post a form, and return address and text of the page that follows."""
        return self._send("POST", path, urlencode(list(fields)).encode())

    def close(self) -> None:
        self._connection.close()

    def _send(self, method: str, path: str, body: bytes | None = None) -> tuple[str, str]:
        for _ in range(10):
            status, target, text = self._exchange(method, path, body)
            if status not in _SEE_OTHER:
                if status >= 400 and status != 422:
                    raise StateError("The interview answered with an error", where=path.split("?")[0], got=status)
                return path, text
            method, path, body = "GET", target, None
        raise StateError("The interview leads in a circle", where=path.split("?")[0])

    def _exchange(self, method: str, path: str, body: bytes | None) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body=body, headers=headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        self.requests += 1
        for header in response.headers.get_all("Set-Cookie") or ():
            name, _, value = header.split(";")[0].partition("=")
            self._cookies[name.strip()] = value
        return response.status, response.headers.get("Location", ""), text


def hidden_fields(text: str) -> dict[str, str]:
    """Return the hidden fields of a page.

    >>> hidden_fields('<input type="hidden" name="__shown__" value="sex birth_year">')
    {'__shown__': 'sex birth_year'}
    """
    return {unescape(name): unescape(value) for name, value in _HIDDEN.findall(text)}


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
    path, text = browser.post("/", [("code", errand.code), ("l", errand.language)])
    if path != "/info":
        raise StateError("An access code did not open the interview", got=path.split("?")[0])
    path, text = browser.post("/info", [("token", hidden_fields(text)["token"])])
    for done in range(MOST_PAGES):
        if path == "/review":
            browser.post("/send", [("token", hidden_fields(text)["token"])])
            return Outcome(pages=done, sent=True, requests=browser.requests)
        if path.removeprefix("/page/") in errand.leaves_at:
            return Outcome(pages=done, sent=False, requests=browser.requests)
        path, text = browser.post(path, _filled(text, errand.answers))
    raise StateError("An interview does not come to its end", where=path)


def _filled(text: str, answers: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    hidden = hidden_fields(text)
    fields = [*hidden.items(), ("go", "next")]
    for name in hidden["__shown__"].split():
        fields += [(name, value) for value in answers.get(name, ())]
    return fields


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

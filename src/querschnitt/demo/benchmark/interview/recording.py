"""A person fills in an interview over HTTP as a browser does, and everything that goes to and fro is kept."""

from __future__ import annotations

import gzip
import http.client
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

import brotli

from querschnitt.core.errors import StateError
from querschnitt.core.instrument import Answers, Question, active_answers
from querschnitt.core.instrument.answers import SHOWN_FIELD
from querschnitt.core.instrument.model import numbered
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.routing import visible
from querschnitt.demo.benchmark.interview.http1 import BROWSER, FORM, SCRIPT
from querschnitt.rehearsal.browser import Browser, Fields, Shown
from querschnitt.rehearsal.visit import Visit

_UNPACKED = {"": bytes, "identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}


@dataclass(frozen=True)
class Exchange:
    """A request, and the answer to it.

    Attributes
    ----------
    headers : of the answer, names in small letters
    size : bytes of the body as it came, compressed
    head : bytes of the answer's status line and headers, about
    is_by_script : whether a page's script has sent it
    """

    method: str
    path: str
    body: bytes | None
    status: int
    headers: Mapping[str, str]
    size: int
    head: int
    text: str
    is_by_script: bool = False

    @property
    def location(self) -> str:
        """Where the answer leads, or the address of the page that it gives instead."""
        return self.headers.get("location", "") or self.headers.get("content-location", "")

    @property
    def is_page(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/html")


@dataclass
class RecordingBrowser(Browser):
    """A browser that says of itself what browsers say, takes compressed pages, and keeps what came."""

    exchanges: list[Exchange] = field(default_factory=list)
    _kept: http.client.HTTPConnection | None = None
    _jar: dict[str, str] = field(default_factory=dict)

    def fetch(self, path: str) -> Exchange:
        """Return a file that a page names. It is not kept among the exchanges."""
        return self._ask("GET", path, None)

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()

    def _exchange(self, method: str, path: str, body: bytes | None) -> tuple[int, str, str]:
        made = self._ask(method, path, body)
        self.statuses[made.status] += 1
        self.exchanges.append(made)
        return made.status, made.location, made.text

    def _ask(self, method: str, path: str, body: bytes | None, *, by_script: bool = False) -> Exchange:
        headers = {
            **BROWSER,
            **({} if body is None else FORM),
            **(SCRIPT | {"Origin": f"http://127.0.0.1:{self.port}"} if by_script else {}),
        }
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._jar.items())
        if self._kept is None:
            self._kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._kept.request(method, path, body=body, headers=headers)
        response = self._kept.getresponse()
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self._jar[name.strip()] = value
        received = {name.lower(): value for name, value in response.headers.items()}
        unpack = _UNPACKED[received.get("content-encoding", "")]
        head = len("HTTP/1.1 200 OK\r\n\r\n") + sum(len(f"{name}: {value}\r\n") for name, value in received.items())
        text = unpack(content).decode(errors="replace") if content else ""
        return Exchange(method, path, body, response.status, received, len(content), head, text, by_script)


class ScriptedBrowser(RecordingBrowser):
    """A browser with JavaScript: the script of a page of questions sends its form, and shows the page that comes."""

    def post(self, path: str, fields: Iterable[tuple[str, str]]) -> Shown:
        if not path.startswith("/page/"):
            return super().post(path, fields)
        made = self._ask("POST", path, urlencode(list(fields)).encode(), by_script=True)
        self.statuses[made.status] += 1
        self.exchanges.append(made)
        if made.headers.get("content-type") == "application/json":
            return self.get(json.loads(made.text)["go"])
        return Shown((made.location or path).partition("?")[0], made.status, made.text)


class VisitWithScript(Visit):
    """A visit with JavaScript on: what an answer of the same page makes apply is filled in at once.

    The page has such a question, hidden. Where it has none, the page comes again with it, as it does without script.
    """

    def _onward(self, path: str, fields: Fields, entries: Mapping[str, list[str]], *, is_new: bool) -> Shown:
        filled = dict(entries)
        shown = self._uncovered(fields, filled)
        seen = replace(fields, hidden={**fields.hidden, SHOWN_FIELD: " ".join(shown)})
        return super()._onward(path, seen, filled, is_new=is_new)

    def _uncovered(self, fields: Fields, filled: dict[str, list[str]]) -> list[str]:
        """Fill in what shows itself while the page is filled in; return what is shown at the end."""
        occasion = Occasion(today=self.today, language=self.person.language)
        first = self.instrument.question(fields.shown[0])
        page = self.instrument.page(numbered(first.block, first.place))
        shown = set(fields.shown)
        while True:
            apply = visible(self.instrument, page, self.sheet, occasion=occasion)
            fresh = [each for each in apply if each.name not in shown and _has_field(each, fields)]
            if not fresh:
                return [each.name for each in apply if each.name in shown]
            shown |= {each.name for each in fresh}
            filled.update(self._fill([self._offered(each, fields) for each in fresh], fields))


def _has_field(question: Question, fields: Fields) -> bool:
    return question.name in fields.offered or question.name in fields.filled


@dataclass(frozen=True)
class Recorded:
    """An interview that was held from the letter's address to the end.

    `answers` : what was said, as far as it is in force at the end.
    """

    language: str
    code: str
    exchanges: Sequence[Exchange]
    answers: Answers


def recorded(visit: Visit, browser: RecordingBrowser) -> Recorded:
    """Hold an interview, beginning with the address of the letter's QR code.

    Raises
    ------
    StateError : if it does not come to its end
    """
    code, language = visit.errand.code, visit.person.language
    browser.get(f"/c/{code}?l={language}")
    ended = visit.run()
    faults, last = ended.held.exchanges.faults, browser.exchanges[-1]
    if faults or last.path != "/finished":
        raise StateError(
            "An interview that was to be recorded did not come to its end",
            where=f"{last.path} ({last.status})",
            got="; ".join(faults),
        )
    occasion = Occasion(today=visit.today, language=language)
    answers = active_answers(visit.instrument, ended.sheet, occasion=occasion)
    return Recorded(language, code, tuple(browser.exchanges), answers)

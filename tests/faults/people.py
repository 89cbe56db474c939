"""People who fill in interviews while everything breaks: they try again, and know what was acknowledged.

An answer is acknowledged when the page that holds it has led on to another page of the interview. Whoever was shown an
error, or nothing at all, knows nothing: it may be kept or not, and is sent again.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from querschnitt.core.instrument import Answers
from querschnitt.demo.benchmark.interview.http1 import Answer, MalformedError, parse, request
from querschnitt.demo.benchmark.interview.recording import Recorded
from querschnitt.demo.benchmark.interview.script import MARK

PATIENCE = 40.0
"""Seconds that a person waits for a page before trying again; longer than a service waits for its database."""

NEXT_TRY = (0.1, 0.8)
ON_THE_WAY = ("/page/", "/review")
FORM_OF_PAGE = "at"


class TroubleError(Exception):
    """Something broke; a person tries again."""


@dataclass(frozen=True)
class Example:
    """An interview that was held before, to be held again: page address -> form, and what is then answered."""

    language: str
    forms: Mapping[str, Sequence[tuple[str, str]]]
    answers: Answers

    def form(self, path: str, mark: str) -> bytes:
        """Return the form of a page, with a mark in the place of the words that were written."""
        return urlencode([(name, value.replace(MARK, mark)) for name, value in self.forms[path]]).encode()

    def answered(self, mark: str) -> dict[str, object]:
        """Return the answers, with a mark in them."""
        return {
            name: value.replace(MARK, mark) if isinstance(value, str) else value for name, value in self.answers.items()
        }


def example_of(recorded: Recorded) -> Example:
    """Make an example of a recorded interview, the last form of each page."""
    forms = {
        each.path.partition("?")[0]: parse_qsl(each.body.decode(), keep_blank_values=True)
        for each in recorded.exchanges
        if each.method == "POST" and each.body and each.path.startswith("/page/")
    }
    return Example(recorded.language, forms, recorded.answers)


@dataclass
class Ledger:
    """What one person knows of the own interview.

    Attributes
    ----------
    acknowledged : page -> the mark that was in it when it last led on
    attempted : page -> marks that were ever sent in it, in order
    """

    acknowledged: dict[str, str] = field(default_factory=dict)
    attempted: dict[str, list[str]] = field(default_factory=dict)
    is_begun: bool = False
    is_sent: bool = False
    tried_to_send: bool = False
    is_through: bool = False

    def possible(self, page: str) -> set[str]:
        """Return the marks that may stand in a page now: the acknowledged one, and those that were sent after it."""
        attempted = self.attempted.get(page, [])
        if page not in self.acknowledged:
            return set(attempted)
        mark = self.acknowledged[page]
        last = len(attempted) - 1 - attempted[::-1].index(mark)
        return {mark, *attempted[last + 1 :]}


@dataclass
class Seen:
    """What people were answered, in all."""

    statuses: Counter[int] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Person:
    """Somebody with a code, a browser and patience."""

    def __init__(self, code: str, example: Example, *, port: int, seen: Seen) -> None:
        self.code, self.example, self.seen = code, example, seen
        self.ledger = Ledger()
        self._port, self._chance = port, random.Random(code)
        self._cookies: dict[bytes, bytes] = {}
        self._connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        pages = list(example.forms)
        self._leaves_after = self._chance.randrange(1, len(pages)) if self._chance.random() < 0.1 else len(pages) + 1
        self._changes = self._chance.choice(pages) if self._chance.random() < 0.2 else ""

    async def interview(self, *, until: float) -> None:
        """Fill in the interview, however often something breaks, until it is through or the time is over."""
        place, clock = "/", asyncio.get_running_loop().time
        while place and clock() < until:
            try:
                place = await self._step(place)
            except (OSError, TroubleError, MalformedError, asyncio.IncompleteReadError, TimeoutError) as error:
                self.seen.troubles[str(error) if isinstance(error, TroubleError) else type(error).__name__] += 1
                self._hang_up()
                await asyncio.sleep(self._chance.uniform(*NEXT_TRY))
        self.ledger.is_through = not place
        self._hang_up()

    async def _step(self, place: str) -> str:
        """Do what a place asks for, and return where that leads; "" at the end."""
        if place == "/":
            return await self._lead("POST", "/", {"code": self.code, "l": self.example.language})
        if place == "/info":
            place = await self._begin()
        elif place.startswith("/page/"):
            place = await self._fill_in(place)
        elif place == "/review":
            place = await self._review()
        elif place == "/finished":
            return await self._look("/finished") and ""
        else:
            place = await self._lead("GET", place)
        return "" if len(self.ledger.acknowledged) >= self._leaves_after else place

    async def _begin(self) -> str:
        if elsewhere := await self._look("/info"):
            return elsewhere
        place = await self._lead("POST", "/info", {})
        self.ledger.is_begun |= place.startswith(ON_THE_WAY)
        return place

    async def _fill_in(self, path: str) -> str:
        """Look at a page, and send it; sometimes twice at the same moment, as who presses a button twice."""
        if path not in self.example.forms:
            self.seen.faults.append(f"{self.code} was led to {path}, which is none of its pages")
            return ""
        elsewhere = await self._look(path)
        return elsewhere or await self._send_page(path, self.code[:8])

    async def _send_page(self, path: str, mark: str) -> str:
        self.ledger.attempted.setdefault(path, []).append(mark)
        form = self.example.form(path, mark)
        if self._chance.random() < 0.05:
            second = Person(self.code, self.example, port=self._port, seen=self.seen)
            second._cookies = dict(self._cookies)
            asked = [self._ask("POST", path, form), second._ask("POST", path, form)]
            answer, _ = await asyncio.gather(*asked, return_exceptions=True)
            second._hang_up()
            if isinstance(answer, BaseException):
                raise answer
        else:
            answer = await self._ask("POST", path, form)
        place = self._led(answer, f"POST {path}")
        if place.startswith(ON_THE_WAY):
            self.ledger.acknowledged[path] = mark
        return place

    async def _review(self) -> str:
        """Look at all answers; perhaps change a page from there; send."""
        if elsewhere := await self._look("/review"):
            return elsewhere
        mark = self.code[8:16]
        if self._changes and self.ledger.acknowledged.get(self._changes) != mark:
            return await self._send_page(self._changes, mark)
        self.ledger.tried_to_send = True
        place = await self._lead("POST", "/send", {})
        self.ledger.is_sent |= place == "/finished"
        return place

    async def _look(self, path: str) -> str:
        """Look at a page. Returns "" if it is there, or where one is led instead."""
        answer = await self._ask("GET", path)
        return "" if answer.status == 200 else self._led(answer, f"GET {path}")

    async def _lead(self, method: str, path: str, form: Mapping[str, str] | None = None) -> str:
        body = None if form is None else urlencode(form).encode()
        return self._led(await self._ask(method, path, body), f"{method} {path}")

    def _led(self, answer: Answer, what: str) -> str:
        if answer.status != 303:
            if answer.status != 503:
                self.seen.faults.append(f"{self.code}: {what} gave {answer.status}")
            raise TroubleError(f"{answer.status}")
        return answer.location.decode().partition("?")[0]

    async def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        async with asyncio.timeout(PATIENCE):
            if self._connection is None:
                self._connection = await asyncio.open_connection("127.0.0.1", self._port)
            reader, writer = self._connection
            before, after = request(method, path, host=f"127.0.0.1:{self._port}", body=body)
            line = b"; ".join(name + b"=" + value for name, value in self._cookies.items() if value)
            writer.write(before + line + after)
            data, answer = b"", None
            while answer is None:
                part = await reader.read(1 << 16)
                if not part:
                    raise TroubleError("closed in place of an answer")
                data += part
                answer = parse(data)
        self.seen.statuses[answer.status] += 1
        self._cookies |= answer.cookies
        if not answer.stays:
            self._hang_up()
        return answer

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection[1].close()
            self._connection = None

"""The hot path and Django's views side by side: the same request to both, each from the same state of the database."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote, urlencode

import brotli
from django.conf import settings
from django.db import connections
from django.test import Client

from querschnitt.apps.interview import queries
from querschnitt.apps.interview.codes import code_hash
from querschnitt.apps.interview.hot_path import Application
from querschnitt.apps.interview.models import Interview
from querschnitt.apps.interview.sealing import open_box, unwrap_as_office
from querschnitt.apps.interview.sheet import Sheet, decode_sheet
from querschnitt.apps.interview.visit import COOKIE, Visit, open_visit
from querschnitt.site.databases import reached_as
from querschnitt.site.security import HEADERS

FORM = "application/x-www-form-urlencoded"
UNPACK = {"": bytes, "br": brotli.decompress, "gzip": gzip.decompress}
OF_THE_WIRE = ("content-length", "content-encoding", "vary", "set-cookie")
"""Headers in which the two may differ: Django's answers are compressed by the reverse proxy."""

LEFT = 599
"""Status of what stands in Django's place behind the hot path."""

Fields = Mapping[str, str | Sequence[str]]


class LeftError(Exception):
    """The hot path leaves a request to Django."""


@dataclass(frozen=True)
class Sent:
    """A request. ``headers`` : names in small letters."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answered:
    """An answer as it came, the body unpacked. ``cookies`` : name -> value and attributes."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: Mapping[str, tuple[str, Mapping[str, str]]]

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def compared(self) -> tuple[object, ...]:
        """What both must have alike; a cookie counts by what it means."""
        headers = {name: value for name, value in self.headers.items() if name not in OF_THE_WIRE}
        if not self.body:
            headers.pop("content-type", None)
        cookies = {name: (_meaning(name, value), more) for name, (value, more) in self.cookies.items()}
        return self.status, headers, self.body, cookies


def _meaning(name: str, value: str) -> object:
    """Return what a cookie says, without its time and without the data key of an interview that it has begun."""
    visit = open_visit(value) if value and name.endswith(COOKIE) else None
    return value if visit is None else tuple(visit._replace(began=0, key="key" if visit.key else ""))


@dataclass(frozen=True)
class Pair:
    """The answers of both, and what stood in the database after each. ``hot`` is None if it was left to Django."""

    django: Answered
    hot: Answered | None
    states: tuple[object, object]

    @property
    def is_alike(self) -> bool:
        hot = self.hot
        return hot is None or (hot.compared == self.django.compared and self.states[0] == self.states[1])


@dataclass
class Twins:
    """Both, before one database, and the cookies of a browser that speaks to both."""

    private_key: str
    runner: asyncio.Runner
    application: Application
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, fields: Fields | None = None, **headers: str) -> Pair:
        """Send a request to Django, put the database back, and send it to the hot path. What that did stays.

        Where the hot path leaves it to Django, what Django did stays.
        """
        body = b"" if fields is None else urlencode(fields, doseq=True).encode()
        form = {"content-type": FORM} if fields is not None else {}
        return self.send(Sent(method, path, body, {**form, **headers}))

    def send(self, sent: Sent) -> Pair:
        """Do the same for any request. Without a cookie of its own it has those of the browser."""
        sent = replace(sent, headers={"cookie": self.cookie_header, **sent.headers})
        before = _rows()
        django = self._led(by_django(sent))
        after_django = _rows()
        _put_back(before)
        hot = self._by_hot_path(sent)
        after_hot = _rows()
        hot = hot and self._led(hot)
        if hot is None:
            _put_back(after_django)
        pair = Pair(django, hot, (self._content(after_django, before), self._content(after_hot, before)))
        for name, (value, more) in (hot or django).cookies.items():
            self.cookies[name] = "" if more.get("max-age") == "0" else value
        return pair

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Put database and cookies back at the end of a block."""
        rows, cookies = _rows(), dict(self.cookies)
        yield
        _put_back(rows)
        if visit := self.visit:
            self.application._steps.interviews.forget(visit.access)
        self.cookies = cookies

    def sheet(self, code: str) -> Sheet:
        """Return the sheet of the interview that a code has begun."""
        access = code_hash(code, key=settings.DEPLOYMENT.keys["access_code"])
        return self._opened(Interview.objects.filter(pk=access).values().get())

    @property
    def visit(self) -> Visit | None:
        return open_visit(self.cookies.get(COOKIE, ""))

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)

    def _led(self, answer: Answered) -> Answered:
        """Return an answer with the address that it leads to in the end: `/continue` leads on to a page.

        What is said to a script counts as the way there.
        """
        if answer.headers.get("content-type") == "application/json":
            location = json.loads(answer.body)["go"]
            answer = replace(answer, status=303, body=b"", headers={**answer.headers, "location": location})
        if answer.location != "/continue":
            return answer
        set_now = {name: value for name, (value, _) in answer.cookies.items()}
        cookie = "; ".join(f"{name}={value}" for name, value in {**self.cookies, **set_now}.items())
        last = by_django(Sent("GET", "/continue", headers={"cookie": cookie}))
        return replace(answer, headers={**answer.headers, "location": last.location})

    def _by_hot_path(self, sent: Sent) -> Answered | None:
        try:
            return self.runner.run(asked(self.application, sent))
        except LeftError:
            return None

    def _content(self, rows: list[dict[str, Any]], before: list[dict[str, Any]]) -> object:
        """Return what rows say: their columns without keys and times, and the sheets inside of their boxes."""
        columns = ("access_id", "state", "language", "mode", "interviewer", "page")
        was_at = {row["access_id"]: row["revision"] for row in before}
        return [
            {name: row[name] for name in columns}
            | {"written": row["revision"] - was_at.get(row["access_id"], row["revision"])}
            | {"code opens": row["code_wrap"] is not None, "sheet": self._sheet(row)}
            for row in rows
        ]

    def _opened(self, row: Mapping[str, Any]) -> Sheet:
        key = unwrap_as_office(bytes(row["office_wrap"]), private_key=self.private_key)
        return decode_sheet(open_box(bytes(row["box"]), key=key, place=row["access_id"]))

    def _sheet(self, row: Mapping[str, Any]) -> object:
        sheet = self._opened(row)
        given = {name: (how.how, how.received - how.at) for name, how in sheet.given.items()}
        passages = [(passage.page, passage.went) for passage in sheet.passages]
        seed = sheet.seed if sheet.passages or sheet.answers else "drawn"
        return sheet.instrument_hash, sheet.answers, given, sheet.shown, passages, seed


def _rows() -> list[dict[str, Any]]:
    return list(Interview.objects.order_by("pk").values())


def _put_back(rows: list[dict[str, Any]]) -> None:
    Interview.objects.all().delete()
    Interview.objects.bulk_create([Interview(**row) for row in rows])


def _read_cookies(lines: Iterable[str]) -> dict[str, tuple[str, dict[str, str]]]:
    found = {}
    for line in lines:
        for name, morsel in SimpleCookie(line).items():
            more = {key: str(value) for key, value in morsel.items() if value and key != "expires"}
            found[name] = (morsel.value, more)
    return found


def by_django(sent: Sent) -> Answered:
    """Ask Django's views."""
    headers = dict(sent.headers)
    browser = Client(raise_request_exception=False)
    kind = headers.pop("content-type", FORM)
    response = browser.generic(sent.method, sent.path, sent.body, content_type=kind, headers=headers)
    return Answered(
        response.status_code,
        {name.lower(): value for name, value in response.headers.items()},
        response.content,
        _read_cookies(morsel.OutputString() for morsel in response.cookies.values()),
    )


async def asked(application: Application, sent: Sent) -> Answered:
    """Ask an ASGI application as its server does."""
    address, _, query = sent.path.partition("?")
    lines = {"host": "testserver", "content-length": str(len(sent.body)), **sent.headers}
    scope = {
        "type": "http",
        "method": sent.method,
        "scheme": "http",
        "path": unquote(address),
        "query_string": query.encode(),
        "client": ("127.0.0.1", 50000),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in lines.items()],
    }
    said: list[Mapping[str, Any]] = []

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": sent.body, "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        said.append(message)

    await application(scope, receive, send)
    start, *rest = said
    if start["status"] == LEFT:
        raise LeftError
    pairs = [(name.decode().lower(), value.decode()) for name, value in start["headers"]]
    named = dict(pairs)
    content = b"".join(message.get("body", b"") for message in rest)
    cookies = _read_cookies(value for name, value in pairs if name == "set-cookie")
    return Answered(start["status"], named, UNPACK[named.get("content-encoding", "")](content), cookies)


async def _left(scope: object, receive: object, send: Callable[[Mapping[str, Any]], Awaitable[None]]) -> None:
    await send({"type": "http.response.start", "status": LEFT, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _end(application: Application) -> None:
    async def receive() -> Mapping[str, Any]:
        return {"type": "lifespan.shutdown"}

    async def send(message: Mapping[str, Any]) -> None:
        assert message["type"] == "lifespan.shutdown.complete"

    await application({"type": "lifespan"}, receive, send)


@contextmanager
def twins(private_key: str, *, behind_proxy: bool = False) -> Iterator[Twins]:
    """Put both before the test's database. It must be seen by other connections: no transaction around the test."""
    queries.instrument.cache_clear()
    reached = reached_as(settings.DEPLOYMENT, "answers", "interview")
    database = {**reached, "dbname": connections["answers"].settings_dict["NAME"]}
    application = Application(_left, database=database, headers=HEADERS, behind_proxy=behind_proxy)
    with asyncio.Runner() as runner:
        try:
            yield Twins(private_key, runner, application)
        finally:
            runner.run(_end(application))
    queries.instrument.cache_clear()

"""A browser without JavaScript: a connection, its cookies, and what can be filled in on a page."""

from __future__ import annotations

import http.client
import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

from querschnitt.core.errors import StateError

MOST_REDIRECTS = 10
_SEE_OTHER = (302, 303)
_TAG = re.compile(r"<(input|select|option|textarea)\b([^>]*)>(?:([^<]*)</(?:textarea|option)>)?")
_ATTRIBUTE = re.compile(r'([a-zA-Z_-]+)(?:="([^"]*)")?')
_WRONG = re.compile(r'\bid="([^"]+)-error"')


@dataclass(frozen=True)
class Fields:
    """The form of a page.

    Attributes
    ----------
    hidden : hidden field -> value
    offered : name of a field with choices -> the values it offers
    filled : name of a field -> the values that stand in it, as they would be sent untouched
    wrong : questions that show an error
    """

    hidden: Mapping[str, str]
    offered: Mapping[str, frozenset[str]]
    filled: Mapping[str, tuple[str, ...]]
    wrong: frozenset[str]

    @property
    def shown(self) -> tuple[str, ...]:
        """Names of the questions on the page."""
        return tuple(self.hidden.get("__shown__", "").split())


def read_fields(text: str) -> Fields:
    """Read the form of a page.

    >>> page = '<input type="hidden" name="t" value="1"><input type="radio" name="sex" value="f" checked>'
    >>> read_fields(page).hidden, read_fields(page).filled
    ({'t': '1'}, {'sex': ('f',)})
    """
    hidden: dict[str, str] = {}
    offered: dict[str, set[str]] = {}
    filled: dict[str, list[str]] = {}
    select = ""
    for tag, attributes, content in _TAG.findall(text):
        given = {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)}
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "text")
        if tag == "input" and kind == "hidden":
            hidden[name] = value
        elif tag == "input" and kind in ("radio", "checkbox"):
            offered.setdefault(name, set()).add(value)
            filled.setdefault(name, []).extend([value] if "checked" in given else [])
        elif tag == "select":
            select = name
            filled.setdefault(select, [])
        elif tag == "option" and select:
            offered.setdefault(select, set()).add(value)
            filled[select] += [value] if "selected" in given and value else []
        elif tag in ("input", "textarea") and name:
            written = unescape(content).removeprefix("\n") if tag == "textarea" else value
            filled.setdefault(name, []).extend([written] if written else [])
    return Fields(
        hidden=hidden,
        offered={name: frozenset(values) for name, values in offered.items()},
        filled={name: tuple(values) for name, values in filled.items()},
        wrong=_wrong(text, hidden.get("__shown__", "").split()),
    )


def _wrong(text: str, shown: Iterable[str]) -> frozenset[str]:
    """Return the questions of the page that show an error; the ids of the page have no brackets."""
    marked = set(_WRONG.findall(text))
    return frozenset(name for name in shown if name in marked or _key(name) in marked)


def _key(name: str) -> str:
    return name.replace("[", ".").replace("]", "")


@dataclass(frozen=True)
class Shown:
    """A page as it came: its address without what stands after the question mark, its status and its text."""

    path: str
    status: int
    text: str


@dataclass
class Browser:
    """One browser. It counts what the service answers, and how long that takes."""

    port: int
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    _cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Shown:
        """Return a page, redirects followed."""
        return self._send("GET", path)

    def post(self, path: str, fields: Iterable[tuple[str, str]]) -> Shown:
        """Post a form, and return the page that follows."""
        return self._send("POST", path, urlencode(list(fields)).encode())

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _send(self, method: str, path: str, body: bytes | None = None) -> Shown:
        for _ in range(MOST_REDIRECTS):
            status, target, text = self._exchange(method, path, body)
            if status not in _SEE_OTHER:
                return Shown(path.split("?")[0], status, text)
            method, path, body = "GET", target, None
        raise StateError("The interview leads in a circle", where=path.split("?")[0])

    def _exchange(self, method: str, path: str, body: bytes | None) -> tuple[int, str, str]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self._connection.request(method, path, body=body, headers=headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        self.seconds.append(time.perf_counter() - begun)
        self.statuses[response.status] += 1
        for header in response.headers.get_all("Set-Cookie") or ():
            name, _, value = header.split(";")[0].partition("=")
            self._cookies[name.strip()] = value
        return response.status, response.headers.get("Location", ""), text

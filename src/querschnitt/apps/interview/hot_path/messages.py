"""A request as it comes, and an answer as it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote_plus, urlencode

from django.utils.functional import cached_property  # that of Python 3.11 takes a lock

from querschnitt.apps.interview.ledger import Entry
from querschnitt.apps.interview.queries import OpenInterview
from querschnitt.apps.interview.visit import COOKIE, Visit, cookie_name, open_visit
from querschnitt.core.instrument.routing import Route

FORM = b"application/x-www-form-urlencoded"
JSON = b"application/json"
REPRESENTATION = b"return=representation"
"""What a script prefers that wants to be given the page at once to which a form leads (RFC 7240)."""

MOST_FIELDS = 1000


class Shown(NamedTuple):
    """Who is here, and what the code leads to."""

    visit: Visit
    entry: Entry


class Opened(NamedTuple):
    """Who is here, with an interview that goes on."""

    visit: Visit
    interview: OpenInterview
    way: Route

    @property
    def entry(self) -> Entry:
        return self.interview.entry


@dataclass
class Request:
    """What the hot path reads of a request.

    Attributes
    ----------
    address : of whoever asks, never kept
    standing : what is known of the interview already, where a form has just been answered by leading here
    """

    method: str
    path: str
    query: bytes
    headers: Mapping[bytes, bytes]
    is_secure: bool
    address: str
    body: bytes | None = None
    standing: Shown | Opened | None = None

    def header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def is_plain(self) -> bool:
        """Whether it is one as browsers send them; about any other one Django knows what to say."""
        return b"host" in self.headers and self.query.isascii() and self.query.count(b"&") < MOST_FIELDS

    @cached_property
    def cookies(self) -> dict[str, str]:
        pairs = (part.strip().partition("=") for part in self.header(b"cookie").split(";"))
        return {name: value.strip('"') for name, _, value in pairs}

    @cached_property
    def parameters(self) -> dict[str, list[str]]:
        """What stands after the question mark."""
        return _pairs(self.query)

    @cached_property
    def form(self) -> dict[str, list[str]]:
        """Form field -> entries, in the order of the page."""
        return _pairs(self.body or b"")

    def sent(self, name: str) -> str:
        """Return the last entry of a form field, as Django does."""
        return self.form.get(name, [""])[-1]

    def asked(self, name: str) -> str:
        return self.parameters.get(name, [""])[-1]

    @cached_property
    def visit(self) -> Visit | None:
        sealed = self.cookie(COOKIE)
        return open_visit(sealed) if sealed else None

    def cookie(self, name: str) -> str:
        """Return a cookie of ours, or ""."""
        return self.cookies.get(cookie_name(name, is_secure=self.is_secure), "")

    @property
    def wants_page(self) -> bool:
        """Whether a script would rather have the next page than only its address."""
        return self.headers.get(b"prefer") == REPRESENTATION

    @property
    def wants_json(self) -> bool:
        """Whether a script asks that only wants to know where to go on."""
        return self.headers.get(b"accept") == JSON


def _pairs(encoded: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if not encoded:
        return found
    try:
        text = encoded.decode()
    except UnicodeDecodeError:
        text = encoded.decode("latin-1")  # as Django does
    for pair in text.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            found.setdefault(_decoded(name), []).append(_decoded(value))
    return found


def _decoded(text: str) -> str:
    """Return what stands in a form or an address, as `urllib.parse.parse_qsl` reads it; most of it is as it is."""
    return unquote_plus(text) if "%" in text or "+" in text else text


@dataclass(slots=True)
class Answer:
    """What the hot path answers, without the headers that all answers have.

    Attributes
    ----------
    target : where it leads, if anywhere; `location` is the path of it
    standing : what is known of the interview that is led on
    address : where a page stands that answers a form, for a script that shows it
    """

    status: int
    body: bytes = b""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    target: str = ""
    standing: Shown | Opened | None = None
    address: str = ""

    @property
    def location(self) -> str:
        return self.target.partition("?")[0]


def see_other(
    path: str, *, cookies: tuple[bytes, ...] = (), standing: Shown | Opened | None = None, **parameters: str
) -> Answer:
    """Lead on with GET, after a form or away from a page that is not the person's turn."""
    given = {name: value for name, value in parameters.items() if value}
    target = f"{path}?{urlencode(given, safe='/')}" if given else path
    headers = [(b"location", target.encode()), *((b"set-cookie", cookie) for cookie in cookies)]
    return Answer(303, headers=headers, target=target, standing=standing)


def cookie(request: Request, name: str, value: str, *, is_deleted: bool = False) -> bytes:
    """Return the header of a cookie like those of `visit.set_cookie`."""
    parts = [f"{cookie_name(name, is_secure=request.is_secure)}={value}", "Path=/", "HttpOnly", "SameSite=Strict"]
    parts += ["Secure"] if request.is_secure else []
    parts += ["Max-Age=0"] if is_deleted else []
    return "; ".join(parts).encode()

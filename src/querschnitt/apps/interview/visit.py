"""The visit: what a browser carries between two pages, in one encrypted cookie. The server keeps no session."""

from __future__ import annotations

import binascii
import hmac
import re
import time
from base64 import urlsafe_b64encode
from functools import cache
from typing import NamedTuple

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from querschnitt.apps.interview.codes import ALPHABET
from querschnitt.apps.interview.sealing import decrypt, derived_key, encrypt
from querschnitt.core.errors import InputError

HOURS = 20
"""How long a visit lasts after the last sign of life. A limit of twenty hours is one of WCAG 2.2, 2.2.1, too."""

RENEWED_AFTER = 3600
"""Seconds after which a page that comes in renews the visit."""

COOKIE, LAUNCH_COOKIE = "interview", "launch"

_PLAIN = bytes.maketrans(b"-_", b"+/")
_DECODER = msgspec.json.Decoder(tuple[str, str, str, str, str, str, str, int])


class Visit(NamedTuple):
    """Who is here: the hash of the code, the keys to the answers, and how the interview is held.

    Attributes
    ----------
    access : the keyed hash of the access code
    code_key : the key that the code gives, hexadecimal: it opens the code wrap
    key : the data key of the interview, hexadecimal; "" before it has begun
    language : a tag, or "" as long as none has been chosen
    device : phone, tablet or desktop
    began : seconds since 1970 of the last renewal
    """

    access: str
    code_key: str
    key: str = ""
    language: str = ""
    mode: str = "web"
    interviewer: str = ""
    device: str = ""
    began: int = 0

    @property
    def receipt(self) -> str:
        """What the person keeps as proof of having answered. It says nothing about who or what."""
        number = int.from_bytes(hmac.digest(_key("receipt"), self.access.encode(), "sha256")[:5])
        return "".join(ALPHABET[number >> 5 * place & 31] for place in range(8))

    @property
    def is_to_be_renewed(self) -> bool:
        """Whether it is time to write it anew; so it is where the clock was put back since."""
        return abs(time.time() - self.began) > RENEWED_AFTER


def seal_visit(visit: Visit) -> str:
    """Return a visit as the value of a cookie, as of now."""
    content = msgspec.json.encode(visit._replace(began=int(time.time())))
    return urlsafe_b64encode(encrypt(content, key=_key("visit"), place=COOKIE)).decode()


def open_visit(sealed: str) -> Visit | None:
    """Return the visit of a cookie, or None if there is none, a forged one or one that has grown old."""
    try:
        content = binascii.a2b_base64(sealed.encode().translate(_PLAIN), strict_mode=True)
        visit = Visit._make(_DECODER.decode(decrypt(content, key=_key("visit"), place=COOKIE)))
    except (InputError, ValueError, binascii.Error):
        return None
    return visit if time.time() - visit.began < HOURS * 3600 else None


def read_visit(request: HttpRequest) -> Visit | None:
    """Return the visit of a request, or None if there is none that counts."""
    sealed = request.COOKIES.get(cookie_name(COOKIE, is_secure=request.is_secure()))
    return open_visit(sealed) if sealed else None


def write_visit(request: HttpRequest, response: HttpResponse, visit: Visit) -> None:
    """Put the visit into the browser until it is closed."""
    set_cookie(request, response, COOKIE, seal_visit(visit))


def end_visit(request: HttpRequest, response: HttpResponse) -> None:
    """Take the visit out of the browser: without the code nobody can go on from here."""
    delete_cookie(request, response, COOKIE)


def set_cookie(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """Set a cookie that no script and no other site sees or sends, and that ends with the browser."""
    is_secure = request.is_secure()
    response.set_cookie(
        cookie_name(name, is_secure=is_secure), value, path="/", secure=is_secure, httponly=True, samesite="Strict"
    )


def delete_cookie(request: HttpRequest, response: HttpResponse, name: str) -> None:
    set_cookie(request, response, name, "")
    response.cookies[cookie_name(name, is_secure=request.is_secure())]["max-age"] = 0


def cookie_name(name: str, *, is_secure: bool) -> str:
    """Return the cookie's name: bound to this host wherever the connection is encrypted."""
    return f"__Host-{name}" if is_secure else name


def device_class(user_agent: str) -> str:
    """Return what kind of device somebody has, and nothing else of it.

    >>> device_class("Mozilla/5.0 (Linux; Android 9; SM-A105F) AppleWebKit/537.36 Chrome/99 Mobile Safari/537.36")
    'phone'
    >>> device_class("Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X)"), device_class("")
    ('tablet', 'desktop')
    """
    if _TABLET.search(user_agent):
        return "tablet"
    return "phone" if _PHONE.search(user_agent) else "desktop"


_TABLET = re.compile(r"iPad|Tablet|Kindle|Silk/|Android(?!.*Mobile)")
_PHONE = re.compile(r"Mobi|iPhone|iPod|Opera Mini|KaiOS")


@cache
def _key(purpose: str) -> bytes:
    return derived_key(str(settings.SECRET_KEY), purpose=purpose)

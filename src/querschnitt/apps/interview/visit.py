"""The visit: what a browser carries between two pages, in one encrypted cookie. The server keeps no session."""

from __future__ import annotations

import binascii
import hmac
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from querschnitt.apps.interview.codes import ALPHABET
from querschnitt.apps.interview.sealing import derived_key

HOURS = 20
"""How long a visit lasts. At twenty hours a time limit needs no warning (WCAG 2.2, 2.2.1)."""


@dataclass(frozen=True)
class Visit:
    """Who is here: the hash of the code, the key to the answers, and how the interview is held.

    Attributes
    ----------
    access : the keyed hash of the access code
    key : the key of the own box, hexadecimal
    language : a tag, or "" as long as none has been chosen
    began : seconds since 1970
    """

    access: str
    key: str
    language: str = ""
    mode: str = "web"
    interviewer: str = ""
    began: int = 0

    @property
    def form_token(self) -> str:
        """What each form of this visit carries; another site cannot know it."""
        return hmac.digest(_key("form token"), self.access.encode(), "sha256").hex()[:32]

    @property
    def receipt(self) -> str:
        """What the person keeps as proof of having answered. It says nothing about who or what."""
        number = int.from_bytes(hmac.digest(_key("receipt"), self.access.encode(), "sha256")[:5])
        return "".join(ALPHABET[number >> 5 * place & 31] for place in range(8))

    def allows(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self.form_token.encode())


def read_visit(request: HttpRequest) -> Visit | None:
    """Return the visit of a request, or None if there is none, a forged one or one that has grown old."""
    sealed = request.COOKIES.get(cookie_name(request, "interview"))
    if not sealed:
        return None
    try:
        visit = Visit(**json.loads(SecretBox(_key("visit")).decrypt(urlsafe_b64decode(sealed.encode()))))
    except (CryptoError, ValueError, TypeError, binascii.Error):
        return None
    return visit if time.time() - visit.began < HOURS * 3600 else None


def write_visit(request: HttpRequest, response: HttpResponse, visit: Visit) -> None:
    """Put the visit into the browser until it is closed."""
    content = json.dumps(asdict(visit)).encode()
    set_cookie(request, response, "interview", urlsafe_b64encode(SecretBox(_key("visit")).encrypt(content)).decode())


def end_visit(request: HttpRequest, response: HttpResponse) -> None:
    """Take the visit out of the browser: without the code nobody can go on from here."""
    delete_cookie(request, response, "interview")


def set_cookie(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """Set a cookie that no script and no other site sees, and that ends with the browser."""
    response.set_cookie(
        cookie_name(request, name), value, path="/", secure=request.is_secure(), httponly=True, samesite="Lax"
    )


def delete_cookie(request: HttpRequest, response: HttpResponse, name: str) -> None:
    set_cookie(request, response, name, "")
    response.cookies[cookie_name(request, name)]["max-age"] = 0


def cookie_name(request: HttpRequest, name: str) -> str:
    """Return the cookie's name: bound to this host wherever the connection is encrypted."""
    return f"__Host-{name}" if request.is_secure() else name


@cache
def _key(purpose: str) -> bytes:
    return derived_key(str(settings.SECRET_KEY), purpose=purpose.encode())

"""Launch tokens: how fieldwork tells the interview that an interviewer is at work, without a shared database."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import signing

MODES = ("web", "telephone", "live")
SALT = "launch"
HOURS = 12


@dataclass(frozen=True)
class Launch:
    """In which mode the next interview is held, and by whom."""

    mode: str = "web"
    interviewer: str = ""


def make_token(launch: Launch, *, key: str = "") -> str:
    """Return a signed token for the address ``/start/<token>``. ``key`` is that of another installation than this."""
    return _signer(key).sign_object({"mode": launch.mode, "interviewer": launch.interviewer})


def read_token(token: str) -> Launch | None:
    """Return what a token says, or None if it is forged, too old or says nothing that we know."""
    try:
        content = _signer().unsign_object(token, max_age=HOURS * 3600)
    except signing.BadSignature:
        return None
    launch = Launch(mode=str(content.get("mode")), interviewer=str(content.get("interviewer", ""))[:20])
    return launch if launch.mode in MODES else None


def _signer(key: str = "") -> signing.TimestampSigner:
    return signing.TimestampSigner(key=key or settings.DEPLOYMENT.keys["launch"], salt=SALT)

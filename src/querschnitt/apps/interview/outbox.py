"""What a wish for the field desk holds, and how it is sealed: the outbox is a post box, into which one throws a letter.

Each letter is as long as any other, so that its length does not tell what is in it. Whose interview was open when it
was left stands neither in it nor beside it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError

from querschnitt.apps.interview.sealing import unwrap_as_office, wrap_for_office
from querschnitt.core.errors import InputError

LENGTH = 512
"""Bytes of every wish before it is sealed."""

LONGEST_CONTACT = 254
"""Bytes of an e-mail address at most (RFC 5321, 4.5.3.1.3)."""

LONGEST_TAG = 10

TIMES = ("morning", "afternoon", "evening", "saturday")
"""When somebody can be called, in the order of the week; none named is any."""


@dataclass(frozen=True)
class Desk:
    """Where a wave's wishes go; ``key`` is the public one, hexadecimal."""

    wave: str
    key: str


@dataclass(frozen=True)
class Wished:
    """What somebody asks for.

    Attributes
    ----------
    contact : a telephone number as ITU-T E.164 writes it, or an e-mail address
    language : the tag of the language to speak or write
    times : some of `TIMES`
    """

    contact: str
    language: str
    times: tuple[str, ...] = ()


def seal_wish(wished: Wished, *, desk: Desk) -> bytes:
    """Seal a wish to a field desk."""
    content = json.dumps(asdict(wished), ensure_ascii=False, separators=(",", ":")).encode()
    if len(content) >= LENGTH:
        raise InputError("This wish is too long", got=f"{len(content)} bytes", expected=f"less than {LENGTH}")
    return wrap_for_office(sodium_pad(content, LENGTH), public_key=desk.key)


def open_wish(box: bytes, *, private_key: str) -> Wished:
    """Open a wish with the private key (hexadecimal) of the field desk.

    Raises
    ------
    InputError : if it was sealed to another key, was changed, or is none of ours
    """
    return _read(unwrap_as_office(box, private_key=private_key))


def _read(content: bytes) -> Wished:
    """Read a wish as something that may come from anybody: the key that seals is public."""
    try:
        found = json.loads(sodium_unpad(content, LENGTH))
        contact, language = str(found["contact"]), str(found["language"])
        times = tuple(time for time in TIMES if time in found["times"])
    except (ValueError, KeyError, TypeError, CryptoError) as error:
        raise InputError("A wish was sealed that is none", hint="It comes from no form of ours.") from error
    if not 0 < len(contact) <= LONGEST_CONTACT or not 0 < len(language) <= LONGEST_TAG:
        raise InputError("A wish was sealed that is none", hint="It comes from no form of ours.")
    return Wished(contact, language, times)

"""What a wish for the field desk holds, and how it is sealed: the outbox is a post box, into which one throws a letter.

Each letter is as long as any other, so that its length does not tell what is in it. Whose interview was open when it
was left stands neither in it nor beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from nacl.bindings import sodium_pad, sodium_unpad

from querschnitt.apps.interview.sealing import unwrap_as_office, wrap_for_office
from querschnitt.core.errors import InputError

LENGTH = 512
"""Bytes of every wish before it is sealed."""

LONGEST_CONTACT = 254
"""Bytes of an e-mail address at most (RFC 5321, 4.5.3.1.3)."""

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


def open_wish(box: bytes, *, private_keys: Iterable[str]) -> Wished:
    """Open a wish with one of the field desk's private keys (hexadecimal): the present one, or one from before.

    Raises
    ------
    InputError : if none of them fits, or the wish was changed
    """
    for private_key in private_keys:
        try:
            content = json.loads(sodium_unpad(unwrap_as_office(box, private_key=private_key), LENGTH))
        except InputError:
            continue
        return Wished(**{**content, "times": tuple(content["times"])})
    raise InputError("A wish cannot be opened", hint="Is this the private key of the field desk?")

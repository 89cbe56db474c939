"""The public key of an office that mails letters, as a file that is sent, and compared by telephone."""

from __future__ import annotations

import json
import re
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PublicKey, SealedBox

from querschnitt.core.mailing.refusals import MailingError, Refusal
from querschnitt.core.succession import fingerprint

FORMAT, VERSION = "querschnitt-mailing-key", 1
PRIVATE_FORMAT = "querschnitt-key"
"""What stands in the file of a private key, which somebody might send instead of the public one."""
PURPOSE = "letters"
MOST_BYTES = 4096

_KEY = re.compile(r"[0-9a-f]{64}")


def write_recipient(public_key: str) -> bytes:
    """Return the public key of an office that mails letters as a file, to be sent to the statistics office."""
    content = {
        "format": FORMAT, "version": VERSION, "public_key": public_key, "fingerprint": fingerprint(public_key),
    }  # fmt: skip
    return json.dumps(content, indent=1).encode() + b"\n"


def read_recipient(data: bytes) -> str:
    """Read the public key (X25519, hexadecimal) of an office that mails letters. Somebody must compare its fingerprint.

    Raises
    ------
    MailingError : if the file is not one; above all if it is a private key.

    >>> read_recipient(write_recipient("8f" * 32)) == "8f" * 32
    True
    """
    content = _content(data)
    if content.get("format") == PRIVATE_FORMAT:
        raise MailingError(
            Refusal.PRIVATE_KEY, "The file is a private key, which must never be sent",
            hint="The office that it belongs to makes a new one.",
        )  # fmt: skip
    key = content.get("public_key")
    if (content.get("format"), content.get("version")) != (FORMAT, VERSION) or not is_key(key):
        raise _not_a_key()
    if content.get("fingerprint") != fingerprint(str(key)):
        raise _not_a_key()
    try:
        SealedBox(PublicKey(bytes.fromhex(str(key)))).encrypt(b"")
    except (ValueError, CryptoError) as error:
        raise _not_a_key() from error
    return str(key)


def is_key(text: object) -> bool:
    """Return whether something is a key as the files write it: 64 hexadecimal digits, small letters."""
    return isinstance(text, str) and _KEY.fullmatch(text) is not None


def _content(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data) if len(data) <= MOST_BYTES else None
    except (ValueError, RecursionError) as error:
        raise _not_a_key() from error
    if not isinstance(content, dict):
        raise _not_a_key()
    return content


def _not_a_key() -> MailingError:
    return MailingError(
        Refusal.NOT_A_KEY, "The file is not the public key of an office that mails letters",
        expected=f"{FORMAT} {VERSION}", hint="Ask for the file that the page of its key gives.",
    )  # fmt: skip

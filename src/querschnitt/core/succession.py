"""Which key follows which: the public keys of a wave in their order, each signed by the one before it.

A key is 32 random bytes, the seed. It signs with Ed25519, and opens what was sealed to it with X25519: libsodium
converts the one pair into the other (`crypto_sign_ed25519_pk_to_curve25519`), so that the public key to which something
was sealed also tells who may name its successor. Whoever knows the first key can therefore check every later one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from nacl.exceptions import CryptoError
from nacl.signing import SigningKey, VerifyKey

from querschnitt.core.errors import InputError, StateError

FORMAT = "querschnitt-key-succession"
SEED_LENGTH = 32
FINGERPRINT_BYTES = 10
"""80 bits: nobody makes a second key with the same fingerprint, and it can still be read out on the telephone."""


class Purpose(StrEnum):
    """What is sealed to a key: answers to the statistics office, wishes to the field desk."""

    ANSWERS = "answers"
    WISHES = "wishes"


@dataclass(frozen=True)
class Link:
    """A public key of a wave, all of it hexadecimal.

    Attributes
    ----------
    purpose, number : of the key; its numbers count from 1
    public_key : X25519, what is sealed to
    verify_key : Ed25519, the same key as it signs
    signature : by the key before it; empty for the first one, and for one that follows a key that was lost
    """

    purpose: str
    number: int
    public_key: str
    verify_key: str
    signature: str = ""


def first_link(seed: bytes, *, purpose: str, number: int = 1) -> Link:
    """Return the public half of a key, not signed by another.

    >>> link = first_link(bytes(32), purpose="answers")
    >>> link.public_key == public_key_of(link.verify_key)
    True
    """
    signing = _signing_key(seed)
    public = signing.to_curve25519_private_key().public_key
    return Link(purpose, number, bytes(public).hex(), bytes(signing.verify_key).hex())


def next_link(seed: bytes, *, wave: str, before: Link, seed_before: bytes) -> Link:
    """Return the public half of a new key, signed by the one before it."""
    link = first_link(seed, purpose=before.purpose, number=before.number + 1)
    signature = _signing_key(seed_before).sign(_statement(link, before=before, wave=wave)).signature
    return Link(link.purpose, link.number, link.public_key, link.verify_key, signature.hex())


def private_key_of(seed: bytes) -> str:
    """Return the private key (X25519, hexadecimal) that opens what was sealed to the public half of a seed."""
    return bytes(_signing_key(seed).to_curve25519_private_key()).hex()


def public_key_of(verify_key: str) -> str:
    """Return the public key (X25519, hexadecimal) that belongs to a verify key.

    Raises
    ------
    InputError : if it is not a key.
    """
    try:
        return bytes(VerifyKey(bytes.fromhex(verify_key)).to_curve25519_public_key()).hex()
    except (CryptoError, ValueError) as error:
        raise InputError("Not a public key", expected="64 hexadecimal digits", got=verify_key) from error


def fingerprint(public_key: str) -> str:
    """Return what a person compares: the beginning of the SHA-256 of a public key, in groups.

    >>> fingerprint("00" * 32)
    '6668 7aad f862 bd77 6c8f'
    """
    digits = hashlib.sha256(bytes.fromhex(public_key)).digest()[:FINGERPRINT_BYTES].hex()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def is_fingerprint_of(text: str, public_key: str) -> bool:
    """Return whether a text, however it is grouped, is the whole fingerprint of a public key.

    >>> is_fingerprint_of("6668-7AAD-F862-BD77-6C8F", "00" * 32)
    True
    """
    return text.replace("-", "").replace(" ", "").lower() == fingerprint(public_key).replace(" ", "")


def check_succession(chain: Sequence[Link], *, wave: str, known: str, offered: str) -> None:
    """Refuse a new public key unless each key from the known one to it is signed by the one before it.

    Parameters
    ----------
    chain : the keys of one purpose, in their order
    known, offered : the public key so far, and the new one

    Raises
    ------
    StateError : if the new key is not declared to follow the known one, or is not signed.
    """
    keys = [link.public_key for link in chain]
    if known not in keys or offered not in keys or keys.index(offered) < keys.index(known):
        raise StateError("The new public key is not declared as one that follows the known one", where=f"wave {wave}")
    for before, link in pairwise(chain[keys.index(known) : keys.index(offered) + 1]):
        if not _is_signed(link, before=before, wave=wave):
            raise StateError(
                "The new public key is not signed by the one before it", where=f"wave {wave}, key {link.number}",
                expected=f"a signature of {fingerprint(before.public_key)}", got=fingerprint(link.public_key),
            )  # fmt: skip


def _is_signed(link: Link, *, before: Link, wave: str) -> bool:
    """A signature counts if the verify key is the known public key in its other form, and not just one beside it."""
    try:
        if public_key_of(before.verify_key) != before.public_key or public_key_of(link.verify_key) != link.public_key:
            return False
        statement = _statement(link, before=before, wave=wave)
        VerifyKey(bytes.fromhex(before.verify_key)).verify(statement, bytes.fromhex(link.signature))
    except (CryptoError, InputError, ValueError):
        return False
    return link.number == before.number + 1 and link.purpose == before.purpose


def _statement(link: Link, *, before: Link, wave: str) -> bytes:
    """Return what is signed: whose successor this is, for what, and in which wave."""
    content = {
        "format": FORMAT, "wave": wave, "purpose": link.purpose, "number": link.number, "public_key": link.public_key,
        "verify_key": link.verify_key, "follows": before.public_key,
    }  # fmt: skip
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _signing_key(seed: bytes) -> SigningKey:
    if len(seed) != SEED_LENGTH:
        raise InputError("Not a private key", expected=f"{SEED_LENGTH} bytes", got=f"{len(seed)} bytes")
    return SigningKey(seed)

"""Kinds of arguments that commands take; each refuses nonsense in one sentence, before any work begins."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from urllib.parse import urlsplit

from querschnitt.core.errors import InputError


def positive(text: str) -> int:
    """Read how many there are to be.

    >>> positive("500")
    500
    """
    return _whole(text, least=1)


def seed(text: str) -> int:
    """Read a seed. Below zero would be another way to write one that is there.

    >>> seed("0")
    0
    """
    return _whole(text, least=0)


def counts_by_name(texts: Sequence[str], *, where: str) -> dict[str, int]:
    """Read numbers of persons by name.

    >>> counts_by_name(["poland=20", "syria=5"], where="--take")
    {'poland': 20, 'syria': 5}
    """
    counts: dict[str, int] = {}
    for text in texts:
        name, sign, number = text.rpartition("=")
        if not sign or not name or not number.isdecimal():
            raise InputError("Not a number of persons by name", where=where, expected="name=number", got=text)
        if name in counts:
            raise InputError("A name stands here twice", where=where, got=name)
        counts[name] = int(number)
    return counts


def address(text: str) -> str:
    """Read the address of a service: http or https, a host, perhaps a port and a path; without a slash at its end.

    >>> address("https://survey.example.org/")
    'https://survey.example.org'
    """
    try:
        parts = urlsplit(text)
        port_is_readable = parts.port is None or parts.port > 0
    except ValueError:
        port_is_readable = False
    if (
        not port_is_readable
        or parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.query
        or parts.fragment
        or parts.username is not None
        or any(character.isspace() for character in text)
    ):
        raise argparse.ArgumentTypeError(
            f"not an address of a service: '{text}'. Write one like https://survey.example.org"
        )
    return text.rstrip("/")


def _whole(text: str, *, least: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if value < least:
        raise argparse.ArgumentTypeError(f"not a whole number of {least} or more: '{text}'")
    return value

"""Kinds of arguments that commands take; each refuses nonsense in one sentence, before any work begins."""

from __future__ import annotations

import argparse
from urllib.parse import urlsplit


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

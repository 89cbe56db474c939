"""Functions of texts. Their characters are code points of Unicode, everywhere."""

from __future__ import annotations

import math
import re

from querschnitt.core.instrument.expressions.operations import SPACE

_SPACES = re.compile(f"[{SPACE}]+")


def substr(value: str, start: float, end: float = math.inf) -> str:
    """Return the characters from start (counted from 0) up to, but not including, end; below 0 it counts from the end.

    >>> substr("hello", 1, 3), substr("hello", -2), substr("hello", 0, -1)
    ('el', 'lo', 'hell')
    """
    return value[_place(start, len(value)) : _place(end, len(value))]


def _place(place: float, length: int) -> int:
    """Return the place that a number means, inside of the text; what is no number means 0."""
    if math.isnan(place):
        return 0
    whole = math.trunc(max(-length - 1, min(place, length)))
    return max(0, whole + length if whole < 0 else whole)


def substring_before(value: str, part: str) -> str:
    before, found, _ = value.partition(part) if part else ("", "", "")
    return before if found else ""


def substring_after(value: str, part: str) -> str:
    return value.partition(part)[2] if part else value


def translate(value: str, wanted: str, replacement: str) -> str:
    """Replace characters one by one; those without a counterpart are left out.

    >>> translate("2019/01/02", "/", "-"), translate("hello", "lo", "L")
    ('2019-01-02', 'heLL')
    """
    table: dict[str, str] = {}
    for place, character in enumerate(wanted):
        table.setdefault(character, replacement[place : place + 1])
    return "".join(table.get(character, character) for character in value)


def normalize_space(value: str) -> str:
    """Make one blank of several, and leave out those at both ends."""
    return _SPACES.sub(" ", value).strip(SPACE)

"""What is wrong with one translation: empty, too long, unprintable, other placeholders or plurals than its source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from querschnitt.core.instrument.placeholders import placeholders

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no text has: control characters (a text has tabs and line feeds, nothing else of them), halves of surrogate
pairs, non-characters. XML, and so a workbook, cannot hold them."""


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong with a translation. `code` is stable, `what` a sentence without its full stop."""

    code: str
    what: str
    expected: str = ""
    got: str = ""


def text_length(text: str) -> int:
    """Return the length that a limit means: code points in Unicode's normal form C."""
    return len(unicodedata.normalize("NFC", text))


def complaints(source: str, target: str, *, tag: str, max_length: int | None = None) -> tuple[Complaint, ...]:
    """Return everything that is wrong with a translation.

    >>> [complaint.code for complaint in complaints("Code: {code}", "الرمز", tag="ar")]
    ['different-placeholders']
    """
    if not target.strip():
        return (Complaint("empty", "The text is empty"),)
    return tuple(_complaints(source, target, tag, max_length))


def _complaints(source: str, target: str, tag: str, max_length: int | None) -> Iterator[Complaint]:
    wanted, found = placeholders(source), placeholders(target)
    if wanted != found:
        yield Complaint(
            "different-placeholders",
            "The translation has other placeholders than its source",
            expected=", ".join(wanted) or "no placeholder",
            got=", ".join(found) or "no placeholder",
        )
    elif _braces(source) == (0, 0) != _braces(target):
        yield Complaint("open-brace", "A brace is open or closed that has no other", got=target)
    if bad := UNPRINTABLE.search(target):
        yield Complaint("unprintable", "The text has a character that cannot be shown", got=f"U+{ord(bad[0]):04X}")
    if max_length is not None and text_length(target) > max_length:
        yield Complaint(
            "too-long",
            "The translation is too long",
            expected=f"at most {max_length} characters",
            got=f"{text_length(target)} characters",
        )


def _braces(text: str) -> tuple[int, int]:
    """Return how many braces are closed too early, and how many are never closed.

    >>> _braces("{a} } {")
    (1, 1)
    """
    early = depth = 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            early, depth = early + 1, 0
    return early, depth

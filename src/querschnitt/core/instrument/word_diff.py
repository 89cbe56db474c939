"""What changed between two wordings, by words, in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from querschnitt.core.instrument.placeholders import PieceKind, pieces

Change = Literal["kept", "removed", "added"]

_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # Chinese radicals
    (0x3005, 0x30FF),  # Japanese
    (0x3400, 0x4DBF),  # Chinese
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
"""Scripts that set no space between words: they are compared character by character."""

_JOINERS = "\u200c\u200d"  # inside a word of Persian, Kurdish and others
_APOSTROPHES = "'’ʼ"
_TOKEN = re.compile(r"w[wm]*(?:a[wm]+)*|dm*|s+|.m*")
"""Over classes of characters: w letter or digit, m mark, a apostrophe, d character of an unspaced script, s space, p
any other. The Ethiopic word space is p, so that words on both sides of it are words of their own."""

MOST_CHANGES = 400
"""Words removed and added. With more of them a text is simply another one; and the work grows with their square."""


@dataclass(frozen=True)
class Span:
    """A stretch of text that was kept, removed or added, in the order in which it is read."""

    change: Change
    text: str


def word_diff(old: str, new: str) -> tuple[Span, ...]:
    """Compare two wordings. What is kept or removed, in order, is the old one; kept or added, the new one.

    Both must be in one normal form of Unicode, or letters that look alike are told apart.

    References
    ----------
    Myers (1986), An O(ND) difference algorithm and its variations, Algorithmica 1, 251-266.

    >>> [(span.change, span.text) for span in word_diff("Sind Sie in Leipzig?", "Wohnen Sie in Leipzig?")]
    [('removed', 'Sind'), ('added', 'Wohnen'), ('kept', ' Sie in Leipzig?')]
    """
    return tuple(_spans(_changes(_words(old), _words(new))))


@dataclass(frozen=True)
class _Step:
    """What stands in both wordings, or what one has in place of the other's."""

    removed: str
    added: str

    @property
    def is_kept(self) -> bool:
        return self.removed == self.added


def _changes(old: list[str], new: list[str]) -> Iterator[_Step]:
    """Give what is kept and what is changed in turn."""
    done_old = done_new = 0
    for start_old, start_new, length in [*_common(old, new), (len(old), len(new), 0)]:
        removed, added = "".join(old[done_old:start_old]), "".join(new[done_new:start_new])
        space = _common_space(removed, added)
        yield _Step(removed.removesuffix(space), added.removesuffix(space))
        done_old, done_new = start_old + length, start_new + length
        kept = space + "".join(old[start_old:done_old])
        yield _Step(kept, kept)


def _common_space(removed: str, added: str) -> str:
    """Return the space at the end of both: it belongs to what follows."""
    space = removed[len(removed.rstrip()) :]
    return space if added[len(added.rstrip()) :] == space else ""


def _common(old: list[str], new: list[str]) -> list[tuple[int, int, int]]:
    """Return the runs of words that both have: where they begin in either, and how many words."""
    trace = _trace(old, new)
    runs: list[tuple[int, int, int]] = []
    x, y = len(old), len(new)
    for depth in range(len(trace) - 1, -1, -1):
        start_x, start_y = _corner(trace, depth, x - y)
        if x > start_x:
            runs.insert(0, (start_x, start_y, x - start_x))
        x, y = _before(trace, depth, x - y)
    return runs


def _trace(old: list[str], new: list[str]) -> list[dict[int, int]]:
    """Return for 0, 1, 2, ... changes how far into the old words they lead, on each diagonal (old minus new place).

    Empty if there are too many changes.
    """
    trace: list[dict[int, int]] = []
    for depth in range(MOST_CHANGES + 1):
        trace.append({})
        for diagonal in range(-depth, depth + 1, 2):
            x, y = _corner(trace, depth, diagonal)
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            trace[depth][diagonal] = x
            if x >= len(old) and y >= len(new):
                return trace
    return []


def _corner(trace: list[dict[int, int]], depth: int, diagonal: int) -> tuple[int, int]:
    """Return where the last change before a run of common words ends."""
    if depth == 0:
        return 0, 0
    x = trace[depth - 1][diagonal + 1] if _is_addition(trace, depth, diagonal) else trace[depth - 1][diagonal - 1] + 1
    return x, x - diagonal


def _before(trace: list[dict[int, int]], depth: int, diagonal: int) -> tuple[int, int]:
    """Return where the last change begins."""
    x, y = _corner(trace, depth, diagonal)
    if depth == 0:
        return 0, 0
    return (x, y - 1) if _is_addition(trace, depth, diagonal) else (x - 1, y)


def _is_addition(trace: list[dict[int, int]], depth: int, diagonal: int) -> bool:
    """Whether the change that leads onto a diagonal adds a word; otherwise it removes one."""
    if diagonal in (-depth, depth):
        return diagonal == -depth
    return trace[depth - 1][diagonal - 1] < trace[depth - 1][diagonal + 1]


def _spans(steps: Iterator[_Step]) -> Iterator[Span]:
    """Give the spans, neighbours of one kind as one."""
    kept = removed = added = ""
    for step in steps:
        if not step.is_kept:
            removed, added = removed + step.removed, added + step.added
            continue
        if (removed or added) and step.removed:
            yield from _filled(kept, removed, added)
            kept = removed = added = ""
        kept += step.removed
    yield from _filled(kept, removed, added)


def _filled(kept: str, removed: str, added: str) -> Iterator[Span]:
    if kept:
        yield Span("kept", kept)
    if removed:
        yield Span("removed", removed)
    if added:
        yield Span("added", added)


def _words(text: str) -> list[str]:
    """Take a text apart into words and signs, each with the space behind it; a placeholder is one word."""
    words: list[str] = []
    for piece in pieces(text):
        parts = [piece.text]
        if piece.kind is not PieceKind.PLACEHOLDER:
            classes = "".join(map(_class, piece.text))
            parts = [piece.text[found.start() : found.end()] for found in _TOKEN.finditer(classes)]
        for part in parts:
            if part.isspace() and words and not words[-1][-1].isspace():
                words[-1] += part
            else:
                words.append(part)
    return words


def _class(character: str) -> str:
    if character.isspace():
        return "s"
    if character in _APOSTROPHES:
        return "a"
    category = unicodedata.category(character)[0]
    if category == "M" or character in _JOINERS:
        return "m"
    if category not in "LN":
        return "p"
    return "d" if any(first <= ord(character) <= last for first, last in _UNSPACED) else "w"

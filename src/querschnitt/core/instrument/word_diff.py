"""What changed between two wordings, by words, in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
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


@dataclass(frozen=True)
class Span:
    """A stretch of text that was kept, removed or added, in the order in which it is read."""

    change: Change
    text: str


def word_diff(old: str, new: str) -> tuple[Span, ...]:
    """Compare two wordings. What is kept or removed, in order, is the old one; kept or added, the new one.

    Both must be in one normal form of Unicode, or letters that look alike are told apart.

    >>> [(span.change, span.text) for span in word_diff("Sind Sie in Leipzig?", "Wohnen Sie in Leipzig?")]
    [('removed', 'Sind'), ('added', 'Wohnen'), ('kept', ' Sie in Leipzig?')]
    """
    return tuple(_spans(_joined(_steps(old, new))))


@dataclass(frozen=True)
class _Step:
    """What stands in both wordings, or what one has in place of the other's."""

    removed: str
    added: str

    @property
    def is_kept(self) -> bool:
        return self.removed == self.added


def _steps(old: str, new: str) -> Iterator[_Step]:
    before, after = _words(old), _words(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        yield _Step("".join(before[start:end]), "".join(after[other_start:other_end]))


def _joined(steps: Iterator[_Step]) -> Iterator[_Step]:
    """Join changes with only a space between them: two changed words in a row are one change to a reader."""
    waiting: list[_Step] = []
    for step in steps:
        if not step.is_kept or (waiting and not step.removed.strip()):
            waiting.append(step)
            continue
        yield from _flushed(waiting)
        waiting = []
        yield step
    yield from _flushed(waiting)


def _flushed(waiting: list[_Step]) -> Iterator[_Step]:
    """Give the changes in waiting as one, and a space behind the last of them as kept."""
    last = waiting.pop() if waiting and waiting[-1].is_kept else None
    if waiting:
        yield _Step("".join(step.removed for step in waiting), "".join(step.added for step in waiting))
    if last is not None:
        yield last


def _spans(steps: Iterator[_Step]) -> Iterator[Span]:
    for step in steps:
        if step.is_kept:
            yield Span("kept", step.removed)
            continue
        if step.removed:
            yield Span("removed", step.removed)
        if step.added:
            yield Span("added", step.added)


def _words(text: str) -> list[str]:
    """Take a text apart into words, spaces and signs; a placeholder is one word."""
    words: list[str] = []
    for piece in pieces(text):
        if piece.kind is PieceKind.PLACEHOLDER:
            words.append(piece.text)
            continue
        classes = "".join(map(_class, piece.text))
        words += [piece.text[found.start() : found.end()] for found in _TOKEN.finditer(classes)]
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

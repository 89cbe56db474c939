"""What a translator leaves as it is: `${name}`, `{code}`, and the frame of a plural with its words inside.

`messages` reads texts that are right. This takes any text apart, also one whose braces somebody has broken: a
translation file has to carry it all the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

_MARK = re.compile(r"\$?\{\s*[^{}\s][^{}]*\}")
_PLURAL = re.compile(r"\{\s*(\$\{[^{}]*\})\s*,\s*plural\s*,")
_BRANCH = re.compile(r"(?:=\d+|\w+)\s*\{")
_BRACE = re.compile(r"[{}]")

MOST_DEPTH = 20
"""Braces within braces that a text can have; a plural in a plural has four. What is deeper is taken as words."""


class PieceKind(Enum):
    """Words to translate, a placeholder to leave as it is, or a plural with words inside it."""

    WORDS = "words"
    PLACEHOLDER = "placeholder"
    PLURAL = "plural"


@dataclass(frozen=True)
class Piece:
    """A part of a text. The pieces of a text, one after the other, are the text."""

    text: str
    kind: PieceKind = PieceKind.WORDS


def pieces(text: str) -> tuple[Piece, ...]:
    """Take a text apart.

    >>> [piece.text for piece in pieces("Guten Tag, ${name}. Code: {code}")]
    ['Guten Tag, ', '${name}', '. Code: ', '{code}']
    >>> [piece.kind.name for piece in pieces("{${n}, plural, one {# Kind} other {# Kinder}}")]
    ['PLURAL']
    """
    found: list[Piece] = []
    closing = _closing_braces(text)
    done = place = 0
    while (place := _next_brace(text, place)) >= 0:
        piece = _plural(text, place, closing) or _placeholder(text, place)
        if piece is None:
            place += 1
            continue
        if place > done:
            found.append(Piece(text[done:place]))
        found.append(piece)
        done = place = place + len(piece.text)
    if done < len(text):
        found.append(Piece(text[done:]))
    return tuple(found)


def _next_brace(text: str, start: int) -> int:
    """Return where the next `{` or `${` begins, or -1."""
    brace = text.find("{", start)
    return brace - 1 if brace > start and text[brace - 1] == "$" else brace


def _placeholder(text: str, place: int) -> Piece | None:
    found = _MARK.match(text, place)
    return Piece(found[0], PieceKind.PLACEHOLDER) if found else None


def _plural(text: str, place: int, closing: Mapping[int, int]) -> Piece | None:
    found = _PLURAL.match(text, place)
    return Piece(text[place : closing[place] + 1], PieceKind.PLURAL) if found and place in closing else None


def _closing_braces(text: str) -> dict[int, int]:
    """Return for each brace that is closed where that is; not for those with more than `MOST_DEPTH` levels in them."""
    found: dict[int, int] = {}
    opened: list[tuple[int, int]] = []  # where, and how many levels there are inside
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            opened.append((brace.start(), 0))
        elif opened:
            place, depth = opened.pop()
            if depth < MOST_DEPTH:
                found[place] = brace.start()
            if opened:
                opened[-1] = (opened[-1][0], max(opened[-1][1], depth + 1))
    return found


def placeholders(text: str) -> tuple[str, ...]:
    """Return what a translation of the text must hold too, sorted, each once. A plural is named by what it counts.

    >>> placeholders("{${ n }, plural, one {# Kind in ${city}} other {# Kinder in ${city}}} und {code}")
    ('${city}', '{${n}, plural}', '{code}')
    """
    found: set[str] = set()
    for piece in pieces(text):
        if piece.kind is PieceKind.PLACEHOLDER:
            found.add(_squeezed(piece.text))
        elif piece.kind is PieceKind.PLURAL:
            found |= _inside(piece.text)
    return tuple(sorted(found))


def _inside(plural: str) -> set[str]:
    """Return the plural itself and the placeholders of its forms."""
    head = _PLURAL.match(plural)
    if head is None:
        return set()
    found = {f"{{{_squeezed(head[1])}, plural}}"}
    closing = _closing_braces(plural)
    place = head.end()
    while (branch := _BRANCH.search(plural, place)) and branch.end() - 1 in closing:
        end = closing[branch.end() - 1]
        found.update(placeholders(plural[branch.end() : end]))
        place = end + 1
    return found


def _squeezed(placeholder: str) -> str:
    """Write `${ name }` without its white space: it is the same placeholder."""
    return re.sub(r"\s+", "", placeholder) if placeholder.startswith("${") else placeholder

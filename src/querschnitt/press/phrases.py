"""Running text cut for the typesetter: what flows, what must keep its direction, what is filled in later.

In a right-to-left paragraph a date, a time span or an address is shown in the wrong order unless it is isolated, and
in any paragraph it must not break at a line's end. Such pieces are kept together in a box of their own direction. Latin
phrases in right-to-left text (names of German laws) are isolated too, but may break.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Run = tuple[str, str]  # (kind, text); kinds: "text", "keep", "latin", and the placeholders "address", "code", "phone"
Direction = Literal["ltr", "rtl"]

PLACEHOLDERS = ("address", "code", "phone")
_PLACEHOLDER = r"\{(?:address|code|phone)\}"
_DIGITS = r"[0-9\u0660-\u0669\u06f0-\u06f9]"
_WEB = r"(?:https?://|www\.)[\w./#?=&%~-]*[\w/]|[\w.+-]+@[\w-]+\.[\w.]*\w"
_PAPER = r"[A-Z]{1,3}-DS-\d+(?:-[A-Z0-9]+)*"
_PHONE = rf"(?:\+{_DIGITS}|0){_DIGITS}*(?:[ /-]{_DIGITS}+)+"
_NUMBER = rf"(?:§+ ?)?\+?{_DIGITS}+(?:(?: ?[-–] ?|[./:,]){_DIGITS}+)*(?: ?%)?"
_LETTERS = r"A-Za-z\u00c0-\u024f"
_LATIN = rf"(?:§+ ?{_DIGITS}+ )?[{_LETTERS}](?:[{_LETTERS}0-9 ,.:&§/–-]*[{_LETTERS}0-9])?"
_PIECES = {
    "ltr": re.compile(f"({_PLACEHOLDER}|{_WEB}|{_PAPER}|{_PHONE}|{_NUMBER})"),
    "rtl": re.compile(f"({_PLACEHOLDER}|{_WEB}|{_PAPER}|{_LATIN}|{_PHONE}|{_NUMBER})", re.ASCII),
}


def runs(text: str, direction: Direction = "ltr") -> list[Run]:
    """Cut one paragraph into runs.

    >>> runs("Bis 22.11.2026 unter {phone}.")
    [('text', 'Bis '), ('keep', '22.11.2026'), ('text', ' unter '), ('phone', ''), ('text', '.')]
    """
    pieces = [piece for piece in _PIECES[direction].split(text) if piece]
    return [_run(piece, direction) for piece in pieces]


def _run(piece: str, direction: Direction) -> Run:
    if piece[0] == "{" and piece[1:-1] in PLACEHOLDERS:
        return (piece[1:-1], "")
    if not _PIECES[direction].fullmatch(piece):
        return ("text", piece)
    return ("keep" if _PIECES["ltr"].fullmatch(piece) else "latin", piece)


def paragraphs(text: str, direction: Direction = "ltr") -> list[list[Run]]:
    """Cut a text into paragraphs (one a line, blank lines dropped) and these into runs."""
    return [runs(line.strip(), direction) for line in text.splitlines() if line.strip()]


def cut(texts: Mapping[str, str], direction: Direction) -> dict[str, list[list[Run]]]:
    """Cut every text of a mapping."""
    return {name: paragraphs(text, direction) for name, text in texts.items()}

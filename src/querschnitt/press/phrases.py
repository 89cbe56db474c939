"""Running text cut for the typesetter: what flows, what must keep its direction, what is filled in later.

In a right-to-left paragraph a date, a time span or an address is shown in the wrong order unless it is isolated, and
in any paragraph it must not break at a line's end. Such pieces are kept together in a box of their own direction.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Run = tuple[str, str]  # (kind, text); kinds: "text", "keep", and the placeholders "address", "code", "phone"

PLACEHOLDERS = ("address", "code", "phone")
_PLACEHOLDER = r"\{(?:address|code|phone)\}"
_DIGITS = r"[0-9\u0660-\u0669\u06f0-\u06f9]"
_WEB = r"(?:https?://|www\.)[\w./#?=&%~-]*[\w/]|[\w.+-]+@[\w-]+\.[\w.]*\w"
_PAPER = r"[A-Z]{1,3}-DS-\d+(?:-[A-Z0-9]+)*"
_PHONE = rf"(?:\+{_DIGITS}|0){_DIGITS}*(?:[ /-]{_DIGITS}+)+"
_NUMBER = rf"(?:§+ ?)?\+?{_DIGITS}+(?: ?[-–./:,] ?{_DIGITS}+)*(?: ?%)?"
_PIECES = re.compile(f"({_PLACEHOLDER}|{_WEB}|{_PAPER}|{_PHONE}|{_NUMBER})")


def runs(text: str) -> list[Run]:
    """Cut one paragraph into runs.

    >>> runs("Bis 22.11.2026 unter {phone}.")
    [('text', 'Bis '), ('keep', '22.11.2026'), ('text', ' unter '), ('phone', ''), ('text', '.')]
    """
    pieces = [piece for piece in _PIECES.split(text) if piece]
    return [_run(piece) for piece in pieces]


def _run(piece: str) -> Run:
    if piece[0] == "{" and piece[1:-1] in PLACEHOLDERS:
        return (piece[1:-1], "")
    return ("keep" if _PIECES.fullmatch(piece) else "text", piece)


def paragraphs(text: str) -> list[list[Run]]:
    """Cut a text into paragraphs (one a line, blank lines dropped) and these into runs."""
    return [runs(line.strip()) for line in text.splitlines() if line.strip()]


def cut(texts: Mapping[str, str]) -> dict[str, list[list[Run]]]:
    """Cut every text of a mapping."""
    return {name: paragraphs(text) for name, text in texts.items()}

"""Regular expressions of PHP, as `regex()` of a workbook wants them: the whole text, no flags."""

from __future__ import annotations

import re

from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.patterns import pattern as compiled
from querschnitt.tables.limesurvey.script.faults import Untranslatable

_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
_ANYTHING = r"[\s\S]*"
_WAY_OUT = "Write a pattern into the column constraint by hand."
_REFUSED = (
    (r"\(\?[>&R0-9]", "an atomic group or a recursion"),
    (r"\(\?<[=!]", "a look behind"),
    (r"\(\?\(", "a condition"),
    (r"\\[XRKQEGAzZ]", "an escape that only PHP knows"),
    (r"\[\[:\w+:\]", "a POSIX class"),
    (r"\(\?P?<|\(\?'", "a named group"),
    (r"\(\?[a-zA-Z-]+[:)]", "flags inside"),
)


def workbook_pattern(written: str) -> str:
    """Turn a pattern with delimiters into one that the whole text must match.

    Raises
    ------
    Untranslatable : if it uses what only PHP knows

    >>> workbook_pattern("/^[0-9]{5}$/"), workbook_pattern("/ab/")
    ('^[0-9]{5}$', '^[\\\\s\\\\S]*ab[\\\\s\\\\S]*$')
    """
    body, flags = _taken_apart(written.strip())
    unknown = set(flags) - set("iuUDsmx")
    if unknown or "x" in flags or "m" in flags or "U" in flags:
        raise Untranslatable(f"its pattern {written} has the flags '{flags}'", _WAY_OUT)
    for refused, what in _REFUSED:
        if re.search(refused, body):
            raise Untranslatable(f"its pattern {written} uses {what}", _WAY_OUT)
    body = re.sub(r"\\([pP])([A-Z])", r"\\\1{\2}", body)
    if "i" in flags:
        body = _any_case(body)
    branches = [_anchored(branch) for branch in _branches(body)]
    pattern = branches[0] if len(branches) == 1 else "^(" + "|".join(branch[1:-1] for branch in branches) + ")$"
    try:
        compiled(pattern)
    except ExpressionError as error:
        raise Untranslatable(f"its pattern {written} cannot be read: {error.what}", error.hint or _WAY_OUT) from error
    return pattern


def _taken_apart(written: str) -> tuple[str, str]:
    if len(written) < 2 or written[0].isalnum() or written[0] == "\\":
        raise Untranslatable(f"its pattern {written or '(empty)'} has no delimiters", _WAY_OUT)
    closing = _CLOSING.get(written[0], written[0])
    end = written.rfind(closing)
    if end <= 0:
        raise Untranslatable(f"its pattern {written} does not end", _WAY_OUT)
    body = written[1:end].replace("\\" + written[0], written[0])
    return body, written[end + 1 :]


def _pieces(body: str) -> list[str]:
    """Split a pattern into escapes, character classes and single characters."""
    return re.findall(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", body, re.DOTALL)


def _branches(body: str) -> list[str]:
    """Split a pattern at the bars that stand in no group."""
    branches, depth = [""], 0
    for piece in _pieces(body):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "|" and not depth:
            branches.append("")
        else:
            branches[-1] += piece
    return branches


def _anchored(branch: str) -> str:
    pieces = _pieces(branch)
    begins = bool(pieces) and pieces[0] == "^"
    ends = bool(pieces) and pieces[-1] == "$"
    body = "".join(pieces[begins : len(pieces) - ends])
    return "^" + ("" if begins else _ANYTHING) + body + ("" if ends else _ANYTHING) + "$"


def _any_case(body: str) -> str:
    """Write a pattern so that it takes small letters and capitals."""
    return "".join(map(_piece_in_any_case, _pieces(body)))


def _piece_in_any_case(piece: str) -> str:
    if len(piece) == 1 and piece.isalpha():
        return f"[{piece.lower()}{piece.upper()}]" if piece.lower() != piece.upper() else piece
    if not piece.startswith("["):
        return piece
    ranges = re.findall(r"([a-zA-Z])-([a-zA-Z])", piece)
    letters = re.sub(r"\\.|[a-zA-Z]-[a-zA-Z]", "", piece[1:-1])
    both = "".join(f"{start.swapcase()}-{end.swapcase()}" for start, end in ranges if start.isupper() == end.isupper())
    singles = "".join(letter.swapcase() for letter in letters if letter.isalpha())
    extra = both + singles
    return f"{piece[:-1]}{extra}]"

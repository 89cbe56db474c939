"""Texts with expressions in braces, taken apart."""

from __future__ import annotations


def split_expressions(text: str) -> list[tuple[str, bool]]:
    """Split a text into pieces, each with whether it is an expression.

    LimeSurvey's rule: braces with a space just inside hold none.

    >>> split_expressions("Sie sind {Q1.shown}, { nicht }")
    [('Sie sind ', False), ('Q1.shown', True), (', { nicht }', False)]
    """
    pieces: list[tuple[str, bool]] = []
    start = position = 0
    while position < len(text):
        if text[position] == "\\" and text[position + 1 : position + 2] in ("{", "}"):
            position += 2
            continue
        end = _end(text, position) if text[position] == "{" else 0
        if end:
            pieces += [(text[start:position], False), (text[position + 1 : end], True)]
            start = position = end + 1
        else:
            position += 1
    pieces.append((text[start:], False))
    return [piece for piece in pieces if piece[0]]


def _end(text: str, opening: int) -> int:
    """Return the place of the brace that closes an expression, or 0 if none begins here."""
    if text[opening + 1 : opening + 2].isspace() or not text[opening + 1 : opening + 2]:
        return 0
    depth, quote = 0, ""
    for place in range(opening, len(text)):
        character = text[place]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'" and depth:
            quote = character
        elif character in "{}":
            depth += 1 if character == "{" else -1
            if not depth:
                return 0 if text[place - 1].isspace() or place == opening + 1 else place
    return text.find("}", opening) if quote and text.find("}", opening) > opening + 1 else 0

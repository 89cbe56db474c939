"""Functions of answers that are codes, and of conditions that are counted."""

from __future__ import annotations

import re

from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.operations import NUMBER_TEXT, SPACE, loose_number, number, text
from querschnitt.core.instrument.expressions.repeats import members
from querschnitt.core.instrument.values import MISSING_BY_CODE, Missing

_SPACES = re.compile(f"[{SPACE}]+")


def codes(value: object) -> tuple[str, ...]:
    """Return the codes of an answer: of a list, of one code, of a text with spaces between codes."""
    if isinstance(value, tuple):
        return value
    return tuple(code for code in _SPACES.split(text(value)) if code)


def selected(answer: object, code: object) -> bool:
    """Whether a code is among those chosen; 'dk' and 'refused' are chosen if the answer is missing in that way."""
    if isinstance(code, Missing):
        return False
    wanted = text(code).strip(SPACE)
    if isinstance(answer, Missing):
        return MISSING_BY_CODE.get(wanted) is answer
    return wanted in codes(answer)


def selected_at(chosen: tuple[str, ...], place: float) -> str:
    """Return the code at a place, counted from 0; where there is none, an empty text."""
    return chosen[int(place)] if 0 <= place < len(chosen) else ""


def counts(value: object) -> bool:
    """Whether a checklist counts a value: true, a number above 0, or a text that says so ('1', 'yes', 'true')."""
    if isinstance(value, str) and not NUMBER_TEXT.fullmatch(value):
        return value in ("yes", "true")
    return loose_number(value) > 0


def checklist(least: object, most: object, *values: object) -> bool:
    """Whether as many values count as wanted; -1 stands for no limit."""
    return _is_between(sum(1 for value in values for member in members(value) if counts(member)), least, most)


def weighted_checklist(least: object, most: object, *pairs: object) -> bool:
    """Whether the weights of those values that count add up to as much as wanted; -1 stands for no limit."""
    total = 0.0
    for value, weight in zip(pairs[::2], pairs[1::2], strict=True):
        found = _weight(members(value), members(weight))
        if isinstance(found, Missing):
            return False
        total += found
    return _is_between(total, least, most)


def _weight(values: tuple[object, ...], weights: tuple[object, ...]) -> float | Missing:
    if len(values) != len(weights):
        raise ExpressionError(
            "There are not as many weights as values", expected=f"{len(values)} weights", got=len(weights)
        )
    total = 0.0
    for value, weight in zip(values, weights, strict=True):
        found = number(weight) if counts(value) else 0
        if isinstance(found, Missing):
            return found
        total += found
    return total


def _is_between(value: float, least: object, most: object) -> bool:
    low, high = number(least), number(most)
    if isinstance(low, Missing) or isinstance(high, Missing):
        return False
    return (low == -1 or value >= low) and (high == -1 or value <= high)

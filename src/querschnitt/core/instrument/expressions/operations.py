"""What operators do with values: numbers, texts, truth values, dates, lists of codes, and what is missing.

Numbers are doubles, as in XPath and JavaScript; whole results are given as int. Nothing is converted silently except
where XLSForm authors rely on it: a text that is written as a number (the code '1') compares and counts as that number,
and a list of codes compares as its codes separated by spaces.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from decimal import Decimal
from enum import Enum

from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.values import MISSING_BY_CODE, Missing

NUMBER_TEXT = re.compile(r"\s*-?(\d+(\.\d*)?|\.\d+)\s*", re.ASCII)
MISSING_BY_TEXT = {"": Missing.NOT_ASKED, **MISSING_BY_CODE}
_STRENGTH = {Missing.NOT_ASKED: 0, Missing.DONT_KNOW: 1, Missing.REFUSED: 2}
_EXACT = 2**53


def plain(value: object) -> object:
    """Bring a value from outside into the form that expressions work with.

    An empty text, an empty list and None are no answer.
    """
    if value is None or value == "" or value == () or value == []:
        return Missing.NOT_ASKED
    if isinstance(value, Decimal):
        return settled(float(value))
    if isinstance(value, float):
        return settled(value)
    if isinstance(value, (list, tuple)):
        return tuple(str(item) for item in value)
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, Enum) and not isinstance(value, Missing):
        return value.value
    if isinstance(value, (str, bool, int, datetime.date, Missing)):
        return value
    raise ExpressionError("A value cannot stand in an expression", got=type(value).__name__)


def truth(value: object) -> bool:
    """Whether a value counts as true: numbers other than 0, texts and lists that are not empty; never what is missing.

    >>> truth(0), truth("a"), truth(Missing.REFUSED)
    (False, True, False)
    """
    if isinstance(value, float) and math.isnan(value):
        return False
    return bool(value)


def settled(value: float) -> int | float:
    """Give a whole number as int, and every number as the double it is."""
    if isinstance(value, int):
        return value if abs(value) <= _EXACT else float(value)
    return int(value) if math.isfinite(value) and value.is_integer() and abs(value) <= _EXACT else value


def number(value: object) -> int | float | Missing:
    """Return the number that a value is, or what is missing.

    Raises
    ------
    ExpressionError : if it is none: a text that is not written as a number, a list, a date
    """
    if isinstance(value, Missing):
        return value
    if isinstance(value, (bool, int, float)):
        return int(value) if isinstance(value, bool) else value
    if isinstance(value, str) and NUMBER_TEXT.fullmatch(value):
        return settled(float(value))
    raise ExpressionError("A number is needed", expected="a number", got=repr(value))


def loose_number(value: object) -> int | float:
    """Return the number for a comparison; what is no number is NaN, which equals nothing and is less than nothing."""
    try:
        found = number(value)
    except ExpressionError:
        return math.nan
    return math.nan if isinstance(found, Missing) else found


def text(value: object) -> str:
    """Write a value as text, the way XPath does; what is missing is the empty text."""
    if isinstance(value, str):
        return value
    if isinstance(value, Missing):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float):
        return _number_text(value)
    return str(value)


def _number_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return format(Decimal(repr(value)), "f")


def stronger(first: Missing, second: Missing) -> Missing:
    """Of two missing values keep the one that says more: refused before don't know before not asked."""
    return max(first, second, key=_STRENGTH.__getitem__)


def equal(left: object, right: object) -> bool:
    """Whether `left = right` holds."""
    if type(left) is str and type(right) is str:
        return left == right
    if isinstance(left, Missing) or isinstance(right, Missing):
        return _same_missing(left, right) is True
    return _equal_given(left, right)


def unequal(left: object, right: object) -> bool:
    """Whether `left != right` holds. Like every comparison it is false for a missing value, unless the other side
    names a kind of missing ('', 'dk', 'refused')."""
    if type(left) is str and type(right) is str:
        return left != right
    if isinstance(left, Missing) or isinstance(right, Missing):
        return _same_missing(left, right) is False
    return not _equal_given(left, right)


def _same_missing(left: object, right: object) -> bool | None:
    """Compare a missing value with the name of a kind; None if the other side names none."""
    missing, other = (left, right) if isinstance(left, Missing) else (right, left)
    if not isinstance(other, str) or other not in MISSING_BY_TEXT:
        return None
    return MISSING_BY_TEXT[other] is missing


def _equal_given(left: object, right: object) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, (int, float)) or isinstance(right, (int, float)):
        return loose_number(left) == loose_number(right)
    return text(left) == text(right)


def ordered(comparison: Callable[[float, float], bool]) -> Callable[[object, object], bool]:
    """Make the operator for '<', '<=', '>' or '>='. Dates compare with dates and with texts like '2020-11-30'."""

    def compare(left: object, right: object) -> bool:
        if isinstance(left, Missing) or isinstance(right, Missing):
            return False
        if isinstance(left, datetime.date) or isinstance(right, datetime.date):
            first, second = _day(left), _day(right)
            return first is not None and second is not None and comparison(first, second)
        return comparison(loose_number(left), loose_number(right))

    return compare


def _day(value: object) -> int | None:
    """Return the day as a number, or None if it is no date."""
    if isinstance(value, datetime.date):
        return value.toordinal()
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return datetime.date.fromisoformat(value).toordinal()
        except ValueError:
            return None
    return None


def arithmetic(operation: Callable[[float, float], float]) -> Callable[[object, object], object]:
    """Make the operator for '+', '*', 'div' or 'mod'. With a missing operand the result is missing."""

    def calculate(left: object, right: object) -> object:
        first, second = number(left), number(right)
        if isinstance(first, Missing):
            return stronger(first, second) if isinstance(second, Missing) else first
        return second if isinstance(second, Missing) else settled(operation(first, second))

    return calculate


_subtract = arithmetic(lambda left, right: left - right)


def minus(left: object, right: object) -> object:
    """Subtract numbers; two dates give the days between them."""
    if isinstance(left, datetime.date) and isinstance(right, datetime.date):
        return (left - right).days
    return _subtract(left, right)


def negative(value: object) -> object:
    found = number(value)
    return found if isinstance(found, Missing) else settled(-found)


def divide(left: float, right: float) -> float:
    """Divide as doubles do: by zero gives an infinity or NaN.

    >>> divide(7, 2), divide(-1, 0)
    (3.5, -inf)
    """
    if right:
        return left / right
    return math.nan if not left or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1, right)


def remainder(left: float, right: float) -> float:
    """Return the remainder with the sign of the dividend, as XPath says.

    >>> remainder(5, -2), remainder(-5, 2)
    (1.0, -1.0)
    """
    return math.nan if not right or math.isinf(left) else math.fmod(left, right)

"""What `=`, `!=`, `<`, `<=`, `>` and `>=` say of two values.

A comparison with what is missing is false, unless the other side names a kind of missing. A set of values compares as
XPath says: it is enough if one of them does.
"""

from __future__ import annotations

import datetime
import math
import operator
from collections.abc import Callable
from typing import Any

from querschnitt.core.instrument.expressions import dates
from querschnitt.core.instrument.expressions.operations import loose_number, plain, single, text, truth
from querschnitt.core.instrument.values import MISSING_BY_CODE, Instances, Missing, NodeSet

Compare = Callable[[object, object], bool]

MISSING_BY_TEXT = {"": Missing.NOT_ASKED, **MISSING_BY_CODE}
_NUMBERS = frozenset({int, float})
_ALIKE = frozenset({int, float, str})
_SETS = (NodeSet, Instances)
_CALENDAR = (datetime.date, datetime.time)


def equal(left: object, right: object) -> bool:
    """Whether `left = right` holds."""
    if type(left) is type(right) in _ALIKE:
        return left == right
    if isinstance(left, _SETS) or isinstance(right, _SETS):
        return _of_any(equal, left, right)
    if isinstance(left, Missing) or isinstance(right, Missing):
        return _same_missing(left, right) is True
    return _equal_given(left, right)


def unequal(left: object, right: object) -> bool:
    """Whether `left != right` holds. Like every comparison it is false for a missing value, unless the other side
    names a kind of missing ('', 'dk', 'refused')."""
    if type(left) is type(right) in _ALIKE:
        return left != right
    if isinstance(left, _SETS) or isinstance(right, _SETS):
        return _of_any(unequal, left, right)
    if isinstance(left, Missing) or isinstance(right, Missing):
        return _same_missing(left, right) is False
    return not _equal_given(left, right)


def _of_any(compare: Compare, left: object, right: object) -> bool:
    """Compare each value of a set; a truth value compares with whether there is any."""
    if isinstance(left, bool) or isinstance(right, bool):
        return compare(truth(left), truth(right))
    return any(compare(one, other) for one in _members(left) for other in _members(right))


def _members(value: object) -> tuple[object, ...]:
    if isinstance(value, NodeSet):
        return tuple(map(plain, value))
    return (single(value),)


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
    if isinstance(left, _CALENDAR) or isinstance(right, _CALENDAR):
        return _apart(left, right) == 0
    return text(left) == text(right)


def ordered(comparison: Callable[[float, float], bool]) -> Compare:
    """Make the operator for '<', '<=', '>' or '>='. Dates compare with dates and with texts like '2020-11-30'."""

    def compare(left: Any, right: Any) -> bool:
        if type(left) in _NUMBERS and type(right) in _NUMBERS:
            return comparison(left, right)
        if isinstance(left, _SETS) or isinstance(right, _SETS):
            return _of_any(compare, left, right)
        if isinstance(left, Missing) or isinstance(right, Missing):
            return False
        is_calendar = isinstance(left, _CALENDAR) or isinstance(right, _CALENDAR)
        if is_calendar and not isinstance(left, (int, float)) and not isinstance(right, (int, float)):
            return comparison(_apart(left, right), 0)
        return comparison(loose_number(left), loose_number(right))

    return compare


def _apart(left: object, right: object) -> float:
    """Return how far two dates, or two times, lie apart; NaN if one of them is none."""
    first, second = _calendar(left, right), _calendar(right, left)
    if isinstance(first, datetime.time) and isinstance(second, datetime.time):
        return dates.time_of_day(first) - dates.time_of_day(second)
    if isinstance(first, datetime.date) and isinstance(second, datetime.date):
        return dates.distance(first, second)
    return math.nan


def _calendar(value: object, other: object) -> object:
    """Read a text as what it is compared with: a time, or a date."""
    if not isinstance(value, str):
        return value
    return dates.read_time(value) if isinstance(other, datetime.time) else dates.read_date(value)


COMPARISONS: dict[str, Compare] = {
    "=": equal,
    "!=": unequal,
    "<": ordered(operator.lt),
    "<=": ordered(operator.le),
    ">": ordered(operator.gt),
    ">=": ordered(operator.ge),
}

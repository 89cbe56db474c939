"""What operators do with parts of extents that are too large to be looked at value by value."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping

from querschnitt.core.instrument.proof.logic.extents import (
    ANYTHING,
    EITHER,
    FALSE,
    TRUE,
    Extent,
    Interval,
    number_interval,
    one_of,
    truths_of,
)
from querschnitt.core.instrument.proof.logic.views import (
    as_days,
    as_number,
    as_text,
    is_day,
    is_missing,
    may_be_no_number,
)


def compare(operator: str, left: Extent, right: Extent) -> Extent:
    """Judge '<', '<=', '>', '>=' for two parts."""
    if is_missing(left) or is_missing(right):
        return FALSE
    if left.is_anything or right.is_anything:
        return EITHER
    has_days = is_day(left) or is_day(right)
    first, second = (as_days(left), as_days(right)) if has_days else (as_number(left), as_number(right))
    unsure = may_be_no_number(left) or may_be_no_number(right)
    if first is None or second is None:
        return EITHER if unsure or has_days else FALSE
    found = _ordered(operator, first, second)
    return truths_of(found.truths | {False}) if unsure else found


def _ordered(operator: str, left: Interval, right: Interval) -> Extent:
    if operator in (">", ">="):
        left, right = right, left
    is_strict = operator in ("<", ">")
    always = left.high < right.low or (
        left.high == right.low and (not is_strict or left.is_high_open or right.is_low_open)
    )
    if always:
        return TRUE
    touches = left.low == right.high and not (is_strict or left.is_low_open or right.is_high_open)
    return EITHER if left.low < right.high or touches else FALSE


def equate(operator: str, left: Extent, right: Extent) -> Extent:
    """Judge '=' and '!=' for two parts."""
    if left.is_anything or right.is_anything:
        return EITHER
    if is_missing(left) or is_missing(right):
        return _missing_equality(operator, left, right)
    found = _same(left, right)
    if operator == "=" or len(found) == 2:
        return truths_of(found)
    return truths_of({not each for each in found})


def _missing_equality(operator: str, left: Extent, right: Extent) -> Extent:
    """A missing value is equal and unequal to nothing, unless the other side may name a kind of missing."""
    other = right if is_missing(left) else left
    return EITHER if other.words is not None else FALSE


def _same(left: Extent, right: Extent) -> set[bool]:
    """Return whether two given values can be the same, and can be different."""
    if left.words or right.words:
        return _same_words(left, right)
    if left.codes or right.codes:
        return {True, False}
    if any(each.points and isinstance(each.points[0], bool) for each in (left, right)):
        return {one == other for one in left.truths for other in right.truths}
    if is_day(left) or is_day(right):
        first, second = as_days(left), as_days(right)
        return {True, False} if first is None or second is None else _same_numbers(first, second)
    return _same_numbers(as_number(left), as_number(right))


def _same_words(left: Extent, right: Extent) -> set[bool]:
    words, other = (left.words, right) if left.words else (right.words, left)
    if words is None or not other.points or not isinstance(other.points[0], str):
        return {True, False}
    return {True, False} if words.may_be(as_text(other)) else {False}


def _same_numbers(first: Interval | None, second: Interval | None) -> set[bool]:
    if first is None or second is None:
        return {False}
    if first.point is not None and first.point == second.point:
        return {True}
    low, high = (first, second) if first.low <= second.low else (second, first)
    apart = low.high < high.low or (low.high == high.low and (low.is_high_open or high.is_low_open))
    point = first.point if first.point is not None else second.point
    if point is not None and not (first.holds(point) and second.holds(point)):
        apart = True
    return {False} if apart else {True, False}


def calculate(operator: str, left: Extent, right: Extent) -> Extent:
    """Return what '+', '-', '*', 'div', 'mod' give for two parts."""
    if left.is_anything or right.is_anything:
        return ANYTHING
    kinds = [each.points[0] for each in (left, right) if is_missing(each)]
    if kinds:
        return one_of(kinds)
    if operator == "-" and is_day(left) and is_day(right):
        first, second = as_days(left), as_days(right)
    elif is_day(left) or is_day(right) or left.words or right.words or left.codes or right.codes:
        return ANYTHING
    else:
        first, second = as_number(left), as_number(right)
    if first is None or second is None:
        return ANYTHING
    return _ARITHMETIC[operator](first, second)


def _corners(operate: Callable[[float, float], float], first: Interval, second: Interval, *, is_whole: bool) -> Extent:
    """Return the interval between the results at the ends; right for operations that rise or fall throughout."""
    ends = itertools.product((first.low, first.high), (second.low, second.high))
    results = [operate(one, other) for one, other in ends]
    if any(math.isnan(result) for result in results):
        return Extent(numbers=Interval(-math.inf, math.inf), points=(math.nan,))
    return number_interval(Interval(min(results), max(results), is_whole=is_whole))


def _add(first: Interval, second: Interval) -> Extent:
    return _corners(lambda one, other: one + other, first, second, is_whole=first.is_whole and second.is_whole)


def _subtract(first: Interval, second: Interval) -> Extent:
    return _corners(lambda one, other: one - other, first, second, is_whole=first.is_whole and second.is_whole)


def _multiply(first: Interval, second: Interval) -> Extent:
    return _corners(_product, first, second, is_whole=first.is_whole and second.is_whole)


def _product(one: float, other: float) -> float:
    return 0 if 0 in (one, other) else one * other


def _divide(first: Interval, second: Interval) -> Extent:
    if second.low <= 0 <= second.high:
        return Extent(points=(math.nan,), numbers=Interval(-math.inf, math.inf))
    return _corners(lambda one, other: one / other, first, second, is_whole=False)


def _remainder(first: Interval, second: Interval) -> Extent:
    is_whole = first.is_whole and second.is_whole
    size = max(abs(second.low), abs(second.high)) - is_whole
    low = 0 if first.low >= 0 else -size
    high = 0 if first.high <= 0 else size
    points = (math.nan,) if second.low <= 0 <= second.high else ()
    return Extent(points=points, numbers=Interval(low, high, is_whole=is_whole))


_ARITHMETIC: Mapping[str, Callable[[Interval, Interval], Extent]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "div": _divide,
    "mod": _remainder,
}


def negate(part: Extent) -> Extent:
    """Return what '-' gives for one part."""
    if is_missing(part):
        return part
    found = None if part.is_anything else as_number(part)
    if found is None or part.words:
        return ANYTHING
    return number_interval(
        Interval(
            -found.high,
            -found.low,
            is_whole=found.is_whole,
            is_low_open=found.is_high_open,
            is_high_open=found.is_low_open,
        )
    )

"""What `+`, `-`, `*`, `div` and `mod` do with values. With something missing the result is missing."""

from __future__ import annotations

import datetime
import math
import operator
from collections.abc import Callable
from typing import Any

from querschnitt.core.instrument.expressions import dates
from querschnitt.core.instrument.expressions.operations import number, settled, single, stronger
from querschnitt.core.instrument.values import Missing

Calculate = Callable[[object, object], object]

_NUMBERS = frozenset({int, float})


def arithmetic(operation: Callable[[float, float], float]) -> Calculate:
    """Make an operator of what it does with two doubles."""

    def calculate(left: Any, right: Any) -> object:
        if type(left) in _NUMBERS and type(right) in _NUMBERS:
            return settled(operation(left, right))
        first, second = number(left), number(right)
        if isinstance(first, Missing):
            return stronger(first, second) if isinstance(second, Missing) else first
        return second if isinstance(second, Missing) else settled(operation(first, second))

    return calculate


_subtract = arithmetic(operator.sub)


def minus(left: object, right: object) -> object:
    """Subtract numbers; two dates or moments give the days between them."""
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return _subtract(left, right)
    left, right = single(left), single(right)
    if isinstance(left, datetime.date) and isinstance(right, datetime.date):
        return dates.in_days(dates.distance(left, right))
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
    return math.nan if not left or math.isnan(left) else math.copysign(math.inf, left)


def remainder(left: float, right: float) -> float:
    """Return the remainder with the sign of the dividend, as XPath says.

    >>> remainder(5, -2), remainder(-5, 2)
    (1.0, -1.0)
    """
    return math.nan if not right or math.isinf(left) else math.fmod(left, right)


CALCULATIONS: dict[str, Calculate] = {
    "+": arithmetic(operator.add),
    "-": minus,
    "*": arithmetic(operator.mul),
    "div": arithmetic(divide),
    "mod": arithmetic(remainder),
}

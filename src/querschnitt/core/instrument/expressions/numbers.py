"""Functions of numbers: rounding, and what is made of several numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

from querschnitt.core.instrument.expressions.operations import number, settled, strongest
from querschnitt.core.instrument.expressions.repeats import members
from querschnitt.core.instrument.values import Missing

_FAR = 400
"""Decimal places beyond which a double has no digit."""


def whole(value: float) -> float:
    """Cut off what stands behind the decimal point."""
    return math.trunc(value) if math.isfinite(value) else value


def below(value: float) -> float:
    """Return the whole number at or below."""
    return math.floor(value) if math.isfinite(value) else value


def above(value: float) -> float:
    """Return the whole number at or above."""
    return math.ceil(value) if math.isfinite(value) else value


def rounded(value: float, places: float = 0) -> float:
    """Round half up (towards positive infinity, as XPath does), on the digits of the number as it is written.

    >>> rounded(2.5), rounded(-2.5), rounded(1.005, 2), rounded(1250, -2)
    (3, -2, 1.01, 1300.0)
    """
    if math.isnan(places):
        return math.nan
    if not math.isfinite(value):
        return value
    kept = int(max(-_FAR, min(places, _FAR)))
    if kept == 0:
        floor = math.floor(value)
        return floor + 1 if value - floor >= 0.5 else floor
    whole, _, fraction = repr(value).partition(".")
    if kept > 0 and "e" not in whole + fraction:
        if len(fraction) <= kept:
            return value
        if len(fraction) > kept + 1 or fraction[-1] != "5":
            return round(value, kept)
    return _rounded_as_written(value, kept)


def _rounded_as_written(value: float, kept: int) -> float:
    sign, figures, exponent = Decimal(repr(value)).as_tuple()
    cut = -int(exponent) - kept
    if cut <= 0:
        return value
    digits = int("".join(map(str, figures))) * (-1 if sign else 1)
    unit = 10**cut
    return float(f"{(2 * digits + unit) // (2 * unit)}e{-kept}")


def root(value: float) -> float:
    """Return the square root; of a number below 0 there is none."""
    return math.sqrt(value) if value >= 0 else math.nan


def total(*values: object) -> object:
    """Add up the values of all instances; of none the sum is 0."""
    return _of_all(values, sum, of_none=0)


def smallest(*values: object) -> object:
    """Return the smallest value; of none there is none."""
    return _of_all(values, min, of_none=Missing.NOT_ASKED)


def largest(*values: object) -> object:
    """Return the largest value; of none there is none."""
    return _of_all(values, max, of_none=Missing.NOT_ASKED)


def _of_all(values: tuple[object, ...], choose: Callable[[list[float]], float], *, of_none: object) -> object:
    found = [number(member) for value in values for member in members(value)]
    if not found:
        return of_none
    if Missing in map(type, found):
        return strongest(found)
    given: list[float] = found  # type: ignore[assignment]
    if any(value != value for value in given):
        return math.nan
    return settled(_added(given) if choose is sum else choose(given))


def _added(values: list[float]) -> float:
    """Add from the first to the last, as every engine does; `sum()` is more exact in newer versions of Python."""
    result = 0.0
    for value in values:
        result += value
    return result

"""What is known of the values of a repeat seen from outside of it: their number, and where each of them lies."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from querschnitt.core.instrument.expressions.tree import Call, Reference
from querschnitt.core.instrument.passage import MAX_INSTANCES
from querschnitt.core.instrument.proof.logic.extents import ANYTHING, Extent, Interval, join, one_of
from querschnitt.core.instrument.values import Missing

NOBODY = one_of([*Missing, math.nan, 0])
"""What functions of many values give where there are none, or where one of them is missing."""


def is_aggregate(node: Call, outside: frozenset[str]) -> bool:
    """Whether a function gathers the values of a repeat from outside."""
    if node.function not in _AGGREGATES or len(node.arguments) != 1:
        return False
    argument = node.arguments[0]
    return isinstance(argument, Reference) and argument.name in outside


def aggregate(function: str, each: Extent) -> Extent:
    """Return what a function of all instances can give, if `each` is what the value of one can be."""
    return join([NOBODY, _AGGREGATES[function](each)])


def _extreme(each: Extent) -> Extent:
    return each


def _sum(each: Extent) -> Extent:
    found = [Interval(point, point) for point in each.points if type(point) in (int, float)]  # type: ignore[arg-type]
    found += [each.numbers] if each.numbers else []
    if not found or each.is_anything or each.words or each.days or each.codes:
        return ANYTHING
    low = min(0, *(part.low for part in found)) * MAX_INSTANCES
    high = max(0, *(part.high for part in found)) * MAX_INSTANCES
    return Extent(numbers=Interval(low, high))


def _count(each: Extent) -> Extent:
    return Extent(numbers=Interval(0, MAX_INSTANCES, is_whole=True))


_AGGREGATES: Mapping[str, Callable[[Extent], Extent]] = {
    "min": _extreme,
    "max": _extreme,
    "sum": _sum,
    "count": _count,
    "count-non-empty": _count,
}

"""Picks single values out of sets, as a person could answer them."""

from __future__ import annotations

import datetime
import math

from querschnitt.core.instrument.proof.logic.extents import Codes, Extent, Interval, Words
from querschnitt.core.instrument.values import Missing

WAYS = ("low", "high", "middle")
"""The ways to pick: what stands at the beginning, at the end, in between."""

_LETTERS = "Text zur Probe, "


def pick(extent: Extent, way: str) -> object:
    """Return one value of a set that is not empty. Answers go before what is missing."""
    given = [point for point in extent.points if not isinstance(point, Missing)]
    if extent.numbers is not None and (way != "low" or not given):
        return number_in(extent.numbers, way)
    if extent.days is not None and (way != "low" or not given):
        return datetime.date.fromordinal(int(number_in(extent.days, way)))
    if given:
        return given[0] if way == "low" else given[-1] if way == "high" else given[len(given) // 2]
    if extent.codes is not None:
        return selection_in(extent.codes, way)
    if extent.words is not None:
        return text_in(extent.words, way)
    return extent.points[0] if extent.points else Missing.NOT_ASKED


def number_in(interval: Interval, way: str) -> float:
    """Return a number of an interval."""
    if way == "middle" and interval.holds(0):
        return 0
    if way == "middle" and not math.isinf(interval.low) and not math.isinf(interval.high):
        middle = (interval.low + interval.high) / 2
        middle = math.floor(middle) if interval.is_whole else middle
        return _whole(middle) if interval.holds(middle) else _whole(_end(interval, "low"))
    return _whole(_end(interval, way))


def _end(interval: Interval, way: str) -> float:
    end, other = (interval.high, interval.low) if way == "high" else (interval.low, interval.high)
    if interval.holds(end):
        return end
    step = min(1.0, abs(other - end) / 2)
    return end + step if other > end else end - step


def _whole(number: float) -> float:
    return int(number) if float(number).is_integer() and abs(number) < 2**53 else number


def selection_in(codes: Codes, way: str) -> tuple[str, ...]:
    """Return a selection: as few or as many choices as may be, in their order."""
    counts = codes.counts
    size = int(counts.high if way == "high" else counts.low)
    wanted = set(codes.chosen)
    order = codes.order if way != "middle" else tuple(reversed(codes.order))
    for code in order:
        if len(wanted) < size and code in codes.possible:
            wanted.add(code)
    return tuple(code for code in codes.order if code in wanted)


def text_in(words: Words, way: str) -> str:
    """Return a text of a fitting length that is none of those looked at one by one."""
    length = words.shortest if way == "low" else min(words.longest, max(words.shortest, 12))
    for start in range(len(_LETTERS)):
        text = (_LETTERS * (length // len(_LETTERS) + 2))[start : start + length]
        if text.strip() == text and text not in words.excluded:
            return text
    return "x" * length

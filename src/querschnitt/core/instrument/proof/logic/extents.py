"""What a value can be: single values, intervals of numbers and days, texts, selections."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass

from querschnitt.core.instrument.expressions.operations import truth
from querschnitt.core.instrument.values import Instances, Missing

Point = object
"""One value as expressions know it: a text, a number, a truth value, a date, a tuple of codes, or what is missing."""

MOST_POINTS = 400
"""More single values than this are not told apart any more; a list of countries has 250."""


@dataclass(frozen=True)
class Interval:
    """All numbers between two bounds, or all whole numbers. An open end does not belong to it."""

    low: float
    high: float
    is_whole: bool = False
    is_low_open: bool = False
    is_high_open: bool = False

    @property
    def is_empty(self) -> bool:
        return self.low > self.high or (self.low == self.high and (self.is_low_open or self.is_high_open))

    @property
    def point(self) -> float | None:
        """The only number in it, if there is one only."""
        return self.low if self.low == self.high and not self.is_empty else None

    def holds(self, number: float) -> bool:
        """Whether a number lies in it.

        >>> Interval(0, 2, is_high_open=True).holds(2), Interval(0, 2, is_whole=True).holds(1.5)
        (False, False)
        """
        if math.isnan(number) or (self.is_whole and not float(number).is_integer()):
            return False
        above = number > self.low or (number == self.low and not self.is_low_open)
        return above and (number < self.high or (number == self.high and not self.is_high_open))

    def joined(self, other: Interval) -> Interval:
        """Return the smallest interval around both."""
        low, high = min(self.low, other.low), max(self.high, other.high)
        return Interval(
            low,
            high,
            is_whole=self.is_whole and other.is_whole,
            is_low_open=all(each.is_low_open for each in (self, other) if each.low == low),
            is_high_open=all(each.is_high_open for each in (self, other) if each.high == high),
        )


@dataclass(frozen=True)
class Words:
    """All texts that are not empty, of some length, except a few that are looked at one by one."""

    excluded: frozenset[str] = frozenset()
    shortest: int = 1
    longest: int = 2000

    def may_be(self, text: str) -> bool:
        return text not in self.excluded and self.shortest <= len(text) <= self.longest

    def joined(self, other: Words) -> Words:
        return Words(
            self.excluded & other.excluded, min(self.shortest, other.shortest), max(self.longest, other.longest)
        )


@dataclass(frozen=True)
class Codes:
    """Selections of several codes: those that are chosen, those that may be, and how many there are."""

    order: tuple[str, ...]
    chosen: frozenset[str]
    possible: frozenset[str]
    fewest: int
    most: int

    @property
    def is_empty(self) -> bool:
        return max(self.fewest, len(self.chosen)) > min(self.most, len(self.possible))

    @property
    def counts(self) -> Interval:
        return Interval(max(self.fewest, len(self.chosen)), min(self.most, len(self.possible)), is_whole=True)

    def joined(self, other: Codes) -> Codes:
        return Codes(
            order=self.order + tuple(code for code in other.order if code not in self.order),
            chosen=self.chosen & other.chosen,
            possible=self.possible | other.possible,
            fewest=min(self.fewest, other.fewest),
            most=max(self.most, other.most),
        )


@dataclass(frozen=True)
class Extent:
    """A set of values: everything that any of its parts holds.

    Attributes
    ----------
    points : single values, each once; also kinds of missing
    numbers, days, words, codes : larger sets; days as numbers (proleptic Gregorian ordinals)
    is_anything : whether nothing is known
    """

    points: tuple[Point, ...] = ()
    numbers: Interval | None = None
    days: Interval | None = None
    words: Words | None = None
    codes: Codes | None = None
    is_anything: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.points or self.numbers or self.days or self.words or self.codes or self.is_anything)

    @property
    def is_finite(self) -> bool:
        """Whether it is a list of single values."""
        return not (self.numbers or self.days or self.words or self.codes or self.is_anything)

    @property
    def parts(self) -> tuple[Extent, ...]:
        """Its points one by one, and its larger parts."""
        single = tuple(Extent(points=(point,)) for point in self.points)
        larger = [
            Extent(numbers=self.numbers) if self.numbers else None,
            Extent(days=self.days) if self.days else None,
            Extent(words=self.words) if self.words else None,
            Extent(codes=self.codes) if self.codes else None,
            Extent(is_anything=True) if self.is_anything else None,
        ]
        return single + tuple(part for part in larger if part is not None)

    @property
    def missing(self) -> frozenset[Missing]:
        return frozenset(point for point in self.points if isinstance(point, Missing))

    def without(self, *points: Point) -> Extent:
        """Return the extent without some single values."""
        leave = {_key(point) for point in points}
        return self.replaced(point for point in self.points if _key(point) not in leave)

    def replaced(self, points: Iterable[Point]) -> Extent:
        """Return the extent with other single values."""
        return Extent(tuple(points), self.numbers, self.days, self.words, self.codes, self.is_anything)

    def with_anything(self) -> Extent:
        """Return the extent of its values, and of others of which nothing is known."""
        return Extent(self.points, self.numbers, self.days, self.words, self.codes, is_anything=True)

    @property
    def truths(self) -> frozenset[bool]:
        """Which truth values it has as a condition."""
        found = {truth(point) for point in self.points}
        if self.numbers is not None:
            found |= {True} if self.numbers.point != 0 else set()
            found |= {False} if self.numbers.holds(0) else set()
        if self.days or self.words or self.codes:
            found.add(True)
        return frozenset((True, False)) if self.is_anything else frozenset(found)


NOTHING = Extent()
ANYTHING = Extent(is_anything=True)
TRUE, FALSE, EITHER = Extent((True,)), Extent((False,)), Extent((True, False))
ABSENT = Extent((Missing.NOT_ASKED,))


def one_of(points: Iterable[Point]) -> Extent:
    """Return the extent of some single values, each once."""
    return Extent(tuple({_key(point): point for point in points}.values()))


def truths_of(found: Iterable[bool]) -> Extent:
    """Return the extent of truth values."""
    kinds = frozenset(found)
    if len(kinds) == 2:
        return EITHER
    return NOTHING if not kinds else TRUE if True in kinds else FALSE


def between(low: float, high: float, *, is_whole: bool = False) -> Extent:
    """Return the extent of all numbers between two bounds, both included."""
    interval = Interval(low, high, is_whole=is_whole)
    if interval.is_empty:
        return NOTHING
    return Extent((low,)) if low == high else Extent(numbers=interval)


def days_between(first: datetime.date, last: datetime.date) -> Extent:
    """Return the extent of all days from the first to the last."""
    return day_interval(Interval(first.toordinal(), last.toordinal(), is_whole=True))


def day_interval(interval: Interval) -> Extent:
    """Return the extent of days whose ordinals lie in an interval; a single day is a point."""
    if interval.is_empty:
        return NOTHING
    if interval.point is not None:
        return Extent((datetime.date.fromordinal(int(interval.low)),))
    return Extent(days=interval)


def number_interval(interval: Interval) -> Extent:
    """Return the extent of an interval; a single number is a point."""
    if interval.is_empty:
        return NOTHING
    if interval.point is not None:
        return Extent((interval.low,))
    return Extent(numbers=interval)


def join(extents: Iterable[Extent]) -> Extent:
    """Return the extent of everything that any of them holds."""
    several = list(extents)
    if len(several) == 1:
        return several[0]
    points: dict[tuple[type, object], Point] = {}
    numbers = days = words = codes = None
    is_anything = False
    for each in several:
        for point in each.points:
            points[_key(point)] = point
        numbers, days = _both(numbers, each.numbers), _both(days, each.days)
        words, codes = _both_words(words, each.words), _both_codes(codes, each.codes)
        is_anything = is_anything or each.is_anything
    return _thinned(Extent(tuple(points.values()), numbers, days, words, codes, is_anything))


def _key(point: Point) -> tuple[type, object]:
    """Tell 1, 1.0 and True apart; NaN is one value. The instances of a repeat are each a value of its own."""
    if isinstance(point, float):
        return (float, repr(point))
    return (type(point), id(point) if isinstance(point, Instances) else point)


def _both(first: Interval | None, second: Interval | None) -> Interval | None:
    return first.joined(second) if first and second else first or second


def _both_words(first: Words | None, second: Words | None) -> Words | None:
    return first.joined(second) if first and second else first or second


def _both_codes(first: Codes | None, second: Codes | None) -> Codes | None:
    return first.joined(second) if first and second else first or second


def _thinned(extent: Extent) -> Extent:
    """Put numbers among too many points into an interval, and give up on too many others."""
    if len(extent.points) <= MOST_POINTS:
        return extent
    numbers = [p for p in extent.points if type(p) in (int, float) and p == p]
    rest = [p for p in extent.points if type(p) not in (int, float) or p != p]
    if numbers:
        low, high = min(numbers), max(numbers)  # type: ignore[type-var]
        interval = Interval(low, high, is_whole=all(type(n) is int for n in numbers))  # type: ignore[arg-type]
        extent = Extent(
            tuple(rest), _both(extent.numbers, interval), extent.days, extent.words, extent.codes, extent.is_anything
        )
    return extent if len(extent.points) <= MOST_POINTS else ANYTHING

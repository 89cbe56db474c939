"""How one part of an extent looks to an operator: as a number, as a day, as a text."""

from __future__ import annotations

import datetime
import math
import re

from querschnitt.core.instrument.expressions.operations import loose_number, text
from querschnitt.core.instrument.proof.logic.extents import Extent, Interval
from querschnitt.core.instrument.values import Missing

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

EVERY_NUMBER = Interval(-math.inf, math.inf)


def only(part: Extent) -> object:
    """Return the single value of a part that is one."""
    return part.points[0]


def is_missing(part: Extent) -> bool:
    return bool(part.points) and isinstance(part.points[0], Missing)


def as_number(part: Extent) -> Interval | None:
    """Return the numbers that a part compares as: None if it is none at all, and equals and precedes nothing."""
    if part.numbers is not None:
        return part.numbers
    if may_be_no_number(part):
        return EVERY_NUMBER
    if not part.points or isinstance(part.points[0], (datetime.date, datetime.time)):
        return None
    found = loose_number(part.points[0])
    return None if math.isnan(found) else Interval(found, found, is_whole=float(found).is_integer())


def may_be_no_number(part: Extent) -> bool:
    """Whether a value of the part may be a text or a selection that is no number, or one."""
    return part.words is not None or part.codes is not None or part.is_anything


def as_days(part: Extent) -> Interval | None:
    """Return the days that a part is, as ordinals; None if it is none."""
    if part.days is not None:
        return part.days
    found = day_of(part.points[0]) if part.points else None
    return None if found is None else Interval(found, found, is_whole=True)


def day_of(value: object) -> int | None:
    """Return the ordinal of a date, or of a text like '2020-11-30'."""
    if isinstance(value, datetime.date):
        return value.toordinal()
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value).toordinal()
        except ValueError:
            return None
    return None


def is_day(part: Extent) -> bool:
    """Whether a part is a date, not just a text that could be read as one."""
    return part.days is not None or (bool(part.points) and isinstance(part.points[0], datetime.date))


def as_text(part: Extent) -> str:
    """Return the text of a single value."""
    return text(part.points[0])

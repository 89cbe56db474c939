"""Dates as exactly as they are known: a day, a month, a quarter or a year, and how they stand in a cell."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Precision = Literal["day", "month", "quarter", "year"]
Edge = Literal["first", "last"]
EXPECTED = "30.06.2023, 06/2023, II/2023 or 2023"
_ROMAN = ("I", "II", "III", "IV")
_DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4}|\d{2})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(\d{1,2})\s*[./]\s*(\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(
    r"(?:Q\s*([1-4])|(I{1,3}|IV)|([1-4])\.?\s*(?:Quartal|Quarter|Q))\s*[./ ]?\s*(\d{4})", re.IGNORECASE
)
_MONTHS = (
    "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
    "dezember",
)  # fmt: skip
_NAMED_MONTH = re.compile(r"([^\W\d_]{3,9})\.?\s+(\d{4})")
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True)
class Moment:
    """A date and how exactly it is known. The day is the first of its period where something begins, else the last."""

    day: date
    precision: Precision

    def __str__(self) -> str:
        """Return the text of the cell.

        >>> str(Moment(date(2023, 4, 1), "quarter")), str(Moment(date(2023, 12, 31), "year"))
        ('II/2023', '2023')
        """
        if self.precision == "day":
            return f"{self.day:%d.%m.%Y}"
        if self.precision == "month":
            return f"{self.day:%m/%Y}"
        return (
            f"{self.day.year}" if self.precision == "year" else f"{_ROMAN[(self.day.month - 1) // 3]}/{self.day.year}"
        )


def moment_of(cell: object, edge: Edge) -> Moment | None:
    """Return what a cell says, or None where it says no date.

    ``edge`` : whether the first or the last day of a period is meant.

    >>> moment_of("II/2023", "last")
    Moment(day=datetime.date(2023, 6, 30), precision='quarter')
    >>> moment_of(2023.0, "first")
    Moment(day=datetime.date(2023, 1, 1), precision='year')
    """
    if isinstance(cell, datetime):
        return Moment(cell.date(), "day")
    if isinstance(cell, date):
        return Moment(cell, "day")
    text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    try:
        return _moment_of_text(text, edge)
    except ValueError:  # there is no 31 February
        return None


def _moment_of_text(text: str, edge: Edge) -> Moment | None:
    if found := _DAY.fullmatch(text):
        year = int(found[3])
        return Moment(date(year if year > 99 else 2000 + year, int(found[2]), int(found[1])), "day")
    if found := _ISO_DAY.fullmatch(text):
        return Moment(date(int(found[1]), int(found[2]), int(found[3])), "day")
    if found := _MONTH.fullmatch(text):
        return _period(int(found[2]), int(found[1]), 1, edge=edge, precision="month")
    if found := _ISO_MONTH.fullmatch(text):
        return _period(int(found[1]), int(found[2]), 1, edge=edge, precision="month")
    if found := _QUARTER.fullmatch(text):
        number = int(found[1] or found[3]) if found[1] or found[3] else _ROMAN.index(found[2].upper()) + 1
        return _period(int(found[4]), 3 * number - 2, 3, edge=edge, precision="quarter")
    if (found := _NAMED_MONTH.fullmatch(text)) and (month := _month_named(found[1])):
        return _period(int(found[2]), month, 1, edge=edge, precision="month")
    if _YEAR.fullmatch(text):
        return _period(int(text), 1, 12, edge=edge, precision="year")
    return None


def _month_named(word: str) -> int:
    """Return the number of a month, 0 if it is none; three letters are enough."""
    small = word.casefold()
    return next((number for number, name in enumerate(_MONTHS, start=1) if name.startswith(small)), 0)


def _period(year: int, month: int, length: int, *, edge: Edge, precision: Precision) -> Moment:
    """Return the first or last day of ``length`` months from a month on."""
    if edge == "first":
        return Moment(date(year, month, 1), precision)
    last = month + length - 1
    return Moment(date(year, last, monthrange(year, last)[1]), precision)

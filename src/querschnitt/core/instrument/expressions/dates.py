"""Dates, moments and times of day: read from texts, counted in days, compared, written.

Days count from 1970-01-01, as ODK counts them. A moment with an offset to UTC is an instant; one without stands on the
clock of the interview. Two of them compare as instants if both know their offset, else as their clocks show. No
time zone of the machine is ever asked.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping

from querschnitt.core.instrument.expressions.faults import ExpressionError

Day = datetime.date
"""A date, or a moment: `datetime.datetime` is a kind of `datetime.date`."""

DAY = 86_400_000
"""Milliseconds; a finer clock is not kept."""

EPOCH = datetime.date(1970, 1, 1).toordinal()

_CLOCK = r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
_DATE = re.compile(rf"[ \t\r\n]*([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}})(?:T{_CLOCK})?[ \t\r\n]*")
_TIME = re.compile(rf"[ \t\r\n]*{_CLOCK}[ \t\r\n]*")
_STRICT_DATE = re.compile(r"[ \t\r\n]*[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
_LARGEST_OFFSET = 14 * 60

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_HINT = "Write it like '2020-11-30' or '2020-11-30T18:05:00'."


def read_date(text: str) -> Day | None:
    """Read '2020-11-30' or '2020-11-30T18:05:00.000+01:00'; None if it is neither.

    >>> read_date("2020-02-30"), read_date("2020-11-30T18:05Z")
    (None, datetime.datetime(2020, 11, 30, 18, 5, tzinfo=datetime.timezone.utc))
    """
    return read_loose_date(text) if _STRICT_DATE.match(text) else None


def read_loose_date(text: str) -> Day | None:
    """Read a date as `date()` does: month and day may have one digit."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        day = datetime.date(*map(int, found.groups()[:3]))
        if found[4] is None:
            return day
        clock = _clock(*found.groups()[3:])
        return datetime.datetime.combine(day, clock)
    except ValueError:
        return None


def read_time(text: str) -> datetime.time | None:
    """Read '18:05' or '18:05:00.000+01:00'; the clock counts as it is written."""
    found = _TIME.fullmatch(text)
    try:
        return None if found is None else _clock(*found.groups()).replace(tzinfo=None)
    except ValueError:
        return None


def _clock(*parts: str | None) -> datetime.time:
    hour, minute, second, fraction, offset = parts
    thousandths = int((fraction or "0")[:3].ljust(3, "0"))
    return datetime.time(int(hour or 0), int(minute or 0), int(second or 0), thousandths * 1000, _zone(offset))


def _zone(offset: str | None) -> datetime.timezone | None:
    if offset is None:
        return None
    if offset == "Z":
        return datetime.UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes > _LARGEST_OFFSET or int(digits[2:]) > 59:
        raise ValueError(offset)
    return datetime.timezone(datetime.timedelta(minutes=-minutes if offset[0] == "-" else minutes))


def time_of_day(value: datetime.time | datetime.datetime) -> int:
    """Return the milliseconds since midnight that the clock shows."""
    return ((value.hour * 60 + value.minute) * 60 + value.second) * 1000 + value.microsecond // 1000


def on_the_clock(value: Day) -> int:
    """Return the milliseconds from 1970-01-01T00:00 to what calendar and clock show."""
    clock = time_of_day(value) if isinstance(value, datetime.datetime) else 0
    return (value.toordinal() - EPOCH) * DAY + clock


def _offset(value: Day) -> int | None:
    """Return the offset to UTC in milliseconds, if it is known."""
    offset = value.utcoffset() if isinstance(value, datetime.datetime) else None
    return None if offset is None else offset // datetime.timedelta(milliseconds=1)


def instant(value: Day) -> int:
    """Return the milliseconds since 1970-01-01 in UTC; without an offset the clock counts as UTC."""
    return on_the_clock(value) - (_offset(value) or 0)


def distance(left: Day, right: Day) -> int:
    """Return the milliseconds from right to left."""
    if _offset(left) is None or _offset(right) is None:
        return on_the_clock(left) - on_the_clock(right)
    return instant(left) - instant(right)


def days(value: Day) -> int | float:
    """Return the days since 1970-01-01: whole ones for a date."""
    return in_days(instant(value))


def in_days(milliseconds: int) -> int | float:
    whole, rest = divmod(milliseconds, DAY)
    return milliseconds / DAY if rest else whole


def written(value: Day | datetime.time) -> str:
    """Write as ISO 8601 does, with thousandths of a second only if there are any.

    >>> written(datetime.time(18, 5)), written(datetime.datetime(2020, 11, 30, 7, 0, 0, 250_000))
    ('18:05:00', '2020-11-30T07:00:00.250')
    """
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() + "T" + _written_clock(value) + _written_offset(value)
    return _written_clock(value) if isinstance(value, datetime.time) else value.isoformat()


def _written_clock(value: datetime.time | datetime.datetime) -> str:
    thousandths = value.microsecond // 1000
    return f"{value.hour:02}:{value.minute:02}:{value.second:02}" + (f".{thousandths:03}" if thousandths else "")


def _written_offset(value: datetime.datetime) -> str:
    offset = _offset(value)
    if not offset:
        return "" if offset is None else "Z"
    hours, minutes = divmod(abs(offset) // 60_000, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"


def from_clock(milliseconds: int) -> datetime.datetime:
    """Return the moment, without an offset, that lies so many milliseconds after 1970-01-01T00:00 on the clock.

    Raises
    ------
    ExpressionError : if it lies outside of the years 1 to 9999
    """
    day, rest = divmod(milliseconds, DAY)
    try:
        return datetime.datetime.combine(datetime.date.fromordinal(day + EPOCH), datetime.time()) + datetime.timedelta(
            milliseconds=rest
        )
    except (ValueError, OverflowError):
        raise ExpressionError(
            "A date lies outside of the years 1 to 9999", got=f"{milliseconds // DAY} days after 1970-01-01"
        ) from None


def as_moment(value: object) -> Day:
    """Return the date or moment that a value means: a date, a text, or days since 1970-01-01.

    Raises
    ------
    ExpressionError : if it means none
    """
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str) and (found := read_loose_date(value)) is not None:
        return found
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return from_clock(math.floor(value * DAY + 0.5))
    raise ExpressionError("A date is needed", expected="a date", got=_speech(value), hint=_HINT)


def to_date(value: object) -> datetime.date:
    """Do what `date()` does."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return from_clock(math.floor(value) * DAY).date()
    found = as_moment(value)
    return found.date() if isinstance(found, datetime.datetime) else found


def to_moment(value: object) -> datetime.datetime:
    """Do what `date-time()` does; a date is its first moment."""
    found = as_moment(value)
    if isinstance(found, datetime.datetime):
        return found
    return datetime.datetime.combine(found, datetime.time())


def decimal_date_time(value: object) -> int | float:
    """Do what `decimal-date-time()` does; a number is one already."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return days(as_moment(value))


def decimal_time(value: object) -> int | float:
    """Do what `decimal-time()` does: 18:00 is 0.75, on whatever clock it was written."""
    if isinstance(value, str) and (clock := read_time(value)) is not None:
        value = clock
    if isinstance(value, datetime.time):
        return in_days(time_of_day(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value - math.floor(value) if math.isfinite(value) else math.nan
    try:
        return in_days(on_the_clock(as_moment(value)) % DAY)
    except ExpressionError:
        raise ExpressionError(
            "A time is needed", expected="a time", got=_speech(value), hint="Write it like '18:05' or '18:05:00'."
        ) from None


TOKENS: Mapping[str, Callable[[datetime.datetime], str]] = {
    "%Y": lambda at: f"{at.year:04}",
    "%y": lambda at: f"{at.year % 100:02}",
    "%m": lambda at: f"{at.month:02}",
    "%n": lambda at: str(at.month),
    "%b": lambda at: MONTHS[at.month - 1],
    "%d": lambda at: f"{at.day:02}",
    "%e": lambda at: str(at.day),
    "%a": lambda at: WEEKDAYS[at.weekday()],
    "%H": lambda at: f"{at.hour:02}",
    "%h": lambda at: str(at.hour),
    "%M": lambda at: f"{at.minute:02}",
    "%S": lambda at: f"{at.second:02}",
    "%3": lambda at: f"{at.microsecond // 1000:03}",
    "%%": lambda at: "%",
}
"""What stands for what in a format. Names of months and days are English, whatever the language of the interview."""

_OF_A_TIME = ("%H", "%h", "%M", "%S", "%3", "%%")
_TOKEN = re.compile(r"%.?", re.DOTALL)


def check_format(form: str) -> None:
    """Raise ExpressionError if a format has a token that means nothing."""
    for token in _TOKEN.findall(form):
        if token not in TOKENS:
            raise ExpressionError(
                f"'{token}' means nothing in a format of dates", expected="one of " + ", ".join(TOKENS), got=form
            )


def format_date(value: object, form: str) -> str:
    """Do what `format-date()` and `format-date-time()` do."""
    check_format(form)
    if isinstance(value, str) and (clock := read_time(value)) is not None:
        value = clock
    if isinstance(value, datetime.time):
        if any(token not in _OF_A_TIME for token in _TOKEN.findall(form)):
            raise ExpressionError("A time has no year, month or day", expected="a date", got=_speech(value))
        at = datetime.datetime.combine(datetime.date(1970, 1, 1), value)
    else:
        at = to_moment(value)
    return _TOKEN.sub(lambda found: TOKENS[found.group()](at), form)


def _speech(value: object) -> str:
    return written(value) if isinstance(value, (datetime.date, datetime.time)) else repr(value)

"""Dates and times of day as people write them: the Gregorian calendar, European digits, the clock of 24 hours."""

from __future__ import annotations

import datetime
import re
from functools import cache

from babel import Locale
from babel.dates import DateTimePattern, format_date, format_skeleton, get_date_format, get_datetime_format

from querschnitt.apps.interview.wording import locale_of

Moment = datetime.date | datetime.time
"""A date, a moment (`datetime.datetime` is a kind of date), or a time of day."""

_CLOCK = "Hm"
_MONTH_WITHOUT_NAME = re.compile(r"M\d\d")
_OF_ALL_MONTHS = tuple(datetime.date(2020, month, 1) for month in range(1, 13))


def moment_words(value: Moment, tag: str) -> str:
    """Write a date, a time or a moment in a language.

    The clock has 24 hours in each language: that is how it is typed here, how letters and offices in Germany write it,
    and hours of twelve are counted from dawn by some who speak Tigrinya. Languages whose months CLDR cannot name get
    the numbers that stand on every letter in Germany.

    >>> moment_words(datetime.date(2026, 11, 7), "de"), moment_words(datetime.date(2026, 11, 7), "rom")
    ('7. November 2026', '07.11.2026')
    >>> moment_words(datetime.time(14, 5), "en"), moment_words(datetime.datetime(2026, 11, 7, 14, 5), "en")
    ('14:05', '7 November 2026, 14:05')
    """
    if isinstance(value, datetime.datetime):
        both = _both(tag)
        return both.replace("{1}", _date(value.date(), tag)).replace("{0}", _time(value.time(), tag))
    return _time(value, tag) if isinstance(value, datetime.time) else _date(value, tag)


def _date(value: datetime.date, tag: str) -> str:
    locale = _locale(tag)
    return _long(tag).apply(value, locale) if locale else f"{value:%d.%m.}{value.year:04}"


@cache
def _long(tag: str) -> DateTimePattern:
    """Return the pattern of a date with the name of its month."""
    return get_date_format("long", locale=_locale(tag))


def _time(value: datetime.time, tag: str) -> str:
    locale = _locale(tag)
    return format_skeleton(_CLOCK, value, locale=locale) if locale else value.isoformat("minutes")


def _both(tag: str) -> str:
    """Return how a date {1} and a time {0} stand together."""
    locale = _locale(tag)
    return str(get_datetime_format("medium", locale=locale)).replace("'", "") if locale else "{1}, {0}"


@cache
def _locale(tag: str) -> Locale | None:
    """Return the locale by whose customs a language writes dates; None if CLDR has no words for its months."""
    # The surveys are British where they are English; plain "en" is American in CLDR.
    locale = locale_of("en-GB" if tag == "en" else tag)
    if locale is None:
        return None
    written = [format_date(day, "long", locale=locale) for day in _OF_ALL_MONTHS]
    return None if any(_MONTH_WITHOUT_NAME.search(date) for date in written) else locale

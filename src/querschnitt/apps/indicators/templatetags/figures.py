"""Write words in the reader's language, and figures the way a statistical yearbook prints them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django import template
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, ngettext, pgettext

register = template.Library()

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
REMEMBERED = 4096  # written figures and dates
DATES = {"month": "MMMM y", "quarter": "QQQQ y", "year": "y"}


def language() -> str:
    """Return the language of the page, as one of those that data have words in."""
    return "en" if (get_language() or "de").startswith("en") else "de"


@register.filter
def words(row: Any, name: str) -> str:
    """Return ``name_de`` or ``name_en`` of a row; German where there is no English.

    The row may be a model, a dataclass or a mapping.
    """
    found = _part(row, f"{name}_{language()}") or _part(row, f"{name}_de")
    return str(found or "")


def _part(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, dict) else getattr(row, name, None)


@register.filter
def number(value: float | None, places: int = 0) -> str:
    """Return a number with the language's separators and a true minus sign.

    >>> number(None)
    '–'
    """
    return "–" if value is None else _number(value or 0, places, language())


@lru_cache(maxsize=REMEMBERED)
def _number(value: float | Decimal, places: int, spoken: str) -> str:
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(value, pattern, locale=spoken).replace("-", MINUS)


@register.filter
def day(moment: date | None) -> str:
    """Return a day as 30.11.2021 in German, as 30 November 2021 in English."""
    if moment is None:
        return "–"
    return _date(localtime(moment).date() if isinstance(moment, datetime) else moment, "day", language())


@lru_cache(maxsize=REMEMBERED)
def _date(known: date, precision: str, spoken: str) -> str:
    """Return a date as a language writes it; a page of 300 rows names the same few days again and again."""
    days = "d MMMM y" if spoken == "en" else "dd.MM.yyyy"
    return format_date(known, days if precision == "day" else DATES[precision], locale=spoken)


@register.filter
def moment(day_known: date | None, precision: str) -> str:
    """Return a date as exactly as it is known: 30.11.2021, 11/2021, II/2021 or 2021.

    >>> moment(date(2021, 11, 30), "year")
    '2021'
    """
    return "–" if day_known is None else _date(day_known, precision, language())


@register.filter
def reference(finding: Any) -> str:
    """Return the reference date of a finding: a day in the reader's way, other words as they stand."""
    try:
        return day(date.fromisoformat(finding.reference_date))
    except ValueError:
        return str(finding.reference_date)


@register.filter
def euros(amount: float | None) -> str:
    """Return an amount of money in whole euros."""
    return f"{number(amount)}{NO_BREAK}€" if amount is not None else "–"


@register.filter
def figure(finding: Any) -> str:
    """Return the figure with unit and sign, as the sign legend explains it."""
    if finding.value is None:
        return str(finding.sign or "–")
    plain = _plain(finding, finding.value)
    if finding.sign == "()":
        return f"({plain}){unit(finding)}"
    corrected = f"{NO_BREAK}r" if finding.sign == "r" else ""
    return f"{plain}{unit(finding)}{corrected}"


@register.filter
def interval(finding: Any) -> str:
    """Return the range of the 95 per cent interval in words, empty where none is printed."""
    if finding.ci_low is None or finding.ci_high is None:
        return ""
    return (
        f"{_plain(finding, finding.ci_low)} {pgettext('range', 'to')} {_plain(finding, finding.ci_high)}{unit(finding)}"
    )


@register.filter
def earlier(finding: Any) -> str:
    """Return the figure of the wave before."""
    return f"{_plain(finding, finding.earlier_value)}{unit(finding)}" if finding.earlier_value is not None else "–"


@register.filter
def change(finding: Any) -> str:
    """Return the change since the wave before, with its unit; shares change by percentage points."""
    return f"{_signed(finding, finding.difference)}{_change_unit(finding)}" if finding.difference is not None else ""


@register.filter
def change_interval(finding: Any) -> str:
    """Return the range of the 95 per cent interval of a change."""
    if finding.difference_low is None or finding.difference_high is None:
        return ""
    low, high = _signed(finding, finding.difference_low), _signed(finding, finding.difference_high)
    return f"{low} {pgettext('range', 'to')} {high}"


@register.filter
def unit(finding: Any) -> str:
    """Return the printed unit of a finding with the space before it, empty for a bare number.

    The sign for per cent follows a space in German and none in English.
    """
    if finding.unit == "share":
        return "%" if language() == "en" else f"{NO_BREAK}%"
    printed = {"EUR": "€", "m²": "m²", "years": gettext("years")}.get(finding.unit, "")
    return f"{NO_BREAK}{printed}" if printed else ""


def _change_unit(finding: Any) -> str:
    if finding.unit != "share":
        return unit(finding)
    points = abs(round(100 * finding.difference))
    return NO_BREAK + ngettext("percentage point", "percentage points", points)


def _plain(finding: Any, value: float) -> str:
    if finding.unit == "share":
        return number(value * 100)
    if finding.unit == "year":
        return f"{value:.0f}"
    return number(value, 0 if abs(value) >= 20 else 1)


def _signed(finding: Any, value: float) -> str:
    written = _plain(finding, value)
    if not any(digit in written for digit in "123456789"):
        return "0"
    return f"+{written}" if value > 0 else written


@register.filter
def grade_words(grade: str) -> str:
    """Return what a grade of comparability means."""
    return {
        "A": gettext("comparable"),
        "B": gettext("largely comparable"),
        "C": gettext("comparable with reservations"),
        "D": gettext("hardly comparable"),
        "E": gettext("not comparable"),
    }.get(grade, "")


@register.filter
def reasons(finding: Any) -> list[str]:
    """Return the reasons of a grade in words; an unknown code stands as it is."""
    known = {
        "words_only": gettext("one wave is only known in words"),
        "scale_changed": gettext("the answer scale changed"),
        "scale_bridged": gettext("the answer scale changed and was bridged"),
        "mode_changed": gettext("the way of interviewing changed"),
        "mode_changed_sensitive": gettext(
            "the way of interviewing changed, and people answer this question differently in front of an interviewer"
        ),
        "population_changed": gettext("other people belong to the population"),
        "population_bridged": gettext("the population changed and was cut to the shared part"),
        "wording_changed": gettext("the question was asked in other words"),
        "wording_bridged": gettext("the question was asked in slightly other words"),
        "few_respondents": gettext("few people answered"),
    }
    return [known.get(reason["code"], reason["code"]) for reason in finding.reasons]


@register.filter
def dimension_name(dimension: str) -> str:
    """Return what the figures of a dimension are broken down by."""
    return {
        "total": gettext("Total"),
        "sex": gettext("By sex"),
        "age_class": gettext("By age"),
        "region": gettext("By region of origin"),
        "group8": gettext("By broader group of origin"),
        "group": gettext("By group of origin"),
    }.get(dimension, dimension)


@register.filter
def place_in_chart(value: float | None) -> str:
    """Return a share as a coordinate between 0 and 100 of a drawing.

    >>> place_in_chart(0.825)
    '82.50'
    """
    return f"{100 * min(max(value or 0.0, 0.0), 1.0):.2f}"


@register.filter
def up_to(high: float, low: float) -> str:
    """Return the length from one share up to another as a length in a drawing."""
    return f"{100 * max(high - low, 0.0):.2f}"


@register.filter
def file_size(size: int) -> str:
    """Return the size of a file in kB or MB."""
    return f"{number(size / 1e6, 1)}{NO_BREAK}MB" if size >= 1_000_000 else f"{number(size / 1e3)}{NO_BREAK}kB"

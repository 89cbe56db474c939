"""Say in words what the table of measures shows: how old, how far, when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext, ngettext, npgettext

from querschnitt.apps.indicators.templatetags.figures import number

register = template.Library()
DAYS_OF_MONTH, DAYS_OF_YEAR = 30.44, 365.25
WEEKS_FROM, MONTHS_FROM, YEARS_FROM = 14, 61, 731


@register.filter
def age(days: int | None) -> str:
    """Return an age in the largest unit that still tells something."""
    if days is None:
        return gettext("no status")
    if days < WEEKS_FROM:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if days < MONTHS_FROM:
        return ngettext("%(n)d week", "%(n)d weeks", days // 7) % {"n": days // 7}
    if days < YEARS_FROM:
        months = int(days / DAYS_OF_MONTH)
        return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    years = int(days / DAYS_OF_YEAR)
    return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}


@register.filter
def completion(status: Any) -> str:
    """Return what is counted of what, or that nothing can be counted; never a percentage that nobody counted."""
    if status is None or not status.completion:
        return "–"
    if status.counted is None:
        return gettext("not assessable")
    told = {"counted": _figure(status.counted), "target": _figure(status.target), "unit": status.counted_unit}
    return (gettext("%(counted)s of %(target)s %(unit)s") % told).strip()


def _figure(value: Decimal) -> str:
    return number(float(value), 0 if value == value.to_integral_value() else 1)


@register.filter
def days_until(due: date, today: date) -> str:
    """Return how far away a day is: today, in 3 days, 3 days ago."""
    days = (due - today).days
    if days == 0:
        return gettext("today")
    if days > 0:
        return gettext("in %(time)s") % {"time": _dative(days)}
    return gettext("%(time)s ago") % {"time": _dative(-days)}


def _dative(days: int) -> str:
    """Return a time as it stands after "in": German has a case of its own for it."""
    if days < MONTHS_FROM:
        return npgettext("after in", "%(n)d day", "%(n)d days", days) % {"n": days}
    months = int(days / DAYS_OF_MONTH)
    return npgettext("after in", "%(n)d month", "%(n)d months", months) % {"n": months}

"""Say in words what the table of measures shows: how old, how far, when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.urls import URLResolver, get_resolver, get_urlconf, reverse
from django.utils.translation import gettext, ngettext, npgettext
from django.utils.translation import gettext_lazy as _

from querschnitt.apps.indicators.templatetags.figures import moment, number
from querschnitt.apps.strategy.models import ProgressEntry

register = template.Library()
REMEMBERED = 4096  # addresses: those of all measures of all editions
PHASES = dict(ProgressEntry.Phase.choices)  # a model's get_phase_display makes this anew for every row
SCHEDULES = dict(ProgressEntry.Schedule.choices)
DEADLINES = {
    "round": _("Status due"),
    "paper": _("Paper due"),
    "sitting": _("Sitting"),
    "referral": _("Conclusion due"),
    "milestone": _("Milestone"),
}
DAYS_OF_MONTH, DAYS_OF_YEAR = 30.44, 365.25
WEEKS_FROM, MONTHS_FROM, YEARS_FROM = 14, 61, 731


@register.filter
def page(number_of_measure: str, edition: str = "") -> str:
    """Return the address of a measure's page, in the edition in force or in another one.

    A list of 300 asks for it 300 times, so it is remembered.
    """
    address = _address(get_resolver(get_urlconf()), "measure", number_of_measure)
    return f"{address}?edition={edition}" if edition else address


@register.filter
def draft_page(number_of_measure: str, edition: str) -> str:
    """Return the address where a measure of a draft is changed."""
    return _address(get_resolver(get_urlconf()), "draft_measure", edition, number_of_measure)


@lru_cache(maxsize=REMEMBERED)
def _address(_urls: URLResolver, name: str, *arguments: str) -> str:
    return reverse(name, args=arguments)


@register.filter
def phase_word(phase: str) -> str:
    """Return the name of a phase, and of having none."""
    return str(PHASES.get(phase) or gettext("no status"))


@register.filter
def schedule_word(schedule: str) -> str:
    """Return whether a measure is on time, a dash where nobody says so."""
    return str(SCHEDULES[schedule]) if schedule else "–"


@register.filter
def deadline_word(kind: str) -> str:
    """Return what falls due."""
    return str(DEADLINES[kind])


@register.filter
def period(version: Any) -> str:
    """Return from when to when a measure runs, each end as exactly as it is known."""
    begins = moment(version.begins, version.begins_precision)
    ends = moment(version.ends, version.ends_precision)
    if version.begins and version.ends:
        return f"{begins}–{ends}"
    if version.begins:
        return gettext("since %(year)s, without end") % {"year": begins}
    return gettext("until %(year)s") % {"year": ends} if version.ends else gettext("not stated")


@register.filter
def short(text: str, longest: int) -> str:
    """Return a text that fits its place in a drawing; cut where it is too long."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


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

"""How the interviews of a wave went, in figures: stored with the collection, and shown with their bases."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from querschnitt.apps.results.actions.paradata import Paradata
from querschnitt.core.disclosure.signs import LEIPZIG_2020, sign_for
from querschnitt.core.outcomes.course import Duration, durations, sent_rate, stop_rates
from querschnitt.core.outcomes.rates import Rate

PROFILE = replace(LEIPZIG_2020, decimals=1)
"""The house's thresholds; these figures are printed with one decimal."""

_VALUE = re.compile(r"\$\{[^}]*\}")
LANGUAGES = ("de", "en")


def course_figures(interviews: Sequence[Paradata], *, pages: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return how the interviews went: how many were sent, where the others stopped, how long it took.

    A figure on too small a base is not kept, by the rule by which figures are signed: this database holds no single
    interview.

    Parameters
    ----------
    pages : title by language of each page, in the order of the questionnaire
    """
    courses = [interview.course for interview in interviews]
    return {
        "sent": asdict(sent_rate(courses)),
        "stops": [_stop(rate, pages.get(rate.name, {})) for rate in stop_rates(courses, order=list(pages))],
        "durations": [_duration(each) for each in durations(courses)],
        "in_sittings": _more_than_one(interviews),
    }


def _stop(rate: Rate, titles: Mapping[str, str]) -> dict[str, Any]:
    signed = sign_for(PROFILE, base=int(rate.denominator), value=100 * rate.value)
    named = {tag: _VALUE.sub("…", titles[tag]) for tag in LANGUAGES if titles.get(tag)}
    shown = {} if signed.published else {"numerator": None, "value": None}
    return {**asdict(rate), **shown, "sign": signed.sign, "titles": named}


def _duration(each: Duration) -> dict[str, Any]:
    signed = sign_for(PROFILE, base=each.n, value=each.median)
    return {**asdict(each), "median": each.median if signed.published else None, "sign": signed.sign}


def _more_than_one(interviews: Sequence[Paradata]) -> dict[str, int]:
    """Count the sent interviews that took more than one sitting, among those of which it can be told."""
    told = [each.sittings for each in interviews if each.course.is_sent and each.sittings]
    return {"several": sum(sittings > 1 for sittings in told), "told": len(told)}

"""How interviews went: where those that were not sent stopped, and how long the others took, each with its base."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from querschnitt.core.errors import InputError
from querschnitt.core.outcomes.rates import Rate

SENT = "interviews sent / interviews begun"
STOPPED = "interviews not sent whose first page not passed is this one / interviews that reached this page"


@dataclass(frozen=True)
class Course:
    """How one interview went.

    Attributes
    ----------
    reached : the pages that the person has passed, and the one at which it stopped; each once
    stopped_at : the first page that was not passed, of an interview that was not sent; "" of one that was
    minutes : from the start to the end, pauses included
    mode : how it was held at the end
    device : the class of device on which most answers were given
    """

    reached: frozenset[str]
    stopped_at: str = ""
    minutes: float = 0.0
    mode: str = ""
    device: str = ""

    @property
    def is_sent(self) -> bool:
        return not self.stopped_at


@dataclass(frozen=True)
class Duration:
    """How long sent interviews took, of one mode and device. ``n`` : interviews; ``median`` : minutes."""

    mode: str
    device: str
    n: int
    median: float


def sent_rate(courses: Sequence[Course]) -> Rate:
    """Return how many of the interviews that were begun were sent.

    >>> sent_rate([Course(frozenset()), Course(frozenset({"work"}), stopped_at="work")]).value
    0.5
    """
    return _rate("sent", SENT, sum(course.is_sent for course in courses), len(courses))


def stop_rates(courses: Sequence[Course], *, order: Sequence[str]) -> tuple[Rate, ...]:
    """Return where interviews stopped: of those that reached a page, how many were not sent and got no further.

    Parameters
    ----------
    courses : of all interviews that were begun
    order : the pages in the order of the questionnaire; a page that is not among them comes last

    Returns
    -------
    a rate for each page at which somebody stopped, named after the page; the numerators add up to the interviews that
    were not sent

    Raises
    ------
    InputError : if an interview stopped at a page that it did not reach.

    References
    ----------
    Peytchev (2009), Public Opinion Quarterly 73, 74-97: break-off by page. Definition and an example by hand:
    docs/methods/paradata.md

    >>> left = Course(frozenset({"you", "work"}), stopped_at="work")
    >>> [(rate.name, rate.numerator, rate.denominator) for rate in stop_rates([left, left], order=["you", "work"])]
    [('work', 2, 2)]
    """
    for course in courses:
        if course.stopped_at and course.stopped_at not in course.reached:
            raise InputError("An interview stopped at a page that it did not reach", got=course.stopped_at)
    reached = Counter(page for course in courses for page in course.reached)
    stopped = Counter(course.stopped_at for course in courses if course.stopped_at)
    place = {page: number for number, page in enumerate(order)}
    pages = sorted(stopped, key=lambda page: (place.get(page, len(place)), page))
    return tuple(_rate(page, STOPPED, stopped[page], reached[page]) for page in pages)


def durations(courses: Iterable[Course]) -> tuple[Duration, ...]:
    """Return the median minutes of the interviews that were sent by mode and device, the most frequent first.

    The median, because a pause of a night is part of the time from start to end and would rule the mean.

    >>> durations([Course(frozenset(), minutes=m, mode="web", device="phone") for m in (10.0, 12.0, 900.0)])
    (Duration(mode='web', device='phone', n=3, median=12.0),)
    """
    minutes: dict[tuple[str, str], list[float]] = {}
    for course in courses:
        if course.is_sent:
            minutes.setdefault((course.mode, course.device), []).append(course.minutes)
    found = [
        Duration(mode, device, len(values), statistics.median(values)) for (mode, device), values in minutes.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.n, each.mode, each.device)))


def _rate(name: str, definition: str, numerator: int, denominator: int) -> Rate:
    value = numerator / denominator if denominator else float("nan")
    return Rate(name=name, definition=definition, numerator=numerator, denominator=denominator, value=value)

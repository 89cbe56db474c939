"""What is known of an interview beside its answers: how and when each was given, and how long the pages took.

Nothing of it was written by the person: it holds names of questions and pages, modes, languages, classes of devices,
buttons and times, no text, no address and no more of a browser than its class. Only what is in force is told: of an
answer that was taken back, or that a later answer has made void, there is no row, and a page that is no longer on the
way stands without its name, because the name would tell what had been answered.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from querschnitt.apps.interview.queries import SealedInterview
from querschnitt.apps.interview.sheet import MOST_PASSAGES, Given, Sheet
from querschnitt.core.instrument import Route
from querschnitt.core.instrument.model import Page, split_name
from querschnitt.core.outcomes.course import Course
from querschnitt.tables.microdata import Column, Kind, write_microdata

REVIEW = "review"
"""Where an interview stopped in which every page was passed, and that was not sent."""

SITTING = 30 * 60
"""Seconds without a page after which a further one begins another sitting; the usual limit of a visit to a site."""

BUTTONS = frozenset(("next", "back", "search", "language", "talk", "privacy", "accessibility", "delete", "pause"))
OTHER = "other"

PREFIX = "para_"
COLUMNS = (
    "device", "stopped_at", "passed_last", "minutes", "sittings", "share_telephone", "share_live", "modes", "languages",
)  # fmt: skip
NAMES = tuple(PREFIX + name for name in COLUMNS)
"""The columns of the data file, a row a case."""


@dataclass(frozen=True)
class AnswerTrace:
    """How one answer was given. ``question`` : its column in the data file."""

    question: str
    given: Given


@dataclass(frozen=True)
class PageTrace:
    """A page that came in. ``page`` : "" if it is off the way by now; ``seconds`` : since the page before, if known."""

    page: str
    received: int
    seconds: int | None
    button: str


@dataclass(frozen=True)
class Paradata:
    """What is known of one interview beside its answers.

    Attributes
    ----------
    stopped_at, passed_last : of one that was not sent, the first page that was not passed and the one before it
    sittings : how often the person sat down to it; None if the trail is too long to tell
    """

    course: Course
    stopped_at: str
    passed_last: str
    sittings: int | None
    answers: tuple[AnswerTrace, ...]
    pages: tuple[PageTrace, ...]

    @property
    def modes(self) -> list[str]:
        """The modes of the answers, in the order of the first answer in each."""
        return _in_order(trace.given.how.mode for trace in self._by_time)

    @property
    def languages(self) -> list[str]:
        """The languages of the answers, in the order of the first answer in each."""
        return _in_order(trace.given.how.language for trace in self._by_time)

    def share(self, mode: str) -> float | None:
        """Return the share of the answers that were given in a mode; None if there is no answer."""
        of_mode = sum(trace.given.how.mode == mode for trace in self.answers)
        return of_mode / len(self.answers) if self.answers else None

    @property
    def _by_time(self) -> list[AnswerTrace]:
        return sorted(self.answers, key=lambda trace: trace.given.at)


def paradata_of(sealed: SealedInterview, sheet: Sheet, way: Route, *, column: Callable[[str], str]) -> Paradata:
    """Return what is known of an interview beside its answers.

    ``column`` gives the name of a question's column in the data file.
    """
    answers = tuple(_answers(sheet, way, column=column))
    reached, stop = _reached(sheet, way)
    is_sent = sealed.state == "finished"
    course = Course(
        reached=frozenset(page.origin for page in reached) | ({REVIEW} if stop is None else set()),
        stopped_at="" if is_sent else stop.origin if stop else REVIEW,
        minutes=round(max((sealed.saved_at - sealed.started_at).total_seconds(), 0.0) / 60, 1),
        mode=sealed.mode,
        device=_most_frequent(trace.given.how.device for trace in answers),
    )
    passed = () if is_sent else reached if stop is None else reached[:-1]
    return Paradata(
        course=course,
        stopped_at="" if is_sent else flat(stop.name) if stop else REVIEW,
        passed_last=flat(passed[-1].name) if passed else "",
        sittings=_sittings(sealed, sheet),
        answers=answers,
        pages=tuple(_pages(sealed, sheet, way)),
    )


def _answers(sheet: Sheet, way: Route, *, column: Callable[[str], str]) -> Iterator[AnswerTrace]:
    given = sheet.given
    for question in way.applicable:
        if question.name in way.active and question.name in given and not question.asks_for_more:
            yield AnswerTrace(column(question.name), given[question.name])


def _reached(sheet: Sheet, way: Route) -> tuple[Sequence[Page], Page | None]:
    """Return the pages up to the first that was not passed, and that one; all and None if every page was passed."""
    for number, page in enumerate(way.pages, start=1):
        if not way.names[page.name] <= sheet.shown:
            return way.pages[:number], page
    return way.pages, None


def _moments(sealed: SealedInterview, sheet: Sheet) -> list[int | None]:
    """Return when the page before each one came in; before the first it is the start, unless the trail was cut."""
    start = int(sealed.started_at.timestamp())
    first = start if len(sheet.passages) < MOST_PASSAGES else None
    return [first, *(passage.at for passage in sheet.passages[:-1])]


def _pages(sealed: SealedInterview, sheet: Sheet, way: Route) -> Iterator[PageTrace]:
    for passage, before in zip(sheet.passages, _moments(sealed, sheet), strict=False):
        seconds = None if before is None or passage.at < before else passage.at - before
        button = passage.went if passage.went in BUTTONS else OTHER
        yield PageTrace(flat(passage.page) if passage.page in way.visible else "", passage.at, seconds, button)


def _sittings(sealed: SealedInterview, sheet: Sheet) -> int | None:
    """Count how often somebody sat down to it: after a break of half an hour, or after saving to take a pause."""
    if len(sheet.passages) >= MOST_PASSAGES:
        return None
    sittings, paused = 1, False
    for passage, before in zip(sheet.passages, _moments(sealed, sheet), strict=False):
        sittings += paused or (before is not None and passage.at - before > SITTING)
        paused = passage.went == "pause"
    return sittings


def flat(name: str) -> str:
    """Return the name of a page or question as a name of a column: person[2] is person_2."""
    base, place = split_name(name)
    return "_".join([base, *map(str, place)])


def _in_order(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _most_frequent(values: Iterable[str]) -> str:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else ""


def case_columns(interviews: Sequence[Paradata | None]) -> Iterator[Column]:
    """Give the columns of the data file, a row a case in the order of the file; None for a case without interview."""
    kinds: dict[str, Kind] = {"device": "text", "stopped_at": "text", "passed_last": "text"}
    kinds |= dict.fromkeys(("minutes", "sittings", "share_telephone", "share_live"), "number")
    kinds |= dict.fromkeys(("modes", "languages"), "codes")
    rows = [_case_row(interview) if interview else {} for interview in interviews]
    for name in COLUMNS:
        yield Column(PREFIX + name, kinds[name], [row.get(name) for row in rows])


def _case_row(interview: Paradata) -> dict[str, object]:
    return {
        "device": interview.course.device or None,
        "stopped_at": interview.stopped_at or None,
        "passed_last": interview.passed_last or None,
        "minutes": interview.course.minutes,
        "sittings": interview.sittings,
        "share_telephone": _rounded(interview.share("telephone")),
        "share_live": _rounded(interview.share("live")),
        "modes": interview.modes,
        "languages": interview.languages,
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)


Numbered = Sequence[tuple[int, Paradata]]
"""Case number and interview, in the order of the numbers."""


def write_answers(interviews: Numbered, path: Path) -> int:
    """Write a row an answer, and return how many. Times are those of the minute."""
    rows = [(number, trace.question, trace.given) for number, each in interviews for trace in each.answers]
    givens = [given for _, _, given in rows]
    columns = [
        Column("number", "number", [number for number, _, _ in rows]),
        Column("question", "text", [question for _, question, _ in rows]),
        Column("mode", "text", [given.how.mode for given in givens]),
        Column("language", "text", [given.how.language for given in givens]),
        Column("device", "text", [given.how.device or None for given in givens]),
        Column("interviewer", "text", [given.how.interviewer or None for given in givens]),
        Column("answered_at", "time", [_minute(given.at) for given in givens]),
        Column("received_at", "time", [_minute(given.received) for given in givens]),
        Column("version", "text", [given.how.instrument or None for given in givens]),
    ]
    write_microdata(columns, path)
    return len(rows)


def write_pages(interviews: Numbered, path: Path) -> int:
    """Write a row a page that came in, and return how many. Times are those of the minute, durations in seconds."""
    rows = [(number, order, trace) for number, each in interviews for order, trace in enumerate(each.pages, start=1)]
    traces = [trace for _, _, trace in rows]
    columns = [
        Column("number", "number", [number for number, _, _ in rows]),
        Column("order", "number", [order for _, order, _ in rows]),
        Column("page", "text", [trace.page or None for trace in traces]),
        Column("received_at", "time", [_minute(trace.received) for trace in traces]),
        Column("seconds", "number", [trace.seconds for trace in traces]),
        Column("button", "text", [trace.button for trace in traces]),
    ]
    write_microdata(columns, path)
    return len(rows)


def _minute(moment: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(moment - moment % 60, tz=datetime.UTC)

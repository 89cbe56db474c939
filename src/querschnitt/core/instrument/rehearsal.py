"""What a rehearsal found: interviews as they went, and what they say about the questionnaire."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from querschnitt.core.instrument.model import Instrument, split_name

ANSWERED, DONT_KNOW, REFUSED, EMPTY, LEFT = "answered", "dk", "refused", "empty", "left"
"""What can become of a question that was asked; `LEFT`: the person went away from its page."""


@dataclass(frozen=True)
class Exchanges:
    """The conversation with a service.

    Attributes
    ----------
    statuses : HTTP status -> how often
    refusals : question -> how often an answer to it was refused with a friendly word (status 422)
    seconds : of each request, in the order of time
    faults : what a service must never do, one sentence each
    """

    statuses: Mapping[int, int] = field(default_factory=dict)
    refusals: Mapping[str, int] = field(default_factory=dict)
    seconds: tuple[float, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Held:
    """One interview as it went.

    Attributes
    ----------
    pages : names of the pages in the order in which they were first shown; in a repeat with their numbers
    outcomes : question name (with its numbers) -> what became of it
    minutes : how long it would have taken
    pace : how much longer this person takes than one of average pace; 1 is average
    left_at : the page on which the person went away, or "" if the interview was sent
    returns : how often the person went back, changed an answer, paused or changed the language
    """

    number: int
    mode: str
    language: str
    pages: tuple[str, ...]
    outcomes: Mapping[str, str]
    minutes: float
    pace: float = 1.0
    left_at: str = ""
    returns: int = 0
    exchanges: Exchanges = Exchanges()

    @property
    def is_sent(self) -> bool:
        return not self.left_at


@dataclass(frozen=True)
class QuestionLine:
    """What happened to one question. Shares lie between 0 and 1.

    Attributes
    ----------
    reached : share of the interviews in which it was asked at least once
    asked : how often it was asked, in a repeat once for each instance; without those who went away from its page.
        The outcomes are shares of it
    """

    name: str
    page: str
    reached: float
    asked: int
    answered: float
    dont_know: float
    refused: float
    empty: float


@dataclass(frozen=True)
class PageLine:
    """What happened on one page: interviews that came to it, as a share, and how many people left there."""

    name: str
    reached: float
    interviews: int
    left: int


@dataclass(frozen=True)
class Length:
    """Minutes of the interviews that were sent, in one mode and language.

    Attributes
    ----------
    interviews : how many
    median : of their minutes at average pace, so that few interviews already say what a language takes
    high : nine in ten are shorter, with the paces of all people of the rehearsal
    """

    mode: str
    language: str
    interviews: int
    median: float
    high: float


@dataclass(frozen=True)
class Span:
    """The least, the middle and the most of something."""

    least: float
    middle: float
    most: float


@dataclass(frozen=True)
class Rehearsal:
    """The result of a rehearsal."""

    interviews: int
    sent: int
    questions: tuple[QuestionLine, ...]
    pages: tuple[PageLine, ...]
    lengths: tuple[Length, ...]
    minutes: Span
    steps: Span
    longest: tuple[str, ...]
    returns: int
    exchanges: Exchanges

    @property
    def never_reached(self) -> tuple[str, ...]:
        return tuple(line.name for line in self.questions if not line.reached)

    @property
    def coverage(self) -> Mapping[str, float]:
        """Question name -> share of the interviews that reached it."""
        return {line.name: line.reached for line in self.questions}

    @property
    def page_coverage(self) -> Mapping[str, float]:
        return {line.name: line.reached for line in self.pages}

    @property
    def requests(self) -> int:
        return sum(self.exchanges.statuses.values())


def summarise(instrument: Instrument, held: Sequence[Held]) -> Rehearsal:
    """Put the interviews of a rehearsal together. Lengths and paths are those of the interviews that were sent."""
    sent = [each for each in held if each.is_sent]
    longest = max(sent, key=lambda each: (len(each.pages), -each.number), default=None)
    return Rehearsal(
        interviews=len(held),
        sent=len(sent),
        questions=_question_lines(instrument, held),
        pages=_page_lines(instrument, held),
        lengths=_lengths(sent),
        minutes=_span([each.minutes for each in sent]),
        steps=_span([float(len(each.pages)) for each in sent]),
        longest=longest.pages if longest else (),
        returns=sum(each.returns for each in held),
        exchanges=_joined(each.exchanges for each in held),
    )


def _question_lines(instrument: Instrument, held: Sequence[Held]) -> tuple[QuestionLine, ...]:
    reached: Counter[str] = Counter()
    outcomes: dict[str, Counter[str]] = {}
    for each in held:
        origins = {name: split_name(name)[0] for name in each.outcomes}
        reached.update(set(origins.values()))
        for name, outcome in each.outcomes.items():
            outcomes.setdefault(origins[name], Counter())[outcome] += 1
    lines = []
    for question in instrument.questions.values():
        if question.takes_answers:
            counts = outcomes.get(question.name, Counter())
            lines.append(_question_line(question.name, question.block, reached[question.name] / len(held), counts))
    return tuple(lines)


def _question_line(name: str, page: str, reached: float, counts: Counter[str]) -> QuestionLine:
    asked = counts.total() - counts[LEFT]
    shares = {outcome: counts[outcome] / asked if asked else 0.0 for outcome in (ANSWERED, DONT_KNOW, REFUSED, EMPTY)}
    return QuestionLine(
        name=name,
        page=page,
        reached=reached,
        asked=asked,
        answered=shares[ANSWERED],
        dont_know=shares[DONT_KNOW],
        refused=shares[REFUSED],
        empty=shares[EMPTY],
    )


def _page_lines(instrument: Instrument, held: Sequence[Held]) -> tuple[PageLine, ...]:
    reached: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for each in held:
        reached.update({split_name(name)[0] for name in each.pages})
        left.update([split_name(each.left_at)[0]] if each.left_at else [])
    return tuple(
        PageLine(
            name=page.name, reached=reached[page.name] / len(held), interviews=reached[page.name], left=left[page.name]
        )
        for page in instrument.pages
    )


def _lengths(sent: Sequence[Held]) -> tuple[Length, ...]:
    groups: dict[tuple[str, str], list[float]] = {}
    for each in sent:
        groups.setdefault((each.mode, each.language), []).append(each.minutes / each.pace)
    ordered = sorted(each.pace for each in sent)
    paces = [ordered[place * len(ordered) // 99] for place in range(99)] if ordered else []
    return tuple(
        Length(
            mode=mode,
            language=language,
            interviews=len(group),
            median=median(group),
            high=quantile((minutes * pace for minutes in group for pace in paces), 0.9),
        )
        for (mode, language), group in groups.items()
    )


def quantile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that at least a share of the values does not exceed; 0 without values.

    >>> quantile([3.0, 1.0, 2.0, 4.0], 0.75)
    3.0
    """
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)] if ordered else 0.0


def _span(values: Sequence[float]) -> Span:
    return Span(min(values), median(values), max(values)) if values else Span(0.0, 0.0, 0.0)


def _joined(parts: Iterable[Exchanges]) -> Exchanges:
    statuses: Counter[int] = Counter()
    refusals: Counter[str] = Counter()
    seconds: list[float] = []
    faults: list[str] = []
    for part in parts:
        statuses.update(part.statuses)
        refusals.update(part.refusals)
        seconds += part.seconds
        faults += part.faults
    return Exchanges(dict(sorted(statuses.items())), dict(refusals.most_common()), tuple(seconds), tuple(faults))

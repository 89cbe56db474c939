"""Ways that were walked before: the same for all whose answers agree where the way forks.

The way through most questionnaires hangs on a few answers alone: those that conditions look at. There it is walked once
for each of their combinations, and known from then on. Where it hangs on anything else, such as the clock, chance,
calculations or repeats, it is walked each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.model import Instrument, Page, Question
from querschnitt.core.instrument.values import Answers

MOST_WAYS = 5000
"""Ways of a questionnaire that are kept; then they are walked anew."""

MOST_INSTRUMENTS = 16

DECIDED_BY_ANSWERS = frozenset(("selected", "not", "true", "false"))
"""Functions whose value hangs on nothing but the answers they are given; few conditions call others."""


@dataclass(frozen=True)
class Way:
    """Pages and questions of a way, and the names of the questions on it that a person answers."""

    pages: tuple[Page, ...]
    visible: Mapping[str, tuple[Question, ...]]
    names: tuple[str, ...]

    def active(self, answers: Answers) -> Answers:
        """Return the answers in force on this way, in the order of the questionnaire."""
        return {name: value for name in self.names if (value := answers.get(name)) is not None}


@dataclass(frozen=True)
class Trodden:
    """The ways of one questionnaire. ``forks`` : the names of the questions that conditions look at."""

    forks: tuple[str, ...]
    _ways: dict[object, Way] = field(default_factory=dict)

    def key(self, answers: Answers) -> object:
        """Return what the way hangs on: the answers at the forks. A number and a text are never the same."""
        return tuple(map(answers.get, self.forks))

    def find(self, key: object) -> Way | None:
        """Return a way that was walked before, or None."""
        return self._ways.get(key)

    def keep(self, key: object, way: Way) -> Way:
        """Keep a way that was walked."""
        if len(self._ways) >= MOST_WAYS:
            self._ways.clear()
        self._ways[key] = way
        return way


@lru_cache(maxsize=MOST_INSTRUMENTS)
def trodden(instrument: Instrument) -> Trodden | None:
    """Return the ways of a questionnaire whose way hangs on answers alone; None for any other."""
    conditions = list(_conditions(instrument))
    if any(section.is_repeat for section in instrument.sections.values()):
        return None
    if not all(_is_simple(question) for page in instrument.pages for question in page.questions):
        return None
    if not all(DECIDED_BY_ANSWERS.issuperset(condition.functions) for condition in conditions):
        return None
    return Trodden(tuple(dict.fromkeys(name for condition in conditions for name in condition.references)))


def _conditions(instrument: Instrument) -> Iterator[Expression]:
    found = [section.relevant for section in instrument.sections.values()]
    for page in instrument.pages:
        found += [page.relevant, *(question.relevant for question in page.questions)]
    return (condition for condition in found if condition is not None)


def _is_simple(question: Question) -> bool:
    """Whether it is asked or only shown, and nothing of it is worked out."""
    worked_out = (question.calculation, question.default, question.choice_filter)
    shown = question.kind.is_shown and not question.read_only
    return question.is_plain or (shown and worked_out == (None, None, None) and not question.is_randomized)

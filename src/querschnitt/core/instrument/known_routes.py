"""Routes that were walked before: the same for all whose answers to the filter questions agree.

Through most questionnaires the route hangs on a few answers alone: those that conditions look at. There it is walked
once for each of their combinations, and known from then on. Where it hangs on anything else, such as the clock, chance,
calculations or repeats, it is walked each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.model import Instrument, Kind, Page, Question
from querschnitt.core.instrument.values import Answers, Value

MOST_ROUTES = 5000
"""Routes of a questionnaire that are kept; then they are walked anew."""

MOST_INSTRUMENTS = 16

DECIDED_BY_ANSWERS = frozenset(("selected", "not", "true", "false"))
"""Functions whose value hangs on nothing but the answers they are given; few conditions call others."""

WITH_FRACTIONS = (Kind.DECIMAL, Kind.RANGE)
"""Kinds whose answers may be equal and yet not the same: 1 and 1.0 would be one key, and two texts."""


@dataclass(frozen=True)
class KnownRoute:
    """What a `Route` has that hangs on the filter questions alone.

    ``way`` : the names of all pages whose condition holds; on some of them nothing may be shown
    """

    pages: tuple[Page, ...]
    visible: Mapping[str, tuple[Question, ...]]
    names: Mapping[str, frozenset[str]]
    way: tuple[str, ...]

    def active(self, answers: Answers) -> dict[str, Value]:
        """Return the answers in force on this route, in the order of the questionnaire."""
        return {name: value for name in self._answered if (value := answers.get(name)) is not None}

    def active_before(self, page: Page, answers: Answers) -> dict[str, Value]:
        """Return the answers in force on the pages before one."""
        before = self._answered_before.get(page.name, self._answered)
        return {name: value for name in before if (value := answers.get(name)) is not None}

    @cached_property
    def _answered(self) -> tuple[str, ...]:
        """The names of the questions that a person answers."""
        return tuple(name for page in self.pages for name in _answered_on(self.visible[page.name]))

    @cached_property
    def _answered_before(self) -> Mapping[str, tuple[str, ...]]:
        """Page name -> the names of the questions before it that a person answers."""
        before: dict[str, tuple[str, ...]] = {}
        passed: tuple[str, ...] = ()
        for name in self.way:
            before[name] = passed
            passed += _answered_on(self.visible.get(name, ()))
        return before


@dataclass(frozen=True)
class KnownRoutes:
    """The routes of one questionnaire. ``filters`` : the names of its filter questions, which conditions look at."""

    filters: tuple[str, ...]
    _routes: dict[object, KnownRoute] = field(default_factory=dict)

    def key(self, answers: Answers) -> object:
        """Return what the route hangs on: the answers to the filter questions."""
        return tuple(map(answers.get, self.filters))

    def find(self, key: object) -> KnownRoute | None:
        """Return a route that was walked before, or None."""
        return self._routes.get(key)

    def keep(self, key: object, route: KnownRoute) -> KnownRoute:
        """Keep a route that was walked."""
        if len(self._routes) >= MOST_ROUTES:
            self._routes.clear()
        self._routes[key] = route
        return route


@lru_cache(maxsize=MOST_INSTRUMENTS)
def known_routes(instrument: Instrument) -> KnownRoutes | None:
    """Return the routes of a questionnaire whose route hangs on answers alone; None for any other."""
    conditions = list(_conditions(instrument))
    filters = tuple(dict.fromkeys(name for condition in conditions for name in condition.references))
    is_simple = (
        not any(section.is_repeat for section in instrument.sections.values())
        and all(_is_simple(question) for page in instrument.pages for question in page.questions)
        and all(DECIDED_BY_ANSWERS.issuperset(condition.functions) for condition in conditions)
        and all(instrument.question(name).kind not in WITH_FRACTIONS for name in filters)
    )
    return KnownRoutes(filters) if is_simple else None


def _answered_on(shown: tuple[Question, ...]) -> tuple[str, ...]:
    return tuple(question.name for question in shown if question.takes_answers)


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

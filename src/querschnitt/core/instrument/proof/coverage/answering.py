"""Chooses answers for a walk: what is wished for, what nobody has chosen yet, and always one that is accepted."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.operations import plain
from querschnitt.core.instrument.model import Kind, Question
from querschnitt.core.instrument.proof.logic.domains import Cuts, cuts_of, given_answers
from querschnitt.core.instrument.proof.logic.extents import Extent, one_of
from querschnitt.core.instrument.proof.logic.judging import Scope, inputs
from querschnitt.core.instrument.proof.logic.picking import WAYS, pick
from querschnitt.core.instrument.proof.logic.refusing import Constraint
from querschnitt.core.instrument.proof.logic.splitting import split
from querschnitt.core.instrument.reading import UnreadableAnswerError, as_answer
from querschnitt.core.instrument.values import MISSING_BY_CODE, Missing, Value

TRIED = 40
"""Answers that are tried for a question before its constraint is searched through."""


@dataclass
class Answering:
    """Chooses answers and remembers what was chosen.

    Attributes
    ----------
    wanted : question -> codes that nobody has chosen yet (also "dk" and "refused")
    cuts : question -> where conditions about it see differences
    used : question -> answers that were given to it
    """

    rng: random.Random
    wanted: dict[str, list[str]]
    cuts: dict[str, Cuts]
    used: dict[str, set[object]] = field(default_factory=dict)
    _known: dict[tuple[str, tuple[str, ...]], list[Value]] = field(default_factory=dict)

    def choose(self, question: Question, environment: Environment, wish: object | None) -> Value | None:
        """Return an answer that the question accepts here; None to leave it empty.

        `wish` comes first; `Missing.NOT_ASKED` wishes it to be left empty.
        """
        for point in self._proposals(question, wish):
            if point is Missing.NOT_ASKED:
                return None
            value = self.accepted(question, point, environment)
            if value is not None:
                return value
        for point in self._searched(question, environment, value=True):
            value = self.accepted(question, point, environment)
            if value is not None:
                return value
        return MISSING_BY_CODE[question.missing[0]] if question.missing else None

    def accepted(self, question: Question, point: object, environment: Environment) -> Value | None:
        """Return a value as an answer, if it is one and the constraint takes it."""
        if isinstance(point, Missing):
            offered = [MISSING_BY_CODE[code] for code in question.missing]
            return point if point in offered else None
        value = _as_answer(question, point)
        return value if value is not None and takes(question, value, environment) else None

    def refused(self, question: Question, environment: Environment) -> Value | None:
        """Return an answer that the constraint refuses; None if there is none."""
        for point in chain(self._spread(question), self._searched(question, environment, value=False)):
            value = _as_answer(question, point)
            if value is not None and not takes(question, value, environment):
                return value
        return None

    def remember(self, question: Question, value: Value | None) -> None:
        """Note an answer that was given."""
        self.used.setdefault(question.origin, set()).add(value)
        codes = value if isinstance(value, tuple) else (value.value if isinstance(value, Missing) else value,)
        waiting = self.wanted.get(question.origin, [])
        for code in codes:
            if code in waiting:
                waiting.remove(str(code))

    def _proposals(self, question: Question, wish: object | None) -> Iterator[object]:
        if wish is not None:
            yield wish
        waiting = self.wanted.get(question.origin, [])
        if question.kind is Kind.SELECT_MULTIPLE:
            yield from self._several(question, waiting)
        yield from (MISSING_BY_CODE.get(code, code) for code in waiting if _fits(question, code))
        given = self._spread(question)
        used = self.used.get(question.origin, set())
        yield from [value for value in given if value not in used]
        yield from self.rng.sample(given, len(given))

    def _several(self, question: Question, waiting: list[str]) -> Iterator[object]:
        """Give selections with as many choices as possible that nobody has chosen yet."""
        open_codes = [code for code in question.codes if code in waiting]
        for size in dict.fromkeys((len(open_codes), 3, 2, 1)):
            if 0 < size <= len(open_codes):
                yield tuple(open_codes[:size])
        yield from ((code,) for code in open_codes)

    def _spread(self, question: Question) -> list[Value]:
        """Return answers from all over the range of a question, near to where conditions see differences."""
        key = (question.origin, question.codes)
        if key not in self._known:
            self._known[key] = self._spread_out(question)
        return self._known[key]

    def _spread_out(self, question: Question) -> list[Value]:
        cuts = self.cuts.get(question.origin, Cuts())
        found: dict[str, object] = {}
        waiting = [_given(question, cuts)]
        while waiting and len(found) < TRIED:
            piece = waiting.pop(0)
            found.update({repr(point): point for point in (pick(piece, way) for way in WAYS)})
            smaller = split(piece, cuts)
            waiting.extend(smaller if len(smaller) > 1 else ())
        answers = [_as_answer(question, point) for point in list(found.values())[:TRIED]]
        return list(dict.fromkeys(answer for answer in answers if answer is not None))

    def _searched(self, question: Question, environment: Environment, *, value: bool) -> Iterable[object]:
        """Search the constraint through for answers that it takes or refuses."""
        constraint = question.constraint
        if constraint is None:
            return ()
        known = {name: one_of([plain(v)]) for name, v in environment.answers.items() if name in
                 inputs(constraint.tree)}  # fmt: skip
        cuts = cuts_of([constraint.tree])
        local = Constraint(constraint, Scope(known, environment), cuts)
        return local.answers(_given(question, cuts), value=value)


def _given(question: Question, cuts: Cuts) -> Extent:
    return given_answers(replace(question, missing=()), cuts)


def _fits(question: Question, code: str) -> bool:
    """Whether a code can be the answer here: an offered choice, or an offered kind of missing."""
    return code in question.missing or (code in question.codes and question.kind is not Kind.SELECT_MULTIPLE)


def _as_answer(question: Question, point: object) -> Value | None:
    if question.kind is Kind.TIME and not isinstance(point, str):
        point = "12:00" if isinstance(point, Missing) else point
    try:
        return as_answer(question, point)
    except UnreadableAnswerError:
        return None


def takes(question: Question, value: Value, environment: Environment) -> bool:
    """Whether the constraint of a question takes an answer here."""
    if question.constraint is None or isinstance(value, Missing):
        return True
    environment.current = plain(value)
    holds = question.constraint.holds(environment)
    environment.current = Missing.NOT_ASKED
    return holds

"""Passes whole sets of answers through the questionnaire: which values each question then has, as conditions see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from querschnitt.core.instrument.model import Question
from querschnitt.core.instrument.proof.logic.extents import ABSENT, Codes, Extent, join
from querschnitt.core.instrument.proof.logic.judging import TODAY, Scope, judge, truths
from querschnitt.core.instrument.proof.logic.layout import Condition, Layout, Step
from querschnitt.core.instrument.values import Missing

Box = Mapping[str, Extent]
"""What each person of a set answers to each question if it is asked; and the day, under 'today()'."""

UNSURE = frozenset((True, False))


@dataclass(frozen=True)
class Lifted:
    """Conditions that are not looked at: found wrong before, or left out to see whether they matter."""

    conditions: frozenset[tuple[str, str, str]] = frozenset()

    def holds(self, condition: Condition) -> bool:
        return key_of(condition) in self.conditions

    def also(self, *conditions: Condition) -> Lifted:
        return Lifted(self.conditions | {key_of(condition) for condition in conditions})


def key_of(condition: Condition) -> tuple[str, str, str]:
    """Return what tells a condition apart from all others."""
    return (condition.owner, condition.name, condition.column)


def free_name(condition: Condition) -> str:
    """Return how the free choice is called that stands for a condition which is left out of account."""
    return "?" + "/".join(key_of(condition))


@dataclass
class Passage:
    """One pass. Lives as long as one set of answers is looked at.

    Attributes
    ----------
    values : question name -> what it can be in this set, missing included
    unsure : questions of which it is not sure whether they are asked
    """

    layout: Layout
    box: Box
    lifted: Lifted
    values: dict[str, Extent] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if TODAY in self.box:
            self.values[TODAY] = self.box[TODAY]

    def scope(self, condition: Condition) -> Scope:
        """Return what is known where a condition stands."""
        outside = self.layout.outside(condition)
        return Scope(self.values, self.layout.environment, outside, self.layout.in_each)

    def take(self, steps: tuple[Step, ...]) -> bool:
        """Pass some questions in order; False if nobody can get through with the answers of this set."""
        return all(self._take(step) for step in steps)

    def is_asked(self, conditions: tuple[Condition, ...]) -> frozenset[bool]:
        """Return whether all conditions hold: surely, surely not, or both are possible."""
        found = frozenset((True,))
        for condition in conditions:
            one = self.truths(condition)
            if True not in one:
                return frozenset((False,))
            found |= one
        return found

    def truths(self, condition: Condition) -> frozenset[bool]:
        """Return what a condition of the way can be."""
        if self.lifted.holds(condition):
            return self.box[free_name(condition)].truths if free_name(condition) in self.box else UNSURE
        if condition.column != "repeat_count":
            return truths(condition.expression, self.scope(condition))
        return _is_positive(judge(condition.expression.tree, self.scope(condition)))

    def _take(self, step: Step) -> bool:
        asked = self.is_asked(step.conditions)
        if True not in asked:
            self.values[step.name] = ABSENT
            return True
        value = self._value(step)
        is_sure = asked == {True}
        if value.is_empty and is_sure:
            return False
        if not is_sure:
            self.unsure.add(step.name)
            value = join([value, ABSENT])
        self.values[step.name] = value
        return True

    def _value(self, step: Step) -> Extent:
        fixed = step.fixed
        if fixed is not None:
            if self.lifted.holds(fixed):
                return Extent(is_anything=True)
            value = judge(fixed.expression.tree, self.scope(fixed))
            return value if fixed.column == "calculation" else join([value, ABSENT])
        if not step.question.takes_answers:
            return ABSENT
        value = self._offered(step, self.box[step.name])
        value = self._accepted(step, value)
        return self._required(step, value)

    def _offered(self, step: Step, value: Extent) -> Extent:
        """Leave out choices that the filter does not offer; a selection without any choice is not shown."""
        condition = step.own("choice_filter")
        if condition is None or self.lifted.holds(condition):
            return value
        scope = self.scope(condition)
        possible = {code for code, found in offers(step.question, condition, scope).items() if True in found}
        kept = value.replaced(point for point in value.points if _is_offered(point, possible))
        if value.codes is not None:
            kept = replace(kept, codes=_limited(value.codes, possible))
        return kept if possible else ABSENT

    def _accepted(self, step: Step, value: Extent) -> Extent:
        """Leave out single values that the constraint refuses, and everything if it refuses all."""
        condition = step.own("constraint")
        if condition is None or self.lifted.holds(condition):
            return value
        scope = self.scope(condition)
        kept = []
        for part in value.parts:
            is_given = not (part.points and isinstance(part.points[0], Missing))
            if not is_given or True in truths(condition.expression, scope.with_current(part)):
                kept.append(part)
        return join(kept)

    def _required(self, step: Step, value: Extent) -> Extent:
        condition = step.own("required")
        if condition is None or self.lifted.holds(condition):
            return value
        if truths(condition.expression, self.scope(condition)) == {True}:
            return value.without(Missing.NOT_ASKED)
        return value


def offers(question: Question, condition: Condition, scope: Scope) -> dict[str, frozenset[bool]]:
    """Return for each choice whether the filter offers it."""
    found = {}
    for choice in question.choices:
        environment = replace(scope.environment, attributes={"name": choice.name, **choice.attributes})
        found[choice.name] = truths(condition.expression, replace(scope, environment=environment))
    return found


def _is_offered(point: object, possible: set[str]) -> bool:
    if isinstance(point, Missing):
        return True
    return all(code in possible for code in (point if isinstance(point, tuple) else (point,)))


def _limited(codes: Codes, possible: set[str]) -> Codes | None:
    limited = replace(codes, possible=codes.possible & possible)
    return None if limited.is_empty or not codes.chosen <= possible else limited


def _is_positive(count: Extent) -> frozenset[bool]:
    """Return whether a repeat with such a number of instances comes at all."""
    found: set[bool] = set()
    for part in count.parts:
        if part.numbers is not None:
            found |= {True} if part.numbers.high >= 1 else set()
            found |= {False} if part.numbers.low < 1 else set()
        elif part.points:
            found.add(_counts(part.points[0]))
        else:
            found |= {True, False}
    return frozenset(found)


def _counts(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().isdecimal() and int(value) >= 1
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 1

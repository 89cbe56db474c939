"""What is to be reached, and everything that decides about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from querschnitt.core.instrument.model import Choice, Kind
from querschnitt.core.instrument.proof.logic.domains import Cuts, all_answers, cuts_of, given_answers
from querschnitt.core.instrument.proof.logic.extents import ABSENT, EITHER, Extent, days_between, join
from querschnitt.core.instrument.proof.logic.judging import CURRENT, TODAY, Scope, inputs, truths
from querschnitt.core.instrument.proof.logic.layout import Condition, Layout, Step
from querschnitt.core.instrument.proof.logic.necessary import narrow
from querschnitt.core.instrument.proof.logic.passing import Lifted, Passage, free_name
from querschnitt.core.instrument.proof.logic.refusing import Constraint
from querschnitt.core.instrument.values import MISSING_BY_CODE

DAYS_AHEAD = 366
"""The day of the interview lies in the year after the check."""


_ORDERED = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.RANGE, Kind.DATE})


@dataclass(frozen=True)
class Wanted:
    """One thing that must be so: a condition with its truth value.

    Attributes
    ----------
    current : what '.' may be, for a constraint
    choice : the choice under test, for a filter
    is_for_all : it must be so for every answer that '.' may be; used for constraints that refuse all of them
    """

    condition: Condition
    value: bool = True
    current: Extent | None = None
    choice: Choice | None = None
    is_for_all: bool = False

    def truths(self, passage: Passage, current: Extent | None) -> frozenset[bool]:
        """Return what the condition can be after a pass."""
        if self.current is None and self.choice is None:
            return passage.truths(self.condition)
        if passage.lifted.holds(self.condition):
            return frozenset((True, False))
        scope = self.scope(passage, current)
        if not self.is_for_all or self.current is None:
            return truths(self.condition.expression, scope)
        constraint = Constraint(self.condition.expression, scope, cuts_of([self.condition.expression.tree]))
        return constraint.takes_any(self.current)

    def scope(self, passage: Passage, current: Extent | None) -> Scope:
        """Return what is known where the condition stands."""
        scope = passage.scope(self.condition)
        if self.choice is not None:
            attributes = {"name": self.choice.name, **self.choice.attributes}
            scope = replace(scope, environment=replace(scope.environment, attributes=attributes))
        return scope if current is None else scope.with_current(current)


@dataclass(frozen=True)
class Problem:
    """A goal (all of these at once) with everything that decides about it.

    Attributes
    ----------
    lifted : conditions that are left out of account
    """

    layout: Layout
    goal: tuple[Wanted, ...]
    lifted: Lifted = Lifted()

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The questions that decide about the goal, in order."""
        return self.layout.needed_for(tuple(wanted.condition for wanted in self.goal))

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Every expression that decides about the goal, those of the goal first."""
        own = [condition for step in self.steps for condition in self.layout.expressions(step)]
        return (*(wanted.condition for wanted in self.goal), *own)

    @cached_property
    def cuts(self) -> Mapping[str, Cuts]:
        """Question name, '.' or 'today()' -> where the expressions about it see differences."""
        about: dict[str, list[Condition]] = {}
        for condition in self.conditions:
            for name in inputs(condition.expression.tree):
                about.setdefault(condition.name if name == CURRENT else name, []).append(condition)
        # What is compared with a calculated value is compared with everything it is calculated from.
        calculated = {step.name for step in self.steps if step.fixed is not None}
        through = [c for c in self.conditions if calculated & set(inputs(c.expression.tree))]
        through += [step.fixed for step in self.steps if step.fixed is not None]
        names = {step.name for step in self.steps} | set(about)
        found = {name: cuts_of(c.expression.tree for c in (*about.get(name, ()), *through)) for name in names}
        return found | {CURRENT: found.get(self.current_name, Cuts())}

    @property
    def current_name(self) -> str:
        """The question whose answer '.' is, in the goal; empty if it has none."""
        return next((wanted.condition.name for wanted in self.goal if wanted.current is not None), "")

    def start(self) -> dict[str, Extent] | None:
        """Return everything that can be answered; None if the goal leaves some question no answer."""
        box = {step.name: self._answers(step) for step in self.steps if step.question.takes_answers}
        for wanted in self.goal:
            if wanted.current is not None and not wanted.is_for_all:
                box[CURRENT] = wanted.current
        for condition in self.conditions:
            if condition.column in ("relevant", "repeat_count") and self.lifted.holds(condition):
                box[free_name(condition)] = EITHER
        if any(TODAY in inputs(condition.expression.tree) for condition in self.conditions):
            first = self.layout.today
            box[TODAY] = days_between(first, first.fromordinal(first.toordinal() + DAYS_AHEAD))
        plain = [
            wanted.condition
            for wanted in self.goal
            if wanted.value and wanted.current is None and wanted.choice is None
            and wanted.condition.column != "repeat_count"
        ]  # fmt: skip
        return box if narrow(self.layout, box, plain, self.lifted) else None

    def _answers(self, step: Step) -> Extent:
        answers = self._narrowed(step)
        is_lifted = ("question", step.name, "required") in self.lifted.conditions
        return join([answers, ABSENT]) if is_lifted else answers

    def _narrowed(self, step: Step) -> Extent:
        """Return the answers to a question; numbers and days within what its constraint leaves by itself."""
        constraint = step.own("constraint")
        if constraint is None or step.question.kind not in _ORDERED or self.lifted.holds(constraint):
            return all_answers(step.question, self.cuts.get(step.name, Cuts()))
        each = self.layout.in_each(step.name)
        return each if step.question.required else join([each, ABSENT])


def way_to(step: Step) -> tuple[Wanted, ...]:
    """Return what must hold for a question to be met."""
    return tuple(Wanted(condition) for condition in step.conditions)


def all_values(constraint: Condition, step: Step) -> Extent:
    """Return every answer that a constraint is asked about."""
    every = given_answers(step.question, cuts_of([constraint.expression.tree]))
    return every.without(*MISSING_BY_CODE.values())

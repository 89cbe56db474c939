"""The questionnaire as logic sees it: its questions in order, each with the conditions on the way to it.

A repeat is looked at through one of its instances, which may be any. From outside, its questions have many values at
once; of those nothing is assumed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.model import Branch, Instrument, Kind, Page, Question
from querschnitt.core.instrument.proof.logic.domains import Cuts, cuts_of, given_answers
from querschnitt.core.instrument.proof.logic.extents import ANYTHING, Extent
from querschnitt.core.instrument.proof.logic.judging import CURRENT, TODAY, Scope, inputs
from querschnitt.core.instrument.proof.logic.refusing import Constraint

Owner = Literal["group", "page", "question"]
Column = Literal[
    "relevant", "repeat_count", "constraint", "choice_filter", "required", "calculation", "default", "derived"
]


@dataclass(frozen=True, eq=False)
class Condition:
    """An expression with its place in the questionnaire.

    Attributes
    ----------
    name : of the question, page, group or repeat that has it
    repeats : the repeats around it, outermost first
    """

    name: str
    owner: Owner
    column: Column
    expression: Expression
    repeats: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Step:
    """A question, and the conditions under which it is asked, outer ones first."""

    question: Question
    conditions: tuple[Condition, ...]
    repeats: tuple[str, ...]
    page: Page

    @property
    def name(self) -> str:
        return self.question.name

    def own(self, column: Column) -> Condition | None:
        """Return an expression of the question itself, apart from the conditions on the way."""
        return self._owned.get(column)

    @cached_property
    def _owned(self) -> dict[Column, Condition]:
        question = self.question
        written: dict[Column, Expression | None] = {
            "relevant": question.relevant,
            "constraint": question.constraint,
            "choice_filter": question.choice_filter,
            "required": question.required_if,
            "calculation": question.calculation,
            "default": question.default,
        }
        return {
            column: Condition(question.name, "question", column, expression, self.repeats)
            for column, expression in written.items()
            if expression is not None
        }

    @property
    def fixed(self) -> Condition | None:
        """The expression that gives its value, if nobody can write into it."""
        if self.question.calculation is not None:
            return self.own("calculation")
        return self.own("default") if self.question.read_only or self.question.kind is Kind.HIDDEN else None


@dataclass(frozen=True, eq=False)
class Layout:
    """All steps of an instrument, in order.

    Attributes
    ----------
    today : the day of the check; interviews may be held in the year after it
    """

    instrument: Instrument
    today: datetime.date

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """Question name -> its step."""
        return {step.name: step for step in self._walk(self.instrument.tree, (), ())}

    @cached_property
    def order(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.steps)}

    @cached_property
    def environment(self) -> Environment:
        """What expressions may look up besides answers."""
        return Environment(answers={}, today=self.today, lookup=self._look_up, choice_name=self._choice_name)

    def _look_up(self, file: str, column: str, key_column: str, key: str) -> str:
        return self.instrument.files[file].find(column, key_column, key)

    def _choice_name(self, name: str, code: str) -> str:
        return self.instrument.question(name).choice(code).labels.get(self.instrument.default_language, code)

    def _walk(
        self, parts: tuple[Page | Branch, ...], above: tuple[Condition, ...], repeats: tuple[str, ...]
    ) -> Iterator[Step]:
        for part in parts:
            if isinstance(part, Page):
                yield from self._page(part, above, repeats)
                continue
            section = part.section
            found = list(above)
            if section.relevant is not None:
                found.append(Condition(section.name, "group", "relevant", section.relevant, repeats))
            if section.count is not None:
                found.append(Condition(section.name, "group", "repeat_count", section.count, repeats))
            inner = (*repeats, section.name) if section.is_repeat else repeats
            yield from self._walk(part.parts, tuple(found), inner)

    def _page(self, page: Page, above: tuple[Condition, ...], repeats: tuple[str, ...]) -> Iterator[Step]:
        if page.relevant is not None:
            above = (*above, Condition(page.name, "page", "relevant", page.relevant, repeats))
        for question in page.questions:
            own: tuple[Condition, ...] = ()
            if question.relevant is not None:
                own = (Condition(question.name, "question", "relevant", question.relevant, repeats),)
            yield Step(question, above + own, repeats, page)

    def outside(self, condition: Condition) -> frozenset[str]:
        """Return the names in an expression that are seen from outside of their repeat, or are repeats."""
        known = self._outside.get(id(condition))
        if known is not None and known[0] is condition:
            return known[1]
        found = set()
        for name in inputs(condition.expression.tree):
            around = self.instrument.depths.get(name, ())
            if name in self.instrument.sections or condition.repeats[: len(around)] != around:
                found.add(name)
        names = frozenset(found - {CURRENT, TODAY})
        self._outside[id(condition)] = (condition, names)
        return names

    @cached_property
    def _outside(self) -> dict[int, tuple[Condition, frozenset[str]]]:
        return {}

    def in_each(self, name: str) -> Extent:
        """Return what a question of a repeat can be in one instance, whatever was answered elsewhere."""
        known = self._each.get(name)
        if known is None:
            known = self._each[name] = self._in_each(name)
        return known

    @cached_property
    def _each(self) -> dict[str, Extent]:
        return {}

    def _in_each(self, name: str) -> Extent:
        step = self.steps.get(name)
        if step is None or step.fixed is not None:
            return ANYTHING
        constraint = step.question.constraint
        cuts = Cuts() if constraint is None else cuts_of([constraint.tree])
        answers = given_answers(step.question, cuts)
        if constraint is None or inputs(constraint.tree) != (CURRENT,):
            return answers
        return Constraint(constraint, Scope({}, self.environment), cuts).narrowed(answers)

    def names_in(self, condition: Condition) -> tuple[str, ...]:
        """Return the questions that an expression looks at and of which something is known where it stands."""
        outside = self.outside(condition)
        return tuple(name for name in inputs(condition.expression.tree) if name in self.steps and name not in outside)

    def expressions(self, step: Step) -> tuple[Condition, ...]:
        """Return everything that decides about the value of a question."""
        own = [step.own("constraint"), step.own("choice_filter"), step.own("required"), step.fixed]
        return step.conditions + tuple(condition for condition in own if condition is not None)

    def needed_for(self, conditions: tuple[Condition, ...]) -> tuple[Step, ...]:
        """Return the steps that decide about some conditions, in order: those they look at, and so on backwards."""
        found: set[str] = set()
        waiting = [name for condition in conditions for name in self.names_in(condition)]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            for condition in self.expressions(self.steps[name]):
                waiting.extend(self.names_in(condition))
        return tuple(self.steps[name] for name in sorted(found, key=self.order.__getitem__))

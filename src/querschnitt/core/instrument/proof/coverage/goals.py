"""What the answer sheets together must reach, and the problem that each of these poses to logic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from querschnitt.core.instrument.expressions.tree import Call, Number, Operation
from querschnitt.core.instrument.model import Kind
from querschnitt.core.instrument.proof.logic.domains import Cuts, given_answers
from querschnitt.core.instrument.proof.logic.extents import Codes, Extent, one_of
from querschnitt.core.instrument.proof.logic.layout import Condition, Layout, Step
from querschnitt.core.instrument.proof.logic.passing import Lifted
from querschnitt.core.instrument.proof.logic.problem import Problem, Wanted, all_values, way_to
from querschnitt.core.instrument.proof.logic.rewriting import derived

GoalKind = Literal["question", "choice", "condition"]


@dataclass(frozen=True)
class Goal:
    """One thing to reach.

    Attributes
    ----------
    name : of the question, or of what has the condition
    detail : the code of a choice (or of a missing answer that is offered); the column of a condition
    owner : for a condition: "question", "page" or "group"
    value : for a condition: true or false
    """

    kind: GoalKind
    name: str
    detail: str = ""
    owner: str = ""
    value: bool = True

    def __str__(self) -> str:
        if self.kind == "question":
            return self.name
        if self.kind == "choice":
            return f"{self.name} = {self.detail}"
        return f"{self.detail} of {self.name} {'holds' if self.value else 'fails'}"


def goals_of(layout: Layout) -> tuple[Goal, ...]:
    """Return everything that is to be reached, in the order of the questionnaire."""
    found: dict[Goal, None] = {}
    for step in layout.steps.values():
        for condition in step.conditions:
            found.update(dict.fromkeys(_outcomes(condition)))
        question = step.question
        if question.kind is not Kind.CALCULATE:
            found[Goal("question", step.name)] = None
        for own in (step.own("choice_filter"), step.own("required"), step.own("constraint")):
            found.update(dict.fromkeys(_outcomes(own)) if own else {})
        if question.takes_answers:
            codes = [*question.codes, *question.missing] if question.kind is not Kind.RANK else question.missing
            found.update({Goal("choice", step.name, code): None for code in codes})
    return tuple(found)


def _outcomes(condition: Condition) -> Iterator[Goal]:
    for value in (True, False):
        yield Goal("condition", condition.name, condition.column, condition.owner, value)


def problem_of(goal: Goal, layout: Layout, lifted: Lifted) -> Problem:
    """Return the problem whose solution reaches a goal."""
    if goal.kind == "condition":
        return Problem(layout, _condition_wanted(goal, layout), lifted)
    step = layout.steps[goal.name]
    wanted = way_to(step)
    if goal.kind == "choice":
        wanted += _choice_wanted(step, goal.detail)
    return Problem(layout, wanted, lifted)


def _choice_wanted(step: Step, code: str) -> tuple[Wanted, ...]:
    found = []
    question, condition = step.question, step.own("choice_filter")
    choice = next((choice for choice in question.choices if choice.name == code), None)
    if condition is not None and choice is not None:
        found.append(Wanted(condition, choice=choice))
    constraint = step.own("constraint")
    if constraint is not None and choice is not None:
        found.append(Wanted(constraint, current=answers_with(step, code)))
    return tuple(found)


def answers_with(step: Step, code: str) -> Extent:
    """Return the answers to a selection in which a choice is chosen."""
    if step.question.kind is not Kind.SELECT_MULTIPLE:
        return one_of([code])
    codes = step.question.codes
    every = given_answers(step.question, Cuts())
    if every.codes is None:
        return one_of(point for point in every.points if isinstance(point, tuple) and code in point)
    return Extent(codes=Codes(codes, frozenset((code,)), frozenset(codes), 1, len(codes)))


def _condition_wanted(goal: Goal, layout: Layout) -> tuple[Wanted, ...]:
    """Return what must hold for a condition to be looked at, and to be true or false."""
    step, place = _holder(goal, layout)
    before = tuple(Wanted(condition) for condition in step.conditions[:place])
    if goal.detail == "choice_filter":
        return before
    condition = step.conditions[place] if place < len(step.conditions) else step.own(goal.detail)  # type: ignore[arg-type]
    if condition is None:
        return before
    if condition.column == "repeat_count":
        least = Operation(">=", (condition.expression.tree, Number("1")))
        tree = least if goal.value else Call("not", (least,))
        return (*before, Wanted(derived(condition, tree)))
    current = all_values(condition, step) if condition.column == "constraint" else None
    return (*before, Wanted(condition, value=goal.value, current=current))


def _holder(goal: Goal, layout: Layout) -> tuple[Step, int]:
    """Return the first question that has a condition on its way, and the place of the condition among them."""
    key = (goal.owner, goal.name, goal.detail)
    for step in layout.steps.values():
        for place, condition in enumerate(step.conditions):
            if (condition.owner, condition.name, condition.column) == key:
                return step, place
    step = layout.steps[goal.name]
    return step, len(step.conditions)

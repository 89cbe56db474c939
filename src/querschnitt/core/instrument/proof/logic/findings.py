"""What logic finds wrong with a questionnaire: each finding with its place and what stands against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from querschnitt.core.instrument.faults import Severity
from querschnitt.core.instrument.proof.logic.layout import Condition, Layout, Step
from querschnitt.core.instrument.proof.logic.passing import Lifted, key_of
from querschnitt.core.instrument.proof.logic.problem import Problem, Wanted
from querschnitt.core.instrument.proof.logic.reasons import Reason, reason_for
from querschnitt.core.instrument.proof.logic.solving import Solution, solve


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes
    ----------
    name, column : the row and the cell that are wrong: of a question, a group or a repeat
    value : the part of the cell that is meant; empty for all of it
    reason : what cannot hold together with it
    """

    code: str
    what: str
    name: str
    column: str
    value: str = ""
    expected: str = ""
    hint: str = ""
    severity: Severity = "error"
    reason: Reason = Reason()


Reached = Mapping[tuple[str, str, str], frozenset[bool]]
"""Condition -> the truth values that some answer sheet has shown."""


@dataclass
class Examination:
    """What all checks of logic share. Lives for one run.

    Attributes
    ----------
    reached : what needs no proof, since it happened
    lifted : conditions that were found wrong: what depends on them is looked at as if they were mended, so that one
        mistake is told once
    """

    layout: Layout
    reached: Reached
    lifted: Lifted = Lifted()
    findings: list[Finding] = field(default_factory=list)

    def was(self, condition: Condition, value: bool) -> bool:
        """Whether a condition was seen to be true, or false."""
        return value in self.reached.get(key_of(condition), frozenset())

    def solve(self, *goal: Wanted, lifted: Lifted | None = None) -> Solution:
        return solve(self.problem(*goal, lifted=lifted))

    def problem(self, *goal: Wanted, lifted: Lifted | None = None) -> Problem:
        return Problem(self.layout, goal, lifted or self.lifted)

    def by_itself(self, *goal: Wanted) -> Lifted:
        """Return what is left out of account when conditions are looked at without the way to them."""
        own = {key_of(wanted.condition) for wanted in goal}
        way = [
            condition
            for condition in Problem(self.layout, goal, self.lifted).conditions
            if condition.column in ("relevant", "repeat_count") and key_of(condition) not in own
        ]
        return self.lifted.also(*way)

    def not_required(self, *goal: Wanted) -> Lifted:
        """Return what is left out of account when any question may be left empty."""
        steps = Problem(self.layout, goal, self.lifted).steps
        return Lifted(self.lifted.conditions | {("question", step.name, "required") for step in steps})

    def reason(self, *goal: Wanted) -> Reason:
        """Return what stands against an impossible goal; its last part is what is in question."""
        return reason_for(self.problem(*goal))

    def mend(self, condition: Condition) -> None:
        """Leave a condition out of account from now on."""
        self.lifted = self.lifted.also(condition)

    def steps(self) -> Iterator[Step]:
        return iter(self.layout.steps.values())

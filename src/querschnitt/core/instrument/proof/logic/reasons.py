"""Why something can never be: the smallest set of conditions that cannot hold together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from querschnitt.core.instrument.proof.logic.layout import Condition
from querschnitt.core.instrument.proof.logic.passing import Lifted, key_of
from querschnitt.core.instrument.proof.logic.problem import Problem
from querschnitt.core.instrument.proof.logic.solving import solve

BUDGET = 40
"""Sets of answers that are looked at for each condition; a reason that is a little too long does no harm."""


@dataclass(frozen=True)
class Reason:
    """What cannot hold together.

    Attributes
    ----------
    conditions : expressions that stand against the goal, or against each other
    required : questions that must be answered, where this matters
    """

    conditions: tuple[Condition, ...] = ()
    required: tuple[str, ...] = ()


def reason_for(problem: Problem) -> Reason:
    """Return the conditions without any of which an impossible goal would be possible.

    One condition after the other is left out of account, the farthest first; where the goal stays impossible, it did
    not matter.
    """
    own = {key_of(wanted.condition) for wanted in problem.goal[-1:]}
    candidates = {key_of(condition): condition for condition in reversed(problem.conditions)}
    lifted, kept = problem.lifted, []
    for key, condition in candidates.items():
        if key in own or lifted.holds(condition):
            continue
        without = Lifted(lifted.conditions | {key})
        if solve(replace(problem, lifted=without), budget=BUDGET).is_impossible:
            lifted = without
        else:
            kept.append(condition)
    marks = [step.name for step in problem.steps if step.question.required]
    required = [name for name in marks if _matters(problem, lifted, name)]
    return Reason(tuple(reversed(kept)), tuple(required))


def _matters(problem: Problem, lifted: Lifted, name: str) -> bool:
    without = Lifted(lifted.conditions | {("question", name, "required")})
    return not solve(replace(problem, lifted=without), budget=BUDGET).is_impossible

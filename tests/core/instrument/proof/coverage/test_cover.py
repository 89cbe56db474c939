"""The sheets reach exactly what trying every sheet of answers reaches."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings

from querschnitt.core.instrument import Instrument, Missing
from querschnitt.core.instrument.proof.coverage.cover import cover
from querschnitt.core.instrument.proof.coverage.goals import Goal
from tests.core.instrument.proof.logic.enumeration import (
    Reached,
    all_rows,
    enumerate_sheets,
    questionnaires,
    sheets_count,
)


def is_reached(goal: Goal, reached: Reached) -> bool:
    """Whether some sheet of the enumeration reaches a goal."""
    if goal.kind == "question":
        return goal.name in reached.questions
    if goal.kind == "choice":
        answer = Missing.DONT_KNOW if goal.detail == "dk" else goal.detail
        return (goal.name, answer) in reached.answers
    if goal.detail == "constraint":
        if not goal.value:
            return goal.name in reached.refused
        return any(name == goal.name and isinstance(value, int) for name, value in reached.answers)
    return (goal.name, goal.value) in reached.conditions


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(questionnaires())
def test_the_sheets_reach_what_can_be_reached_and_the_rest_is_proven_unreachable(instrument: Instrument) -> None:
    assume(sheets_count(instrument) <= 3000)
    reached = enumerate_sheets(instrument)
    coverage = cover(instrument)
    covered = {goal for sheet in coverage.sheets for goal in sheet.reached}
    unreachable = {each.goal for each in coverage.unreachable}
    told = "\n".join(all_rows(instrument))
    assert not coverage.undecided, f"{coverage.undecided}\n{told}"
    for goal in covered | unreachable:
        if goal.kind == "condition" and goal.detail == "constraint" and not goal.value:
            continue  # every constraint of these refuses a number that the enumeration does not try
        assert is_reached(goal, reached) == (goal in covered), f"{goal}\n{told}"

"""The verdict of the solver is what trying every sheet of answers says."""

from __future__ import annotations

import datetime

from hypothesis import HealthCheck, assume, given, settings

from querschnitt.core.instrument import Instrument
from querschnitt.core.instrument.proof.logic.layout import Layout
from querschnitt.core.instrument.proof.logic.problem import Problem, Wanted
from querschnitt.core.instrument.proof.logic.solving import Verdict, solve
from tests.core.instrument.proof.logic.enumeration import all_rows, enumerate_sheets, questionnaires, sheets_count

TODAY = datetime.date(2026, 11, 2)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(questionnaires())
def test_a_question_can_be_reached_exactly_if_some_sheet_reaches_it(instrument: Instrument) -> None:
    assume(sheets_count(instrument) <= 3000)
    reached = enumerate_sheets(instrument).questions
    layout = Layout(instrument, TODAY)
    for step in layout.steps.values():
        goal = tuple(Wanted(condition) for condition in step.conditions)
        solution = solve(Problem(layout, goal))
        told = "\n".join([step.name, *all_rows(instrument)])
        assert solution.verdict is not Verdict.UNDECIDED, told
        assert solution.is_possible == (step.name in reached), told

from __future__ import annotations

import pytest

from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument import Missing, Rule, classify, measure
from querschnitt.core.instrument.completeness import Completeness
from tests.instruments import tiny

INSTRUMENT = tiny("completeness")


@pytest.mark.parametrize(
    ("answers", "counts", "status"),
    [
        ({}, (0, 4), "break-off"),
        ({"e1": "no"}, (1, 4), "break-off"),
        ({"e1": "no", "e2": "no"}, (2, 4), "partial"),
        ({"e1": "no", "e2": "no", "e3": "no"}, (3, 4), "partial"),
        ({"e1": "no", "e2": "no", "e3": "no", "e4": "no"}, (4, 4), "complete"),
        ({"e1": "yes", "e2": "no", "e3": "no", "e4": "no"}, (4, 5), "complete"),
        ({"e1": "yes", "e2": "no", "e3": "no"}, (3, 5), "partial"),
        ({"e1": Missing.DONT_KNOW, "e2": Missing.DONT_KNOW}, (2, 4), "partial"),
        ({"e1": "no", "e2": "no", "e5": "yes", "extra": "yes"}, (2, 4), "partial"),
    ],
)
def test_shares_of_applicable_essential_questions(
    answers: dict[str, object], counts: tuple[int, int], status: str
) -> None:
    found = measure(INSTRUMENT, answers)  # type: ignore[arg-type]
    assert (found.answered, found.applicable) == counts
    assert classify(INSTRUMENT, answers) == status  # type: ignore[arg-type]


def test_four_fifths_is_eighty_percent_whatever_the_rounding() -> None:
    for fifths in range(1, 40):
        assert Completeness(answered=4 * fifths, applicable=5 * fifths).status(Rule()) == "complete"


def test_a_rule_that_makes_no_sense() -> None:
    with pytest.raises(QuestionnaireError, match="rule of completeness"):
        Rule(complete=0.5, partial=0.8)


def test_a_questionnaire_without_essential_questions_has_no_completeness() -> None:
    with pytest.raises(QuestionnaireError, match="essential"):
        measure(tiny("select_one"), {})

from __future__ import annotations

import datetime
import random
from decimal import Decimal

import pytest

from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument import Answers, Question, Value, applicable
from querschnitt.core.instrument.answers import accept
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.walk import form_entries, random_answers
from tests.instruments import NAMES, tiny

DAY = Occasion(today=datetime.date(2020, 11, 30))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_answers(name: str) -> None:
    instrument = tiny(name)
    first, second = (random_answers(instrument, random.Random(7), occasion=DAY) for _ in range(2))
    assert first == second


def test_every_required_applicable_question_is_answered() -> None:
    instrument = tiny("in_page_condition")
    for seed in range(50):
        answers = random_answers(instrument, random.Random(seed))
        assert all(q.name in answers for q in applicable(instrument, answers) if q.required)


def test_a_chooser_decides() -> None:
    def choose(question: Question, answers: Answers) -> Value | None:
        return {"works": "yes", "hours": 45, "overtime": "no"}.get(question.name)

    assert random_answers(tiny("pages"), random.Random(1), choose) == {"works": "yes", "hours": 45, "overtime": "no"}


def test_a_page_that_refuses_everything_is_named() -> None:
    with pytest.raises(QuestionnaireError, match="No answer was found") as caught:
        random_answers(tiny("numbers"), random.Random(1), lambda question, answers: 99)
    assert "rooms" in caught.value.where


@pytest.mark.parametrize("rent", ["0.5", "12", "612.50", "1.125", "1250.001", "0.0005"])
def test_form_entries_are_read_back_as_they_were(rent: str) -> None:
    instrument = tiny("numbers")
    form = form_entries(instrument.question("rent"), Decimal(rent))
    assert accept(instrument, instrument.pages[0], form, {}).values == {"rent": Decimal(rent)}

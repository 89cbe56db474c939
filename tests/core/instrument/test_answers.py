from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from querschnitt.core.instrument import AnswerError, Missing, accept
from querschnitt.core.instrument.occasion import Occasion
from tests.instruments import tiny

NUMBERS = tiny("numbers")
MISSING = tiny("missing")
CHILDREN = tiny("in_page_condition")


def _codes(accepted: object) -> dict[str, str]:
    return {error.question: error.code for error in accepted.errors}  # type: ignore[attr-defined]


def test_typed_values_of_a_page() -> None:
    form = {"rooms": ["3"], "rent": ["612,50"], "plain": ["۴۲"], "csrf": ["x"]}
    accepted = accept(NUMBERS, NUMBERS.pages[0], form, {})
    assert accepted.values == {"rooms": 3, "rent": Decimal("612.50"), "plain": 42}
    assert accepted.is_done


def test_all_errors_of_a_page_and_the_good_answers_are_kept() -> None:
    accepted = accept(NUMBERS, NUMBERS.pages[0], {"rooms": ["0"], "rent": ["viel"], "plain": ["42"]}, {"rooms": 2})
    assert _codes(accepted) == {"rooms": "constraint", "rent": "not_a_number"}
    assert accepted.answers == {"plain": 42}


def test_an_answer_that_is_deleted_is_gone() -> None:
    accepted = accept(NUMBERS, NUMBERS.pages[0], {"rooms": [""]}, {"rooms": 2})
    assert accepted.answers == {}
    assert accepted.is_done


def test_required() -> None:
    instrument = tiny("required")
    accepted = accept(instrument, instrument.pages[0], {"comment": [" danke "]}, {})
    assert accepted.errors == (AnswerError("consent", "required"),)
    assert accepted.values == {"comment": "danke"}


def test_choices() -> None:
    one, several = tiny("select_one"), tiny("select_multiple")
    assert accept(one, one.pages[0], {"club": ["yes"]}, {}).values == {"club": "yes"}
    assert _codes(accept(one, one.pages[0], {"club": ["maybe"]}, {})) == {"club": "not_a_choice"}
    assert _codes(accept(one, one.pages[0], {"club": ["yes", "no"]}, {})) == {"club": "not_a_choice"}
    chosen = accept(several, several.pages[0], {"services": ["office", "library"]}, {})
    assert chosen.values == {"services": ("library", "office")}
    assert _codes(accept(several, several.pages[0], {"services": ["office", "none"]}, {})) == {"services": "constraint"}
    assert _codes(accept(several, several.pages[0], {"services": ["office", "x"]}, {})) == {"services": "not_a_choice"}


def test_dont_know_and_refused() -> None:
    page = MISSING.pages[0]
    accepted = accept(MISSING, page, {"works": ["__refused__"], "income__missing": ["__dk__"], "income": [""]}, {})
    assert accepted.values == {"works": Missing.REFUSED, "income": Missing.DONT_KNOW}
    assert accepted.is_done
    assert accept(MISSING, page, {"income": ["__refused__"]}, {}).values == {"income": Missing.REFUSED}
    assert accept(MISSING, page, {"income__missing": ["refused"]}, {}).values == {"income": Missing.REFUSED}


def test_a_missing_value_that_is_not_offered() -> None:
    accepted = accept(MISSING, MISSING.pages[0], {"works": ["__dk__"], "income": ["900"]}, {})
    assert _codes(accepted) == {"works": "not_a_choice"}


def test_an_answer_and_dont_know_at_once() -> None:
    accepted = accept(MISSING, MISSING.pages[0], {"income": ["900"], "income__missing": ["__dk__"]}, {})
    assert _codes(accepted) == {"income": "answer_and_missing"}


def test_a_question_that_this_post_makes_relevant_is_reported_not_stored_as_empty() -> None:
    page = CHILDREN.pages[0]
    first = accept(CHILDREN, page, {"has_children": ["yes"]}, {})
    assert [question.name for question in first.newly_relevant] == ["number"]
    assert (first.errors, first.is_done) == ((), False)
    second = accept(CHILDREN, page, {"has_children": ["yes"], "number": [""]}, first.answers)
    assert _codes(second) == {"number": "required"}
    third = accept(CHILDREN, page, {"has_children": ["yes"], "number": ["2"]}, first.answers)
    assert [question.name for question in third.newly_relevant] == ["school"]
    fourth = accept(CHILDREN, page, {"has_children": ["yes"], "number": ["2"]}, third.answers)
    assert fourth.is_done


def test_with_javascript_the_page_says_what_was_shown() -> None:
    form = {"__shown__": ["has_children number school"], "has_children": ["yes"], "number": ["2"]}
    assert accept(CHILDREN, CHILDREN.pages[0], form, {}).is_done


def test_an_answer_to_a_question_that_no_longer_applies_is_kept_aside_and_not_checked() -> None:
    page = CHILDREN.pages[0]
    stored = {"has_children": "yes", "number": 2}
    accepted = accept(CHILDREN, page, {"has_children": ["no"], "number": ["3"]}, stored)
    assert (accepted.is_done, accepted.answers) == (True, {"has_children": "no", "number": 3})
    accepted = accept(CHILDREN, page, {"has_children": ["no"], "number": ["zwei"]}, stored)
    assert (accepted.is_done, accepted.answers) == (True, {"has_children": "no"})


def test_answers_of_other_pages_are_untouched() -> None:
    instrument = tiny("pages")
    stored = {"works": "no", "hours": 40}
    accepted = accept(instrument, instrument.page("finish"), {"happy": ["yes"]}, stored)
    assert accepted.answers == {"works": "no", "hours": 40, "happy": "yes"}


def test_the_day_is_passed_in() -> None:
    instrument = tiny("date")
    day = datetime.date(2020, 11, 30)
    page = instrument.pages[0]
    assert accept(instrument, page, {"moved": ["2020-11-30"]}, {}, occasion=Occasion(today=day)).values == {
        "moved": day
    }
    assert _codes(accept(instrument, page, {"moved": ["01.12.2020"]}, {}, occasion=Occasion(today=day))) == {
        "moved": "constraint"
    }


@pytest.mark.parametrize("entry", ["", " ", "\n"])
def test_blank_is_no_answer(entry: str) -> None:
    instrument = tiny("text")
    accepted = accept(instrument, instrument.pages[0], {"wishes": [entry]}, {})
    assert (accepted.values, accepted.cleared) == ({}, ("wishes",))

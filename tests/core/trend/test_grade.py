"""Grades: every rule alone, the worst decides, and nothing but declared properties enters."""

from __future__ import annotations

import inspect
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.errors import InputError
from querschnitt.core.trend.grade import Bridges, ItemProperties, grade

ITEM = ItemProperties("satisfied", "5 points", "rule 2020", "web", sensitive=False, n=700)


@pytest.mark.parametrize(
    ("before", "bridges", "letter", "codes"),
    [
        ({}, {}, "A", []),
        ({"mode": "face"}, {}, "C", ["mode_changed"]),
        ({"mode": "face", "sensitive": True}, {}, "D", ["mode_changed_sensitive"]),
        ({"sensitive": True}, {}, "A", []),
        ({"population": "rule 2016"}, {}, "C", ["population_changed"]),
        ({"population": "rule 2016"}, {"population": "cut to the shared part"}, "B", ["population_bridged"]),
        ({"wording": "content"}, {}, "C", ["wording_changed"]),
        ({"wording": "content"}, {"wording": "pretest"}, "B", ["wording_bridged"]),
        ({"scale": "4 points"}, {}, "E", ["scale_changed"]),
        ({"scale": "4 points"}, {"scale": "split ballot"}, "C", ["scale_bridged"]),
        ({"words_only": True}, {}, "E", ["words_only"]),
        ({"n": 99}, {}, "B", ["few_respondents"]),
        ({"n": 49}, {}, "C", ["few_respondents"]),
        ({"n": 19}, {}, "E", ["few_respondents"]),
        ({"n": 100}, {}, "A", []),
    ],
)
def test_each_rule_alone(before, bridges, letter, codes) -> None:
    result = grade(replace(ITEM, **before), ITEM, bridges=Bridges(**bridges))
    assert (result.letter, [reason.code for reason in result.reasons]) == (letter, codes)


def test_all_reasons_are_given_the_worst_first() -> None:
    before = replace(ITEM, mode="face", sensitive=True, population="rule 2016", n=60)
    result = grade(before, ITEM)
    assert [(r.code, r.at_most) for r in result.reasons] == [
        ("mode_changed_sensitive", "D"),
        ("population_changed", "C"),
        ("few_respondents", "B"),
    ]
    assert dict(result.reasons[1].parameters) == {"before": "rule 2016", "after": "rule 2020"}


ITEMS = st.builds(
    ItemProperties,
    wording=st.sampled_from("ab"), scale=st.sampled_from("ab"), population=st.sampled_from("ab"),
    mode=st.sampled_from("ab"), sensitive=st.booleans(), n=st.integers(0, 900), words_only=st.booleans(),
)  # fmt: skip


@given(before=ITEMS, after=ITEMS)
def test_the_worst_reason_decides_and_the_order_of_waves_does_not_matter(before, after) -> None:
    result = grade(before, after)
    assert result.letter == max([reason.at_most for reason in result.reasons], default="A")
    assert grade(after, before).letter == result.letter
    if before.mode != after.mode:
        assert result.letter >= ("D" if before.sensitive or after.sensitive else "C")


def test_no_result_can_enter_a_grade() -> None:
    known = {"wording", "scale", "population", "mode", "sensitive", "n", "words_only"}
    assert {field.name for field in fields(ItemProperties)} == known
    assert list(inspect.signature(grade).parameters) == ["before", "after", "bridges"]


def test_a_negative_number_is_an_error() -> None:
    with pytest.raises(InputError):
        grade(replace(ITEM, n=-1), ITEM)

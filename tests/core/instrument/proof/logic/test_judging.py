"""What is judged of a whole set of answers holds for each of them: the engine says the same, answer by answer."""

from __future__ import annotations

import datetime
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument import Missing
from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.operations import truth
from querschnitt.core.instrument.proof.logic.extents import Codes, Extent, Interval, Words, days_between, join, one_of
from querschnitt.core.instrument.proof.logic.judging import Scope, judge, truths

LANGUAGES = ("ar", "de", "ru")
FIRST, LAST = datetime.date(1950, 1, 1), datetime.date(2030, 12, 31)

EXTENTS = {
    "whole": Extent(numbers=Interval(-3, 40, is_whole=True), points=(Missing.NOT_ASKED,)),
    "decimal": Extent(numbers=Interval(-1.5, 2.5, is_high_open=True)),
    "code": one_of(["a", "b", "12", Missing.REFUSED]),
    "langs": Extent(codes=Codes(LANGUAGES, frozenset(), frozenset(LANGUAGES), 1, 3), points=(Missing.DONT_KNOW,)),
    "text": Extent(words=Words(frozenset({"a"}), longest=6), points=("a", Missing.NOT_ASKED)),
    "day": join([days_between(FIRST, LAST), one_of([Missing.NOT_ASKED])]),
}
"""Question -> what it can be."""

ANSWERS = {
    "whole": st.one_of(st.integers(-3, 40), st.just(Missing.NOT_ASKED)),
    "decimal": st.floats(-1.5, 2.5, exclude_max=True).map(lambda x: int(x) if x == int(x) else x),
    "code": st.sampled_from(["a", "b", "12", Missing.REFUSED]),
    "langs": st.one_of(
        st.sets(st.sampled_from(LANGUAGES), min_size=1).map(lambda some: tuple(c for c in LANGUAGES if c in some)),
        st.just(Missing.DONT_KNOW),
    ),
    "text": st.one_of(st.text("ab 12.", min_size=1, max_size=6).filter(str.strip), st.just(Missing.NOT_ASKED)),
    "day": st.one_of(st.dates(FIRST, LAST), st.just(Missing.NOT_ASKED)),
}

NUMBERS = st.one_of(
    st.sampled_from(
        ["${whole}", "${decimal}", "number(${code})", "count-selected(${langs})", "string-length(${text})"]
    ),
    st.integers(-3, 45).map(str),
    st.sampled_from(["0.5", "2.5", "coalesce(${whole}, 7)", "number(${text})", "(today() - ${day})"]),
)
COMBINED = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "div", "mod"]), inner).map(lambda t: f"({' '.join(t)})"),
        inner.map(lambda one: f"round({one})"),
        inner.map(lambda one: f"int({one})"),
        inner.map(lambda one: f"abs({one})"),
        inner.map(lambda one: f"(-{one})"),
        st.tuples(inner, inner).map(lambda t: f"min({t[0]}, {t[1]})"),
        st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
    ),
    max_leaves=4,
)
ATOMS = st.one_of(
    st.tuples(COMBINED, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), COMBINED).map(" ".join),
    st.sampled_from([
        "${code} = 'a'", "${code} != 'b'", "${code} = ''", "${code} = 'refused'", "${text} = 'a'", "${text} != ''",
        "${langs} = 'ar de'", "selected(${langs}, 'ar')", "selected(${code}, '12')", "selected(${langs}, 'dk')",
        "${day} < '2000-01-01'", "${day} >= today()", "${day} = '1999-12-31'", "contains(${text}, 'b')",
        "starts-with(${text}, 'a')", "regex(${text}, '[ab]+')", "${text} = ${code}", "${langs} = ''", "${day} != ''",
        "selected-at(${langs}, 0) = 'ar'", "if(${whole} > 3, ${code}, 'x') = 'x'", "boolean(${whole})",
        "not(${decimal})", "coalesce(${code}, 'b') = 'b'", "concat(${code}, ${text}) = 'ab'", "${whole} = ${code}",
    ]),
)  # fmt: skip
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({' '.join(t)})"),
        inner.map(lambda one: f"not({one})"),
    ),
    max_leaves=4,
)

TODAY = datetime.date(2026, 11, 2)
SCOPE = Scope({**EXTENTS, "today()": one_of([TODAY])})


def holds(extent: Extent, value: object) -> bool:
    """Whether a value is one of an extent."""
    if extent.is_anything or any(_is_same(point, value) for point in extent.points):
        return True
    if isinstance(value, (bool, Missing)):
        return False
    if isinstance(value, (int, float)):
        return extent.numbers is not None and extent.numbers.holds(value)
    if isinstance(value, datetime.date):
        return extent.days is not None and extent.days.holds(value.toordinal())
    if isinstance(value, tuple):
        return extent.codes is not None and extent.codes.chosen <= set(value) <= extent.codes.possible
    return isinstance(value, str) and extent.words is not None and extent.words.may_be(value)


def _is_same(point: object, value: object) -> bool:
    if isinstance(point, float) and isinstance(value, float) and math.isnan(point) and math.isnan(value):
        return True
    return type(point) in (int, float) and type(value) in (int, float) and point == value or (
        type(point) is type(value) and point == value
    )  # fmt: skip


def of_engine(text: str, answers: dict[str, object]) -> object:
    return Expression.parse(text).value(Environment(answers=answers, today=TODAY))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CONDITIONS, st.fixed_dictionaries(ANSWERS))
def test_what_a_condition_is_for_an_answer_it_can_be_for_the_set(text: str, answers: dict[str, object]) -> None:
    try:
        value = truth(of_engine(text, answers))
    except QuestionnaireError:
        return  # such a condition is refused with the workbook
    assert value in truths(Expression.parse(text), SCOPE)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COMBINED, st.fixed_dictionaries(ANSWERS))
def test_what_a_calculation_gives_for_an_answer_lies_in_the_set(text: str, answers: dict[str, object]) -> None:
    try:
        value = of_engine(text, answers)
    except QuestionnaireError:
        return
    assert holds(judge(Expression.parse(text).tree, SCOPE), value), (text, answers, value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("${whole} > 40", {False}),
        ("${decimal} >= 2.5", {False}),
        ("${decimal} > 2.4", {True, False}),
        ("${code} = 'c'", {False}),
        ("${code} != 'a' or ${code} != 'b'", {True, False}),
        ("count-selected(${langs}) > 3", {False}),
        ("selected(${langs}, 'fr')", {False}),
        ("string-length(${text}) > 6", {False}),
        ("2026 - ${whole} < 1900", {False}),
        ("coalesce(${whole}, 0) >= -3", {True}),
        ("${day} > '2030-12-31'", {False}),
        ("${whole} mod 2 > 1", {False}),
    ],
)
def test_what_can_be_told_of_a_whole_set(text: str, found: set[bool]) -> None:
    assert truths(Expression.parse(text), SCOPE) == found

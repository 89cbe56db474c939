"""Patterns against Python's own engine, which matches the same texts, only not always in time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.instrument import ExpressionError, evaluate
from querschnitt.core.instrument.expressions.patterns import pattern

SETS = st.sampled_from(
    ["a", "b", "1", ".", "[ab]", "[^a]", r"\d", r"\w", r"\s", "[a-c1]", r"[\d-]", r"\D", r"[^\W1]", r"\."]
)
PATTERNS = st.recursive(
    SETS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]}|{parts[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{2,}", "{0,2}", "*?", "+?"])).map(
            lambda parts: f"(?:{parts[0]}){parts[1]}"
        ),
    ),
    max_leaves=6,
)


@given(PATTERNS, st.text(alphabet="ab1 .-", max_size=8))
def test_the_same_texts_match(written: str, text: str) -> None:
    found = pattern(written)
    assert found.matches(text) is bool(re.fullmatch(written, text, re.ASCII))
    assert bool(re.fullmatch(found.portable, text)) is found.matches(text)


@given(PATTERNS)
def test_the_portable_form_is_portable_already(written: str) -> None:
    portable = pattern(written).portable
    assert pattern(portable).portable == portable


@given(st.text(alphabet="ab1()[]{}|*+?.^$-\\,:=!<", max_size=12))
def test_any_pattern_is_read_or_refused_with_a_place(written: str) -> None:
    try:
        portable = pattern(written).portable
    except ExpressionError as error:
        assert 0 <= error.position <= len(written) + 1
    else:
        assert pattern(portable).portable == portable


def test_no_pattern_takes_long() -> None:
    started = time.monotonic()
    for written in ("(a+)+b", "(a|a)*b", "(a*)*b", "a*a*a*a*b", "(.*,){9}x"):
        assert evaluate(f"regex(${{x}}, '{written}')", {"x": "a" * 5000}) is False
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "written", ["((){9999}){9999}", "(((a{99}){99}){99}){99}", "(a|b|){2000}", "(" * 60 + ")" * 60]
)
def test_no_pattern_grows_without_end(written: str) -> None:
    with pytest.raises(ExpressionError, match=r"too long|too deeply"):
        pattern(written)

"""Elementary functions against the machine's own, which are right to one unit of the last digit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.instrument.expressions import elementary

ANY = st.floats(-1e6, 1e6) | st.floats(allow_nan=False, allow_infinity=False)


def _near(found: float, wanted: float) -> bool:
    return found == wanted or abs(found - wanted) <= math.ulp(wanted)


@pytest.mark.parametrize("name", ["sin", "cos", "tan", "atan"])
@given(value=ANY)
def test_of_any_number(name: str, value: float) -> None:
    assert _near(getattr(elementary, name)(value), getattr(math, name)(value))


@pytest.mark.parametrize("name", ["asin", "acos"])
@given(value=st.floats(-1, 1))
def test_of_a_number_between_minus_one_and_one(name: str, value: float) -> None:
    assert _near(getattr(elementary, name)(value), getattr(math, name)(value))


@pytest.mark.parametrize("name", ["log", "log10"])
@given(value=st.floats(0, exclude_min=True, allow_infinity=False))
def test_of_a_number_above_zero(name: str, value: float) -> None:
    assert _near(getattr(elementary, name)(value), getattr(math, name)(value))


@given(st.floats(-700, 700))
def test_exp(value: float) -> None:
    assert _near(elementary.exp(value), math.exp(value))


@given(st.floats(1e-3, 1e3), st.floats(-50, 50))
def test_power(base: float, exponent: float) -> None:
    assert _near(elementary.power(base, exponent), math.pow(base, exponent))


@given(st.integers(-12, 12), st.integers(0, 12))
def test_a_whole_power_of_a_whole_number_is_exact(base: int, exponent: int) -> None:
    assert elementary.power(base, exponent) == base**exponent


@given(ANY, ANY)
def test_atan2(above: float, right: float) -> None:
    """Expressions have no negative zero."""
    above, right = above + 0.0, right + 0.0
    assert _near(elementary.atan2(above, right), math.atan2(above, right))


EDGES = [0.0, 1.0, -1.0, 2.0, -2.0, 0.5, math.inf, -math.inf, math.nan, -8.0, 1 / 3]


@pytest.mark.parametrize("base", EDGES)
@pytest.mark.parametrize("exponent", EDGES)
def test_the_edges_of_power_are_those_of_ieee_754(base: float, exponent: float) -> None:
    try:
        wanted = math.pow(base, exponent)
    except ValueError:
        wanted = math.nan if base < 0 and not exponent.is_integer() else math.inf
    found = elementary.power(base, exponent)
    assert math.isnan(found) if math.isnan(wanted) else found == wanted


@pytest.mark.parametrize("right", [math.inf, -math.inf, 0.0, 1.0])
@pytest.mark.parametrize("above", [math.inf, -math.inf, 1.0, -1.0])
def test_directions_without_end(above: float, right: float) -> None:
    assert elementary.atan2(above, right) == math.atan2(above, right)

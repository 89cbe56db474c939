"""Bounds for nonrespondents who differ: by hand, and by mixing a population of two kinds of people."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.errors import EstimationError
from querschnitt.core.estimation.pattern_mixture import bound_mean, bound_share, tipping_change, tipping_point

shares, rates = st.floats(0, 1), st.floats(0.01, 1)


def test_a_share_by_hand() -> None:
    """A quarter answered, 60 % of them yes; the others 50 or 70 %: 0.25 x 0.6 + 0.75 x 0.5 = 0.525, and 0.675."""
    found = bound_share(0.6, (0.56, 0.64), response_rate=0.25, difference=0.1)
    assert (found.low, found.high) == pytest.approx((0.525, 0.675))
    assert (found.ci_low, found.ci_high) == pytest.approx((0.485, 0.715))


def test_the_share_of_the_others_stays_a_share() -> None:
    """4 % answered yes; the others can be 4 points below at most, 10 above: 0.2 x 0.04 and 0.04 + 0.8 x 0.1."""
    found = bound_share(0.04, (0.01, 0.09), response_rate=0.2, difference=0.1)
    assert (found.low, found.high) == pytest.approx((0.008, 0.12))
    assert (found.ci_low, found.ci_high) == pytest.approx((0.0, 0.17))


def test_if_everybody_answered_nothing_is_open() -> None:
    found = bound_share(0.3, (0.25, 0.36), response_rate=1.0, difference=0.5)
    assert (found.low, found.high, found.ci_low, found.ci_high) == (0.3, 0.3, 0.25, 0.36)


@given(shares, shares, rates)
def test_the_bounds_are_those_of_the_mixture(share: float, difference: float, rate: float) -> None:
    """Mix the respondents with nonrespondents of each possible share: the extremes are the bounds."""
    others = np.clip(np.linspace(share - difference, share + difference, 41), 0, 1)
    mixed = rate * share + (1 - rate) * others
    found = bound_share(share, (share, share), response_rate=rate, difference=difference)
    assert (found.low, found.high) == pytest.approx((mixed.min(), mixed.max()), abs=1e-12)


@given(shares, shares, st.floats(0.01, 0.99))
def test_at_the_tipping_point_the_mixture_is_at_the_threshold(share: float, threshold: float, rate: float) -> None:
    turn = tipping_point(share, threshold, response_rate=rate)
    assert rate * share + (1 - rate) * (share + turn) == pytest.approx(threshold, abs=1e-9)


def test_a_mean_moves_by_the_part_that_did_not_answer() -> None:
    found = bound_mean(900.0, (860.0, 940.0), response_rate=0.2, difference=100.0)
    assert (found.low, found.high, found.ci_low, found.ci_high) == (820.0, 980.0, 780.0, 1020.0)


def test_a_change_by_hand() -> None:
    """From 40 to 46 %, rates of 0.4 and 0.2: the others of the second wave 7.5 points lower, or of both 30."""
    tipping = tipping_change(0.06, rate_before=0.4, rate_after=0.2)
    assert 0.46 + 0.8 * tipping.later_only == pytest.approx(0.40)
    assert 0.46 + 0.8 * tipping.same_in_both == pytest.approx(0.40 + 0.6 * tipping.same_in_both)
    assert tipping_change(0.06, rate_before=0.3, rate_after=0.3).same_in_both == float("inf")
    assert tipping_point(0.6, 0.5, response_rate=1.0) == -float("inf")
    assert tipping_point(0.5, 0.5, response_rate=1.0) == 0.0


@pytest.mark.parametrize(
    ("estimate", "options", "said"),
    [
        (0.5, {"response_rate": 0.0}, "A response rate is a part of the eligible people. Place: response_rate. "
         "Expected: above 0, at most 1. Found: 0.0. Take the weighted rate (RR2 with base weights) as a number like "
         "0.16."),
        (0.5, {"response_rate": 16.0}, "at most 1. Found: 16.0"),
        (0.5, {"response_rate": 0.2, "difference": -0.1}, "A difference is taken both ways, so it has no sign. Place: "
         "difference. Expected: a number from 0 on. Found: -0.1"),
        (50.0, {"response_rate": 0.2}, "Found: 50 in 50 to 50. Give shares, not percentages."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(estimate: float, options: dict[str, float], said: str) -> None:
    with pytest.raises(EstimationError) as caught:
        bound_share(estimate, (estimate, estimate), **options)
    assert said in str(caught.value)

"""Allocations: whole numbers that add up, by hand and by invariant."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.allocation import (
    Effort,
    allocate_at_cost,
    allocate_equal,
    allocate_fixed,
    allocate_neyman,
    allocate_power,
    allocate_proportional,
)

SIZES = st.lists(st.integers(1, 20_000), min_size=1, max_size=30).map(lambda sizes: np.array(sizes, dtype=np.int64))


def test_power_one_half_by_hand() -> None:
    # square roots 30, 20, 10: sixty persons go 30, 20, 10
    assert allocate_power(np.array([900, 400, 100]), 60).tolist() == [30, 20, 10]


def test_power_zero_is_equal_and_one_is_proportional() -> None:
    sizes = np.array([812, 90, 4017, 333])
    assert allocate_power(sizes, 200, power=0.0).tolist() == allocate_equal(sizes, 200).tolist()
    assert allocate_power(sizes, 200, power=1.0).tolist() == allocate_proportional(sizes, 200).tolist()


def test_a_small_stratum_is_taken_whole_and_the_rest_goes_to_the_others() -> None:
    assert allocate_equal(np.array([10, 500, 500]), 110, minimum=20).tolist() == [10, 50, 50]


def test_largest_remainders() -> None:
    # quotas 3.5, 3.25, 3.25 of 10: the first has the largest remainder
    assert allocate_proportional(np.array([1400, 1300, 1300]), 10).tolist() == [4, 3, 3]


def test_bounds_that_cannot_hold_name_the_possible_totals() -> None:
    with pytest.raises(DesignError, match="between 15 and 30.*Found: 31"):
        allocate_power(np.array([20, 20, 20]), 31, minimum=5, maximum=10)


def test_an_empty_stratum_is_named() -> None:
    with pytest.raises(DesignError, match="stratum number 2"):
        allocate_equal(np.array([5, 0, 5]), 3)


@given(sizes=SIZES, share=st.floats(0.01, 1), power=st.floats(0, 1), minimum=st.integers(0, 50))
def test_every_allocation_adds_up_within_its_bounds(sizes, share, power, minimum) -> None:
    total = int(sizes.sum() * share)
    assume(np.minimum(sizes, minimum).sum() <= total)
    drawn = allocate_power(sizes, total, power=power, minimum=minimum)
    assert drawn.sum() == total
    assert np.all(drawn <= sizes)
    assert np.all(drawn >= np.minimum(sizes, minimum))


@given(sizes=SIZES, share=st.floats(0.01, 1))
def test_a_larger_stratum_never_gives_fewer_persons(sizes, share) -> None:
    ordered = np.sort(sizes)[::-1]
    drawn = allocate_power(ordered, int(ordered.sum() * share))
    assert np.all(np.diff(drawn) <= 0)


def variance(
    drawn: np.ndarray, sizes: np.ndarray, spread: np.ndarray, response_rates: np.ndarray | float = 1.0
) -> float:
    """The variance of an estimated total, without the finite population correction."""
    return float((np.square(sizes * spread) / (drawn * response_rates)).sum())


def test_neyman_by_hand() -> None:
    # N x S = 400, 800, 800: fifty persons go 10, 20, 20
    assert allocate_neyman(np.array([400, 400, 200]), 50, spread=np.array([1.0, 2, 4])).tolist() == [10, 20, 20]


def test_neyman_with_one_spread_is_proportional() -> None:
    sizes = np.array([812, 90, 4017, 333])
    assert allocate_neyman(sizes, 200, spread=np.full(4, 7.0)).tolist() == allocate_proportional(sizes, 200).tolist()


@given(data=st.data(), strata=st.integers(2, 6))
def test_no_other_way_to_spend_as_much_has_a_smaller_variance(data, strata) -> None:
    def column(least: float, most: float) -> np.ndarray:
        return np.array(data.draw(st.lists(st.floats(least, most), min_size=strata, max_size=strata)))

    sizes = np.full(strata, 10_000_000)
    spread, costs, rates = column(0.5, 5), column(1, 9), column(0.1, 1)
    drawn = allocate_at_cost(sizes, 100_000, spread=spread, effort=Effort(costs, rates))
    spent, reached = costs @ drawn, variance(drawn, sizes, spread, rates)
    other = drawn * (1 + np.array(data.draw(st.lists(st.floats(-0.5, 0.5), min_size=strata, max_size=strata))))
    other *= spent / (costs @ other)
    assert variance(other, sizes, spread, rates) >= reached * (1 - 1e-4)


def test_what_does_not_vary_gives_no_more_than_its_minimum() -> None:
    sizes, spread = np.array([500, 500, 500]), np.array([1.0, 0, 1])
    assert allocate_neyman(sizes, 102, spread=spread, minimum=2).tolist() == [50, 2, 50]
    with pytest.raises(DesignError, match="between 6 and 1002"):
        allocate_neyman(sizes, 1200, spread=spread, minimum=2)


def test_bounds_of_each_stratum() -> None:
    sizes = np.array([100, 100, 100])
    assert allocate_equal(sizes, 90, minimum=np.array([0, 50, 0]), maximum=np.array([10, 99, 99])).tolist() == [
        10,
        50,
        30,
    ]


def test_fixed_numbers_are_taken_as_they_are_or_refused() -> None:
    sizes = np.array([100, 50])
    assert allocate_fixed(sizes, counts=np.array([0, 50])).tolist() == [0, 50]
    for counts, said in (
        ([1, 51], "stratum number 2.*0 to 50.*Found: 51"),
        ([-1, 3], "number 1"),
        ([0, 0], "not 0 everywhere"),
    ):
        with pytest.raises(DesignError, match=said):
            allocate_fixed(sizes, counts=np.array(counts))


@pytest.mark.parametrize(
    ("spread", "costs", "rates", "said"),
    [
        ([1, -1], [1, 1], [1, 1], "spread.*stratum number 2"),
        ([0, 0], [1, 1], [1, 1], "not 0 everywhere"),
        ([1, 1], [1, 0], [1, 1], "costs.*row 2"),
        ([1, 1], [1, 1], [1, 1.2], "rate.*stratum number 2.*1.2"),
    ],
)
def test_what_is_no_spread_cost_or_rate_is_named(spread, costs, rates, said) -> None:
    effort = Effort(np.array(costs, dtype=float), np.array(rates, dtype=float))
    with pytest.raises(DesignError, match=said):
        allocate_at_cost(np.array([10, 10]), 5, spread=np.array(spread, dtype=float), effort=effort)

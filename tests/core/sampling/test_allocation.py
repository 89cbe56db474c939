"""Allocations: whole numbers that add up, by hand and by invariant."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.allocation import allocate_equal, allocate_power, allocate_proportional

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

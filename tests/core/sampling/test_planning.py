"""Planned precision, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.planning import letters_for, precision


def test_a_simple_random_sample_of_384_gives_five_points() -> None:
    plan = precision(np.array([1600]), np.array([93_000]), response_rates=np.array([0.240100]))
    # 1.959964^2 * 0.25 / 0.05^2 = 384.15 interviews, the textbook number
    assert plan.expected[0] == pytest.approx(384.16)
    assert plan.total_half_width == pytest.approx(0.05, abs=1e-5)


def test_equal_allocation_over_unequal_strata_costs_effective_size() -> None:
    # N = 3000, 1000; n = 100, 100: 4000^2 / (3000^2/100 + 1000^2/100) = 16e6 / 1e5 = 160
    plan = precision(np.array([200, 200]), np.array([3000, 1000]), response_rates=np.array([0.5, 0.5]))
    assert plan.n_eff == pytest.approx(160)
    assert plan.half_width == pytest.approx([0.0979982, 0.0979982], abs=1e-6)


def test_proportional_allocation_loses_nothing() -> None:
    plan = precision(np.array([30, 10]), np.array([3000, 1000]), response_rates=np.array([1.0, 1.0]))
    assert plan.n_eff == pytest.approx(40)


def test_a_rate_of_zero_is_an_error() -> None:
    with pytest.raises(DesignError, match="between 0 and 1"):
        precision(np.array([5]), np.array([10]), response_rates=np.array([0.0]))


def test_letters_for_a_hundred_answers_of_each_group() -> None:
    sizes, rates = np.array([4000, 400]), np.array([0.2, 0.25])
    assert letters_for(np.array([100, 100]), sizes, response_rates=rates).tolist() == [500, 400]
    with pytest.raises(DesignError, match="stratum number 2.*at most 100 answers.*Found: 101"):
        letters_for(np.array([100, 101]), sizes, response_rates=rates)

"""Conditional Poisson sampling against every sample there is, and against many draws."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.conditional_poisson import ConditionalPoisson, conditional_poisson
from querschnitt.core.sampling.inclusion import inclusion_probabilities
from tests.core.sampling.theory import LEVEL, indicators, p_first, p_second, p_unbiased

MEASURES = np.array([1.0, 2, 3, 4, 5, 6, 40])


def counted(design: ConditionalPoisson) -> FloatArray:
    """Return the second-order probabilities by going through every sample."""
    units = len(design.working)
    total, joint = 0.0, np.zeros((units, units))
    for sample in itertools.combinations(range(units), design.size):
        drawn = np.zeros(units, dtype=np.bool_)
        drawn[list(sample)] = True
        chance = float(np.prod(np.where(drawn, design.working, 1 - design.working)))
        total += chance
        joint += chance * np.outer(drawn, drawn)
    return joint / total


@settings(max_examples=40, deadline=None)
@given(measure=st.lists(st.floats(0.5, 20), min_size=2, max_size=9).map(np.array), size=st.integers(1, 8))
def test_both_orders_are_those_of_all_samples_together(measure, size) -> None:
    assume(size < len(measure))
    probabilities = inclusion_probabilities(measure, size)
    assume(probabilities[probabilities < 1].max(initial=0) < 0.999)
    design = conditional_poisson(probabilities)
    everything = counted(design)
    assert np.diag(everything) == pytest.approx(probabilities, abs=1e-9)
    assert design.joint() == pytest.approx(everything, abs=1e-9)


def test_many_draws_show_both_orders() -> None:
    probabilities = inclusion_probabilities(MEASURES, 4)
    design = conditional_poisson(probabilities)
    drawn = indicators(lambda chance: design.draw(chance.random(7)), 7, seed=4)
    assert np.all(drawn.sum(axis=1) == 4)
    assert p_first(drawn, probabilities, design.joint()) > LEVEL
    assert p_second(drawn, design.joint()) > LEVEL
    assert p_unbiased(drawn, probabilities, MEASURES**1.5) > LEVEL
    independent = np.outer(probabilities, probabilities)
    assert p_second(drawn, independent) < LEVEL, "a test that would pass with any probabilities"


def test_equal_probabilities_are_simple_random_sampling() -> None:
    joint = conditional_poisson(np.full(10, 0.4)).joint()
    assert joint[np.triu_indices(10, k=1)] == pytest.approx(4 * 3 / (10 * 9))


def test_second_order_probabilities_add_up_for_a_few_hundred_districts() -> None:
    probabilities = inclusion_probabilities(np.random.default_rng(1).gamma(2, 1, 200), 30)
    joint = conditional_poisson(probabilities).joint()
    assert joint.sum(axis=1) == pytest.approx(30 * probabilities, abs=1e-9)
    products = np.outer(probabilities, probabilities)
    off = ~np.eye(200, dtype=bool)
    # Yates and Grundy's variance is never negative
    assert np.all(joint[off] <= products[off] + 1e-12) and np.all(joint[off] > 0)


def test_all_or_those_who_are_certain() -> None:
    assert conditional_poisson(np.ones(3)).draw(np.full(3, 0.99)).tolist() == [0, 1, 2]
    assert conditional_poisson(np.array([1.0, 0.5, 0.5])).joint()[0].tolist() == [1, 0.5, 0.5]


def test_what_is_too_large_is_refused_with_a_way_out() -> None:
    with pytest.raises(DesignError, match="unit by unit.*pareto"):
        conditional_poisson(np.full(20_000, 0.5))

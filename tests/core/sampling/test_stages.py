"""Draws in steps: what each step does, with which probability, and what cannot be promised."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.conditional_poisson import conditional_poisson
from querschnitt.core.sampling.inclusion import inclusion_probabilities
from querschnitt.core.sampling.stages import (
    Staged,
    batches,
    joint_of_stages,
    one_of_each,
    second_phase,
    take_within,
    written_to_twice,
)
from tests.core.sampling.theory import LEVEL, indicators, p_first, p_second, p_unbiased

SIZES = np.array([3, 2, 4, 5])
CLUSTERS = np.repeat(np.arange(4), SIZES)
DISTRICTS = inclusion_probabilities(SIZES.astype(float), 2)
TAKE = np.full(4, 2)


def test_districts_and_persons_are_drawn_as_stated_and_the_sample_weighs_itself() -> None:
    design = conditional_poisson(DISTRICTS)

    def draw(chance: np.random.Generator):
        order = chance.permutation(14)
        drawn = design.draw(chance.random(4))
        return take_within(CLUSTERS, drawn, first=DISTRICTS, take=TAKE, order=order).index

    probability = DISTRICTS[CLUSTERS] * (TAKE / SIZES)[CLUSTERS]
    assert probability == pytest.approx(np.full(14, 4 / 14))
    everybody = Staged(np.arange(14), CLUSTERS, first=DISTRICTS[CLUSTERS], second=(TAKE / SIZES)[CLUSTERS])
    joint = joint_of_stages(everybody, joint=design.joint(), sizes=SIZES)
    drawn = indicators(draw, 14, seed=5)
    assert p_first(drawn, probability, joint) > LEVEL
    assert p_second(drawn, joint) > LEVEL
    assert p_unbiased(drawn, probability, np.arange(14.0)) > LEVEL
    assert joint.sum(axis=1) == pytest.approx(4 * probability)


def test_more_than_live_there_cannot_be_drawn() -> None:
    with pytest.raises(DesignError, match="district number 2.*1 to 2.*Found: 3"):
        take_within(CLUSTERS, np.array([0, 1]), first=DISTRICTS, take=np.full(4, 3), order=np.arange(14))


def test_one_person_of_each_household_with_the_probability_of_the_household() -> None:
    strata = np.zeros(14, dtype=np.int64)
    drawn = indicators(
        lambda chance: one_of_each(CLUSTERS, strata=strata, order=chance.permutation(14)).index, 14, seed=6
    )
    assert np.all(drawn @ np.eye(4)[CLUSTERS] == 1)
    assert p_first(drawn, (1 / SIZES)[CLUSTERS]) > LEVEL


def test_households_across_strata_are_refused_and_counted() -> None:
    with pytest.raises(DesignError, match="2 households in several"):
        one_of_each(CLUSTERS, strata=np.array([0, 1, 0, 0, 0, 2, 2, 1, 2, 1, 1, 1, 1, 1]), order=np.arange(14))


def test_households_with_two_letters() -> None:
    assert written_to_twice(np.array([1, 5, 1, 1, 2, 5])) == 2
    assert written_to_twice(np.array([], dtype=np.int64)) == 0


def test_some_of_those_who_did_not_answer() -> None:
    take = np.array([1, 2, 2, 4])
    drawn = indicators(
        lambda chance: np.flatnonzero(second_phase(CLUSTERS, take=take, order=chance.permutation(14))[0]), 14, seed=7
    )
    stated = second_phase(CLUSTERS, take=take, order=np.arange(14))[1]
    assert stated == pytest.approx((take / SIZES)[CLUSTERS])
    assert np.all(drawn.sum(axis=1) == 9)
    assert p_first(drawn, stated) > LEVEL
    with pytest.raises(DesignError, match="district number 1.*Found: 0"):
        second_phase(CLUSTERS, take=np.array([0, 2, 2, 4]), order=np.arange(14))


@given(strata=st.lists(st.integers(0, 4), min_size=6, max_size=80).map(np.array), cuts=st.integers(1, 5))
def test_each_batch_takes_its_share_of_every_stratum(strata, cuts) -> None:
    sizes = np.full(cuts, len(strata) // cuts)
    sizes[-1] += len(strata) - sizes.sum()
    released = batches(strata, sizes)
    assert np.bincount(released, minlength=cuts).tolist() == sizes.tolist()
    for stratum in np.unique(strata):
        mine = released[strata == stratum]
        assert np.all(np.diff(mine) >= 0), "in the order of the draw"
        expected = len(mine) * sizes / len(strata)
        assert np.all(np.abs(np.bincount(mine, minlength=cuts) - expected) < len(np.unique(strata)) + 1)


def test_whoever_stands_in_a_batch_is_there_by_chance() -> None:
    strata = np.array([0] * 8 + [1] * 4)

    def first_batch(chance: np.random.Generator):
        order = np.concatenate((chance.permutation(8), 8 + chance.permutation(4)))
        return order[batches(strata[order], np.array([3, 9])) == 0]

    drawn = indicators(first_batch, 12, seed=8)
    assert p_first(drawn, np.full(12, 0.25)) > LEVEL


def test_batches_that_are_not_the_sample_are_refused() -> None:
    with pytest.raises(DesignError, match="add up to 3.*Found: 1, 1"):
        batches(np.array([0, 0, 1]), np.array([1, 1]))

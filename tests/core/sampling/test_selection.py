"""Selection: independent of the order of rows, right in number, random in fact."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.sampling.design import Design
from querschnitt.core.sampling.frame import frame_of
from querschnitt.core.sampling.selection import draw, draw_at_random

IDS = [f"p{i:04d}" for i in range(600)]
STRATA = ["a"] * 400 + ["b"] * 150 + ["c"] * 50
DESIGN = Design("test", "group", 90, minimum=10)


@given(shuffle=st.permutations(range(60)), seed=st.integers(0, 2**40))
def test_the_same_people_whatever_the_order_of_rows(shuffle, seed) -> None:
    ids, strata = IDS[380:440], STRATA[380:440]
    design = Design("test", "group", 12)
    straight = draw(frame_of(ids, strata), design, seed=seed)
    mixed = draw(frame_of([ids[i] for i in shuffle], [strata[i] for i in shuffle]), design, seed=seed)
    assert [ids[i] for i in straight.index] == [ids[shuffle[i]] for i in mixed.index]


def test_counts_probabilities_and_numbers() -> None:
    frame = frame_of(IDS, STRATA)
    sample = draw(frame, DESIGN, seed=5)
    assert np.bincount(sample.stratum).tolist() == sample.allocation.tolist()
    assert sample.number.tolist() == list(range(1, 91))
    # Horvitz-Thompson: the base weights of a stratified sample add up to the frame, stratum by stratum
    assert np.bincount(sample.stratum, weights=1 / sample.probability) == pytest.approx([400, 150, 50])
    assert len(set(sample.index.tolist())) == 90


def test_another_seed_is_another_sample() -> None:
    frame = frame_of(IDS, STRATA)
    assert set(draw(frame, DESIGN, seed=1).index) != set(draw(frame, DESIGN, seed=2).index)


def test_every_person_is_drawn_as_often_as_its_probability_says() -> None:
    frame, seeds = frame_of(IDS, STRATA), 800
    drawn = np.zeros(600)
    for seed in range(seeds):
        drawn[draw(frame, DESIGN, seed=seed).index] += 1
    probability = (DESIGN.allocate(frame.sizes, frame.levels) / frame.sizes)[frame.stratum]
    z = (drawn / seeds - probability) / np.sqrt(probability * (1 - probability) / seeds)
    assert np.mean(z**2) == pytest.approx(1, abs=0.25)
    assert np.abs(z).max() < 4.5


def test_the_draw_for_simulations_has_the_same_allocation() -> None:
    frame = frame_of(IDS, STRATA)
    sample = draw_at_random(frame, DESIGN, generator=np.random.default_rng(3))
    assert sample.allocation.tolist() == draw(frame, DESIGN, seed=1).allocation.tolist()
    assert np.bincount(sample.stratum).tolist() == sample.allocation.tolist()

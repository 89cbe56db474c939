"""Systematic selection: exact probabilities, an even spread over the order, and the snake of the keys."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.errors import DesignError, ShapeError
from querschnitt.core.sampling.inclusion import inclusion_probabilities
from querschnitt.core.sampling.systematic import Listed, serpentine, systematic, systematic_in_strata
from tests.core.sampling.theory import LEVEL, indicators, p_first, p_unbiased

MEASURES = np.array([3.0, 9, 1, 4, 4, 12, 7, 2])


def test_every_unit_is_drawn_as_often_as_stated() -> None:
    probabilities = inclusion_probabilities(MEASURES, 3)
    drawn = indicators(lambda chance: systematic(probabilities, start=chance.random()), 8, seed=1)
    assert np.all(drawn.sum(axis=1) == 3)
    assert p_first(drawn, probabilities) > LEVEL
    assert p_unbiased(drawn, probabilities, np.arange(8.0) ** 2) > LEVEL


@given(units=st.integers(1, 500), share=st.floats(0.01, 1), start=st.floats(0, 1, exclude_max=True))
def test_equal_probabilities_take_every_so_manyth(units, share, start) -> None:
    size = max(1, int(units * share))
    drawn = systematic(np.full(units, size / units), start=start)
    assert len(set(drawn.tolist())) == size
    assert set(np.diff(drawn).tolist()) <= {units // size, units // size + 1}


def test_a_snake_by_hand() -> None:
    districts, ages = np.array(["b", "a", "b", "a", "c", "a", "c"]), np.array([1, 3, 2, 1, 5, 2, 4])
    # a rises 1, 2, 3; b falls 2, 1; c rises 4, 5
    assert serpentine([districts, ages]).tolist() == [3, 5, 1, 2, 0, 6, 4]


@given(rows=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60))
def test_neighbours_differ_as_little_as_a_snake_lets_them(rows) -> None:
    keys = [np.array(column) for column in zip(*rows, strict=True)]
    ordered = [rows[place] for place in serpentine(keys)]
    assert sorted(ordered) == sorted(rows)
    assert [row[0] for row in ordered] == sorted(row[0] for row in rows)
    for number, (_, group) in enumerate(itertools.groupby(ordered, key=lambda row: row[0])):
        second = [row[1] for row in group]
        assert second == sorted(second, reverse=number % 2 == 1)


def test_what_cannot_be_is_named() -> None:
    with pytest.raises(DesignError, match="random start"):
        systematic(np.array([0.5, 0.5]), start=1.0)
    with pytest.raises(DesignError, match="needs a key"):
        serpentine([])
    with pytest.raises(ShapeError, match="key number 2"):
        serpentine([np.array([1, 2]), np.array([1])])


def test_each_stratum_is_drawn_from_by_itself_and_whatever_the_order_of_rows() -> None:
    ids, chance = [f"p{number:03}" for number in range(90)], np.random.default_rng(9)
    strata, ages = np.repeat([0, 1], [60, 30]), chance.integers(18, 90, 90)
    allocation = np.array([12, 5])
    drawn = systematic_in_strata(Listed(ids, strata, [ages]), allocation, seed=7)
    assert np.bincount(strata[drawn]).tolist() == [12, 5]
    mixed = chance.permutation(90)
    other = Listed([ids[row] for row in mixed], strata[mixed], [ages[mixed]])
    assert [other.unit_ids[row] for row in systematic_in_strata(other, allocation, seed=7)] == [
        ids[row] for row in drawn
    ]
    # Along the order of age one of five is drawn: of any ten neighbours two, give or take one.
    ranks = np.sort(np.argsort(np.argsort(ages[:60], kind="stable"))[np.sort(drawn[drawn < 60])])
    assert np.all(np.abs(np.diff(ranks) - 5) <= 4)


def test_over_many_seeds_everybody_has_the_same_chance() -> None:
    ids, ages = [f"p{number}" for number in range(10)], np.arange(10)
    listed, seeds = Listed(ids, np.zeros(10, dtype=np.int64), [ages]), itertools.count()
    drawn = indicators(lambda _: systematic_in_strata(listed, np.array([3]), seed=next(seeds)), 10, seed=1, draws=5000)
    assert p_first(drawn, np.full(10, 0.3)) > LEVEL

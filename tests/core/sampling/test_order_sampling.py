"""Poisson sampling and its kin: the probabilities that are stated, and samples that share or avoid each other."""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.errors import DesignError
from querschnitt.core.sampling import order_sampling
from querschnitt.core.sampling.inclusion import inclusion_probabilities
from querschnitt.core.sampling.order_sampling import Ranking, order_probabilities, order_sample, poisson
from querschnitt.core.sampling.permanent_numbers import permanent_numbers, shifted
from tests.core.sampling.theory import LEVEL, indicators, p_first, p_second, p_unbiased

MEASURES = np.array([1.0, 2, 3, 4, 5, 6, 40])
TARGET = inclusion_probabilities(MEASURES, 4)
VALUES = MEASURES * np.array([1.0, 3, 2, 2, 1, 4, 1])


def test_poisson_sampling_takes_each_unit_by_itself() -> None:
    drawn = indicators(lambda chance: poisson(TARGET, chance.random(7)), 7, seed=2)
    joint = np.outer(TARGET, TARGET)
    np.fill_diagonal(joint, TARGET)
    assert p_first(drawn, TARGET, joint) > LEVEL
    assert p_second(drawn, joint) > LEVEL
    assert p_unbiased(drawn, TARGET, VALUES) > LEVEL
    assert drawn.sum(axis=1).mean() == pytest.approx(4, abs=0.05)


@pytest.mark.parametrize("ranking", ["sequential", "pareto"])
def test_the_exact_probabilities_are_those_of_many_draws_and_the_target_is_only_near(ranking: Ranking) -> None:
    exact = order_probabilities(TARGET, ranking=ranking)
    drawn = indicators(lambda chance: order_sample(TARGET, chance.random(7), ranking=ranking), 7, seed=3)
    assert np.all(drawn.sum(axis=1) == 4)
    assert exact.sum() == pytest.approx(4, abs=1e-4)
    assert p_first(drawn, exact) > LEVEL
    assert p_unbiased(drawn, exact, VALUES) > LEVEL
    assert exact == pytest.approx(TARGET, abs=0.04)


def test_the_target_is_missed_less_by_pareto_than_by_sequential_poisson() -> None:
    missed = [np.abs(order_probabilities(TARGET, ranking=each) - TARGET).max() for each in ("pareto", "sequential")]
    assert missed[0] < missed[1] / 2
    drawn = indicators(lambda chance: order_sample(TARGET, chance.random(7), ranking="sequential"), 7, seed=3)
    assert p_first(drawn, TARGET) < LEVEL, "a test that would pass with any probabilities"


@pytest.mark.parametrize("ranking", ["sequential", "pareto"])
def test_equal_targets_are_met_exactly(ranking: Ranking) -> None:
    assert order_probabilities(np.full(10, 0.3), ranking=ranking) == pytest.approx(np.full(10, 0.3), abs=1e-5)
    assert order_probabilities(np.ones(3), ranking=ranking).tolist() == [1, 1, 1]


def test_two_surveys_share_units_with_the_same_numbers_and_avoid_them_with_shifted_ones() -> None:
    ids = [f"u{i}" for i in range(3000)]
    numbers = permanent_numbers(ids, key="city")
    first, second = np.full(3000, 0.2), np.full(3000, 0.3)
    one = set(order_sample(first, numbers).tolist())
    assert one <= set(order_sample(second, numbers).tolist())
    assert not one & set(order_sample(second, shifted(numbers, by=0.5)).tolist())
    apart = set(order_sample(second, permanent_numbers(ids, key="other")).tolist())
    assert len(one & apart) == pytest.approx(600 * 0.3, abs=50)


def test_who_joins_the_frame_changes_at_most_one_other() -> None:
    ids = [f"u{i}" for i in range(500)]
    before = order_sample(np.full(500, 0.1), permanent_numbers(ids, key=1))
    after = order_sample(np.full(501, 50 / 501), permanent_numbers([*ids, "new"], key=1))
    assert len(set(before.tolist()) - set(after.tolist())) <= 1


@pytest.mark.parametrize("ranking", ["sequential", "pareto"])
def test_probabilities_of_a_large_draw_are_nearly_those_that_are_worked_out_exactly(
    ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = inclusion_probabilities(np.exp(np.random.default_rng(1).normal(size=600)), 150)
    nearly = order_probabilities(target, ranking=ranking)
    monkeypatch.setattr(order_sampling, "FEW_CELLS", 600 * 150)
    exact = order_probabilities(target, ranking=ranking)
    assert nearly == pytest.approx(exact, rel=5e-5)
    assert nearly.sum() == pytest.approx(150, abs=1e-9)
    far = np.abs(target / exact - 1).max()
    assert far > 5e-3 if ranking == "sequential" else far < 5e-5


def test_a_draw_of_hardly_anybody_of_very_many_is_refused_with_a_way_out() -> None:
    target = inclusion_probabilities(np.arange(1.0, 2_000_001), 6)
    with pytest.raises(DesignError, match="cannot be worked out.*poisson"):
        order_probabilities(target)

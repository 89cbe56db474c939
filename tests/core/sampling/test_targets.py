"""The cheapest allocation for several targets: against closed forms, against every other, and against a bound."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.allocation import Effort
from querschnitt.core.sampling.targets import Target, allocate_to_targets, share_target

Z = float(stats.norm.ppf(0.975))


def effort(strata: int, *, costs: object = 1.0, rates: object = 1.0) -> Effort:
    return Effort(np.broadcast_to(np.asarray(costs, float), strata), np.broadcast_to(np.asarray(rates, float), strata))


def own_groups(sizes: np.ndarray, half_width: float) -> list[Target]:
    """A target for each stratum, as a group of its own."""
    return [
        share_target(f"group {place}", sizes=sizes, members=row, half_width=half_width)
        for place, row in enumerate(np.diag(sizes))
    ]


def test_groups_that_are_strata_need_what_the_textbook_says() -> None:
    # n = n0 / (1 + n0 / N) with n0 = z^2 p (1 - p) / e^2, each group by itself
    sizes = np.array([93_000, 4_000, 700, 60])
    n0 = Z**2 * 0.25 / 0.05**2
    expected = np.ceil(n0 / (1 + n0 / sizes) - 1e-9)
    found = allocate_to_targets(sizes, own_groups(sizes, 0.05), effort=effort(4))
    assert found.drawn.tolist() == expected.tolist()
    assert found.binding == tuple(f"group {place}" for place in range(4))
    assert max(found.half_widths.values()) <= 0.05


def test_who_answers_less_is_written_to_more() -> None:
    sizes = np.array([50_000, 50_000])
    found = allocate_to_targets(sizes, own_groups(sizes, 0.1), effort=effort(2, rates=[0.5, 0.1]))
    expected = Z**2 * 0.25 / 0.1**2 / (1 + Z**2 * 0.25 / 0.1**2 / 50_000)
    assert found.drawn.tolist() == [np.ceil(expected / 0.5), np.ceil(expected / 0.1)]


def test_one_target_is_neyman_at_cost() -> None:
    sizes, spread, costs = np.array([30_000, 50_000, 20_000]), np.array([1.0, 3, 8]), np.array([1.0, 4, 2])
    target = Target("rent", spread=spread, sizes=sizes / 100_000, half_width=0.2)
    found = allocate_to_targets(sizes, [target], effort=effort(3, costs=costs))
    share = sizes * spread / np.sqrt(costs)
    assert found.drawn / found.drawn.sum() == pytest.approx(share / share.sum(), rel=5e-3)
    assert found.half_widths["rent"] == pytest.approx(0.2, rel=2e-3) and found.half_widths["rent"] <= 0.2


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_nothing_cheaper_reaches_all_targets_in_small_populations(data) -> None:
    sizes = np.array(data.draw(st.lists(st.integers(4, 14), min_size=2, max_size=3)))
    strata = len(sizes)
    costs = np.array(data.draw(st.lists(st.integers(1, 5), min_size=strata, max_size=strata)), dtype=float)
    targets = [
        Target(
            str(number), spread=np.array(data.draw(st.lists(st.floats(0.2, 2), min_size=strata, max_size=strata))),
            sizes=sizes / sizes.sum(), half_width=data.draw(st.floats(0.3, 1.5)),
        )
        for number in range(2)
    ]  # fmt: skip
    found = allocate_to_targets(sizes, targets, effort=effort(strata, costs=costs))
    cheapest = min(
        costs @ np.array(drawn)
        for drawn in itertools.product(*(range(min(2, size), size + 1) for size in sizes))
        if all(target.variance(np.array(drawn, float), sizes) <= target.limit for target in targets)
    )
    assert all(found.half_widths[target.name] <= target.half_width * (1 + 1e-9) for target in targets)
    # whole persons: at most one too many in each stratum
    assert cheapest <= found.cost <= cheapest + costs.sum()


def test_twenty_five_groups_across_sixty_strata_reach_their_targets_at_the_least_cost() -> None:
    chance = np.random.default_rng(1)
    sizes = chance.integers(200, 20_000, 60)
    members = (chance.dirichlet(np.full(25, 0.3), 60) * sizes[:, np.newaxis]).astype(np.int64)
    targets = [share_target(str(g), sizes=sizes, members=members[:, g], half_width=0.06) for g in range(25)]
    given_effort = effort(60, costs=chance.uniform(1, 4, 60), rates=chance.uniform(0.2, 0.6, 60))
    found = allocate_to_targets(sizes, targets, effort=given_effort)
    assert max(found.half_widths.values()) <= 0.06
    assert found.binding
    # By duality no allocation costs less than this bound, whatever the multipliers; these are close to the best.
    assert found.cost <= 1.001 * _bound(found.drawn, sizes, targets, given_effort)


def _bound(drawn: np.ndarray, sizes: np.ndarray, targets: list[Target], given_effort: Effort) -> float:
    """The greatest lower bound that multipliers give, found by going uphill from none."""
    costs, rates = given_effort.costs, given_effort.response_rates
    parts = [np.square(t.sizes * t.spread) for t in targets]
    needed = np.array([p / rates / (t.limit + (p / sizes).sum()) for p, t in zip(parts, targets, strict=True)])
    multipliers, best = np.full(len(targets), float(costs @ drawn) / len(targets)), 0.0
    for _ in range(4000):
        allocated = np.clip(np.sqrt(multipliers @ needed / costs), np.minimum(sizes, 2), sizes)
        used = (needed / allocated).sum(axis=1)
        best = max(best, float(costs @ allocated + multipliers @ (used - 1)))
        multipliers = multipliers * used**0.7
    return best


def test_a_target_beyond_reach_is_named_with_what_can_be_reached() -> None:
    sizes = np.array([5_000, 40])
    with pytest.raises(DesignError, match="group 1.*0.1[0-9]+ or more.*Found: 0.05"):
        allocate_to_targets(sizes, own_groups(sizes, 0.05), effort=effort(2, rates=[0.5, 0.5]))


def test_a_group_without_members_and_a_width_that_is_none() -> None:
    sizes = np.array([10, 10])
    with pytest.raises(DesignError, match="Nobody belongs.*nobody"):
        share_target("nobody", sizes=sizes, members=np.array([0, 0]), half_width=0.1)
    with pytest.raises(DesignError, match="between 0 and 1"):
        share_target("all", sizes=sizes, members=sizes, half_width=0)

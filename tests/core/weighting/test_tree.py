"""Trees of response rates: a known split is found, chance is not, and the rule is kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.nonresponse import CollapseRule
from querschnitt.core.weighting.tree import grow_tree

ANY = CollapseRule(minimum=1, largest_factor=1e9)


def people(cells: dict[tuple[str, ...], tuple[int, int]]) -> tuple[np.ndarray, list[np.ndarray]]:
    """Persons and respondents of each cell -> who answered, and a column for each place of the cells' names."""
    answered = np.concatenate([np.arange(n) < r for n, r in cells.values()])
    columns = [np.repeat([cell[i] for cell in cells], [n for n, _ in cells.values()]) for i in range(2)]
    return answered, columns


def test_a_split_by_hand() -> None:
    # Regions a, b, c answer with 20, 22 and 60 of 100: the best cut of the order a, b, c is before c.
    answered, (region, _) = people({("c", ""): (100, 60), ("a", ""): (100, 20), ("b", ""): (100, 22)})
    tree = grow_tree(answered, {"region": region}, alpha=0.05, rule=ANY)
    (split,) = tree.splits
    assert (split.node, split.left, split.right, split.n) == ("everybody", ("a", "b"), ("c",), (200, 100))
    assert split.rates == (0.21, 0.6)
    expected = stats.chi2_contingency([[42, 158], [60, 40]], correction=False)
    assert split.chi2 == pytest.approx(expected.statistic)
    assert split.p == pytest.approx(3 * expected.pvalue)  # three levels part in two in 2^2 - 1 ways; one variable
    assert tree.classes.labels == ("region: a, b", "region: c")
    assert np.bincount(tree.classes.codes).tolist() == [200, 100]


def test_a_second_variable_counts_only_where_it_does() -> None:
    # In the north age decides, in the south nothing does.
    cells = {("n", "old"): (200, 140), ("n", "young"): (200, 40), ("s", "old"): (200, 20), ("s", "young"): (200, 20)}
    answered, (region, age) = people(cells)
    tree = grow_tree(answered, {"region": region, "age": age}, alpha=0.05, rule=ANY)
    assert [(split.node, split.variable) for split in tree.splits] == [
        ("everybody", "region"),
        ("region: n", "age"),
    ]
    assert tree.classes.labels == ("region: s", "region: n × age: young", "region: n × age: old")


def test_the_rule_forbids_a_split_however_clear() -> None:
    answered, (region, _) = people({("a", ""): (400, 10), ("b", ""): (400, 300)})
    assert grow_tree(answered, {"region": region}, alpha=0.05, rule=CollapseRule(minimum=11)).splits == ()
    assert grow_tree(answered, {"region": region}, alpha=0.05, rule=CollapseRule(1, 39.9)).splits == ()
    assert len(grow_tree(answered, {"region": region}, alpha=0.05, rule=CollapseRule(10, 40.0)).splits) == 1


def test_chance_is_rarely_taken_for_a_difference() -> None:
    rng = np.random.default_rng(3)
    grown = 0
    for _ in range(200):
        columns = {name: rng.choice(list("abcd"), 400) for name in ("x", "y", "z")}
        grown += bool(grow_tree(rng.random(400) < 0.4, columns, alpha=0.05, rule=ANY).splits)
    # Bonferroni keeps the level: at most 5 %; 21 of 200 would be four standard errors above.
    assert grown <= 21


@given(shuffle=st.permutations(range(120)))
@settings(deadline=None, max_examples=25)
def test_the_order_of_people_does_not_matter(shuffle) -> None:
    answered, (region, age) = people(
        {("n", "old"): (40, 35), ("n", "young"): (40, 20), ("s", "old"): (20, 3), ("s", "young"): (20, 2)}
    )
    tree = grow_tree(answered, {"region": region, "age": age}, alpha=0.2, rule=ANY)
    order = np.array(shuffle)
    again = grow_tree(answered[order], {"region": region[order], "age": age[order]}, alpha=0.2, rule=ANY)
    assert again.splits == tree.splits
    assert np.array_equal(again.classes.codes, tree.classes.codes[order])


def test_nobody_answered() -> None:
    with pytest.raises(WeightingError, match="Nobody answered"):
        grow_tree(np.zeros(3, dtype=bool), {"x": np.array(["a", "b", "c"])}, alpha=0.05, rule=ANY)

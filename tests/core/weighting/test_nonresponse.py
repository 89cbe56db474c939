"""Weighting classes: factors by hand, sums kept, merging written down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.nonresponse import Classes, CollapseRule, adjust_by_classes

NEVER = CollapseRule(minimum=1, largest_factor=1e9)


def test_factors_by_hand() -> None:
    weights = np.array([10.0, 10.0, 10.0, 4.0, 4.0])
    responded = np.array([True, False, False, True, True])
    classes = Classes(np.array([0, 0, 0, 1, 1]), ("young", "old"))
    adjusted = adjust_by_classes(weights, responded, classes=classes, rule=NEVER)
    assert adjusted.weights == pytest.approx([30, 0, 0, 4, 4])
    assert adjusted.collapses == ()


@given(
    weights=st.lists(st.floats(0.5, 100), min_size=40, max_size=40).map(np.array),
    responded=st.lists(st.booleans(), min_size=40, max_size=40).map(np.array),
    codes=st.lists(st.integers(0, 4), min_size=40, max_size=40).map(np.array),
    minimum=st.integers(0, 12),
)
def test_every_class_keeps_its_sum_of_weights(weights, responded, codes, minimum) -> None:
    responded[0] = True
    classes = Classes(codes, tuple("abcde"))
    adjusted = adjust_by_classes(weights, responded, classes=classes, rule=CollapseRule(minimum, 5.0))
    before = np.bincount(adjusted.codes, weights=weights)
    assert np.bincount(adjusted.codes, weights=adjusted.weights) == pytest.approx(before)
    assert np.all(adjusted.weights[~responded] == 0)
    assert len(adjusted.labels) == 5 - len(adjusted.collapses) - sum(code not in codes for code in range(5))


def test_a_weak_class_goes_to_the_nearest_rate_of_its_parent() -> None:
    # rates: a 1/4, b 3/4, c 1/2 (other parent): c is nearer to a, but b is of the same parent
    codes = np.repeat([0, 1, 2], 4)
    responded = np.array([1, 0, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0], dtype=bool)
    classes = Classes(codes, ("a", "b", "c"), parents=np.array([0, 0, 1]))
    adjusted = adjust_by_classes(np.ones(12), responded, classes=classes, rule=CollapseRule(2, 99))
    assert [(c.merged, c.into, c.reason) for c in adjusted.collapses] == [("a", "b", "1 respondents, fewer than 2")]
    assert adjusted.labels == ("b + a", "c")
    assert adjusted.factors == pytest.approx([2.0] * 12)


def test_a_large_factor_merges_too() -> None:
    codes = np.repeat([0, 1], [20, 4])
    responded = np.zeros(24, dtype=bool)
    responded[[0, 1, 20, 21]] = True
    classes = Classes(codes, ("a", "b"))
    adjusted = adjust_by_classes(np.ones(24), responded, classes=classes, rule=CollapseRule(1, 8.0))
    assert adjusted.collapses[0].reason == "factor 10.0, above 8"
    assert adjusted.weights[responded] == pytest.approx([6.0] * 4)


def test_nobody_answered_is_an_error() -> None:
    with pytest.raises(WeightingError, match="Nobody answered"):
        adjust_by_classes(np.ones(2), np.zeros(2, bool), classes=Classes(np.zeros(2, int), ("a",)))

"""Probabilities in proportion to size: they add up, none lies above 1, and equal ratios stay equal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.inclusion import inclusion_probabilities, whole_size

MEASURES = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=40).map(np.array)


@given(measure=MEASURES, size=st.integers(1, 40))
def test_they_add_up_and_are_proportional_below_certainty(measure, size) -> None:
    assume(size <= len(measure))
    found = inclusion_probabilities(measure, size)
    assert found.sum() == pytest.approx(size)
    assert np.all((found > 0) & (found <= 1))
    ratio = (found / measure)[found < 1]
    assert ratio == pytest.approx(np.full(len(ratio), ratio.mean() if len(ratio) else 0))
    assert len(ratio) == 0 or np.all(measure[found == 1] * ratio.max() >= 1 - 1e-9)


def test_who_becomes_certain_once_others_are_is_certain_too() -> None:
    # 4 x (3, 4, 5, 18, 70) / 100: the last is certain; of the rest 3 x 18 / 30 is above 1 as well
    assert inclusion_probabilities(np.array([3.0, 4, 5, 18, 70]), 4).round(6).tolist() == [
        0.5,
        0.666667,
        0.833333,
        1,
        1,
    ]


@pytest.mark.parametrize(
    ("measure", "size", "said"),
    [
        ([1.0, 0.0], 1, "measure of size.*row 2"),
        ([1.0, float("nan")], 1, "measure of size.*row 2"),
        ([1.0, 1.0], 3, "More is to be drawn than there is.*1 to 2.*Found: 3"),
        ([1.0, 1.0], 0, "1 to 2.*Found: 0"),
    ],
)
def test_what_cannot_be_is_named(measure, size, said) -> None:
    with pytest.raises(DesignError, match=said):
        inclusion_probabilities(np.array(measure), size)


@pytest.mark.parametrize(
    ("probabilities", "said"),
    [([0.5, 0.6], "sum of 1.*Found: 1.1"), ([0.5, 1.5], "unit number 2.*Found: 1.5"), ([0.0, 1.0], "unit number 1")],
)
def test_probabilities_of_a_fixed_size(probabilities, said) -> None:
    with pytest.raises(DesignError, match=said):
        whole_size(np.array(probabilities))

"""Kish's effect."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.effects import effective_size, kish_effect

WEIGHTS = st.lists(st.floats(0.01, 1e4), min_size=1, max_size=50).map(np.array)


def test_by_hand() -> None:
    # weights 1, 1, 2: n sum(w^2) / sum(w)^2 = 3 * 6 / 16
    assert kish_effect(np.array([1.0, 1.0, 2.0])) == pytest.approx(18 / 16)
    assert effective_size(np.array([1.0, 1.0, 2.0])) == pytest.approx(16 / 6)


@given(weights=WEIGHTS, scale=st.floats(1e-3, 1e3))
def test_equal_to_one_plus_the_squared_coefficient_of_variation(weights, scale) -> None:
    expected = 1 + np.var(weights) / np.mean(weights) ** 2
    assert kish_effect(weights) == pytest.approx(expected)
    assert kish_effect(weights * scale) == pytest.approx(expected)


def test_a_weight_of_zero_is_an_error_with_its_row() -> None:
    with pytest.raises(WeightingError, match="row 2"):
        kish_effect(np.array([1.0, 0.0]))

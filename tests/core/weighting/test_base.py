"""Base weights."""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.base import base_weights


def test_one_in_twenty_stands_for_twenty() -> None:
    assert base_weights(np.array([0.05, 1.0])) == pytest.approx([20, 1])


@pytest.mark.parametrize("wrong", [0.0, -0.1, 1.5, float("nan")])
def test_an_impossible_probability_is_named_with_its_row(wrong) -> None:
    with pytest.raises(WeightingError, match="row 2"):
        base_weights(np.array([0.5, wrong]))

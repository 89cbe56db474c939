"""Adjusted p values by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.errors import EstimationError
from querschnitt.core.trend.adjust import adjust

P = np.array([0.04, 0.01, 0.03, 0.5])


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("bonferroni", [0.16, 0.04, 0.12, 1.0]),
        ("holm", [0.09, 0.04, 0.09, 0.5]),
        ("hochberg", [0.08, 0.04, 0.08, 0.5]),
        ("hommel", [0.08, 0.04, 0.06, 0.5]),
        ("bh", [0.16 / 3, 0.04, 0.16 / 3, 0.5]),
        ("by", [0.16 / 3 * 25 / 12, 0.04 * 25 / 12, 0.16 / 3 * 25 / 12, 1.0]),
    ],
)
def test_by_hand(method, expected) -> None:
    # ordered 0.01, 0.03, 0.04, 0.5; Holm times 4, 3, 2, 1 with running maximum: 0.04, 0.09, 0.09, 0.5
    assert adjust(P, method=method) == pytest.approx(expected)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20).map(np.array))
def test_the_methods_keep_their_order(p) -> None:
    methods = ("bh", "hommel", "hochberg", "holm", "bonferroni")
    bh, hommel, hochberg, holm, bonferroni = (adjust(p, method=m) for m in methods)
    assert np.all(p <= bh + 1e-12)
    assert np.all(bh <= hommel + 1e-12)
    assert np.all(hommel <= hochberg + 1e-12)
    assert np.all(hochberg <= holm + 1e-12)
    assert np.all(holm <= bonferroni + 1e-12)


def test_hommel_is_that_of_r() -> None:
    p = np.array([0.001, 0.013, 0.02, 0.021, 0.4, 0.9, 0.03, 0.03])
    expected = [0.008, 0.052, 0.06, 0.063, 0.8, 0.9, 0.09, 0.09]  # p.adjust(p, "hommel")
    assert adjust(p, method="hommel") == pytest.approx(expected)


def test_a_p_value_above_one_is_an_error() -> None:
    with pytest.raises(EstimationError, match="between 0 and 1"):
        adjust(np.array([0.5, 1.1]), method="bh")

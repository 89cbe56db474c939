"""Intervals: published numbers, and coverage where many methods fail."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.estimation.intervals import (
    beta,
    blended_n,
    korn_graubard_n,
    logit,
    t_interval,
    t_quantile,
    wilson,
)


def both(bounds) -> tuple[float, float]:
    return float(bounds[0]), float(bounds[1])


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I: score method, no continuity correction
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_published(hits, n, low, high) -> None:
    assert both(wilson(np.array(hits / n), np.array(float(n)))) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # the same table: Clopper-Pearson
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)],
)
def test_clopper_pearson_published(hits, n, low, high) -> None:
    assert both(beta(np.array(hits / n), np.array(float(n)))) == pytest.approx((low, high), abs=6e-5)


def test_logit_by_hand_and_undefined_at_the_ends() -> None:
    # logit 0.2 = -1.386294, se 0.02 / 0.16 = 0.125, times 1.959964
    assert both(logit(np.array(0.2), np.array(0.02), df=np.array(np.inf))) == pytest.approx(
        (0.16365, 0.24209), abs=1e-5
    )
    assert np.isnan(both(logit(np.array(0.0), np.array(0.0), df=np.array(9.0)))).all()


def test_t_interval_by_hand() -> None:
    assert both(t_interval(np.array(10.0), np.array(2.0), df=np.array(4.0))) == pytest.approx(
        (4.4471, 15.5529), abs=1e-4
    )
    assert float(t_quantile(np.array(4.0))) == pytest.approx(2.776445, abs=1e-6)


def test_korn_graubard_shrinks_with_few_degrees_of_freedom() -> None:
    n = korn_graubard_n(np.array(0.5), np.array(0.01), rows=np.array(30.0), df=np.array(4.0))
    assert float(n) == pytest.approx(25 * (2.04523 / 2.776445) ** 2, rel=1e-5)


@given(share=st.floats(0, 1), n=st.floats(2, 2000), ratio=st.floats(0.2, 5))
def test_the_blended_size_lies_between_kish_and_the_design(share, n, ratio) -> None:
    kish = n * 0.8
    variance = ratio * share * (1 - share) / kish
    blended = float(blended_n(np.array(share), np.array(variance), n=np.array(n), kish_n=np.array(kish)))
    assert min(kish, kish / ratio) * (1 - 1e-9) <= blended <= max(kish, kish / ratio) * (1 + 1e-9)


def test_wilson_covers_on_average_where_wald_does_not() -> None:
    rng = np.random.default_rng(4)
    truth, n = rng.uniform(0.02, 0.5, 4000), rng.integers(8, 60, 4000).astype(float)
    share = rng.binomial(n.astype(int), truth) / n
    low, high = wilson(share, n)
    reach = 1.96 * np.sqrt(share * (1 - share) / n)
    assert 0.94 < np.mean((low <= truth) & (truth <= high)) < 0.965
    assert np.mean(np.abs(share - truth) <= reach) < 0.90


def test_a_variance_of_rounding_errors_is_taken_for_none() -> None:
    """All who say yes are of a stratum that was counted in full: that others do was not seen, but not ruled out."""
    rows, df = np.array(238.0), np.array(210.0)
    tiny, none = (korn_graubard_n(np.array(0.036), np.array(v), rows=rows, df=df) for v in (1e-27, 0.0))
    assert float(tiny) == float(none)
    assert 237 < float(tiny) < 238
    assert float(beta(np.array(0.036), tiny)[1]) > 0.06

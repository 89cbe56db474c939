"""Changes: published intervals, agreement of interval and test, symmetry, coverage."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.errors import EstimationError, ShapeError
from querschnitt.core.estimation.intervals import wilson
from querschnitt.core.estimation.result import Figures
from querschnitt.core.trend.change import changes_of_means, changes_of_shares


def share(hits: float, n: float) -> Figures:
    return shares(np.array([hits / n]), float(n))


def shares(values: np.ndarray, n: float) -> Figures:
    names, same = tuple(map(str, range(len(values)))), np.full(len(values), n)
    return Figures(names, values, 0 * same, n - 1, same, bounds=wilson(values, same), method="wilson", effective=same)


def means(*values: float, se: float, df: float) -> Figures:
    found = np.array(values)
    return Figures(tuple(map(str, values)), found, np.full(len(found), se**2), df, np.full(len(found), 11))


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Newcombe (1998), table II, method 10: 56/70 against 48/80, 9/10 against 3/10, 10/10 against 0/20
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((0, 20), (10, 10), 0.6791, 1.0000),
    ],
)
def test_published_intervals(first, second, low, high) -> None:
    change = changes_of_shares(share(*first), share(*second))
    assert (change.ci_low[0], change.ci_high[0]) == pytest.approx((low, high), abs=6e-5)


COUNTS = st.tuples(st.integers(5, 400), st.floats(0, 1)).map(lambda t: (round(t[0] * t[1]), t[0]))


@given(first=COUNTS, second=COUNTS)
def test_the_test_agrees_with_the_interval_and_looks_the_same_from_the_other_side(first, second) -> None:
    change = changes_of_shares(share(*first), share(*second))
    assert change.ci_low - 1e-12 <= change.difference <= change.ci_high + 1e-12
    if abs(change.p - 0.05) > 1e-9:
        assert (change.p < 0.05) == (change.ci_low > 0 or change.ci_high < 0)
    back = changes_of_shares(share(*second), share(*first))
    turned = np.array([-back.ci_high, -back.ci_low, back.p])
    assert turned == pytest.approx(np.array([change.ci_low, change.ci_high, change.p]), abs=1e-9)


def test_no_difference_is_no_evidence() -> None:
    assert changes_of_shares(share(30, 100), share(60, 200)).p == 1.0


def test_in_large_samples_p_is_that_of_the_z_test() -> None:
    change = changes_of_shares(share(50_000, 100_000), share(50_500, 100_000))
    z = 0.005 / math.sqrt(2 * 0.25 / 100_000)
    assert change.p == pytest.approx(math.erfc(z / math.sqrt(2)), rel=0.01)


def test_many_at_once_equal_one_by_one() -> None:
    values = np.array([0.1, 0.5, 0.0, 0.9])
    found = changes_of_shares(shares(values, 80.0), shares(values[::-1], 200.0))
    one = changes_of_shares(share(8, 80), share(180, 200))
    assert (found.difference[0], found.ci_low[0], found.p[0]) == pytest.approx(
        (one.difference[0], one.ci_low[0], one.p[0])
    )
    with pytest.raises(ShapeError):
        changes_of_shares(shares(values, 80.0), shares(values[:1], 80.0))


def test_another_interval_is_refused() -> None:
    with pytest.raises(EstimationError, match="Expected: wilson. Found: beta"):
        changes_of_shares(replace(share(5, 50), method="beta"), share(5, 50))


def test_welch_by_hand() -> None:
    # se 3 and 4 on 10 and 20 degrees: se 5, df = 625 / (81/10 + 256/20) = 29.904; t = 2; t(0.975; 29.904) = 2.0425
    change = changes_of_means(means(100.0, 5.0, se=3.0, df=10), means(110.0, 5.0, se=4.0, df=20))
    assert (change.ci_low[0], change.ci_high[0]) == pytest.approx((10 - 5 * 2.0425, 10 + 5 * 2.0425), abs=1e-3)
    assert change.p == pytest.approx([0.0547, 1.0], abs=2e-4)


def test_means_without_variance_are_an_error() -> None:
    mean = means(100.0, se=0.0, df=10)
    with pytest.raises(EstimationError, match="without variance"):
        changes_of_means(mean, mean)


def test_the_interval_of_a_change_covers() -> None:
    rng = np.random.default_rng(20)
    first, second = rng.uniform(0.02, 0.9, 60), rng.uniform(0.02, 0.9, 60)
    hits = [(rng.binomial(n, p, (400, 60)) / n).ravel() for n, p in ((60, first), (90, second))]
    found = changes_of_shares(shares(hits[0], 60.0), shares(hits[1], 90.0))
    truth = np.tile(second - first, 400)
    assert 0.94 < np.mean((found.ci_low <= truth) & (truth <= found.ci_high)) < 0.963

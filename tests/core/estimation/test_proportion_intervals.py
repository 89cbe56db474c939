"""Intervals of a proportion: R's numbers, limits that stay in [0, 1], and the edge."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from querschnitt.core.errors import EstimationError, InputError
from querschnitt.core.estimation.proportion_intervals import (
    METHODS,
    Evidence,
    ProportionInterval,
    estimate_proportion,
    limits_of,
)
from tests.core.estimation.sampled import Sampled, cases, sampled, used

SMALL = Sampled(np.ones(10), np.zeros(10, dtype=int), (np.arange(10),))


@pytest.mark.parametrize("case", cases("proportion_ci"), ids=lambda case: case["id"])
def test_r(case) -> None:
    design, data = sampled(case["design"])
    options, expect = case["options"], case["expect"]
    how = ProportionInterval(options["ci_method"], options["level"], options["df"], options["rows"], bounded=False)
    found = estimate_proportion(design, data[case["variables"][0]], domain=used(case, data), options=how)
    # R reads the limits of the likelihood off a spline; its error is up to three thousandths (see the case)
    rel = 4e-3 if options["ci_method"] == "likelihood" else case["tolerance"]
    assert [found.estimate] == pytest.approx(expect["estimate"], rel=case["tolerance"])
    assert [found.se] == pytest.approx(expect["se"], rel=case["tolerance"])
    assert [found.ci_low, found.ci_high] == pytest.approx(expect["ci"][0], rel=rel)


def test_likelihood_is_where_the_ratio_meets_the_quantile() -> None:
    """2 n KL(p, theta) = z^2 for simple random sampling (deff 1, up to (n-1)/n)."""
    n, share = 1e6, 0.3
    for theta in limits_of(Evidence(share, share * (1 - share) / n, n, np.inf, 0.95), method="likelihood"):
        ratio = 2 * n * (share * np.log(share / theta) + (1 - share) * np.log((1 - share) / (1 - theta)))
        assert ratio == pytest.approx(stats.chi2.ppf(0.95, 1), rel=1e-5)


@given(st.sampled_from(sorted(METHODS)), st.floats(0.001, 0.999), st.floats(0.5, 30), st.integers(5, 200))
def test_bounded_and_around_the_estimate(method, share, effect, rows) -> None:
    low, high = limits_of(Evidence(share, share * (1 - share) * effect / rows, rows, rows - 1.0, 0.95), method=method)
    assert 0 <= low <= share <= high <= 1


def test_asin_does_not_fold_back_over_zero() -> None:
    few = Evidence(0.0218579, 0.0226**2, 183, 14.0, 0.95)
    assert limits_of(few, method="asin")[0] == 0
    assert limits_of(few, method="asin", bounded=False)[0] == pytest.approx(0.000307, rel=0.02)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_edge_is_defined_or_refused(share) -> None:
    values = np.full(10, share)
    for method in ("beta", "wilson"):
        found = estimate_proportion(SMALL, values, options=ProportionInterval(method))
        assert found.ci_low == share or found.ci_high == share
        assert found.ci_high - found.ci_low > 0.2
    assert estimate_proportion(SMALL, values * 0, options=ProportionInterval("beta")).ci_high == pytest.approx(
        0.3085, abs=1e-4
    )
    for method in ("logit", "likelihood", "asin", "mean", "xlogit"):
        with pytest.raises(EstimationError, match="not defined where nobody differs"):
            estimate_proportion(SMALL, values, options=ProportionInterval(method))


def test_the_edge_under_weights_whose_sum_is_not_exact() -> None:
    uneven = Sampled(np.array([0.1, 0.7, 1.3, 2.9, 0.3]) / 3, np.zeros(5, dtype=int), (np.arange(5),))
    found = estimate_proportion(uneven, np.ones(5), options=ProportionInterval("beta"))
    assert (found.estimate, found.se, found.ci_high) == (1, 0, 1)
    assert found.ci_low == pytest.approx(0.025 ** (1 / 5))  # Clopper and Pearson: five of five


def test_wrong_input_is_named() -> None:
    with pytest.raises(EstimationError, match="0 and 1"):
        estimate_proportion(SMALL, np.full(10, 0.5))
    with pytest.raises(EstimationError, match="no respondents"):
        estimate_proportion(SMALL, np.ones(10), domain=np.zeros(10, dtype=bool))
    with pytest.raises(EstimationError, match="not a number"):
        estimate_proportion(SMALL, np.array([np.nan] * 10))
    with pytest.raises(InputError) as error:
        ProportionInterval("likelyhood")  # type: ignore[arg-type]
    assert "likelihood" in str(error.value)
    with pytest.raises(InputError, match="probability"):
        ProportionInterval(level=95)

"""Quantiles: R's numbers, the rules of Hyndman and Fan, floating point, intervals and domains."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.errors import EstimationError, InputError
from querschnitt.core.estimation.quantile_rules import RULES, weighted_quantile
from querschnitt.core.estimation.quantiles import QuantileOptions, estimate_quantiles
from tests.core.estimation.sampled import REPLICATES, Sampled, cases, replicated, sampled, used

PROBABILITIES = np.array([0.05, 0.1, 0.25, 0.4, 0.5, 0.66, 0.75, 0.9])
UNWEIGHTED = {
    "math": "inverted_cdf",
    "school": "averaged_inverted_cdf",
    "hf4": "interpolated_inverted_cdf",
    "hf5": "hazen",
    "hf6": "weibull",
    "hf7": "linear",
    "hf8": "median_unbiased",
    "hf9": "normal_unbiased",
}


def simple(n: int) -> Sampled:
    return Sampled(np.ones(n), np.zeros(n, dtype=int), (np.arange(n),))


def check(case, design, data) -> None:
    options, expect, domain = case["options"], case["expect"], used(case, data)
    how = QuantileOptions(options["qrule"], options["interval_type"] or "none", options["level"], options["df"])
    probabilities = np.array(options["probabilities"])
    found = [
        estimate_quantiles(design, data[name], probabilities, domain=domain, options=how) for name in case["variables"]
    ]
    limits = np.concatenate([np.stack([figures.ci_low, figures.ci_high], axis=1) for figures in found])
    assert np.concatenate([f.estimate for f in found]) == pytest.approx(expect["estimate"], rel=case["tolerance"])
    if "ci" not in expect:
        return
    wanted, se = np.array(expect["ci"], dtype=float), np.array(expect["se"], dtype=float)
    # R's interval of no width, around a share of 1, is none with us
    real = (wanted[:, 0] != wanted[:, 1]) | (how.interval == "quantile")
    assert limits[real] == pytest.approx(wanted[real], rel=case["tolerance"], nan_ok=True)
    assert np.concatenate([f.se for f in found])[real] == pytest.approx(se[real], rel=case["tolerance"], nan_ok=True)
    assert np.isnan(limits[~real]).all()


@pytest.mark.parametrize("case", cases("quantile"), ids=lambda case: case["id"])
def test_r(case) -> None:
    check(case, *sampled(case["design"]))


@pytest.mark.parametrize("case", cases("quantile", designs=REPLICATES), ids=lambda case: case["id"])
def test_r_with_replicates(case) -> None:
    check(case, *replicated(case["design"]))


@given(st.lists(st.integers(0, 20), min_size=1, max_size=40), st.sampled_from(sorted(UNWEIGHTED)))
def test_equal_weights_are_hyndman_and_fan(values, rule) -> None:
    x = np.array(values, dtype=float)
    found = weighted_quantile(x, np.full(len(x), 0.1), PROBABILITIES, rule=rule)
    assert found == pytest.approx(np.quantile(x, PROBABILITIES, method=UNWEIGHTED[rule]), abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), min_size=1, max_size=20))
def test_a_weight_of_three_is_three_rows(rows) -> None:
    values, counts = np.array(rows).T
    for rule in ("math", "school", "hf3"):
        weighted = weighted_quantile(values.astype(float), counts * 0.1, PROBABILITIES, rule=rule)
        repeated = np.repeat(values, counts).astype(float)
        assert weighted == pytest.approx(weighted_quantile(repeated, np.ones(len(repeated)), PROBABILITIES, rule=rule))


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0.5, 9)), min_size=2, max_size=30), st.randoms())
def test_order_and_scale_do_not_matter(rows, random) -> None:
    values, weights = np.array(rows).T
    random.shuffle(rows)
    other_values, other_weights = np.array(rows).T
    for rule in set(RULES) - {"shahvaish"}:  # R's formula of that rule depends on the scale
        first = weighted_quantile(values, weights, np.array([0.5]), rule=rule)
        assert weighted_quantile(values, weights * 2.0**10, np.array([0.5]), rule=rule) == pytest.approx(first)
        if rule in ("math", "school", "hf3"):
            assert weighted_quantile(other_values, other_weights, np.array([0.5]), rule=rule) == pytest.approx(first)


def test_sums_that_are_equal_but_for_floating_point() -> None:
    """0.1 + 0.1 + 0.1 > 0.3: a plain comparison would miss that C_3 = 0.3 S."""
    found = weighted_quantile(np.arange(1.0, 11.0), np.full(10, 0.1), np.array([0.3, 0.7]), rule="school")
    assert found.tolist() == [3.5, 7.5]


def test_third_rule_by_hand() -> None:
    """Four values of weight 1: C = pS at p = 1/4 (k odd: the next), 1/2 (k even: itself), 3/4 (odd)."""
    found = weighted_quantile(np.arange(1.0, 5.0), np.ones(4), np.array([0.25, 0.5, 0.75]), rule="hf3")
    assert found.tolist() == [2, 2, 4]


def test_a_domain_is_like_the_rest_at_weight_zero() -> None:
    values = np.array([5.0, 1.0, np.nan, 3.0, 9.0, 2.0])
    domain = np.array([True, True, False, True, True, False])
    found = estimate_quantiles(simple(6), values, np.array([0.5]), domain=domain)
    assert (found.estimate[0], found.n) == (3, 4)


def test_score_interval_by_hand() -> None:
    """100 values 1 to 100: share F has variance F(1-F)/99 and |F - 1/2| <= 1.984 se for F in [0.402, 0.598]."""
    how = QuantileOptions(interval="score")
    found = estimate_quantiles(simple(100), np.arange(1.0, 101.0), np.array([0.5]), options=how)
    assert (found.ci_low[0], found.ci_high[0]) == (41, 60)


def test_score_interval_covers() -> None:
    """The median of a skewed variable, 400 samples of 60: between 92 and 98 of 100 intervals hold it."""
    random, hits = np.random.default_rng(5), 0
    design, how = simple(60), QuantileOptions(interval="score")
    for _ in range(400):
        found = estimate_quantiles(design, random.exponential(size=60), np.array([0.5]), options=how)
        hits += found.ci_low[0] <= np.log(2) <= found.ci_high[0]
    assert 0.92 <= hits / 400 <= 0.98


def test_a_share_of_one_has_no_interval() -> None:
    found = estimate_quantiles(simple(8), np.arange(8.0), np.array([1.0]))
    assert found.estimate[0] == 7
    assert np.isnan([found.ci_low[0], found.ci_high[0], found.se[0]]).all()


def test_wrong_input_is_named() -> None:
    ones = np.ones(3)
    with pytest.raises(InputError, match="out of range"):
        weighted_quantile(ones, ones, np.array([50.0]))
    with pytest.raises(InputError) as error:
        weighted_quantile(ones, ones, np.array([0.5]), rule="maths")  # type: ignore[arg-type]
    assert "Did you mean 'math'?" in str(error.value)
    with pytest.raises(EstimationError, match="positive"):
        weighted_quantile(ones, np.array([1.0, -1.0, 1.0]), np.array([0.5]))
    with pytest.raises(EstimationError, match="with a weight"):
        weighted_quantile(ones, 0 * ones, np.array([0.5]))
    with pytest.raises(EstimationError, match="no variance by linearisation"):
        estimate_quantiles(simple(3), np.arange(3.0), np.array([0.5]), options=QuantileOptions(interval="quantile"))
    with pytest.raises(InputError, match="Unknown interval"):
        QuantileOptions(interval="woodruff")  # type: ignore[arg-type]

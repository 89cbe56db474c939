"""Tests of means and ranks: R's numbers, textbook tests, and refusals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from querschnitt.core.errors import EstimationError, InputError
from querschnitt.core.estimation.comparisons import Groups, difference_test, mean_test, rank_shares, rank_test
from tests.core.estimation.sampled import Sampled, cases, sampled, used
from tests.references.r_survey import matches


def simple(n: int) -> Sampled:
    return Sampled(np.ones(n), np.zeros(n, dtype=int), (np.arange(n),))


def groups_of(case, data) -> Groups:
    name = case["options"]["group"]
    levels = case["levels"][name]
    codes = np.full(len(data[name]), -1)
    for code, level in enumerate(levels):
        codes[matches(data[name], level)] = code
    return Groups(codes, tuple(levels), used(case, data))


@pytest.mark.parametrize("case", cases("t_test"), ids=lambda case: case["id"])
def test_r_means(case) -> None:
    design, data = sampled(case["design"])
    values, expect = data[case["variables"][0]], case["expect"]
    if case["options"]["test"] == "one_sample":
        found = mean_test(design, values, domain=used(case, data))
    else:
        found = difference_test(design, values, groups_of(case, data))
    rel = case["tolerance"]
    assert (found.statistic, found.df) == pytest.approx((expect["statistic"], expect["df"]), rel=rel)
    assert [found.estimate] == pytest.approx(expect["estimate"], rel=rel)
    assert [found.ci_low, found.ci_high] == pytest.approx(expect["ci"][0], rel=rel)
    assert found.p == pytest.approx(expect["p_value"], rel=case["tolerance_by_field"]["p_value"])


@pytest.mark.parametrize("case", cases("rank_test"), ids=lambda case: case["id"])
def test_r_ranks(case) -> None:
    design, data = sampled(case["design"])
    expect, options = case["expect"], case["options"]
    found = rank_test(design, data[case["variables"][0]], groups_of(case, data), test=options["test"])
    rel = case["tolerance"]
    assert (found.statistic, found.df) == pytest.approx((expect["statistic"], expect["df"]), rel=rel)
    assert found.p == pytest.approx(expect["p_value"], rel=case["tolerance_by_field"]["p_value"])
    if "estimate" in expect:
        assert found.estimates == pytest.approx(expect["estimate"], rel=rel)


def test_ranks_of_equal_weights_are_mid_ranks() -> None:
    values = np.array([5.0, 1, 5, 2, 9, 1, 1])
    assert rank_shares(values, np.ones(7)) == pytest.approx((stats.rankdata(values) - 0.5) / 7)


def test_large_samples_agree_with_the_textbook() -> None:
    random = np.random.default_rng(8)
    codes, values = np.repeat([0, 1, 2], 800), random.normal(size=2400).round(2)
    values[codes == 1] += 0.12
    two = codes < 2
    kruskal = rank_test(simple(2400), values, Groups(codes, ("a", "b", "c")), test="kruskal_wallis")
    assert kruskal.statistic == pytest.approx(
        stats.kruskal(*(values[codes == i] for i in range(3))).statistic, rel=0.03
    )
    pair = Groups(codes[two], ("a", "b"))
    welch = stats.ttest_ind(values[codes == 1], values[codes == 0], equal_var=False)
    assert difference_test(simple(1600), values[two], pair).statistic == pytest.approx(welch.statistic, rel=1e-3)


def test_moving_the_hypothesis_moves_the_estimate() -> None:
    values = np.array([3.0, 5.0, 8.0, 8.0])
    assert mean_test(simple(4), values, against=6.0).statistic == pytest.approx(0)
    assert mean_test(simple(4), values, against=6.0).p == pytest.approx(1)


def test_wrong_input_is_named() -> None:
    values, codes = np.arange(4.0), np.array([0, 0, 1, 1])
    with pytest.raises(EstimationError) as error:
        rank_test(simple(4), values, Groups(codes, ("a", "b", "c")))
    assert "group 'c'" in str(error.value)
    with pytest.raises(EstimationError, match="two groups"):
        difference_test(simple(4), values, Groups(codes, ("a", "b", "c")))
    with pytest.raises(EstimationError, match="Nothing varies"):
        mean_test(simple(4), np.ones(4))
    uneven = Sampled(np.array([0.1, 0.7, 1.3, 2.9]) / 3, np.zeros(4, dtype=int), (np.arange(4),))
    with pytest.raises(EstimationError, match="Nothing varies"):
        difference_test(uneven, np.array([0.1, 0.1, 0.7, 0.7]), Groups(codes, ("a", "b")))
    with pytest.raises(EstimationError, match="not a number"):
        difference_test(simple(4), np.array([1, 2, np.nan, 4]), Groups(codes, ("a", "b")))
    with pytest.raises(EstimationError, match="degrees of freedom"):
        mean_test(simple(4), values, df=1)
    with pytest.raises(InputError) as unknown:
        rank_test(simple(4), values, Groups(codes, ("a", "b")), test="wilcox")  # type: ignore[arg-type]
    assert "Did you mean 'wilcoxon'?" in str(unknown.value)

"""Many estimates at once equal one by one; domains are never subsets; invariants of shares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import EstimationError, ShapeError
from querschnitt.core.estimation.batch import estimate_means, estimate_shares
from querschnitt.core.estimation.design import SurveyDesign
from querschnitt.core.estimation.means import estimate_mean
from querschnitt.core.estimation.proportions import estimate_share
from querschnitt.core.estimation.totals import estimate_ratio
from tests.core.estimation.calibrated import ROWS, raked_surveys, reordered

MASK = st.lists(st.booleans(), min_size=ROWS, max_size=ROWS).map(np.array)


@given(survey=raked_surveys(), answers=MASK, domain=MASK)
@settings(deadline=None)
def test_a_share_in_a_domain_is_the_ratio_of_two_indicators_of_the_whole(survey, answers, domain) -> None:
    domain[0] = True
    share = estimate_share(survey, answers, domain=domain)
    ratio = estimate_ratio(survey, (answers & domain).astype(float), domain.astype(float))
    assert (share.estimate, share.se) == pytest.approx((ratio.estimate, ratio.se), abs=1e-9)
    assert share.n == domain.sum()
    assert share.ci_low <= share.estimate <= share.ci_high


@given(survey=raked_surveys(), answers=MASK, shuffle=st.permutations(range(ROWS)), scale=st.floats(0.1, 10))
@settings(deadline=None)
def test_scale_of_weights_and_order_of_rows_do_not_matter(survey, answers, shuffle, scale) -> None:
    order = np.array(shuffle)
    here = estimate_share(survey, answers)
    there = estimate_share(reordered(survey, order, scale=scale), answers[order])
    for key in ("estimate", "se", "ci_low", "ci_high", "n_eff"):
        assert getattr(there, key) == pytest.approx(getattr(here, key), rel=1e-6, abs=1e-8)


@given(survey=raked_surveys(), answers=MASK)
@settings(deadline=None)
def test_the_complement_mirrors_the_interval(survey, answers) -> None:
    yes, no = estimate_share(survey, answers), estimate_share(survey, ~answers)
    assert (1 - no.ci_high, 1 - no.ci_low) == pytest.approx((yes.ci_low, yes.ci_high), abs=1e-9)


@given(survey=raked_surveys(), seed=st.integers(0, 1000))
@settings(deadline=None, max_examples=20)
def test_all_at_once_equals_one_by_one(survey, seed) -> None:
    rng = np.random.default_rng(seed)
    answers, valid, domains = (rng.random((ROWS, k)) < p for k, p in ((4, 0.4), (4, 0.8), (3, 0.5)))
    shares = estimate_shares(survey, answers, valid=valid, domains=domains)
    amounts = rng.normal(900, 300, (ROWS, 4))
    means = estimate_means(survey, np.where(valid, amounts, np.nan), valid=valid, domains=domains)
    for k in range(4):
        for d in range(3):
            base = valid[:, k] & domains[:, d]
            if base.sum() < 2:
                continue
            assert as_row(shares.at(k, d)) == pytest.approx(
                as_row(estimate_share(survey, answers[:, k], domain=base)), nan_ok=True
            )
            assert as_row(means.at(k, d)) == pytest.approx(
                as_row(estimate_mean(survey, amounts[:, k], domain=base)), nan_ok=True
            )


def as_row(estimate) -> list[float]:
    return [getattr(estimate, k) for k in ("n", "weighted_n", "estimate", "se", "ci_low", "ci_high", "n_eff", "deff")]


def test_a_subset_would_give_another_standard_error() -> None:
    # one half in a domain of 2 of 4 respondents: as a domain, its size is by chance too
    design = SurveyDesign(np.ones(4), np.zeros(4, dtype=int))
    domain = np.array([True, True, False, False])
    share = estimate_share(design, np.array([1.0, 0.0, 0.0, 0.0]), domain=domain)
    # linearised values +-1/4, 0, 0: 4/3 x 2/16; the subset would give 2/1 x 2/16
    assert share.se == pytest.approx(np.sqrt(4 / 3 * 2 / 16))


def test_an_empty_cell_has_no_figure_and_disturbs_no_other() -> None:
    design = SurveyDesign(np.ones(4), np.zeros(4, dtype=int))
    domains = np.array([[True, False]] * 4)
    found = estimate_shares(design, np.eye(4)[:, :1], valid=np.ones((4, 1), bool), domains=domains)
    assert found.at(0, 0).estimate == pytest.approx(0.25)
    assert found.at(0, 1).n == 0
    assert np.isnan(found.at(0, 1).estimate)


def test_shares_of_other_values_and_wrong_shapes_are_errors() -> None:
    design, everyone = SurveyDesign(np.ones(2), np.zeros(2, dtype=int)), np.ones((2, 1), dtype=bool)
    with pytest.raises(EstimationError, match="row 2, variable 1.*Expected: 0 or 1. Found: 2"):
        estimate_shares(design, np.array([[1.0], [2.0]]), valid=everyone, domains=everyone)
    with pytest.raises(EstimationError, match="not a number"):
        estimate_means(design, np.array([[1.0], [np.nan]]), valid=everyone, domains=everyone)
    with pytest.raises(ShapeError):
        estimate_shares(design, np.ones((2, 2)), valid=everyone, domains=everyone)

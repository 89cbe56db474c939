"""The variance of totals: by hand, by invariants, and against all possible samples."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.estimation.design import SurveyDesign
from querschnitt.core.estimation.variance_of_totals import VarianceOfTotals
from querschnitt.core.weighting.raking import Margin
from tests.core.estimation.calibrated import ROWS, raked_surveys, reordered

VALUES = st.lists(st.floats(-100, 100), min_size=ROWS, max_size=ROWS).map(np.array)


def test_by_hand() -> None:
    # stratum 0: weights 5, values 1, 3 -> 5, 15, mean 10, sum of squares 50, times 2 x (1 - 2/10) = 80; stratum 1: 0
    design = SurveyDesign(np.full(4, 5.0), np.array([0, 0, 1, 1]), population_sizes=np.array([10.0, 10.0]))
    assert VarianceOfTotals(design).of(np.array([[1.0], [3.0], [2.0], [2.0]])) == pytest.approx([80.0])


def test_it_is_unbiased_over_all_possible_samples() -> None:
    strata = [np.array([1.0, 4.0, 6.0, 2.0]), np.array([10.0, 3.0, 5.0])]
    totals, variances = [], []
    for first, second in product(combinations(range(4), 2), combinations(range(3), 2)):
        values = np.concatenate([strata[0][list(first)], strata[1][list(second)]])
        design = SurveyDesign(
            np.array([2.0, 2.0, 1.5, 1.5]), np.array([0, 0, 1, 1]), population_sizes=np.array([4.0, 3.0])
        )
        totals.append(design.weights @ values)
        variances.append(VarianceOfTotals(design).of(values[:, None])[0])
    assert np.mean(totals) == pytest.approx(31.0)
    assert np.mean(variances) == pytest.approx(np.var(totals))


@given(survey=raked_surveys())
@settings(deadline=None)
def test_what_the_calibration_knows_has_no_variance(survey) -> None:
    known = np.column_stack([(m.codes == level).astype(float) for m in survey.margins for level in range(2)])
    assert VarianceOfTotals(survey).of(known) == pytest.approx(np.zeros(4), abs=1e-8)


@given(survey=raked_surveys(), values=VALUES, shuffle=st.permutations(range(ROWS)), scale=st.floats(0.1, 10))
@settings(deadline=None)
def test_order_of_rows_does_not_matter_and_scale_squares(survey, values, shuffle, scale) -> None:
    order = np.array(shuffle)
    other = VarianceOfTotals(reordered(survey, order, scale=scale)).of(values[order][:, None])
    here = VarianceOfTotals(survey).of(values[:, None])
    assert other == pytest.approx(here * scale**2, rel=1e-6, abs=1e-6 * scale**2)


def test_the_rules_for_lonely_strata_by_hand() -> None:
    # stratum 0 gives (1 - 0) 2 x ((2-3)^2 + (4-3)^2) = 4; stratum 1 has one value of 5
    variances = {
        lonely: VarianceOfTotals(SurveyDesign(np.ones(3), np.array([0, 0, 1]), lonely=lonely)).of(
            np.array([[2.0], [4.0], [5.0]])
        )[0]
        for lonely in ("remove", "certainty", "adjust", "average")
    }
    assert variances == pytest.approx({"remove": 4.0, "certainty": 4.0, "adjust": 4.0 + 25.0, "average": 8.0})


def test_one_margin_in_regression_and_in_passes_is_the_same_with_equal_weights() -> None:
    codes = np.array([0, 0, 1, 1, 1, 0])
    margin = Margin("sex", codes, np.array([30.0, 30.0]), ("f", "m"))
    values = np.array([[1.0], [4.0], [2.0], [8.0], [5.0], [7.0]])
    both = [
        VarianceOfTotals(SurveyDesign(np.full(6, 10.0), np.zeros(6, int), margins=(margin,), residuals=residuals))
        for residuals in ("regression", "passes")
    ]
    # cell means 4 and 5: residuals -3 0 -3 3 0 3, times 10, mean 0: 6/5 x 3600
    assert [one.of(values)[0] for one in both] == pytest.approx([4320.0, 4320.0])

"""Totals and ratios by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import EstimationError
from querschnitt.core.estimation.design import SurveyDesign
from querschnitt.core.estimation.totals import estimate_ratio, estimate_total
from tests.core.estimation.calibrated import ROWS, raked_surveys

SIMPLE = SurveyDesign(np.full(4, 25.0), np.zeros(4, dtype=int), population_sizes=np.array([100.0]))


def test_a_total_of_a_simple_random_sample() -> None:
    total = estimate_total(SIMPLE, np.array([2.0, 4.0, 6.0, 8.0]))
    # N ybar = 500; N^2 (1-f) s^2 / n = 10000 x 0.96 x (20/3) / 4 = 16000
    assert (total.estimate, total.se, total.df) == pytest.approx((500.0, np.sqrt(16_000), 3))
    assert total.deff == pytest.approx(1.0)
    assert total.cv == pytest.approx(np.sqrt(16_000) / 500)


def test_a_ratio_that_is_the_same_for_all_has_no_error() -> None:
    ratio = estimate_ratio(SIMPLE, np.array([600.0, 900.0, 300.0, 450.0]), np.array([60.0, 90.0, 30.0, 45.0]))
    assert (ratio.estimate, ratio.se) == pytest.approx((10.0, 0.0), abs=1e-9)


@given(survey=raked_surveys(), parts=st.lists(st.integers(0, 3), min_size=ROWS, max_size=ROWS).map(np.array))
@settings(deadline=None)
def test_totals_of_parts_add_up_and_the_raked_ones_are_known(survey, parts) -> None:
    ones = np.ones(ROWS)
    found = [estimate_total(survey, ones, domain=parts == part).estimate for part in range(4) if (parts == part).any()]
    assert sum(found) == pytest.approx(1000)
    women = estimate_total(survey, ones, domain=survey.margins[1].codes == 0)
    assert (women.estimate, women.se) == (pytest.approx(520), pytest.approx(0, abs=1e-4))


def test_empty_domains_missing_values_and_zero_denominators_are_errors() -> None:
    with pytest.raises(EstimationError, match="no respondents"):
        estimate_total(SIMPLE, np.ones(4), domain=np.zeros(4, dtype=bool))
    with pytest.raises(EstimationError, match="row 3"):
        estimate_total(SIMPLE, np.array([1.0, 1.0, np.nan, 1.0]))
    with pytest.raises(EstimationError, match="denominator"):
        estimate_ratio(SIMPLE, np.ones(4), np.zeros(4))

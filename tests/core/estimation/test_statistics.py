"""Totals and ratios by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.stages import stages_of
from querschnitt.core.estimation.statistics import ratio, total
from querschnitt.core.estimation.variables import everybody, numeric
from tests.core.estimation.calibrated import ROWS, margins_of, raked_surveys

SIMPLE = LinearisedDesign(np.full(4, 25.0), stages_of(4, population_sizes=[np.full(4, 100.0)]))
ONES = numeric("people", np.ones(ROWS))


def test_a_total_of_a_simple_random_sample() -> None:
    found = estimate(SIMPLE, total([numeric("y", np.array([2.0, 4.0, 6.0, 8.0]))]))
    # N ybar = 500; N^2 (1-f) s^2 / n = 10000 x 0.96 x (20/3) / 4 = 16000
    assert (found.estimate[0], found.se[0], found.df) == pytest.approx((500.0, np.sqrt(16_000), 3))
    assert found.deff == pytest.approx([1.0])
    assert found.cv == pytest.approx([np.sqrt(16_000) / 500])


def test_a_ratio_that_is_the_same_for_all_has_no_error() -> None:
    rent, size = np.array([600.0, 900.0, 300.0, 450.0]), np.array([60.0, 90.0, 30.0, 45.0])
    found = estimate(SIMPLE, ratio([numeric("rent", rent)], [numeric("size", size)]))
    assert (found.estimate[0], found.se[0]) == pytest.approx((10.0, 0.0), abs=1e-9)


@given(survey=raked_surveys(), parts=st.lists(st.integers(0, 3), min_size=ROWS, max_size=ROWS).map(np.array))
@settings(deadline=None)
def test_totals_of_parts_add_up_and_the_raked_ones_are_known(survey, parts) -> None:
    sizes = [estimate(survey, total([ONES], domains=everybody(ROWS, where=parts == part))) for part in range(4)]
    assert sum(size.estimate[0] for size in sizes) == pytest.approx(1000)
    women = estimate(survey, total([ONES], domains=everybody(ROWS, where=margins_of(survey)[1].codes == 0)))
    assert (women.estimate[0], women.se[0]) == (pytest.approx(520), pytest.approx(0, abs=1e-4))

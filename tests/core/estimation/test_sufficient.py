"""Sums say all: figures and variances from them, by hand and as invariants."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import EstimationError
from querschnitt.core.estimation.linearised import LinearisedDesign, LonelyUnits
from querschnitt.core.estimation.stages import Stages, stages_of
from querschnitt.core.estimation.statistics import mean
from querschnitt.core.estimation.sufficient import NO_DENOMINATOR, CellFigures, CellSums, blocks
from querschnitt.core.estimation.sums_by_unit import RowSums, UnitSums, effects_of_margins
from querschnitt.core.estimation.variables import numeric
from querschnitt.core.weighting.calibration.result import CellMeans

ALL = np.ones((1, 1), dtype=bool)
TOTAL = CellFigures(("y",), ALL, ALL, value=np.array([1]), below=np.array([NO_DENOMINATOR]))
MEAN = CellFigures(("y",), ALL, ALL, value=np.array([1]), below=np.array([0]))


def test_a_mean_of_three_clusters_by_hand() -> None:
    """Sizes 4, 4, 2 and totals 6, 18, 8: R = 3.2; u = (t - R n) / 10 = -0.68, 0.52, 0.16; 3/2 of their squares."""
    sums = np.array([[4.0, 6.0], [4.0, 18.0], [2.0, 8.0]])
    units = UnitSums(
        Stages(np.zeros(3, dtype=int), (np.arange(3),)), np.arange(3), np.zeros(3, dtype=int), np.array([2, 2, 1]), sums
    )
    whole = units.by_cell(1).sums
    assert MEAN.estimates(whole).tolist() == [3.2]
    expected = 1.5 * (0.68**2 + 0.52**2 + 0.16**2)
    assert units.covariance(MEAN, slopes=MEAN.slopes(whole)) == pytest.approx(np.array([[expected]]))


def test_an_empty_denominator_is_an_error_that_names_its_figure() -> None:
    with pytest.raises(EstimationError, match="Place: y"):
        MEAN.slopes(np.array([[0.0, 0.0]]))


def test_blocks_stand_on_the_diagonal() -> None:
    found = blocks(np.array([[[1.0, 2.0], [2.0, 5.0]], [[3.0, 0.0], [0.0, 4.0]]])).toarray()
    assert found.tolist() == [[1, 2, 0, 0], [2, 5, 0, 0], [0, 0, 3, 0], [0, 0, 0, 4]]


def test_a_design_effect_without_products_is_an_error() -> None:
    with pytest.raises(EstimationError, match="products"):
        CellSums(np.array([1]), np.array([[1.0, 1.0]])).simple_variance(MEAN, without_replacement=True)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_rows_as_units_and_units_of_one_row_give_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 24
    weights, values, strata = rng.uniform(1, 14, n), rng.normal(20, 5, n), np.arange(n) % 3
    sums = np.column_stack([weights, weights * values])
    one = np.zeros(n, dtype=int)
    units = UnitSums(Stages(strata, (np.arange(n),)), np.arange(n), one, np.ones(n, dtype=int), sums)
    pairs = np.column_stack([np.ones(n), values])
    squares = weights[:, None, None] ** 2 * pairs[:, :, None] * pairs[:, None, :]
    rows = RowSums(strata, one, np.ones(n, dtype=int), sums, squares)
    slopes = MEAN.slopes(units.by_cell(1).sums)
    expected = LinearisedDesign(weights, stages_of(n, strata=strata)).covariance(mean([numeric("y", values)]))
    assert units.covariance(MEAN, slopes=slopes) == pytest.approx(expected, rel=1e-10)
    assert rows.covariance(MEAN, slopes=slopes) == pytest.approx(expected, rel=1e-10)
    assert units.df == rows.df == n - 3


def test_nothing_to_average_is_an_error() -> None:
    lonely = RowSums(
        np.array([0, 1]), np.array([0, 0]), np.array([1, 1]), np.ones((2, 2)), np.ones((2, 2, 2)),
        lonely=LonelyUnits("average"),
    )  # fmt: skip
    with pytest.raises(EstimationError, match="nothing to average"):
        lonely.covariance(TOTAL, slopes=TOTAL.slopes(np.ones((1, 2))))


def test_effects_of_margins_are_what_the_residuals_lack() -> None:
    rng = np.random.default_rng(5)
    codes = (rng.integers(0, 3, 40), rng.integers(0, 4, 40))
    scores = rng.normal(size=(40, 2))
    residuals = CellMeans(codes, np.ones(40), passes=10).residuals(scores)
    effects = effects_of_margins(scores, np.ones(40), codes=codes, passes=10)
    assert scores - effects[0][codes[0]] - effects[1][codes[1]] == pytest.approx(residuals, abs=1e-12)

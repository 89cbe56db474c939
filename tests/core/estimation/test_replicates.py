"""A design by replicates: invariants, and its variance against the jackknife written out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from querschnitt.core.errors import DesignError, EstimationError
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.weighting.replicates import Replicates, jack1, jackn, primary_units
from tests.core.estimation.figures import Ratios, Totals

RNG = np.random.default_rng(5)
WEIGHTS, Y = RNG.uniform(1, 14, 12), RNG.normal(10, 3, (12, 2))
STRATA = np.repeat([0, 1, 2], 4)
MEANS = Ratios(Y, np.ones((12, 2)))


def test_the_jackknife_of_a_mean_written_out() -> None:
    design = ReplicateDesign(jack1(WEIGHTS, primary_units(np.arange(12))))
    means = np.array([np.average(np.delete(Y, i, 0), axis=0, weights=np.delete(WEIGHTS, i)) for i in range(12)])
    expected = 11 / 12 * 11 * np.cov(means.T)
    assert design.covariance(MEANS) == pytest.approx(expected, rel=1e-9)
    around = replace(design.replicates, mse=True)
    shift = means.mean(axis=0) - MEANS.value(WEIGHTS)
    assert ReplicateDesign(around).covariance(MEANS) == pytest.approx(expected + 11 * np.outer(shift, shift), rel=1e-9)


def test_all_replicates_at_once_or_one_by_one() -> None:
    class OneByOne:
        value, scores = MEANS.value, MEANS.scores

    design = ReplicateDesign(jackn(WEIGHTS, primary_units(np.arange(12), strata=STRATA)))
    assert design.covariance(OneByOne()) == pytest.approx(design.covariance(MEANS), rel=1e-12)


def test_degrees_of_freedom_are_units_minus_strata() -> None:
    assert ReplicateDesign(jackn(WEIGHTS, primary_units(np.arange(12), strata=STRATA))).df == 12 - 3
    halves = primary_units(np.arange(12) // 2, strata=STRATA)
    assert ReplicateDesign(jackn(WEIGHTS, halves)).df == 6 - 3
    with pytest.raises(EstimationError, match="All replicates have the same weights"):
        _ = ReplicateDesign(Replicates(np.ones(3), np.ones((3, 4)), 1.0, np.ones(4))).df


def test_weights_times_ten_and_rows_in_another_order() -> None:
    order = RNG.permutation(12)
    plain = ReplicateDesign(jackn(WEIGHTS, primary_units(np.arange(12), strata=STRATA)))
    moved = ReplicateDesign(jackn(10 * WEIGHTS[order], primary_units(order, strata=STRATA[order])))
    assert moved.covariance(Ratios(Y[order], np.ones((12, 2)))) == pytest.approx(plain.covariance(MEANS), rel=1e-9)
    assert moved.covariance(Totals(Y[order])) == pytest.approx(100 * plain.covariance(Totals(Y)), rel=1e-9)


def test_a_domain_is_its_indicator_and_one_that_vanishes_is_undefined() -> None:
    """The stratum is the domain: its mean does not move when rows of others are left out."""
    inside = np.column_stack([STRATA == 1, np.arange(12) == 3]).astype(float)
    replicates = jackn(WEIGHTS, primary_units(np.arange(12), strata=STRATA))
    with np.errstate(invalid="ignore"):
        found = ReplicateDesign(replace(replicates, mse=True)).covariance(Ratios(inside * Y, inside))
    here = STRATA == 1
    alone = ReplicateDesign(replace(jack1(WEIGHTS[here], primary_units(np.arange(4))), mse=True))
    expected = alone.covariance(Ratios(Y[here][:, :1], np.ones((4, 1))))
    assert found[0, 0] == pytest.approx(expected[0, 0], rel=1e-9)
    assert np.isnan(found[1, 1])


def test_a_census_has_no_variance() -> None:
    replicates = jackn(np.ones(12), primary_units(np.arange(12)))
    design = ReplicateDesign(replace(replicates, rscales=np.zeros(12)))  # as another program writes 1 - f = 0
    assert np.array_equal(design.covariance(MEANS), np.zeros((2, 2)))


def test_a_census_leaves_nothing_to_leave_out() -> None:
    with pytest.raises(DesignError, match="all primary units of every stratum, so nothing is left to vary"):
        jackn(np.ones(12), primary_units(np.arange(12), population=np.full(12, 12.0)))

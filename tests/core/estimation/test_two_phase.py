"""Two phases: over all samples and subsamples of a tiny population the estimates are right on average."""

import itertools

import numpy as np
import pytest

from querschnitt.core.errors import EstimationError
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.stages import stages_of
from querschnitt.core.estimation.statistics import mean, total
from querschnitt.core.estimation.two_phase import TwoPhaseDesign
from querschnitt.core.estimation.variables import numeric

STRATA = np.array([0, 0, 0, 1, 1, 1])
VALUES = np.array([2.0, 3.0, 7.0, 1.0, 6.0, 4.0])


def two_phases(rows: list[int], observed: list[bool], groups: list[int]) -> TwoPhaseDesign:
    first = stages_of(len(rows), strata=STRATA[rows], population_sizes=[np.full(len(rows), 3.0)])
    return TwoPhaseDesign(first, first.weights, np.array(groups), np.array(observed))


def test_over_all_draws_total_and_variance_are_right_on_average() -> None:
    # First phase: 2 of 3 in one stratum, all 3 of the other; second: 3 of the 5 rows, across the first's strata.
    totals, variances = [], []
    for pair in itertools.combinations(range(3), 2):
        rows = [*pair, 3, 4, 5]
        for chosen in itertools.combinations(range(5), 3):
            design = two_phases(rows, [place in chosen for place in range(5)], [0] * 5)
            figures = estimate(design, total([numeric("y", VALUES[rows][list(chosen)])]))
            totals.append(figures.estimate[0])
            variances.append(figures.variance[0])
    assert np.mean(totals) == pytest.approx(VALUES.sum())
    assert np.mean(variances) == pytest.approx(np.var(totals))


def test_with_everybody_observed_it_is_the_first_phase_alone() -> None:
    design = two_phases([0, 1, 3, 4], [True] * 4, [0, 1, 1, 0])
    figures = estimate(design, total([numeric("y", np.array([2.0, 3.0, 1.0, 6.0]))]))
    # Weights 3 / 2; (1 - 2/3) x 2 x sum of squares around the stratum's mean.
    assert figures.variance == pytest.approx([2 / 3 * 1.5**2 * (0.5 + 12.5)])
    assert figures.df == 2


def test_a_constant_has_a_mean_without_error() -> None:
    design = two_phases([0, 1, 3, 4], [True, True, True, False], [0, 0, 0, 0])
    figures = estimate(design, mean([numeric("one", np.ones(3))]))
    assert figures.variance == pytest.approx([0.0], abs=1e-15)


def test_a_stratum_without_an_observed_row_is_refused() -> None:
    with pytest.raises(EstimationError, match="no observed row. Place: stratum 2"):
        two_phases([0, 1, 3, 4], [True, True, True, False], [0, 0, 0, 1])

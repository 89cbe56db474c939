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


@pytest.mark.parametrize("by_cluster", [False, True])
def test_over_all_draws_of_clusters_total_and_variance_are_right_on_average(by_cluster: bool) -> None:
    # First phase: 3 of 4 clusters of 2; second: 4 of the 6 persons, or 2 of the 3 clusters, whole.
    values = np.array([2.0, 3.0, 7.0, 1.0, 6.0, 4.0, 5.0, 9.0])
    totals, variances = [], []
    for clusters in itertools.combinations(range(4), 3):
        rows = np.array([2 * cluster + person for cluster in clusters for person in (0, 1)])
        first = stages_of(6, clusters=[rows // 2], population_sizes=[np.full(6, 4.0)])
        units = np.repeat(np.arange(3), 2) if by_cluster else np.arange(6)
        for chosen in itertools.combinations(range(units.max() + 1), 2 if by_cluster else 4):
            observed = np.isin(units, chosen)
            design = TwoPhaseDesign(first, first.weights, np.zeros(6, dtype=np.int64), observed, units)
            figures = estimate(design, total([numeric("y", values[rows][observed])]))
            totals.append(figures.estimate[0])
            variances.append(figures.variance[0])
    assert np.mean(totals) == pytest.approx(values.sum())
    assert np.mean(variances) == pytest.approx(np.var(totals))


def test_a_unit_of_the_second_phase_is_observed_whole_and_in_one_stratum() -> None:
    first, units = stages_of(4, population_sizes=[np.full(4, 8.0)]), np.array([0, 0, 1, 1])
    whole, some = np.array([True, True, False, False]), np.array([True, False, True, True])
    with pytest.raises(EstimationError, match="observed in part. Place: unit 1, row 2"):
        TwoPhaseDesign(first, first.weights, np.zeros(4, dtype=np.int64), some, units)
    with pytest.raises(EstimationError, match="lies in two strata. Place: unit 1, row 2"):
        TwoPhaseDesign(first, first.weights, np.array([0, 1, 0, 0]), whole, units)


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

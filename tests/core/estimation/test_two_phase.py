"""Two phases: over all samples and subsamples of a tiny population the estimates are right on average."""

import itertools
from typing import Any

import numpy as np
import pytest

from querschnitt.core.errors import EstimationError, InputError, ShapeError
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.second_phase import SecondPhase
from querschnitt.core.estimation.stages import stages_of
from querschnitt.core.estimation.statistics import mean, total
from querschnitt.core.estimation.two_phase import TwoPhaseDesign
from querschnitt.core.estimation.variables import numeric
from querschnitt.core.weighting.calibration import CalibrationToTotals, Linear, Terms

STRATA = np.array([0, 0, 0, 1, 1, 1])
VALUES = np.array([2.0, 3.0, 7.0, 1.0, 6.0, 4.0])


def two_phases(rows: list[int], observed: list[bool], groups: list[int]) -> TwoPhaseDesign:
    first = stages_of(len(rows), strata=STRATA[rows], population_sizes=[np.full(len(rows), 3.0)])
    return TwoPhaseDesign(first, first.weights, second(observed, strata=np.array(groups)))


def second(observed: list[bool] | np.ndarray, **drawn: Any) -> SecondPhase:
    return SecondPhase(stages_of(len(observed), **drawn), np.array(observed))


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
            design = TwoPhaseDesign(first, first.weights, second(observed, clusters=[units]))
            figures = estimate(design, total([numeric("y", values[rows][observed])]))
            totals.append(figures.estimate[0])
            variances.append(figures.variance[0])
    assert np.mean(totals) == pytest.approx(values.sum())
    assert np.mean(variances) == pytest.approx(np.var(totals))


def test_over_all_draws_in_stages_total_and_variance_are_right_on_average() -> None:
    # First phase: 2 of 3 clusters, 2 of 3 persons in each; second: one of them, or both, then 1 of 2 there or both.
    values, totals, variances = np.arange(9.0).reshape(3, 3) ** 2, [], []
    pairs = list(itertools.combinations(range(3), 2))
    for clusters, one, other in itertools.product(pairs, repeat=3):
        rows = np.concatenate([values[clusters[0], list(one)], values[clusters[1], list(other)]])
        cluster, sizes = np.array([0, 0, 1, 1]), [np.full(4, 3.0)] * 2
        first = stages_of(4, clusters=[cluster, np.arange(4)], population_sizes=sizes)
        for seen in itertools.combinations(range(4), 3):
            design = TwoPhaseDesign(first, first.weights, second(np.isin(np.arange(4), seen)))
            figures = estimate(design, total([numeric("y", rows[list(seen)])]))
            totals.append(figures.estimate[0])
            variances.append(figures.variance[0])
    assert np.mean(totals) == pytest.approx(values.sum())
    assert np.mean(variances) == pytest.approx(np.var(totals))


def test_a_second_phase_in_stages_is_right_on_average() -> None:
    # The first phase took all; the second 2 of 3 clusters, and 2 of 3 persons in each: the closed form of two stages.
    values, clusters, people = np.arange(9.0) ** 2, np.repeat(np.arange(3), 3), np.arange(9)
    first = stages_of(9, population_sizes=[np.full(9, 9.0)])
    pairs, totals, variances = list(itertools.combinations(range(3), 2)), [], []
    for seen, one, other in itertools.product(pairs, repeat=3):
        rows = np.isin(people, [*(3 * seen[0] + np.array(one)), *(3 * seen[1] + np.array(other))])
        design = TwoPhaseDesign(first, first.weights, second(rows, clusters=[clusters, people]))
        figures = estimate(design, total([numeric("y", values[rows])]))
        totals.append(figures.estimate[0])
        variances.append(figures.variance[0])
        assert design.df == 1
    assert np.mean(totals) == pytest.approx(values.sum())
    assert np.mean(variances) == pytest.approx(np.var(totals))


def test_what_the_other_readings_and_a_second_phase_do_not_know() -> None:
    staged = stages_of(4, clusters=[np.array([1, 1, 2, 2]), np.arange(4)], population_sizes=[np.full(4, 4.0)] * 2)
    with pytest.raises(EstimationError, match="'approximate' knows one stage in each phase"):
        TwoPhaseDesign(staged, staged.weights, second([True] * 4), reading="approximate")
    with pytest.raises(EstimationError, match="sizes of its own"):
        SecondPhase(staged, np.ones(4, dtype=bool))
    with pytest.raises(EstimationError, match="no observed row. Place: stratum 2 of stage 2"):
        second(
            [True, True, False, True], clusters=[np.array([1, 1, 1, 2]), np.arange(4)],
            later_strata=[np.array([1, 1, 2, 1])],
        )  # fmt: skip
    alone = stages_of(3, clusters=[np.array([1, 1, 2]), np.arange(3)], population_sizes=[np.full(3, 4.0)] * 2)
    design = TwoPhaseDesign(alone, alone.weights, second([True] * 3))
    with pytest.raises(EstimationError, match="first phase has a single unit. Place: stage 2"):
        design.covariance(total([numeric("y", np.ones(3))]))


def test_a_unit_of_the_second_phase_is_observed_whole_and_in_one_stratum() -> None:
    units = np.array([1, 1, 2, 2])
    with pytest.raises(EstimationError, match="observed in part. Place: unit 1, row 2"):
        second([True, False, True, True], clusters=[units])
    with pytest.raises(EstimationError, match="A cluster lies in two strata. Place: cluster 1"):
        second([True, True, False, False], clusters=[units], strata=np.array([0, 1, 0, 0]))


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


@pytest.mark.parametrize("reading", ["joint", "approximate"])
def test_with_everybody_observed_both_readings_are_the_first_phase_alone(reading: str) -> None:
    first = stages_of(4, strata=STRATA[[0, 1, 3, 4]], population_sizes=[np.full(4, 3.0)])
    design = TwoPhaseDesign(first, first.weights, second([True] * 4), reading=reading)
    assert design.covariance(total([numeric("y", np.array([2.0, 3.0, 1.0, 6.0]))]))[0, 0] == pytest.approx(
        2 / 3 * 1.5**2 * (0.5 + 12.5)
    )


def test_over_all_independent_draws_the_variance_is_right_on_average() -> None:
    # First phase: each of 4 rows with its own chance; second: two of those who came, if more did.
    values, chances = np.array([2.0, 3.0, 7.0, 5.0]), np.array([0.5, 0.4, 0.8, 0.5])
    likelihood, totals, variances = [], [], []
    for came in itertools.product([True, False], repeat=4):
        rows = np.flatnonzero(came)
        pairs = list(itertools.combinations(range(len(rows)), 2)) if len(rows) > 2 else [tuple(range(len(rows)))]
        for pair in pairs:
            likelihood.append(np.prod(np.where(came, chances, 1 - chances)) / len(pairs))
            found = independent(rows, pair, values=values, chances=chances)
            totals.append(found[0])
            variances.append(found[1])
    assert np.sum(likelihood) == pytest.approx(1.0)
    assert likelihood @ np.array(totals) == pytest.approx(values.sum())
    assert likelihood @ np.array(variances) == pytest.approx(likelihood @ (np.array(totals) - values.sum()) ** 2)


def independent(
    rows: np.ndarray, pair: tuple[int, ...], *, values: np.ndarray, chances: np.ndarray
) -> tuple[float, float]:
    """Total and variance of one draw; without two rows there is no second phase, so by hand."""
    if len(rows) < 2:
        weighted = values[rows] / chances[rows]
        return float(weighted.sum()), float(weighted**2 @ (1 - chances[rows]))
    observed, first = np.isin(np.arange(len(rows)), pair), stages_of(len(rows))
    design = TwoPhaseDesign(first, 1 / chances[rows], second(observed), reading="independent")
    figures = estimate(design, total([numeric("y", values[rows][observed])]))
    return float(figures.estimate[0]), float(figures.variance[0])


def calibrated_to_the_first(population: float) -> tuple[TwoPhaseDesign, TwoPhaseDesign]:
    observed, groups = np.array([True, True, True, False, True, False]), np.array([0, 0, 0, 0, 1, 1])
    first = stages_of(6, population_sizes=[np.full(6, population)])
    design = TwoPhaseDesign(first, first.weights, second(observed))
    terms = np.column_stack([groups == 0, groups == 1]).astype(float)[observed]
    step = CalibrationToTotals(Terms(("first", "second"), terms, np.array([4.0, 2.0])), Linear())
    return design, design.after(step.apply(design.second_weights))


def test_what_the_second_phase_is_calibrated_to_has_no_error_of_that_phase() -> None:
    # The first phase took everybody, so all error is the second's; the groups' sizes are known of the first's rows.
    design, calibrated = calibrated_to_the_first(6.0)
    size = total([numeric("first", np.array([1.0, 1.0, 1.0, 0.0]))])
    assert size.value(calibrated.weights) == pytest.approx([4.0])
    assert calibrated.covariance(size)[0, 0] == pytest.approx(0.0, abs=1e-12)
    assert design.covariance(size)[0, 0] > 0.1
    assert "second phase calibrated" in calibrated.notes


def test_a_calibration_of_the_second_phase_is_of_its_rows() -> None:
    design, calibrated = calibrated_to_the_first(6.0)
    other = TwoPhaseDesign(design.first, design.first_weights, second([True] * 6))
    with pytest.raises(ShapeError, match="adjustment"):
        other.after(calibrated.adjusted[0])


def test_an_unknown_reading_of_the_first_phase_is_refused() -> None:
    first = stages_of(2, population_sizes=[np.full(2, 8.0)])
    with pytest.raises(InputError, match="Unknown reading of a first phase. Place: reading. Expected: joint"):
        TwoPhaseDesign(first, first.weights, second([True] * 2), reading="guess")

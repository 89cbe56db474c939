"""Unequal probabilities: the forms agree where they must, and with sums over pairs written out."""

import itertools

import numpy as np
import pytest

from querschnitt.core.errors import EstimationError
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.stages import stages_of
from querschnitt.core.estimation.statistics import total
from querschnitt.core.estimation.unequal import ApproximateProbabilities, JointProbabilities
from querschnitt.core.estimation.variables import numeric

POPULATION = np.array([3.0, 5.0, 8.0, 4.0])
DRAWS = {(0, 1): 0.1, (0, 2): 0.25, (0, 3): 0.05, (1, 2): 0.2, (1, 3): 0.15, (2, 3): 0.25}
"""All samples of 2 of 4 with their probabilities: a draw of fixed size with unequal chances."""

JOINT = np.zeros((4, 4))
for (a, b), chance in DRAWS.items():
    JOINT[a, b] = JOINT[b, a] = chance
    JOINT[a, a] += chance
    JOINT[b, b] += chance


@pytest.mark.parametrize("form", ["horvitz_thompson", "yates_grundy"])
def test_over_all_samples_the_variance_is_right_on_average(form: str) -> None:
    totals, variances, chances = [], [], list(DRAWS.values())
    for pair in DRAWS:
        drawn = list(pair)
        weights = 1 / np.diag(JOINT)[drawn]
        variance = JointProbabilities(JOINT[np.ix_(drawn, drawn)], form=form)
        design = LinearisedDesign(weights, stages_of(2), unequal=variance)
        figures = estimate(design, total([numeric("y", POPULATION[drawn])]))
        totals.append(figures.estimate[0])
        variances.append(figures.variance[0])
    assert np.dot(chances, totals) == pytest.approx(POPULATION.sum())
    assert np.dot(chances, variances) == pytest.approx(np.dot(chances, (np.array(totals) - POPULATION.sum()) ** 2))


def pairs(form: str, u: np.ndarray, p: np.ndarray) -> float:
    n = len(u)
    found = sum((1 - p[i]) * u[i] ** 2 for i in range(n))
    for i, j in itertools.permutations(range(n), 2):
        held = (p[i] + p[j]) / 2 if form == "overton" else p[i] + p[j] - p.mean()
        found += (1 - (n - held) / (n - 1)) * u[i] * u[j]
    return found


@pytest.mark.parametrize("form", ["overton", "hartley_rao"])
def test_approximations_are_the_sums_over_pairs_of_each_stratum(form: str) -> None:
    p = np.array([0.2, 0.4, 0.3, 0.5, 0.1])
    strata = np.array([1, 1, 1, 2, 2])
    y = np.array([2.0, 3.0, 1.0, 7.0, 4.0])
    design = LinearisedDesign(1 / p, stages_of(5, strata=strata), unequal=ApproximateProbabilities(p, form))
    figures = estimate(design, total([numeric("y", y)]))
    by_hand = sum(pairs(form, (y / p)[strata == h], p[strata == h]) for h in (1, 2))
    assert figures.variance == pytest.approx([by_hand])


def test_units_that_came_each_for_itself_are_right_on_average() -> None:
    # Over all 8 samples of 3 units, each drawn with its own chance: totals of u = y / p.
    y, p = np.array([2.0, 3.0, 7.0]), np.array([0.5, 0.4, 0.8])
    likelihood, totals, variances = [], [], []
    for came in itertools.product([True, False], repeat=3):
        rows = np.array(came)
        likelihood.append(np.prod(np.where(rows, p, 1 - p)))
        totals.append((y / p)[rows].sum())
        poisson = ApproximateProbabilities(p[rows], "poisson")
        weighted = (y / p)[rows][:, None]
        variances.append(poisson.covariance(weighted, stages_of(int(rows.sum())))[0, 0] if rows.any() else 0.0)
    assert np.dot(likelihood, totals) == pytest.approx(y.sum())
    assert np.dot(likelihood, variances) == pytest.approx(np.dot(likelihood, np.square(totals)) - y.sum() ** 2)


def test_brewer_by_hand() -> None:
    p, y = np.array([0.5, 0.25]), np.array([2.0, 3.0])
    design = LinearisedDesign(1 / p, stages_of(2), unequal=ApproximateProbabilities(p, "brewer"))
    # Values 4 and 12 around 8, times (1 - p) n / (n - 1).
    assert estimate(design, total([numeric("y", y)])).variance == pytest.approx([0.5 * 2 * 16 + 0.75 * 2 * 16])


def test_a_probability_of_zero_is_refused() -> None:
    with pytest.raises(EstimationError, match="row 2.*above 0"):
        ApproximateProbabilities(np.array([0.5, 0.0]), "brewer")
    with pytest.raises(EstimationError, match="row 1, column 2"):
        JointProbabilities(np.array([[0.5, 0.0], [0.0, 0.5]]))


def test_a_probability_belongs_to_a_cluster() -> None:
    stages = stages_of(3, clusters=[np.array([1, 1, 2])])
    unequal = ApproximateProbabilities(np.array([0.5, 0.4, 0.5]), "overton")
    with pytest.raises(EstimationError, match="differs within a unit of stage 1. Place: row 2"):
        estimate(LinearisedDesign(np.ones(3), stages, unequal=unequal), total([numeric("y", np.ones(3))]))


@pytest.mark.parametrize("form", ["overton", "hartley_rao"])
def test_yates_and_grundy_take_off_the_row_sums_of_the_approximation(form: str) -> None:
    p, u = np.array([0.2, 0.4, 0.3, 0.5]), np.array([[2.0], [3.0], [1.0], [7.0]])
    plain = ApproximateProbabilities(p, form).covariance(u, stages_of(4)).item()
    check = np.array([[held(form, p, i, j) for j in range(4)] for i in range(4)])
    found = ApproximateProbabilities(p, form, "yates_grundy").covariance(u, stages_of(4)).item()
    assert found == pytest.approx(plain - float((check.sum(axis=1) * u[:, 0] ** 2).sum()))


def held(form: str, p: np.ndarray, i: int, j: int) -> float:
    one, two, both = (
        pairs(form, np.eye(len(p))[i], p),
        pairs(form, np.eye(len(p))[j], p),
        pairs(form, np.eye(len(p))[i] + np.eye(len(p))[j], p),
    )
    return one if i == j else (both - one - two) / 2


def test_brewer_with_equal_chances_at_both_stages_is_the_variance_of_stages() -> None:
    clusters, y = np.array([1, 1, 2, 2, 3, 3]), np.array([3.0, 5.0, 2.0, 9.0, 4.0, 4.0])
    sizes = [np.full(6, 12.0), np.full(6, 8.0)]
    by_size = stages_of(6, clusters=[clusters, np.arange(6)], population_sizes=sizes)
    plain = stages_of(6, clusters=[clusters, np.arange(6)])
    brewer = ApproximateProbabilities(np.full(6, 3 / 12), "brewer", later=(np.full(6, 2 / 8),))
    statistic = total([numeric("y", y)])
    known = estimate(LinearisedDesign(by_size.weights, by_size), statistic)
    found = estimate(LinearisedDesign(by_size.weights, plain, unequal=brewer), statistic)
    assert found.variance == pytest.approx(known.variance)


def test_other_approximations_know_one_stage() -> None:
    with pytest.raises(EstimationError, match="knows one stage"):
        ApproximateProbabilities(np.full(2, 0.5), "overton", later=(np.full(2, 0.5),))


def test_hartley_and_rao_take_the_mean_square_of_the_population() -> None:
    p, u = np.array([0.2, 0.4, 0.3]), np.array([[2.0], [3.0], [1.0]])
    own = ApproximateProbabilities(p, "hartley_rao").covariance(u, stages_of(3)).item()
    given = ApproximateProbabilities(p, "hartley_rao", mean_square=float(p.mean())).covariance(u, stages_of(3)).item()
    less = ApproximateProbabilities(p, "hartley_rao", mean_square=0.1).covariance(u, stages_of(3)).item()
    both = (u.sum() ** 2 - (u**2).sum()) / 2  # D falls by (mean square) / (n - 1) for each ordered pair
    assert given == pytest.approx(own)
    assert less - own == pytest.approx(both * 2 * (0.3 - 0.1) / 2)

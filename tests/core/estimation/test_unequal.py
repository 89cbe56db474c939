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
    with pytest.raises(EstimationError, match="differs within a primary unit. Place: row 2"):
        estimate(LinearisedDesign(np.ones(3), stages, unequal=unequal), total([numeric("y", np.ones(3))]))

"""Whether many draws of a design show the inclusion probabilities that are stated for it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import stats

from querschnitt.core.arrays import FloatArray, IntArray

DRAWS = 20_000
LEVEL = 0.001

Draw = Callable[[np.random.Generator], IntArray]


def indicators(draw: Draw, units: int, *, seed: int, draws: int = DRAWS) -> FloatArray:
    """Draw many times, and return who was drawn, shape (draws, units)."""
    generator = np.random.default_rng(seed)
    drawn = np.zeros((draws, units))
    for row in drawn:
        row[draw(generator)] = 1
    return drawn


def p_first(drawn: FloatArray, probabilities: FloatArray, joint: FloatArray | None = None) -> float:
    """Return the p-value of the stated first-order probabilities.

    With second-order probabilities by one chi-square over all units, whose counts hang on each other; without, by the
    largest deviation of one unit (Bonferroni).
    """
    share = drawn.mean(axis=0) - probabilities
    if joint is None:
        variance = probabilities * (1 - probabilities)
        assert np.all(share[variance < 1e-12] == 0)
        z = share[variance >= 1e-12] / np.sqrt(variance[variance >= 1e-12] / len(drawn))
        return float(min(1.0, 2 * stats.norm.sf(np.abs(z).max()) * len(z)))
    covariance = (joint - np.outer(probabilities, probabilities)) / len(drawn)
    inverse = np.linalg.pinv(covariance, rcond=1e-9, hermitian=True)
    rank = np.linalg.matrix_rank(covariance, tol=1e-9 * np.abs(covariance).max(), hermitian=True)
    return float(stats.chi2.sf(share @ inverse @ share, rank))


def p_second(drawn: FloatArray, joint: FloatArray) -> float:
    """Return the p-value of the stated second-order probabilities, by the largest deviation of one pair."""
    first, second = np.triu_indices(len(joint), k=1)
    stated = joint[first, second]
    share = (drawn.T @ drawn / len(drawn))[first, second]
    possible = (stated > 1e-12) & (stated < 1 - 1e-12)
    assert np.allclose(share[~possible], stated[~possible])
    z = (share - stated)[possible] / np.sqrt((stated * (1 - stated))[possible] / len(drawn))
    return float(min(1.0, 2 * stats.norm.sf(np.abs(z).max()) * len(z)))


def p_unbiased(drawn: FloatArray, probabilities: FloatArray, values: FloatArray) -> float:
    """Return the p-value of the Horvitz-Thompson total being unbiased."""
    totals = drawn @ (values / probabilities)
    z = (totals.mean() - values.sum()) / (totals.std(ddof=1) / np.sqrt(len(totals)) or 1.0)
    return float(2 * stats.norm.sf(abs(z)))

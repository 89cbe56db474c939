"""The variance of a first phase, seen in a subsample of its units alone: without joint probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.estimation.stages import sum_units


@dataclass(frozen=True)
class FirstPhase:
    """A first phase as its observed rows show it.

    Attributes
    ----------
    strata : shape (m,), stratum of each observed row, 0 to H-1
    units : shape (m,), unit of the first phase of each observed row
    shares : shape (m,), the part of the units around it that was observed
    counts : shape (H,), units that the first phase drew in each stratum
    part : shape (H,), one less the sampling fraction of each stratum
    """

    strata: IntArray
    units: IntArray
    shares: FloatArray
    counts: IntArray
    part: FloatArray


def approximate_covariance(weighted: FloatArray, phase: FirstPhase) -> FloatArray:
    """Return the covariance, shape (k, k), of the first phase: each observed unit stands for 1 / share units.

    Per stratum (1 - f) n / (n - 1) times the sum over observed units of (p x - mean)^2 / p, where x is a unit's total
    of weight x score, p its share, n the units drawn and the mean that of all n.

    Parameters
    ----------
    weighted : shape (m, k), weight x score of the observed rows
    phase : the first phase

    References
    ----------
    Särndal, Swensson and Wretman (1992), section 9.4. R: survey::twophase(method = "approx")

    >>> import numpy as np
    >>> alone, units = np.zeros(3, dtype=np.int64), np.arange(3)
    >>> phase = FirstPhase(alone, units, np.ones(3), np.array([3]), np.ones(1))
    >>> approximate_covariance(np.array([[1.0], [2.0], [6.0]]), phase)
    array([[21.]])
    """
    units, first, codes = np.unique(phase.units, return_index=True, return_inverse=True)
    strata, shares = phase.strata[first], phase.shares[first][:, None]
    totals = sum_units(codes.ravel().astype(np.int64), weighted).reshape(len(units), -1)
    sums = np.zeros((len(phase.counts), totals.shape[1]))
    np.add.at(sums, strata, totals)
    deviations = totals * shares - (sums / phase.counts[:, None])[strata]
    scale = phase.part * phase.counts / np.maximum(phase.counts - 1, 1)
    return np.asarray((deviations * (scale[strata][:, None] / shares)).T @ deviations, dtype=np.float64)

"""The jackknife: one primary unit left out at a time."""

from __future__ import annotations

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import DesignError
from querschnitt.core.weighting.replicates.units import PrimaryUnits
from querschnitt.core.weighting.replicates.weights import Replicates, replicates_of


def jack1(weights: FloatArray, units: PrimaryUnits) -> Replicates:
    """Leave out one PSU at a time, in a sample without strata (JK1).

    Parameters
    ----------
    weights : shape (n,), all > 0
    units : one stratum

    Raises
    ------
    DesignError : for several strata, or one PSU only.

    References
    ----------
    Wolter (2007), Introduction to Variance Estimation, chapter 4. Derivation: docs/methods/replicates.md

    >>> from querschnitt.core.weighting.replicates import primary_units
    >>> done = jack1(np.ones(3), primary_units(np.arange(3), population=np.full(3, 30.0)))
    >>> done.matrix.tolist(), round(done.scale, 9)
    ([[0.0, 1.5, 1.5], [1.5, 0.0, 1.5], [1.5, 1.5, 0.0]], 0.6)
    """
    if len(units.names) != 1:
        hint = "Use the jackknife for strata (JKn)."
        raise DesignError("JK1 is for a sample without strata", expected="1 stratum", got=len(units.names), hint=hint)
    units.refuse_lonely()
    each = jackn(weights, units)
    return Replicates(weights, each.matrix, float(each.rscales[0]), np.ones(len(each.rscales)))


def jackn(weights: FloatArray, units: PrimaryUnits) -> Replicates:
    """Leave out one PSU at a time; the others of its stratum stand for it (JKn).

    A stratum of which all PSUs are in the sample has the scale 0. One PSU that is its whole stratum has no replicate.

    Parameters
    ----------
    weights : shape (n,), all > 0
    units : PSUs in strata

    Raises
    ------
    DesignError : for a stratum with one PSU, naming it.

    References
    ----------
    Rust and Rao (1996), Statistical Methods in Medical Research 5, 283-310. Derivation: docs/methods/replicates.md

    >>> from querschnitt.core.weighting.replicates import primary_units
    >>> done = jackn(np.ones(4), primary_units(np.arange(4), strata=np.array([1, 1, 2, 2])))
    >>> done.matrix.T.tolist(), done.rscales.tolist()
    ([[0.0, 2.0, 1.0, 1.0], [2.0, 0.0, 1.0, 1.0], [1.0, 1.0, 0.0, 2.0], [1.0, 1.0, 2.0, 0.0]], [0.5, 0.5, 0.5, 0.5])
    """
    units.refuse_lonely()
    sampled = units.sampled
    out = np.flatnonzero(sampled[units.stratum] > 1)
    out = out[np.argsort(units.stratum[out], kind="stable")]
    size = sampled[units.stratum[out]]
    factors = np.where(units.stratum[:, None] == units.stratum[out], size / (size - 1), 1.0)
    factors[out, np.arange(len(out))] = 0.0
    rscales = (size - 1) / size * units.unseen[units.stratum[out]]
    return replicates_of(weights, units, factors, scale=1.0, rscales=rscales)

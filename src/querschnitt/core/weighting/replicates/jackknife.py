"""The jackknife: one primary unit left out at a time."""

from __future__ import annotations

from typing import get_args

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import DesignError
from querschnitt.core.weighting.replicates.lonely import Lonely, settle_lonely
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
    each = jackn(weights, units)
    return Replicates(weights, each.matrix, float(each.rscales[0]), np.ones(len(each.rscales)))


def jackn(weights: FloatArray, units: PrimaryUnits, *, lonely: Lonely = "fail") -> Replicates:
    """Leave out one PSU at a time; the others of its stratum stand for it (JKn).

    A stratum of which all PSUs are in the sample has no variance and no replicate. Under `adjust` a lonely PSU is left
    out, too: those of the other H - 1 strata stand for it by H / (H - 1), and the scale is (H - 1) / H as in R, without
    finite population correction.

    Parameters
    ----------
    weights : shape (n,), all > 0
    units : PSUs in strata
    lonely : what becomes of a stratum with one PSU: `fail`, `remove`, `certainty`, `adjust` or `average`
        (`lonely.settle_lonely` says what they do); the rule is noted

    Raises
    ------
    DesignError : for a stratum with one PSU under `fail`, naming it; if no stratum shows how PSUs differ.
    InputError : for an unknown rule.

    References
    ----------
    Rust and Rao (1996), Statistical Methods in Medical Research 5, 283-310. Derivation: docs/methods/replicates.md
    R: survey::as.svrepdesign(type = "JKn"), options(survey.lonely.psu = )

    >>> from querschnitt.core.weighting.replicates import primary_units
    >>> done = jackn(np.ones(4), primary_units(np.arange(4), strata=np.array([1, 1, 2, 2])))
    >>> done.matrix.T.tolist(), done.rscales.tolist()
    ([[0.0, 2.0, 1.0, 1.0], [2.0, 0.0, 1.0, 1.0], [1.0, 1.0, 0.0, 2.0], [1.0, 1.0, 2.0, 0.0]], [0.5, 0.5, 0.5, 0.5])
    """
    factor, notes = settle_lonely(units, lonely, offered=get_args(Lonely))
    left_out = (units.unseen > 0) & ((lonely == "adjust") | ~units.lonely)
    if not left_out.any():
        raise DesignError(
            "The sample has all primary units of every stratum, so nothing is left to vary",
            expected="a stratum with units that were not drawn",
            hint="Later stages need replicates of their own: make the bootstrap for several stages.",
        )
    out = np.flatnonzero(left_out[units.stratum])
    out = out[np.argsort(units.stratum[out], kind="stable")]
    alone = units.lonely[units.stratum[out]]
    size = np.where(alone, float(len(units.names)), units.sampled[units.stratum[out]])
    stands_in = (units.stratum[:, None] == units.stratum[out]) | alone
    factors = np.where(stands_in, size / (size - 1), 1.0)
    factors[out, np.arange(len(out))] = 0.0
    rscales = (size - 1) / size * np.where(alone, 1.0, units.unseen[units.stratum[out]])
    return replicates_of(weights, units, factors, scale=factor, rscales=rscales, notes=notes)

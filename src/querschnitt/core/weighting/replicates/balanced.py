"""Replicates from Hadamard matrices: balanced half-samples, Fay's milder ones, and successive differences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import DesignError
from querschnitt.core.weighting.replicates.hadamard import hadamard
from querschnitt.core.weighting.replicates.lonely import UNCHANGED, Lonely, settle_lonely
from querschnitt.core.weighting.replicates.units import PrimaryUnits
from querschnitt.core.weighting.replicates.weights import Replicates, replicates_of


def balanced(weights: FloatArray, units: PrimaryUnits, *, fay: float = 0.0, lonely: Lonely = "fail") -> Replicates:
    """Take one of the two PSUs of each stratum, in orthogonal patterns (BRR); with Fay's method both, unequally.

    Parameters
    ----------
    weights : shape (n,), all > 0
    units : exactly two PSUs in each stratum; one where `lonely` allows it
    fay : Fay's rho, 0 (half-samples) to below 1: the PSU not taken keeps this share of its weight
    lonely : what becomes of a stratum with one PSU: `fail`, `remove`, `certainty` (as R's small = "split") or
        `average`; the rule is noted

    Raises
    ------
    DesignError : for a stratum with one PSU under `fail`, or more than two (the third would be in no replicate), for a
        population size (the method has no finite population correction), or rho out of range.
    InputError : for an unknown rule.

    References
    ----------
    McCarthy (1969), Review of the ISI 37, 239-264; Judkins (1990), Journal of Official Statistics 6, 223-239.
    Derivation: docs/methods/replicates.md

    >>> from querschnitt.core.weighting.replicates import primary_units
    >>> done = balanced(np.ones(4), primary_units(np.arange(4), strata=np.array([1, 1, 2, 2])))
    >>> done.matrix.T.tolist(), done.scale
    ([[2.0, 0.0, 2.0, 0.0], [0.0, 2.0, 2.0, 0.0], [2.0, 0.0, 0.0, 2.0], [0.0, 2.0, 0.0, 2.0]], 0.25)
    """
    if not 0 <= fay < 1:
        raise DesignError("Fay's rho is a share", where="fay", expected="0 <= rho < 1", got=fay)
    factor, notes = settle_lonely(units, lonely, offered=UNCHANGED)
    _refuse_more_than_two(units)
    if np.any(np.isfinite(units.population)):
        raise DesignError(
            "Balanced half-samples know no finite population correction",
            where="population",
            expected="none",
            got=f"{units.population.min():g} primary units",
            hint="Leave it out (the variance is then on the safe side) or use the jackknife.",
        )
    patterns = hadamard(len(units.names) + 1)[:, 1:]
    second = np.zeros(len(units.stratum), dtype=np.int64)
    second[[units.members(stratum)[1] for stratum in np.flatnonzero(units.sampled == 2).tolist()]] = 1
    signs = patterns[:, units.stratum].T * ((1 - 2 * second) * ~units.lonely[units.stratum])[:, None]
    scale = factor / (len(patterns) * (1 - fay) ** 2)
    return replicates_of(weights, units, (1 + (1 - fay) * signs).astype(np.float64), scale=scale, notes=notes)


def successive_difference(weights: FloatArray, units: PrimaryUnits, *, lonely: Lonely = "fail") -> Replicates:
    """Compare each PSU with the next in the order of the rows, for systematic samples (SDR).

    For a total the variance is (1 - f) / 2 times the sum of squared differences of neighbours, the last and the first
    of a stratum being neighbours, too. The centre is the estimate of the full sample.

    Parameters
    ----------
    weights : shape (n,), all > 0
    units : in the order in which they were drawn; the strata follow each other
    lonely : what becomes of a stratum with one PSU: `fail`, `remove`, `certainty` or `average`; the rule is noted

    Raises
    ------
    DesignError : for a stratum with one PSU under `fail`, naming it.
    InputError : for an unknown rule.

    References
    ----------
    Fay and Train (1995), Proceedings of the Section on Government Statistics, ASA, 154-159; Ash (2014), Survey
    Methodology 40, 47-59. Derivation: docs/methods/replicates.md

    >>> from querschnitt.core.weighting.replicates import primary_units
    >>> done = successive_difference(np.ones(3), primary_units(np.arange(3)))
    >>> z = np.array([1.0, 2.0, 5.0])
    >>> round(done.scale * float(((z @ done.matrix - 8) ** 2).sum()), 9)  # (1 + 9 + 16) / 2
    13.0
    """
    factor, notes = settle_lonely(units, lonely, offered=UNCHANGED)
    patterns = hadamard(len(units.stratum) + 1)[1:]
    following = np.arange(len(units.stratum))
    for stratum in range(len(units.names)):
        following[units.members(stratum)] = np.roll(units.members(stratum), -1)
    reach = np.sqrt(units.unseen[units.stratum] / 8)[:, None]
    own, other = patterns[np.arange(len(units.stratum))], patterns[following]
    done = replicates_of(weights, units, 1 + reach * (own - other), scale=4 * factor / patterns.shape[1], notes=notes)
    return replace(done, mse=True)


def _refuse_more_than_two(units: PrimaryUnits) -> None:
    wrong = np.flatnonzero(units.sampled > 2)
    if wrong.size:
        raise DesignError(
            "Balanced half-samples need two primary units in each stratum",
            where=f"stratum '{units.names[wrong[0]]}' ({wrong.size} strata)",
            expected=2,
            got=int(units.sampled[wrong[0]]),
            hint="Form strata of two, or use the jackknife or the bootstrap.",
        )

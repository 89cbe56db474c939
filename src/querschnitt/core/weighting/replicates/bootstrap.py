"""Bootstraps for samples in strata and stages: primary units drawn again from those of the sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import DesignError, require_known
from querschnitt.core.weighting.replicates.lonely import UNCHANGED, Lonely, settle_lonely
from querschnitt.core.weighting.replicates.units import Labels, PrimaryUnits, constant_within, numbered
from querschnitt.core.weighting.replicates.weights import Replicates, replicates_of


def canty_davison(
    weights: FloatArray,
    units: PrimaryUnits,
    *,
    count: int,
    generator: np.random.Generator,
    lonely: Lonely = "fail",
) -> Replicates:
    """Draw as many PSUs again as each stratum has; with a population size, from the sample copied up to it.

    The scale corrects for the PSUs by their harmonic mean, as R survey does: right where all strata have equally many,
    otherwise approximately (a note says so); `rao_wu` is right in each stratum.

    Parameters
    ----------
    weights : shape (n,), all > 0
    units : PSUs in strata
    count : number of replicates
    generator : source of chance
    lonely : what becomes of a stratum with one PSU: `fail`, `remove`, `certainty` or `average`; the rule is noted. R
        always removes it, in silence, and takes it into the harmonic mean, which makes the variance too large

    Raises
    ------
    DesignError : for a stratum with one PSU under `fail`, or fewer than two replicates.
    InputError : for an unknown rule.

    References
    ----------
    Canty and Davison (1999), The Statistician 48, 379-391. Derivation: docs/methods/replicates.md

    >>> from querschnitt.core.weighting.replicates import primary_units
    >>> done = canty_davison(np.ones(4), primary_units(np.arange(4)), count=50, generator=np.random.default_rng(1))
    >>> done.matrix.shape, set(done.matrix.sum(axis=0)), done.scale == 4 / (3 * 49)
    ((4, 50), {np.float64(4.0)}, True)
    """
    _require_several(count)
    factor, lonely_notes = settle_lonely(units, lonely, offered=UNCHANGED)
    factors = np.ones((len(units.stratum), count))
    for stratum, size in enumerate(units.population):
        members = units.members(stratum)
        if np.isfinite(size):
            factors[members] = _from_copies(len(members), round(size), count=count, generator=generator)
        else:
            even = np.full(len(members), 1 / len(members))
            factors[members] = generator.multinomial(len(members), even, size=count).T
    sampled = units.sampled[units.sampled > 1]
    mean = 1 / float(np.mean(1 / sampled))
    uneven = "scale of the bootstrap by the harmonic mean of primary units: strata have different numbers"
    notes = ((uneven,) if len(set(sampled)) > 1 else ()) + lonely_notes
    return replicates_of(weights, units, factors, scale=factor * mean / ((mean - 1) * (count - 1)), notes=notes)


def rao_wu(
    weights: FloatArray,
    units: PrimaryUnits,
    *,
    count: int,
    generator: np.random.Generator,
    lonely: Lonely = "fail",
) -> Replicates:
    """Draw one PSU fewer than each stratum has, and rescale (the n-1 bootstrap).

    factor = 1 - a + a m n / (n - 1), m times drawn, a = sqrt(1 - f); never negative.

    Parameters, errors as in `canty_davison`.

    References
    ----------
    Rao, Wu and Yue (1992), Survey Methodology 18, 209-217. Derivation: docs/methods/replicates.md

    >>> from querschnitt.core.weighting.replicates import primary_units
    >>> done = rao_wu(np.ones(3), primary_units(np.arange(3)), count=40, generator=np.random.default_rng(1))
    >>> sorted(set(done.matrix.ravel().tolist())), done.scale == 1 / 39
    ([0.0, 1.5, 3.0], True)
    """
    _require_several(count)
    factor, notes = settle_lonely(units, lonely, offered=UNCHANGED)
    factors = np.ones((len(units.stratum), count))
    for stratum, (size, unseen) in enumerate(zip(units.sampled, units.unseen, strict=True)):
        if unseen > 0 and size > 1:
            drawn = generator.multinomial(int(size) - 1, np.full(int(size), 1 / size), size=count).T
            factors[units.members(stratum)] = 1 + np.sqrt(unseen) * (drawn * size / (size - 1) - 1)
    return replicates_of(weights, units, factors, scale=factor / (count - 1), notes=notes)


def preston(
    weights: FloatArray,
    stages: Sequence[tuple[Labels, FloatArray]],
    *,
    strata: Labels | None = None,
    count: int,
    generator: np.random.Generator,
    lonely: Literal["fail", "remove", "certainty"] = "fail",
) -> Replicates:
    """Draw half of the units again at every stage, without replacement, and rescale (multistage rescaled bootstrap).

    Parameters
    ----------
    weights : shape (n,), all > 0
    stages : for each stage the labels of the units, shape (n,), read within the unit of the stage before, and the
        number of units in the population of that unit, shape (n,); `np.arange(n)` where the rows are the units
    strata : shape (n,), of the first stage
    count, generator : number of replicates, source of chance
    lonely : what becomes of a unit of which only one of several parts was drawn: `fail`, or no variance from that stage
        (`remove`, `certainty`; noted), while later stages count as they do elsewhere. R drops them, too, in silence

    Raises
    ------
    DesignError : for a unit of which only one of several parts was drawn under `fail`, naming the stage and the row;
        for a population that is smaller than the sample.
    InputError : for an unknown rule.

    References
    ----------
    Preston (2009), Survey Methodology 35, 227-234. Derivation: docs/methods/replicates.md

    >>> schools = np.array([1, 1, 2, 2]), np.full(4, 10.0)
    >>> pupils = np.arange(4), np.full(4, 20.0)
    >>> done = preston(np.full(4, 50.0), [schools, pupils], count=20, generator=np.random.default_rng(1))
    >>> done.matrix.shape, done.scale == 1 / 19, bool(done.matrix.min() >= 0)
    ((4, 20), True, True)
    """
    _require_several(count)
    require_known(lonely, ("fail", "remove", "certainty"), what="rule for lonely units", where="lonely")
    notes: list[str] = []
    parent = numbered(np.zeros(len(weights), dtype=np.int64) if strata is None else strata)[0]
    factors, root, seen = np.ones((len(weights), count)), np.ones((len(weights), count)), np.ones(len(weights))
    for number, (labels, population) in enumerate(stages, start=1):
        require_length(labels, len(weights), name=f"units of stage {number}")
        unit, first = numbered(parent * (len(weights) + 1) + np.unique(labels, return_inverse=True)[1])
        sampled = np.bincount(parent[first], minlength=int(parent.max()) + 1)[parent].astype(np.float64)
        names = tuple(f"{code + 1} of stage {number - 1}" for code in range(int(parent.max()) + 1))
        share = sampled / constant_within(population, parent, names=names)[parent]
        alone = (sampled == 1) & (share < 1)
        _refuse_stage(sampled, share, alone=alone & (lonely == "fail"), stage=number)
        if alone.any():
            notes.append(f"{len(np.unique(parent[alone]))} units with one part at stage {number}: {lonely}")
        kept = np.where((share < 1) & ~alone, sampled // 2, sampled)
        drawn = _halves(parent[first], kept[first], count=count, generator=generator)[unit]
        left = np.where(kept < sampled, sampled - kept, 1.0)
        reach = np.sqrt(kept * seen * (1 - share) / left)[:, None]
        taken = drawn * (sampled / kept)[:, None]
        factors = factors + root * reach * (taken - 1)
        root, seen, parent = root * drawn * np.sqrt(sampled / kept)[:, None], seen * share, unit
    return Replicates(weights, weights[:, None] * factors, 1 / (count - 1), np.ones(count), notes=tuple(notes))


def _halves(parent: IntArray, kept: FloatArray, *, count: int, generator: np.random.Generator) -> FloatArray:
    """Return which units are drawn, shape (units, count): of each parent the `kept` ones with the smallest keys."""
    keys = generator.random((len(parent), count))
    drawn = np.empty((len(parent), count))
    for code in range(int(parent.max()) + 1):
        members = np.flatnonzero(parent == code)
        drawn[members] = keys[members].argsort(axis=0).argsort(axis=0) < kept[members][:, None]
    return drawn


def _from_copies(sampled: int, population: int, *, count: int, generator: np.random.Generator) -> FloatArray:
    """Return how often each PSU is drawn from a population that copies the sample, the remainder by chance."""
    full, rest = divmod(population, sampled)
    drawn = np.empty((sampled, count))
    for replicate in range(count):
        copies = np.full(sampled, full)
        copies[generator.choice(sampled, rest, replace=False)] += 1
        drawn[:, replicate] = generator.multivariate_hypergeometric(copies, sampled)
    return drawn


def _refuse_stage(sampled: FloatArray, share: FloatArray, *, alone: BoolArray, stage: int) -> None:
    wrong = np.flatnonzero(alone | (share > 1) | ~(share > 0))
    if wrong.size:
        row = wrong[0]
        raise DesignError(
            "A unit was drawn alone, or from a population smaller than the sample",
            where=f"stage {stage}, row {row + 1}",
            expected="at least 2 units, or all of the population",
            got=f"{sampled[row]:g} of {sampled[row] / share[row]:g}",
            hint="Merge units, leave out the later stages, or choose 'remove' for those drawn alone.",
        )


def _require_several(count: int) -> None:
    if count < 2:
        raise DesignError("A bootstrap needs several replicates", where="count", expected="at least 2", got=count)

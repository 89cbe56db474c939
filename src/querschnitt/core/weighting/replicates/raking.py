"""Raking of all replicates at once, on the crossed cells of the margins."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.weighting.calibration.cells import SLACK, Crossing, RakingToMargins


def rake_each(matrix: FloatArray, step: RakingToMargins) -> FloatArray | None:
    """Return the replicate weights, shape (n, R), each raked to the margins among the rows it has.

    The rounds are those that `step` makes of a replicate alone: one that has converged stays as it is while the others
    go on. None where one cannot be raked (an empty level, weights below zero, no convergence): the step itself, applied
    to the replicates one by one, says why.

    >>> from querschnitt.core.weighting.raking import margin_of
    >>> step = RakingToMargins((margin_of("sex", ["f", "f", "m"], totals={"f": 60, "m": 40}),))
    >>> rake_each(np.array([[1.0, 0.0], [2.0, 3.0], [1.0, 1.0]]), step).tolist()
    [[20.0, 0.0], [40.0, 60.0], [40.0, 40.0]]
    """
    crossed = Crossing.of(step.margins)
    if np.any(matrix < 0) or not np.isfinite(matrix).all():
        return None
    before = _indicator(crossed.cell, crossed.size) @ matrix
    counts = _raked(before, step, crossed, limits=_limits(step, matrix))
    if counts is None:
        return None
    factors = np.divide(counts, before, out=np.zeros_like(before), where=before > 0)
    return np.asarray(matrix * factors[crossed.cell], dtype=np.float64)


def _limits(step: RakingToMargins, matrix: FloatArray) -> FloatArray:
    return step.epsilon * matrix.sum(axis=0) if step.epsilon < 1 else np.full(matrix.shape[1], step.epsilon)


def _raked(before: FloatArray, step: RakingToMargins, crossed: Crossing, *, limits: FloatArray) -> FloatArray | None:
    levels = [_indicator(codes, len(totals)) for codes, totals in zip(crossed.codes, crossed.totals, strict=True)]
    if any(np.any(level @ before == 0) for level in levels):
        return None
    margins = list(zip(crossed.codes, crossed.totals, levels, strict=True))
    done, active, counts = np.empty_like(before), np.arange(before.shape[1]), before
    for _ in range(step.max_iterations):
        previous = counts
        for codes, totals, level in margins:
            counts = counts * (totals[:, None] / (level @ counts))[codes]
        still = np.abs(counts - previous).max(axis=0) >= limits[active]
        missing = np.max([np.abs(level @ counts - totals[:, None]).max(axis=0) for _, totals, level in margins], axis=0)
        still |= missing >= SLACK * limits[active]
        if not still.all():
            done[:, active[~still]] = counts[:, ~still]
            counts, active = counts[:, still], active[still]
        if not active.size:
            return done
    return None


def _indicator(codes: IntArray, groups: int) -> sparse.csr_matrix:
    """Return the matrix that adds up rows by code, shape (groups, rows)."""
    rows = len(codes)
    return sparse.csr_matrix((np.ones(rows), (codes, np.arange(rows))), shape=(groups, rows))

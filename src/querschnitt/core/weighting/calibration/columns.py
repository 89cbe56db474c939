"""A step of calibration done again on every column of a table of replicate weights, many at once where possible."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.calibration.cells import SLACK, Crossing, PostStratification, RakingToMargins
from querschnitt.core.weighting.calibration.distances import Linear
from querschnitt.core.weighting.calibration.result import Step
from querschnitt.core.weighting.calibration.totals import CalibrationToTotals
from querschnitt.core.weighting.raking import Margin, not_converged


def calibrate_columns(step: Step, matrix: FloatArray, *, shifts: FloatArray | None = None) -> FloatArray:
    """Apply a step to each column among the rows it has, as if one after the other.

    Parameters
    ----------
    matrix : shape (n, R), weights before; 0 for rows left out
    shifts : shape (p, R), added to the totals of a `CalibrationToTotals`; nothing for none

    Raises
    ------
    WeightingError : as the step does, with the number of the replicate in which it cannot be done.

    >>> from querschnitt.core.weighting.raking import margin_of
    >>> sex = PostStratification(margin_of("sex", ["f", "f", "m"], totals={"f": 90, "m": 40}))
    >>> calibrate_columns(sex, np.array([[1.0, 0.0], [2.0, 2.0], [5.0, 5.0]])).tolist()
    [[30.0, 0.0], [60.0, 90.0], [40.0, 40.0]]
    """
    if np.any(matrix < 0):  # of a linear calibration before; what the step says of it names the replicate
        return _one_by_one(step, matrix, shifts=shifts)
    if isinstance(step, PostStratification):
        return _poststratify(step.cells, matrix)
    if isinstance(step, RakingToMargins):
        return _rake(step, matrix)
    if isinstance(step, CalibrationToTotals) and _is_plain(step):
        found = _regress(step, matrix, shifts=shifts)
        if found is not None:
            return found
    return _one_by_one(step, matrix, shifts=shifts)


def _is_plain(step: CalibrationToTotals) -> bool:
    """Whether a closed form gives the factors: linear, without bounds and households."""
    distance = step.distance
    return isinstance(distance, Linear) and step.households is None and bool(np.all(np.isinf(distance.upper)))


def _poststratify(cells: Margin, matrix: FloatArray) -> FloatArray:
    sums = _picker(cells.codes, len(cells.levels)) @ matrix
    _refuse_empty(cells, sums)
    return np.asarray(matrix * (cells.totals[:, None] / sums)[cells.codes])


def _rake(step: RakingToMargins, matrix: FloatArray) -> FloatArray:
    """Rake the crossed cells of all columns at once; a column that has converged is not touched any more."""
    crossed = Crossing.of(step.margins)
    before = np.asarray(_picker(crossed.cell, crossed.size) @ matrix)
    pickers = [_picker(codes, len(totals)) for codes, totals in zip(crossed.codes, crossed.totals, strict=True)]
    for margin, picker in zip(step.margins, pickers, strict=True):
        _refuse_empty(margin, picker @ before)
    limits = step.epsilon * matrix.sum(axis=0) if step.epsilon < 1 else np.full(matrix.shape[1], step.epsilon)
    counts, going = before.copy(), np.arange(matrix.shape[1])
    for _ in range(step.max_iterations):
        now = previous = counts[:, going]
        for codes, totals, picker in zip(crossed.codes, crossed.totals, pickers, strict=True):
            now = now * (totals[:, None] / (picker @ now))[codes]
        counts[:, going] = now
        pairs = zip(pickers, crossed.totals, strict=True)
        missing = np.max([np.abs(picker @ now - totals[:, None]).max(axis=0) for picker, totals in pairs], axis=0)
        limit = limits[going]
        going = going[~((np.abs(now - previous).max(axis=0) < limit) & (missing < SLACK * limit))]
        if not going.size:
            break
    if going.size:
        reached = matrix[:, going[0]] * (counts[:, going[0]] / before[:, going[0]])[crossed.cell]
        error = not_converged(reached, step.margins, max_iterations=step.max_iterations)
        raise _in_replicate(error, int(going[0]))
    return np.asarray(matrix * (counts / np.where(before > 0, before, 1.0))[crossed.cell])


def _regress(step: CalibrationToTotals, matrix: FloatArray, *, shifts: FloatArray | None) -> FloatArray | None:
    """Find the factors 1 + x'u of each column by its own normal equations; nothing where a column has none."""
    values, terms, replicates = step.terms.values, step.terms.values.shape[1], matrix.shape[1]
    products = (values[:, :, None] * values[:, None, :]).reshape(len(values), -1)
    crossed = (products.T @ matrix).T.reshape(replicates, terms, terms)
    totals = step.terms.totals[:, None] + (np.zeros((1, 1)) if shifts is None else shifts)
    try:
        rates = np.linalg.solve(crossed, (totals - values.T @ matrix).T[:, :, None])[:, :, 0]
    except np.linalg.LinAlgError:
        return None  # step by step, the column and the term are named
    after = matrix * (1 + values @ rates.T)
    met = np.abs(values.T @ after - totals) < 100 * step.epsilon * (1 + np.abs(totals))
    return np.asarray(after) if met.all() else None


def _one_by_one(step: Step, matrix: FloatArray, *, shifts: FloatArray | None) -> FloatArray:
    after = np.zeros_like(matrix)
    for number, column in enumerate(matrix.T):
        rows = column != 0
        own = step if rows.all() else step.among(rows)
        if shifts is not None and isinstance(own, CalibrationToTotals):
            own = replace(own, terms=replace(own.terms, totals=own.terms.totals + shifts[:, number]))
        try:
            after[rows, number] = own.apply(column[rows]).weights
        except WeightingError as error:
            raise _in_replicate(error, number) from error
    return after


def _in_replicate(error: WeightingError, number: int) -> WeightingError:
    place = ", ".join(filter(None, [f"replicate {number + 1}", error.where]))
    return WeightingError(error.what, where=place, expected=error.expected, got=error.got, hint=error.hint)


def _refuse_empty(margin: Margin, sums: FloatArray) -> None:
    empty = np.argwhere(~(np.asarray(sums) > 0))
    if empty.size:
        level, number = empty[0]
        raise WeightingError(
            "No respondent stands for a level of the population",
            where=f"replicate {number + 1}, margin '{margin.name}', level '{margin.levels[level]}'",
            expected=f"respondents for {margin.totals[level]:g} persons",
            got=0,
            hint="Merge the level with a neighbouring one, or let units keep a share of their weight (fay = 0.5).",
        )


def _picker(codes: IntArray, groups: int) -> sparse.csr_matrix:
    n = len(codes)
    return sparse.csr_matrix((np.ones(n), (codes, np.arange(n))), shape=(groups, n))

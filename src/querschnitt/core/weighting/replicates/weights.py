"""Replicate weights as a value, and the steps of calibration done again in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from querschnitt.core.arrays import FloatArray, require_length, require_positive
from querschnitt.core.errors import DesignError, ShapeError, WeightingError
from querschnitt.core.weighting.calibration import RakingToMargins, Step, apply_in_order
from querschnitt.core.weighting.replicates.raking import rake_each
from querschnitt.core.weighting.replicates.units import PrimaryUnits


@dataclass(frozen=True)
class Replicates:
    """Weights, replicate weights, and how the spread of replicates becomes a variance.

    variance = scale * sum over r of rscales[r] * (estimate[r] - centre)^2

    Attributes
    ----------
    weights : shape (n,), of the full sample, all > 0
    matrix : shape (n, R), complete weights of each replicate (not factors); 0 for rows left out
    scale : of all replicates together
    rscales : shape (R,), of each replicate
    mse : the centre is the estimate of the full sample (otherwise the mean of the replicates)
    notes : assumptions to be printed with the result
    """

    weights: FloatArray
    matrix: FloatArray = field(repr=False)
    scale: float
    rscales: FloatArray = field(repr=False)
    mse: bool = False
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check that the parts fit.

        Raises
        ------
        WeightingError : for full-sample weights that are not positive or replicate weights that are missing.
        ShapeError : if the numbers of rows or replicates differ.
        DesignError : for fewer than two replicates or scales that are no numbers from 0 on.
        """
        require_positive(self.weights, name="weights", error=WeightingError)
        if self.matrix.ndim != 2:
            raise ShapeError("Replicate weights are not a table", expected="(rows, replicates)", got=self.matrix.shape)
        require_length(self.matrix, len(self.weights), name="replicate weights")
        require_length(self.rscales, self.matrix.shape[1], name="rscales")
        if self.matrix.shape[1] < 2:
            raise DesignError(
                "A variance needs several replicates",
                where="replicate weights",
                expected="at least 2",
                got=self.matrix.shape[1],
                hint="Name all columns of replicate weights.",
            )
        if not (np.isfinite(self.scale) and self.scale >= 0 and np.all(self.rscales >= 0)):
            raise DesignError("The scales of replicates are numbers from 0 on", where="scale, rscales", got=self.scale)
        row, column = np.unravel_index(int(np.argmin(np.isfinite(self.matrix))), self.matrix.shape)
        if not np.isfinite(self.matrix[row, column]):
            raise WeightingError(
                "A replicate weight is missing",
                where=f"row {row + 1}, replicate {column + 1}",
                expected="a number, 0 for a row left out",
                got=float(self.matrix[row, column]),
                hint="Read the file of replicate weights again; a replicate is complete or none.",
            )


def replicates_of(
    weights: FloatArray,
    units: PrimaryUnits,
    factors: FloatArray,
    *,
    scale: float,
    rscales: FloatArray | None = None,
    notes: tuple[str, ...] = (),
) -> Replicates:
    """Multiply the weights, shape (n,), with the factors of their primary units, shape (P, R)."""
    require_length(units.unit, len(weights), name="units")
    scales = np.ones(factors.shape[1]) if rscales is None else rscales
    return Replicates(weights, weights[:, None] * factors[units.unit], scale, scales, notes=notes)


def calibrate_each(replicates: Replicates, steps: Sequence[Step]) -> Replicates:
    """Do the steps of calibration on the weights and again on each replicate, among the rows it has.

    Parameters
    ----------
    replicates : before the steps
    steps : in order

    Raises
    ------
    WeightingError : as the steps do, with the number of the replicate in which one cannot be done.

    References
    ----------
    Rao, Wu and Yue (1992), Survey Methodology 18, 209-217; Lumley (2010), Complex Surveys, section 7.2.
    Derivation: docs/methods/replicates.md

    >>> from querschnitt.core.weighting.calibration import PostStratification
    >>> from querschnitt.core.weighting.raking import margin_of
    >>> from querschnitt.core.weighting.replicates import jack1, primary_units
    >>> sex = PostStratification(margin_of("sex", ["f", "f", "m", "m"], totals={"f": 60, "m": 40}))
    >>> calibrate_each(jack1(np.ones(4), primary_units(np.arange(4))), [sex]).matrix[:, 0].tolist()
    [0.0, 60.0, 20.0, 20.0]
    """
    full = _calibrated(replicates.weights, steps)
    matrix: FloatArray | None = replicates.matrix
    for step in steps:  # raking, the usual step, of all at once
        matrix = rake_each(matrix, step) if isinstance(step, RakingToMargins) and matrix is not None else None
    if matrix is None:
        matrix = _one_by_one(replicates.matrix, steps)
    return replace(replicates, weights=full, matrix=matrix)


def _one_by_one(before: FloatArray, steps: Sequence[Step]) -> FloatArray:
    matrix = np.zeros_like(before)
    for number, column in enumerate(before.T):
        rows = column != 0
        try:
            matrix[rows, number] = _calibrated(column[rows], [step.among(rows) for step in steps])
        except WeightingError as error:
            place = ", ".join(filter(None, [f"replicate {number + 1}", error.where]))
            raise WeightingError(
                error.what, where=place, expected=error.expected, got=error.got, hint=error.hint
            ) from error
    return matrix


def _calibrated(weights: FloatArray, steps: Sequence[Step]) -> FloatArray:
    results = apply_in_order(weights, steps)
    return results[-1].weights if results else weights

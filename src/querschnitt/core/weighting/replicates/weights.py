"""Replicate weights as a value, and the steps of calibration done again in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from querschnitt.core.arrays import FloatArray, require_length, require_positive
from querschnitt.core.errors import DesignError, ShapeError, WeightingError
from querschnitt.core.weighting.calibration import Step, apply_in_order
from querschnitt.core.weighting.calibration.columns import calibrate_columns
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
    empty : what a replicate does in which a figure is undefined, because its domain has no row: make its variance
        `undefined`, or be left out of it (`leave_out`)
    """

    weights: FloatArray
    matrix: FloatArray = field(repr=False)
    scale: float
    rscales: FloatArray = field(repr=False)
    mse: bool = False
    notes: tuple[str, ...] = ()
    empty: Literal["undefined", "leave_out"] = "undefined"

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


def of_noise(replicates: Replicates, *, unseen: FloatArray) -> float:
    """Return what replicates estimate of the variance of pure noise on average, over that variance.

    Of answers that are independent, with a mean of 0 and a variance of 1, the weighted total has the variance
    sum of w^2 (1 - f). An estimated variance is a quadratic form in the answers, so its mean is the sum of what each
    answer alone adds: it follows from the weights, and no answers have to be drawn.

    Parameters
    ----------
    unseen : shape (n,), the part of each row's stratum that was not seen, 1 - f

    References
    ----------
    Bell and McCaffrey (2002), Survey Methodology 28, 169-181. Derivation: docs/methods/replicates.md

    >>> pairs = Replicates(np.ones(2), np.array([[0.0, 2.0], [2.0, 0.0]]), 0.5, np.ones(2))
    >>> of_noise(pairs, unseen=np.ones(2))
    1.0
    >>> of_noise(pairs, unseen=np.zeros(2))  # everybody was asked: there is nothing to be wrong about
    1.0
    """
    true = float(np.square(replicates.weights) @ unseen)
    centre = replicates.weights if replicates.mse else replicates.matrix.mean(axis=1)
    spread = np.square(replicates.matrix - centre[:, None]) @ replicates.rscales
    return float(replicates.scale * spread.sum()) / true if true > 0 else 1.0


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
    results = apply_in_order(replicates.weights, steps)
    full = results[-1].weights if results else replicates.weights
    matrix = replicates.matrix
    for step in steps:
        matrix = calibrate_columns(step, matrix)
    return replace(replicates, weights=full, matrix=matrix)

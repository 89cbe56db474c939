"""The links of a chain: each step as a function weights -> weights, for one column of weights or for each replicate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.calibration import Step
from querschnitt.core.weighting.calibration.columns import calibrate_columns
from querschnitt.core.weighting.propensity import CellModel, propensities_under_each


class Link(Protocol):
    """A step that can be done again in each replicate."""

    def each(self, matrix: FloatArray) -> FloatArray:
        """Return the weights after the step, one row for each person who goes on, from those before, shape (m, R)."""
        ...


@dataclass(frozen=True)
class Leaving:
    """Some go on with the weight they have, shape (m,); nobody takes that of the others."""

    staying: BoolArray

    def each(self, matrix: FloatArray) -> FloatArray:
        """Return the weights of those who go on."""
        return matrix[self.staying]


@dataclass(frozen=True)
class Redistribution:
    """Within classes the weight of all goes to some, in proportion to theirs.

    Attributes
    ----------
    codes : shape (m,), the class of each person
    labels : names of the classes
    taking : shape (m,), who takes the weight
    staying : shape (m,), who of them goes on

    >>> who = np.array([True, False, True])
    >>> link = Redistribution(np.array([0, 0, 1]), ("a", "b"), taking=who, staying=who)
    >>> link.each(np.array([[2.0, 1.0], [3.0, 1.0], [4.0, 4.0]])).tolist()
    [[5.0, 2.0], [4.0, 4.0]]
    """

    codes: IntArray
    labels: tuple[str, ...]
    taking: BoolArray
    staying: BoolArray

    def each(self, matrix: FloatArray) -> FloatArray:
        """Return the weights of those who stay.

        Raises
        ------
        WeightingError : for a replicate in which nobody of a class could take its weight.
        """
        everyone = sums_by(self.codes, matrix, groups=len(self.labels))
        takers = sums_by(self.codes[self.taking], matrix[self.taking], groups=len(self.labels))
        empty = np.argwhere((takers <= 0) & (everyone > 0))
        if empty.size:
            raise WeightingError(
                "A class has nobody who could stand for it",
                where=f"replicate {empty[0, 1] + 1}, class '{self.labels[empty[0, 0]]}'",
                expected="weights above 0",
                got=0,
                hint="Ask for more respondents in a class (minimum), or let units keep a share (fay = 0.5).",
            )
        factors = everyone / np.where(takers > 0, takers, 1.0)
        return np.asarray(matrix[self.staying] * factors[self.codes[self.staying]])


@dataclass(frozen=True)
class Propensities:
    """Divides the weights of those who answered by their propensity, fitted anew to each replicate."""

    model: CellModel
    responded: BoolArray

    def each(self, matrix: FloatArray) -> FloatArray:
        """Return the weights of those who answered."""
        fitted = propensities_under_each(self.model, self.responded, matrix)
        return np.asarray(matrix[self.responded] / fitted[self.model.cell[self.responded]])


@dataclass(frozen=True)
class Calibrating:
    """A step of calibration or trimming; `shifts`, shape (p, R), move the totals that have an error of their own."""

    step: Step
    shifts: FloatArray | None = None

    def each(self, matrix: FloatArray) -> FloatArray:
        """Return the calibrated weights."""
        return calibrate_columns(self.step, matrix, shifts=self.shifts)


def sums_by(codes: IntArray, matrix: FloatArray, *, groups: int) -> FloatArray:
    """Add up the rows of each group, shape (groups, R).

    >>> sums_by(np.array([0, 1, 0]), np.array([[1.0], [2.0], [3.0]]), groups=2).tolist()
    [[4.0], [2.0]]
    """
    n = len(codes)
    picker = sparse.csr_matrix((np.ones(n), (codes, np.arange(n))), shape=(groups, n))
    return np.asarray(picker @ matrix, dtype=np.float64)

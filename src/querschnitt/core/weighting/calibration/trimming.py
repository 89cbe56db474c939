"""Trimming: weights outside two bounds are cut, and what was cut is given to the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.calibration.result import Calibrated, Unchanged


@dataclass(frozen=True)
class Trimming:
    """Sets weights outside the bounds to the bound and adds what was cut, in equal amounts, to the weights inside.

    Parameters
    ----------
    lower, upper : of the weights, in persons
    strict : repeat until all weights are inside (otherwise once, and the amounts handed out may leave some outside)
    max_iterations : rounds

    References
    ----------
    Potter (1990), Proceedings of the Section on Survey Research Methods, ASA, 225-230; as R survey's `trimWeights`.
    Derivation: docs/methods/calibration.md

    >>> done = Trimming(2.0, 8.0).apply(np.array([1.0, 3.0, 4.0, 10.0]))
    >>> done.weights.tolist(), done.at_bound.tolist()
    ([2.0, 3.5, 4.5, 8.0], [-1, 0, 0, 1])
    """

    lower: float = 0.0
    upper: float = np.inf
    strict: bool = True
    max_iterations: int = 1000

    def apply(self, weights: FloatArray) -> Calibrated:
        """Return the trimmed weights, with the same sum.

        Raises
        ------
        WeightingError : if the weights are not finite, the bounds leave no room for their sum or all are outside.
        """
        self._check(weights)
        after, rounds = weights, 0
        while self._outside(after).any():
            if rounds == (self.max_iterations if self.strict else 1):
                break
            after, rounds = self._once(after), rounds + 1
        if self.strict and self._outside(after).any():
            raise WeightingError(
                f"Trimming does not end in {self.max_iterations} rounds",
                where=f"row {np.flatnonzero(self._outside(after))[0] + 1}",
                expected=f"all weights from {self.lower:g} to {self.upper:g}",
                got=f"{int(self._outside(after).sum())} outside",
                hint="Choose wider bounds.",
            )
        return Calibrated(
            weights=after,
            factors=after / weights,
            iterations=rounds,
            largest_gap=abs(float(after.sum() / weights.sum()) - 1),
            at_bound=self._binding(after),
            projection=Unchanged(),
        )

    def among(self, rows: BoolArray) -> Trimming:
        """Return the step for some of the rows: the bounds are the same."""
        return self

    def _once(self, weights: FloatArray) -> FloatArray:
        outside = self._outside(weights)
        if outside.all():
            raise WeightingError(
                "No weight is inside the bounds that could take what is cut",
                where=f"all {len(weights)} rows",
                expected=f"weights from {self.lower:g} to {self.upper:g}",
                got=f"{weights.min():g} to {weights.max():g}",
                hint="Choose wider bounds.",
            )
        cut = np.clip(weights, self.lower, self.upper)
        return np.where(outside, cut, weights + (weights - cut).sum() / (~outside).sum())

    def _outside(self, weights: FloatArray) -> BoolArray:
        return np.asarray((weights < self.lower) | (weights > self.upper))

    def _binding(self, weights: FloatArray) -> IntArray:
        return (weights >= self.upper).astype(np.int64) - (weights <= self.lower).astype(np.int64)

    def _check(self, weights: FloatArray) -> None:
        wrong = np.flatnonzero(~np.isfinite(weights) | (weights == 0))
        if wrong.size:
            got = float(weights[wrong[0]])
            raise WeightingError(
                "A weight is missing or zero", where=f"row {wrong[0] + 1}", expected="a number, not 0", got=got
            )
        mean = float(weights.mean())
        if not self.lower < mean < self.upper:
            raise WeightingError(
                "The bounds of trimming leave no room for the sum of the weights",
                where=f"bounds {self.lower:g} and {self.upper:g}",
                expected=f"lower < {mean:g} < upper, the mean weight",
                got=f"{self.lower:g}, {self.upper:g}",
                hint="Choose bounds on both sides of the mean weight.",
            )

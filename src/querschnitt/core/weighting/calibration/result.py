"""What every step of calibration is and gives: weights, how they came about, and its residuals for the variance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length, sum_by


class Projection(Protocol):
    """What a step takes off the scores, because the known totals no longer vary."""

    def residuals(self, scores: FloatArray) -> FloatArray:
        """Return the scores without the part that the known totals explain, shape (n, k)."""
        ...


@dataclass(frozen=True)
class Calibrated:
    """The result of a step.

    Attributes
    ----------
    weights : shape (n,), after the step, in persons
    factors : shape (n,), after / before (the g-factors)
    iterations : rounds or steps of Newton
    largest_gap : largest relative distance of a weighted total from the known one
    at_bound : shape (n,), -1 where the lower bound binds, 1 where the upper one does, else 0
    projection : what the step takes off the scores
    totals_covariance : shape (p, p), of totals that are estimates themselves; nothing for counts without error
    """

    weights: FloatArray
    factors: FloatArray
    iterations: int
    largest_gap: float
    at_bound: IntArray = field(repr=False)
    projection: Projection = field(repr=False)
    totals_covariance: FloatArray | None = field(default=None, repr=False)

    def residuals(self, scores: FloatArray) -> FloatArray:
        """Return the residuals that take the place of the scores in the variance by linearisation.

        Parameters
        ----------
        scores : shape (n,) or (n, k), linearised values before the weight is applied

        Raises
        ------
        ShapeError : if there is not one row for each weight.
        """
        require_length(scores, len(self.weights), name="scores")
        columns = scores.reshape(len(scores), -1)
        return self.projection.residuals(columns).reshape(scores.shape)

    def slopes(self, scores: FloatArray) -> FloatArray:
        """Return the coefficients B of the terms in the regression of the scores, shape (p, k).

        Where the totals are estimates with covariance V, their error adds B' V B to the covariance of the figures; they
        are taken to be independent of the sample.

        Parameters
        ----------
        scores : shape (n, k), as for `residuals`

        References
        ----------
        Dever and Valliant (2010), Survey Methodology 36, 45-56; (2016), Journal of Survey Statistics and Methodology 4,
        289-318. Derivation: docs/methods/calibration.md
        """
        if not isinstance(self.projection, Regression):
            return np.zeros((0, scores.shape[1]))
        return self.projection.coefficients(scores)


class Step(Protocol):
    """A step of calibration, written down before it is applied; so it can be applied to each replicate, too."""

    def apply(self, weights: FloatArray) -> Calibrated:
        """Return the weights after the step, from those before, shape (n,)."""
        ...

    def among(self, rows: BoolArray) -> Step:
        """Return the same step for some of the rows, shape (n,), against the same totals."""
        ...


def apply_in_order(weights: FloatArray, steps: Sequence[Step]) -> tuple[Calibrated, ...]:
    """Apply one step after the other; the last result has the final weights.

    Parameters
    ----------
    weights : shape (n,), before the first step

    Raises
    ------
    WeightingError : as the steps do.

    >>> from querschnitt.core.weighting.calibration import Trimming
    >>> [done.weights.tolist() for done in apply_in_order(np.array([1.0, 2.0, 9.0]), [Trimming(1, 8), Trimming(2, 8)])]
    [[1.5, 2.5, 8.0], [2.0, 2.25, 7.75]]
    """
    results: list[Calibrated] = []
    for step in steps:
        results.append(step.apply(results[-1].weights if results else weights))
    return tuple(results)


def residuals_in_order(results: Sequence[Calibrated], scores: FloatArray, *, weights: FloatArray) -> FloatArray:
    """Return the scores after the residuals of several steps, in the order of the steps.

    Each step sees weight x score divided by the weights it gave, as R survey does; the last one sees the scores.

    Parameters
    ----------
    results : of the steps, in order
    scores : shape (n,) or (n, k)
    weights : shape (n,), final weights, after the last step

    References
    ----------
    Lumley (2010), Complex Surveys, section 7.2. Derivation: docs/methods/calibration.md

    >>> residuals_in_order([], np.array([1.0, 2.0]), weights=np.ones(2))
    array([1., 2.])
    """
    final = weights.reshape(-1, *[1] * (scores.ndim - 1))
    weighted = scores * final
    for result in results:
        own = result.weights.reshape(final.shape)
        weighted = result.residuals(weighted / own) * own
    return weighted / final


@dataclass(frozen=True)
class Unchanged:
    """The projection of a step that uses no known totals."""

    def residuals(self, scores: FloatArray) -> FloatArray:
        """Return the scores as they are."""
        return scores


@dataclass(frozen=True)
class CellMeans:
    """Takes off the mean of each cell; `passes` times over the sets of cells, for raking."""

    cells: tuple[IntArray, ...]
    weights: FloatArray
    passes: int = 1

    def residuals(self, scores: FloatArray) -> FloatArray:
        """Return the deviations from the weighted means of the cells, shape (n, k)."""
        left = scores.astype(np.float64)
        sizes = [sum_by(codes, self.weights, groups=int(codes.max()) + 1) for codes in self.cells]
        for _ in range(self.passes):
            for codes, size in zip(self.cells, sizes, strict=True):
                left = left - _cell_sums(codes, self.weights, left)[codes] / size[codes][:, None]
        return left


@dataclass(frozen=True)
class Regression:
    """Takes off the regression on the terms, weighted with the weights before the step."""

    terms: FloatArray
    weights: FloatArray

    def residuals(self, scores: FloatArray) -> FloatArray:
        """Return the residuals, shape (n, k)."""
        root = np.sqrt(self.weights)[:, None]
        basis = np.linalg.qr(self.terms * root)[0]
        return scores - basis @ (basis.T @ (scores * root)) / root

    def coefficients(self, scores: FloatArray) -> FloatArray:
        """Return the coefficients of the terms, shape (p, k)."""
        root = np.sqrt(self.weights)[:, None]
        return np.asarray(np.linalg.lstsq(self.terms * root, scores * root, rcond=None)[0], dtype=np.float64)


def _cell_sums(codes: IntArray, weights: FloatArray, scores: FloatArray) -> FloatArray:
    groups = int(codes.max()) + 1
    return np.column_stack([sum_by(codes, weights * column, groups=groups) for column in scores.T])

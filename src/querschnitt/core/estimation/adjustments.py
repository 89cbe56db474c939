"""What calibrations leave of the scores, and what the error of the totals adds that were estimates themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeGuard, runtime_checkable

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.estimation.protocols import Statistic


class Adjustment(Protocol):
    """A step that changed the weights to reach known totals, as the variance needs to know it."""

    @property
    def weights(self) -> FloatArray:
        """Weights after the step, shape (n,)."""
        ...

    def residuals(self, scores: FloatArray) -> FloatArray:
        """Return what the known totals do not explain of scores of shape (n, k)."""
        ...


@runtime_checkable
class ToEstimatedTotals(Protocol):
    """An adjustment that knows the error of the totals it reached."""

    @property
    def totals_covariance(self) -> FloatArray | None:
        """Covariance of the totals, nothing for totals without error."""
        ...

    def slopes(self, scores: FloatArray) -> FloatArray:
        """Return the coefficients of the terms in the regression of scores of shape (n, k), shape (p, k)."""
        ...


def is_to_estimates(step: Adjustment) -> TypeGuard[ToEstimatedTotals]:
    """Return whether the totals of a step have an error of their own."""
    return isinstance(step, ToEstimatedTotals) and step.totals_covariance is not None


def unexplained(step: Adjustment, weighted: FloatArray) -> FloatArray:
    """Take off of weight x score, shape (n, k), what the totals of a step explain (at its own weights, as R does)."""
    return np.asarray(step.residuals(_scores(step, weighted)) * step.weights[:, None], dtype=np.float64)


def slopes_on_estimates(
    steps: Sequence[Adjustment], statistic: Statistic, weights: FloatArray
) -> list[tuple[FloatArray, FloatArray]]:
    """Return, for every step to totals with an error, its slopes, shape (p, k), and the totals' covariance, (p, p).

    A step sees what the steps after it leave of weight x score: a later one to exact totals takes the error away.
    """
    if not any(is_to_estimates(step) for step in steps):
        return []
    found, weighted = [], statistic.scores(weights) * weights[:, None]
    for step in reversed(steps):
        if isinstance(step, ToEstimatedTotals) and step.totals_covariance is not None:
            found.append((step.slopes(_scores(step, weighted)), step.totals_covariance))
        weighted = unexplained(step, weighted)
    return found


def _scores(step: Adjustment, weighted: FloatArray) -> FloatArray:
    own = step.weights[:, None]
    return np.asarray(weighted / np.where(own != 0, own, 1.0), dtype=np.float64)

"""Newton's method for the factors of a calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.weighting.calibration.distances import Distance

HALVINGS = 40
RIDGE = 1e-12  # relative to the mean of the diagonal: keeps a step possible when bounds bind almost everywhere


@dataclass(frozen=True)
class Solution:
    """Factors, shape (n,), and the steps it took; whether they meet the totals is for the caller to see."""

    factors: FloatArray
    iterations: int


@dataclass(frozen=True)
class _Dual:
    """The convex function whose slope is the gap of the totals, in columns scaled to totals of about 1."""

    columns: FloatArray
    weights: FloatArray
    totals: FloatArray
    distance: Distance

    def height(self, eta: FloatArray) -> float:
        return float(self.weights @ self.distance.integral(self.columns @ eta) - self.totals @ eta)

    def gap(self, eta: FloatArray) -> FloatArray:
        return self.columns.T @ (self.weights * self.distance.factor(self.columns @ eta)) - self.totals

    def curvature(self, eta: FloatArray) -> FloatArray:
        slopes = self.weights * self.distance.slope(self.columns @ eta)
        matrix = (self.columns * slopes[:, None]).T @ self.columns
        return matrix + np.eye(len(eta)) * (RIDGE * max(float(np.trace(matrix)) / len(eta), RIDGE))


def solve(
    values: FloatArray,
    weights: FloatArray,
    *,
    totals: FloatArray,
    distance: Distance,
    limits: tuple[float, int],
) -> Solution:
    """Look for factors F(values @ eta) whose weighted totals are the known ones.

    Parameters
    ----------
    values : shape (n, p), of full rank
    weights : shape (n,), > 0
    totals : shape (p,)
    limits : largest |gap| / (1 + |total|) to stop at, and the number of steps

    References
    ----------
    Deville and Särndal (1992), JASA 87, 376-382, section 4, with the step halved where it would climb.

    >>> from querschnitt.core.weighting.calibration.distances import Linear
    >>> solve(np.ones((2, 1)), np.ones(2), totals=np.array([3.0]), distance=Linear(), limits=(1e-9, 10)).factors
    array([1.5, 1.5])
    """
    epsilon, most = limits
    scale = np.abs(values.T) @ weights
    dual = _Dual(values / scale, weights, totals / scale, distance)
    eta, iterations = np.zeros(len(totals)), 0
    gap = dual.gap(eta)
    while iterations < most and not np.all(np.abs(gap) * scale < _aim(epsilon) * (1 + np.abs(totals))):
        step: FloatArray = np.linalg.solve(dual.curvature(eta), -gap).astype(np.float64)
        moved = _descend(dual, eta, step=step)
        if moved is None:
            break
        eta, iterations = moved, iterations + 1
        gap = dual.gap(eta)
    return Solution(factors=distance.factor(dual.columns @ eta), iterations=max(iterations, 1))


def _aim(epsilon: float) -> float:
    return epsilon / 2  # a hair more than asked, because the caller sums anew in the unscaled columns


def _descend(dual: _Dual, eta: FloatArray, *, step: FloatArray) -> FloatArray | None:
    """Return the first of the halved steps that comes lower or nearer, or nothing when none does."""
    height, slope = dual.height(eta), float(dual.gap(eta) @ step)
    distance = float(np.linalg.norm(dual.gap(eta)))
    share = 1.0
    for _ in range(HALVINGS):
        there = eta + share * step
        with np.errstate(over="ignore", invalid="ignore"):
            lower = dual.height(there) <= height + 1e-4 * share * slope
            nearer = float(np.linalg.norm(dual.gap(there))) < distance
        if np.isfinite(dual.height(there)) and (lower or nearer):
            return there
        share /= 2
    return None

"""The upper tail of a weighted sum of independent chi-squares, exactly and by two approximations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import integrate, optimize, stats

from querschnitt.core.arrays import FloatArray, require_length
from querschnitt.core.errors import EstimationError

NEAR_MEAN = 1e-5
"""Saddlepoint, in standard deviations, below which the formula is replaced by its limit."""


@dataclass(frozen=True)
class ChiSquares:
    """The distribution of the sum of weights x chi-square with df degrees of freedom, shapes (k,).

    Raises
    ------
    EstimationError : if a weight is not a number, all are zero, or degrees of freedom are not positive.
    """

    weights: FloatArray
    df: FloatArray

    def __post_init__(self) -> None:
        """Raise unless it is a distribution."""
        require_length(self.df, len(self.weights), name="df")
        if not np.isfinite(self.weights).all() or not self.weights.any():
            raise EstimationError(
                "A sum of chi-squares needs weights", expected="finite, not all 0", got=self.weights.tolist()
            )
        if not (self.df > 0).all():
            raise EstimationError("A chi-square needs degrees of freedom", expected="> 0", got=float(self.df.min()))

    def exact(self, x: float) -> float:
        """Return P(sum > x) by integrating the inversion formula along a bent line through the saddlepoint.

        The transform exp(K(z) - zx) / z has no jump off the real axis, so the line may bend to the side where the
        exponential dies away; the integral then needs few points (Imhof's oscillates on and on).

        References
        ----------
        Imhof (1961), Biometrika 48, 419-426; Helstrom (1996), IEEE Trans. AES 32, 1259-1270.

        >>> two = ChiSquares(np.array([1.0, 1.0]), np.array([1.0, 1.0]))  # chi-square with 2 df: exp(-x/2)
        >>> round(two.exact(3.0), 8), round(float(np.exp(-1.5)), 8)
        (0.22313016, 0.22313016)
        """
        if self.weights.max() <= 0:
            return 1.0 - ChiSquares(-self.weights, self.df).exact(-x)
        if self.weights.min() >= 0 and x <= 0:
            return 1.0
        start, bend = self._start(x), float(np.sign(x))

        def height(y: float) -> float:
            z = complex(start + bend * y * y / (2 * start), y)
            slope = complex(bend * y / start, 1.0)
            return float((np.exp(self._log_mgf(z) - z * x) / z * slope / 1j).real)

        tail, small = 0.0, 1e-12 * start * abs(height(0.0))
        for low, high in ((0.0, start), (start, 8 * start), (8 * start, np.inf)):
            tail += integrate.quad(height, low, high, limit=500, epsabs=small, epsrel=1e-11)[0]
        return float(np.clip(tail / np.pi, 0.0, 1.0))

    def saddlepoint(self, x: float) -> float:
        """Return P(sum > x) = 1 - Phi(r + log(u/r)/r), the saddlepoint approximation.

        References
        ----------
        Kuonen (1999), Biometrika 86, 929-935; Barndorff-Nielsen (1990), JRSS B 52, 485-496.

        >>> four = ChiSquares(np.array([1.0]), np.array([4.0]))
        >>> round(four.saddlepoint(9.0), 4), round(four.exact(9.0), 4)
        (0.0615, 0.0611)
        """
        if self.weights.min() >= 0 and x <= 0:
            return 1.0
        if self.weights.max() <= 0 and x >= 0:
            return 0.0
        z = self._saddle(x)
        second = float((2 * self.weights**2 * self.df / (1 - 2 * z * self.weights) ** 2).sum())
        if abs(z) * np.sqrt(second) < NEAR_MEAN:
            third = float((8 * self.weights**3 * self.df).sum())
            return float(stats.norm.sf(third / (6 * second**1.5)))
        root = float(np.sign(z) * np.sqrt(2 * (z * x - self._log_mgf(complex(z)).real)))
        return float(stats.norm.sf(root + np.log(z * np.sqrt(second) / root) / root))

    def _log_mgf(self, z: complex) -> complex:
        return complex(-0.5 * (self.df * np.log(1 - 2 * z * self.weights)).sum())

    def _slope(self, z: float) -> float:
        return float((self.weights * self.df / (1 - 2 * z * self.weights)).sum())

    def _ends(self) -> tuple[float, float]:
        """Return the interval on which the moment generating function is finite."""
        highest, lowest = float(self.weights.max()), float(self.weights.min())
        return (1 / (2 * lowest) if lowest < 0 else -np.inf), (1 / (2 * highest) if highest > 0 else np.inf)

    def _saddle(self, x: float) -> float:
        low, high = self._ends()
        mean, scale = float(self.weights @ self.df), 1 / float(np.abs(self.weights).max())
        if x == mean:
            return 0.0
        # between 0 and the end where the slope of K grows or falls without bound (or goes to 0 without an end)
        if x > mean:
            far = high * (1 - 1e-12) if np.isfinite(high) else scale
            while self._slope(far) < x and not np.isfinite(high):
                far *= 2
            return float(optimize.brentq(lambda z: self._slope(z) - x, 0.0, far, xtol=1e-300, rtol=1e-14))
        far = low * (1 - 1e-12) if np.isfinite(low) else -scale
        while self._slope(far) > x and not np.isfinite(low):
            far *= 2
        return float(optimize.brentq(lambda z: self._slope(z) - x, far, 0.0, xtol=1e-300, rtol=1e-14))

    def _start(self, x: float) -> float:
        """Return where on the real axis the line begins: the lowest point of K(s) - sx - log s, s > 0."""
        _, high = self._ends()

        def slope(s: float) -> float:
            return self._slope(s) - x - 1 / s

        return float(optimize.brentq(slope, high * 1e-12, high * (1 - 1e-12), rtol=1e-6))

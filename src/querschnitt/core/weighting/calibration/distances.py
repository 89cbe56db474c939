"""How far weights may move: the g-factor as a function of the linear predictor, one class for each distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import special

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import WeightingError

Bound = float | FloatArray


class Distance(Protocol):
    """The factor F(u) of Deville and Särndal, its slope, and its integral from 0, which Newton's method descends."""

    @property
    def lower(self) -> Bound:
        """Smallest factor: a number, or one for each row."""
        ...

    @property
    def upper(self) -> Bound:
        """Largest factor."""
        ...

    def factor(self, u: FloatArray) -> FloatArray:
        """Return F(u), with F(0) = 1."""
        ...

    def slope(self, u: FloatArray) -> FloatArray:
        """Return the derivative of F."""
        ...

    def integral(self, u: FloatArray) -> FloatArray:
        """Return the integral of F from 0 to u."""
        ...

    def among(self, rows: np.ndarray) -> Distance:
        """Return the distance for some of the rows."""
        ...


def _check(lower: Bound, upper: Bound) -> None:
    if not (np.all(np.asarray(lower) < 1) and np.all(np.asarray(upper) > 1)):
        got = f"{np.max(lower):g} and {np.min(upper):g}"
        raise WeightingError(
            "A factor of 1, an unchanged weight, must lie between the bounds",
            where="bounds of the calibration",
            expected="lower < 1 < upper",
            got=got,
            hint="Scale the weights to the population first if all have to grow.",
        )


def _rows_of(bound: Bound, rows: np.ndarray) -> Bound:
    return bound[rows] if isinstance(bound, np.ndarray) and bound.ndim else bound


@dataclass(frozen=True)
class Linear:
    """F = 1 + u, cut at the bounds where there are some; without them factors may become negative.

    >>> Linear(0.5, 2.0).factor(np.array([-3.0, 0.25, 3.0]))
    array([0.5 , 1.25, 2.  ])
    """

    lower: Bound = -np.inf
    upper: Bound = np.inf

    def __post_init__(self) -> None:
        _check(self.lower, self.upper)

    def factor(self, u: FloatArray) -> FloatArray:
        """Return 1 + u, cut."""
        return np.clip(1 + u, self.lower, self.upper)

    def slope(self, u: FloatArray) -> FloatArray:
        """Return 1 where no bound binds, else 0."""
        return np.where((1 + u > self.lower) & (1 + u < self.upper), 1.0, 0.0)

    def integral(self, u: FloatArray) -> FloatArray:
        """Return the integral of the factor."""
        inside = self.factor(u) - 1
        return inside + inside**2 / 2 + (1 + inside) * (u - inside)

    def among(self, rows: np.ndarray) -> Linear:
        """Return the distance for some of the rows."""
        return Linear(_rows_of(self.lower, rows), _rows_of(self.upper, rows))


@dataclass(frozen=True)
class RakingDistance:
    """F = exp(u), cut at the bounds where there are some; factors stay positive.

    >>> RakingDistance(0.5, 2.0).factor(np.array([-3.0, 0.0, 3.0]))
    array([0.5, 1. , 2. ])
    """

    lower: Bound = 0.0
    upper: Bound = np.inf

    def __post_init__(self) -> None:
        _check(self.lower, self.upper)

    def factor(self, u: FloatArray) -> FloatArray:
        """Return exp(u), cut."""
        with np.errstate(over="ignore"):
            return np.clip(np.exp(u), self.lower, self.upper)

    def slope(self, u: FloatArray) -> FloatArray:
        """Return exp(u) where no bound binds, else 0."""
        factor = self.factor(u)
        return np.where((factor > self.lower) & (factor < self.upper), factor, 0.0)

    def integral(self, u: FloatArray) -> FloatArray:
        """Return the integral of the factor."""
        with np.errstate(divide="ignore"):
            inside = np.clip(u, np.log(self.lower), np.log(self.upper))
        with np.errstate(over="ignore", invalid="ignore"):  # a step too far is seen by its infinite height
            return np.expm1(inside) + self.factor(u) * (u - inside)

    def among(self, rows: np.ndarray) -> RakingDistance:
        """Return the distance for some of the rows."""
        return RakingDistance(_rows_of(self.lower, rows), _rows_of(self.upper, rows))


@dataclass(frozen=True)
class Sinh:
    """F = (p + sqrt(p^2 + 4)) / 2 with p = asinh(2 u), cut at the bounds where there are some; factors stay positive.

    A factor and its inverse are equally far from 1, and far factors grow slower than by raking.

    References
    ----------
    Roy and Vanheuverzwyn (2001), Redressement par la macro CALMAR. R: `calibrate(calfun = cal.sinh)`

    >>> Sinh(0.25, 2.0).factor(np.array([-30.0, 0.0, 30.0]))
    array([0.25, 1.  , 2.  ])
    """

    lower: Bound = 0.0
    upper: Bound = np.inf

    def __post_init__(self) -> None:
        _check(self.lower, self.upper)

    def factor(self, u: FloatArray) -> FloatArray:
        """Return the factor, cut."""
        return np.clip(_grown(u), self.lower, self.upper)

    def slope(self, u: FloatArray) -> FloatArray:
        """Return the derivative of the factor where no bound binds, else 0."""
        power, factor = np.arcsinh(2 * u), _grown(u)
        slope = (1 + power / np.sqrt(power**2 + 4)) / np.sqrt(1 + 4 * u**2)
        return np.where((factor > self.lower) & (factor < self.upper), slope, 0.0)

    def integral(self, u: FloatArray) -> FloatArray:
        """Return the integral of the factor, by Gauss's quadrature: it has no closed form."""
        with np.errstate(divide="ignore", over="ignore"):
            least, most = (np.sinh(bound - 1 / bound) / 2 for bound in map(np.float64, (self.lower, self.upper)))
        inside = np.clip(u, least, most)
        places, shares = _GAUSS
        grown = _grown(inside[:, None] * (places + 1) / 2) @ shares / 2
        return np.asarray(inside * grown + self.factor(u) * (u - inside))

    def among(self, rows: np.ndarray) -> Sinh:
        """Return the distance for some of the rows."""
        return Sinh(_rows_of(self.lower, rows), _rows_of(self.upper, rows))


_GAUSS = np.polynomial.legendre.leggauss(40)


def _grown(u: FloatArray) -> FloatArray:
    power = np.arcsinh(2 * u)
    root = np.sqrt(power**2 + 4)
    # The same number twice: of a negative power the first would be a difference of what is nearly equal.
    return np.where(power > 0, (power + root) / 2, 2 / (root - power))


@dataclass(frozen=True)
class Logit:
    """Deville and Särndal's case 6: smooth between two finite bounds, which no factor reaches.

    >>> Logit(0.5, 2.0).factor(np.array([-50.0, 0.0, 50.0])).round(6)
    array([0.5, 1. , 2. ])
    """

    lower: Bound
    upper: Bound

    def __post_init__(self) -> None:
        _check(self.lower, self.upper)
        if not (np.all(np.isfinite(self.lower)) and np.all(np.isfinite(self.upper))):
            raise WeightingError(
                "The logit distance needs two bounds",
                where="bounds of the calibration",
                expected="finite bounds",
                got=f"{np.min(self.lower):g} and {np.max(self.upper):g}",
                hint="Choose the raking distance where there is no upper bound.",
            )

    def factor(self, u: FloatArray) -> FloatArray:
        """Return the factor, between the bounds."""
        return np.asarray(self.lower + (self.upper - self.lower) * special.expit(self._rate * u + self._start))

    def slope(self, u: FloatArray) -> FloatArray:
        """Return the derivative of the factor."""
        share = special.expit(self._rate * u + self._start)
        return np.asarray((self.upper - self.lower) * self._rate * share * (1 - share))

    def integral(self, u: FloatArray) -> FloatArray:
        """Return the integral of the factor."""
        grown = np.logaddexp(0, self._rate * u + self._start) - np.logaddexp(0, self._start)
        return np.asarray(self.lower * u + (self.upper - self.lower) / self._rate * grown)

    def among(self, rows: np.ndarray) -> Logit:
        """Return the distance for some of the rows."""
        return Logit(_rows_of(self.lower, rows), _rows_of(self.upper, rows))

    @property
    def _rate(self) -> Bound:
        return (self.upper - self.lower) / ((self.upper - 1) * (1 - self.lower))

    @property
    def _start(self) -> FloatArray:
        return np.asarray(np.log((1 - np.asarray(self.lower)) / (np.asarray(self.upper) - 1)))

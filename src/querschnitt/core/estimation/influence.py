"""What tests and intervals rest on: means in a domain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, require_length
from querschnitt.core.errors import EstimationError


@dataclass(frozen=True)
class MeansWithin:
    """The means of k variables in a domain, as a `Statistic`.

    Attributes
    ----------
    values : shape (n, k); finite, zero outside the domain (see `inside`)
    domain : shape (n,)

    References
    ----------
    Särndal, Swensson and Wretman (1992), result 5.7.1.

    >>> means = MeansWithin(np.array([[1.0], [3.0], [0.0]]), np.array([True, True, False]))
    >>> means.value(np.array([1.0, 3.0, 5.0]))
    array([2.5])
    """

    values: FloatArray
    domain: BoolArray

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the means, shape (k,), under weights of shape (n,)."""
        within = weights * self.domain
        return np.asarray(within @ self.values / within.sum(), dtype=np.float64)

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return (value - mean) / sum of weights in the domain, shape (n, k)."""
        total = float(weights @ self.domain)
        return (self.values - self.value(weights)) * self.domain[:, None] / total


def inside(values: FloatArray, domain: BoolArray | None, *, name: str = "values") -> BoolArray:
    """Return the domain, all rows without one, after checking that every value in it is a number.

    Parameters
    ----------
    values : shape (n,)
    domain : shape (n,) or None
    name : of the values, for the message

    Raises
    ------
    EstimationError : if the domain is empty or a value in it is missing.
    ShapeError : if the lengths differ.

    >>> inside(np.array([1.0, np.nan]), np.array([True, False]))
    array([ True, False])
    """
    base = np.ones(len(values), dtype=np.bool_) if domain is None else domain
    require_length(base, len(values), name="domain")
    if not base.any():
        raise EstimationError(
            "The domain has no respondents",
            where=f"'{name}'",
            expected="at least one",
            got=0,
            hint="Look at the condition of the domain, or leave it out.",
        )
    wrong = np.flatnonzero(base & ~np.isfinite(values))
    if wrong.size:
        raise EstimationError(
            "A value in the domain is not a number",
            where=f"'{name}', row {wrong[0] + 1} ({wrong.size} rows)",
            expected="a number in every row of the domain",
            got=float(values[wrong[0]]),
            hint="Take these rows out by the domain; the design keeps them.",
        )
    return base

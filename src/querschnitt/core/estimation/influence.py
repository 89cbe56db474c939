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


@dataclass(frozen=True)
class AtFullSample:
    """The linear part of a statistic at the weights of the full sample, as a `Statistic`: its scores are held fixed.

    Replicates then vary in the weights alone, as R's tests have it, and not in the ranks or the slopes as well; by
    linearisation nothing changes.

    Attributes
    ----------
    columns : shape (n, k), the scores
    members : shape (n, k), the rows of each figure

    >>> AtFullSample(np.array([[0.5], [-0.5]]), np.ones((2, 1), dtype=bool)).value(np.array([1.0, 3.0]))
    array([-1.])
    """

    columns: FloatArray
    members: BoolArray

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the weighted sums of the scores, shape (k,)."""
        return np.asarray(weights @ self.columns, dtype=np.float64)

    def value_under_each(self, weights: FloatArray) -> FloatArray:
        """Return the sums under many weights, shape (n, R), at once: shape (R, k)."""
        return np.asarray(weights.T @ self.columns, dtype=np.float64)

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the scores, shape (n, k)."""
        return self.columns


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

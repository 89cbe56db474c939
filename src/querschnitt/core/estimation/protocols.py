"""What a statistic and a design have to be, so that any statistic can be estimated under any design."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray


class Statistic(Protocol):
    """Something that is estimated: k figures from n rows and their weights.

    A design by linearisation asks for the scores, a design by replicates for the value under each replicate's weights.
    """

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the figures, shape (k,), for weights of shape (n,)."""
        ...

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the linearised values, shape (n, k), before the weight is applied.

        The variance of the figures is that of the totals of weight x score.
        """
        ...


class Design(Protocol):
    """How the rows came about, as the variance needs to know it."""

    @property
    def weights(self) -> FloatArray:
        """Final weights, shape (n,)."""
        ...

    @property
    def df(self) -> float:
        """Degrees of freedom of the variance."""
        ...

    def covariance(self, statistic: Statistic) -> FloatArray:
        """Return the covariance of the figures of a statistic, shape (k, k)."""
        ...


@runtime_checkable
class WithVariances(Protocol):
    """A design that finds variances without the covariances, for many figures at once."""

    def variances(self, statistic: Statistic) -> FloatArray:
        """Return the variances of the figures of a statistic, shape (k,)."""
        ...


def variances_of(design: Design, statistic: Statistic) -> FloatArray:
    """Return the variances alone, shape (k,), by the shortest way that the design has."""
    if isinstance(design, WithVariances):
        return design.variances(statistic)
    return np.diag(design.covariance(statistic))


@runtime_checkable
class CountsRows(Protocol):
    """A design that knows how many degrees of freedom some of its rows have."""

    def df_of(self, rows: BoolArray) -> float:
        """Return the degrees of freedom of a test or a regression of these rows alone."""
        ...


def df_of(design: Design, rows: BoolArray) -> float:
    """Return the degrees of freedom of the rows used, as R's tests and regressions count them."""
    return design.df_of(rows) if isinstance(design, CountsRows) else design.df

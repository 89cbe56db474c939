"""A design by replicate weights: the variance of any statistic from its spread over the replicates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import EstimationError
from querschnitt.core.estimation.protocols import Statistic
from querschnitt.core.weighting.replicates import Replicates

RANK = 1e-5  # relative to the largest singular value: R survey's tolerance for the degrees of freedom


@runtime_checkable
class ForManyWeights(Protocol):
    """A statistic that is faster for all replicates at once."""

    def value_under_each(self, weights: FloatArray) -> FloatArray:
        """Return the figures, shape (R, k), for weights of shape (n, R)."""
        ...


@dataclass(frozen=True)
class ReplicateDesign:
    """How the rows came about, told by replicate weights.

    Parameters
    ----------
    replicates : weights, replicate weights and scales; `querschnitt.core.weighting.replicates` makes them

    References
    ----------
    Wolter (2007), Introduction to Variance Estimation; Lumley (2010), Complex Surveys, section 2.3.
    Derivation: docs/methods/replicates.md

    >>> from querschnitt.core.weighting.replicates import jack1, primary_units
    >>> class Total:
    ...     def value(self, weights):
    ...         return np.array([weights @ [1.0, 2.0, 6.0]])
    >>> design = ReplicateDesign(jack1(np.full(3, 10.0), primary_units(np.arange(3))))
    >>> design.covariance(Total()).round(6).tolist(), design.df  # n times the variance of 10, 20, 60
    ([[2100.0]], 2.0)
    """

    replicates: Replicates

    @property
    def weights(self) -> FloatArray:
        """Weights of the full sample, shape (n,)."""
        return self.replicates.weights

    @property
    def notes(self) -> tuple[str, ...]:
        """What every result rests on, to be printed with it."""
        return self.replicates.notes

    @cached_property
    def df(self) -> float:
        """Rank of the replicate weights less one.

        Raises
        ------
        EstimationError : if all replicates are alike.
        """
        return degrees_of_freedom(_products(self.replicates.matrix))

    def df_of(self, rows: BoolArray) -> float:
        """Rank of the replicate weights of the rows less one: units without any of them tell nothing."""
        return self.df if rows.all() else float(rank_of_replicates(_products(self.replicates.matrix[rows])) - 1)

    def estimates(self, statistic: Statistic) -> FloatArray:
        """Return the figures in each replicate, shape (R, k)."""
        matrix = self.replicates.matrix
        if isinstance(statistic, ForManyWeights):
            return statistic.value_under_each(matrix)
        return np.array([statistic.value(np.ascontiguousarray(column)) for column in matrix.T])

    def covariance(self, statistic: Statistic) -> FloatArray:
        """Return the covariance of the figures, shape (k, k).

        A figure that is undefined in a replicate (a domain that has no row there) has an undefined variance: NaN. Where
        such replicates are to be left out, each variance and covariance is that of those that know the figures.

        Parameters
        ----------
        statistic : its `value` is asked for each replicate, or its `value_under_each` once, where it has that
        """
        apart, rscales = self._apart(statistic)
        return np.asarray(self.replicates.scale * (apart.T * rscales) @ apart)

    def variances(self, statistic: Statistic) -> FloatArray:
        """Return the variances alone, shape (k,): what many figures at once need. Undefined ones as in `covariance`."""
        apart, rscales = self._apart(statistic)
        return np.asarray(self.replicates.scale * (rscales @ np.square(apart)), dtype=np.float64)

    def _apart(self, statistic: Statistic) -> tuple[FloatArray, FloatArray]:
        centre = statistic.value(self.weights) if self.replicates.mse else None
        estimates, rscales = self.estimates(statistic), self.replicates.rscales
        if self.replicates.empty == "undefined":
            return apart_from_centre(estimates, rscales=rscales, centre=centre)
        return _apart_where_known(estimates, rscales=rscales, centre=centre)


def apart_from_centre(
    estimates: FloatArray, *, rscales: FloatArray, centre: FloatArray | None
) -> tuple[FloatArray, FloatArray]:
    """Return the deviations of the replicates that count, and their scales; none if nobody is left to draw.

    Parameters
    ----------
    estimates : shape (R, k)
    rscales : shape (R,)
    centre : shape (k,), the figures of the full sample; None: the mean of the replicates

    >>> apart_from_centre(np.array([[1.0], [3.0], [9.0]]), rscales=np.array([1.0, 1.0, 0.0]), centre=None)[0].tolist()
    [[-1.0], [1.0]]
    """
    used = rscales > 0
    if not used.any():
        return np.zeros((1, estimates.shape[1])), np.zeros(1)
    with np.errstate(invalid="ignore"):  # infinite less infinite is undefined, too
        return estimates[used] - (estimates[used].mean(axis=0) if centre is None else centre), rscales[used]


def _apart_where_known(
    estimates: FloatArray, *, rscales: FloatArray, centre: FloatArray | None
) -> tuple[FloatArray, FloatArray]:
    """Return deviations as `apart_from_centre`, zero where a figure is undefined; all undefined with fewer than two."""
    used = rscales > 0
    known = np.isfinite(estimates[used])
    figures, counts = np.where(known, estimates[used], 0.0), known.sum(axis=0)
    middle = figures.sum(axis=0) / np.maximum(counts, 1) if centre is None else centre
    return np.where(counts < 2, np.nan, np.where(known, figures - middle, 0.0)), rscales[used]


def spread_of_replicates(
    estimates: FloatArray, *, scale: float, rscales: FloatArray, centre: FloatArray | None = None
) -> FloatArray:
    """Return the covariance of figures from their values in the replicates, shape (k, k).

    Parameters
    ----------
    estimates : shape (R, k)
    scale, rscales : of all replicates together and of each, shape (R,)
    centre : shape (k,), the figures of the full sample; None: the mean of the replicates

    >>> spread_of_replicates(np.array([[1.0], [3.0]]), scale=0.5, rscales=np.ones(2))
    array([[1.]])
    """
    apart, counted = apart_from_centre(estimates, rscales=rscales, centre=centre)
    return np.asarray(scale * (apart.T * counted) @ apart)


def _products(matrix: FloatArray) -> FloatArray:
    """Return sums of products that have the rank of a matrix, of its columns or its rows, whichever are fewer."""
    return matrix.T @ matrix if matrix.shape[1] <= matrix.shape[0] else matrix @ matrix.T


def rank_of_replicates(products: FloatArray) -> int:
    """Return the rank of replicate weights from their sums of products, shape (R, R), as R survey counts it.

    >>> rank_of_replicates(np.diag([4.0, 9.0, 1.0, 0.0]))
    3
    """
    lengths = np.linalg.eigvalsh(products)
    return int((lengths > RANK**2 * lengths[-1]).sum())


def degrees_of_freedom(products: FloatArray) -> float:
    """Return the rank less one.

    Raises
    ------
    EstimationError : if all replicates are alike.
    """
    rank = rank_of_replicates(products)
    if rank < 2:
        raise EstimationError("All replicates have the same weights", where="replicate weights", got=f"rank {rank}")
    return float(rank - 1)

"""One function that estimates any statistic under any design, and what it returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.core.estimation.intervals import Bounds, t_interval
from querschnitt.core.estimation.linearised import WithMembers
from querschnitt.core.estimation.protocols import Design, Statistic

Comparison = Literal["without_replacement", "with_replacement"]


class NamedStatistic(Statistic, Protocol):
    """A statistic whose figures have names."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the figures."""
        ...


@dataclass(frozen=True)
class Figures:
    """k estimated figures with their covariance.

    Attributes
    ----------
    names : of the figures
    estimate : shape (k,), in the unit of the variable
    covariance : shape (k, k)
    df : degrees of freedom of the whole design; a domain keeps them
    n : shape (k,), rows with weight behind each figure
    deff : shape (k,), design effects where they were asked for, else None
    notes : what the figures rest on
    """

    names: tuple[str, ...]
    estimate: FloatArray
    covariance: FloatArray
    df: float
    n: IntArray
    deff: FloatArray | None = None
    notes: tuple[str, ...] = ()

    @property
    def variance(self) -> FloatArray:
        """Variances, shape (k,)."""
        return np.diag(self.covariance)

    @property
    def se(self) -> FloatArray:
        """Standard errors, shape (k,); not a number where an unequal-probability variance came out negative."""
        return np.sqrt(np.where(self.variance >= 0, self.variance, np.nan))

    @property
    def cv(self) -> FloatArray:
        """Standard error over the size of the estimate, shape (k,); not a number for an estimate of zero."""
        size = np.abs(self.estimate)
        return np.where(size > 0, self.se / np.where(size > 0, size, 1.0), np.nan)

    def interval(self, *, level: float = 0.95, df: float | None = None) -> Bounds:
        """Return the confidence interval by Student's t; `df=np.inf` gives the normal one.

        >>> figures = Figures(("y",), np.array([10.0]), np.array([[4.0]]), df=5.0, n=np.array([6]))
        >>> low, high = figures.interval(df=np.inf)
        >>> low.round(2), high.round(2)
        (array([6.08]), array([13.92]))
        """
        return t_interval(self.estimate, self.se, df=np.asarray(self.df if df is None else df), level=level)


def estimate(design: Design, statistic: NamedStatistic, *, deff: Comparison | None = None) -> Figures:
    """Estimate a statistic with its covariance.

    Parameters
    ----------
    design : by linearisation or by replicates
    statistic : its rows are those of the design
    deff : the simple random sample to compare with, if design effects are wanted

    Raises
    ------
    EstimationError : as the design's and the statistic's own.

    >>> from querschnitt.core.estimation.linearised import LinearisedDesign
    >>> from querschnitt.core.estimation.stages import stages_of
    >>> from querschnitt.core.estimation.statistics import mean
    >>> from querschnitt.core.estimation.variables import numeric
    >>> design = LinearisedDesign(np.full(4, 25.0), stages_of(4))
    >>> figures = estimate(design, mean([numeric("y", np.array([1.0, 2.0, 3.0, 6.0]))]), deff="with_replacement")
    >>> figures.estimate.tolist(), figures.se.round(4).tolist(), figures.df, figures.deff.round(6).tolist()
    ([3.0], [1.0801], 3.0, [1.0])
    """
    weights = design.weights
    covariance = design.covariance(statistic)
    members = _members(statistic, weights)
    effects = None
    if deff is not None:
        effects = np.diag(covariance) / srs_variance(statistic.scores(weights), weights, members=members, kind=deff)
    return Figures(
        names=statistic.names,
        estimate=statistic.value(weights),
        covariance=covariance,
        df=design.df,
        n=members.sum(axis=0).astype(np.int64),
        deff=effects,
        notes=tuple(getattr(design, "notes", ())),
    )


def srs_variance(scores: FloatArray, weights: FloatArray, *, members: BoolArray, kind: Comparison) -> FloatArray:
    """Return the variance that the figures would have from a simple random sample of as many rows, shape (k,).

    With N the weights' sum and n the rows in the domain, S² the variance of the scores in it: N² S² / n, times
    (N - n) / N without replacement. Not a number with fewer than two rows, or, without replacement, with N below n.

    >>> scores, members = np.array([[0.0], [1.0]]), np.ones((2, 1), dtype=bool)
    >>> srs_variance(scores, np.array([2.0, 2.0]), members=members, kind="without_replacement")
    array([2.])
    """
    inside = members.astype(np.float64)
    n, size = inside.sum(axis=0), weights @ inside
    with np.errstate(divide="ignore", invalid="ignore"):
        centred = np.where(members, scores - weights @ (scores * inside) / size, 0.0)
        variance = size * (weights @ centred**2) / (n - 1)
        if kind == "without_replacement":
            variance = variance * np.where(size >= n, (size - n) / size, np.nan)
    return np.asarray(np.where((n > 1) & (variance > 0), variance, np.nan), dtype=np.float64)


def _members(statistic: Statistic, weights: FloatArray) -> BoolArray:
    members = statistic.members if isinstance(statistic, WithMembers) else statistic.scores(weights) != 0
    return np.asarray(members & (weights != 0)[:, None])

"""What an estimate carries with it, so that nobody has to compute its reliability twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.estimation.frames import as_frame
from querschnitt.core.estimation.intervals import Bounds, checked_level, t_interval

Method = Literal[
    "t", "wilson", "logit", "beta", "likelihood", "asin", "xlogit", "mean", "score", "quantile", "none"
]  # fmt: skip
Kept = TypeVar("Kept", FloatArray | None, IntArray | None)


@dataclass(frozen=True)
class Figures:
    """k estimated figures: what every estimation returns, whatever was estimated under whatever design.

    Attributes
    ----------
    names : of the figures: `y`, `sex=f`, `y|region=asia`, ...
    estimate : shape (k,), in the unit of the variable
    covariance : shape (k, k), or the variances alone, shape (k,), where many figures were estimated at once
    df : degrees of freedom of the variance, one number or shape (k,); a domain keeps those of the whole design
    n : shape (k,), rows with weight behind each figure (the unweighted base)
    weighted_n : shape (k,), the sum of their weights
    n_psu, n_strata : shape (k,), primary units and strata that have such rows; None where the design does not say
    deff : shape (k,), variance over that of a simple random sample of n rows; None where it was not asked for
    bounds : lower and upper bounds, each of shape (k,), of an interval other than Student's t; None: that one
    replicated : shape (R, k), the figures under each replicate weight, where a scan kept them
    level : confidence level of the interval, between 0 and 1; that of `bounds` where there are some
    method : of the interval
    effective : shape (k,), effective number of rows that the intervals rest on; None: n / deff
    notes : what the figures rest on, to be printed with them

    >>> print(Figures(("y",), np.array([10.0]), np.array([[4.0]]), df=5.0, n=np.array([6]), notes=("no fpc",)))
    figure  estimate  se  95 % interval       n  n_eff  deff  cv
    y       10        2   4.85884 to 15.1412  6               0.2
    5 degrees of freedom; no fpc
    """

    names: tuple[str, ...]
    estimate: FloatArray
    covariance: FloatArray
    df: float | FloatArray
    n: IntArray
    weighted_n: FloatArray | None = None
    n_psu: IntArray | None = None
    n_strata: IntArray | None = None
    deff: FloatArray | None = None
    bounds: Bounds | None = None
    method: Method = "t"
    notes: tuple[str, ...] = ()
    effective: FloatArray | None = None
    level: float = 0.95
    replicated: FloatArray | None = None

    @property
    def variance(self) -> FloatArray:
        """Variances, shape (k,)."""
        return np.diag(self.covariance) if self.covariance.ndim == 2 else self.covariance

    @property
    def se(self) -> FloatArray:
        """Standard errors, shape (k,); not a number where an unequal-probability variance came out negative."""
        return np.sqrt(np.where(self.variance >= 0, self.variance, np.nan))

    @property
    def cv(self) -> FloatArray:
        """Standard error over the size of the estimate, shape (k,); not a number for an estimate of zero."""
        size = np.abs(self.estimate)
        return np.where(size > 0, self.se / np.where(size > 0, size, 1.0), np.nan)

    @property
    def n_eff(self) -> FloatArray:
        """Effective sample size, shape (k,): `effective`, or n / deff; not a number where there is no design effect."""
        if self.effective is not None:
            return self.effective
        if self.deff is None:
            return np.full(len(self.names), np.nan)
        return np.where(self.deff > 0, self.n / np.where(self.deff > 0, self.deff, 1.0), np.nan)

    @property
    def ci(self) -> Bounds:
        """The interval at `level`: `bounds`, or Student's t."""
        return self.interval() if self.bounds is None else self.bounds

    def interval(self, *, level: float | None = None, df: float | None = None) -> Bounds:
        """Return the interval by Student's t, at `level` or the figures' own; `df=np.inf` gives the normal one.

        Raises
        ------
        InputError : for a level that is none.

        >>> figures = Figures(("y",), np.array([10.0]), np.array([[4.0]]), df=5.0, n=np.array([6]))
        >>> low, high = figures.interval(df=np.inf)
        >>> low.round(2), high.round(2)
        (array([6.08]), array([13.92]))
        """
        told = self.level if level is None else checked_level(level)
        return t_interval(self.estimate, self.se, df=np.asarray(self.df if df is None else df), level=told)

    def at(self, places: Sequence[int] | IntArray) -> Figures:
        """Return some of the figures, in the order of their places.

        >>> covariance = np.array([[4.0, 1.0], [1.0, 9.0]])
        >>> figures = Figures(("y", "x"), np.array([10.0, 3.0]), covariance, df=5.0, n=np.array([6, 8]))
        >>> figures.at([1]).names, figures.at([1]).covariance.tolist(), figures.at([1]).n.tolist()
        (('x',), [[9.0]], [8])
        """
        chosen = np.asarray(places, dtype=np.int64)

        def some(values: Kept) -> Kept:
            return None if values is None else values[chosen]

        return replace(
            self,
            names=tuple(self.names[place] for place in chosen),
            estimate=self.estimate[chosen],
            covariance=self.covariance[np.ix_(*[chosen] * self.covariance.ndim)],
            df=np.asarray(self.df)[chosen] if np.ndim(self.df) else self.df,
            n=self.n[chosen],
            weighted_n=some(self.weighted_n),
            n_psu=some(self.n_psu),
            n_strata=some(self.n_strata),
            deff=some(self.deff),
            bounds=None if self.bounds is None else (self.bounds[0][chosen], self.bounds[1][chosen]),
            effective=some(self.effective),
            replicated=None if self.replicated is None else self.replicated[:, chosen],
        )

    def columns(self) -> dict[str, Any]:
        """Return everything but covariance and notes by name, one entry a figure; what is not known is left out."""
        low, high = self.ci
        every: dict[str, Any] = {
            "figure": list(self.names),
            "estimate": self.estimate,
            "se": self.se,
            "ci_low": low,
            "ci_high": high,
            "level": np.full(self.estimate.shape, self.level),
            "df": np.broadcast_to(np.asarray(self.df, dtype=np.float64), self.estimate.shape).copy(),
            "n": self.n,
            "weighted_n": self.weighted_n,
            "n_psu": self.n_psu,
            "n_strata": self.n_strata,
            "n_eff": self.n_eff,
            "deff": self.deff,
            "cv": self.cv,
        }
        return {name: column for name, column in every.items() if column is not None}

    def to_polars(self) -> object:
        """Return the columns as a polars data frame."""
        return as_frame(self.columns(), backend="polars")

    def to_pandas(self) -> object:
        """Return the columns as a pandas data frame."""
        return as_frame(self.columns(), backend="pandas")

    def to_arrow(self) -> object:
        """Return the columns as an Arrow table."""
        return as_frame(self.columns(), backend="pyarrow")

    def __str__(self) -> str:
        """Return the table for people, with what the figures rest on below it."""
        low, high = self.ci
        between = [f"{_short(a)} to {_short(b)}" for a, b in zip(low, high, strict=True)]
        deff = np.full(len(self.names), np.nan) if self.deff is None else self.deff
        heads = ("figure", "estimate", "se", f"{100 * self.level:g} % interval", "n", "n_eff", "deff", "cv")
        numbers = (map(_short, column) for column in (self.estimate, self.se))
        rest = ([_short(value, digits=4) for value in column] for column in (self.n_eff, deff, self.cv))
        rows = [heads, *zip(self.names, *numbers, between, map(str, self.n), *rest, strict=True)]
        widths = [max(len(row[place]) for row in rows) for place in range(len(heads))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        df = f"{float(self.df):g} degrees of freedom" if np.ndim(self.df) == 0 else ""
        return "\n".join([*lines, "; ".join(filter(None, [df, *self.notes]))])


def _short(value: float, digits: int = 6) -> str:
    return "" if np.isnan(value) else f"{value:.{digits}g}"

"""Quantiles of a variable under any design, with intervals that need no density."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, require_length
from querschnitt.core.errors import EstimationError, InputError, suggestion
from querschnitt.core.estimation.influence import MeansWithin, inside
from querschnitt.core.estimation.intervals import checked_level, t_quantile
from querschnitt.core.estimation.proportion_intervals import Evidence, ProportionMethod, limits_of
from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.quantile_rules import QuantileRule, weighted_quantile

QuantileInterval = Literal["mean", "beta", "xlogit", "asin", "score", "quantile", "none"]
WOODRUFF: dict[str, ProportionMethod] = {"mean": "mean", "beta": "beta", "xlogit": "xlogit", "asin": "asin"}
INTERVALS = (*WOODRUFF, "score", "quantile", "none")


@dataclass(frozen=True)
class QuantileOptions:
    """How quantiles and their intervals are made.

    Attributes
    ----------
    rule : see `weighted_quantile`
    interval : Woodruff's by the proportion's `mean`, `beta`, `xlogit` or `asin`; `score`; `quantile` (estimate -+ t se,
        for replicates); `none`
    level : of the interval
    df : degrees of freedom; None for the design's
    rows : that `beta` compares the degrees of freedom with; None for the rows of the domain
    """

    rule: QuantileRule = "math"
    interval: QuantileInterval = "mean"
    level: float = 0.95
    df: float | None = None
    rows: int | None = None

    def __post_init__(self) -> None:
        """Raise unless the interval is known and the level a probability."""
        if self.interval not in INTERVALS:
            hint = suggestion(self.interval, INTERVALS)
            raise InputError("Unknown interval", expected=", ".join(INTERVALS), got=self.interval, hint=hint)
        checked_level(self.level)


@dataclass(frozen=True)
class Quantiles:
    """Quantiles at k probabilities, in the unit of the variable; shapes (k,).

    Attributes
    ----------
    probabilities : in [0, 1]
    estimate, ci_low, ci_high : a limit is not a number where that of the proportion lies outside [0, 1]
    se : (ci_high - ci_low) / 2t
    df : degrees of freedom of the interval
    n : rows in the domain
    options : how they were made
    """

    probabilities: FloatArray
    estimate: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    df: float
    n: int
    options: QuantileOptions


@dataclass(frozen=True)
class QuantilesWithin:
    """Quantiles in a domain as a `Statistic` for replicates; a quantile has no linearised values without a density."""

    values: FloatArray
    domain: BoolArray
    probabilities: FloatArray
    rule: QuantileRule

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the quantiles, shape (k,)."""
        chosen = weights[self.domain]
        return weighted_quantile(self.values[self.domain], chosen, self.probabilities, rule=self.rule)

    def scores(self, weights: FloatArray) -> FloatArray:
        """Raise: there are none."""
        raise EstimationError(
            "A quantile has no variance by linearisation",
            expected="a design with replicate weights",
            hint="Use the interval 'mean', 'xlogit', 'beta', 'asin' or 'score'.",
        )


def estimate_quantiles(
    design: Design,
    values: FloatArray,
    probabilities: FloatArray,
    *,
    domain: BoolArray | None = None,
    options: QuantileOptions | None = None,
) -> Quantiles:
    """Estimate quantiles and their intervals (R: `svyquantile(~v, design, quantiles, qrule=, interval.type=)`).

    Parameters
    ----------
    design : n rows
    values : shape (n,); not-a-number is allowed outside the domain
    probabilities : shape (k,), between 0 and 1
    domain : shape (n,); None for all
    options : rule, interval, level, degrees of freedom; None for R's defaults

    Raises
    ------
    EstimationError : if the domain is empty, a value in it is missing, or the design cannot make the interval.
    InputError : for an unknown rule or interval, or a probability outside [0, 1].
    ShapeError : if the lengths differ.

    References
    ----------
    Woodruff (1952), JASA 47, 635-646; Francisco and Fuller (1991), Annals of Statistics 19, 454-469 (score).
    Derivation: docs/methods/quantiles.md

    >>> class Simple:
    ...     weights, df = np.ones(9), 8.0
    ...     def covariance(self, statistic):
    ...         scores = statistic.scores(self.weights)
    ...         return 9 / 8 * scores.T @ scores
    >>> found = estimate_quantiles(Simple(), np.arange(1.0, 10.0), np.array([0.5]))
    >>> found.estimate, found.ci_low, found.ci_high
    (array([5.]), array([2.]), array([9.]))
    """
    options = options or QuantileOptions()
    require_length(values, len(design.weights), name="values")
    base = inside(values, domain)
    statistic = QuantilesWithin(values, base, probabilities, options.rule)
    estimate = statistic.value(design.weights)
    df = design.df if options.df is None else options.df
    quantile = float(t_quantile(np.array(df), level=options.level))
    if options.interval == "none":
        low = high = np.full(estimate.shape, np.nan)
    elif options.interval == "quantile":
        reach = quantile * np.sqrt(np.diag(design.covariance(statistic)))
        low, high = estimate - reach, estimate + reach
    elif options.interval == "score":
        low, high = _score(design, statistic, quantile=quantile)
    else:
        low, high = _woodruff(design, statistic, df=df, options=options)
    se = (high - low) / (2 * quantile)
    return Quantiles(probabilities, estimate, se, low, high, df, int(base.sum()), options)


def _shares(design: Design, statistic: QuantilesWithin, points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the share of values up to each point and its variance, shapes (k,)."""
    below = (statistic.values[:, None] <= points) & statistic.domain[:, None]
    means = MeansWithin(below.astype(np.float64), statistic.domain)
    return means.value(design.weights), np.diag(design.covariance(means))


def _woodruff(
    design: Design, statistic: QuantilesWithin, *, df: float, options: QuantileOptions
) -> tuple[FloatArray, FloatArray]:
    """Return the limits of the proportion up to the estimate, put back through the rule."""
    shares, variances = _shares(design, statistic, statistic.value(design.weights))
    rows, method = options.rows or int(statistic.domain.sum()), WOODRUFF[options.interval]
    limits = np.full((2, len(shares)), np.nan)
    for column, (share, variance) in enumerate(zip(shares, variances, strict=True)):
        # the share up to the largest value is 1 in exact arithmetic; its interval says nothing
        if 0 < share < 1 - 1e-12 and variance > 0:
            evidence = Evidence(float(share), float(variance), rows, df, options.level)
            limits[:, column] = limits_of(evidence, method=method, bounded=False)
    limits[(limits < 0) | (limits > 1)] = np.nan
    values, weights = statistic.values[statistic.domain], design.weights[statistic.domain]
    low, high = (weighted_quantile(values, weights, side, rule=options.rule) for side in limits)
    return low, high


def _score(design: Design, statistic: QuantilesWithin, *, quantile: float) -> tuple[FloatArray, FloatArray]:
    """Return the range of values that a test of their share against p does not reject.

    The test is a step function of the value that jumps at the values observed, so the limits are observed values: the
    smallest that is not rejected, and the first above that is (where the distribution function has passed p for sure).
    """
    points = np.unique(statistic.values[statistic.domain])
    low, high = np.full((2, len(statistic.probabilities)), np.nan)
    for column, p in enumerate(statistic.probabilities):
        first = _first(design, statistic, points, p=float(p), bound=-quantile)
        beyond = _first(design, statistic, points, p=float(p), bound=quantile)
        low[column] = (
            points[first] if first > 0 or _z(design, statistic, points[0], p=float(p)) >= -quantile else np.nan
        )
        high[column] = points[beyond] if beyond < len(points) - 1 else np.nan
    return low, high


def _first(design: Design, statistic: QuantilesWithin, points: FloatArray, *, p: float, bound: float) -> int:
    """Return the place of the first point whose share lies `bound` or more standard errors above p, by bisection."""
    left, right = 0, len(points) - 1
    while left < right:
        middle = (left + right) // 2
        if _z(design, statistic, points[middle], p=p) >= bound:
            right = middle
        else:
            left = middle + 1
    return left


def _z(design: Design, statistic: QuantilesWithin, point: float, *, p: float) -> float:
    share, variance = _shares(design, statistic, np.array([point]))
    away = float(share[0]) - p
    return away / float(np.sqrt(variance[0])) if variance[0] > 0 else float(np.copysign(np.inf, away))

"""Confidence intervals of one proportion under any design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import optimize, special

from querschnitt.core.arrays import BoolArray, FloatArray, require_length
from querschnitt.core.errors import EstimationError, InputError, suggestion
from querschnitt.core.estimation.influence import MeansWithin, inside
from querschnitt.core.estimation.intervals import beta, checked_level, korn_graubard_n, t_quantile, wilson
from querschnitt.core.estimation.protocols import Design

ProportionMethod = Literal["logit", "likelihood", "asin", "beta", "mean", "xlogit", "wilson"]
Limits = tuple[float, float]
AT_THE_EDGE = {"beta", "wilson"}
"""Methods that have an interval for a share of 0 or 1."""


@dataclass(frozen=True)
class ProportionInterval:
    """How the interval of a proportion is made.

    Attributes
    ----------
    method : see docs/methods/proportion-intervals.md
    level : of the interval
    df : degrees of freedom of the domain; None for the design's
    rows : that Korn and Graubard compare the degrees of freedom with; None for the rows of the domain
    bounded : keep the limits in [0, 1]; False gives R's, whose `mean` leaves it and whose `asin` folds back
    """

    method: ProportionMethod = "logit"
    level: float = 0.95
    df: float | None = None
    rows: int | None = None
    bounded: bool = True

    def __post_init__(self) -> None:
        """Raise unless the method is known and the level a probability."""
        if self.method not in METHODS:
            hint = suggestion(self.method, METHODS)
            raise InputError("Unknown interval", expected=", ".join(METHODS), got=self.method, hint=hint)
        checked_level(self.level)


@dataclass(frozen=True)
class Proportion:
    """A proportion with its interval, all in [0, 1].

    Attributes
    ----------
    n : rows in the domain
    estimate, se, ci_low, ci_high : of the proportion; the limits of `bounded=False` may leave [0, 1]
    df : degrees of freedom of the interval
    n_eff : p(1 - p)/v, not a number for a share of 0 or 1
    method : of the interval
    """

    n: int
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    df: float
    n_eff: float
    method: ProportionMethod


@dataclass(frozen=True)
class LogitWithin:
    """The logit of a share, as a `Statistic`."""

    share: MeansWithin

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the logit, shape (1,); infinite where the share is 0 or 1."""
        return np.asarray(special.logit(self.share.value(weights)), dtype=np.float64)

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the scores of the share over p (1 - p), shape (n, 1)."""
        share = self.share.value(weights)
        return self.share.scores(weights) / (share * (1 - share))


@dataclass(frozen=True)
class Evidence:
    """What an interval of a proportion is made from.

    ``of_logit`` : variance of the logit itself; not a number to take it by the delta method
    """

    share: float
    variance: float
    rows: float
    df: float
    level: float
    of_logit: float = float("nan")

    @property
    def quantile(self) -> float:
        """Return that of Student's t."""
        return float(t_quantile(np.array(self.df), level=self.level))

    def back(self, transform: Callable[[float], float], slope: float) -> Limits:
        """Return the limits of a t interval by the delta method, before they are transformed back."""
        centre, reach = transform(self.share), self.quantile * float(np.sqrt(self.variance)) * slope
        return centre - reach, centre + reach


def estimate_proportion(
    design: Design,
    values: FloatArray,
    *,
    domain: BoolArray | None = None,
    options: ProportionInterval | None = None,
) -> Proportion:
    """Estimate a proportion and its interval (R: `svyciprop(~v, design, method=...)`).

    Parameters
    ----------
    design : n rows
    values : shape (n,), 0 or 1; not-a-number is allowed outside the domain
    domain : shape (n,); None for all
    options : method, level, degrees of freedom; None for R's defaults

    Raises
    ------
    EstimationError : if the domain is empty, a value in it is missing or neither 0 nor 1, or the method has no interval
        for a share of 0 or 1.
    ShapeError : if the lengths differ.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24, 193-201; Rao and Scott (1984), Annals of Statistics 12, 46-60.
    Derivation: docs/methods/proportion-intervals.md

    >>> class Simple:  # two of eight, with replacement
    ...     weights, df = np.ones(8), 7.0
    ...     def covariance(self, statistic):
    ...         scores = statistic.scores(self.weights)
    ...         return 8 / 7 * scores.T @ scores
    >>> found = estimate_proportion(Simple(), np.array([1.0, 1, 0, 0, 0, 0, 0, 0]))
    >>> found.estimate, round(found.ci_low, 3), round(found.ci_high, 3)
    (0.25, 0.041, 0.724)
    """
    options = options or ProportionInterval()
    require_length(values, len(design.weights), name="values")
    base = inside(values, domain)
    chosen = values[base]
    if not np.isin(chosen, (0.0, 1.0)).all():
        odd = float(chosen[~np.isin(chosen, (0.0, 1.0))][0])
        raise EstimationError("A proportion is of values 0 and 1", expected="0 or 1", got=odd)
    statistic = MeansWithin(np.where(base, values, 0.0)[:, None], base)
    variance, rows = float(design.covariance(statistic)[0, 0]), int(base.sum())
    share = float(statistic.value(design.weights)[0])
    if chosen.all() or not chosen.any():  # exactly, where floating point leaves a trace of variance
        share, variance = float(chosen[0]), 0.0
    df = design.df if options.df is None else options.df
    of_logit = float("nan")
    if options.method == "logit" and variance > 0:
        of_logit = float(design.covariance(LogitWithin(statistic))[0, 0])
    evidence = Evidence(share, variance, options.rows or rows, df, options.level, of_logit)
    low, high = limits_of(evidence, method=options.method, bounded=options.bounded)
    n_eff = share * (1 - share) / variance if variance > 0 else float("nan")
    return Proportion(rows, share, float(np.sqrt(variance)), low, high, df, n_eff, options.method)


def limits_of(evidence: Evidence, *, method: ProportionMethod, bounded: bool = True) -> Limits:
    """Return the limits of a proportion by one method.

    Raises
    ------
    EstimationError : if there are no degrees of freedom, or the method has no interval for a share of 0 or 1 or for
        a variance of zero.

    >>> low, high = limits_of(Evidence(0.5, 0.0025, 100, np.inf, 0.95), method="mean")
    >>> round(low, 3), round(high, 3)
    (0.402, 0.598)
    """
    if not evidence.df > 0:
        raise EstimationError("An interval needs degrees of freedom", expected="> 0", got=evidence.df)
    certain = not 0 < evidence.share < 1 or evidence.variance <= 0
    if certain and method not in AT_THE_EDGE:
        raise EstimationError(
            f"The interval '{method}' is not defined where nobody differs",
            expected="a share between 0 and 1 with a variance above 0",
            got=f"share {evidence.share:g}, variance {evidence.variance:g}",
            hint="Use 'beta' or 'wilson', which count the rows.",
        )
    low, high = METHODS[method](evidence)
    if not bounded:
        return _folded(evidence) if method == "asin" else (low, high)
    return max(low, 0.0), min(high, 1.0)


def _mean(evidence: Evidence) -> Limits:
    return evidence.back(float, 1.0)


def _logit(evidence: Evidence) -> Limits:
    if not np.isfinite(evidence.of_logit):
        return _xlogit(evidence)
    centre, reach = float(special.logit(evidence.share)), evidence.quantile * float(np.sqrt(evidence.of_logit))
    return float(special.expit(centre - reach)), float(special.expit(centre + reach))


def _xlogit(evidence: Evidence) -> Limits:
    share = evidence.share
    low, high = evidence.back(lambda p: float(special.logit(p)), 1 / (share * (1 - share)))
    return float(special.expit(low)), float(special.expit(high))


def _angles(evidence: Evidence) -> Limits:
    share = evidence.share
    return evidence.back(lambda p: float(np.arcsin(np.sqrt(p))), 0.5 / float(np.sqrt(share * (1 - share))))


def _asin(evidence: Evidence) -> Limits:
    low, high = _angles(evidence)
    return float(np.sin(max(low, 0.0)) ** 2), float(np.sin(min(high, np.pi / 2)) ** 2)


def _folded(evidence: Evidence) -> Limits:
    low, high = _angles(evidence)
    return float(np.sin(low) ** 2), float(np.sin(high) ** 2)


def _effective(evidence: Evidence) -> FloatArray:
    variance, rows, df = np.array(evidence.variance), np.array(evidence.rows), np.array(evidence.df)
    return korn_graubard_n(np.array(evidence.share), variance, rows=rows, df=df, level=evidence.level)


def _beta(evidence: Evidence) -> Limits:
    low, high = beta(np.array(evidence.share), _effective(evidence), level=evidence.level)
    return float(low), float(high)


def _wilson(evidence: Evidence) -> Limits:
    low, high = wilson(np.array(evidence.share), _effective(evidence), level=evidence.level)
    return float(low), float(high)


def _likelihood(evidence: Evidence) -> Limits:
    """Return where the working likelihood ratio, divided by the design effect, meets the squared quantile."""
    share, n = evidence.share, evidence.rows
    effect = n * evidence.variance / (share * (1 - share))
    # R estimates the dispersion with divisor n - 1, hence the factor
    bound = evidence.quantile**2 * effect * n / (n - 1) / (2 * n)

    def beyond(theta: float) -> float:
        return share * float(np.log(share / theta)) + (1 - share) * float(np.log((1 - share) / (1 - theta))) - bound

    tiny = float(np.finfo(float).tiny)
    low = optimize.brentq(beyond, tiny, share, xtol=1e-15) if beyond(tiny) > 0 else 0.0
    last = 1 - float(np.finfo(float).epsneg)
    high = optimize.brentq(beyond, share, last, xtol=1e-15) if beyond(last) > 0 else 1.0
    return float(low), float(high)


METHODS: dict[str, Callable[[Evidence], Limits]] = {
    "logit": _logit,
    "likelihood": _likelihood,
    "asin": _asin,
    "beta": _beta,
    "mean": _mean,
    "xlogit": _xlogit,
    "wilson": _wilson,
}
"""logit and xlogit are one under linearisation; under replicates the first takes the logit of each of them."""

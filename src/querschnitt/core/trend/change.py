"""The change between two independent waves, with an interval and a test that agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import EstimationError, ShapeError
from querschnitt.core.estimation.intervals import Bounds, score_bounds, t_quantile
from querschnitt.core.estimation.result import Estimate, Estimates

_HALVINGS = 60
_FARTHEST = 40.0


@dataclass(frozen=True)
class Change:
    """One change: the later wave minus the earlier, in the unit of the variable.

    Attributes
    ----------
    before, after : the two figures
    difference, ci_low, ci_high : of the change
    p : probability of a change as large or larger if nothing had changed; below 0.05 just when the interval excludes 0
    method : `mover` for shares, `t` for means
    """

    before: float
    after: float
    difference: float
    ci_low: float
    ci_high: float
    p: float
    method: str


@dataclass(frozen=True)
class Changes:
    """Many changes at once: arrays of shape (k, D), attributes as in `Change`."""

    difference: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    p: FloatArray
    method: str


def change_of_shares(before: Estimate, after: Estimate) -> Change:
    """Compare two shares of independent waves. See `changes_of_shares`.

    >>> from dataclasses import replace
    >>> share = Estimate(50, 1.0, 0.6, 0.07, 0.46, 0.72, 49, 50.0, 1.0, 0.1, 1, "wilson")
    >>> change = change_of_shares(share, replace(share, estimate=0.8))
    >>> round(change.difference, 2), round(change.ci_low, 3), round(change.ci_high, 3)
    (0.2, 0.02, 0.364)
    """
    return _single(before, after, _compare_shares(before, after), method="mover")


def changes_of_shares(before: Estimates, after: Estimates) -> Changes:
    """Compare the shares of two independent waves, with the MOVER interval from the waves' Wilson intervals.

    Parameters
    ----------
    before, after : estimates by `wilson`, shape (k, D), same variables and domains in both

    Returns
    -------
    arrays of shape (k, D), later minus earlier; p belongs to the interval: it is below 0.05 just when the 95 % interval
    excludes 0

    Raises
    ------
    EstimationError : if the estimates carry another interval.
    ShapeError : if the shapes differ.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890 (method 10); Zou and Donner (2008), Statistics in Medicine 27.
    Derivation: docs/methods/change.md
    """
    if before.estimate.shape != after.estimate.shape:
        raise ShapeError("The waves have other variables or domains", expected=before.n.shape, got=after.n.shape)
    return _compare_shares(before, after)


def change_of_means(before: Estimate, after: Estimate, *, level: float = 0.95) -> Change:
    """Compare two means of independent waves by Welch's t.

    Parameters
    ----------
    before, after : estimates with a t interval, in the same unit
    level : of the interval

    Raises
    ------
    EstimationError : if neither wave has a variance.

    References
    ----------
    Welch (1947), Biometrika 34; Satterthwaite (1946), Biometrics Bulletin 2. Derivation: docs/methods/change.md

    >>> from dataclasses import replace
    >>> mean = Estimate(100, 1.0, 836.0, 30.0, 776.0, 896.0, 99, 90.0, 1.1, 0.04, 1, "t")
    >>> change = change_of_means(mean, replace(mean, estimate=926.0, se=40.0))
    >>> change.difference, round(change.p, 3)
    (90.0, 0.074)
    """
    squares = np.array([before.se**2, after.se**2])
    total = float(squares.sum())
    if not total > 0:
        raise EstimationError("A change without variance cannot be tested", expected="a standard error > 0", got=total)
    parts = float((squares**2 / np.array([before.df, after.df])).sum())
    df = total**2 / parts if parts > 0 else np.inf
    difference, se = after.estimate - before.estimate, float(np.sqrt(total))
    reach = float(t_quantile(np.array(df), level=level)) * se
    return Change(
        before=before.estimate,
        after=after.estimate,
        difference=difference,
        ci_low=difference - reach,
        ci_high=difference + reach,
        p=float(2 * stats.t.sf(abs(difference) / se, df)),
        method="t",
    )


def _compare_shares(before: Estimate | Estimates, after: Estimate | Estimates) -> Changes:
    for estimates in (before, after):
        if estimates.method != "wilson":
            raise EstimationError(
                "The change of shares is built on their Wilson intervals", expected="wilson", got=estimates.method
            )
    first, second = _Share.of(before), _Share.of(after)
    difference = second.share - first.share
    with np.errstate(invalid="ignore"):
        low, high = _mover(first, second, quantile=t_quantile(np.array(np.inf)))
        p = _p_value(first, second)
    return Changes(difference=difference, ci_low=low, ci_high=high, p=p, method="mover")


@dataclass(frozen=True)
class _Share:
    share: FloatArray
    n_eff: FloatArray

    @classmethod
    def of(cls, estimates: Estimate | Estimates) -> _Share:
        return cls(np.asarray(estimates.estimate, dtype=np.float64), np.asarray(estimates.n_eff, dtype=np.float64))

    def bounds(self, quantile: FloatArray) -> Bounds:
        return score_bounds(self.share, self.n_eff, quantile=quantile)


def _mover(first: _Share, second: _Share, *, quantile: FloatArray) -> Bounds:
    low_1, high_1 = first.bounds(quantile)
    low_2, high_2 = second.bounds(quantile)
    difference = second.share - first.share
    down = np.sqrt((second.share - low_2) ** 2 + (high_1 - first.share) ** 2)
    up = np.sqrt((high_2 - second.share) ** 2 + (first.share - low_1) ** 2)
    return difference - down, difference + up


def _p_value(first: _Share, second: _Share) -> FloatArray:
    """Find, by halving, the quantile at which the interval just touches zero."""
    difference = second.share - first.share
    near, far = np.zeros_like(difference), np.full_like(difference, _FARTHEST)
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        low, high = _mover(first, second, quantile=middle)
        excludes = np.where(difference > 0, low > 0, high < 0)
        near, far = np.where(excludes, middle, near), np.where(excludes, far, middle)
    p = 2 * stats.norm.sf(near)
    return np.asarray(np.where(np.isnan(difference), np.nan, np.where(difference == 0, 1.0, p)), dtype=np.float64)


def _single(before: Estimate, after: Estimate, changes: Changes, *, method: str) -> Change:
    return Change(
        before=before.estimate,
        after=after.estimate,
        difference=float(changes.difference),
        ci_low=float(changes.ci_low),
        ci_high=float(changes.ci_high),
        p=float(changes.p),
        method=method,
    )

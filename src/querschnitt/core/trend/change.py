"""The change between two independent waves, with an interval and a test that agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import EstimationError, ShapeError
from querschnitt.core.estimation.intervals import Bounds, score_bounds, t_quantile
from querschnitt.core.estimation.result import Figures

_HALVINGS = 60
_FARTHEST = 40.0


@dataclass(frozen=True)
class Changes:
    """Changes of k figures: the later wave minus the earlier, in the unit of the variable.

    Attributes
    ----------
    difference, ci_low, ci_high : shape (k,)
    p : shape (k,), probability of a change as large or larger if nothing had changed; below 0.05 just when the interval
        excludes 0
    method : `mover` for shares, `t` for means
    """

    difference: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    p: FloatArray
    method: str


def changes_of_shares(before: Figures, after: Figures) -> Changes:
    """Compare the shares of two independent waves, with the MOVER interval from the waves' Wilson intervals.

    Parameters
    ----------
    before, after : by `wilson`, the same k shares in both

    Raises
    ------
    EstimationError : if the figures carry another interval.
    ShapeError : if their numbers differ.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890 (method 10); Zou and Donner (2008), Statistics in Medicine 27.
    Derivation: docs/methods/change.md

    >>> from dataclasses import replace
    >>> fifty = np.array([50.0])
    >>> share = Figures(("y",), np.array([0.6]), np.array([0.0048]), 49.0, fifty, effective=fifty, method="wilson")
    >>> changes = changes_of_shares(share, replace(share, estimate=np.array([0.8])))
    >>> changes.difference.round(2).tolist(), changes.ci_low.round(3).tolist(), changes.ci_high.round(3).tolist()
    ([0.2], [0.02], [0.364])
    """
    _check_sizes(before, after)
    for figures in (before, after):
        if figures.method != "wilson":
            raise EstimationError(
                "The change of shares is built on their Wilson intervals", expected="wilson", got=figures.method
            )
    first, second = _Share(before.estimate, before.n_eff), _Share(after.estimate, after.n_eff)
    difference = second.share - first.share
    with np.errstate(invalid="ignore"):
        low, high = _mover(first, second, quantile=t_quantile(np.array(np.inf)))
        p = _p_value(first, second)
    return Changes(difference=difference, ci_low=low, ci_high=high, p=p, method="mover")


def changes_of_means(before: Figures, after: Figures, *, level: float = 0.95) -> Changes:
    """Compare the means of two independent waves by Welch's t.

    Parameters
    ----------
    before, after : the same k means in both, in the same unit
    level : of the interval

    Raises
    ------
    EstimationError : if neither wave has a variance.
    ShapeError : if their numbers differ.

    References
    ----------
    Welch (1947), Biometrika 34; Satterthwaite (1946), Biometrics Bulletin 2. Derivation: docs/methods/change.md

    >>> hundred = np.array([100])
    >>> before = Figures(("income",), np.array([836.0]), np.array([30.0**2]), df=99.0, n=hundred)
    >>> changes = changes_of_means(before, Figures(("income",), np.array([926.0]), np.array([40.0**2]), 99.0, hundred))
    >>> changes.difference.tolist(), changes.p.round(3).tolist()
    ([90.0], [0.074])
    """
    _check_sizes(before, after)
    squares = np.array([before.variance, after.variance])
    total = squares.sum(axis=0)
    wrong = np.flatnonzero(~(total > 0))
    if wrong.size:
        raise EstimationError(
            "A change without variance cannot be tested",
            where=after.names[wrong[0]],
            expected="a standard error > 0",
            got=float(total[wrong[0]]),
        )
    parts = squares[0] ** 2 / before.df + squares[1] ** 2 / after.df
    df = np.where(parts > 0, total**2 / np.where(parts > 0, parts, 1.0), np.inf)
    difference, se = after.estimate - before.estimate, np.sqrt(total)
    reach = t_quantile(df, level=level) * se
    return Changes(
        difference=difference,
        ci_low=difference - reach,
        ci_high=difference + reach,
        p=np.asarray(2 * stats.t.sf(np.abs(difference) / se, df), dtype=np.float64),
        method="t",
    )


def _check_sizes(before: Figures, after: Figures) -> None:
    if before.estimate.shape != after.estimate.shape:
        raise ShapeError(
            "The waves have other variables or domains", expected=before.estimate.shape, got=after.estimate.shape
        )


@dataclass(frozen=True)
class _Share:
    share: FloatArray
    n_eff: FloatArray

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

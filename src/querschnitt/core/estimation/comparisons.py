"""Do groups differ? Tests of means and of ranks under any design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import EstimationError, InputError, suggestion
from querschnitt.core.estimation.influence import AtFullSample, MeansWithin, inside
from querschnitt.core.estimation.intervals import t_interval
from querschnitt.core.estimation.protocols import Design

MIDDLE = 1e-12
"""How far above one half a place counts as above it."""

RankTest = Literal["wilcoxon", "vanderWaerden", "median", "kruskal_wallis"]
Scores = Callable[[FloatArray], FloatArray]
"""Of the places of the rows in the weighted order, between 0 and 1."""


@dataclass(frozen=True)
class Groups:
    """Which group each row belongs to.

    Attributes
    ----------
    codes : 0 ... g-1, shape (n,); -1 for none, which leaves the domain
    names : shape (g,)
    domain : shape (n,); None for all
    """

    codes: IntArray
    names: tuple[str, ...]
    domain: BoolArray | None = None

    @property
    def base(self) -> BoolArray:
        """Return the rows that count."""
        known = self.codes >= 0
        return known if self.domain is None else known & self.domain


@dataclass(frozen=True)
class GroupMeans:
    """The means of one variable in g groups, as a `Statistic`.

    Attributes
    ----------
    values : shape (n,)
    groups : shape (n, g), 1 for the group of a row, else 0
    """

    values: FloatArray
    groups: FloatArray

    @property
    def members(self) -> BoolArray:
        """Return the rows of each figure: those of all groups, which are compared."""
        return np.asarray(np.tile(self.groups.sum(axis=1) > 0, (self.groups.shape[1], 1)).T, dtype=np.bool_)

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the means, shape (g,)."""
        within = weights[:, None] * self.groups
        return np.asarray(self.values @ within / within.sum(axis=0), dtype=np.float64)

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return (value - mean of its group) / sum of weights in the group, shape (n, g)."""
        away = self.values[:, None] - self.value(weights)
        return np.asarray(self.groups * away / (weights @ self.groups), dtype=np.float64)


@dataclass(frozen=True)
class TTest:
    """A t test.

    Attributes
    ----------
    estimate, se, ci_low, ci_high : of the mean, or of the second group's minus the first's, in the unit of the variable
    statistic : estimate / se
    df : degrees of freedom, one fewer than the design's: R fits a regression
    p : two-sided
    n : rows that count
    level : confidence level of the interval
    """

    estimate: float
    se: float
    ci_low: float
    ci_high: float
    statistic: float
    df: float
    p: float
    n: int
    level: float = 0.95


@dataclass(frozen=True)
class RankComparison:
    """A test of ranks.

    Attributes
    ----------
    statistic : t for two groups, Wald's chi-square for more
    df : of t, or the groups less one
    denominator_df : of F, statistic / df; not a number for two groups
    p : probability of a statistic as large if the groups were alike
    estimates : mean score of each group but the first less that of the first, shape (g - 1,)
    test : which
    """

    statistic: float
    df: float
    denominator_df: float
    p: float
    estimates: tuple[float, ...]
    test: RankTest | Literal["own"]


def mean_test(
    design: Design,
    values: FloatArray,
    *,
    domain: BoolArray | None = None,
    against: float = 0.0,
    df: float | None = None,
    level: float = 0.95,
) -> TTest:
    """Test a mean against a number (R: `svyttest(v ~ 0, design)`).

    Parameters
    ----------
    design : n rows
    values : shape (n,); not-a-number is allowed outside the domain
    domain : shape (n,); None for all
    against : the number, in the unit of the variable; the estimate is the mean less it
    df : degrees of freedom of the rows used; None for the design's
    level : of the interval

    Raises
    ------
    EstimationError : if the domain is empty, a value in it is missing, or nothing varies.

    References
    ----------
    Lumley (2010), Complex Surveys, section 2.6. Derivation: docs/methods/comparisons.md

    >>> class Simple:
    ...     weights, df = np.ones(4), 3.0
    ...     def covariance(self, statistic):
    ...         scores = statistic.scores(self.weights)
    ...         return 4 / 3 * scores.T @ scores
    >>> found = mean_test(Simple(), np.array([1.0, 2.0, 3.0, 4.0]))  # 2.5 / sqrt(5/3 / 4)
    >>> round(found.statistic, 3), found.df
    (3.873, 2.0)
    """
    require_length(values, len(design.weights), name="values")
    base = inside(values, domain)
    _check_spread(values, base[:, None])
    means = MeansWithin(np.where(base, values, 0.0)[:, None], base)
    estimate, variance = float(means.value(design.weights)[0]) - against, float(design.covariance(means)[0, 0])
    return _t_test(estimate, variance, df=design.df if df is None else df, n=int(base.sum()), level=level)


def difference_test(
    design: Design, values: FloatArray, groups: Groups, *, df: float | None = None, level: float = 0.95
) -> TTest:
    """Test whether two groups have the same mean (R: `svyttest(v ~ group, design)`).

    Parameters
    ----------
    design : n rows
    values : shape (n,); not-a-number is allowed outside the groups
    groups : two
    df : degrees of freedom of the rows used; None for the design's
    level : of the interval

    Raises
    ------
    EstimationError : if there are not two groups, one is empty, a value is missing, or nothing varies.

    References
    ----------
    Lumley (2010), Complex Surveys, section 2.6. Derivation: docs/methods/comparisons.md

    >>> class Simple:
    ...     weights, df = np.ones(4), 3.0
    ...     def covariance(self, statistic):
    ...         scores = statistic.scores(self.weights)
    ...         return 4 / 3 * scores.T @ scores
    >>> groups = Groups(np.array([0, 0, 1, 1]), ("f", "m"))
    >>> found = difference_test(Simple(), np.array([1.0, 3.0, 5.0, 7.0]), groups)
    >>> found.estimate, round(found.se, 4)  # each of the four scores is a half: 4/3 x 4 x 1/4
    (4.0, 1.1547)
    """
    if len(groups.names) != 2:
        raise EstimationError("A t test compares two groups", expected=2, got=len(groups.names))
    means = _group_means(design, values, groups)
    first, second = means.value(design.weights)
    contrast = np.array([-1.0, 1.0])
    variance = float(contrast @ design.covariance(means) @ contrast)
    nu, n = design.df if df is None else df, int(groups.base.sum())
    return _t_test(float(second - first), variance, df=nu, n=n, level=level)


def rank_test(
    design: Design, values: FloatArray, groups: Groups, *, test: RankTest | Scores = "wilcoxon", df: float | None = None
) -> RankComparison:
    """Test whether a variable lies as high in one group as in another (R: `svyranktest(v ~ group, design, test=)`).

    Parameters
    ----------
    design : n rows
    values : shape (n,); not-a-number is allowed outside the groups
    groups : two or more
    test : the scores: ranks (`wilcoxon`, `kruskal_wallis`), normal scores (`vanderWaerden`), above the `median`;
        or a function of the places in the weighted order, shape (n,), between 0 and 1
    df : degrees of freedom of the rows used; None for the design's

    Raises
    ------
    EstimationError : if there are fewer than two groups, one is empty, a value is missing, or nothing varies.
    InputError : for an unknown test.

    References
    ----------
    Lumley and Scott (2013), Biometrika 100, 831-842. Derivation: docs/methods/comparisons.md

    >>> class Simple:
    ...     weights, df = np.ones(6), 5.0
    ...     def covariance(self, statistic):
    ...         scores = statistic.scores(self.weights)
    ...         return 6 / 5 * scores.T @ scores
    >>> groups = Groups(np.array([0, 0, 0, 1, 1, 1]), ("f", "m"))
    >>> found = rank_test(Simple(), np.array([1.0, 2, 4, 3, 5, 6]), groups)
    >>> round(found.estimates[0], 4), found.df  # mean ranks 7/3 and 14/3 of 6
    (0.3889, 4.0)
    """
    scored, name = _scores(test)
    if len(groups.names) < 2:
        raise EstimationError("A test compares groups", expected="two or more", got=len(groups.names))
    checked = _group_means(design, values, groups)
    scores = np.zeros(len(values))
    scores[groups.base] = scored(rank_shares(values[groups.base], design.weights[groups.base]))
    if not np.isfinite(scores).all():
        raise EstimationError("A score is no number", expected="finite scores of places between 0 and 1")
    means = GroupMeans(scores, checked.groups)
    k, nu = len(groups.names) - 1, design.df if df is None else df
    contrasts = np.hstack([-np.ones((k, 1)), np.eye(k)])
    away = contrasts @ means.value(design.weights)
    fixed = AtFullSample(means.scores(design.weights), means.members)
    covariance = contrasts @ design.covariance(fixed) @ contrasts.T
    if k == 1:
        found = _t_test(float(away[0]), float(covariance[0, 0]), df=nu, n=int(groups.base.sum()))
        return RankComparison(found.statistic, found.df, float("nan"), found.p, (found.estimate,), name)
    if nu <= k or np.linalg.matrix_rank(covariance) < k:
        raise EstimationError("Too few primary units for so many groups", expected=f"more than {k} df", got=nu)
    wald = float(away @ np.linalg.solve(covariance, away))
    return RankComparison(wald, k, nu - k, float(stats.f.sf(wald / k, k, nu - k)), tuple(away.tolist()), name)


def rank_shares(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return each value's place in the weighted order, in (0, 1): ties share the mean of theirs.

    A row's own place is the cumulative weight up to it less half its own, over the sum.

    >>> rank_shares(np.array([3.0, 1.0, 3.0]), np.array([1.0, 2.0, 1.0]))
    array([0.75, 0.25, 0.75])
    """
    order = np.argsort(values, kind="stable")
    middle = np.empty(len(values))
    middle[order] = np.cumsum(weights[order]) - weights[order] / 2
    code = np.unique(values, return_inverse=True)[1]
    means = np.bincount(code, weights=middle) / np.bincount(code)
    return np.asarray(means[code] / weights.sum(), dtype=np.float64)


def _plain(share: FloatArray) -> FloatArray:
    return share


def _normal(share: FloatArray) -> FloatArray:
    return np.asarray(stats.norm.ppf(share), dtype=np.float64)


def _upper(share: FloatArray) -> FloatArray:
    # the middle row of equal weights lies at one half, which a sum of weights need not hit
    return (share > 0.5 + MIDDLE).astype(np.float64)


SCORES: dict[str, Callable[[FloatArray], FloatArray]] = {
    "wilcoxon": _plain,
    "vanderWaerden": _normal,
    "median": _upper,
    "kruskal_wallis": _plain,
}


def _scores(test: RankTest | Scores) -> tuple[Scores, RankTest | Literal["own"]]:
    if callable(test):
        return test, "own"
    if test not in SCORES:
        raise InputError("Unknown test", expected=", ".join(SCORES), got=test, hint=suggestion(test, SCORES))
    return SCORES[test], test


def _group_means(design: Design, values: FloatArray, groups: Groups) -> GroupMeans:
    n = len(design.weights)
    require_length(values, n, name="values")
    require_length(groups.codes, n, name="groups")
    base = inside(values, groups.base)
    if groups.codes[base].max() >= len(groups.names):
        raise EstimationError(
            "A code has no group", expected=f"< {len(groups.names)}", got=int(groups.codes[base].max())
        )
    members = (groups.codes[:, None] == np.arange(len(groups.names))) & base[:, None]
    for name, count in zip(groups.names, members.sum(axis=0), strict=True):
        if count == 0:
            raise EstimationError("A group has no cases", where=f"group '{name}'", expected="at least one", got=0)
    _check_spread(values, members)
    return GroupMeans(np.where(base, values, 0.0), members.astype(np.float64))


def _check_spread(values: FloatArray, members: BoolArray) -> None:
    """Raise if all values of every group are one: floating point would leave a trace of variance, and a huge t."""
    if all(np.ptp(values[column]) == 0 for column in members.T):
        raise EstimationError(
            "Nothing varies, so nothing can be tested", expected="values that differ", got="one value"
        )


def _t_test(estimate: float, variance: float, *, df: float, n: int, level: float = 0.95) -> TTest:
    """Return the test with one degree of freedom fewer than the design's, as R's regression has it."""
    if not df > 1:
        raise EstimationError("A t test needs degrees of freedom", expected="more than 1 of the design", got=df)
    if not variance > 0:
        raise EstimationError("The variance of a test is zero", expected="a variance above 0", got=variance)
    se = float(np.sqrt(variance))
    low, high = t_interval(np.array(estimate), np.array(se), df=np.array(df - 1), level=level)
    p = 2 * float(stats.t.sf(abs(estimate / se), df - 1))
    return TTest(estimate, se, float(low), float(high), estimate / se, df - 1, p, n, level)

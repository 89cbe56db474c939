"""Designs whose variance is found by linearisation: stage by stage, with lonely units and calibration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, Protocol, get_args, runtime_checkable

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import EstimationError, require_known
from querschnitt.core.estimation.adjustments import Adjustment, is_to_estimates, slopes_on_estimates, unexplained
from querschnitt.core.estimation.protocols import Statistic
from querschnitt.core.estimation.stages import Stages, sum_units

Lonely = Literal["fail", "remove", "certainty", "adjust", "average"]

CENSUS = 1e-7
"""Below this part not drawn, a stratum counts as fully counted and adds no variance, even with one unit (as in R)."""


@runtime_checkable
class WithMembers(Protocol):
    """A statistic that knows which rows belong to each of its figures."""

    @property
    def members(self) -> BoolArray:
        """Rows of each figure, shape (n, k)."""
        ...


class PairVariance(Protocol):
    """A variance for unequal probabilities."""

    def covariance(self, weighted: FloatArray, stages: Stages) -> FloatArray:
        """Return the covariance, shape (k, k), of the sums of weight x score of shape (n, k)."""
        ...


@dataclass(frozen=True)
class LonelyUnits:
    """What becomes of a stratum with a single primary unit.

    Attributes
    ----------
    rule : `fail` raises; `remove` and `certainty`: no variance from it; `adjust`: deviation from zero instead of from
        the stratum's mean; `average`: the mean variance of the others
    in_domains : whether `adjust` and `average` also serve a stratum of which a single unit lies in the domain

    Raises
    ------
    InputError : for an unknown rule.
    """

    rule: Lonely = "fail"
    in_domains: bool = False

    def __post_init__(self) -> None:
        require_known(self.rule, get_args(Lonely), what="rule for lonely units", where="rule")


@dataclass(frozen=True)
class LinearisedDesign:
    """A sample with its weights, whose variances are found by Taylor linearisation.

    A domain is never a subset: rows outside have scores of zero, and their units still count.

    Attributes
    ----------
    weights : shape (n,), final weights; negative ones only come from a calibration, and are noted
    stages : strata, clusters and population sizes
    lonely : the rule for lonely units
    adjusted : the recorded calibrations, in their order; `after` adds one
    unequal : a variance for units drawn with unequal probabilities, in place of the one by stages

    Raises
    ------
    EstimationError : for weights that are negative or not finite; when a variance is asked, for a lonely unit under the
        rule `fail`.
    ShapeError : if the lengths differ.

    References
    ----------
    Särndal, Swensson and Wretman (1992), chapters 4 and 5; Lumley (2010), Complex Surveys. R: survey::svydesign

    >>> from querschnitt.core.estimation.estimate import estimate
    >>> from querschnitt.core.estimation.stages import stages_of
    >>> from querschnitt.core.estimation.statistics import total
    >>> from querschnitt.core.estimation.variables import numeric
    >>> stages = stages_of(3, population_sizes=[np.full(3, 30.0)])
    >>> figures = estimate(LinearisedDesign(stages.weights, stages), total([numeric("y", np.array([1.0, 2.0, 3.0]))]))
    >>> figures.estimate.tolist(), figures.covariance.round(6).tolist()
    ([60.0], [[270.0]])
    """

    weights: FloatArray
    stages: Stages
    lonely: LonelyUnits = LonelyUnits()
    adjusted: tuple[Adjustment, ...] = ()
    unequal: PairVariance | None = None

    def __post_init__(self) -> None:
        require_length(self.weights, self.stages.n, name="weights")
        allowed = self.weights >= (-np.inf if self.adjusted else 0)
        wrong = np.flatnonzero(~(np.isfinite(self.weights) & allowed))
        if wrong.size:
            raise EstimationError(
                "Weights must be numbers that are not negative",
                where=f"row {wrong[0] + 1} ({wrong.size} of {self.stages.n} rows)",
                expected=">= 0 and finite",
                got=float(self.weights[wrong[0]]),
                hint="Correct these rows, or take them out.",
            )

    @property
    def df(self) -> float:
        """Primary units minus strata of the whole design."""
        return float(self.stages.df)

    def df_of(self, rows: BoolArray) -> float:
        """Primary units minus strata that have some of the rows."""
        return float(self.stages.df_of(rows))

    @property
    def notes(self) -> tuple[str, ...]:
        """What every result rests on, to be printed with it."""
        notes = []
        if not self.stages.population_sizes and self.unequal is None:
            notes.append("no finite population correction")
        lonely = int(_lonely(self.stages, 0).sum())
        if lonely and self.unequal is None:
            notes.append(f"{lonely} strata with one primary unit: {self.lonely.rule}")
        negative = int((self.weights < 0).sum())
        if negative:
            notes.append(f"{negative} negative weights after calibration")
        if any(is_to_estimates(step) for step in self.adjusted):
            notes.append("calibrated to totals with an error of their own, taken to be independent of the sample")
        return tuple(notes)

    def after(self, adjustment: Adjustment) -> LinearisedDesign:
        """Return the design with the weights of a calibration, whose variances are those of its residuals.

        Raises
        ------
        ShapeError : if the calibration is of other rows.
        """
        return replace(self, weights=adjustment.weights, adjusted=(*self.adjusted, adjustment))

    def covariance(self, statistic: Statistic) -> FloatArray:
        """Return the covariance of the figures of a statistic, shape (k, k)."""
        weighted, members = self._left_over(statistic)
        if self.unequal is not None:
            covariance = self.unequal.covariance(weighted, self.stages)
        else:
            covariance = variance_by_stages(weighted, self.stages, lonely=self.lonely, members=members)
        for slopes, of_totals in slopes_on_estimates(self.adjusted, statistic, self.weights):
            covariance = covariance + slopes.T @ of_totals @ slopes
        return covariance

    def variances(self, statistic: Statistic) -> FloatArray:
        """Return the variances alone, shape (k,): what many figures at once need."""
        if self.unequal is not None:
            return np.diag(self.covariance(statistic))
        weighted, members = self._left_over(statistic)
        spreads = _spreads(weighted, self.stages, lonely=self.lonely, members=members)
        of_totals = [
            np.sum(slopes * (v @ slopes), axis=0)
            for slopes, v in slopes_on_estimates(self.adjusted, statistic, self.weights)
        ]
        return np.sum([*(spread.variances() for spread in spreads), *of_totals], axis=0)

    def _left_over(self, statistic: Statistic) -> tuple[FloatArray, BoolArray]:
        """Return weight x score without what the known totals explain, and the rows of each figure."""
        scores = statistic.scores(self.weights)
        require_length(scores, self.stages.n, name="scores")
        weighted = scores * self.weights[:, None]
        for step in self.adjusted:
            weighted = unexplained(step, weighted)
        return weighted, statistic.members if isinstance(statistic, WithMembers) else scores != 0


def variance_by_stages(
    weighted: FloatArray, stages: Stages, *, lonely: LonelyUnits, members: BoolArray | None = None
) -> FloatArray:
    """Return the covariance of totals, added over the stages.

    Each group of a stage (a stratum, then each cluster) adds (1 - f) n / (n - 1) times the squares of its units' totals
    around their mean, times the sampling fractions of the stages before.

    Parameters
    ----------
    weighted : shape (n, k), weight x score
    stages : of the draw
    lonely : the rule for lonely units
    members : shape (n, k), the rows of each figure, needed for lonely units in domains

    Raises
    ------
    EstimationError : for a lonely unit under `fail`, or if every stratum is lonely under `average`.

    >>> from querschnitt.core.estimation.stages import stages_of
    >>> plain = stages_of(3)
    >>> variance_by_stages(np.array([[1.0], [2.0], [6.0]]), plain, lonely=LonelyUnits())
    array([[21.]])
    """
    spreads = _spreads(weighted, stages, lonely=lonely, members=members)
    return np.sum([spread.covariance() for spread in spreads], axis=0)


@dataclass(frozen=True)
class _Spread:
    """What one stage adds to the variance: sums over its units of scale x deviation x deviation.

    `counted`, `used`: under the rule `average`, the groups in which a figure has rows and those that are kept, shape
    (groups, k); the kept ones stand for all.
    """

    deviations: FloatArray
    scale: FloatArray
    counted: BoolArray | None = None
    used: BoolArray | None = None

    def covariance(self) -> FloatArray:
        """Return the part of the covariance, shape (k, k); it counts the groups that both figures have."""
        part = (self.deviations * self.scale[:, None]).T @ self.deviations
        if self.counted is None or self.used is None:
            return np.asarray(part, dtype=np.float64)
        counted, used = (flags.astype(np.float64).T @ flags.astype(np.float64) for flags in (self.counted, self.used))
        return np.asarray(part * (counted / np.maximum(used, 1)), dtype=np.float64)

    def variances(self) -> FloatArray:
        """Return its diagonal, shape (k,)."""
        part = self.scale @ np.square(self.deviations)
        if self.counted is None or self.used is None:
            return np.asarray(part, dtype=np.float64)
        return np.asarray(part * (self.counted.sum(axis=0) / np.maximum(self.used.sum(axis=0), 1)), dtype=np.float64)


def _spreads(
    weighted: FloatArray, stages: Stages, *, lonely: LonelyUnits, members: BoolArray | None
) -> Iterator[_Spread]:
    drawn = np.ones(stages.n)  # the part drawn at the stages before, of each row
    for position in range(max(1, min(len(stages.population_sizes), len(stages.units)))):
        groups = stages.groups(position)
        factors = drawn[np.unique(groups, return_index=True)[1]]
        yield _spread(weighted, stages, position, factors=factors, lonely=lonely, members=members)
        drawn = drawn * stages.fractions(position)[groups]


def _spread(
    weighted: FloatArray,
    stages: Stages,
    position: int,
    *,
    factors: FloatArray,
    lonely: LonelyUnits,
    members: BoolArray | None,
) -> _Spread:
    units = stages.units[position]
    group_of = stages.groups(position)[np.unique(units, return_index=True)[1]]
    counts, part = stages.counts(position), 1 - stages.fractions(position)
    alone = _lonely(stages, position)
    if alone.any() and lonely.rule == "fail":
        raise _lonely_error(int(np.argmax(alone)), position)
    totals = sum_units(units, weighted)
    means = sum_units(group_of, totals) / counts[:, None]
    by_domain = _alone_in_domain(units, group_of, members) & (counts > 1)[:, None] if lonely.in_domains else None
    if lonely.rule == "adjust":
        means[alone] = 0.0
        means = means if by_domain is None else np.where(by_domain, 0.0, means)
    deviations = totals - means[group_of]
    scale = np.where(part < CENSUS, 0.0, factors * part * counts / np.maximum(counts - 1, 1))[group_of]
    if lonely.rule != "average":
        return _Spread(deviations, scale)
    present = _present(units, group_of, members)
    left_out = alone[:, None] if by_domain is None else alone[:, None] | by_domain
    return _averaged(deviations, scale, group_of, present=present, kept=present & ~left_out)


def _averaged(
    deviations: FloatArray, scale: FloatArray, group_of: IntArray, *, present: BoolArray, kept: BoolArray
) -> _Spread:
    """Give the groups not kept the mean variance of the others, counting those in which a figure has rows at all."""
    if np.any(~kept.any(axis=0) & present.any(axis=0)):
        raise EstimationError(
            "No stratum has two primary units, so there is nothing to average",
            expected="at least one stratum with 2",
            got=0,
            hint="Merge strata, or choose 'adjust'.",
        )
    return _Spread(deviations * kept[group_of], scale, counted=present, used=kept)


def _present(units: IntArray, group_of: IntArray, members: BoolArray | None) -> BoolArray:
    """Return the groups in which a figure has rows, shape (groups, k) or, for every figure, (groups, 1)."""
    if members is None:
        return np.ones((int(group_of.max()) + 1, 1), dtype=bool)
    return np.asarray(sum_units(group_of[units], members.astype(np.float64)) > 0)


def _lonely(stages: Stages, position: int) -> BoolArray:
    return np.asarray((stages.counts(position) == 1) & (1 - stages.fractions(position) >= CENSUS))


def _alone_in_domain(units: IntArray, group_of: IntArray, members: BoolArray | None) -> BoolArray:
    if members is None:
        raise EstimationError("Lonely units in domains need to know the rows of each figure", expected="members")
    present = sum_units(units, members.astype(np.float64)) > 0
    return np.asarray(sum_units(group_of, present.astype(np.float64)) == 1)


def _lonely_error(group: int, position: int) -> EstimationError:
    where = f"stratum {group + 1}" if position == 0 else f"stage {position + 1}, stratum or cluster {group + 1}"
    return EstimationError(
        "A stratum has a single primary unit, so its variance cannot be estimated",
        where=where,
        expected="2 or more",
        got=1,
        hint="Merge it with a similar stratum, or choose 'adjust' or 'average'; the choice is printed.",
    )

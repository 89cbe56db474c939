"""Samples drawn from samples: a stratified first phase, and a stratified second one among its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import EstimationError, require_known
from querschnitt.core.estimation.adjustments import Adjustment, unexplained
from querschnitt.core.estimation.approximate_phase import FirstPhase, approximate_covariance
from querschnitt.core.estimation.linearised import LonelyUnits, variance_by_stages
from querschnitt.core.estimation.protocols import Statistic
from querschnitt.core.estimation.stages import Stages, sum_units

Reading = Literal["joint", "independent", "approximate"]


@dataclass(frozen=True)
class TwoPhaseDesign:
    """A stratified sample of rows or clusters, of which a stratified subsample was observed (or answered).

    Statistics are of the observed rows alone, in their order. The variance is the first phase's, estimated from the
    observed rows with their joint probabilities in the second phase, plus that of the second phase. Treating
    nonresponse as a second phase assumes that within its strata all answer with the same chance.

    Attributes
    ----------
    first : the stage of all rows of the first phase
    first_weights : shape (n,), weights of the first phase
    strata : shape (n,), the second phase's stratum of each row, 0 to G-1
    observed : shape (n,), the rows of the second phase
    units : shape (n,), the unit of the second phase of each row, numbered from 0; None: the rows are the units
    reading : how the first phase's variance is read from the observed rows: `joint`: with the joint probabilities of a
        stratified draw; `independent`: of draws independent of each other (Poisson), with probability 1 / weight;
        `approximate`: from their clusters' totals alone, with one probability each
    adjusted : calibrations of the second phase's own weights, in their order; `after` adds one

    Raises
    ------
    InputError : for an unknown reading.
    EstimationError : for a first phase in several stages, a stratum of the second phase without an observed row, a unit
        in two strata or observed in part, or, when a variance is asked, a stratum with a single unit.

    References
    ----------
    Särndal, Swensson and Wretman (1992), result 9.3.1. R: survey::twophase (whose version 4.1 takes wrong rows for the
    phase-one stratum sizes under method="full"; `independent` is its "full" without sizes, `approximate` its "approx"
    and "simple")

    >>> from querschnitt.core.estimation.stages import stages_of
    >>> first = stages_of(4, population_sizes=[np.full(4, 8.0)])
    >>> half = np.array([True, True, False, False])
    >>> TwoPhaseDesign(first, first.weights, np.zeros(4, dtype=np.int64), half).weights
    array([4., 4.])
    """

    first: Stages
    first_weights: FloatArray
    strata: IntArray
    observed: BoolArray
    units: IntArray | None = None
    reading: Reading = "joint"
    adjusted: tuple[Adjustment, ...] = ()

    def __post_init__(self) -> None:
        require_known(self.reading, get_args(Reading), what="reading of a first phase", where="reading")
        for name in ("first_weights", "strata", "observed"):
            require_length(getattr(self, name), self.first.n, name=name)
        if len(self.first.population_sizes) > 1:
            raise EstimationError("The first phase has several stages", expected="one stage")
        self._check_units()
        empty = np.flatnonzero(self._counts_observed == 0)
        if empty.size:
            raise EstimationError(
                "A stratum of the second phase has no observed row",
                where=f"stratum {empty[0] + 1}",
                expected="1 or more",
                got=0,
                hint="Merge it with a similar stratum.",
            )

    def _check_units(self) -> None:
        first = np.unique(self._units, return_index=True)[1]
        for values, what in ((self.strata, "lies in two strata"), (self.observed, "was observed in part")):
            wrong = np.flatnonzero(values != values[first][self._units])
            if wrong.size:
                place = f"unit {self._units[wrong[0]] + 1}, row {wrong[0] + 1}"
                raise EstimationError(f"A unit of the second phase {what}", where=place, expected="all its rows alike")

    @cached_property
    def _units(self) -> IntArray:
        if self.units is None:
            return np.arange(self.first.n, dtype=np.int64)
        require_length(self.units, self.first.n, name="units")
        return self.units

    @cached_property
    def _counts(self) -> IntArray:
        first = np.unique(self._units, return_index=True)[1]
        return np.bincount(self.strata[first], minlength=int(self.strata.max()) + 1).astype(np.int64)

    @cached_property
    def _counts_observed(self) -> IntArray:
        first = np.unique(self._units, return_index=True)[1]
        return np.bincount(self.strata[first][self.observed[first]], minlength=len(self._counts)).astype(np.int64)

    @cached_property
    def _chances(self) -> FloatArray:
        """Probabilities of the second phase by stratum."""
        return np.asarray(self._counts_observed / self._counts, dtype=np.float64)

    @cached_property
    def weights(self) -> FloatArray:
        """First-phase weight times the second phase's, of the observed rows."""
        return np.asarray(self.first_weights[self.observed] * self.second_weights, dtype=np.float64)

    @cached_property
    def second_weights(self) -> FloatArray:
        """One over the probability of the second phase, of the observed rows; calibrated where it was."""
        return self.adjusted[-1].weights if self.adjusted else self._drawn

    @property
    def _drawn(self) -> FloatArray:
        return np.asarray(1 / self._chances[self.strata[self.observed]], dtype=np.float64)

    def after(self, adjustment: Adjustment) -> TwoPhaseDesign:
        """Return the design with the second phase's weights calibrated, mostly to sums over the first phase's rows.

        The second phase's variance is then that of the residuals; the first phase's stays that of the scores.

        Parameters
        ----------
        adjustment : a calibration of `second_weights`

        Raises
        ------
        ShapeError : if the calibration is of other rows.

        References
        ----------
        Särndal, Swensson and Wretman (1992), chapter 9.7. R: survey::calibrate(phase = 2)
        """
        require_length(adjustment.weights, int(self.observed.sum()), name="adjustment")
        return replace(self, adjusted=(*self.adjusted, adjustment))

    @property
    def df(self) -> float:
        """Observed units minus strata of the second phase."""
        return float(self._counts_observed.sum() - len(self._counts))

    @property
    def notes(self) -> tuple[str, ...]:
        """What every result rests on."""
        notes = ["second phase: equal chances within its strata"]
        readings = {"independent": "first phase: independent draws", "approximate": "first phase: approximate variance"}
        notes += [readings[self.reading]] if self.reading in readings else []
        return (*notes, "second phase calibrated") if self.adjusted else tuple(notes)

    def covariance(self, statistic: Statistic) -> FloatArray:
        """Return the covariance of the figures of a statistic of the observed rows, shape (k, k)."""
        scores = statistic.scores(self.weights)
        require_length(scores, len(self.weights), name="scores")
        left = weighted = scores * self.weights[:, None]
        for step in self.adjusted:
            left = unexplained(step, left)
        return self._first_part(weighted) + self._second_part(left)

    def _second_part(self, weighted: FloatArray) -> FloatArray:
        strata = self.strata[self.observed]
        if self.reading == "approximate" and self._within:
            weighted = weighted / np.sqrt(self.first_weights[self.observed])[:, None]
        units = np.unique(self._units[self.observed], return_inverse=True)[1].astype(np.int64)
        stages = Stages(strata, (units,), (self._counts[strata].astype(np.float64),))
        return variance_by_stages(weighted, stages, lonely=LonelyUnits())

    def _first_part(self, weighted: FloatArray) -> FloatArray:
        """Add up over pairs of rows: (1 - f) within a unit, -(1 - f) / (n - 1) beside it in its first-phase stratum.

        That is (1 - f) n / (n - 1) over pairs of one unit less (1 - f) / (n - 1) over all pairs of the stratum.
        """
        if self.reading == "independent":
            return self._independent_part(weighted)
        counts, part = self.first.counts(0), 1 - self.first.fractions(0)
        if np.any((counts == 1) & (part > 0)):
            raise EstimationError("A stratum of the first phase has a single unit", expected="2 or more", got=1)
        beside = part / np.maximum(counts - 1, 1)
        strata, clusters = self.first.strata[self.observed], self.first.units[0][self.observed]
        if self.reading == "approximate":
            return approximate_covariance(weighted, FirstPhase(strata, clusters, self._shares, counts, part))
        inside = self._pairs(weighted, clusters, factors=(part + beside)[strata])
        return inside - self._pairs(weighted, strata, factors=beside[strata])

    def _independent_part(self, weighted: FloatArray) -> FloatArray:
        chances = 1 / self.first_weights
        part = (
            np.ones(len(chances)) if np.all(chances == 1) else 1 - chances
        )  # weights of one: of an endless population
        return self._pairs(weighted, self.first.units[0][self.observed], factors=part[self.observed])

    @cached_property
    def _within(self) -> bool:
        """Whether the second phase drew several units within one of the first: its spread is in the first's, too."""
        firsts = np.unique(self._units[self.observed], return_index=True)[1]
        return len(np.unique(self.first.units[0][self.observed][firsts])) < len(firsts)

    @property
    def _shares(self) -> FloatArray:
        """The part of the first phase's units that was observed, around each observed row, over its g-factor."""
        groups = self.strata if self.strata.max() > 0 else self.first.strata
        everybody, seen = (_units_by(groups[rows], self.first.units[0][rows]) for rows in (slice(None), self.observed))
        shares = np.array([seen.get(group, 0) / everybody[group] for group in range(int(groups.max()) + 1)])
        return np.asarray(shares[groups[self.observed]] * self._drawn / self.second_weights, dtype=np.float64)

    def _pairs(self, weighted: FloatArray, groups: IntArray, *, factors: FloatArray) -> FloatArray:
        """Add up u_i u_j times a factor over pairs of rows of one group, as the first phase would have shown them all.

        Each product is divided by the chance p_ij that the second phase observes both, times p_i p_j which u holds: 1
        across its strata, p (M - 1) / (m - 1) within one, p within a unit. Sums by group, by group and stratum, and by
        group and unit do instead of the pairs.
        """
        second, units = self.strata[self.observed], self._units[self.observed]
        chance, near = self._chances, self._near()
        root = weighted * np.sqrt(factors)[:, None]  # the factor is one within a group
        covariance = np.zeros((weighted.shape[1], weighted.shape[1]))
        ones = np.zeros(len(second), dtype=np.int64)
        steps = ((ones, np.ones(len(second))), (second, (near - 1)[second]), (units, (chance - near)[second]))
        for within, factor in steps:
            codes = np.unique(np.column_stack([groups, within]), axis=0, return_index=True, return_inverse=True)
            sums = sum_units(codes[2].ravel().astype(np.int64), root)
            covariance += (sums * factor[codes[1]][:, None]).T @ sums
        return covariance

    def _near(self) -> FloatArray:
        """Return p_i p_j / p_ij of two units of a second-phase stratum; one where it is never used."""
        alone = self._counts_observed < 2
        ratio = (self._counts - 1) / np.maximum(self._counts_observed - 1, 1)
        return np.where(alone, 1.0, self._chances * ratio)


def _units_by(groups: IntArray, units: IntArray) -> dict[int, int]:
    """Return the units with rows in each group."""
    pairs = np.unique(np.column_stack([groups, units]), axis=0)
    found, counts = np.unique(pairs[:, 0], return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))

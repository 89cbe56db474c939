"""Samples drawn from samples: a first phase, and a second one among its rows."""

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
from querschnitt.core.estimation.second_phase import SecondPhase
from querschnitt.core.estimation.stages import Stages

Reading = Literal["joint", "independent", "approximate"]


@dataclass(frozen=True)
class TwoPhaseDesign:
    """A sample drawn in strata and stages, of which a second such sample was observed (or answered).

    Statistics are of the observed rows alone, in their order. The variance is the first phase's, estimated from the
    observed rows with their joint probabilities in the second phase, plus that of the second phase. Treating
    nonresponse as a second phase assumes that within its strata all answer with the same chance.

    Attributes
    ----------
    first : the stages of all n rows of the first phase
    first_weights : shape (n,), weights of the first phase
    second : strata and units of the second phase, and which rows it observed
    reading : how the first phase's variance is read from the observed rows: `joint`: with the joint probabilities of a
        stratified draw, stage by stage; `independent`: of draws independent of each other (Poisson), with probability
        1 / weight; `approximate`: from their clusters' totals alone, with one probability each
    adjusted : calibrations of the second phase's own weights, in their order; `after` adds one

    Raises
    ------
    InputError : for an unknown reading.
    EstimationError : for several stages under another reading than `joint`, or, when a variance is asked, a stratum
        with a single unit.
    ShapeError : if the lengths differ.

    References
    ----------
    Särndal, Swensson and Wretman (1992), results 9.3.1 and 4.3.1. R: survey::twophase (whose version 4.1 takes wrong
    rows for the phase-one stratum sizes under method="full"; `independent` is its "full" without sizes, `approximate`
    its "approx" and "simple")

    >>> from querschnitt.core.estimation.stages import stages_of
    >>> first = stages_of(4, population_sizes=[np.full(4, 8.0)])
    >>> half = SecondPhase(stages_of(4), np.array([True, True, False, False]))
    >>> TwoPhaseDesign(first, first.weights, half).weights
    array([4., 4.])
    """

    first: Stages
    first_weights: FloatArray
    second: SecondPhase
    reading: Reading = "joint"
    adjusted: tuple[Adjustment, ...] = ()

    def __post_init__(self) -> None:
        require_known(self.reading, get_args(Reading), what="reading of a first phase", where="reading")
        require_length(self.first_weights, self.first.n, name="first_weights")
        require_length(self.second.observed, self.first.n, name="observed")
        later = len(self.first.population_sizes) > 1 or len(self.second.stages.units) > 1
        if later and self.reading != "joint":
            raise EstimationError(
                f"The reading '{self.reading}' knows one stage in each phase",
                where="reading",
                expected="'joint', or the first stage of both phases alone",
                got="several stages",
            )

    @cached_property
    def weights(self) -> FloatArray:
        """First-phase weight times the second phase's, of the observed rows."""
        return np.asarray(self.first_weights[self.second.observed] * self.second_weights, dtype=np.float64)

    @property
    def second_weights(self) -> FloatArray:
        """One over the probability of the second phase, of the observed rows; calibrated where it was."""
        return self.adjusted[-1].weights if self.adjusted else self.second.weights

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
        require_length(adjustment.weights, int(self.second.observed.sum()), name="adjustment")
        return replace(self, adjusted=(*self.adjusted, adjustment))

    @property
    def df(self) -> float:
        """Observed primary units minus strata of the second phase."""
        return self.second.df

    def df_of(self, rows: BoolArray) -> float:
        """Observed primary units minus strata of the second phase that have some of the rows."""
        return float(self.second.seen.df_of(rows))

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
        if self.reading == "approximate" and self._within:
            left = left / np.sqrt(self.first_weights[self.second.observed])[:, None]
        return self._first_part(weighted) + variance_by_stages(left, self.second.seen, lonely=LonelyUnits())

    def _first_part(self, weighted: FloatArray) -> FloatArray:
        if self.reading == "independent":
            return self._independent_part(weighted)
        self._refuse_lonely()
        return self._approximate_part(weighted) if self.reading == "approximate" else self._joint_part(weighted)

    def _joint_part(self, weighted: FloatArray) -> FloatArray:
        """Add up over pairs of rows, per stage: F (1 - f) within a unit, -F (1 - f) / (n - 1) beside it in its stratum.

        That is F (1 - f) n / (n - 1) over pairs of one unit less F (1 - f) / (n - 1) over all pairs of the stratum, F
        the part that the stages before drew.
        """
        covariance = np.zeros((weighted.shape[1], weighted.shape[1]))
        rows, before = self.second.observed, np.ones(self.first.n)
        for position in range(max(1, len(self.first.population_sizes))):
            groups, fractions = self.first.groups(position), self.first.fractions(position)
            beside = (1 - fractions) / np.maximum(self.first.counts(position) - 1, 1)
            inside = 1 - fractions + beside
            of_units, of_groups = (np.sqrt((before * part[groups])[rows])[:, None] for part in (inside, beside))
            covariance += self.second.pairs(weighted * of_units, self.first.units[position][rows])
            covariance -= self.second.pairs(weighted * of_groups, groups[rows])
            before = before * fractions[groups]
        return covariance

    def _approximate_part(self, weighted: FloatArray) -> FloatArray:
        rows, part = self.second.observed, 1 - self.first.fractions(0)
        strata, clusters = self.first.strata[rows], self.first.units[0][rows]
        return approximate_covariance(weighted, FirstPhase(strata, clusters, self._shares, self.first.counts(0), part))

    def _independent_part(self, weighted: FloatArray) -> FloatArray:
        rows, chances = self.second.observed, 1 / self.first_weights
        # weights of one: of an endless population
        part = np.ones(len(chances)) if np.all(chances == 1) else 1 - chances
        return self.second.pairs(weighted * np.sqrt(part[rows])[:, None], self.first.units[0][rows])

    def _refuse_lonely(self) -> None:
        for position in range(max(1, len(self.first.population_sizes))):
            if np.any((self.first.counts(position) == 1) & (self.first.fractions(position) < 1)):
                raise EstimationError(
                    "A stratum of the first phase has a single unit",
                    where=f"stage {position + 1}",
                    expected="2 or more",
                    got=1,
                )

    @cached_property
    def _within(self) -> bool:
        """Whether the second phase drew several units within one of the first: its spread is in the first's, too."""
        rows = self.second.observed
        firsts = np.unique(self.second.stages.units[0][rows], return_index=True)[1]
        return len(np.unique(self.first.units[0][rows][firsts])) < len(firsts)

    @property
    def _shares(self) -> FloatArray:
        """The part of the first phase's units that was observed, around each observed row, over its g-factor."""
        observed, strata = self.second.observed, self.second.stages.strata
        groups = strata if strata.max() > 0 else self.first.strata
        everybody, seen = (_units_by(groups[rows], self.first.units[0][rows]) for rows in (slice(None), observed))
        shares = np.array([seen.get(group, 0) / everybody[group] for group in range(int(groups.max()) + 1)])
        return np.asarray(shares[groups[observed]] * self.second.weights / self.second_weights, dtype=np.float64)


def _units_by(groups: IntArray, units: IntArray) -> dict[int, int]:
    """Return the units with rows in each group."""
    pairs = np.unique(np.column_stack([groups, units]), axis=0)
    found, counts = np.unique(pairs[:, 0], return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))

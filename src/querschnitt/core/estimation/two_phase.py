"""Samples drawn from samples: a stratified first phase, and a stratified second one among its rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import EstimationError
from querschnitt.core.estimation.linearised import LonelyUnits, variance_by_stages
from querschnitt.core.estimation.protocols import Statistic
from querschnitt.core.estimation.stages import Stages


@dataclass(frozen=True)
class TwoPhaseDesign:
    """A stratified sample of rows, of which a stratified subsample was observed (or answered).

    Statistics are of the observed rows alone, in their order. The variance is the first phase's, estimated from the
    observed rows with their joint probabilities in the second phase, plus that of the second phase. Treating
    nonresponse as a second phase assumes that within its strata all answer with the same chance.

    Attributes
    ----------
    first : stages of all rows of the first phase, one stage without clusters
    first_weights : shape (n,), weights of the first phase
    strata : shape (n,), the second phase's stratum of each row, 0 to G-1
    observed : shape (n,), the rows of the second phase

    Raises
    ------
    EstimationError : for clusters, a stratum of the second phase without an observed row, or, when a variance is asked,
        a stratum with a single row.

    References
    ----------
    Särndal, Swensson and Wretman (1992), result 9.3.1. R: survey::twophase (whose version 4.1 takes wrong rows for the
    phase-one stratum sizes)

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

    def __post_init__(self) -> None:
        for name in ("first_weights", "strata", "observed"):
            require_length(getattr(self, name), self.first.n, name=name)
        if len(self.first.units) > 1 or self.first.units[0].max() + 1 < self.first.n:
            raise EstimationError("Two phases with clusters are not supported", expected="each row its own unit")
        empty = np.flatnonzero(self._counts_observed == 0)
        if empty.size:
            raise EstimationError(
                "A stratum of the second phase has no observed row",
                where=f"stratum {empty[0] + 1}",
                expected="1 or more",
                got=0,
                hint="Merge it with a similar stratum.",
            )

    @cached_property
    def _counts(self) -> IntArray:
        return np.bincount(self.strata).astype(np.int64)

    @cached_property
    def _counts_observed(self) -> IntArray:
        return np.bincount(self.strata[self.observed], minlength=len(self._counts)).astype(np.int64)

    @cached_property
    def _chances(self) -> FloatArray:
        """Probabilities of the second phase by stratum."""
        return np.asarray(self._counts_observed / self._counts, dtype=np.float64)

    @cached_property
    def weights(self) -> FloatArray:
        """First-phase weight over the probability of the second phase, of the observed rows."""
        return np.asarray((self.first_weights / self._chances[self.strata])[self.observed], dtype=np.float64)

    @property
    def df(self) -> float:
        """Observed rows minus strata of the second phase."""
        return float(self.observed.sum() - len(self._counts))

    @property
    def notes(self) -> tuple[str, ...]:
        """What every result rests on."""
        return ("second phase: equal chances within its strata",)

    def covariance(self, statistic: Statistic) -> FloatArray:
        """Return the covariance of the figures of a statistic of the observed rows, shape (k, k)."""
        scores = statistic.scores(self.weights)
        require_length(scores, len(self.weights), name="scores")
        expanded = scores * self.first_weights[self.observed][:, None]
        return self._first_part(expanded) + self._second_part(scores * self.weights[:, None])

    def _second_part(self, weighted: FloatArray) -> FloatArray:
        strata = self.strata[self.observed]
        rows = np.arange(len(strata), dtype=np.int64)
        stages = Stages(strata, (rows,), (self._counts[strata].astype(np.float64),))
        return variance_by_stages(weighted, stages, lonely=LonelyUnits())

    def _first_part(self, expanded: FloatArray) -> FloatArray:
        """Add up over pairs of one first-phase stratum: (1 - f) on the diagonal, -(1 - f) / (n - 1) beside it.

        Each pair is divided by the probability that the second phase observes both: p_g p_g' across its strata, and
        p_g (n2 - 1) / (n1 - 1) within one. Sums by cell of both strata do instead of the pairs.
        """
        counts, part = self.first.counts(0), 1 - self.first.fractions(0)
        if np.any((counts == 1) & (part > 0)):
            raise EstimationError("A stratum of the first phase has a single row", expected="2 or more", got=1)
        first, second = self.first.strata[self.observed], self.strata[self.observed]
        groups = len(self._counts)
        chance, pair = self._chances, self._pair_chances()
        beside = part / np.maximum(counts - 1, 1)
        cells = np.column_stack(
            [np.bincount(first * groups + second, weights=u, minlength=len(counts) * groups) for u in expanded.T]
        ).reshape(len(counts), groups, -1)
        sums = (cells / chance[:, None]).sum(axis=1)
        across = np.einsum("h,hk,hl->kl", beside, sums, sums)
        within = np.einsum("h,g,hgk,hgl->kl", beside, 1 / pair - 1 / chance**2, cells, cells)
        own = part[first] / chance[second] + beside[first] / pair[second]
        return np.asarray((expanded * own[:, None]).T @ expanded - across - within, dtype=np.float64)

    def _pair_chances(self) -> FloatArray:
        """Return the chance that two rows of a second-phase stratum are both observed; one where it is never used."""
        alone = self._counts_observed < 2
        ratio = (self._counts_observed - 1) / np.maximum(self._counts - 1, 1)
        return np.where(alone, 1.0, self._chances * ratio)

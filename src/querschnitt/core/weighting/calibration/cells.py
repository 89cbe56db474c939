"""Weights that meet known counts of cells: post-stratification, and raking to several margins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length, require_positive, sum_by
from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.calibration.result import Calibrated, CellMeans
from querschnitt.core.weighting.raking import Margin, check_margin, check_same_population, not_converged

PASSES = 10  # over the margins, for the residuals of raking: as R survey 4.1 does
ROUNDING = 16 * float(np.finfo(np.float64).eps)  # of the largest total: less than a round changes by rounding alone
SLACK = 100  # a round may change nothing though margins contradict each other: so they must hold as well


@dataclass(frozen=True)
class PostStratification:
    """Multiplies the weights of each cell so that they add up to the cell's count.

    Parameters
    ----------
    cells : the cell of each of the n rows and the population's counts

    References
    ----------
    Holt and Smith (1979), JRSS A 142, 33-46. Derivation: docs/methods/calibration.md

    >>> from querschnitt.core.weighting.raking import margin_of
    >>> step = PostStratification(margin_of("sex", ["f", "f", "m"], totals={"f": 90, "m": 40}))
    >>> done = step.apply(np.array([1.0, 2.0, 5.0]))
    >>> done.weights.tolist(), done.residuals(np.array([3.0, 6.0, 7.0])).tolist()
    ([30.0, 60.0, 40.0], [-2.0, 1.0, 0.0])
    """

    cells: Margin

    def apply(self, weights: FloatArray) -> Calibrated:
        """Return the weights that meet the counts.

        Raises
        ------
        WeightingError : for weights that are not positive, a cell without respondents or without a count.
        ShapeError : if the lengths differ.
        """
        require_positive(weights, name="weights", error=WeightingError)
        check_margin(self.cells, len(weights))
        codes, totals = self.cells.codes, self.cells.totals
        factors = (totals / sum_by(codes, weights, groups=len(totals)))[codes]
        after = weights * factors
        return Calibrated(
            weights=after,
            factors=factors,
            iterations=1,
            largest_gap=float(np.abs(sum_by(codes, after, groups=len(totals)) / totals - 1).max()),
            at_bound=np.zeros(len(weights), dtype=np.int64),
            projection=CellMeans((codes,), weights),
        )

    def among(self, rows: BoolArray) -> PostStratification:
        """Return the step for some of the rows, shape (n,)."""
        return PostStratification(_margin_among(self.cells, rows))


@dataclass(frozen=True)
class RakingToMargins:
    """Multiplies the weights margin after margin, until a round changes no crossed cell by `epsilon` or more.

    R survey stops there; ours also asks that the margins hold, to within `SLACK` times that.

    Parameters
    ----------
    margins : at least one; all add up to the same population
    epsilon : largest change of the weighted count of a crossed cell in the last round; below 1 relative to the sum of
        the weights before, otherwise in persons (as R survey's `rake`)
    max_iterations : rounds over all margins

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444. Derivation: docs/methods/calibration.md

    >>> from querschnitt.core.weighting.raking import margin_of
    >>> sex = margin_of("sex", ["f", "f", "m", "m"], totals={"f": 60, "m": 40})
    >>> age = margin_of("age", ["young", "old", "young", "old"], totals={"young": 50, "old": 50})
    >>> RakingToMargins((sex, age)).apply(np.ones(4)).weights.tolist()
    [30.0, 30.0, 20.0, 20.0]
    """

    margins: tuple[Margin, ...]
    epsilon: float = 1e-12
    max_iterations: int = 500

    def apply(self, weights: FloatArray) -> Calibrated:
        """Return the weights that meet the margins.

        Raises
        ------
        WeightingError : for weights that are not positive, an empty level, margins of different populations, or no
            convergence (naming margin, level and the empty cell).
        ShapeError : if the lengths differ.
        """
        self._check(weights)
        crossed = Crossing.of(self.margins)
        before = sum_by(crossed.cell, weights, groups=crossed.size)
        counts, rounds = self._rake(crossed, before, limit=self._limit(weights))
        if rounds > self.max_iterations:
            reached = weights * (counts / before)[crossed.cell]
            raise not_converged(reached, self.margins, max_iterations=self.max_iterations)
        factors = (counts / before)[crossed.cell]
        return Calibrated(
            weights=weights * factors,
            factors=factors,
            iterations=rounds,
            largest_gap=crossed.gap(counts),
            at_bound=np.zeros(len(weights), dtype=np.int64),
            projection=CellMeans(tuple(m.codes for m in self.margins), np.ones(len(weights)), passes=PASSES),
        )

    def among(self, rows: BoolArray) -> RakingToMargins:
        """Return the step for some of the rows, shape (n,)."""
        return replace(self, margins=tuple(_margin_among(margin, rows) for margin in self.margins))

    def _check(self, weights: FloatArray) -> None:
        require_positive(weights, name="weights", error=WeightingError)
        if not self.margins:
            raise WeightingError("There is no margin to rake to", expected="at least one margin", got=0)
        if not self.epsilon > 0:
            raise WeightingError("Raking needs a tolerance", where="epsilon", expected="> 0", got=self.epsilon)
        for margin in self.margins:
            check_margin(margin, len(weights))
        check_same_population(self.margins)

    def _limit(self, weights: FloatArray) -> float:
        wanted = self.epsilon * float(weights.sum()) if self.epsilon < 1 else self.epsilon
        return max(wanted, ROUNDING * max(float(margin.totals.max()) for margin in self.margins))

    def _rake(self, crossed: Crossing, counts: FloatArray, *, limit: float) -> tuple[FloatArray, int]:
        for iteration in range(1, self.max_iterations + 1):
            previous = counts
            for codes, totals in zip(crossed.codes, crossed.totals, strict=True):
                counts = counts * (totals / sum_by(codes, counts, groups=len(totals)))[codes]
            if float(np.abs(counts - previous).max()) < limit and crossed.missing(counts) < SLACK * limit:
                return counts, iteration
        return counts, self.max_iterations + 1


@dataclass(frozen=True)
class Crossing:
    """The crossed cells that have rows: raking sees cells instead of rows, so its cost does not grow with the rows.

    Attributes
    ----------
    cell : shape (n,), the cell of each row, 0 to C-1
    codes : for each margin the level of each cell, shape (C,)
    totals : for each margin the counts of its levels
    """

    cell: IntArray
    codes: tuple[IntArray, ...]
    totals: tuple[FloatArray, ...]

    @classmethod
    def of(cls, margins: Sequence[Margin]) -> Crossing:
        """Cross the margins of the same rows."""
        cell = np.zeros(len(margins[0].codes), dtype=np.int64)
        for margin in margins:
            cell = np.unique(cell * len(margin.levels) + margin.codes, return_inverse=True)[1].astype(np.int64)
        first = np.unique(cell, return_index=True)[1]
        return cls(cell, tuple(margin.codes[first] for margin in margins), tuple(margin.totals for margin in margins))

    @property
    def size(self) -> int:
        """Number of cells."""
        return len(self.codes[0])

    def gap(self, counts: FloatArray) -> float:
        """Return the largest relative distance of a margin's level from its count."""
        return float((self._distances(counts) / np.concatenate(self.totals)).max())

    def missing(self, counts: FloatArray) -> float:
        """Return the largest distance in persons."""
        return float(self._distances(counts).max())

    def _distances(self, counts: FloatArray) -> FloatArray:
        pairs = zip(self.codes, self.totals, strict=True)
        return np.abs(np.concatenate([sum_by(codes, counts, groups=len(totals)) - totals for codes, totals in pairs]))


def _margin_among(margin: Margin, rows: BoolArray) -> Margin:
    require_length(rows, len(margin.codes), name="rows")
    return replace(margin, codes=margin.codes[rows])

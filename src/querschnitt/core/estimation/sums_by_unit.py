"""Variances from sums: by primary unit and cell, or by stratum and cell where each row is a unit of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length, sum_by
from querschnitt.core.errors import EstimationError
from querschnitt.core.estimation.linearised import CENSUS, LonelyUnits, variance_by_stages
from querschnitt.core.estimation.stages import Stages
from querschnitt.core.estimation.sufficient import NOISE, CellFigures, CellSums, blocks


@dataclass(frozen=True)
class Explained:
    """What known totals explain of the scores of one margin.

    Attributes
    ----------
    counts : shape (units, L), weighted rows of each unit in each level
    effects : shape (k, L), what to take off the score of each figure for a row of that level
    """

    counts: sparse.csr_array
    effects: FloatArray


class SampleSums(Protocol):
    """Sums from which a variance by linearisation can be had."""

    @property
    def df(self) -> float:
        """Primary units minus strata."""
        ...

    def by_cell(self, cells: int) -> CellSums:
        """Return the sums over all units."""
        ...

    def covariance(self, figures: CellFigures, *, slopes: sparse.csr_array) -> FloatArray:
        """Return the covariance of the figures, shape (k, k), from their derivatives by the sums."""
        ...

    def spread_over(self, figures: CellFigures) -> tuple[IntArray, IntArray]:
        """Return the primary units and the strata with rows in the domain of each figure."""
        ...


@dataclass(frozen=True)
class UnitSums:
    """Sums by primary unit and cell: m pairs that have rows.

    A unit without rows in a domain counts as zero there, because the units are those of the whole design.

    Attributes
    ----------
    stages : of the primary units, one row each
    unit, cell : shape (m,), 0 to units-1 and 0 to C-1
    rows : shape (m,)
    sums : shape (m, v), of weight x value; the first value is 1
    lonely : the rule for a stratum with a single unit
    explained : what known totals explain, one for each margin

    References
    ----------
    Särndal, Swensson and Wretman (1992), section 4.3 and 5.5. Derivation: docs/methods/sufficient-statistics.md

    >>> one = np.zeros(3, dtype=int)
    >>> units = UnitSums(Stages(one, (np.arange(3),)), unit=np.arange(3), cell=one, rows=np.array([2, 2, 1]),
    ...     sums=np.array([[4.0, 6.0], [4.0, 18.0], [2.0, 8.0]]))
    >>> everyone = np.ones((1, 1), dtype=bool)
    >>> total = CellFigures(("y",), everyone, everyone, value=np.array([1]), below=np.array([-1]))
    >>> units.covariance(total, slopes=total.slopes(units.by_cell(1).sums)).round(6)
    array([[124.]])
    """

    stages: Stages
    unit: IntArray
    cell: IntArray
    rows: IntArray
    sums: FloatArray
    lonely: LonelyUnits = LonelyUnits()
    explained: tuple[Explained, ...] = ()

    def __post_init__(self) -> None:
        for name in ("cell", "rows", "sums"):
            require_length(getattr(self, name), len(self.unit), name=name)

    @property
    def df(self) -> float:
        """Primary units minus strata."""
        return float(self.stages.df)

    def by_cell(self, cells: int) -> CellSums:
        """Return the sums over all units."""
        return _by_cell(self.cell, self.rows, self.sums, cells=cells)

    def covariance(self, figures: CellFigures, *, slopes: sparse.csr_array) -> FloatArray:
        """Return the covariance of the figures, shape (k, k).

        Parameters
        ----------
        slopes : shape (k, C x v), as `CellFigures.slopes` gives them at the sums over all units

        Raises
        ------
        EstimationError : for a lonely unit under `fail`, or if there is nothing to average.
        """
        by_unit = _sums_by(self.unit, self.cell, self.sums, shape=(self.stages.n, slopes.shape[1]))
        totals = (by_unit @ slopes.T).toarray()
        for margin in self.explained:
            totals -= margin.counts @ margin.effects.T
        asked = self.lonely.in_domains or self.lonely.rule == "average"
        members = self._present(figures) if asked else None
        return variance_by_stages(totals, self.stages, lonely=self.lonely, members=members)

    def spread_over(self, figures: CellFigures) -> tuple[IntArray, IntArray]:
        """Return the primary units and the strata with rows in the domain of each figure."""
        present = self._present(figures)
        return present.sum(axis=0), _any_by(self.stages.strata, present).sum(axis=0)

    def _present(self, figures: CellFigures) -> BoolArray:
        shape = (self.stages.n, figures.inside.shape[1])
        rows = sparse.csr_array((self.rows.astype(np.float64), (self.unit, self.cell)), shape=shape)
        return np.asarray((rows @ sparse.csr_array(figures.inside.T.astype(np.float64))).toarray() > 0)


@dataclass(frozen=True)
class RowSums:
    """Sums by stratum and cell, where every row is a primary unit: m pairs that have rows.

    Attributes
    ----------
    stratum, cell : shape (m,), 0 to H-1 and 0 to C-1
    rows : shape (m,)
    sums : shape (m, v), of weight x value; the first value is 1
    squares : shape (m, v, v), of weight² x value x value
    population_sizes : shape (H,); None: drawn with replacement
    lonely : the rule for a stratum with a single row

    >>> rows = RowSums(np.array([0]), np.array([0]), rows=np.array([3]), sums=np.array([[3.0, 9.0]]),
    ...     squares=np.array([[[3.0, 9.0], [9.0, 41.0]]]))
    >>> everyone = np.ones((1, 1), dtype=bool)
    >>> total = CellFigures(("y",), everyone, everyone, value=np.array([1]), below=np.array([-1]))
    >>> rows.covariance(total, slopes=total.slopes(rows.by_cell(1).sums))  # 1, 2 and 6, each with weight 1
    array([[21.]])
    """

    stratum: IntArray
    cell: IntArray
    rows: IntArray
    sums: FloatArray
    squares: FloatArray
    population_sizes: FloatArray | None = None
    lonely: LonelyUnits = LonelyUnits()

    def __post_init__(self) -> None:
        for name in ("cell", "rows", "sums", "squares"):
            require_length(getattr(self, name), len(self.stratum), name=name)
        if self.lonely.in_domains and self.lonely.rule in ("adjust", "average"):
            raise EstimationError(
                "Lonely units in domains need sums by primary unit",
                where="the rule for lonely units",
                expected="a column of primary units, or in_domains=False",
                got=f"'{self.lonely.rule}' in domains, rows as units",
            )

    @property
    def counts(self) -> IntArray:
        """Rows of each stratum, shape (H,)."""
        return sum_by(self.stratum, self.rows.astype(np.float64), groups=int(self.stratum.max()) + 1).astype(np.int64)

    @property
    def df(self) -> float:
        """Rows minus strata."""
        return float(self.counts.sum() - len(self.counts))

    def by_cell(self, cells: int) -> CellSums:
        """Return the sums over all strata."""
        return _by_cell(self.cell, self.rows, self.sums, cells=cells)

    def covariance(self, figures: CellFigures, *, slopes: sparse.csr_array) -> FloatArray:
        """Return the covariance of the figures, shape (k, k), from their derivatives, shape (k, C x v).

        Raises
        ------
        EstimationError : for a lonely row under `fail`, or if there is nothing to average.
        """
        counts = self.counts
        part = np.ones(len(counts)) if self.population_sizes is None else 1 - counts / self.population_sizes
        alone = (counts == 1) & (part >= CENSUS)
        if alone.any() and self.lonely.rule == "fail":
            raise EstimationError(
                "A stratum has a single row", where=f"stratum {np.argmax(alone) + 1}", expected="2 or more", got=1
            )
        scale = np.where(part < CENSUS, 0.0, part * counts / np.maximum(counts - 1, 1))
        centred = ~(alone & (self.lonely.rule == "adjust"))
        used = scale * ~(alone & (self.lonely.rule != "adjust"))
        covariance = self._squares(slopes, used)
        gross = np.diag(covariance).copy()
        by_stratum = _sums_by(self.stratum, self.cell, self.sums, shape=(len(counts), slopes.shape[1]))
        totals = (slopes @ by_stratum.T).toarray()
        covariance -= totals @ (totals.T * (used * centred / counts)[:, None])
        alike = np.diag(covariance) < NOISE * gross
        covariance[alike] = covariance[:, alike] = 0.0
        return covariance * self._averaged(figures, alone) if self.lonely.rule == "average" else covariance

    def spread_over(self, figures: CellFigures) -> tuple[IntArray, IntArray]:
        """Return the rows and the strata with rows in the domain of each figure."""
        by_stratum = self._rows_of(figures)
        return by_stratum.sum(axis=0).astype(np.int64), (by_stratum > 0).sum(axis=0)

    def _squares(self, slopes: sparse.csr_array, scale: FloatArray) -> FloatArray:
        cells = slopes.shape[1] // self.sums.shape[1]
        scaled = self.squares * scale[self.stratum, None, None]
        summed = _add_up(self.cell, scaled.reshape(len(scaled), -1), groups=cells).reshape(cells, *scaled.shape[1:])
        return np.asarray((slopes @ blocks(summed) @ slopes.T).toarray(), dtype=np.float64)

    def _averaged(self, figures: CellFigures, alone: BoolArray) -> FloatArray:
        present = self._rows_of(figures) > 0
        kept = present & ~alone[:, None]
        counted, used = (flags.astype(np.float64).T @ flags.astype(np.float64) for flags in (present, kept))
        if np.any((np.diag(used) == 0) & (np.diag(counted) > 0)):
            expected = "at least one stratum with 2"
            raise EstimationError(
                "No stratum has two rows, so there is nothing to average",
                expected=expected,
                got=0,
                hint="Merge strata.",
            )
        return np.asarray(counted / np.maximum(used, 1), dtype=np.float64)

    def _rows_of(self, figures: CellFigures) -> FloatArray:
        shape = (len(self.counts), figures.inside.shape[1])
        rows = sparse.csr_array((self.rows.astype(np.float64), (self.stratum, self.cell)), shape=shape)
        return np.asarray((rows @ sparse.csr_array(figures.inside.T.astype(np.float64))).toarray())


def effects_of_margins(
    scores: FloatArray, sizes: FloatArray, *, codes: Sequence[IntArray], passes: int
) -> tuple[FloatArray, ...]:
    """Return what each margin explains of mean scores of cells: deviations of its levels, passed over several times.

    Parameters
    ----------
    scores : shape (C, k), mean score of each crossed cell of the margins
    sizes : shape (C,), its rows for raking, its weights before the step for post-stratification
    codes : for each margin the level of each cell, shape (C,)
    passes : over the margins; one for post-stratification

    Returns
    -------
    for each margin the effects of its levels, shape (L, k)

    >>> scores, sizes = np.array([[1.0], [4.0]]), np.array([1.0, 3.0])
    >>> effects_of_margins(scores, sizes, codes=[np.array([0, 0])], passes=1)[0]
    array([[3.25]])
    """
    left = scores.astype(np.float64)
    effects = [np.zeros((int(code.max()) + 1, scores.shape[1])) for code in codes]
    weights = [sum_by(code, sizes, groups=len(effect)) for code, effect in zip(codes, effects, strict=True)]
    for _ in range(passes):
        for code, effect, weight in zip(codes, effects, weights, strict=True):
            means = _add_up(code, left * sizes[:, None], groups=len(effect)) / weight[:, None]
            effect += means
            left = left - means[code]
    return tuple(effects)


def _sums_by(group: IntArray, cell: IntArray, sums: FloatArray, *, shape: tuple[int, int]) -> sparse.csr_array:
    """Lay sums of shape (m, v) out by group and by place, which is that of the cell and of the value in it."""
    width = sums.shape[1]
    places = (cell[:, None] * width + np.arange(width)).ravel()
    return sparse.csr_array((sums.ravel(), (np.repeat(group, width), places)), shape=shape)


def _by_cell(cell: IntArray, rows: IntArray, sums: FloatArray, *, cells: int) -> CellSums:
    counted = sum_by(cell, rows.astype(np.float64), groups=cells).astype(np.int64)
    return CellSums(counted, _add_up(cell, sums, groups=cells))


def _add_up(codes: IntArray, values: FloatArray, *, groups: int) -> FloatArray:
    return np.column_stack([sum_by(codes, column, groups=groups) for column in values.T])


def _any_by(codes: IntArray, flags: BoolArray) -> BoolArray:
    groups = int(codes.max()) + 1
    picker = sparse.csr_array((np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(groups, len(codes)))
    return np.asarray(picker @ flags.astype(np.float64) > 0)

"""Figures with weights that are raked on the way: the variance is that of what the margins do not explain."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from querschnitt.core.arrays import FloatArray, IntArray, sum_by
from querschnitt.core.estimation.sufficient import CellFigures, CellSums
from querschnitt.core.estimation.sums_by_unit import Explained, RowSums, UnitSums, effects_of_margins
from querschnitt.core.weighting.calibration.cells import PASSES
from querschnitt.tables.scans.cell_figures import cell_figures
from querschnitt.tables.scans.design import ScanDesign
from querschnitt.tables.scans.groups import columns
from querschnitt.tables.scans.layout import Layout, as_number
from querschnitt.tables.scans.raking import RakedCells, margin_cells, rake_cells, with_raked_weights
from querschnitt.tables.scans.requests import Request
from querschnitt.tables.scans.scan import Scanned, design_keys, scan
from querschnitt.tables.scans.sources import Source
from querschnitt.tables.scans.units import units_of

RAKED = "querschnitt_raked"


@dataclass(frozen=True)
class RakedScan:
    """What the scans of one layout brought, with raked weights.

    Attributes
    ----------
    whole : by cells that also cross the margins; its sums are of raked weights
    margin_cell : shape (C,), the crossed cell of the margins that each of those lies in
    raked : those crossed cells
    by_unit : by the cells of the requests alone and by primary unit; None where each row is a unit
    counts : weighted rows of each unit in each level, one for each margin; empty where each row is a unit
    """

    whole: Scanned
    margin_cell: IntArray
    raked: RakedCells
    by_unit: Scanned | None
    counts: tuple[sparse.csr_array, ...]


def raked_scan(source: Source, layout: Layout, design: ScanDesign, *, products: bool) -> RakedScan:
    """Scan for the cells and rake them; where there are primary units, scan again for what they have of each level.

    Raises
    ------
    WeightingError, InputError, EstimationError : as raking and `scan` do.
    """
    names = (margin.column for margin in design.margins)
    wide = replace(layout, factors=tuple(dict.fromkeys((*layout.factors, *names))))
    first = design if design.psu is None else replace(design, strata=None, psu=None, population_size=None)
    found = scan(source, wide, first, products=products)
    cell, levels = margin_cells(found.cells.factors, design.margins)
    size = len(levels[0].codes)
    rows = sum_by(cell, found.sums.rows.astype(np.float64), groups=size).astype(np.int64)
    raked = rake_cells(design.margins, levels, rows=rows, weights=sum_by(cell, found.sums.sums[:, 0], groups=size))
    whole = _with_factors(found, raked.factors[cell])
    if design.psu is None:
        return RakedScan(whole, cell, raked, None, ())
    again = source.derived(with_raked_weights(source, raked, weight=design.weight, name=RAKED))
    final = replace(design, weight=RAKED, margins=())
    by_unit = scan(again, layout, final, products=products)
    return RakedScan(whole, cell, raked, by_unit, _counts(again, final, raked))


def raked_sample(
    found: RakedScan, request: Request, layout: Layout
) -> tuple[CellFigures, Scanned, sparse.csr_array | None]:
    """Return the figures of a request, the sums to take them from, and the derivatives less what margins explain."""
    asked = cell_figures(request, found.whole.cells, layout, rows=found.whole.sums.rows)
    effects = _effects(asked, found)
    if found.by_unit is None:
        parts = [effect[code] for effect, code in zip(effects, found.raked.codes, strict=True)]
        shift = np.sum(parts, axis=0)
        return asked, found.whole, _shifted(asked.slopes(found.whole.sums.sums), shift[found.margin_cell])
    assert isinstance(found.by_unit.sample, UnitSums)
    explained = tuple(Explained(count, effect.T) for count, effect in zip(found.counts, effects, strict=True))
    sample = replace(found.by_unit.sample, explained=explained)
    figures = cell_figures(request, found.by_unit.cells, layout, rows=found.by_unit.sums.rows)
    return figures, replace(found.by_unit, sample=sample), None


def _effects(asked: CellFigures, found: RakedScan) -> tuple[FloatArray, ...]:
    """Return what each margin explains of the scores, by level and figure, as `CellMeans` takes it off row by row."""
    slopes, raked = asked.slopes(found.whole.sums.sums), found.raked
    several = len(raked.margins) > 1
    sums = found.whole.plain if several else found.whole.sums.sums / raked.factors[found.margin_cell][:, None]
    sizes = raked.rows.astype(np.float64) if several else raked.weights
    assert sums is not None
    width = sums.shape[1]
    cell = np.repeat(found.margin_cell, width)
    places = sparse.csr_array((sums.ravel(), (cell, np.arange(sums.size))), shape=(len(sizes), sums.size))
    scores = (places @ slopes.T).toarray() / sizes[:, None]
    return effects_of_margins(scores, sizes, codes=raked.codes, passes=PASSES if several else 1)


def _shifted(slopes: sparse.csr_array, shift: FloatArray) -> sparse.csr_array:
    """Take what the margins explain, shape (C, k), off the score of each row: it stands at the value that is 1."""
    cells, figures = shift.shape
    width = slopes.shape[1] // cells
    figure, cell = np.meshgrid(np.arange(figures), np.arange(cells))
    coordinates = (figure.ravel(), cell.ravel() * width)
    return sparse.csr_array(slopes - sparse.csr_array((shift.ravel(), coordinates), shape=slopes.shape))


def _with_factors(found: Scanned, factors: FloatArray) -> Scanned:
    """Multiply the weights of the rows of each cell."""
    sums = found.sums
    products = None if sums.products is None else sums.products * factors[:, None, None]
    after = CellSums(sums.rows, sums.sums * factors[:, None], products)
    sample = found.sample
    if isinstance(sample, RowSums):
        own = factors[sample.cell]
        sample = replace(sample, sums=sample.sums * own[:, None], squares=sample.squares * own[:, None, None] ** 2)
    return replace(found, sums=after, sample=sample)


def _counts(source: Source, design: ScanDesign, raked: RakedCells) -> tuple[sparse.csr_array, ...]:
    """Add up the raked weights by primary unit and level, for all margins in one scan."""
    table = source.table
    weight = as_number(table[design.weight])
    sums = {"rows": table.count()}
    for number, (margin, labels) in enumerate(zip(raked.margins, raked.labels, strict=True)):
        for code, label in enumerate(labels):
            sums[f"c{number}_{code}"] = (table[margin.column] == label).ifelse(weight, 0.0).sum()
    if design.population_size is not None:
        size = as_number(table[design.population_size])
        sums |= {"size_least": size.min(), "size_most": size.max(), "sizes": size.count()}
    keys = {role: table[column] for role, column in design_keys(design).items()}
    found = source.grouped(table, keys, sums)
    stages, unit = units_of(found, design)
    return tuple(
        _laid_out(columns(found, [f"c{number}_{code}" for code in range(len(labels))]), unit, units=stages.n)
        for number, labels in enumerate(raked.labels)
    )


def _laid_out(values: FloatArray, unit: IntArray, *, units: int) -> sparse.csr_array:
    found = np.zeros((units, values.shape[1]))
    found[unit] = values
    return sparse.csr_array(found)

"""One scan: what is asked of the engine, and what came of it as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import InputError
from querschnitt.core.estimation.sufficient import CellSums
from querschnitt.core.estimation.sums_by_unit import RowSums, SampleSums, UnitSums
from querschnitt.tables.scans.design import ScanDesign
from querschnitt.tables.scans.groups import Cells, by_cell, cells_of, products_in, rows_by_cell, sums_in, whole
from querschnitt.tables.scans.layout import (
    Layout,
    as_number,
    counts_of,
    keys_of,
    products_of,
    sums_of,
    values_of,
)
from querschnitt.tables.scans.replicated import Replicated, of_engine, of_rows, read_rows
from querschnitt.tables.scans.sources import Source
from querschnitt.tables.scans.units import notes_of, rows_as_units, units_of


@dataclass(frozen=True)
class Scanned:
    """What a scan brought.

    Attributes
    ----------
    cells : the crossed cells, C of them
    sums : their rows and sums of weight x value
    sample : sums by primary unit, for a variance by linearisation; None with replicate weights
    replicated : sums under each replicate weight; None without
    missing : by column of numbers, rows without a value where that was counted
    notes : what every figure of it rests on
    plain : shape (C, v), sums of the values without weights, where weights are to be raked
    """

    cells: Cells
    sums: CellSums
    sample: SampleSums | None
    replicated: Replicated | None
    missing: dict[str, int]
    notes: tuple[str, ...]
    plain: FloatArray | None = None


def scan(source: Source, layout: Layout, design: ScanDesign, *, products: bool) -> Scanned:
    """Run one scan, and one more where the engine adds up under replicate weights.

    Parameters
    ----------
    products : whether the sums of products are wanted, for design effects

    Raises
    ------
    InputError : for weights that are not above 0, missing weights or places in the design.
    EstimationError : for lonely units under the rule `fail`.
    """
    table, added = read_rows(source, layout, design, products=products)
    if table is None:
        prepared, keys = _prepared(source.table, layout, design)
        table = source.grouped(prepared, keys, _asked(prepared, layout, design, products=products))
    cells = cells_of(table, layout)
    _check_weights(table, design)
    sums = _cell_sums(table, cells, layout, products=products)
    missing = {name: int(whole(table[f"m{i}"]).sum()) for i, name in enumerate(layout.counted)}
    if design.replicates is not None:
        if added is None:
            found = of_engine(source, layout, design.replicates, cells=cells, rows=sums.rows)
        else:
            found = of_rows(added, layout, design.replicates, cells=cells, rows=sums.rows)
        return Scanned(cells, sums, None, found, missing, ())
    sample, notes = _sample(table, cells, layout, design=design)
    plain = by_cell(cells, sums_in(table, cells, layout, name="u")) if design.margins else None
    return Scanned(cells, sums, sample, None, missing, notes, plain)


def design_keys(design: ScanDesign) -> dict[str, str]:
    """Return the columns of strata and primary units that the design names."""
    if design.replicates is not None:
        return {}
    return {role: column for role, column in (("strata", design.strata), ("psu", design.psu)) if column}


def _prepared(table: ir.Table, layout: Layout, design: ScanDesign) -> tuple[ir.Table, dict[str, ir.Value]]:
    """Return the rows as numbers, each computed once however often it is added up, and the keys they are grouped by."""
    columns = keys_of(table, layout, units=design_keys(design))
    keys = tuple(columns)
    columns |= counts_of(table, layout, weight=design.weight) | values_of(table, layout)
    columns["w"] = as_number(table[design.weight])
    if design.replicates is None and design.population_size is not None:
        columns["size"] = as_number(table[design.population_size])
    prepared = table.select(**columns)
    return prepared, {name: prepared[name] for name in keys}


def _asked(table: ir.Table, layout: Layout, design: ScanDesign, *, products: bool) -> dict[str, ir.Value]:
    weight, values = table["w"], [table[f"v{i}"] for i in range(1, len(layout.summed) + 1)]
    counted = ["wrong", *(f"m{i}" for i in range(len(layout.counted)))]
    sums = {"rows": table.count()} | {name: table[name].sum() for name in counted}
    sums |= sums_of(weight, values, name="s")
    if products:
        sums |= products_of(weight, values, name="p")
    if design.replicates is not None:
        return sums
    if design.margins:
        sums |= sums_of(weight.notnull().ifelse(1.0, 0.0), values, name="u")
    if design.population_size is not None:
        size = table["size"]
        sums |= {"size_least": size.min(), "size_most": size.max(), "sizes": size.count()}
    if design.psu is None:
        sums |= sums_of(weight * weight, values, name="q") | products_of(weight * weight, values, name="qq")
    return sums


def _check_weights(table: pa.Table, design: ScanDesign) -> None:
    rows = int(whole(table["rows"]).sum())
    if not rows:
        raise InputError("The table has no rows", where="the table", expected="at least one", got=0)
    wrong = int(whole(table["wrong"]).sum())
    if wrong or not np.isfinite(table["s_0"].to_numpy()).all():
        raise InputError(
            "Weights must be positive numbers",
            where=f"column '{design.weight}' ({wrong or 'some'} of {rows} rows)",
            expected="> 0 and finite in every row",
            got=f"{wrong} missing or not above 0" if wrong else "not finite",
            hint="Leave out who has no weight, or repair the weighting.",
        )


def _cell_sums(table: pa.Table, cells: Cells, layout: Layout, *, products: bool) -> CellSums:
    sums = by_cell(cells, sums_in(table, cells, layout, name="s"))
    squares = by_cell(cells, products_in(table, cells, layout, names=("s", "p"))) if products else None
    return CellSums(rows_by_cell(table, cells), sums, squares)


def _sample(table: pa.Table, cells: Cells, layout: Layout, *, design: ScanDesign) -> tuple[SampleSums, tuple[str, ...]]:
    rows, sums = whole(table["rows"]), sums_in(table, cells, layout, name="s")
    if design.psu is not None:
        stages, unit = units_of(table, design)
        units = UnitSums(stages, unit, cells.cell, rows=rows, sums=sums, lonely=design.lonely)
        sizes = stages.population_sizes[0] if stages.population_sizes else None
        first = np.unique(stages.strata, return_index=True)[1]
        return units, notes_of(design, stages.counts(0), None if sizes is None else sizes[first])
    strata, sizes = rows_as_units(table, design)
    squares = products_in(table, cells, layout, names=("q", "qq"))
    found = RowSums(
        strata.codes,
        cells.cell,
        rows=rows,
        sums=sums,
        squares=squares,
        population_sizes=sizes,
        lonely=design.lonely,
    )
    return found, notes_of(design, found.counts, sizes)

"""What a table sums up to under each replicate weight: by its rows where they can be had, else by the engine.

An engine multiplies each weight with each number at the cost of reading it, and plans hundreds of sums first. Where
the rows are at hand, a sparse product adds up in half the time (docs/decisions/figures-from-sums.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.errors import InputError
from querschnitt.tables.scans.design import ReplicateColumns
from querschnitt.tables.scans.groups import DENSE, Cells, by_cell, cells_of, rows_by_cell, sums_in, values_in, whole
from querschnitt.tables.scans.layout import Layout, any_missing, as_number, keys_of, sums_of, values_of
from querschnitt.tables.scans.row_sums import Adder, changed_while_read
from querschnitt.tables.scans.sources import Source

LARGEST = 1 << 22  # sums of one batch of rows; where there are more, the engine adds up


@dataclass(frozen=True)
class Replicated:
    """What came of the replicate weights.

    Attributes
    ----------
    sums : shape (R, C, v), of weight x value by cell
    rows : shape (C,), of each cell
    blank : rows without one of the weights
    first : shape (rows, R), weights of the first rows; None where the engine did not show them
    """

    sums: FloatArray
    rows: IntArray
    blank: int
    first: FloatArray | None = None


def replicated(
    source: Source, layout: Layout, replicates: ReplicateColumns, *, cells: Cells, rows: IntArray
) -> Replicated:
    """Add up the rows under each replicate weight.

    Parameters
    ----------
    cells, rows : of the scan of the other columns

    Raises
    ------
    InputError : for weights that are missing or no numbers, rows that are not those of that scan.
    """
    found = _by_row(source, layout, replicates, cells=cells) or _by_engine(source, layout, replicates)
    if found.blank:
        raise InputError(
            "A replicate weight is missing",
            where=f"{found.blank} of {int(rows.sum())} rows",
            expected="a number in every column, 0 for a row left out",
            got="no value",
        )
    if found.rows.tolist() != rows.tolist():
        raise changed_while_read()
    endless = ~np.isfinite(found.sums).all(axis=(1, 2))
    if endless.any():
        name = replicates.columns[int(np.argmax(endless))]
        raise InputError(
            "A replicate weight is no number", where=f"column '{name}'", expected="finite numbers", got="not finite"
        )
    return found


def _by_row(source: Source, layout: Layout, replicates: ReplicateColumns, *, cells: Cells) -> Replicated | None:
    adder = Adder(layout, replicates.columns, cells)
    if adder.crossings > DENSE or adder.size > LARGEST:
        return None
    batches = source.rows(adder.columns)
    if batches is None:
        return None
    found = adder.add_up(batches, workers=source.threads)
    summed = np.transpose(found.sums.reshape(-1, cells.size, len(replicates.columns)), (2, 1, 0))
    keyed = summed[:, :, :1] * values_in(cells, layout)
    sums = replicates.unit * np.concatenate([summed, keyed], axis=2)
    return Replicated(sums, found.rows, found.blank, found.first)


def _by_engine(source: Source, layout: Layout, replicates: ReplicateColumns) -> Replicated:
    columns = keys_of(source.table, layout, units={})
    keys = tuple(columns)
    weights = [source.table[column] for column in replicates.columns]
    columns |= values_of(source.table, layout) | {f"r{i}": as_number(weight) for i, weight in enumerate(weights)}
    prepared = source.table.select(**columns, blank=any_missing(weights).ifelse(1, 0))
    values = [prepared[f"v{i}"] for i in range(1, len(layout.summed) + 1)]
    asked = {"rows": prepared.count(), "blank": prepared["blank"].sum()}
    for place in range(len(weights)):
        asked |= sums_of(prepared[f"r{place}"], values, name=f"r{place}")
    table = source.grouped(prepared, {name: prepared[name] for name in keys}, asked)
    cells = cells_of(table, layout)
    sums = [by_cell(cells, sums_in(table, cells, layout, name=f"r{place}")) for place in range(len(weights))]
    blank = int(whole(table["blank"]).sum())
    return Replicated(replicates.unit * np.array(sums), rows_by_cell(table, cells), blank)

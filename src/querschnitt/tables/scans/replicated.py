"""What a table sums up to under each replicate weight: by its rows where they can be had, else by the engine.

An engine multiplies each weight with each number at the cost of reading it, and plans hundreds of sums first. Where
the rows are at hand, they are read once for all sums, and a sparse product adds up in half the time
(docs/decisions/figures-from-sums.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.errors import InputError
from querschnitt.tables.scans.design import ReplicateColumns, ScanDesign
from querschnitt.tables.scans.groups import Cells, by_cell, cells_of, rows_by_cell, sums_in, values_in, whole
from querschnitt.tables.scans.layout import Layout, any_missing, as_number, keys_of, sums_of, values_of
from querschnitt.tables.scans.row_sums import Adder, RowSums
from querschnitt.tables.scans.sources import Source


@dataclass(frozen=True)
class Replicated:
    """What came of the replicate weights.

    Attributes
    ----------
    sums : shape (R, C, v), of weight x value by cell
    blank : rows without one of the weights
    first : shape (rows, R), weights of the first rows; None where the engine did not show them
    """

    sums: FloatArray
    blank: int
    first: FloatArray | None = None


def read_rows(
    source: Source, layout: Layout, design: ScanDesign, *, products: bool
) -> tuple[pa.Table, RowSums] | tuple[None, None]:
    """Add up the rows themselves under all weights: what the engine would bring of the weights of the sample, and all.

    Nothing comes where the rows cannot be had, or make too many groups.
    """
    if design.replicates is None:
        return None, None
    adder = Adder(layout, design.weight, design.replicates.columns, products)
    batches = source.rows(adder.columns)
    found = None if batches is None else adder.add_up(batches, workers=source.threads)
    return (None, None) if found is None else (adder.as_table(found), found)


def of_rows(
    found: RowSums, layout: Layout, replicates: ReplicateColumns, *, cells: Cells, rows: IntArray
) -> Replicated:
    """Return what rows that were added up say of the replicate weights.

    Raises
    ------
    InputError : for weights that are missing or no numbers.
    """
    summed = np.transpose(by_cell(cells, found.replicated), (2, 0, 1))
    sums = np.concatenate([summed, summed[:, :, :1] * values_in(cells, layout)], axis=2)
    return _checked(Replicated(replicates.unit * sums, found.blank, found.first), replicates, rows=rows)


def of_engine(
    source: Source, layout: Layout, replicates: ReplicateColumns, *, cells: Cells, rows: IntArray
) -> Replicated:
    """Let the engine add up under each replicate weight.

    Parameters
    ----------
    cells, rows : of the scan of the other columns

    Raises
    ------
    InputError : for weights that are missing or no numbers, rows that are not those of that scan.
    """
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
    again = cells_of(table, layout)
    if again.size != cells.size or rows_by_cell(table, again).tolist() != rows.tolist():
        raise InputError(
            "The table changed while it was read", where="the table", expected="the same rows twice", got="other rows"
        )
    sums = [by_cell(again, sums_in(table, again, layout, name=f"r{place}")) for place in range(len(weights))]
    return _checked(
        Replicated(replicates.unit * np.array(sums), int(whole(table["blank"]).sum())), replicates, rows=rows
    )


def _checked(found: Replicated, replicates: ReplicateColumns, *, rows: IntArray) -> Replicated:
    if found.blank:
        raise InputError(
            "A replicate weight is missing",
            where=f"{found.blank} of {int(rows.sum())} rows",
            expected="a number in every column, 0 for a row left out",
            got="no value",
        )
    endless = ~np.isfinite(found.sums).all(axis=(1, 2))
    if endless.any():
        name = replicates.columns[int(np.argmax(endless))]
        raise InputError(
            "A replicate weight is no number", where=f"column '{name}'", expected="finite numbers", got="not finite"
        )
    return found

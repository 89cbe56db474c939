"""Raking and post-stratification on the crossed cells of margins: rows are read to be added up, then to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.errors import InputError, WeightingError, suggestion
from querschnitt.core.weighting.calibration import Calibrated, PostStratification, RakingToMargins
from querschnitt.core.weighting.raking import Margin
from querschnitt.tables.scans.design import KnownMargin, check_columns
from querschnitt.tables.scans.groups import Coded, coded, columns, cross, whole
from querschnitt.tables.scans.layout import as_number, is_wrong
from querschnitt.tables.scans.sources import Source, open_table

FACTOR = "querschnitt_factor"


@dataclass(frozen=True)
class RakedCells:
    """The crossed cells of the margins that have rows, M of them, after raking.

    Attributes
    ----------
    margins : the known ones
    labels : for each margin the levels of the table
    codes : for each margin the level of each cell, shape (M,)
    rows : shape (M,)
    weights : shape (M,), sum of the weights before
    factors : shape (M,), weights after over weights before
    iterations, largest_gap : as of the step of calibration
    """

    margins: tuple[KnownMargin, ...]
    labels: tuple[tuple[object, ...], ...]
    codes: tuple[IntArray, ...]
    rows: IntArray
    weights: FloatArray
    factors: FloatArray
    iterations: int
    largest_gap: float


def rake_table(source: object, margins: Sequence[KnownMargin], *, weight: str) -> RakedCells:
    """Rake the weights of a table to margins, in one scan; a single margin is post-stratification.

    Equal to `RakingToMargins` and `PostStratification` on the rows, because all rows of a cell have the same factor.

    Parameters
    ----------
    source : as `open_table` takes it
    margins : at least one; all add up to the same population
    weight : the column of weights before

    Raises
    ------
    InputError : for columns that are missing, weights that are not above 0.
    WeightingError : for a level without a count or without rows, margins of different populations, no convergence.

    >>> table = pa.table({"sex": ["f", "f", "m"], "w": [1.0, 2.0, 5.0]})
    >>> rake_table(table, [KnownMargin("sex", {"f": 90, "m": 40})], weight="w").factors.tolist()
    [30.0, 8.0]
    """
    opened = open_table(source)
    check_columns(opened.schema, [weight], numbers=True)
    check_columns(opened.schema, [margin.column for margin in margins])
    column = opened.table[weight]
    sums = {
        "rows": opened.table.count(),
        "wrong": is_wrong(column).ifelse(1, 0).sum(),
        "weight": as_number(column).sum(),
    }
    keys = {f"f{i}": opened.table[margin.column] for i, margin in enumerate(margins)}
    found = opened.grouped(opened.table, keys, sums)
    wrong, weights = int(whole(found["wrong"]).sum()), columns(found, ["weight"])[:, 0]
    if wrong or not np.isfinite(weights).all():
        raise InputError(
            "Weights must be positive numbers",
            where=f"column '{weight}' ({wrong or 'some'} rows)",
            expected="> 0 and finite in every row",
            got="missing, not above 0 or not finite",
        )
    factors = [coded(found[f"f{i}"]) for i in range(len(margins))]
    return rake_cells(margins, factors, rows=whole(found["rows"]), weights=weights)


def rake_cells(
    margins: Sequence[KnownMargin], factors: Sequence[Coded], *, rows: IntArray, weights: FloatArray
) -> RakedCells:
    """Rake cells: the same step of calibration as for rows, on the sums of their weights.

    Raises
    ------
    WeightingError : as `rake_table`.
    """
    known = tuple(_margin(margin, factor, rows=rows) for margin, factor in zip(margins, factors, strict=True))
    step = PostStratification(known[0]) if len(known) == 1 else RakingToMargins(known)
    done: Calibrated = step.apply(weights)
    return RakedCells(
        tuple(margins),
        tuple(factor.levels for factor in factors),
        tuple(factor.codes for factor in factors),
        rows=rows,
        weights=weights,
        factors=done.factors,
        iterations=done.iterations,
        largest_gap=done.largest_gap,
    )


def with_raked_weights(source: Source, cells: RakedCells, *, weight: str, name: str) -> ir.Table:
    """Return the table with a column of raked weights, by a join with the cells: nothing is read yet.

    Raises
    ------
    InputError : if the table has such a column already.
    """
    if name in source.table.columns:
        raise InputError(
            "The table has a column of this name", where=f"column '{name}'", expected="a new name", got=name
        )
    if isinstance(source.table.op(), ibis.expr.operations.UnboundTable):
        raise InputError(
            "A relation of DuckDB cannot be joined with cells from here",
            where="raked weights",
            expected="a file, an Ibis or Spark table, or a table in memory",
            got="a DuckDB relation",
            hint="Write it to Parquet first, or make it an Ibis table of the same connection.",
        )
    names = [margin.column for margin in cells.margins]
    small = {
        column: pa.array([labels[code] for code in codes])
        for column, labels, codes in zip(names, cells.labels, cells.codes, strict=True)
    }
    small[FACTOR] = pa.array(cells.factors)
    joined = source.table.inner_join(ibis.memtable(pa.table(small)), names)
    raked = as_number(joined[weight]) * joined[FACTOR]
    return joined.mutate(**{name: raked}).select(*source.table.columns, name)


def write_raked(
    source: object, cells: RakedCells, *, weight: str, into: Path, name: str = "raked", keep: Sequence[str] = ()
) -> Path:
    """Write a table with its raked weights as Parquet, row by row as it is read; memory does not grow with it.

    Rows come in no order: keep the column that identifies them.

    Parameters
    ----------
    cells : from `rake_table` with the same table
    keep : columns beside the raked weight; none: all

    Raises
    ------
    InputError : for a column that is missing, a name that is taken, or a file that cannot be written.
    """
    opened = open_table(source)
    check_columns(opened.schema, keep)
    raked = with_raked_weights(opened, cells, weight=weight, name=name)
    try:
        opened.write(raked.select(*keep, name) if keep else raked, into)
    except duckdb.IOException as error:
        raise InputError(
            "The file cannot be written", where=str(into), expected="a folder that is there, with room",
            got=str(error).splitlines()[0],
        ) from error  # fmt: skip
    return into


def margin_cells(factors: Mapping[str, Coded], margins: Sequence[KnownMargin]) -> tuple[IntArray, tuple[Coded, ...]]:
    """Return, for finer cells, the crossed cell of the margins each lies in, and the levels of those."""
    chosen = [factors[margin.column] for margin in margins]
    cell, first = cross(chosen, rows=len(chosen[0].codes))
    return cell, tuple(Coded(factor.codes[first], factor.levels) for factor in chosen)


def _margin(margin: KnownMargin, factor: Coded, *, rows: IntArray) -> Margin:
    """Give the cells the codes of the known levels."""
    places = {level: code for code, level in enumerate(margin.totals)}
    for code, level in enumerate(factor.levels):
        if level not in places:
            raise WeightingError(
                f"Level '{level}' has no count in margin '{margin.column}'",
                where=f"column '{margin.column}' ({int(rows[factor.codes == code].sum())} rows)",
                expected=", ".join(map(str, margin.totals)),
                got=str(level),
                hint=suggestion(str(level), map(str, margin.totals)) or "Recode the rows or add the count.",
            )
    blank = int(rows[factor.codes < 0].sum())
    if blank:
        raise WeightingError(
            "A row has no level in a margin",
            where=f"column '{margin.column}'",
            expected="a level in every row",
            got=f"{blank} rows without",
            hint="Impute the level, or leave the margin out.",
        )
    lookup = np.array([places[level] for level in factor.levels], dtype=np.int64)
    totals = np.array(list(margin.totals.values()), dtype=np.float64)
    return Margin(margin.column, lookup[factor.codes], totals, tuple(map(str, margin.totals)))

"""What a scan brought, as arrays: keys become codes, crossings become cells, sums become tables of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, sum_by
from querschnitt.tables.scans.batches import plain
from querschnitt.tables.scans.layout import Layout

MISSING = -1  # the code of what has no level
CROSSED = 1 << 12  # crossings up to this size need not be numbered before they are crossed again
DENSE = 1 << 24  # crossings up to this size are numbered by a table instead of by sorting


@dataclass(frozen=True)
class Coded:
    """A column as codes, `MISSING` where there is no value, and its levels, sorted."""

    codes: IntArray
    levels: tuple[object, ...]

    def at(self, rows: IntArray) -> list[object]:
        """Return the levels of some rows; None where there is no value.

        >>> Coded(np.array([1, -1, 0]), ("a", "b")).at(np.array([0, 1]))
        ['b', None]
        """
        levels = (*self.levels, None)  # the last one is what MISSING points at
        return [levels[code] for code in self.codes[rows]]


@dataclass(frozen=True)
class Cells:
    """The crossed cells of a scan, C of them.

    Attributes
    ----------
    cell : shape (m,), the cell of each group
    size : C
    factors : by column, the level of each cell
    known : by column, whether the rows of the cell have a value there
    """

    cell: IntArray
    size: int
    factors: dict[str, Coded]
    known: dict[str, BoolArray]


def coded(column: pa.ChunkedArray) -> Coded:
    """Number the levels of a column in their order; not-a-number and empty texts are missing, as in the core.

    >>> coded(pa.chunked_array([["b", None, "a", ""]]))
    Coded(codes=array([ 1, -1,  0, -1]), levels=('a', 'b'))
    """
    found = _encoded(column.combine_chunks())
    values = found.dictionary.to_pylist()
    levels = sorted(value for value in values if value is not None and value == value and value != "")
    places = {level: code for code, level in enumerate(levels)}
    lookup = np.array([places.get(value, MISSING) for value in values] + [MISSING], dtype=np.int64)
    return Coded(lookup[pc.fill_null(found.indices, len(values)).to_numpy(zero_copy_only=False)], tuple(levels))


def levels_in(column: pa.Array) -> Coded:
    """Number the levels of some rows in the order in which they come; no two are equal.

    >>> levels_in(pa.array(["b", None, "a"]))
    Coded(codes=array([ 0, -1,  1]), levels=('b', 'a'))
    """
    found = _encoded(column)
    codes = found.indices.fill_null(MISSING).to_numpy(zero_copy_only=False)
    return Coded(codes.astype(np.int64), tuple(found.dictionary.to_pylist()))


def _encoded(column: pa.Array) -> pa.DictionaryArray:
    values = plain(column)
    values = pc.add(values, 0.0) if pa.types.is_floating(values.type) else values  # a zero below zero is zero
    return values.dictionary_encode()


def compact(codes: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """Number what occurs among codes below `size` without gaps: the new codes, and the old code of each.

    >>> compact(np.array([7, 2, 7]), 8)
    (array([1, 0, 1]), array([2, 7]))
    """
    if size > DENSE:
        old, new = np.unique(codes, return_inverse=True)
        return new.astype(np.int64), old
    occurs = np.zeros(size, dtype=bool)
    occurs[codes] = True
    return (np.cumsum(occurs) - 1)[codes], np.flatnonzero(occurs)


def cross(keys: Sequence[Coded], *, rows: int) -> tuple[IntArray, IntArray]:
    """Number the crossings of keys that occur: the crossing of each row, and the first row of each crossing.

    >>> cross([Coded(np.array([1, -1, 1]), ("a", "b"))], rows=3)
    (array([1, 0, 1]), array([1, 0]))
    """
    cell, size = np.zeros(rows, dtype=np.int64), 1
    for key in keys:
        if size > CROSSED:
            cell, old = compact(cell, size)
            size = len(old)
        cell, size = cell * (len(key.levels) + 1) + key.codes + 1, size * (len(key.levels) + 1)
    cell, old = compact(cell, size)
    size = len(old)
    first = np.zeros(size, dtype=np.int64)
    first[cell[::-1]] = np.arange(rows)[::-1]
    return cell, first


def cells_of(table: pa.Table, layout: Layout) -> Cells:
    """Cross the keys of a scan."""
    factors = {name: coded(table[f"f{i}"]) for i, name in enumerate((*layout.factors, *layout.coded))}
    known = {name: flags(table[f"k{i}"]) for i, name in enumerate(layout.known)}
    told = [Coded(flag.astype(np.int64), (False, True)) for flag in known.values()]
    cell, first = cross([*factors.values(), *told], rows=table.num_rows)
    return Cells(
        cell,
        len(first),
        {name: Coded(factor.codes[first], factor.levels) for name, factor in factors.items()},
        {name: flag[first] for name, flag in known.items()},
    )


def by_cell(cells: Cells, values: FloatArray) -> FloatArray:
    """Add up the values of groups, shape (m, ...), in each cell, shape (C, ...)."""
    flat = values.reshape(len(values), -1)
    summed = np.column_stack([sum_by(cells.cell, column, groups=cells.size) for column in flat.T])
    return summed.reshape(cells.size, *values.shape[1:])


def rows_by_cell(table: pa.Table, cells: Cells) -> IntArray:
    """Return the rows of each cell."""
    return by_cell(cells, whole(table["rows"]).astype(np.float64)[:, None])[:, 0].astype(np.int64)


def flags(column: pa.ChunkedArray) -> BoolArray:
    """Return a column of truth values."""
    return np.asarray(column.to_numpy(), dtype=np.bool_)


def whole(column: pa.ChunkedArray) -> IntArray:
    """Return a column of whole numbers."""
    return np.asarray(column.to_numpy(), dtype=np.int64)


def columns(table: pa.Table, names: Sequence[str]) -> FloatArray:
    """Return columns of numbers side by side, shape (m, number of names)."""
    return np.column_stack([np.asarray(table[name].to_numpy(), dtype=np.float64) for name in names])


def values_in(cells: Cells, layout: Layout) -> FloatArray:
    """Return the numbers that are keys, in each cell, shape (C, number of them); zero where missing."""
    found = np.zeros((cells.size, len(layout.coded)))
    for place, name in enumerate(layout.coded):
        factor = cells.factors[name]
        levels = np.array([*factor.levels, 0.0], dtype=np.float64)  # the last one is what MISSING points at
        levels[:-1] -= layout.origin(name)
        found[:, place] = levels[factor.codes]
    return found


def sums_in(table: pa.Table, cells: Cells, layout: Layout, *, name: str) -> FloatArray:
    """Return the sums of weight x value of each group, shape (m, v): 1, the numbers added up, the numbers coded."""
    summed = columns(table, [f"{name}_{i}" for i in range(len(layout.summed) + 1)])
    return np.column_stack([summed, summed[:, :1] * values_in(cells, layout)[cells.cell]])


def products_in(table: pa.Table, cells: Cells, layout: Layout, *, names: tuple[str, str]) -> FloatArray:
    """Return the sums of weight x value x value of each group, shape (m, v, v).

    Parameters
    ----------
    names : of the plain sums with these weights, and of their products
    """
    plain = columns(table, [f"{names[0]}_{i}" for i in range(len(layout.summed) + 1)])
    inner = len(layout.summed) + 1
    found = np.zeros((table.num_rows, inner + len(layout.coded), inner + len(layout.coded)))
    found[:, 0, :inner] = found[:, :inner, 0] = plain
    for i in range(1, inner):
        for j in range(i, inner):
            found[:, i, j] = found[:, j, i] = columns(table, [f"{names[1]}_{i}_{j}"])[:, 0]
    keyed = values_in(cells, layout)[cells.cell]
    found[:, :inner, inner:] = plain[:, :, None] * keyed[:, None, :]
    found[:, inner:, :inner] = np.swapaxes(found[:, :inner, inner:], 1, 2)
    found[:, inner:, inner:] = plain[:, 0, None, None] * keyed[:, :, None] * keyed[:, None, :]
    return found

"""Sums under each replicate weight made of the rows themselves: one sparse product a block, cells times weights."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce
from math import prod
from operator import add

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.core.errors import InputError
from querschnitt.tables.scans.batches import MISSING, codes_in, numbers_in
from querschnitt.tables.scans.groups import Cells
from querschnitt.tables.scans.layout import Layout

BLOCK = 1 << 14  # rows that are added up in one product: the more, the fewer times its result is written
TURNED = 1024  # of them, rows whose weights are put side by side at a time: they stay in the processor's cache
FIRST = 1_000  # rows whose weights are kept


@dataclass(frozen=True)
class RowSums:
    """Rows added up.

    Attributes
    ----------
    sums : shape (v x C, R), of weight x value by cell, one value after the other
    rows : shape (C,), of each cell
    blank : rows without one of the weights
    first : shape (rows, R), weights of the first rows
    """

    sums: FloatArray
    rows: IntArray
    blank: int
    first: FloatArray

    def __add__(self, later: RowSums) -> RowSums:
        """Return both together; the first rows are those of the first."""
        return RowSums(self.sums + later.sums, self.rows + later.rows, self.blank + later.blank, self.first)


@dataclass(frozen=True)
class Adder:
    """Adds up batches of rows.

    Attributes
    ----------
    layout : the keys and values
    weights : columns of replicate weights, R of them
    cells : the cells that the rows lie in, C of them
    """

    layout: Layout
    weights: tuple[str, ...]
    cells: Cells

    @property
    def columns(self) -> tuple[str, ...]:
        """What a batch must have."""
        return tuple(dict.fromkeys((*self.layout.factors, *self.layout.numbers, *self.weights)))

    @property
    def crossings(self) -> int:
        """How many cells there could be: all levels crossed, a missing one included."""
        return prod(len(factor.levels) + 1 for factor in self.cells.factors.values()) * 2 ** len(self.cells.known)

    @property
    def size(self) -> int:
        """How many sums a batch has."""
        return len(self.weights) * (1 + len(self.layout.summed)) * self.cells.size

    def add_up(self, batches: Iterable[pa.RecordBatch], *, workers: int) -> RowSums:
        """Add up some batches while the next are read; parts come together in their order, so the bits never differ.

        Raises
        ------
        InputError : for a row that lies in none of the cells.
        """
        places = np.full(self.crossings, MISSING, dtype=np.int64)
        places[
            self._crossed([factor.codes for factor in self.cells.factors.values()], list(self.cells.known.values()))
        ] = np.arange(self.cells.size)
        return reduce(add, _in_turn(lambda batch: self._part(batch, places), batches, workers=workers))

    def _crossed(self, codes: Sequence[IntArray], known: Sequence[BoolArray]) -> IntArray:
        """Return the crossing that cells or rows lie in."""
        found: IntArray = np.zeros(1, dtype=np.int64)
        for code, factor in zip(codes, self.cells.factors.values(), strict=True):
            found = found * (len(factor.levels) + 1) + code + 1
        for flag in known:
            found = found * 2 + flag
        return found

    def _part(self, batch: pa.RecordBatch, places: IntArray) -> RowSums:
        numbers = {name: numbers_in(batch[name]).astype(np.float64) for name in self.layout.summed}
        known = {name: np.isfinite(number) for name, number in numbers.items()}
        codes = [codes_in(batch[name], factor.levels) for name, factor in self.cells.factors.items()]
        crossed = self._crossed(codes, [known[name] for name in self.cells.known])
        cell = places[np.broadcast_to(crossed, batch.num_rows)]
        if (cell == MISSING).any():
            raise changed_while_read()
        values = [np.ones(batch.num_rows), *(np.where(known[name], number, 0.0) for name, number in numbers.items())]
        weights = [numbers_in(batch[name]) for name in self.weights]
        return RowSums(
            self._sums(cell, np.column_stack(values), weights),
            np.bincount(cell, minlength=self.cells.size).astype(np.int64),
            _blank(batch, self.weights),
            np.column_stack([weight[:FIRST] for weight in weights]).astype(np.float64),
        )

    def _sums(self, cell: IntArray, values: FloatArray, weights: Sequence[npt.NDArray[np.generic]]) -> FloatArray:
        rows, width = values.shape
        size = self.cells.size
        place = (cell[:, None] + size * np.arange(width)).astype(np.int32)
        sums, room = np.zeros((width * size, len(weights))), np.empty((min(BLOCK, rows), len(weights)))
        for start in range(0, rows, BLOCK):
            part = slice(start, min(start + BLOCK, rows))
            ends = np.arange(0, width * (part.stop - start) + 1, width, dtype=np.int32)
            block = sparse.csc_array(
                (values[part].ravel(), place[part].ravel(), ends), shape=(width * size, part.stop - start)
            )
            sums += block @ side_by_side(weights, rows=part, room=room)
        return sums


def side_by_side(columns: Sequence[npt.NDArray[np.generic]], *, rows: slice, room: FloatArray) -> FloatArray:
    """Write some rows of columns as numbers, one row after the other, shape (rows, R), where there is room."""
    lying = np.array([column[rows] for column in columns])
    found = room[: lying.shape[1]]
    for start in range(0, len(found), TURNED):
        found[start : start + TURNED] = lying[:, start : start + TURNED].T
    return found


def changed_while_read() -> InputError:
    """Return the error for rows that are not those of the scan before."""
    return InputError(
        "The table changed while it was read", where="the table", expected="the same rows twice", got="other rows"
    )


def _blank(batch: pa.RecordBatch, names: Sequence[str]) -> int:
    empty = [batch[name].is_null().to_numpy(zero_copy_only=False) for name in names if batch[name].null_count]
    return int(np.any(empty, axis=0).sum()) if empty else 0


def _in_turn(
    work: Callable[[pa.RecordBatch], RowSums], batches: Iterable[pa.RecordBatch], *, workers: int
) -> Iterator[RowSums]:
    waiting: deque[Future[RowSums]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for batch in batches:
            waiting.append(pool.submit(work, batch))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        for future in waiting:
            yield future.result()

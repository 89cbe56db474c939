"""Sums made of the rows themselves: of the weights of the sample by cell, and one sparse product for all replicates."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.tables.scans.batches import Batch, numbers_in
from querschnitt.tables.scans.groups import Coded, cross, levels_in
from querschnitt.tables.scans.layout import Layout

BLOCK = 1 << 14  # rows that are added up in one product: the more, the fewer times its result is written
TURNED = 1024  # of them, rows whose weights are put side by side at a time: they stay in the processor's cache
FIRST = 1_000  # rows whose weights are kept
LARGEST = 1 << 22  # sums under replicate weights; where there are more, the engine adds up

Key = tuple[object, ...]
"""A group of rows: the level of each factor, and of each number that may be missing, whether it is there."""


@dataclass(frozen=True)
class RowSums:
    """Rows added up by group, m of them.

    Attributes
    ----------
    keys : the groups
    plain : shape (m, p), what is counted and added up with the weights of the sample, as `Adder.names` has it
    replicated : shape (m, v, R), of replicate weight x value: of 1 and of each number
    blank : rows without one of the replicate weights
    first : shape (rows, R), replicate weights of the first rows
    """

    keys: tuple[Key, ...]
    plain: FloatArray
    replicated: FloatArray
    blank: int
    first: FloatArray

    def __add__(self, later: RowSums) -> RowSums:
        """Return both together."""
        index = {key: place for place, key in enumerate(self.keys)}
        places = [index.setdefault(key, len(index)) for key in later.keys]
        plain, replicated = (_longer(sums, len(index)) for sums in (self.plain, self.replicated))
        plain[places] += later.plain
        replicated[places] += later.replicated
        first = np.concatenate([self.first, later.first])[:FIRST] if len(self.first) < FIRST else self.first
        return RowSums(tuple(index), plain, replicated, self.blank + later.blank, first)


@dataclass(frozen=True)
class Adder:
    """Adds up batches of rows.

    Attributes
    ----------
    layout : the keys and values
    weight : the column of the weights of the sample
    replicates : columns of replicate weights, R of them
    products : whether the sums of products are wanted, for design effects
    """

    layout: Layout
    weight: str
    replicates: tuple[str, ...]
    products: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """What a batch must have."""
        layout = self.layout
        return tuple(dict.fromkeys((*layout.factors, *layout.numbers, self.weight, *self.replicates)))

    @property
    def names(self) -> tuple[str, ...]:
        """What is added up, by the names that a query gives it."""
        sums = [f"s_{i}" for i in range(len(self.layout.summed) + 1)]
        return ("rows", "wrong", *(f"m{i}" for i in range(len(self.layout.counted))), *sums, *self._pairs)

    @property
    def _pairs(self) -> dict[str, tuple[int, int]]:
        """Which two values each sum of products is of."""
        pairs = combinations_with_replacement(range(1, len(self.layout.summed) + 1), 2)
        return {f"p_{i}_{j}": (i, j) for i, j in pairs} if self.products else {}

    def add_up(self, batches: Iterable[Batch], *, workers: int) -> RowSums | None:
        """Add up some batches at a time; parts come together in their order, so the bits never differ.

        None where there are no rows, or more groups than is fast.
        """
        found: RowSums | None = None
        for part in _in_turn(self._part, batches, workers=workers):
            found = part if found is None or part is None else found + part
            if found is None or found.replicated.size > LARGEST:
                return None
        return found

    def as_table(self, found: RowSums) -> pa.Table:
        """Return what a query of the same keys and sums would: a row for each group."""
        layout = self.layout
        names = [f"f{i}" for i in range(len(layout.factors) + len(layout.coded))]
        names += [f"k{i}" for i in range(len(layout.known))]
        keys = dict(zip(names, zip(*found.keys, strict=True), strict=True))
        return pa.table(keys | dict(zip(self.names, found.plain.T, strict=True)))

    def _part(self, batch: pa.RecordBatch) -> RowSums | None:
        numbers = [numbers_in(batch[name]).astype(np.float64) for name in self.layout.summed]
        known = [np.isfinite(number) for number in numbers]
        away = [number - self.layout.origin(name) for number, name in zip(numbers, self.layout.summed, strict=True)]
        keys = [levels_in(batch[name]) for name in (*self.layout.factors, *self.layout.coded)]
        keys += [Coded(flag.astype(np.int64), (False, True)) for flag in known if self.layout.leave_out]
        cell, first = cross(keys, rows=batch.num_rows)
        values = [np.ones(batch.num_rows), *(np.where(*pair, 0.0) for pair in zip(known, away, strict=True))]
        if len(first) * len(values) * len(self.replicates) > LARGEST:
            return None
        replicates = [numbers_in(batch[name]) for name in self.replicates]
        return RowSums(
            tuple(zip(*(key.at(first) for key in keys), strict=True)) if keys else ((),),
            np.column_stack([np.bincount(cell, of) for of in self._plain(batch, known, values)]),
            _products(cell, np.column_stack(values), replicates, groups=len(first)),
            _blank(batch, self.replicates),
            np.column_stack([weights[:FIRST] for weights in replicates]).astype(np.float64),
        )

    def _plain(
        self, batch: pa.RecordBatch, known: Sequence[BoolArray], values: Sequence[FloatArray]
    ) -> Iterator[npt.NDArray[np.generic]]:
        """Give what is added up of each row, in the order of the names."""
        weight = numbers_in(batch[self.weight]).astype(np.float64)
        yield values[0]
        yield ~(weight > 0)
        yield from (~flag for flag in known if not self.layout.leave_out)
        yield from (weight * value for value in values)
        yield from (weight * values[i] * values[j] for i, j in self._pairs.values())


def side_by_side(columns: Sequence[npt.NDArray[np.generic]], *, rows: slice, room: FloatArray) -> FloatArray:
    """Write some rows of columns as numbers, one row after the other, shape (rows, R), where there is room."""
    lying = np.array([column[rows] for column in columns])
    found = room[: lying.shape[1]]
    for start in range(0, len(found), TURNED):
        found[start : start + TURNED] = lying[:, start : start + TURNED].T
    return found


def _products(
    cell: IntArray, values: FloatArray, weights: Sequence[npt.NDArray[np.generic]], *, groups: int
) -> FloatArray:
    """Return the sums of each weight x each value by cell, shape (groups, v, R)."""
    rows, width = values.shape
    place = (cell[:, None] * width + np.arange(width)).astype(np.int32)
    sums, room = np.zeros((groups * width, len(weights))), np.empty((min(BLOCK, rows), len(weights)))
    for start in range(0, rows, BLOCK):
        part = slice(start, min(start + BLOCK, rows))
        ends = np.arange(0, width * (part.stop - start) + 1, width, dtype=np.int32)
        block = sparse.csc_array(
            (values[part].ravel(), place[part].ravel(), ends), shape=(len(sums), part.stop - start)
        )
        sums += block @ side_by_side(weights, rows=part, room=room)
    return sums.reshape(groups, width, len(weights))


def _longer(sums: FloatArray, size: int) -> FloatArray:
    """Return a copy with room for more groups."""
    return np.concatenate([sums, np.zeros((size - len(sums), *sums.shape[1:]))])


def _blank(batch: pa.RecordBatch, names: Sequence[str]) -> int:
    empty = [batch[name].is_null().to_numpy(zero_copy_only=False) for name in names if batch[name].null_count]
    return int(np.any(empty, axis=0).sum()) if empty else 0


def _in_turn(
    work: Callable[[pa.RecordBatch], RowSums | None], batches: Iterable[Batch], *, workers: int
) -> Iterator[RowSums | None]:
    """Work on some batches while the next are read. Who adds up holds the interpreter for a part of the time."""
    waiting: deque[Future[RowSums | None]] = deque()
    with ThreadPoolExecutor(workers) as readers, ThreadPoolExecutor(max(1, workers - 1)) as adders:
        for read in batches:
            batch = readers.submit(read)
            waiting.append(adders.submit(lambda batch: work(batch.result()), batch))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        for future in waiting:
            yield future.result()

"""Rows themselves, some at a time, in the order in which they lie: of Parquet files and of tables in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from querschnitt.tables.scans.files import unreadable

ROWS = 1 << 17  # of a batch
WHOLE = 2 * ROWS  # rows of a part of a file that is read at once
BUFFER = 1 << 20  # bytes of a column that are read at a time from a larger part

Batch = Callable[[], pa.RecordBatch]
"""Reads some rows. Whoever adds them up calls it: what is read by one thread and added up by another is read slower."""


def rows_of_files(paths: Sequence[Path], columns: Sequence[str]) -> Iterator[Batch] | None:
    """Read columns of Parquet files, or return None where that is left to an engine: special types, folders' names."""
    found = {_types(pq.read_schema(path), columns) for path in paths}
    return _read(paths, columns) if len(found) == 1 and None not in found else None


def is_plain(schema: pa.Schema) -> bool:
    """Tell whether every column means the same here and in every engine."""
    return all(map(_is_plain, schema.types))


def rows_of_table(table: pa.Table, columns: Sequence[str]) -> Iterator[Batch] | None:
    """Return columns of a table in memory, or None where their types are special."""
    if _types(table.schema, columns) is None:
        return None
    return _held(table.select(columns).to_batches(max_chunksize=ROWS))


def numbers_in(column: pa.Array) -> npt.NDArray[np.generic]:
    """Return a column of numbers as it lies, or as doubles with not-a-number where a value is missing."""
    found = plain(column)
    found = found.cast(pa.int8()) if pa.types.is_boolean(found.type) else found
    return np.asarray(found.to_numpy(zero_copy_only=False))


def plain(column: pa.Array) -> pa.Array:
    """Return a column with each value written out, not as the number of a category."""
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _read(paths: Sequence[Path], columns: Sequence[str]) -> Iterator[Batch]:
    """Read part after part: polars decodes in two thirds of the time that Arrow takes, and Arrow reads in pieces."""
    for path in paths:
        frame, start = pl.scan_parquet(path, glob=False).select(columns), 0
        with pq.ParquetFile(path, pre_buffer=False, buffer_size=BUFFER) as file:
            sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
            for groups in _together(sizes):
                rows = sum(sizes[group] for group in groups)
                if rows > WHOLE:
                    yield from _held(_pieces(file, groups, columns, path=path))
                elif rows:
                    yield partial(_part, frame.slice(start, rows), path)
                start += rows


def _together(sizes: Sequence[int]) -> Iterator[list[int]]:
    """Put neighbours of few rows together, up to those of a batch.

    >>> list(_together([60_000, 60_000, 60_000, 900_000]))
    [[0, 1], [2], [3]]
    """
    groups: list[int] = []
    for group, rows in enumerate(sizes):
        if groups and sum(sizes[own] for own in groups) + rows > ROWS:
            yield groups
            groups = []
        groups.append(group)
    if groups:
        yield groups


def _part(frame: pl.LazyFrame, path: Path) -> pa.RecordBatch:
    try:
        return frame.collect().rechunk().to_arrow().to_batches()[0]
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise unreadable(path, error) from error


def _pieces(
    file: pq.ParquetFile, groups: Sequence[int], columns: Sequence[str], *, path: Path
) -> Iterator[pa.RecordBatch]:
    try:
        yield from file.iter_batches(ROWS, row_groups=groups, columns=list(columns))
    except (OSError, pa.ArrowException) as error:
        raise unreadable(path, error) from error


def _held(batches: Iterable[pa.RecordBatch]) -> Iterator[Batch]:
    return (partial(_given, batch) for batch in batches if len(batch))


def _given(batch: pa.RecordBatch) -> pa.RecordBatch:
    return batch


def _types(schema: pa.Schema, columns: Sequence[str]) -> tuple[pa.DataType, ...] | None:
    """Return the types of columns; None where one is missing or special."""
    kinds = tuple(schema.field(name).type for name in columns if name in schema.names)
    return kinds if len(kinds) == len(columns) and all(map(_is_plain, kinds)) else None


def _is_plain(kind: pa.DataType) -> bool:
    """Tell whether a type means the same here and in every engine."""
    if pa.types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    numbers = (
        (pa.types.is_integer(kind) and not pa.types.is_uint64(kind))
        or pa.types.is_float32(kind)
        or pa.types.is_float64(kind)
    )
    return numbers or pa.types.is_boolean(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind)

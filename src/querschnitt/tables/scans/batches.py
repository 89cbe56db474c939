"""Rows themselves, a batch at a time, in the order in which they lie: of Parquet files and of tables in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from glob import glob
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from querschnitt.core.arrays import IntArray

ROWS = 1 << 17  # of a batch
WHOLE = 2 * ROWS  # rows of a part of a file that is read at once, which costs a fifth less than batch by batch
MISSING = -1  # the code of what has no level


def rows_of_files(pattern: str | Path, columns: Sequence[str]) -> Iterator[pa.RecordBatch] | None:
    """Read columns of Parquet files, or return None where that is left to an engine: files elsewhere, special types."""
    paths = [Path(path) for path in sorted(glob(str(pattern), recursive=True))]  # noqa: PTH207 (absolute patterns)
    if not all(path.is_file() for path in paths):
        return None
    found = {_types(pq.read_schema(path), columns) for path in paths}
    return _read(paths, columns) if len(found) == 1 and None not in found else None


def rows_of_table(table: pa.Table, columns: Sequence[str]) -> Iterator[pa.RecordBatch] | None:
    """Return columns of a table in memory, or None where their types are special."""
    if _types(table.schema, columns) is None:
        return None
    return iter(table.select(columns).to_batches(max_chunksize=ROWS))


def numbers_in(column: pa.Array) -> npt.NDArray[np.generic]:
    """Return a column of numbers as it lies, or as doubles with not-a-number where a value is missing."""
    plain = _plain(column)
    plain = plain.cast(pa.int8()) if pa.types.is_boolean(plain.type) else plain
    return np.asarray(plain.to_numpy(zero_copy_only=False))


def codes_in(column: pa.Array, levels: Sequence[object]) -> IntArray:
    """Return which of the levels each value is; `MISSING` for none of them.

    >>> codes_in(pa.array(["b", None, "a"]), ("a", "b")).tolist()
    [1, -1, 0]
    """
    plain = _plain(column)
    found = pc.index_in(plain, value_set=pa.array(levels, type=plain.type), skip_nulls=True)
    return np.asarray(found.fill_null(MISSING).to_numpy(zero_copy_only=False), dtype=np.int64)


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _read(paths: Sequence[Path], columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    for path in paths:
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):  # each for itself: all at once would hold the file in memory
                if file.metadata.row_group(group).num_rows <= WHOLE:
                    yield from file.read_row_group(group, columns=list(columns)).combine_chunks().to_batches()
                else:
                    yield from file.iter_batches(ROWS, row_groups=[group], columns=list(columns))


def _types(schema: pa.Schema, columns: Sequence[str]) -> tuple[pa.DataType, ...] | None:
    """Return the types of columns; None where one is missing or special."""
    kinds = tuple(schema.field(name).type for name in columns if name in schema.names)
    return kinds if len(kinds) == len(columns) and all(map(_is_plain, kinds)) else None


def _is_plain(kind: pa.DataType) -> bool:
    """Tell whether a type means the same here and in every engine."""
    if pa.types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    numbers = pa.types.is_integer(kind) or pa.types.is_float32(kind) or pa.types.is_float64(kind)
    return numbers or pa.types.is_boolean(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind)

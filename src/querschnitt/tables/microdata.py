"""The data file of a wave: a row a sampled person, answers in typed columns, reasons for missing answers beside them.

Every question has two columns: its name (text, number, or list of codes), and its name with ``__missing`` (text:
``not_asked``, ``dk``, ``refused``, ``no_answer``; empty where there is an answer). So a missing answer never turns
into a number.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TextIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import parquet

from querschnitt.core.errors import InputError, ShapeError

MISSING = "__missing"
Kind = Literal["text", "number", "codes", "time"]
_TYPES = {
    "text": pa.string(),
    "number": pa.float64(),
    "codes": pa.list_(pa.string()),
    "time": pa.timestamp("s", tz="UTC"),
}


@dataclass(frozen=True)
class Column:
    """One column: its values in the order of the rows, None where there is none."""

    name: str
    kind: Kind
    values: Sequence[Any]


def write_microdata(columns: Sequence[Column], path: Path) -> None:
    """Write columns of equal length as a Parquet file, whole or not at all."""
    names = [column.name for column in columns]
    if len(set(names)) != len(names):
        raise ShapeError("Two columns of a data file have one name", got=max(names, key=names.count))
    lengths = {column.name: len(column.values) for column in columns}
    if len(set(lengths.values())) != 1:
        raise ShapeError("The columns of a data file differ in length", got=lengths)
    arrays = [pa.array(column.values, type=_TYPES[column.kind]) for column in columns]
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    parquet.write_table(pa.table(arrays, names=[column.name for column in columns]), draft, compression="zstd")
    draft.replace(path)


@dataclass(frozen=True)
class Microdata:
    """A data file as arrays; `n` rows."""

    columns: Mapping[str, npt.NDArray[Any]]
    n: int

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def text(self, name: str) -> npt.NDArray[np.str_]:
        """Return a text column, shape (n,), empty text where there is no value."""
        return np.array(["" if value is None else value for value in self._column(name)], dtype=np.str_)

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """Return a number column, shape (n,), not-a-number where there is no value."""
        return np.array([np.nan if value is None else value for value in self._column(name)], dtype=np.float64)

    def codes(self, name: str) -> list[frozenset[str]]:
        """Return a column of chosen codes, one set a row."""
        return [frozenset(value) if value is not None else frozenset() for value in self._column(name)]

    def missing(self, name: str) -> npt.NDArray[np.str_]:
        """Return the reasons for missing answers of a question, empty text where there is an answer."""
        return self.text(name + MISSING)

    def where(self, rows: npt.NDArray[np.bool_]) -> Microdata:
        """Return some of the rows."""
        return Microdata({name: values[rows] for name, values in self.columns.items()}, n=int(rows.sum()))

    def _column(self, name: str) -> npt.NDArray[Any]:
        if name not in self.columns:
            raise InputError(f"The data file has no column '{name}'", expected=", ".join(self.columns))
        return self.columns[name]


def read_microdata(path: Path) -> Microdata:
    """Read a data file; rows are in the order of the file."""
    table = parquet.read_table(path)
    columns = {}
    for name in table.column_names:
        values = np.empty(table.num_rows, dtype=object)
        values[:] = table[name].to_pylist()
        columns[name] = values
    return Microdata(columns, n=table.num_rows)


def read_csv_rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file (semicolon, UTF-8, headings) as rows of text; an empty cell is an empty text."""
    if not path.is_file():
        what = "This is a folder, not a file" if path.is_dir() else "There is no such file"
        raise InputError(what, where=str(path), hint="Name a CSV file.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            numbered = _numbered(file, place=path.name)
    except (OSError, UnicodeDecodeError) as error:
        got = "bytes that are not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or "an error"
        raise InputError("The file cannot be read as CSV", where=str(path), expected=_CSV, got=got) from error
    if not numbered:
        return []
    (_, headings), *lines = numbered
    if len(set(headings)) != len(headings):
        doubled = max(headings, key=headings.count)
        raise InputError("Two columns have one heading", where=f"{path.name}, line 1", expected=_CSV, got=doubled)
    for line, cells in lines:
        if len(cells) != len(headings):
            raise InputError(
                "A line has more or fewer cells than there are headings", where=f"{path.name}, line {line}",
                expected=f"{len(headings)} cells", got=f"{len(cells)} cells",
                hint="A cell that holds a semicolon stands in double quotes.",
            )  # fmt: skip
    return [dict(zip(headings, cells, strict=True)) for _, cells in lines]


_CSV = "semicolon, UTF-8, one heading a column"


def _numbered(file: TextIO, *, place: str) -> list[tuple[int, list[str]]]:
    """Return the lines that are not empty as cells, each with its number."""
    reader = csv.reader(file, delimiter=";", strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        where = f"{place}, line {reader.line_num}"
        raise InputError("The file cannot be read as CSV", where=where, expected=_CSV, got=str(error)) from error

"""The people of a frame, as a draw sees them: a Parquet or CSV file of any columns becomes a view with checked ones."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from querschnitt.core.errors import DesignError, InputError, suggestion
from querschnitt.core.sampling.design import Design

MEMORY = "3GB"
"""What DuckDB may take; a draw needs far less."""

WHOLE = "all"
"""Name of the one stratum of a sample that is not stratified."""

CSV = (".csv", ".txt", ".tsv")
DELIMITERS = (";", ",", "\t", "|")
UNIT, STRATUM = "__unit_of_the_draw", "__stratum_of_the_draw"

_FRACTIONS = ("FLOAT", "DOUBLE")
_NO_NAMES = ("STRUCT", "MAP", "UNION", "BLOB")


@dataclass(frozen=True)
class Columns:
    """The file of a frame, its columns with their types, and which of them says what.

    Attributes
    ----------
    unit : tells persons apart
    stratum : whose values are the strata; "" if there is but one
    drawable : says who can be drawn; "" if all can
    """

    file: Path
    types: Mapping[str, str]
    unit: str
    stratum: str
    drawable: str

    @property
    def name(self) -> str:
        return self.file.name

    def require(self, names: Sequence[str]) -> None:
        for name in names:
            if name not in self.types:
                raise InputError(
                    "The frame has no such column", where=self.name, expected=", ".join(self.types), got=name,
                    hint=suggestion(name, self.types),
                )  # fmt: skip


@contextmanager
def reading(frame: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in which a frame is read; wherever that fails, it is said of the file.

    Raises
    ------
    InputError : if the file cannot be read
    """
    with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
        try:
            yield connection
        except duckdb.Error as error:
            raise _unreadable(frame, error) from error


def open_people(
    connection: duckdb.DuckDBPyConnection, frame: Path, *, unit: str, design: Design, drawable: str
) -> Columns:
    """Make those who can be drawn known as the view `people`, with UNIT and STRATUM as texts beside their columns.

    Raises
    ------
    InputError : if the file cannot be read, lacks a column, or somebody has no identifier or stratum
    DesignError : if nobody can be drawn
    """
    connection.execute("SET preserve_insertion_order = false")
    source = _source(frame)
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608
    columns = Columns(frame, {row[0]: str(row[1]) for row in described}, unit, design.stratify_by, drawable)
    columns.require([name for name in (unit, design.stratify_by, drawable) if name])
    _require_names(columns)
    stratum = f"{quoted(design.stratify_by)}::TEXT" if design.stratify_by else f"'{WHOLE}'"
    if design.stratify_by and columns.types[design.stratify_by] in _FRACTIONS:
        stratum = f"nullif({stratum}, 'nan')"
    condition = f"WHERE {_drawable(connection, source, columns)}" if drawable else ""
    connection.execute(
        f"CREATE VIEW people AS SELECT *, {quoted(unit)}::TEXT AS {UNIT}, {stratum} AS {STRATUM} "  # noqa: S608
        f"FROM {source} {condition}"
    )
    return columns


def count_strata(connection: duckdb.DuckDBPyConnection, columns: Columns) -> tuple[tuple[str, ...], list[int]]:
    """Return the names of the strata, sorted, and how many persons stand in each; errors as in `open_people`."""
    counted = connection.execute(
        f"SELECT {STRATUM}, count(*) FROM people GROUP BY 1 ORDER BY 1"  # noqa: S608
    ).fetchall()
    if not counted:
        raise DesignError("The frame is empty", where=columns.name, hint="Look at the definition of the population.")
    nameless = connection.execute(f"SELECT count(*) FROM people WHERE {UNIT} IS NULL").fetchone()  # noqa: S608
    if nameless and nameless[0]:
        raise _missing("identifier", columns, columns.unit, nameless[0])
    astray = sum(size for level, size in counted if level is None or not level.strip())
    if astray:
        one = connection.execute(f"SELECT min({UNIT}) FROM people WHERE trim(coalesce({STRATUM}, '')) = ''").fetchone()  # noqa: S608
        raise _missing("stratum", columns, columns.stratum, astray, unit=one[0] if one else "")
    return tuple(level for level, _ in counted), [size for _, size in counted]


def read_people(connection: duckdb.DuckDBPyConnection, columns: Columns, design: Design) -> dict[str, npt.NDArray[Any]]:
    """Return persons, strata, and the columns that a design needs, each as it needs it.

    Raises
    ------
    InputError : if somebody has no value there, or the measure is no number
    """
    columns.require(design.columns)
    is_text = columns.file.suffix.lower() in CSV
    chosen = [UNIT, STRATUM]
    for name in design.columns:
        wanted = quoted(name)
        if name == design.measure:
            wanted = f"TRY_CAST({wanted} AS DOUBLE) AS {wanted}"
        elif name not in design.sort_by:
            wanted = f"nullif(trim({wanted}::TEXT), '') AS {wanted}"
        elif is_text and _are_numbers(connection, name):
            wanted = f"{wanted}::DOUBLE AS {wanted}"
        chosen.append(wanted)
    found = connection.execute(f"SELECT {', '.join(chosen)} FROM people").fetchnumpy()  # noqa: S608
    for name in design.columns:
        _require_values(found, columns, name=name, is_measure=name == design.measure)
    return {name: _plain(values) if name in design.sort_by else np.asarray(values) for name, values in found.items()}


def require_each_once(connection: duckdb.DuckDBPyConnection, columns: Columns) -> None:
    """Raise DesignError if a person stands twice among those who can be drawn."""
    twice = connection.execute(
        f"SELECT {UNIT}, count(*) FROM people GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 1"  # noqa: S608
    ).fetchone()
    if twice:
        raise stands_twice(columns.name, str(twice[0]))


def stands_twice(frame: str, unit: str) -> DesignError:
    """Return the error of a person who stands twice in the frame."""
    return DesignError("A person stands twice in the frame", where=f"{frame}, unit '{unit}'", hint="Remove the double.")


def _require_names(columns: Columns) -> None:
    """Raise unless the values of the two columns can be written as names."""
    for name, serves, no_names in (
        (columns.unit, "tell persons apart", (*_FRACTIONS, *_NO_NAMES)),
        (columns.stratum, "make strata", _NO_NAMES),
    ):
        kind = columns.types[name] if name else ""
        if kind.startswith(no_names) or kind.endswith("]"):
            raise InputError(
                f"This column cannot {serves}", where=f"{columns.name}, column '{name}'",
                expected="texts or whole numbers", got=kind.lower(),
            )  # fmt: skip


def quoted(name: str) -> str:
    """Return the name of a column as SQL takes it.

    >>> print(quoted('an "odd" name'))
    "an ""odd"" name"
    """
    return '"' + name.replace('"', '""') + '"'


def _source(frame: Path) -> str:
    if not frame.is_file():
        what = "This is a folder, not the file of a frame" if frame.is_dir() else "There is no such file of a frame"
        raise InputError(what, where=str(frame), expected="a Parquet or CSV file")
    path = _literal(str(frame))
    if frame.suffix.lower() not in CSV:
        return f"read_parquet({path})"
    names, delimiter = _header(frame)
    typed = ", ".join(f"{_literal(name)}: 'VARCHAR'" for name in names)
    return (
        f"read_csv({path}, header = true, auto_detect = false, delim = {_literal(delimiter)}, quote = '\"', "
        f"escape = '\"', columns = {{{typed}}})"
    )


def _header(frame: Path) -> tuple[list[str], str]:
    """Return the names of the columns of a CSV file, and what stands between them.

    Raises
    ------
    InputError : if there are none, one stands there twice, or the file is not UTF-8
    """
    try:
        with frame.open(encoding="utf-8-sig", newline="") as file:
            line = file.readline()
    except UnicodeDecodeError as error:
        raise _unreadable(frame, error) from error
    delimiter = max(DELIMITERS, key=line.count)
    names = next(csv.reader([line], delimiter=delimiter), [])
    twice = next((name for name in names if names.count(name) > 1), None)
    if not names or twice is not None:
        raise InputError(
            "The header of the frame has a column twice" if names else "The file of the frame is empty",
            where=f"{frame.name}, line 1", expected="the name of each column once", got=twice or "",
        )  # fmt: skip
    return names, delimiter


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _unreadable(frame: Path, error: Exception) -> InputError:
    said, place = " ".join(str(error).split()), frame.name
    hint = "Write the frame as Parquet, or as CSV with a header line."
    if "unicode" in said.lower() or "utf-8" in said.lower():
        said, hint = "other bytes", 'Save it as UTF-8 (in R: fileEncoding = "UTF-8"), or as Parquet.'
    elif found := re.search(r"CSV Error on Line: (\d+)", said):
        columns = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", said)
        said = f"{columns[2]} columns instead of {columns[1]}" if columns else "a line that is none"
        place, hint = f"{frame.name}, line {found[1]}", "Mend the line: as many values as the header has columns."
    expected = "a CSV file in UTF-8" if frame.suffix.lower() in CSV else "a Parquet file"
    what = "This file is no frame that can be read"
    return InputError(what, where=place, expected=expected, got=said[:200], hint=hint)


def _drawable(connection: duckdb.DuckDBPyConnection, source: str, columns: Columns) -> str:
    """Return the condition of who can be drawn; everybody has an answer."""
    is_true = f"TRY_CAST({quoted(columns.drawable)} AS BOOLEAN)"
    found = f"SELECT count(*), min({quoted(columns.drawable)}::TEXT) FROM {source}"  # noqa: S608
    unclear = connection.execute(f"{found} WHERE {is_true} IS NULL").fetchone()
    if unclear and unclear[0]:
        raise InputError(
            "Not of everybody is it said whether they can be drawn",
            where=f"{columns.name}, column '{columns.drawable}'",
            expected="true or false, 1 or 0", got=f"{unclear[1] or 'nothing'} ({unclear[0]} persons)",
            hint="Mend the frame: whoever has no answer could be drawn or not.",
        )  # fmt: skip
    return is_true


def _missing(what: str, columns: Columns, column: str, count: int, *, unit: str = "") -> InputError:
    place = f"{columns.name}, column '{column}'" + (f", unit '{unit}'" if unit else "")
    return InputError(
        f"Persons without {what}", where=place, expected="one each", got=f"{count} persons",
        hint="Mend the frame: whoever has none could not be drawn.",
    )  # fmt: skip


def _are_numbers(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    other = connection.execute(
        f"SELECT 1 FROM people WHERE TRY_CAST({quoted(name)} AS DOUBLE) IS NULL LIMIT 1"  # noqa: S608
    ).fetchone()
    return other is None


def _require_values(found: Mapping[str, npt.NDArray[Any]], columns: Columns, *, name: str, is_measure: bool) -> None:
    mask = np.ma.getmaskarray(found[name])
    if not mask.any():
        return
    unit = min(str(value) for value in np.asarray(found[UNIT])[mask].tolist())
    raise InputError(
        "A measure of size is a number" if is_measure else "Persons without a value cannot be drawn by it",
        where=f"{columns.name}, column '{name}', unit '{unit}'", expected="a number" if is_measure else "one each",
        got=f"nothing of the kind ({int(mask.sum())} persons)", hint="Mend the frame, or choose another variable.",
    )  # fmt: skip


def _plain(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return values that can be put in order: numbers and dates as they are, everything else as text."""
    kept = np.asarray(values)
    return kept.astype(str) if kept.dtype == object else kept

"""The data of a survey from a file: Parquet and CSV by DuckDB, SPSS and Stata by pyreadstat with their labels."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path
from typing import Any

import duckdb
import pyreadstat

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.frames import Column, columns_of

TEXTS = (".csv", ".tsv")
LABELLED = {".sav": pyreadstat.read_sav, ".zsav": pyreadstat.read_sav, ".dta": pyreadstat.read_dta}
ENDINGS = (".parquet", *TEXTS, *LABELLED)
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DELIMITERS = (";", "\t", ",", "|")
LONGEST_HEAD = 10_000_000  # characters of the first line; more columns than anybody has
_CSV = (
    "read_csv($path, delim = $delimiter, decimal_separator = $decimal, quote = '\"', escape = '\"', comment = '', "
    "hive_partitioning = false, header = true, skip = 0, strict_mode = true, null_padding = false, "
    "ignore_errors = false, sample_size = -1)"
)
"""Nothing is left to be found out but the types: DuckDB's search leaves out lines that do not fit, without a word."""

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN", "UTINYINT",
            "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")  # fmt: skip


@dataclass(frozen=True)
class SurveyTable:
    """Columns of a file.

    Attributes
    ----------
    columns : numbers (missing: not-a-number) or texts (missing: empty)
    levels : of columns whose file gives them an order: labelled values of SPSS and Stata
    labels : what an SPSS or Stata file says of its columns, mostly the question
    """

    columns: Mapping[str, Column]
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


def read_survey_file(path: Path, *, decimal: str = ".", most: int | None = None) -> SurveyTable:
    """Read a Parquet, CSV, SPSS or Stata file.

    The cells of a CSV file are parted by what its first line has most of: semicolon, tab, comma or bar.

    Of SPSS and Stata files, values that are declared missing are missing, and a variable of which every value has a
    label becomes categories in the order of the values; with numbers among its values that have none it stays numbers.

    Parameters
    ----------
    decimal : sign of decimal numbers in a CSV file, a point or a comma
    most : rows to be read, the first ones; None: all

    Raises
    ------
    InputError : if there is no such file, it is of another kind, damaged, not in UTF-8, or has no rows.
    """
    check_survey_file(path)
    table = _labelled(path, most) if path.suffix.lower() in LABELLED else SurveyTable(_by_duckdb(path, decimal, most))
    if not table.columns or not len(next(iter(table.columns.values()))):
        raise InputError("The data file has no rows", where=path.name, expected="one or more", got=0)
    return table


def check_survey_file(path: Path) -> None:
    """Raise unless there is a data file of a kind that can be read; to be asked before the work begins.

    Raises
    ------
    InputError : naming the kinds.
    """
    if path.suffix.lower() not in ENDINGS:
        hint = "Save the data as Parquet or CSV."
        raise InputError("Data of this kind cannot be read", where=path.name, expected=", ".join(ENDINGS), hint=hint)
    if not path.is_file():
        raise InputError("There is no such data file", where=str(path))


def _by_duckdb(path: Path, decimal: str, most: int | None) -> dict[str, Column]:
    source, told = "read_parquet($path, hive_partitioning = false)", {"path": escape(str(path))}
    if path.suffix.lower() in TEXTS:
        source, told = _CSV, told | {"delimiter": _delimiter(path), "decimal": decimal}
    try:
        with duckdb.connect() as connection:
            described = connection.execute(f"DESCRIBE FROM {source}", told).fetchall()
            picked = ", ".join(_as_number_or_text(name, kind) for name, kind, *_ in described)
            rows = "" if most is None else f" LIMIT {most}"
            query = f"SELECT {picked} FROM {source}{rows}"  # noqa: S608
            return columns_of(connection.execute(query, told).to_arrow_table())
    except duckdb.Error as error:
        is_text = path.suffix.lower() in TEXTS
        if is_text:
            _refuse_other_encodings(path, error)
        hint = "Every line has as many cells as the first." if is_text else ""
        got = str(error).splitlines()[0]
        raise InputError("The data file cannot be read", where=path.name, got=got, hint=hint) from error


def _refuse_other_encodings(path: Path, cause: Exception) -> None:
    """Raise for a text that is not in UTF-8, naming the line; Excel writes others unless it is told."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                begins = ", as UTF-16 begins" if number == 1 and line[:2] in UTF16 else ""
                raise InputError(
                    "The text is not in UTF-8", where=f"{path.name}, line {number}", expected="UTF-8",
                    got=f"byte {line[error.start]:02x}{begins}",
                    hint="Save it as 'CSV UTF-8' in Excel, or with the character set UTF-8 in LibreOffice.",
                ) from cause  # fmt: skip


def _delimiter(path: Path) -> str:
    """Return the sign that parts the cells: the one that the first line has most of, outside of quotation marks.

    Raises
    ------
    InputError : if two columns of the first line have the same name; one of them would be taken in silence.
    """
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        line = file.readline(LONGEST_HEAD)
    delimiter = max((",", *DELIMITERS), key=re.sub(r'"[^"]*"', "", line).count)
    names = next(csv.reader([line], delimiter=delimiter), [])
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise InputError(
            "Two columns have the same name", where=f"{path.name}, line 1", expected="a name of its own for each",
            got=twice or "(empty)", hint="Rename one of them.",
        )  # fmt: skip
    return delimiter


def _as_number_or_text(name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    is_number = kind.partition("(")[0] in _NUMBERS and not kind.endswith("[]")
    return f"CAST({quoted} AS {'DOUBLE' if is_number else 'VARCHAR'}) AS {quoted}"


def _labelled(path: Path, most: int | None) -> SurveyTable:
    try:
        reader = LABELLED[path.suffix.lower()]
        read, about = reader(str(path), output_format="dict", row_limit=most or 0)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError, ValueError, OSError) as error:
        raise InputError("The file cannot be read", where=path.name, got=str(error)) from error
    columns: dict[str, Any] = {}
    levels: dict[str, tuple[str, ...]] = {}
    for name, values in read.items():
        labels = about.variable_value_labels.get(name, {})
        order = _distinct(labels)
        if order and all(value is None or value in labels for value in values):
            found = {labels[value] for value in values if value is not None}
            columns[name] = [None if value is None else str(labels[value]) for value in values]
            levels[name] = tuple(label for label in order if label in found)
        else:
            columns[name] = values
    kept = {name: order for name, order in levels.items() if order}
    told = {name: label for name, label in about.column_names_to_labels.items() if label}
    return SurveyTable(columns_of(columns), kept, told)


def _distinct(labels: Mapping[Any, str]) -> list[str]:
    """Return the labels in the order of the values; none where two values have the same one, which would join them."""
    order = [str(label) for _, label in sorted(labels.items(), key=lambda pair: (str(type(pair[0])), pair[0]))]
    return order if len(set(order)) == len(order) else []

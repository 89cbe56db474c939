"""Questionnaire workbooks: opens XLSX, ODS, CSV and Markdown tables, and has them checked twice.

First by our own checks, which find everything at once; then by pyxform, the reference of XLSForm, as the last judge.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.faults import QuestionnaireErrors
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.xlsform import Examination, Files, Row, Sheets, examine, needed_files
from querschnitt.core.instrument.xlsform.columns import SHEETS
from querschnitt.tables.spreadsheet import read_spreadsheet
from querschnitt.tables.xlsform_judge import judge

__all__ = [
    "ENDINGS",
    "SPREADSHEETS",
    "examine_sheets",
    "examine_workbook",
    "judge",
    "open_files",
    "open_sheets",
    "parse_sheets",
    "read_instrument",
]

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".ods"})
ENDINGS = SPREADSHEETS | {".csv", ".md"}

_SHEET_WORDS = frozenset(SHEETS) | {"external_choices", "entities", "osm", "tests", "readme"}
"""Words in the first column of a CSV or Markdown table that begin a sheet; other tools read some of them."""


def read_instrument(path: Path) -> Instrument:
    """Open, check and compile a workbook, with the CSV files beside it.

    Raises
    ------
    QuestionnaireErrors : with every fault of the workbook
    InputError : if a file cannot be opened
    """
    examination = examine_workbook(path)
    if examination.instrument is None:
        raise QuestionnaireErrors(examination.errors, examination.warnings)
    return examination.instrument


def examine_workbook(path: Path) -> Examination:
    """Open a workbook and check it completely; pyxform judges what we find nothing wrong with."""
    sheets = open_sheets(path)
    return examine_sheets(sheets, open_files(path.parent, sheets))


def examine_sheets(sheets: Sheets, files: Files | None = None) -> Examination:
    """Check sheets completely, by our own checks and then by pyxform.

    Parameters
    ----------
    files : the CSV files beside the workbook, as `open_files` reads them
    """
    examination = examine(sheets, files)
    if examination.instrument is None:
        return examination
    objection = judge(sheets, examination.instrument)
    if objection is None:
        return examination
    return Examination(instrument=None, errors=(objection,), warnings=examination.warnings)


def open_sheets(path: Path) -> dict[str, Sequence[Row]]:
    """Return the sheets of a workbook as rows of cells, with empty rows, so that row numbers stay true.

    Raises
    ------
    InputError : if the file is not there, or is no such workbook
    """
    if path.suffix.lower() not in ENDINGS:
        raise InputError("This kind of workbook cannot be read", where=str(path), expected=", ".join(sorted(ENDINGS)))
    return parse_sheets(_content(path), ending=path.suffix.lower(), where=path.name)


def open_files(folder: Path, sheets: Sheets) -> dict[str, Sequence[Row]]:
    """Return the CSV files in a folder that a workbook speaks of; what is not there is left out.

    Raises
    ------
    InputError : if one of them cannot be read as UTF-8
    """
    names = [name for name in needed_files(sheets) if Path(name).name == name]
    return {name: _csv_rows(folder / name) for name in names if (folder / name).is_file()}


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("The workbook cannot be opened", where=str(path), got=error.strerror or "") from error


def _csv_rows(path: Path) -> list[list[str]]:
    try:
        text = _content(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "The file is not in UTF-8", where=path.name, got=str(error), hint="Save it as CSV UTF-8."
        ) from error
    return _cells(text)


def _cells(text: str) -> list[list[str]]:
    """Read CSV. Where its first line has more semicolons than commas, they divide its cells: German Excel saves so."""
    first = text.lstrip().partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))


def parse_sheets(content: bytes, *, ending: str, where: str) -> dict[str, Sequence[Row]]:
    """Read the bytes of a workbook. `where` names it in errors."""
    if ending in SPREADSHEETS:
        return read_spreadsheet(content, where=where)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "The workbook is damaged, or not in UTF-8", where=where, got=str(error), hint="Save it as CSV UTF-8."
        ) from error
    return _split_sheets(_markdown_lines(text) if ending == ".md" else _cells(text))


def _markdown_lines(text: str) -> list[list[str]]:
    """Return the cells of the table rows in a Markdown text; lines of dashes and other lines are no rows."""
    rows = [line.strip() for line in text.splitlines() if line.strip().startswith("|")]
    cells = [_markdown_cells(row.removeprefix("|").removesuffix("|")) for row in rows]
    return [row for row in cells if not all(set(cell) <= set("-: ") for cell in row) or not any(row)]


def _markdown_cells(row: str) -> list[str]:
    """Split a row at its bars; a bar behind a backslash belongs to the text."""
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)]


def _split_sheets(lines: Iterable[Sequence[str]]) -> dict[str, Sequence[Row]]:
    """Split one table into sheets: a word in the first column begins one, its rows are indented by one cell.

    A table without such words is the sheet `survey` alone.
    """
    rows = list(lines)
    first = next((row for row in rows if any(cell.strip() for cell in row)), [])
    if first and first[0].strip() and first[0].strip().lower() not in _SHEET_WORDS:
        return {"survey": rows}
    sheets: dict[str, list[Row]] = {}
    current: list[Row] = []
    for row in rows:
        if row and row[0].strip():
            current = sheets.setdefault(row[0].strip().lower(), [])
            row = ["", *row[1:]]
        if current or any(cell.strip() for cell in row):
            current.append(list(row[1:]))
    return dict(sheets)

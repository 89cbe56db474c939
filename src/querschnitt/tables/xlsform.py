"""Questionnaire workbooks: opens XLSX, ODS, CSV and Markdown tables, and has them checked twice.

First by our own checks, which find everything at once; then by pyxform, the reference of XLSForm, as the last judge.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.faults import Fault, QuestionnaireErrors
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.xlsform import Examination, Row, Sheets, examine
from querschnitt.core.instrument.xlsform.columns import SHEETS, Language, parse_heading
from querschnitt.core.instrument.xlsform.sheet import cell_text

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".ods"})
ENDINGS = SPREADSHEETS | {".csv", ".md"}

_OURS = frozenset({"essential", "sensitive", "missing", "trend", "feature"})
"""Columns of ours that pyxform does not know."""


def read_instrument(path: Path) -> Instrument:
    """Open, check and compile a workbook.

    Raises
    ------
    QuestionnaireErrors : with every fault of the workbook
    InputError : if the file cannot be opened
    """
    examination = examine_workbook(path)
    if examination.instrument is None:
        raise QuestionnaireErrors(examination.errors, examination.warnings)
    return examination.instrument


def examine_workbook(path: Path) -> Examination:
    """Open a workbook and check it completely; pyxform judges what we find nothing wrong with."""
    return examine_sheets(open_sheets(path))


def examine_sheets(sheets: Sheets) -> Examination:
    """Check sheets completely, by our own checks and then by pyxform."""
    examination = examine(sheets)
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
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("The workbook cannot be opened", where=str(path), got=error.strerror or "") from error
    return parse_sheets(content, ending=path.suffix.lower(), where=path.name)


def parse_sheets(content: bytes, *, ending: str, where: str) -> dict[str, Sequence[Row]]:
    """Read the bytes of a workbook. `where` names it in errors."""
    try:
        if ending in SPREADSHEETS:
            book = CalamineWorkbook.from_filelike(BytesIO(content))
            return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
        text = content.decode("utf-8-sig")
    except (CalamineError, UnicodeDecodeError) as error:
        raise InputError("The workbook is damaged, or of another kind", where=where, got=str(error)) from error
    lines = _markdown_lines(text) if ending == ".md" else list(csv.reader(StringIO(text, newline="")))
    return _split_sheets(lines)


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
    if rows and rows[0] and rows[0][0].strip().lower() not in SHEETS:
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


def judge(sheets: Sheets, instrument: Instrument) -> Fault | None:
    """Ask pyxform whether it would take the form; return its objection, if any."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        convert(_for_pyxform(sheets, instrument), form_name=instrument.name)
    except PyXFormError as error:
        return Fault(
            code="pyxform",
            what="The form does not keep to XLSForm",
            sheet="survey",
            value=" ".join(str(error).split()),
            expected="a form that pyxform takes",
            hint="The message is that of pyxform.",
        )
    return None


def _for_pyxform(sheets: Sheets, instrument: Instrument) -> dict[str, list[dict[str, str]]]:
    """Write the sheets the way pyxform reads them, without our own columns."""
    book: dict[str, list[dict[str, str]]] = {}
    for title, rows in sheets.items():
        name = title.strip().lower()
        if name in ("survey", "choices", "settings") and rows:
            lines = (_line(name, rows[0], row) for row in rows[1:])
            book[name] = [line for line in lines if line]
    if instrument.default_language != "und":
        tag = instrument.default_language
        written = _suffix(Language(tag, instrument.language_names[tag]), "").removeprefix("::")
        book.setdefault("settings", [{}])
        book["settings"] = [{**line, "default_language": written} for line in book["settings"] or [{}]]
    return book


def _line(sheet: str, titles: Row, row: Row) -> dict[str, str]:
    """Return one row as pyxform wants it, without empty cells; columns are named as XLSForm names them."""
    line = {}
    for index, (title, cell) in enumerate(zip(titles, row, strict=False)):
        heading, text = cell_text(title), cell_text(cell)
        column, behind = parse_heading(index, heading, SHEETS[sheet])
        known = column.head in SHEETS[sheet].plain | SHEETS[sheet].translated
        if text and known and column.head not in _OURS:
            line[column.head + _suffix(column.language, behind)] = text
    return line


def _suffix(language: Language | None, behind: str) -> str:
    """Write the language of a heading in one way, since pyxform takes two spellings for two languages."""
    if language is None:
        return f"::{behind}" if behind else ""
    return f"::{language.tag}" if language.name == language.tag else f"::{language.name} ({language.tag})"

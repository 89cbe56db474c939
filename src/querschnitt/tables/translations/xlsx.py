"""A spreadsheet for translators who have no translation program: written as XLSX, read from XLSX and ODS."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from math import ceil

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.translation import Job, JobUnit, State
from querschnitt.tables.translations.columns import (
    COLUMNS,
    ENGLISH_STEPS,
    GERMAN_STEPS,
    INSTRUCTIONS,
    SHEET,
    Column,
    state_text,
)
from querschnitt.tables.translations.direction import is_right_to_left
from querschnitt.tables.translations.tidying import tidy

CELL_LENGTH = 32_767
"""Characters that a cell of Excel holds; what is longer is cut without a word."""

NAME_LABEL, SOURCE_LABEL, TARGET_LABEL = "Auftrag – Job", "Von – From", "In – Into"
CREATED = datetime(2000, 1, 1)  # the file carries no date of its own: the same job gives the same bytes
FACE: dict[str, object] = {"font_name": "Arial", "font_size": 11, "valign": "top", "text_wrap": True}
_RIGHT_TO_LEFT, _LEFT_TO_RIGHT = 2, 1  # the file format's numbers for the order of reading
_A4 = 9
_STEP_WIDTH = 95
_LIMIT = ("Höchstens Zeichen", "Characters at most")  # the column of limits
_LINE, _MOST_HEIGHT = 15.0, 409.0  # points; the format knows no higher row
_DOUBLE_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")


def write_xlsx(job: Job) -> bytes:
    """Write a job as a spreadsheet; the same job gives the same bytes.

    Raises
    ------
    InputError : if a text has characters that no file can hold, or is too long for a cell
    """
    job = tidy(job)
    for unit in job.units:
        _check(unit)
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"title": f"{job.name} ({job.target_language})", "created": CREATED})
    sheet = book.add_worksheet(SHEET)
    _write_head(sheet, job, _Formats(book, job))
    _write_units(sheet, job, _Formats(book, job))
    _protect(sheet)
    _write_instructions(book, job)
    book.close()
    return file.getvalue()


def _check(unit: JobUnit) -> None:
    for name in ("source", "target", "context", "note", "link", "key"):
        text = getattr(unit, name)
        if len(text.encode("utf-16-le")) // 2 > CELL_LENGTH:
            raise InputError(
                "A text is too long for a spreadsheet", where=unit.key, expected=f"at most {CELL_LENGTH:,} characters",
                got=f"{len(text):,}", hint="Send the job as XLIFF.",
            )  # fmt: skip
        if _DOUBLE_ESCAPE.search(text):
            raise InputError(
                "A text has signs that spreadsheets take for an escaped character", where=unit.key, got=text,
                hint="Send the job as XLIFF.",
            )  # fmt: skip


class _Formats:
    """The faces of cells. Cells to write into are text cells, so that Excel makes no number and no formula of them."""

    def __init__(self, book: xlsxwriter.Workbook, job: Job) -> None:
        closed = FACE | {"locked": True, "bg_color": "#f2f2f2", "border": 1, "border_color": "#d9d9d9"}
        opened = FACE | {"locked": False, "num_format": "@", "border": 1, "border_color": "#7f7f7f"}
        self.head: Format = book.add_format(FACE | {"bold": True, "bottom": 2, "locked": True})
        self.closed: Format = book.add_format(closed)
        self.small: Format = book.add_format(closed | {"font_size": 8, "font_color": "#595959"})
        self.open: Format = book.add_format(opened)
        self.source: Format = book.add_format(closed | {"num_format": "@"} | _direction(job.source_language))
        self.target: Format = book.add_format(opened | _direction(job.target_language))

    def of(self, column: Column) -> Format:
        by_name = {"source": self.source, "target": self.target}
        if column.name in by_name:
            return by_name[column.name]
        if column.is_open:
            return self.open
        return self.small if column.name in ("key", "link", "source_hash", "sent_hash") else self.closed


def _direction(tag: str) -> dict[str, object]:
    if is_right_to_left(tag):
        return {"align": "right", "reading_order": _RIGHT_TO_LEFT}
    return {"align": "left", "reading_order": _LEFT_TO_RIGHT}


def _write_head(sheet: Worksheet, job: Job, formats: _Formats) -> None:
    tags = {"source": job.source_language, "target": job.target_language}
    for place, column in enumerate(COLUMNS):
        tag = f" ({tags[column.name]})" if column.name in tags else ""
        sheet.set_column(place, place, column.width, None, {"hidden": column.is_hidden})
        sheet.write_string(0, place, f"{column.german}{tag}\n{column.english}{tag}", formats.head)
    sheet.set_row(0, 4 * _LINE)
    sheet.freeze_panes(1, 1)


def _write_units(sheet: Worksheet, job: Job, formats: _Formats) -> None:
    place = {column.name: number for number, column in enumerate(COLUMNS)}
    for row, unit in enumerate(job.units, start=1):
        sheet.set_row(row, _height(unit))
        for number, column in enumerate(COLUMNS):
            _write_cell(sheet, (row, number), _cell(unit, column), formats.of(column))
        sheet.data_validation(row, place["state"], row, place["state"], _STATE_RULE)
        if unit.max_length is not None:
            sheet.data_validation(row, place["target"], row, place["target"], _length_rule(unit.max_length))
    last = max(len(job.units), 1)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)


def _height(unit: JobUnit) -> float:
    """Return the height of a row that shows all of its texts: not every program makes rows as high as they need."""
    shown = [(str(_cell(unit, column) or ""), column.width) for column in COLUMNS if not column.is_hidden]
    return min(_MOST_HEIGHT, _LINE * max(_lines(text, width) for text, width in shown))


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes; a little is left at the end of each, where no word fits.

    >>> _lines("kurz\\n" + "a" * 50, 30)
    3
    """
    return sum(max(1, ceil(len(line) / (width - 3))) for line in text.split("\n"))


_STATE_RULE: dict[str, object] = {
    "validate": "list",
    "source": [state_text(state) for state in State],
    "error_title": "Stand – State",
    "error_message": "Bitte wählen Sie aus der Liste. Please choose from the list.",
}


def _length_rule(limit: int) -> dict[str, object]:
    """Warn of a text that is too long; Excel counts a little differently from us, so it must not refuse."""
    return {
        "validate": "length",
        "criteria": "<=",
        "value": limit,
        "ignore_blank": True,
        "error_type": "warning",
        "error_title": "Zu lang – Too long",
        "error_message": f"Höchstens {limit} Zeichen. At most {limit} characters.",
    }


def _cell(unit: JobUnit, column: Column) -> str | int | None:
    value: str | int | None = getattr(unit, column.name)
    return state_text(unit.state) if column.name == "state" else value


def _write_cell(sheet: Worksheet, place: tuple[int, int], value: str | int | None, form: Format) -> None:
    if isinstance(value, int):
        sheet.write_number(*place, value, form)
    elif value:
        sheet.write_string(*place, value, form)
    else:
        sheet.write_blank(*place, None, form)


def _protect(sheet: Worksheet) -> None:
    """Guard against slips, not against people: there is no password. Columns may be widened, rows sorted."""
    allowed = ("format_columns", "format_rows", "sort", "autofilter", "select_locked_cells", "select_unlocked_cells")
    sheet.protect("", dict.fromkeys(allowed, True))
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_instructions(book: xlsxwriter.Workbook, job: Job) -> None:
    sheet = book.add_worksheet(INSTRUCTIONS)
    sheet.hide_gridlines(2)
    bold, text = book.add_format(FACE | {"bold": True}), book.add_format(FACE)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, _STEP_WIDTH)
    facts = ((NAME_LABEL, job.name), (SOURCE_LABEL, job.source_language), (TARGET_LABEL, job.target_language))
    for row, (label, value) in enumerate(facts):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, value, text)
    row = _write_steps(sheet, len(facts) + 1, ("So übersetzen Sie", _steps(GERMAN_STEPS, job)), (bold, text))
    _write_steps(sheet, row + 1, ("How to translate", _steps(ENGLISH_STEPS, job)), (bold, text))
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.protect("")


def _steps(steps: Sequence[str], job: Job) -> list[str]:
    """Return the steps that this job needs: without placeholders or limits nothing is said of them."""
    has_marks = any("{" in unit.source for unit in job.units)
    has_limits = any(unit.max_length for unit in job.units)
    return [
        step
        for step in steps
        if (has_marks or "{" not in step) and (has_limits or not any(name in step for name in _LIMIT))
    ]


def _write_steps(sheet: Worksheet, row: int, steps: tuple[str, Sequence[str]], formats: tuple[Format, Format]) -> int:
    """Write numbered steps and return the row after them."""
    heading, lines = steps
    sheet.write_string(row, 0, heading, formats[0])
    for number, line in enumerate(lines, start=1):
        sheet.set_row(row + number - 1, _LINE * _lines(line, _STEP_WIDTH))
        sheet.write_string(row + number - 1, 1, f"{number}. {line}", formats[1])
    return row + len(lines)

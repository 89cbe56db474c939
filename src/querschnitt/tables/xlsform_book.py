"""A questionnaire as a workbook that people read and edit: XLSX, with the CSV files that belong beside it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.xlsform import to_files, to_rows
from querschnitt.core.instrument.xlsform.columns import SHEETS, parse_heading
from querschnitt.tables.workbook import CREATED, FACE

HEADING_COLOUR = "#e3ebf3"
"""The one colour: behind the headings. Black on it has a contrast of 17:1."""

_WIDTHS = {
    "type": 26, "name": 20, "list_name": 18, "relevant": 32, "constraint": 28, "calculation": 32, "choice_filter": 24,
    "parameters": 24, "default": 16, "form_title": 36, "form_id": 26, "default_language": 22, "feature": 20,
}  # fmt: skip
_NARROW, _TEXT = 12, 44
_OPTIONS = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def write_workbook(instrument: Instrument, path: Path) -> tuple[Path, ...]:
    """Write a questionnaire, and return the files that were written: the workbook, and the lists beside it.

    Read again, they are the same questionnaire. The same questionnaire gives the same bytes.
    """
    with xlsxwriter.Workbook(path, _OPTIONS) as book:
        book.set_properties({"title": instrument.title, "created": CREATED})
        body = book.add_format(FACE | {"text_wrap": True, "num_format": "@"})
        head = book.add_format(FACE | {"bold": True, "text_wrap": True, "bg_color": HEADING_COLOUR, "bottom": 1})
        for name, rows in to_rows(instrument).items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 2 if name in ("survey", "choices") else 1)
            for place, heading in enumerate(rows[0]):
                sheet.set_column(place, place, _width(name, heading), body)
            for number, row in enumerate(rows):
                _write_row(sheet, number, row, body if number else head)
    return (path, *(_write_csv(path.with_name(name), rows) for name, rows in to_files(instrument).items()))


def _write_row(sheet: xlsxwriter.worksheet.Worksheet, number: int, row: Sequence[str], form: object) -> None:
    for place, cell in enumerate(row):
        if cell:
            sheet.write_string(number, place, cell, form)


def _width(sheet: str, heading: str) -> int:
    """Return the width of a column in characters: texts are wide, marks are narrow."""
    column, _ = parse_heading(0, heading, SHEETS[sheet])
    return _TEXT if column.head in SHEETS[sheet].translated else _WIDTHS.get(column.head, _NARROW)


def _write_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Write a CSV file with a mark of its encoding, so that Excel shows every script."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path

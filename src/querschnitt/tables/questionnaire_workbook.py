"""A questionnaire as files: an XLSX workbook and the CSV tables beside it, byte for byte the same each time."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Sequence
from io import BytesIO, StringIO

import xlsxwriter

from querschnitt.core.instrument.xlsform import Row, Sheets
from querschnitt.core.instrument.xlsform.sheet import cell_text

_NO_DATE = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
"""The date written as that of making: the same sheets are to give the same bytes."""


def workbook_bytes(sheets: Sheets) -> bytes:
    """Write sheets as they would be read again: every cell as text, headings frozen."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": _NO_DATE})
        head = book.add_format({"bold": True})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if text := cell_text(cell):
                        sheet.write_string(number, place, text, head if number == 0 else None)
    return file.getvalue()


def table_bytes(rows: Sequence[Row]) -> bytes:
    """Write a table as CSV in UTF-8, with commas."""
    file = StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([cell_text(cell) for cell in row] for row in rows)
    return file.getvalue().encode()


def parse_table(content: bytes) -> list[list[str]]:
    """Read a table that `table_bytes` has written.

    >>> parse_table(table_bytes([["name", "label"], ["de", "Deutschland, das"]]))
    [['name', 'label'], ['de', 'Deutschland, das']]
    """
    return list(csv.reader(StringIO(content.decode(), newline="")))

"""A questionnaire's sheets as an XLSX workbook: what is frozen with a release, byte for byte the same each time."""

from __future__ import annotations

import datetime
from io import BytesIO

import xlsxwriter

from querschnitt.core.instrument.xlsform import Sheets
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

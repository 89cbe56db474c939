"""A list of measures as a workbook: what the table of the page shows, with figures as figures and days as days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from querschnitt.tables.workbook import CREATED, FACE

Value = str | int | Decimal | date | None
_LEAST, _MOST = 8, 60  # of a column, in characters
_FIRST_ROW = 2  # the head; above it the title and what the list is narrowed to


def write_list(title: str, head: Sequence[str], rows: Sequence[Sequence[Value]], *, note: str = "") -> bytes:
    """Write a list with its title and a note above it; a missing value is an empty cell, never a zero."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title, "created": CREATED})
        sheet = book.add_worksheet()
        plain = book.add_format(FACE | {"text_wrap": True})
        bold = book.add_format(FACE | {"bold": True, "text_wrap": True, "bottom": 1})
        day = book.add_format(FACE | {"num_format": "dd.mm.yyyy", "align": "left"})
        sheet.write_string(0, 0, title, book.add_format(FACE | {"bold": True, "font_size": 13, "text_wrap": False}))
        sheet.write_string(1, 0, note, book.add_format(FACE))
        for place, label in enumerate(head):
            sheet.write_string(_FIRST_ROW, place, label, bold)
            longest = max((len(str(row[place] or "")) for row in rows), default=0)
            sheet.set_column(place, place, min(max(longest + 2, _LEAST), _MOST))
        for number, row in enumerate(rows, start=_FIRST_ROW + 1):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                elif isinstance(value, int | Decimal):
                    sheet.write_number(number, place, value, plain)
                elif value:
                    sheet.write_string(number, place, value, plain)
        sheet.freeze_panes(_FIRST_ROW + 1, 2)
        sheet.autofilter(_FIRST_ROW, 0, _FIRST_ROW + max(1, len(rows)), len(head) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_FIRST_ROW)
    return file.getvalue()

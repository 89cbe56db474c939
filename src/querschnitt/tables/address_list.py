"""A list of addresses for a mail merge: each cell is a line of the letter, and none looks like a number.

Postcode and town share a cell, as do street and number: alone, Excel would read 04103 as 4103 and 10-12 as a date.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Sequence
from io import BytesIO, StringIO

import xlsxwriter

_NO_DATE = datetime.datetime(1980, 1, 1)
_WIDEST = 60  # of a column, in characters
_FORMULA = ("=", "+", "-", "@")


def list_as_csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Write a list as German Excel opens it with a double click: UTF-8 with a mark, semicolons, Windows line ends.

    A cell that Excel would take for a formula begins with a space.

    >>> list_as_csv(["name"], [["Quitte Müstér"]]).decode("utf-8-sig").split("\\r\\n")
    ['name', 'Quitte Müstér', '']
    """
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([f" {cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def list_as_xlsx(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Write a list as a workbook with one sheet, every cell a text. Nothing is written to the disk meanwhile."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": _NO_DATE})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for place, title in enumerate(head):
            sheet.write_string(0, place, title, bold)
            longest = max(len(text) for text in (title, *(row[place] for row in rows)))
            sheet.set_column(place, place, min(longest + 2, _WIDEST))
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    return file.getvalue()

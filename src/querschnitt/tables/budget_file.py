"""The lines of a budget as CSV and as a workbook: every line that was written down, corrected ones marked."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter

from querschnitt.tables.workbook import CREATED, FACE

HEADS: Mapping[str, str] = {
    "edition": "Fassung",
    "number": "Maßnahme",
    "title": "Titel",
    "year": "Jahr",
    "stage": "Stufe",
    "amount": "Betrag in Euro",
    "funding": "Herkunft der Mittel",
    "purpose": "Zweck",
    "psp_element": "PSP-Element",
    "source": "Quelle",
    "counts": "zählt",
    "reason": "Grund der Berichtigung",
    "invented": "erfunden",
}
WIDTHS = (10, 10, 40, 8, 18, 16, 22, 40, 16, 40, 8, 40, 10)
NUMBERS = ("year", "amount")


@dataclass(frozen=True)
class BudgetRow:
    """One line as the file shows it. ``counts`` is "nein" for a line that another one corrects."""

    edition: str
    number: str
    title: str
    year: int
    stage: str
    amount: Decimal
    funding: str
    purpose: str
    psp_element: str
    source: str
    counts: str
    reason: str
    invented: str


def budget_csv(rows: Sequence[BudgetRow]) -> str:
    """Return the lines as CSV: comma, point, names of columns in English.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADS)
    writer.writerows([_plain(value) for value in astuple(row)] for row in rows)
    return file.getvalue()


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def budget_workbook(rows: Sequence[BudgetRow]) -> bytes:
    """Return the lines as a workbook with amounts as numbers; the same lines give the same bytes."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": "Haushalt", "created": CREATED, "language": "de-DE"})
        sheet = book.add_worksheet("Haushalt")
        head = book.add_format(FACE | {"bold": True, "bottom": 1, "text_wrap": True})
        words = book.add_format(FACE | {"text_wrap": True})
        formats = {"year": book.add_format(FACE), "amount": book.add_format(FACE | {"num_format": "#,##0.00"})}
        for place, (label, width) in enumerate(zip(HEADS.values(), WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, label, head)
        for number, row in enumerate(rows, start=1):
            for place, name in enumerate(HEADS):
                value = getattr(row, name)
                if name in NUMBERS:
                    sheet.write_number(number, place, value, formats[name])
                else:
                    sheet.write_string(number, place, value, words)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(1, len(rows)), len(HEADS) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return file.getvalue()

"""The workbook that goes with a report: all measures with their status on one sheet, the report's dates on another."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from querschnitt.tables.workbook import A4, CREATED, FACE

NARROW, WIDE = 14, 60
"""Widths of columns in characters: a date or a word, and a sentence."""


def write_measures(
    rows: Sequence[Sequence[str]],
    *,
    heads: Sequence[str],
    facts: Sequence[tuple[str, str]],
    names: tuple[str, str],
    language: str,
) -> bytes:
    """Write measures as XLSX; the same rows give the same bytes. ``names``: of the two sheets, measures first."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": names[0], "created": CREATED, "language": language})
    text = book.add_format(FACE | {"text_wrap": True})
    head = book.add_format(FACE | {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"})
    sheet = book.add_worksheet(names[0])
    sheet.hide_gridlines(2)
    for place, name in enumerate(heads):
        longest = max((len(row[place]) for row in rows), default=0)
        sheet.set_column(place, place, WIDE if longest > WIDE else max(NARROW, min(longest, WIDE // 2)))
        sheet.write_string(0, place, name, head)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            sheet.write_string(line, place, value, text)
    sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    told = book.add_worksheet(names[1])
    told.hide_gridlines(2)
    told.set_column(0, 0, 2 * NARROW)
    told.set_column(1, 1, 90)
    for line, (name, value) in enumerate(facts):
        told.write_string(line, 0, name, head)
        told.write_string(line, 1, value, text)
    book.close()
    return file.getvalue()

"""Writes the sheets of a questionnaire as a workbook that people can go on with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.xlsform import Row

_WIDE = frozenset({"label", "hint", "guidance_hint", "constraint_message"})


def write_workbook(sheets: Mapping[str, Sequence[Row]], path: Path) -> None:
    """Write an XLSX file.

    Raises
    ------
    InputError : if the name does not end in .xlsx, or the file cannot be written
    """
    if path.suffix.lower() != ".xlsx":
        raise InputError("The workbook is written as XLSX", where=str(path), expected="a name that ends in .xlsx")
    try:
        path.write_bytes(workbook_bytes(sheets))
    except OSError as error:
        raise InputError("The workbook cannot be written", where=str(path), got=error.strerror or "an error") from error


def workbook_bytes(sheets: Mapping[str, Sequence[Row]]) -> bytes:
    """Return the workbook. Every cell is a text, so that no code such as '01' becomes a number."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        body = book.add_format({"valign": "top", "text_wrap": True})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 2 if name in ("survey", "choices") else 0)
            for place, title in enumerate(rows[0] if rows else ()):
                wide = str(title).split("::")[0] in _WIDE or name == "readme"
                sheet.set_column(place, place, 48 if wide else 18)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell not in ("", None):
                        sheet.write_string(number, place, str(cell), body if number or name == "readme" else head)
    return buffer.getvalue()

"""The sheets of a plan, from XLSX and ODS as they are, from CSV whatever its encoding and separator."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from querschnitt.core.errors import InputError
from querschnitt.tables.spreadsheet import OLE, read_spreadsheet

ZIP = b"PK\x03\x04"
"""How an XLSX or ODS file begins."""

_SEPARATORS = (";", "\t", ",")


def read_sheets(content: bytes, *, where: str) -> dict[str, Sequence[Sequence[object]]]:
    """Return the sheets of a file as rows of cells.

    Raises
    ------
    InputError : if it is neither a spreadsheet nor a table of text
    """
    if content.startswith((ZIP, OLE)) or b"\0" in content:
        return read_spreadsheet(content, where=where)
    text = _decoded(content)
    if not text.strip():
        raise InputError("The file is empty", where=where, expected="XLSX, ODS or CSV")
    lines = text.splitlines()[:50]
    separator = max(_SEPARATORS, key=lambda sign: sum(line.count(sign) > 0 for line in lines))
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=separator))
    except csv.Error as error:
        raise InputError("The file cannot be read as CSV", where=where, got=str(error)) from error
    return {"CSV": rows}


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")

"""Spreadsheets from strangers: opened only after a look at how much room their cells would take.

The reader sets aside room for every cell between the first and the last one. One stray entry in the last cell of a
sheet, put there by a slip or on purpose, asks for half a terabyte, and ends the process without an error.
"""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree as SafeTree
from defusedxml.common import DefusedXmlException
from python_calamine import CalamineError, CalamineWorkbook

from querschnitt.core.errors import InputError

MOST_BYTES = 300_000_000
"""Unpacked. A questionnaire of 250 questions in 18 languages has 3 million."""

MOST_CELLS = 5_000_000
"""Between the first and the last cell of one sheet."""

OLE = b"\xd0\xcf\x11\xe0"
"""How an Excel file of before 2007 begins, and one with a password."""

_DAMAGES = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError,
    RuntimeError, OSError, ValueError,
)  # fmt: skip
"""What `zipfile` raises on a damaged file."""

_CHUNK = 1 << 20
_TAG_LENGTH = 400  # of what is looked at again with the next chunk, so that no cell is cut in two
_FILLED = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'][^<>]*(?<!/)>""")
"""A cell with something in it. A cell that is only coloured closes itself, and takes no room."""

_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_ERROR = re.compile(rb"""<(?:\w+:)?c\s(?=[^<>]*\st\s*=\s*["']e["'])[^<>]*>""")
_ODS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_ROW, _SHEET = _ODS % "table" + "table-row", _ODS % "table" + "table"
_CELLS = (_ODS % "table" + "table-cell", _ODS % "table" + "covered-table-cell")


def read_spreadsheet(content: bytes, *, where: str) -> dict[str, Sequence[Sequence[object]]]:
    """Return the sheets of an XLSX or ODS file as rows of cells, with empty rows, so that row numbers stay true.

    Raises
    ------
    InputError : if it is damaged, protected by a password, or too large
    """
    check_spreadsheet(content, where=where)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, ValueError, OverflowError) as error:
        raise InputError("The spreadsheet is damaged, or of another kind", where=where, got=str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader's way of giving up; it is no Exception
            raise
        raise InputError("The spreadsheet is damaged", where=where, got=str(error)) from error


def check_spreadsheet(content: bytes, *, where: str) -> None:
    """Refuse a spreadsheet that would take more room than a questionnaire can need.

    Raises
    ------
    InputError : if it is no XLSX or ODS file, or too large
    """
    if content.startswith(OLE):
        raise InputError(
            "The spreadsheet has a password, or is of the kind before 2007", where=where, expected="XLSX or ODS",
            hint="Save it without a password as XLSX.",
        )  # fmt: skip
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > MOST_BYTES:
                raise _too_large(where, f"{size:,} bytes unpacked", f"at most {MOST_BYTES:,}")
            for entry in archive.infolist():
                rows, columns = _extent(archive, entry)
                if rows * columns > MOST_CELLS:
                    raise _too_large(where, f"{rows:,} rows and {columns:,} columns", f"at most {MOST_CELLS:,} cells")
    except DefusedXmlException as error:
        got = type(error).__name__
        raise InputError("The spreadsheet declares entities", where=where, expected="none", got=got) from error
    except (*_DAMAGES, ParseError) as error:
        raise InputError("The spreadsheet is damaged, or of another kind", where=where, got=str(error)) from error


def error_cells(content: bytes) -> tuple[str, ...]:
    """Return the cells of a checked XLSX file that show an error, such as `#NAME?`; the reader gives them as empty.

    A text that somebody types with an equals sign in front becomes such a cell.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheets = [entry for entry in archive.namelist() if entry.startswith("xl/worksheets/")]
        found = (match for entry in sheets for match in _ERROR.findall(archive.read(entry)))
        places = (_PLACE.search(match) for match in found)
        return tuple(f"{place[1].decode()}{place[2].decode()}" for place in places if place)


def _too_large(where: str, got: str, expected: str) -> InputError:
    hint = "Perhaps one cell far away is filled in: copy the rows that you need into a new file."
    return InputError("The spreadsheet is too large", where=where, expected=expected, got=got, hint=hint)


def _extent(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """Return how many rows and columns the cells of one part of the file reach over; (0, 0) if it has no cells.

    Every part is looked at: a sheet may stand anywhere in the file, and a part that unpacks to more than it says is a
    trap, which `zipfile` refuses.
    """
    with archive.open(entry) as stream:
        if entry.filename == "content.xml":
            return _extent_of_ods(stream)
        return _extent_of_xlsx(iter(lambda: stream.read(_CHUNK), b""))


def _extent_of_xlsx(chunks: Iterator[bytes]) -> tuple[int, int]:
    rows = columns = 0
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        for column, row in _FILLED.findall(text):
            rows, columns = max(rows, int(row)), max(columns, _column_number(column))
        rest = text[-_TAG_LENGTH:]
    return rows, columns


def _column_number(letters: bytes) -> int:
    """Return the number of a column, from 1.

    >>> _column_number(b"A"), _column_number(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _extent_of_ods(stream: IO[bytes]) -> tuple[int, int]:
    """Return the extent of the largest table. Empty cells at an end do not count: programs repeat them to the edge."""
    most = (0, 0)
    table = _Table()
    for event, element in SafeTree.iterparse(stream, events=("start", "end")):
        if event == "start":
            table = _Table() if element.tag == _SHEET else table
        elif element.tag in _CELLS:
            table.add_cell(_repeated(element, "columns"), is_filled=_is_filled(element))
        elif element.tag == _ROW:
            table.end_row(_repeated(element, "rows"))
            element.clear()
        elif element.tag == _SHEET:
            most = max(most, (table.rows, table.columns), key=lambda extent: extent[0] * extent[1])
    return most


class _Table:
    """How far the filled cells of a table reach."""

    def __init__(self) -> None:
        self.rows = self.columns = self.row = self.column = 0
        self.is_filled = False

    def add_cell(self, count: int, *, is_filled: bool) -> None:
        self.column += count
        if is_filled:
            self.is_filled = True
            self.columns = max(self.columns, self.column)

    def end_row(self, count: int) -> None:
        self.row += count
        self.rows = self.row if self.is_filled else self.rows
        self.column, self.is_filled = 0, False


def _repeated(element: object, what: str) -> int:
    written = str(element.get(_ODS % "table" + f"number-{what}-repeated", "1"))  # type: ignore[attr-defined]
    return int(written) if written.isdecimal() else 1


def _is_filled(element: object) -> bool:
    has_value = element.get(_ODS % "office" + "value-type") is not None  # type: ignore[attr-defined]
    return has_value or len(element) > 0  # type: ignore[arg-type]

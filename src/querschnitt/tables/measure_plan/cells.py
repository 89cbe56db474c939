"""A sheet with typed columns: written with lists to choose from, read back cell by cell, every fault with its place."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from querschnitt.core.errors import InputError, suggestion
from querschnitt.tables.measure_plan.moments import EXPECTED, Moment, moment_of
from querschnitt.tables.spreadsheet import read_spreadsheet
from querschnitt.tables.workbook import CREATED, FACE

Kind = Literal["text", "choice", "begins", "ends", "number", "names"]
Value = str | Moment | Decimal | tuple[str, ...] | None
IDENTITY = "Kennung"
NOTES = "Hinweise"
MOST_LETTERS = 32_767  # in a cell, says the file format
SPARE_ROWS = 200  # below the filled ones, with the same lists to choose from
_BETWEEN = "; "


@dataclass(frozen=True)
class Column:
    """A column of a sheet. ``choices`` maps the code to the word of the cell; ``fixed`` is shown, not read."""

    key: str
    head: str
    kind: Kind = "text"
    choices: Mapping[str, str] = field(default_factory=dict)
    width: int = 18
    required: bool = False
    fixed: bool = False


@dataclass(frozen=True)
class CellFault:
    """What is wrong in one cell, as it is told to the person who filled it in."""

    sheet: str
    cell: str
    head: str
    value: str
    told: str
    expected: str = ""

    @property
    def row(self) -> int:
        """Return the number of the row, from 0 for the head."""
        return int(self.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1

    def __str__(self) -> str:
        parts = [f"{self.sheet}, {self.cell} ({self.head}): {self.told}"]
        parts += [f"expected {self.expected}"] if self.expected else []
        return "; ".join([*parts, f"found '{self.value}'" if self.value else "the cell is empty"])


@dataclass(frozen=True)
class Read:
    """The rows of a sheet by column, each with its number, and what is wrong in it."""

    rows: Sequence[tuple[int, Mapping[str, Value]]]
    faults: Sequence[CellFault]
    identity: str


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell; both count from 0.

    >>> cell_name(6, 3)
    'D7'
    """
    return str(xl_rowcol_to_cell(row, column))


def write_sheet(
    name: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Value]], *, identity: str, notes: Sequence[str]
) -> bytes:
    """Write a workbook with one sheet to fill in, one with notes, and a hidden one that says what it is about.

    Raises
    ------
    InputError : if a text is longer than a cell can hold
    """
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": name, "created": CREATED, "language": "de-DE"})
        sheet = book.add_worksheet(name)
        plain = book.add_format(FACE | {"text_wrap": True, "num_format": "@"})
        fixed = book.add_format(FACE | {"text_wrap": True, "num_format": "@", "bg_color": "#eeeeee"})
        head = book.add_format(FACE | {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, fixed if column.fixed else plain)
            sheet.write_string(0, place, column.head + (" *" if column.required else ""), head)
            if column.choices:
                words = list(column.choices.values())
                sheet.data_validation(1, place, len(rows) + SPARE_ROWS, place, {"validate": "list", "source": words})
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                text = _text_of(row.get(column.key), column, where=f"{name}, {cell_name(number, place)}")
                sheet.write_string(number, place, text, fixed if column.fixed else plain)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        _notes(book, notes, plain)
        hidden = book.add_worksheet(IDENTITY)
        hidden.write_string(0, 0, identity)
        hidden.hide()
    return file.getvalue()


def _notes(book: xlsxwriter.Workbook, notes: Sequence[str], plain: Format) -> None:
    sheet = book.add_worksheet(NOTES)
    sheet.set_column(0, 0, 100)
    for row, note in enumerate(notes):
        sheet.write_string(row, 0, note, plain)


def _text_of(value: Value, column: Column, *, where: str) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        text = _BETWEEN.join(value)
    elif isinstance(value, Decimal):
        text = f"{value.normalize():f}".replace(".", ",")
    else:
        text = column.choices.get(str(value), str(value))
    if len(text) > MOST_LETTERS:
        raise InputError(
            "A text is longer than a cell can hold", where=where, got=f"{len(text):,} letters",
            expected=f"{MOST_LETTERS:,} at most",
        )  # fmt: skip
    return text.replace("\r\n", "\n")


def read_sheet(content: bytes, name: str, columns: Sequence[Column], *, where: str) -> Read:
    """Read a sheet that was written by :func:`write_sheet` and filled in.

    The columns are found by their heads, wherever they stand; a sheet without a column is refused whole.

    Raises
    ------
    InputError : if the file is no spreadsheet, or the sheet or one of its columns is missing
    """
    sheets = read_spreadsheet(content, where=where)
    if name not in sheets:
        raise InputError(
            "The sheet is missing", where=where, expected=name, got=", ".join(sheets),
            hint="Fill in the workbook as it was exported, and keep the names of its sheets.",
        )  # fmt: skip
    table = sheets[name]
    heads = [str(cell).strip().removesuffix(" *") for cell in (table[0] if table else [])]
    places = {column.key: _place(column, heads, where=f"{where}, sheet {name}") for column in columns}
    rows, faults = [], []
    for number, cells in enumerate(table[1:], start=1):
        if not any(str(cell).strip() for cell in cells):
            continue
        values: dict[str, Value] = {}
        for column in columns:
            place = places[column.key]
            cell = cells[place] if place < len(cells) else ""
            value, told, expected = _read_cell(cell, column)
            values[column.key] = value
            if told:
                faults.append(CellFault(name, cell_name(number, place), column.head, _shown(cell), told, expected))
        rows.append((number, values))
    identity = sheets.get(IDENTITY) or [[""]]
    return Read(rows=rows, faults=faults, identity=str(identity[0][0]) if identity[0] else "")


def _place(column: Column, heads: Sequence[str], *, where: str) -> int:
    if column.head not in heads:
        raise InputError(
            f"The column '{column.head}' is missing", where=where, got=", ".join(filter(None, heads)),
            hint=suggestion(column.head, heads) or "Keep the first row as it was exported.",
        )  # fmt: skip
    return heads.index(column.head)


def _shown(cell: object) -> str:
    text = f"{cell:g}" if isinstance(cell, float) else str(cell)
    return text if len(text) <= 80 else text[:79] + "…"


def _read_cell(cell: object, column: Column) -> tuple[Value, str, str]:
    """Return the value, what is wrong with it, and what was expected; the last two are empty where nothing is."""
    text = _plain(cell)
    if not text:
        told = "must be filled in" if column.required else ""
        return (() if column.kind == "names" else None if column.kind != "text" else ""), told, ""
    return _READERS[column.kind](cell, text, column)


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def _text(cell: object, text: str, column: Column) -> tuple[Value, str, str]:
    return text, "", ""


def _choice(cell: object, text: str, column: Column) -> tuple[Value, str, str]:
    for code, word in column.choices.items():
        if text.casefold() in (word.casefold(), code.casefold()):
            return code, "", ""
    near = suggestion(text, column.choices.values())
    told = "is none of the words of the list"
    return None, f"{told}. {near}" if near else told, ", ".join(column.choices.values())


def _moment(cell: object, text: str, column: Column) -> tuple[Value, str, str]:
    found = moment_of(cell, "first" if column.kind == "begins" else "last")
    return found, "" if found else "is no date", "" if found else EXPECTED


def _number(cell: object, text: str, column: Column) -> tuple[Value, str, str]:
    found = number_of(cell)
    return (found, "", "") if found is not None else (None, "is no number", "12 or 12,5")


def number_of(cell: object) -> Decimal | None:
    """Return the number of a cell, written the German or the English way, or None where it is none.

    >>> number_of("1.234,5"), number_of(12.5), number_of("zwölf")
    (Decimal('1234.5'), Decimal('12.5'), None)
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(str(cell)) if math.isfinite(cell) else None
    plain = str(cell).strip().replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    german = plain.replace(".", "").replace(",", ".") if "," in plain or plain.count(".") > 1 else plain
    try:
        found = Decimal(german)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _names(cell: object, text: str, column: Column) -> tuple[Value, str, str]:
    names = tuple(name.strip() for name in text.replace("\n", ";").split(";") if name.strip())
    twice = sorted({name for name in names if names.count(name) > 1})
    return names, f"stands twice: {', '.join(twice)}" if twice else "", ""


_READERS: Mapping[Kind, Callable[[object, str, Column], tuple[Value, str, str]]] = {
    "text": _text, "choice": _choice, "begins": _moment, "ends": _moment, "number": _number, "names": _names,
}  # fmt: skip

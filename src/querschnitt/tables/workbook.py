"""The workbook of all tables: contents, one sheet a table, notes, sign legend; figures stay figures.

Follows the common rules for statistics in spreadsheets: one table a sheet, no merged cells, no empty columns, the
table's frame marked as a table, signs written as signs and never as colours, intervals in columns of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from querschnitt.core.errors import ShapeError

Kind = Literal["share", "points", "count", "mean", "euro", "p", "word"]
Level = Literal["total", "group", "row", "part"]
INSTEAD = (".", "x")  # signs written instead of a value
UNITS: dict[Kind, str] = {
    "share": "%",
    "points": "Prozentpunkte",
    "count": "Anzahl",
    "mean": "Mittelwert",
    "euro": "Euro",
    "p": "",
    "word": "",
}
CREATED = datetime(2000, 1, 1)  # the file carries no date of its own: the same tables give the same bytes
FIRST_ROW = 5  # the head of the table; above it title, base, note, source, way back
LEAST_ROOM, MOST_ROOM = 8, 90  # of a column of words, in characters
A4 = 9  # the number of the paper in the file format
FACE: dict[str, object] = {"font_name": "Arial", "font_size": 10, "valign": "top"}
CONTENTS, NOTES, LEGEND = "Inhalt", "Hinweise", "Zeichenerklärung"


@dataclass(frozen=True)
class Cell:
    """One figure; shares between 0 and 1. `sign` as in the legend, empty for none; `text` in a column of words."""

    value: float | None
    low: float | None = None
    high: float | None = None
    sign: str = ""
    n: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Column:
    """A column of figures; with intervals and signs it takes up to four columns of the sheet."""

    label: str
    kind: Kind = "share"
    decimals: int = 0


@dataclass(frozen=True)
class Row:
    """A line; `level` "group" is a heading within the table and has no cells."""

    label: str
    cells: Sequence[Cell]
    base: int | None = None
    level: Level = "row"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with what a reader needs beside it; `name` is its short name in the contents."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    name: str = ""
    row_head: str = ""
    base: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class _Formats:
    title: Format
    text: Format
    head: Format
    link: Format


def write_workbook(
    tables: Sequence[Table], *, title: str, notes: Sequence[str], legend: Sequence[tuple[str, str]]
) -> bytes:
    """Write all tables as XLSX; the same tables give the same bytes."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"title": title, "created": CREATED, "language": "de-DE"})
    formats, styles = _formats(book), _Styles(book)
    _contents(book, tables, title=title, formats=formats)
    for number, table in enumerate(tables, start=1):
        _sheet(book, table, number=number, formats=formats, styles=styles)
    _list(book, NOTES, [(note,) for note in notes], formats=formats)
    _list(book, LEGEND, list(legend), formats=formats)
    book.close()
    return file.getvalue()


def _formats(book: xlsxwriter.Workbook) -> _Formats:
    return _Formats(
        title=book.add_format(FACE | {"bold": True, "font_size": 14}),
        text=book.add_format(FACE | {"text_wrap": True}),
        head=book.add_format(FACE | {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"}),
        link=book.add_format(FACE | {"font_color": "#0b5a9c", "underline": 1}),
    )


def _contents(book: xlsxwriter.Workbook, tables: Sequence[Table], *, title: str, formats: _Formats) -> None:
    sheet = book.add_worksheet(CONTENTS)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, title, formats.title)
    sheet.write_row(2, 0, ("Blatt", "Inhalt"), formats.head)
    names = [(sheet_name(number), table.title) for number, table in enumerate(tables, start=1)]
    names += [(NOTES, "Hinweise zu allen Tabellen"), (LEGEND, "Bedeutung der Zeichen")]
    for row, (name, text) in enumerate(names, start=3):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", formats.link, name)
        sheet.write_string(row, 1, text, formats.text)


def sheet_name(number: int) -> str:
    """The name of the sheet of the table with this number, from 1.

    >>> sheet_name(7)
    'Tabelle 7'
    """
    return f"Tabelle {number}"


class _Styles:
    """Formats of figures, made once for each combination that occurs."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.known: dict[tuple[str, Level], Format] = {}

    def style(self, pattern: str, level: Level) -> Format:
        key = (pattern, level)
        if key not in self.known:
            properties: dict[str, object] = {"num_format": pattern, "bold": level in ("total", "group")}
            properties |= {"indent": 1} if level == "part" and pattern == "@" else {}
            self.known[key] = self.book.add_format(FACE | properties)
        return self.known[key]


def pattern(column: Column, sign: str = "") -> str:
    """The number format of a figure: brackets and the r of a correction are shown, the figure stays a figure.

    >>> pattern(Column("zufrieden")), pattern(Column("zufrieden"), "( )"), pattern(Column("Einkommen", "euro"))
    ('0%', '"("0%")"', '#,##0')
    """
    digits = "." + "0" * column.decimals if column.decimals else ""
    plain = f"0{digits}%" if column.kind in ("share", "points") else f"#,##0{digits}"
    if column.kind == "points":
        return f"+{plain};−{plain};0%"
    return f'"("{plain}")"' if "(" in sign else f'{plain}"r"' if sign == "r" else plain


def _sheet(book: xlsxwriter.Workbook, table: Table, *, number: int, formats: _Formats, styles: _Styles) -> None:
    sheet = book.add_worksheet(sheet_name(number))
    sheet.hide_gridlines(2)
    parts = [_Parts.of(table, place) for place in range(len(table.columns))]
    has_base = any(row.base is not None for row in table.rows)
    heads = [table.row_head or "Merkmal", *(head for part in parts for head in part.heads())]
    heads += ["Befragte (Anzahl)"] if has_base else []
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, max(1, len(heads) - 1), 13)
    _widen(sheet, parts, table.rows)
    _above(sheet, table, number=number, formats=formats)
    sheet.write_row(FIRST_ROW, 0, heads, formats.head)
    for row, line in enumerate(table.rows, start=FIRST_ROW + 1):
        _check(table, line)
        _row(sheet, row, line=line, parts=parts, styles=styles)
    sheet.freeze_panes(FIRST_ROW + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW)


def _widen(sheet: Worksheet, parts: Sequence[_Parts], rows: Sequence[Row]) -> None:
    """Give columns of words the room of their longest word or sentence, up to a limit."""
    place = 1
    for number, part in enumerate(parts):
        if part.column.kind == "word":
            longest = max((len(row.cells[number].text) for row in rows if row.cells), default=0)
            sheet.set_column(place, place, min(MOST_ROOM, max(LEAST_ROOM, longest)))
        place += len(part.heads())


def _above(sheet: Worksheet, table: Table, *, number: int, formats: _Formats) -> None:
    """Title, base, note, source and the way back: always in the same cells."""
    sheet.write_string(0, 0, f"{sheet_name(number)}: {table.title}", formats.title)
    lines = (table.base and f"Basis: {table.base}", table.note, table.source and f"Quelle: {table.source}")
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line)
    sheet.write_url(FIRST_ROW - 1, 0, f"internal:'{CONTENTS}'!A1", formats.link, "zurück zum Inhalt")


@dataclass(frozen=True)
class _Parts:
    """Which columns of the sheet one column of the table takes."""

    column: Column
    has_interval: bool
    has_sign: bool

    @classmethod
    def of(cls, table: Table, place: int) -> _Parts:
        cells = [row.cells[place] for row in table.rows if len(row.cells) > place]
        has_interval = any(cell.low is not None for cell in cells)
        column = table.columns[place]
        return cls(column, has_interval, column.kind != "p" and any(cell.sign for cell in cells))

    def heads(self) -> list[str]:
        label, unit = self.column.label, UNITS[self.column.kind]
        heads = [f"{label} ({unit})" if unit else label]
        heads += [f"{label}, untere Grenze", f"{label}, obere Grenze"] if self.has_interval else []
        return heads + ([f"{label}, Zeichen"] if self.has_sign else [])

    def values(self, cell: Cell) -> list[float | str | None]:
        """What the cells hold: a figure, a sign instead of it, a word, or nothing."""
        if self.column.kind == "word":
            return [cell.text or None]
        is_hidden = cell.value is None or cell.sign in INSTEAD
        values: list[float | str | None] = [(cell.sign or ".") if is_hidden else cell.value]
        values += [None if is_hidden else cell.low, None if is_hidden else cell.high] if self.has_interval else []
        return values + ([cell.sign or None] if self.has_sign else [])

    def patterns(self, cell: Cell) -> list[str]:
        if self.column.kind == "word":
            return ["@"]
        patterns = [pattern(self.column, cell.sign)]
        patterns += [pattern(self.column)] * 2 if self.has_interval else []
        return patterns + (["@"] if self.has_sign else [])


def _check(table: Table, line: Row) -> None:
    expected = 0 if line.level == "group" else len(table.columns)
    if len(line.cells) != expected:
        where = f"table {table.title}, row {line.label}"
        raise ShapeError(
            "A row of a table has too few or too many figures", where=where, expected=expected, got=len(line.cells)
        )


def _row(sheet: Worksheet, row: int, *, line: Row, parts: Sequence[_Parts], styles: _Styles) -> None:
    sheet.write_string(row, 0, line.label, styles.style("@", line.level))
    if line.level == "group":
        return
    place = 1
    for cell, part in zip(line.cells, parts, strict=True):
        for value, form in zip(part.values(cell), part.patterns(cell), strict=True):
            _write(sheet, (row, place), value, style=styles.style(form, "total" if line.level == "total" else "row"))
            place += 1
    _write(sheet, (row, place), line.base, style=styles.style("#,##0", line.level))


def _write(sheet: Worksheet, place: tuple[int, int], value: float | str | None, *, style: Format) -> None:
    if isinstance(value, str):
        sheet.write_string(*place, value, style)
    elif value is not None:
        sheet.write_number(*place, value, style)


def _list(book: xlsxwriter.Workbook, name: str, lines: Sequence[Sequence[str]], *, formats: _Formats) -> None:
    """A sheet of plain lines: notes, or signs with their meanings."""
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    width = max((len(line) for line in lines), default=1)
    sheet.set_column(0, width - 1, 90)
    if width > 1:
        sheet.set_column(0, 0, 12)
    sheet.write_string(0, 0, name, formats.title)
    for row, line in enumerate(lines, start=2):
        for place, text in enumerate(line):
            sheet.write_string(row, place, text, formats.text)

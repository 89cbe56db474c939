"""Cells, rows and tables written out: rounding, signs, units, intervals. The only place where a figure becomes text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from querschnitt.core.errors import ShapeError
from querschnitt.press.numbers import number, signed, span
from querschnitt.press.report.content import Cell, Change, ChangeRow, Finding, Kind, Row, Table
from querschnitt.press.report.document import PrintedCell, PrintedFinding, PrintedHead, PrintedRow, PrintedTable
from querschnitt.press.report.tables import change_title

UNITS: dict[Kind, str] = {"share": "%", "points": "Punkte", "count": "Anzahl", "mean": "Mittelwert", "euro": "Euro"}
INSTEAD = (".", "x")  # signs printed instead of a value
STACK_FROM = 5  # columns with intervals; from here on they stand under the figures
DIFFERENCE: dict[str, Kind] = {"share": "points", "mean": "mean", "euro": "euro"}
Legend = Sequence[tuple[str, str]]


def figure(value: float, kind: Kind, decimals: int) -> str:
    """A value without its unit: 82 for a share of 0.82, with a sign where it is a difference."""
    if kind == "points":
        return signed(100 * value, decimals=decimals)
    return number(100 * value if kind == "share" else value, decimals=decimals)


def cell(given: Cell, kind: Kind, decimals: int) -> PrintedCell:
    """One figure with its sign and interval.

    >>> cell(Cell(0.82, low=0.79, high=0.85), "share", 0)
    PrintedCell(text='82', interval='79–85', is_word=False)
    >>> cell(Cell(0.3, sign="( )"), "share", 0).text, cell(Cell(None, sign="."), "share", 0).text
    ('(30)', '.')
    """
    if given.value is None or given.sign in INSTEAD:
        return PrintedCell(given.sign or ".")
    if given.sign == "0":
        return PrintedCell("0", _interval(given, kind, decimals))
    text = figure(given.value, kind, decimals)
    if "(" in given.sign:
        text = f"({text})"
    return PrintedCell(text + ("r" if "r" in given.sign else ""), _interval(given, kind, decimals))


def _interval(given: Cell, kind: Kind, decimals: int) -> str:
    if given.low is None or given.high is None:
        return ""
    return span(figure(given.low, kind, decimals), figure(given.high, kind, decimals))


def signs_in(cells: Sequence[Cell], legend: Legend) -> tuple[tuple[str, str], ...]:
    """The lines of the legend that a table needs."""
    used = {_plain(given.sign) for given in cells if given.sign}
    return tuple((sign, meaning) for sign, meaning in legend if _plain(sign) in used)


def _plain(sign: str) -> str:
    return sign.replace(" ", "")


def table(given: Table, *, label: str, legend: Legend) -> PrintedTable:
    """A table of results."""
    has_base = any(row.base is not None for row in given.rows)
    rows = [_row(row, given, has_base=has_base) for row in given.rows]
    heads = [PrintedHead(column.label, UNITS[column.kind]) for column in given.columns]
    heads += [PrintedHead("Befragte", "Anzahl")] if has_base else []
    has_intervals = any(printed.interval for row in rows for printed in row.cells)
    stacked = has_intervals and len(given.columns) >= STACK_FROM
    return PrintedTable(
        number=label,
        title=given.title,
        row_head=given.row_head,
        heads=tuple(heads) if stacked else spread(heads, rows),
        rows=tuple(rows),
        base=given.base,
        notes=(given.note,) if given.note else (),
        signs=signs_in([c for row in given.rows for c in row.cells], legend),
        source=given.source,
        stacked=stacked,
        has_intervals=has_intervals,
    )


def _row(row: Row, given: Table, *, has_base: bool) -> PrintedRow:
    if row.level == "group":
        return PrintedRow(row.label, (), "group")
    if len(row.cells) != len(given.columns):
        raise ShapeError(
            "A row of a table has too few or too many figures",
            where=f"table {given.title}, row {row.label}",
            expected=len(given.columns),
            got=len(row.cells),
        )
    cells = [cell(c, column.kind, column.decimals) for c, column in zip(row.cells, given.columns, strict=True)]
    return PrintedRow(row.label, (*cells, _base(row.base)) if has_base else tuple(cells), row.level)


def spread(heads: Sequence[PrintedHead], rows: Sequence[PrintedRow]) -> tuple[PrintedHead, ...]:
    """Give the columns that have an interval in some row the width of their longest figure."""
    columns = [[row.cells[place] for row in rows if row.cells] for place in range(len(heads))]
    digits = [max(len(c.text) for c in cells) if any(c.interval for c in cells) else 0 for cells in columns]
    return tuple(replace(head, digits=width) for head, width in zip(heads, digits, strict=True))


def _base(base: int | None) -> PrintedCell:
    return PrintedCell("" if base is None else number(base))


def change_table(change: Change, *, label: str, waves: tuple[str, str], legend: Legend) -> PrintedTable:
    """Both waves, the difference with its interval, and the grade of the comparison."""
    kind, difference = change.kind, DIFFERENCE[change.kind]
    heads = (
        PrintedHead(waves[0], UNITS[kind]),
        PrintedHead(waves[1], UNITS[kind]),
        PrintedHead("Veränderung", UNITS[difference]),
        PrintedHead("Stufe", is_word=True),
    )
    common = common_reasons(change.rows)
    rows = tuple(_change_row(row, kind, difference, change.decimals) for row in change.rows)
    own = [
        f"{row.domain}: {'; '.join(rest)}."
        for row in change.rows
        if (rest := [r for r in row.reasons if r not in common])
    ]
    shown = [c for row in change.rows for c in (row.before, row.after, row.difference)]
    return PrintedTable(
        number=label,
        title=change_title(change, waves),
        row_head="",
        heads=spread(heads, rows),
        rows=rows,
        notes=tuple(note for note in (change.note, *own) if note),
        signs=signs_in(shown, legend),
        has_intervals=True,
    )


def _change_row(row: ChangeRow, kind: Kind, difference: Kind, decimals: int) -> PrintedRow:
    cells = (
        cell(row.before, kind, decimals),
        cell(row.after, kind, decimals),
        cell(row.difference, difference, decimals),
        PrintedCell(row.grade, is_word=True),
    )
    return PrintedRow(row.domain, cells, row.level)


def common_reasons(rows: Sequence[ChangeRow]) -> tuple[str, ...]:
    """The reasons that every row shares, in their order."""
    if not rows:
        return ()
    return tuple(reason for reason in rows[0].reasons if all(reason in row.reasons for row in rows))


def finding(given: Finding) -> PrintedFinding:
    """A headline figure: "82 %", its sentence, and in small "79–85 · Basis: …"."""
    printed = cell(given.cell, given.kind, given.decimals)
    unit = {"share": "\u00a0%", "points": " Punkte", "euro": "\u00a0€"}.get(given.kind, "")
    has_value = given.cell.value is not None and given.cell.sign not in INSTEAD
    interval = f"Schwankungsbreite {printed.interval}{unit}" if printed.interval else ""
    detail = " · ".join(part for part in (interval, given.base) if part)
    return PrintedFinding(printed.text + (unit if has_value else ""), given.sentence, detail)

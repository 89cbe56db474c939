"""The workbook of a report: every numbered table under its number, with the same figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from querschnitt.press.report import Cell, Change, ChangeRow, ReportContent, change_title, numbered_tables
from querschnitt.press.report import Table as Printed
from querschnitt.tables import workbook

DIFFERENCE: dict[str, workbook.Kind] = {"share": "points", "mean": "mean", "euro": "euro"}


def report_workbook(content: ReportContent) -> bytes:
    """Write all numbered tables of a report as XLSX."""
    waves = (content.waves[0], content.waves[-1])
    source = f"{content.title}, {content.publisher}"
    sheets = [
        _change(table, waves, source=source) if isinstance(table, Change) else _sheet(table, source=source)
        for table in numbered_tables(content)
    ]
    return workbook.write_workbook(
        sheets,
        title=content.title,
        notes=list(_notes(content)),
        legend=[*content.legend, *((f"Stufe {letter}", meaning) for letter, meaning in content.grades)],
    )


def _notes(content: ReportContent) -> Iterator[str]:
    if content.notice:
        yield content.notice
    yield from content.assumptions
    yield from (f"{name}: {text}" for name, text in content.changes_facts)
    yield from (f"{given.name}: {given.definition}" for given in content.populations)
    yield from (f"{rate.name}: {rate.definition}" for rate in content.rates)
    if content.rates_note:
        yield content.rates_note


def _sheet(table: Printed, *, source: str) -> workbook.Table:
    """Return a table of the report as one of the workbook: the same values under the other floor's names."""
    rows = [workbook.Row(row.label, [_cell(cell) for cell in row.cells], row.base, row.level) for row in table.rows]
    columns = [workbook.Column(column.label, column.kind, column.decimals) for column in table.columns]
    return workbook.Table(
        title=table.title, columns=columns, rows=rows, row_head=table.row_head, base=table.base, note=table.note,
        source=table.source or source,
    )  # fmt: skip


def _cell(cell: Cell) -> workbook.Cell:
    return workbook.Cell(**asdict(cell))


def _change(change: Change, waves: tuple[str, str], *, source: str) -> workbook.Table:
    """Return a change as a sheet: both waves with their bases, the difference, its test, its grade and the reasons."""
    columns = [
        workbook.Column(waves[0], change.kind, change.decimals),
        workbook.Column(f"Befragte {waves[0]}", "count"),
        workbook.Column(waves[1], change.kind, change.decimals),
        workbook.Column(f"Befragte {waves[1]}", "count"),
        workbook.Column("Veränderung", DIFFERENCE[change.kind], change.decimals),
        workbook.Column("p nach Holm", "p", 3),
        workbook.Column("Stufe", "word"),
        workbook.Column("Gründe der Stufe", "word"),
    ]
    rows = [workbook.Row(row.domain, _cells(row), level=row.level) for row in change.rows]
    return workbook.Table(
        title=change_title(change, waves), columns=columns, rows=rows, note=change.note, source=source
    )


def _cells(row: ChangeRow) -> Sequence[workbook.Cell]:
    return [
        _cell(row.before),
        _count(row.before.n),
        _cell(row.after),
        _count(row.after.n),
        _cell(row.difference),
        workbook.Cell(row.p, sign="" if row.p is not None else row.difference.sign),
        workbook.Cell(None, text=row.grade),
        workbook.Cell(None, text="; ".join(row.reasons)),
    ]


def _count(n: int | None) -> workbook.Cell:
    return workbook.Cell(n)

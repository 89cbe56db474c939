"""The plan of an edition as a workbook: one row a measure, import = export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from querschnitt.tables.measure_plan.cells import CellFault, Column, Value, cell_name, read_sheet, write_sheet
from querschnitt.tables.measure_plan.moments import Moment

SHEET = "Maßnahmen"
KINDS = {word: word for word in ("Vorhaben", "Aktion", "Lösungsansatz")}
RECURRENCES = {"once": "einmalig", "recurring": "wiederkehrend", "continuous": "dauerhaft"}
COLUMNS = (
    Column("number", "Nummer", required=True, width=9),
    Column("title_de", "Titel", required=True, width=32),
    Column("field", "Handlungsfeld", required=True, width=13),
    Column("text", "Beschlusstext", required=True, width=60),
    Column("goal_de", "Ziel", width=40),
    Column("kind", "Art", "choice", choices=KINDS, required=True),
    Column("recurrence", "Dauer", "choice", choices=RECURRENCES, required=True),
    Column("begins", "Beginn", "begins", width=12),
    Column("ends", "Ende", "ends", width=12),
    Column("lead", "Federführung", required=True, width=14),
    Column("involved", "Beteiligte", "names", width=24),
    Column("target_groups_de", "Zielgruppen", width=24),
    Column("place_de", "Ort"),
    Column("goals", "Strategische Ziele", "names"),
    Column("legal_basis", "Rechtsgrundlage"),
    Column("cost_note", "Kosten"),
    Column("title_en", "Titel englisch", width=32),
    Column("goal_en", "Ziel englisch"),
    Column("target_groups_en", "Zielgruppen englisch"),
    Column("place_en", "Ort englisch"),
    Column("measure", "Kennung der Maßnahme", width=14),
)
NOTES = (
    "Jede Zeile ist eine Maßnahme. Spalten mit * müssen ausgefüllt sein.",
    "Handlungsfeld: die Nummer des Feldes. Federführung, Beteiligte: Kurzbezeichnungen, mit Semikolon getrennt.",
    "Beginn und Ende so genau wie bekannt: 30.06.2023, 06/2023, II/2023 oder 2023.",
    "Eine neue Zeile ohne Kennung ist eine neue Maßnahme. Die Kennung bleibt, auch wenn sich die Nummer ändert.",
    "Eine Zeile, die fehlt, löscht nichts: die Maßnahme bleibt, wie sie ist, und wird genannt.",
)


@dataclass(frozen=True)
class PlanRow:
    """A measure as the workbook has it. ``measure`` is its identity, empty for a new one."""

    number: str
    title_de: str
    field: str
    text: str
    goal_de: str = ""
    kind: str = "Vorhaben"
    recurrence: str = "once"
    begins: Moment | None = None
    ends: Moment | None = None
    lead: str = ""
    involved: tuple[str, ...] = ()
    target_groups_de: str = ""
    place_de: str = ""
    goals: tuple[str, ...] = ()
    legal_basis: str = ""
    cost_note: str = ""
    title_en: str = ""
    goal_en: str = ""
    target_groups_en: str = ""
    place_en: str = ""
    measure: str = ""
    row: int = 0  # in the sheet, from 1 for the first below the head; 0 where it comes from elsewhere


@dataclass(frozen=True)
class ReadPlan:
    """The rows without a fault, all faults by cell, and which edition the workbook says it is of."""

    rows: tuple[PlanRow, ...]
    faults: tuple[CellFault, ...]
    edition: str


def write_plan(rows: Sequence[PlanRow], *, edition: str) -> bytes:
    """Write the measures of an edition; the same measures give the same bytes."""
    values = [{column.key: cast(Value, getattr(row, column.key)) for column in COLUMNS} for row in rows]
    return write_sheet(SHEET, COLUMNS, values, identity=f"plan {edition}", notes=NOTES)


def read_plan(content: bytes, *, where: str) -> ReadPlan:
    """Read a workbook of measures. Rows with a fault are left out of the rows; all faults are told.

    Raises
    ------
    InputError : if it is no such workbook
    """
    read = read_sheet(content, SHEET, COLUMNS, where=where)
    rows = [
        PlanRow(**values, row=number)  # type: ignore[arg-type]
        for number, values in read.rows
    ]
    faults = [*read.faults, *_doubles(rows, "number"), *_doubles(rows, "measure"), *_backwards(rows)]
    bad = {fault.row for fault in faults}
    kept = tuple(row for row in rows if row.row not in bad)
    return ReadPlan(kept, tuple(sorted(faults, key=lambda fault: fault.row)), read.identity.removeprefix("plan "))


def _fault(row: PlanRow, key: str, told: str) -> CellFault:
    place = [column.key for column in COLUMNS].index(key)
    return CellFault(SHEET, cell_name(row.row, place), COLUMNS[place].head, str(getattr(row, key)), told)


def _doubles(rows: Sequence[PlanRow], key: str) -> list[CellFault]:
    first: dict[str, PlanRow] = {}
    faults = []
    for row in rows:
        value = str(getattr(row, key))
        if value and value in first:
            faults.append(_fault(row, key, f"stands already in row {first[value].row + 1}"))
        elif value:
            first[value] = row
    return faults


def _backwards(rows: Sequence[PlanRow]) -> list[CellFault]:
    return [
        _fault(row, "ends", "lies before the begin")
        for row in rows
        if row.begins and row.ends and row.ends.day < row.begins.day
    ]

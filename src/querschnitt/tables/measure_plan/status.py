"""The status of an office's measures as a workbook: one row a measure, import = export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from querschnitt.tables.measure_plan.cells import CellFault, Column, Value, cell_name, read_sheet, write_sheet
from querschnitt.tables.measure_plan.moments import Moment

SHEET = "Sachstand"
PHASES = {
    "planned": "geplant", "running": "läuft", "paused": "ruht", "done": "abgeschlossen",
    "ended": "beendet, ohne abgeschlossen zu sein",
}  # fmt: skip
SCHEDULES = {"on_time": "im Plan", "late": "verspätet", "ahead": "früher als geplant", "no_dates": "ohne Termine"}
COMPLETIONS = {"counted": "zählbar", "not_assessable": "nicht bewertbar"}
COLUMNS = (
    Column("number", "Nummer", required=True, width=9),
    Column("title", "Maßnahme", width=32, fixed=True),
    Column("last_note", "Zuletzt gemeldet", width=50, fixed=True),
    Column("phase", "Phase", "choice", choices=PHASES, required=True),
    Column("schedule", "Zeitplan", "choice", choices=SCHEDULES),
    Column("completion", "Erfüllung", "choice", choices=COMPLETIONS),
    Column("counted", "Erreicht (Anzahl)", "number", width=11),
    Column("target", "Ziel (Anzahl)", "number", width=11),
    Column("counted_unit", "Einheit", width=14),
    Column("note", "Sachstand (öffentlich)", required=True, width=60),
    Column("internal", "Vermerk (intern)", width=40),
    Column("obstacles", "Hindernisse", width=40),
    Column("next_steps", "Nächste Schritte", width=40),
    Column("unchanged_because", "Unverändert, weil", width=30),
    Column("paused_because_de", "Ruht, weil", width=30),
    Column("paused_until", "Ruht bis", "ends", width=12),
)
NOTES = (
    "Jede Zeile ist eine Maßnahme Ihres Amtes. Spalten mit * sind auszufüllen; graue Spalten werden nicht gelesen.",
    "Erfüllung: Zählbar nur mit Anzahl und Ziel. Was sich nicht zählen lässt, ist „nicht bewertbar“, nie null.",
    "Wer „ruht“ wählt, nennt den Grund und, wenn bekannt, den Tag, bis zu dem die Maßnahme ruht.",
)


@dataclass(frozen=True)
class StatusRow:
    """What an office says on one measure; ``title`` and ``last_note`` are shown and not read back."""

    number: str
    phase: str
    note: str
    title: str = ""
    last_note: str = ""
    schedule: str | None = None
    completion: str | None = None
    counted: Decimal | None = None
    target: Decimal | None = None
    counted_unit: str = ""
    internal: str = ""
    obstacles: str = ""
    next_steps: str = ""
    unchanged_because: str = ""
    paused_because_de: str = ""
    paused_until: Moment | None = None
    row: int = 0


@dataclass(frozen=True)
class ReadStatus:
    """The rows without a fault, all faults by cell, and which round and office the workbook says it is of."""

    rows: tuple[StatusRow, ...]
    faults: tuple[CellFault, ...]
    round_and_office: str


def write_status(rows: Sequence[StatusRow], *, round_and_office: str) -> bytes:
    """Write the status of an office's measures; the same rows give the same bytes."""
    values = [{column.key: cast(Value, getattr(row, column.key)) for column in COLUMNS} for row in rows]
    return write_sheet(SHEET, COLUMNS, values, identity=f"status {round_and_office}", notes=NOTES)


def read_status(content: bytes, *, where: str) -> ReadStatus:
    """Read a workbook of status rows. Rows with a fault are left out of the rows; all faults are told.

    Raises
    ------
    InputError : if it is no such workbook
    """
    read = read_sheet(content, SHEET, COLUMNS, where=where)
    rows = [
        StatusRow(**values, row=number)  # type: ignore[arg-type]
        for number, values in read.rows
    ]
    faults = [*read.faults, *(fault for row in rows for fault in _faults(row))]
    bad = {fault.row for fault in faults}
    kept = tuple(row for row in rows if row.row not in bad)
    return ReadStatus(kept, tuple(sorted(faults, key=lambda fault: fault.row)), read.identity.removeprefix("status "))


def _faults(row: StatusRow) -> list[CellFault]:
    """What the three dimensions demand of each other."""
    found = []
    if row.phase == "paused" and not row.paused_because_de:
        found.append(_fault(row, "paused_because_de", "must be filled in where a measure is paused"))
    if row.phase and row.phase != "paused" and (row.paused_because_de or row.paused_until):
        key = "paused_because_de" if row.paused_because_de else "paused_until"
        found.append(_fault(row, key, "is filled in, but the measure is not paused"))
    if row.completion == "counted" and row.counted is None:
        found.append(_fault(row, "counted", "must be filled in where completion is counted"))
    if row.completion == "counted" and (row.target is None or row.target <= 0):
        found.append(_fault(row, "target", "must be above 0 where completion is counted"))
    if row.completion != "counted" and (row.counted is not None or row.target is not None):
        found.append(_fault(row, "counted" if row.counted is not None else "target", "is filled in, but not counted"))
    return found


def _fault(row: StatusRow, key: str, told: str) -> CellFault:
    place = [column.key for column in COLUMNS].index(key)
    value = getattr(row, key)
    return CellFault(SHEET, cell_name(row.row, place), COLUMNS[place].head, "" if value is None else str(value), told)

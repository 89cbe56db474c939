"""Measures as cards: groups by field or by lead office, columns by phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from querschnitt.apps.strategy.models import Field, Office
from querschnitt.apps.strategy.queries.measure_table import TableRow
from querschnitt.apps.strategy.queries.narrowing import PHASES

Group = Field | Office | None  # None: measures without a lead


@dataclass(frozen=True)
class Column:
    """The cards of one phase within a group."""

    phase: str
    rows: Sequence[TableRow]


@dataclass(frozen=True)
class Lane:
    """A group of the board with all its columns, empty ones too."""

    group: Group
    anchor: str
    count: int
    columns: Sequence[Column]


def lanes(rows: Sequence[TableRow], *, by: str) -> list[Lane]:
    """Return the board of some measures by ``field`` or by ``office``; only phases that occur have a column."""
    groups: dict[int, tuple[Group, list[TableRow]]] = {}
    for row in rows:
        group: Group = row.version.field if by == "field" else row.lead.office if row.lead else None
        groups.setdefault(group.pk if group else 0, (group, []))[1].append(row)
    phases = [phase for phase in PHASES if any(row.phase == phase for row in rows)]
    found = [_lane(group, shown, phases) for group, shown in groups.values()]
    return found if by == "field" else sorted(found, key=_name)


def _lane(group: Group, rows: Sequence[TableRow], phases: Sequence[str]) -> Lane:
    columns = [Column(phase=phase, rows=[row for row in rows if row.phase == phase]) for phase in phases]
    return Lane(group=group, anchor=f"g{group.pk if group else 0}", count=len(rows), columns=columns)


def _name(lane: Lane) -> tuple[bool, str]:
    """Sort by the office's name; what has no lead comes first, because somebody must see to it."""
    return (lane.group is not None, lane.group.name if isinstance(lane.group, Office) else "")

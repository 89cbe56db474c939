"""An edition as rows of a workbook, and what a workbook would change in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from querschnitt.apps.strategy.models import Edition, MeasureVersion, Office
from querschnitt.apps.strategy.queries.in_force import parts_on, versions_on
from querschnitt.core.errors import suggestion
from querschnitt.tables.measure_plan import CellFault, Moment, PlanRow, ReadPlan, cell_name
from querschnitt.tables.measure_plan.plan import COLUMNS, SHEET

TEXTS = (
    "number", "title_de", "text", "goal_de", "kind", "recurrence", "target_groups_de", "place_de", "legal_basis",
    "cost_note", "title_en", "goal_en", "target_groups_en", "place_en",
)  # fmt: skip
"""What a version and a row of the workbook call by the same name."""


@dataclass(frozen=True)
class PlanChange:
    """One cell of a measure that would change."""

    number: str
    title: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class PlanChanges:
    """What a workbook would do to an edition. Measures that are missing in it stay as they are."""

    changed: tuple[PlanChange, ...]
    new: tuple[PlanRow, ...]
    missing: tuple[MeasureVersion, ...]
    faults: tuple[CellFault, ...]

    @property
    def is_nothing(self) -> bool:
        """Return whether the workbook says what the edition says."""
        return not self.changed and not self.new and not self.faults


def plan_rows(edition: Edition) -> list[PlanRow]:
    """Return the measures of an edition as the workbook has them; four queries, however many."""
    versions = list(versions_on(edition).select_related("field"))
    parts = parts_on(versions, None)
    goals: dict[int, list[str]] = defaultdict(list)
    for goal in edition.goals.prefetch_related("versions"):
        for version in goal.versions.all():
            goals[version.pk].append(goal.number)
    rows = []
    for place, version in enumerate(versions, start=1):
        offices = [(part.role, part.office.short) for part in parts.get(version.pk, [])]
        texts = {name: str(getattr(version, name)) for name in TEXTS}
        rows.append(
            PlanRow(
                **texts,
                field=str(version.field.number),
                begins=_moment(version.begins, version.begins_precision),
                ends=_moment(version.ends, version.ends_precision),
                lead=next((short for role, short in offices if role == "lead"), ""),
                involved=tuple(short for role, short in offices if role != "lead"),
                goals=tuple(goals[version.pk]),
                measure=str(version.measure_id),
                row=place,
            )
        )
    return rows


def _moment(day: date | None, precision: str) -> Moment | None:
    return Moment(day, precision) if day else None  # type: ignore[arg-type]


def plan_changes(edition: Edition, read: ReadPlan) -> PlanChanges:
    """Compare a workbook with the edition it is to change."""
    before = {row.measure: row for row in plan_rows(edition)}
    known = {row.measure for row in read.rows if row.measure}
    faults = [*read.faults, *_faults(edition, read.rows, before)]
    changed = [change for row in read.rows if row.measure in before for change in _changes(before[row.measure], row)]
    missing = versions_on(edition).exclude(measure__in=[key for key in known if key in before])
    return PlanChanges(
        changed=tuple(changed),
        new=tuple(row for row in read.rows if not row.measure),
        missing=() if read.faults else tuple(missing),  # a row with a fault was not read: its measure is not missing
        faults=tuple(sorted(faults, key=lambda fault: fault.row)),
    )


def _changes(before: PlanRow, after: PlanRow) -> Iterable[PlanChange]:
    for column in COLUMNS:
        old, new = getattr(before, column.key), getattr(after, column.key)
        if old != new:
            yield PlanChange(before.number, before.title_de, column.head, _shown(old), _shown(new))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None else str(value)


def _faults(edition: Edition, rows: Iterable[PlanRow], before: Mapping[str, PlanRow]) -> list[CellFault]:
    """What a row says that only the edition can tell to be wrong."""
    fields = {str(number) for number in edition.fields.values_list("number", flat=True)}
    goals = set(edition.goals.values_list("number", flat=True))
    offices = set(Office.objects.values_list("short", flat=True))
    found = []
    for row in rows:
        if row.field not in fields:
            found.append(_fault(row, "field", row.field, _told("is no field of the edition", row.field, fields)))
        for key, names, known in (("lead", (row.lead,), offices), ("involved", row.involved, offices),
                                  ("goals", row.goals, goals)):  # fmt: skip
            noun = "goal of the edition" if key == "goals" else "office"
            wrong = [name for name in names if name not in known]
            found += [_fault(row, key, name, _told(f"is no {noun}", name, known)) for name in wrong]
        if row.lead in row.involved:
            found.append(_fault(row, "involved", row.lead, "leads the measure already"))
        if row.measure and row.measure not in before:
            found.append(_fault(row, "measure", row.measure, "is no measure of the edition"))
    return found


def _fault(row: PlanRow, key: str, value: str, told: str) -> CellFault:
    place = [column.key for column in COLUMNS].index(key)
    return CellFault(SHEET, cell_name(row.row, place), COLUMNS[place].head, value, told)


def _told(what: str, value: str, known: Iterable[str]) -> str:
    near = suggestion(value, known)
    return f"{what}. {near}" if near else what


def offices_by_name() -> dict[str, list[Office]]:
    """Return the offices of today by each of their names, in small letters."""
    found: dict[str, list[Office]] = defaultdict(list)
    for office in Office.objects.filter(valid_until=None):
        for name in {office.name.casefold(), office.short.casefold()}:
            found[name].append(office)
    return found

"""Take a workbook of measures into a draft, or make a draft of another city's plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.strategy.actions.drafts import settle
from querschnitt.apps.strategy.models import (
    BudgetLine,
    Edition,
    Field,
    Involvement,
    Measure,
    MeasureVersion,
    Office,
    ProgressEntry,
    ReportingRound,
    Succession,
)
from querschnitt.apps.strategy.queries.plan import TEXTS, PlanChanges, offices_by_name, plan_changes
from querschnitt.core.errors import InputError, StateError
from querschnitt.tables.measure_plan import ForeignMeasure, ForeignPlan, PlanRow, ReadPlan


@dataclass(frozen=True)
class TakenPlan:
    """What came in from another city's plan."""

    edition: Edition
    measures: int
    offices: tuple[str, ...]  # that were not known before
    entries: int
    budget_lines: int


def take_plan(*, edition: Edition, read: ReadPlan, actor: str) -> PlanChanges:
    """Change a draft as a workbook says: whole, or not at all.

    Raises
    ------
    InputError : if a cell is wrong, or the workbook is of another edition
    StateError : if the edition is frozen
    """
    with transaction.atomic(using="office"):
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        _check_open(edition)
        if read.edition != edition.slug:
            raise InputError(
                "The workbook is of another edition", expected=edition.slug, got=read.edition or "none",
                hint="Export the plan of this edition and fill that in.",
            )  # fmt: skip
        changes = plan_changes(edition, read)
        if changes.faults:
            first = changes.faults[0]
            raise InputError(
                f"{len(changes.faults)} cells cannot be read; nothing was changed",
                where=f"sheet {first.sheet}, cell {first.cell}", got=first.value, expected=first.expected or first.told,
            )  # fmt: skip
        _write_rows(edition, read.rows)
        settle(edition)
        log_activity(
            alias="office", verb="take plan", subject=edition.slug, actor=actor,
            figures={"changed": len(changes.changed), "new": len(changes.new)},
        )  # fmt: skip
    return changes


def _check_open(edition: Edition) -> None:
    if edition.is_frozen:
        raise StateError(
            "The edition is adopted and stays as it is", where=edition.slug,
            hint="Change the draft of the next edition, or record a supplement.",
        )  # fmt: skip


def _write_rows(edition: Edition, rows: Iterable[PlanRow]) -> None:
    fields = {str(field.number): field for field in edition.fields.all()}
    goals = {
        goal.number: (goal, {version.pk for version in goal.versions.all()})
        for goal in edition.goals.prefetch_related("versions")
    }
    offices = {office.short: office for office in Office.objects.order_by("valid_until")}
    known = {str(version.measure_id): version for version in edition.versions.all()}
    rows = list(rows)
    for place, row in enumerate(rows):  # out of the way, so that two measures can change numbers
        if row.measure in known and known[row.measure].number != row.number:
            edition.versions.filter(pk=known[row.measure].pk).update(number=f"~{place}")
    for row in rows:
        version = known.get(row.measure) or MeasureVersion(
            measure=Measure.objects.create(first_edition=edition), edition=edition
        )
        _fill(version, row, fields[row.field])
        version.save()
        if not row.measure and edition.predecessor_id:
            Succession.objects.create(edition=edition, kind=Succession.Kind.NEW, later=version)
        for number, (goal, versions) in goals.items():
            if (number in row.goals) != (version.pk in versions):
                (goal.versions.add if number in row.goals else goal.versions.remove)(version)
        _set_offices(version, offices[row.lead], [offices[short] for short in row.involved])


def _fill(version: MeasureVersion, row: PlanRow, field: Field) -> None:
    if version.pk is None or version.field_id != field.pk:
        last = MeasureVersion.objects.filter(field=field, supplement=None).aggregate(last=Max("position"))["last"]
        version.field, version.position = field, (last or 0) + 1
    for name in TEXTS:
        setattr(version, name, getattr(row, name))
    version.begins, version.ends = (moment.day if moment else None for moment in (row.begins, row.ends))
    version.begins_precision = row.begins.precision if row.begins else "year"
    version.ends_precision = row.ends.precision if row.ends else "year"


def _set_offices(version: MeasureVersion, lead: Office | None, involved: Iterable[Office]) -> None:
    wanted = {office.pk: Involvement.Role.INVOLVED for office in involved}
    wanted |= {lead.pk: Involvement.Role.LEAD} if lead else {}
    parts = {row.office_id: row for row in version.involvements.all()}
    for office, row in parts.items():
        if wanted.get(office) != row.role:
            row.delete()
    for office, role in wanted.items():
        if office not in parts or parts[office].role != role:
            Involvement.objects.create(version=version, office_id=office, role=role)


def take_foreign_plan(
    *, plan: ForeignPlan, slug: str, title: str, source: str, state_on: date | None = None, actor: str = ""
) -> TakenPlan:
    """Make the draft of an edition from another city's plan: fields, offices, measures, money, and their status.

    ``state_on`` : the day that the status of the plan is of; without it no status is taken.

    Raises
    ------
    InputError : if the plan has no measure
    StateError : if there is an edition with that short name
    """
    if not plan.measures:
        raise InputError("The plan has no measure", where=source, hint="Look at the list of cells that were left.")
    with transaction.atomic(using="office"):
        if Edition.objects.filter(slug=slug).exists():
            raise StateError("There is an edition with this short name", got=slug, hint="Choose another one.")
        edition = Edition.objects.create(slug=slug, title_de=title, title_en="")
        fields = {
            str(number): Field.objects.create(edition=edition, number=number, name_de=name, name_en="")
            for number, name in enumerate(plan.fields, start=1)
        }
        offices = _Offices()
        versions = [_add_foreign(measure, fields[measure.row.field], offices=offices) for measure in plan.measures]
        entries = _add_status(edition, plan.measures, versions, state_on=state_on) if state_on else 0
        lines = _add_money(edition, plan.measures, versions, source=source)
        taken = TakenPlan(
            edition=edition, measures=len(versions), offices=tuple(offices.made), entries=entries, budget_lines=lines
        )
        log_activity(
            alias="office", verb="take another plan", subject=slug, actor=actor,
            figures={"measures": taken.measures, "offices": len(taken.offices), "left": len(plan.left)},
        )  # fmt: skip
    return taken


class _Offices:
    """Offices by the names of a plan; an office nobody knows yet is added."""

    def __init__(self) -> None:
        self.known = offices_by_name()
        self.made: list[str] = []

    def named(self, name: str) -> Office:
        found = self.known.get(name.casefold(), [])
        return found[0] if len(found) == 1 else self._make(name)

    def _make(self, name: str) -> Office:
        start = slugify(name)[:40] or "amt"
        taken = set(Office.objects.filter(slug__startswith=start).values_list("slug", flat=True))
        slug = next(text for text in (start, *(f"{start}-{n}" for n in range(2, 10_000))) if text not in taken)
        office = Office.objects.create(slug=slug, name=name[:200], short=name[:20], kind=Office.Kind.OFFICE)
        self.known[name.casefold()] = [office]
        self.made.append(name)
        return office


def _add_foreign(measure: ForeignMeasure, field: Field, *, offices: _Offices) -> MeasureVersion:
    version = MeasureVersion(measure=Measure.objects.create(first_edition=field.edition), edition=field.edition)
    _fill(version, measure.row, field)
    version.save()
    lead = offices.named(measure.row.lead) if measure.row.lead else None
    _set_offices(version, lead, [offices.named(name) for name in measure.row.involved])
    return version


def _add_status(
    edition: Edition, measures: Iterable[ForeignMeasure], versions: Iterable[MeasureVersion], *, state_on: date
) -> int:
    opened = ReportingRound.objects.create(
        edition=edition, slug=f"{state_on:%Y-%m}", name_de=f"Stand {state_on:%d.%m.%Y}", state_on=state_on
    )
    rows = [
        ProgressEntry(
            round=opened, version=version, phase=measure.phase, note=measure.note,
            paused_because_de="im Plan nicht genannt" if measure.phase == "paused" else "",
        )
        for measure, version in zip(measures, versions, strict=True) if measure.phase
    ]  # fmt: skip
    return len(ProgressEntry.objects.bulk_create(rows))


def _add_money(
    edition: Edition, measures: Iterable[ForeignMeasure], versions: Iterable[MeasureVersion], *, source: str
) -> int:
    rows = [
        BudgetLine(
            edition=edition, version=version, year=money.year, stage=BudgetLine.Stage.REQUESTED, amount=money.amount,
            purpose_de=version.title_de, purpose_en=version.title_en, source=source[:200],
        )
        for measure, version in zip(measures, versions, strict=True) for money in measure.money
    ]  # fmt: skip
    return len(BudgetLine.objects.bulk_create(rows))

"""Fields in short, and measures as rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from querschnitt.apps.indicators.queries import current_releases
from querschnitt.apps.strategy.models import (
    Edition,
    Evidence,
    Field,
    Involvement,
    MeasureVersion,
    Office,
    ProgressEntry,
)
from querschnitt.apps.strategy.queries.measure_table import TableRow


@dataclass(frozen=True)
class MeasureRow:
    """A measure as a list shows it."""

    version: MeasureVersion
    lead: Office | None  # a draft may still lack it
    involved: tuple[Office, ...]
    status: ProgressEntry | None
    links: int

    @property
    def offices(self) -> tuple[Office, ...]:
        """Return the offices with a part, the lead first."""
        return (*((self.lead,) if self.lead else ()), *self.involved)


@dataclass(frozen=True)
class FieldSummary:
    """A field of action with its measures counted by phase and by evidence."""

    field: Field
    measures: int
    planned: int
    running: int
    paused: int
    done: int
    without_status: int
    with_evidence: int
    links: int


def current_edition() -> Edition | None:
    """Return the adopted edition, or the newest one where none is adopted."""
    adopted = Edition.objects.filter(state=Edition.State.ADOPTED)
    return adopted.first() or Edition.objects.first()


def measure_rows(edition: Edition) -> list[MeasureRow]:
    """Return all measures of an edition in their order; four queries, however many measures."""
    versions = edition.versions.select_related("field").order_by("field__number", "position")
    offices: dict[int, list[Involvement]] = defaultdict(list)
    for involvement in _involvements(edition):
        offices[involvement.version_id].append(involvement)
    status = {entry.version_id: entry for entry in _latest_progress(edition)}
    links = Counter(_links().filter(version__edition=edition).values_list("version_id", flat=True))
    return [_row(version, offices[version.pk], status.get(version.pk), links[version.pk]) for version in versions]


def _row(
    version: MeasureVersion, offices: Iterable[Involvement], status: ProgressEntry | None, links: int
) -> MeasureRow:
    parts = {role: [entry.office for entry in offices if entry.role == role] for role in Involvement.Role.values}
    return MeasureRow(
        version=version,
        lead=next(iter(parts["lead"]), None),
        involved=tuple(parts["involved"]),
        status=status,
        links=links,
    )


def _involvements(edition: Edition) -> QuerySet[Involvement]:
    return Involvement.objects.filter(version__edition=edition).select_related("office").order_by("office__name")


def _latest_progress(edition: Edition) -> QuerySet[ProgressEntry]:
    return (
        ProgressEntry.objects.filter(version__edition=edition)
        .select_related("round")
        .order_by("version_id", "-round__state_on", "-pk")
        .distinct("version_id")
    )


def _links() -> QuerySet[Evidence]:
    return Evidence.objects.filter(finding__release__in=current_releases())


def field_summaries(edition: Edition, rows: Sequence[MeasureRow | TableRow]) -> list[FieldSummary]:
    """Return the fields of an edition with the measures of ``rows`` counted."""
    grouped: dict[int, list[MeasureRow | TableRow]] = defaultdict(list)
    for row in rows:
        grouped[row.version.field_id].append(row)
    return [_summary(field, grouped[field.pk]) for field in edition.fields.order_by("number")]


def _summary(field: Field, rows: Sequence[MeasureRow | TableRow]) -> FieldSummary:
    phases = Counter(row.status.phase if row.status else "none" for row in rows)
    return FieldSummary(
        field=field,
        measures=len(rows),
        planned=phases["planned"],
        running=phases["running"],
        paused=phases["paused"],
        done=phases["done"],
        without_status=phases["none"],
        with_evidence=sum(1 for row in rows if row.links),
        links=sum(row.links for row in rows),
    )

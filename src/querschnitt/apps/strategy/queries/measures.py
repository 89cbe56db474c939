"""The edition in force, and its fields in short."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from querschnitt.apps.strategy.models import Edition, Field
from querschnitt.apps.strategy.queries.measure_table import TableRow


@dataclass(frozen=True)
class FieldSummary:
    """A field of action with its measures counted by phase and by evidence."""

    field: Field
    measures: int
    planned: int
    running: int
    paused: int
    done: int
    ended: int
    without_status: int
    with_evidence: int
    links: int


def current_edition() -> Edition | None:
    """Return the adopted edition, or the newest one where none is adopted."""
    adopted = Edition.objects.filter(state=Edition.State.ADOPTED)
    return adopted.first() or Edition.objects.first()


def field_summaries(edition: Edition, rows: Sequence[TableRow]) -> list[FieldSummary]:
    """Return the fields of an edition with the measures of ``rows`` counted."""
    grouped: dict[int, list[TableRow]] = defaultdict(list)
    for row in rows:
        grouped[row.version.field_id].append(row)
    return [_summary(field, grouped[field.pk]) for field in edition.fields.order_by("number")]


def _summary(field: Field, rows: Sequence[TableRow]) -> FieldSummary:
    phases = Counter(row.status.phase if row.status else "none" for row in rows)
    return FieldSummary(
        field=field,
        measures=len(rows),
        planned=phases["planned"],
        running=phases["running"],
        paused=phases["paused"],
        done=phases["done"],
        ended=phases["ended"],
        without_status=phases["none"],
        with_evidence=sum(1 for row in rows if row.links),
        links=sum(row.links for row in rows),
    )

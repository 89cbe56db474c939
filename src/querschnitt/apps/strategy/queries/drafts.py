"""A draft as its page shows it: each measure with what became of it, and those that ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from querschnitt.apps.strategy.models import (
    Edition,
    Evidence,
    Field,
    MeasureVersion,
    ProgressEntry,
    StrategicGoal,
    Succession,
)
from querschnitt.apps.strategy.queries.in_force import Part, parts_on


@dataclass(frozen=True)
class Losses:
    """What is lost with a draft: counts of what stands in it, and of what was done to it."""

    fields: int
    measures: int
    changed: int  # reworded, moved, split, merged or new
    ended: int
    goals: int
    evidence: int
    decisions: int  # of the review
    status: int
    money: int


@dataclass(frozen=True)
class DraftRow:
    """A measure of a draft, with what became of it and what it follows."""

    version: MeasureVersion
    lead: Part | None
    kind: str
    earlier: Sequence[str]  # numbers in the edition before


def draft_fields(edition: Edition) -> list[tuple[Field, list[DraftRow]]]:
    """Return the fields of a draft with their measures; five queries."""
    rows = edition.versions.filter(supplement=None).only("number", "title_de", "title_en", "field", "edition")
    versions = list(rows.order_by("field__number", "position"))
    parts = parts_on(versions, None)
    links: dict[int, list[tuple[str, str]]] = {}
    followed = edition.successions.filter(later__isnull=False)
    for later, kind, number in followed.order_by("pk").values_list("later_id", "kind", "earlier__number"):
        links.setdefault(later or 0, []).append((kind, number or ""))
    grouped: dict[int, list[DraftRow]] = {}
    for version in versions:
        here = links.get(version.pk, [])
        lead = next((part for part in parts.get(version.pk, []) if part.role == "lead"), None)
        row = DraftRow(version, lead, here[0][0] if here else "", [number for _, number in here if number])
        grouped.setdefault(version.field_id, []).append(row)
    return [(field, grouped.get(field.pk, [])) for field in edition.fields.order_by("number")]


def ended_in(edition: Edition) -> list[Succession]:
    """Return the measures that a draft ends; one query."""
    rows = edition.successions.filter(kind=Succession.Kind.ENDED).select_related("earlier__field")
    return list(rows.order_by("earlier__field__number", "earlier__position"))


def origin_of(version: MeasureVersion) -> list[Succession]:
    """Return what a measure of a draft follows; one query."""
    return list(version.follows.select_related("earlier__edition", "earlier__field"))


def goals_of(edition: Edition) -> list[StrategicGoal]:
    """Return the strategic goals of an edition with ``served``, how many measures serve each; one query."""
    return list(edition.goals.annotate(served=Count("versions")).order_by("number"))


def losses_of(edition: Edition) -> Losses:
    """Return what would be lost with a draft; eight queries."""
    counted = Counter(edition.successions.values_list("kind", flat=True))
    untouched = (Succession.Kind.KEPT, Succession.Kind.ENDED)
    return Losses(
        fields=edition.fields.count(),
        measures=edition.versions.count(),
        changed=sum(counted.values()) - sum(counted[kind] for kind in untouched),
        ended=counted[Succession.Kind.ENDED],
        goals=edition.goals.count(),
        evidence=Evidence.objects.filter(version__edition=edition).count(),
        decisions=edition.review.count(),
        status=ProgressEntry.objects.filter(version__edition=edition).count(),
        money=edition.budget_lines.count() + edition.frames.count(),
    )

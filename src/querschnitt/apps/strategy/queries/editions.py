"""Editions as the list shows them, one edition with the trail of its decisions, and the strategy on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q

from querschnitt.apps.strategy.models import (
    Consultation,
    Correction,
    Edition,
    Ending,
    Field,
    FieldSuccession,
    MeasureVersion,
    Office,
    Paper,
    Supplement,
)
from querschnitt.apps.strategy.queries.in_force import Part, edition_on, parts_on, versions_on


@dataclass(frozen=True)
class EditionRow:
    """An edition as the list shows it."""

    edition: Edition
    fields: int
    measures: int
    papers: int
    supplements: int


@dataclass(frozen=True)
class SupplementRow:
    """A supplement with what it says: measures it adds or words anew, and those it ends."""

    supplement: Supplement
    added: tuple[MeasureVersion, ...]
    changed: tuple[MeasureVersion, ...]
    ended: tuple[tuple[MeasureVersion | None, Ending], ...]


@dataclass(frozen=True)
class CorrectionRow:
    """A correction with the name of what it corrects."""

    correction: Correction
    of: str


@dataclass(frozen=True)
class Trail:
    """How an edition came to be and what was decided since."""

    edition: Edition
    fields: Sequence[Field]
    earlier_fields: Mapping[int, Sequence[Field]]
    kinds: Mapping[str, int]
    papers: Sequence[Paper]
    supplements: Sequence[SupplementRow]
    corrections: Sequence[CorrectionRow]
    measures: int


@dataclass(frozen=True)
class Standing:
    """A measure as it stands on a day."""

    version: MeasureVersion
    parts: Sequence[Part]


@dataclass(frozen=True)
class StrategyOn:
    """The strategy on a day, field by field."""

    day: date
    edition: Edition
    fields: Sequence[tuple[Field, Sequence[Standing]]]
    count: int
    supplements: Sequence[Supplement]


def edition_rows(*, with_drafts: bool) -> list[EditionRow]:
    """Return the editions, the newest first, with their counts; one query."""
    seen = Edition.objects.all() if with_drafts else Edition.objects.exclude(state=Edition.State.DRAFT)
    rows = seen.annotate(
        fields_=Count("fields", distinct=True),
        measures_=Count("versions", filter=Q(versions__supplement=None), distinct=True),
        papers_=Count("papers", distinct=True),
        supplements_=Count("supplements", filter=Q(supplements__adopted_on__isnull=False), distinct=True),
    ).select_related("predecessor")
    found = [EditionRow(row, row.fields_, row.measures_, row.papers_, row.supplements_) for row in rows]
    far = date.max
    return sorted(found, key=lambda row: (row.edition.valid_from or far, row.edition.pk), reverse=True)


def trail(edition: Edition) -> Trail:
    """Return an edition with its fields, papers, supplements and corrections; ten queries."""
    fields = list(
        edition.fields.select_related("lead").annotate(count=Count("versions", filter=Q(versions__supplement=None)))
    )
    before: dict[int, list[Field]] = {}
    for link in FieldSuccession.objects.filter(edition=edition).select_related("earlier"):
        before.setdefault(link.later_id, []).append(link.earlier)
    consultations = Prefetch("consultations", queryset=Consultation.objects.order_by("on", "pk"))
    rows = Paper.objects.filter(Q(edition=edition) | Q(reply_to__edition=edition))
    papers = sorted(rows.select_related("reply_to").prefetch_related(consultations).order_by("number"), key=_dealt_with)
    return Trail(
        edition=edition,
        fields=fields,
        earlier_fields=before,
        kinds=Counter(edition.successions.values_list("kind", flat=True)),
        papers=papers,
        supplements=supplement_rows(edition),
        corrections=corrections_of(edition, fields, papers),
        measures=sum(field.count for field in fields),
    )


def _dealt_with(paper: Paper) -> date:
    """Return when a paper came, or first came before a body; one of which neither is known comes first."""
    bodies = [consultation.on for consultation in paper.consultations.all()]
    return paper.submitted_on or min(bodies, default=date.min)


def supplement_rows(edition: Edition) -> list[SupplementRow]:
    """Return the supplements to an edition with what they say; four queries."""
    versions = edition.versions.select_related("field").order_by("field__number", "position")
    endings = Prefetch("endings", queryset=Ending.objects.order_by("pk"))
    rows = list(edition.supplements.select_related("paper").prefetch_related(endings).order_by("number"))
    everything = list(versions) if rows else []
    base = {version.measure_id: version for version in everything if version.supplement_id is None}
    found = []
    for row in rows:
        mine = [version for version in everything if version.supplement_id == row.pk]
        known = {version.measure_id: version for version in everything}
        found.append(
            SupplementRow(
                supplement=row,
                added=tuple(version for version in mine if version.measure_id not in base),
                changed=tuple(version for version in mine if version.measure_id in base),
                ended=tuple((known.get(ending.measure_id), ending) for ending in row.endings.all()),
            )
        )
    return found


def corrections_of_row(subject: str, row: int) -> list[Correction]:
    """Return the corrections of one row, the first one first; one query."""
    return list(Correction.objects.filter(subject=subject, row=row).order_by("pk"))


def corrections_of(edition: Edition, fields: Sequence[Field], papers: Sequence[Paper]) -> list[CorrectionRow]:
    """Return the corrections of an edition, its fields, its measures and its papers; two queries."""
    numbers = {version.pk: str(version) for version in edition.versions.all()}
    names = {field.pk: str(field) for field in fields}
    papers_named = {paper.pk: str(paper) for paper in papers}
    named: Mapping[str, Mapping[int, str]] = {
        "version": numbers, "field": names, "edition": {edition.pk: edition.title_de}, "paper": papers_named,
    }  # fmt: skip
    wanted = Q()
    for subject, rows in named.items():
        wanted |= Q(subject=subject, row__in=rows)
    found = Correction.objects.filter(wanted).order_by("corrected_at", "pk")
    return [CorrectionRow(row, named[row.subject].get(row.row, "")) for row in found]


def strategy_on(day: date) -> StrategyOn | None:
    """Return the strategy as it stands on a day, or None where none is in force; six queries."""
    edition = edition_on(day)
    if edition is None:
        return None
    versions = list(versions_on(edition, day).select_related("field", "supplement__paper"))
    parts = parts_on(versions, day)
    grouped: dict[int, list[Standing]] = {}
    for version in versions:
        grouped.setdefault(version.field_id, []).append(Standing(version, parts.get(version.pk, [])))
    counted = edition.supplements.filter(adopted_on__isnull=False, applies_from__lte=day)
    return StrategyOn(
        day=day,
        edition=edition,
        fields=[(field, grouped.get(field.pk, [])) for field in edition.fields.order_by("number")],
        count=len(versions),
        supplements=list(counted.select_related("paper").order_by("number")),
    )


def offices_in_force(day: date) -> list[Office]:
    """Return the offices that exist on a day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return list(Office.objects.filter(begun).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day)))

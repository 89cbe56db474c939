"""Editions read as values: what each measure says, in the German that the council decides on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from babel.dates import format_date
from django.db.models import Prefetch, Q, QuerySet
from django.utils import translation

from querschnitt.apps.strategy.models import (
    Edition,
    Ending,
    FieldSuccession,
    Involvement,
    MeasureVersion,
    StrategicGoal,
    Succession,
)
from querschnitt.apps.strategy.queries.in_force import Part, parts_on
from querschnitt.core.editions import Edition as EditionValue
from querschnitt.core.editions import Kind, Version
from querschnitt.core.editions import Succession as SuccessionValue

PATTERNS = {"day": "dd.MM.yyyy", "month": "MMMM y", "quarter": "QQQ y", "year": "y"}


def last_day(edition: Edition) -> date | None:
    """Return the last day on which an edition was in force; None while it is."""
    return edition.valid_until - timedelta(days=1) if edition.valid_until else None


def edition_value(edition: Edition, *, as_it_ended: bool) -> EditionValue:
    """Return an edition as a value; five queries.

    Parameters
    ----------
    as_it_ended : with all that adopted supplements added and changed, the measures they ended still among them, and
        offices under the names that had taken over; else as it was adopted
    """
    versions = all_versions(edition) if as_it_ended else list(_ordered(edition.versions.filter(supplement=None)))
    parts = parts_on(versions, (last_day(edition) or date.max) if as_it_ended else None)
    with translation.override("de"):
        values = tuple(version_value(version, parts.get(version.pk, [])) for version in versions)
    return EditionValue(edition.slug, values, follows(edition))


def all_versions(edition: Edition) -> list[MeasureVersion]:
    """Return each measure an edition ever had in its last wording, those that a supplement ended among them."""
    decided = Q(supplement=None) | Q(supplement__adopted_on__isnull=False)
    rows = _ordered(edition.versions.filter(decided).select_related("supplement"))
    latest: dict[object, MeasureVersion] = {}
    for row in sorted(rows, key=_age):
        latest[row.measure_id] = row
    return sorted(latest.values(), key=lambda row: (row.field.number, row.position, row.number))


def _age(version: MeasureVersion) -> tuple[date, int]:
    extra = version.supplement
    return (extra.applies_from, extra.number) if extra else (date.min, 0)


def _ordered(versions: QuerySet[MeasureVersion]) -> QuerySet[MeasureVersion]:
    goals = Prefetch("goals", queryset=StrategicGoal.objects.order_by("number"))
    return versions.select_related("field").prefetch_related(goals).order_by("field__number", "position", "number")


def version_value(version: MeasureVersion, parts: Sequence[Part]) -> Version:
    """Return what a measure says, part by part. Fields and goals of the version are read: fetch them together."""
    lead = [part.office.name for part in parts if part.role == Involvement.Role.LEAD]
    others = [part for part in parts if part.role != Involvement.Role.LEAD]
    words = (
        ("title", version.title_de),
        ("text", version.text),
        ("goal", version.goal_de),
        ("target_groups", version.target_groups_de),
        ("kind", version.kind),
        ("recurrence", str(version.get_recurrence_display()) if version.recurrence else ""),
        ("period", period(version)),
        ("place", version.place_de),
        ("lead", "; ".join(lead)),
        ("involved", "; ".join(part.office.name + (f" ({part.words})" if part.words else "") for part in others)),
        ("goals", "; ".join(f"{goal.number} {goal.text_de}" for goal in version.goals.all())),
        ("legal_basis", version.legal_basis),
        ("costs", version.cost_note),
    )
    return Version(str(version.measure_id), version.number, str(version.field_id), words)


def period(version: MeasureVersion) -> str:
    """Return from when to when a measure runs, as exactly as it is known, in German."""
    begins = _moment(version.begins, version.begins_precision)
    ends = _moment(version.ends, version.ends_precision)
    if begins and ends:
        return begins if begins == ends else f"{begins} bis {ends}"
    return f"seit {begins}" if begins else f"bis {ends}" if ends else ""


def _moment(day: date | None, precision: str) -> str:
    return format_date(day, PATTERNS[precision], locale="de") if day else ""


def follows(edition: Edition) -> Mapping[str, frozenset[str]]:
    """Return field -> fields of the edition before that went into it; the same numbers where nobody wrote it down."""
    links = list(FieldSuccession.objects.filter(edition=edition).values_list("later_id", "earlier_id"))
    fields = list(edition.fields.values_list("pk", "number"))
    if not links and edition.predecessor_id:
        before = dict(edition.predecessor.fields.values_list("number", "pk")) if edition.predecessor else {}
        links = [(pk, before[number]) for pk, number in fields if number in before]
    found: dict[str, set[str]] = {str(pk): set() for pk, _ in fields}
    for later, earlier in links:
        found.setdefault(str(later), set()).add(str(earlier))
    return {later: frozenset(earlier) for later, earlier in found.items()}


def succession_values(edition: Edition) -> list[SuccessionValue]:
    """Return what became of each measure in an edition: as written down, and what supplements had ended before."""
    rows = Succession.objects.filter(edition=edition).select_related("earlier", "later").order_by("pk")
    found = [
        SuccessionValue(
            Kind(row.kind),
            str(row.earlier.measure_id) if row.earlier else "",
            str(row.later.measure_id) if row.later else "",
            row.reason,
            row.paper,
        )
        for row in rows
    ]
    named = {each.earlier for each in found}
    ended = Ending.objects.filter(
        supplement__edition=edition.predecessor_id, supplement__adopted_on__isnull=False
    ).select_related("supplement__paper")
    return found + [
        SuccessionValue(Kind.ENDED, str(row.measure_id), "", row.reason, row.supplement.paper.number)
        for row in ended.order_by("supplement__applies_from", "pk")
        if str(row.measure_id) not in named
    ]

"""Editions read as values: what each measure says, in the German that the council decides on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from django.db.models import Q, QuerySet
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
    """Return an edition as a value; seven queries at most.

    Parameters
    ----------
    as_it_ended : with all that adopted supplements added and changed, the measures they ended still among them, and
        offices under the names that had taken over; else as it was adopted
    """
    decided = Q(supplement__adopted_on__isnull=False)
    scope = edition.versions.filter(Q(supplement=None) | decided if as_it_ended else Q(supplement=None))
    rows = _last_wordings(scope)
    parts = parts_on(rows, (last_day(edition) or date.max) if as_it_ended else None)
    goals = _goals(edition)
    with translation.override("de"):
        recurrences = {code: str(name) for code, name in MeasureVersion.Recurrence.choices}
    values = tuple(
        _value(row, parts.get(row.pk, []), goals.get(row.pk, ""), recurrences.get(row.recurrence, "")) for row in rows
    )
    return EditionValue(edition.slug, values, follows(edition))


COLUMNS = (
    *("pk", "measure_id", "field_id", "field__number", "position", "number", "title_de", "text", "goal_de"),
    *("target_groups_de", "kind", "recurrence", "begins", "begins_precision", "ends", "ends_precision", "place_de"),
    *("legal_basis", "cost_note", "supplement__applies_from", "supplement__number"),
)


def _last_wordings(scope: QuerySet[MeasureVersion]) -> list[Any]:
    """Return the columns of each measure in its last wording, in the order of printing."""
    latest: dict[object, Any] = {}
    for row in sorted(scope.values_list(*COLUMNS, named=True), key=_age):
        latest[row.measure_id] = row
    return sorted(latest.values(), key=lambda row: (row.field__number, row.position, row.number))


def _age(row: Any) -> tuple[date, int]:
    return (row.supplement__applies_from or date.min, row.supplement__number or 0)


def _goals(edition: Edition) -> Mapping[int, str]:
    """Return the strategic goals of each measure that has any."""
    links = StrategicGoal.versions.through.objects.filter(strategicgoal__edition=edition)
    found: dict[int, list[str]] = {}
    for version, number, text in links.order_by("strategicgoal__number").values_list(
        "measureversion_id", "strategicgoal__number", "strategicgoal__text_de"
    ):
        found.setdefault(version, []).append(f"{number} {text}")
    return {version: "; ".join(texts) for version, texts in found.items()}


def _value(row: Any, parts: Sequence[Part], goals: str, recurrence: str) -> Version:
    """Return what a measure says, part by part."""
    lead = [part.office.name for part in parts if part.role == Involvement.Role.LEAD]
    others = [part for part in parts if part.role != Involvement.Role.LEAD]
    words = (
        ("title", row.title_de),
        ("text", row.text),
        ("goal", row.goal_de),
        ("target_groups", row.target_groups_de),
        ("kind", row.kind),
        ("recurrence", recurrence),
        ("period", period(row)),
        ("place", row.place_de),
        ("lead", "; ".join(lead)),
        ("involved", "; ".join(part.office.name + (f" ({part.words})" if part.words else "") for part in others)),
        ("goals", goals),
        ("legal_basis", row.legal_basis),
        ("costs", row.cost_note),
    )
    return Version(str(row.measure_id), row.number, str(row.field_id), words)


def period(row: Any) -> str:
    """Return from when to when a measure runs, as exactly as it is known, in German."""
    begins = _moment(row.begins, row.begins_precision)
    ends = _moment(row.ends, row.ends_precision)
    if begins and ends:
        return begins if begins == ends else f"{begins} bis {ends}"
    return f"seit {begins}" if begins else f"bis {ends}" if ends else ""


@lru_cache(maxsize=4096)
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
    rows = Succession.objects.filter(edition=edition).order_by("pk")
    found = [
        SuccessionValue(Kind(kind), str(earlier or ""), str(later or ""), reason, paper)
        for kind, earlier, later, reason, paper in rows.values_list(
            "kind", "earlier__measure_id", "later__measure_id", "reason", "paper"
        )
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

"""What would change if several measures of a draft were changed at once: worked out before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from querschnitt.apps.strategy.models import Edition, Field, Involvement, MeasureVersion, Office, Precision


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What several measures shall get; what is None or empty stays as it is."""

    lead: Office | None = None
    field: Field | None = None
    recurrence: str = ""
    begins: date | None = None
    ends: date | None = None
    precision: str = Precision.DAY
    target_groups: str = ""


@dataclass(frozen=True)
class Change:
    """One cell that would change, with its words before and after."""

    version: MeasureVersion
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Plan:
    """All changes, and a digest by which they are known again when they are applied."""

    changes: Sequence[Change]
    numbers: dict[int, tuple[str, int]]  # number and position in the new field, by key of the version

    @property
    def digest(self) -> str:
        """Return the same text for the same changes only."""
        told = [(change.version.pk, change.column, change.before, change.after) for change in self.changes]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def chosen_versions(edition: Edition, keys: Sequence[int]) -> list[MeasureVersion]:
    """Return the measures of an edition with these keys, in their order."""
    versions = edition.versions.filter(pk__in=keys, supplement=None).select_related("field")
    return list(versions.order_by("field__number", "position"))


def plan_of(versions: Sequence[MeasureVersion], wish: Wish) -> Plan:
    """Return what the wish would change in some measures of one edition; three queries, however many measures."""
    leads = {
        row.version_id: row.office
        for row in Involvement.objects.filter(version__in=versions, role="lead").select_related("office")
    }
    numbers = _new_numbers(versions, wish.field) if wish.field else {}
    changes = [
        Change(version, column, before, after)
        for version in versions
        for column, before, after in _cells(version, wish, leads.get(version.pk), numbers)
        if before != after
    ]
    return Plan(changes=changes, numbers=numbers)


def _cells(
    version: MeasureVersion, wish: Wish, lead: Office | None, numbers: dict[int, tuple[str, int]]
) -> Iterator[tuple[str, str, str]]:
    if wish.lead:
        yield "lead", lead.name if lead else "", wish.lead.name
    if wish.field and version.pk in numbers:
        yield "field", str(version.field), str(wish.field)
        yield "number", version.number, numbers[version.pk][0]
    if wish.recurrence:
        yield "recurrence", version.recurrence, wish.recurrence
    if wish.begins:
        yield "begins", _moment(version.begins, version.begins_precision), _moment(wish.begins, wish.precision)
    if wish.ends:
        yield "ends", _moment(version.ends, version.ends_precision), _moment(wish.ends, wish.precision)
    if wish.target_groups:
        yield "target_groups", version.target_groups_de, wish.target_groups


def _moment(day: date | None, precision: str) -> str:
    return f"{day:%Y-%m-%d} {precision}" if day else ""


def _new_numbers(versions: Sequence[MeasureVersion], field: Field) -> dict[int, tuple[str, int]]:
    """Give measures that come into a field the next numbers and places of it."""
    taken = set(field.edition.versions.values_list("number", flat=True))
    last = max(field.versions.values_list("position", flat=True), default=0)
    found: dict[int, tuple[str, int]] = {}
    tail = 0
    for version in (version for version in versions if version.field_id != field.pk):
        tail, last = _free(field.number, tail, taken), last + 1
        found[version.pk] = (f"{field.number}.{tail}", last)
    return found


def _free(field: int, tail: int, taken: set[str]) -> int:
    """Return the next number behind the highest that the field has."""
    own = [int(number.split(".")[1]) for number in taken if number.split(".")[0] == str(field) and _counts(number)]
    return max([tail, *own]) + 1


def _counts(number: str) -> bool:
    parts = number.split(".")
    return len(parts) == 2 and parts[1].isdigit()

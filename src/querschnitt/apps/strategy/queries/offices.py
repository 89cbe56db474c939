"""Offices with what they lead, and what a reorganisation would move."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from querschnitt.apps.strategy.models import (
    Draft,
    Involvement,
    MeasureVersion,
    Office,
    OfficeFunction,
    OfficeMember,
    OfficeSuccession,
    Referral,
    StatusLink,
)
from querschnitt.apps.strategy.queries.in_force import edition_on, parts_on, versions_on


@dataclass(frozen=True)
class OfficePart:
    """The part an office has in a measure today."""

    version: MeasureVersion
    role: str


@dataclass(frozen=True)
class Affected:
    """All that is open at an office: it goes to the successors, the rest keeps the old name."""

    parts: tuple[OfficePart, ...]
    drafts: tuple[Draft, ...]
    links: tuple[StatusLink, ...]
    functions: tuple[OfficeFunction, ...]
    members: tuple[OfficeMember, ...]
    referrals: tuple[Referral, ...]


@dataclass(frozen=True)
class OfficeRow:
    """An office as the list shows it."""

    office: Office
    leads: int
    involved: int
    predecessors: tuple[Office, ...]
    successors: tuple[Office, ...]


def affected_by(office: Office, day: date) -> Affected:
    """Return what a reorganisation of an office on a day would move; nine queries."""
    edition = edition_on(day)
    versions = list(versions_on(edition, day).select_related("field")) if edition else []
    parts = parts_on(versions, day)
    mine = [
        OfficePart(version=version, role=part.role)
        for version in versions
        for part in parts.get(version.pk, [])
        if part.office.pk == office.pk
    ]
    drafts = Draft.objects.filter(office=office, round__closed_on=None).exclude(state=Draft.State.RELEASED)
    links = StatusLink.objects.filter(office=office, revoked_at=None, round__closed_on=None)
    functions = OfficeFunction.objects.filter(Q(valid_until=None) | Q(valid_until__gt=day), office=office)
    referrals = Referral.objects.filter(office=office, conclusions=None)
    return Affected(
        parts=tuple(mine),
        drafts=tuple(drafts.select_related("version", "round")),
        links=tuple(links.select_related("function", "round")),
        functions=tuple(functions),
        members=tuple(OfficeMember.objects.filter(office=office).select_related("user")),
        referrals=tuple(referrals.select_related("finding", "field")),
    )


def office_rows(day: date) -> list[OfficeRow]:
    """Return all offices with the measures they have a part in on a day; six queries."""
    edition = edition_on(day)
    counted: Counter[tuple[int, str]] = Counter()
    if edition:
        for parts in parts_on(list(versions_on(edition, day)), day).values():
            counted.update((part.office.pk, part.role) for part in parts)
    links = list(OfficeSuccession.objects.select_related("predecessor", "successor"))
    return [
        OfficeRow(
            office=office,
            leads=counted[office.pk, Involvement.Role.LEAD],
            involved=counted[office.pk, Involvement.Role.INVOLVED],
            predecessors=tuple(link.predecessor for link in links if link.successor_id == office.pk),
            successors=tuple(link.successor for link in links if link.predecessor_id == office.pk),
        )
        for office in Office.objects.order_by("valid_until", "name")
    ]

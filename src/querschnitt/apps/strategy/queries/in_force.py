"""The strategy on a day: the edition in force, what supplements added, changed and ended, and who has which part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import F, Q, QuerySet

from querschnitt.apps.strategy.models import Edition, Ending, Handover, Involvement, MeasureVersion, Office
from querschnitt.apps.strategy.queries.among import among


@dataclass(frozen=True)
class Part:
    """The part of an office in a measure on a day; ``before`` is the office the edition names, where it is another."""

    office: Office
    role: str
    words: str
    before: Office | None = None


class Keyed(Protocol):
    """A version of a measure, or a row of its columns."""

    @property
    def pk(self) -> int:
        """Return its key."""


def edition_on(day: date) -> Edition | None:
    """Return the edition in force on a day: adopted, begun, and not yet superseded."""
    begun = Q(valid_from__lte=day) | Q(valid_from__isnull=True, adopted_on__lte=day)
    held = Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    states = [Edition.State.ADOPTED, Edition.State.SUPERSEDED]
    return Edition.objects.filter(begun, held, state__in=states).order_by("-adopted_on").first()


def versions_on(edition: Edition, day: date | None = None) -> QuerySet[MeasureVersion]:
    """Return the measures of an edition as they stand on a day, in their order; with no day: as the edition words them.

    A supplement counts from the day it applies, once it is adopted; of several the latest.
    """
    if day is None:
        return edition.versions.filter(supplement=None).order_by("field__number", "position")
    counts = Q(supplement__adopted_on__isnull=False, supplement__applies_from__lte=day)
    ended = Ending.objects.filter(
        supplement__edition=edition, supplement__adopted_on__isnull=False, supplement__applies_from__lte=day
    ).values("measure")
    latest = (
        edition.versions.filter(Q(supplement=None) | counts)
        .exclude(measure__in=ended)
        .order_by("measure", F("supplement__applies_from").desc(nulls_last=True), "-supplement__number")
        .distinct("measure")
        .values("pk")
    )
    return MeasureVersion.objects.filter(pk__in=latest).order_by("field__number", "position", "number")


def parts_on(versions: Iterable[Keyed], day: date | None) -> dict[int, list[Part]]:
    """Return who has which part in some measures on a day, the lead first; three queries, two where there is no day.

    An office that was handed over appears as its successor. A part that would come twice is given once, as lead if it
    is one.
    """
    keys = [version.pk for version in versions]
    rows = Involvement.objects.filter(among("version", keys)).values_list(
        "version_id", "version__measure_id", "role", "part", "office_id"
    )
    moved = _handovers(keys, day) if day else {}
    offices = Office.objects.in_bulk()  # one object for each, however many measures name it
    found: dict[int, dict[int, Part]] = {}
    for version, measure, role, words, key in rows.order_by("-role", "office__name", "pk"):
        named = offices[key]
        office = _followed(named, moved.get(measure, []))
        before = named if office != named else None
        found.setdefault(version, {}).setdefault(office.pk, Part(office=office, role=role, words=words, before=before))
    return {version: list(parts.values()) for version, parts in found.items()}


Moved = list[tuple[int, Office]]


def _handovers(keys: Sequence[int], day: date) -> dict[object, Moved]:
    rows = Handover.objects.filter(among("measure__versions", keys), on__lte=day).select_related("later").distinct()
    found: dict[object, Moved] = {}
    for row in rows.order_by("on", "id"):
        found.setdefault(row.measure_id, []).append((row.earlier_id, row.later))
    return found


def _followed(office: Office, moved: Moved) -> Office:
    """Return who has a part after each handover in turn: from whoever has it, or from the office the edition names."""
    holder = office
    for earlier, later in moved:
        if earlier in (holder.pk, office.pk):
            holder = later
    return holder

"""Measures as rows of the table, the board and the home page: with their last status, its age, and what comes next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from querschnitt.apps.indicators.queries import current_releases
from querschnitt.apps.strategy.models import (
    BudgetLine,
    Edition,
    Evidence,
    MeasureVersion,
    Milestone,
    MilestoneEntry,
    Office,
    ProgressEntry,
    ReportingRound,
)
from querschnitt.apps.strategy.queries.among import among
from querschnitt.apps.strategy.queries.in_force import Part, edition_on, parts_on, versions_on

STALE_AFTER = 400  # days: offices report once a year, and have a month to do so
OVER = (ProgressEntry.Phase.DONE, ProgressEntry.Phase.ENDED)
Keys = Sequence[Any]  # identities of measures
NOT_SHOWN = ("text", "search", "goal_de", "goal_en", "legal_basis", "cost_note", "origin_de", "origin_en")


@dataclass(frozen=True)
class Money:
    """What is decided for a measure in one year; ``existing``: from money that is there anyway."""

    year: int
    amount: Decimal
    existing: bool
    invented: bool = False


@dataclass(frozen=True)
class TableRow:
    """A measure as the table shows it on a day."""

    version: MeasureVersion
    on: date
    lead: Part | None
    involved: tuple[Part, ...]
    status: ProgressEntry | None
    milestone: Milestone | None
    money: Money | None
    links: int

    @property
    def offices(self) -> tuple[Office, ...]:
        """Return the offices with a part, the lead first."""
        return tuple(part.office for part in (*((self.lead,) if self.lead else ()), *self.involved))

    @property
    def phase(self) -> str:
        """Return the phase, ``none`` where no office has reported."""
        return self.status.phase if self.status else "none"

    @property
    def is_over(self) -> bool:
        """Return whether nothing is expected of the measure any more."""
        return self.phase in OVER

    @property
    def age(self) -> int | None:
        """Return how many days ago the status was so, None where there is none."""
        return (self.on - self.status.round.state_on).days if self.status else None

    @property
    def is_stale(self) -> bool:
        """Return whether the status is too old to be told on; what is over grows no older."""
        return self.age is not None and self.age > STALE_AFTER and not self.is_over

    @property
    def is_overdue(self) -> bool:
        """Return whether the next milestone should have been done."""
        return self.milestone is not None and self.milestone.due < self.on and not self.is_over

    @property
    def has_run_out(self) -> bool:
        """Return whether the planned end has passed, and the measure is not said to be over."""
        return self.version.ends is not None and self.version.ends < self.on and not self.is_over

    @property
    def is_late(self) -> bool:
        """Return whether the office says so, or a date has passed."""
        said = self.status is not None and self.status.schedule == ProgressEntry.Schedule.LATE
        return (said and not self.is_over) or self.is_overdue or self.has_run_out

    @property
    def share(self) -> Decimal | None:
        """Return what is counted of the target, None where nothing can be counted."""
        if self.status is None or self.status.counted is None or not self.status.target:
            return None
        return self.status.counted / self.status.target


@dataclass(frozen=True)
class Place:
    """An edition, and the day it is seen on; no day: as it is worded. ``editions``: all that the reader may see."""

    edition: Edition
    day: date | None
    today: date
    editions: Sequence[Edition]

    @property
    def seen_on(self) -> date:
        """Return the day that ages are counted to."""
        return self.day or self.today


def place_on(today: date, *, slug: str = "", day: date | None = None, drafts: bool = True) -> Place | None:
    """Return the edition of a name, or the one in force on a day, or the current one; None where there is none.

    An edition that was superseded is seen on its last day. ``drafts``: whether drafts may be seen.
    """
    seen = list(Edition.objects.all() if drafts else Edition.objects.exclude(state=Edition.State.DRAFT))
    if slug:
        edition = next((edition for edition in seen if edition.slug == slug), None)
    elif day:
        edition = edition_on(day)
    else:
        adopted = (edition for edition in seen if edition.state == Edition.State.ADOPTED)
        edition = next(adopted, next(iter(seen), None))
    return _place(edition, day, today, seen) if edition else None


def _place(edition: Edition, day: date | None, today: date, seen: Sequence[Edition]) -> Place:
    if not edition.is_frozen:
        return Place(edition=edition, day=None, today=today, editions=seen)
    last = edition.valid_until - timedelta(days=1) if edition.valid_until else today
    return Place(edition=edition, day=min(day or today, last), today=today, editions=seen)


def table_rows(place: Place) -> list[TableRow]:
    """Return the measures of an edition in their order; ten queries at most, however many measures."""
    versions = list(_versions(place))
    measures = [version.measure_id for version in versions]
    parts = parts_on(versions, place.day)
    status = _status(place, measures)
    milestones = _milestones(measures)
    money = _money(place, measures)
    links = Evidence.objects.filter(Q(finding__release__in=current_releases()) | Q(indicator__isnull=False))
    shown = links.filter(among("version", [version.pk for version in versions]))
    found = Counter(shown.values_list("version_id", flat=True))
    return [
        TableRow(
            version=version,
            on=place.seen_on,
            lead=next((part for part in parts.get(version.pk, ()) if part.role == "lead"), None),
            involved=tuple(part for part in parts.get(version.pk, ()) if part.role != "lead"),
            status=status.get(version.measure_id),
            milestone=milestones.get(version.measure_id),
            money=money.get(version.measure_id),
            links=found[version.pk],
        )
        for version in versions
    ]


def _versions(place: Place) -> Iterator[MeasureVersion]:
    """Yield the measures in their order, those of a field with the one object that stands for it."""
    fields = {field.pk: field for field in place.edition.fields.all()}
    for version in versions_on(place.edition, place.day).defer(*NOT_SHOWN):
        version.field, version.edition = fields[version.field_id], place.edition
        yield version


def _status(place: Place, measures: Keys) -> Mapping[Any, ProgressEntry]:
    """Return the last entry of each measure; in a draft of an edition it comes from the edition before."""
    rows = ProgressEntry.objects.filter(among("version__measure", measures), round__state_on__lte=place.seen_on)
    if place.edition.is_frozen:
        rows = rows.filter(version__edition=place.edition)
    latest = rows.order_by("version__measure", "-round__state_on", "-pk").distinct("version__measure")
    rounds = ReportingRound.objects.in_bulk()  # a handful, that hundreds of entries share
    found: dict[Any, ProgressEntry] = {}
    for entry in latest.annotate(of=Subquery(_measure_of_entry())).defer("internal", "note", "obstacles", "next_steps"):
        entry.round = rounds[entry.round_id]
        found[entry.of] = entry
    return found


def _measure_of_entry() -> QuerySet[MeasureVersion, Any]:
    return MeasureVersion.objects.filter(pk=OuterRef("version_id")).values("measure_id")


def open_milestones() -> QuerySet[Milestone]:
    """Return the milestones that no office has said to be done or cancelled, the next one first."""
    said = MilestoneEntry.objects.filter(milestone=OuterRef("pk")).order_by("-entry__round__state_on", "-entry_id")
    state = Subquery(said.values("state")[:1])
    still = Q(state=None) | Q(state=MilestoneEntry.State.OPEN)  # of most, nobody has said anything
    return Milestone.objects.alias(state=state).filter(still).order_by("due", "pk")


def _milestones(measures: Keys) -> Mapping[Any, Milestone]:
    first = open_milestones().filter(among("measure", measures)).order_by("measure", "due", "pk").distinct("measure")
    return {milestone.measure_id: milestone for milestone in first}


def _money(place: Place, measures: Keys) -> Mapping[Any, Money]:
    """Return what is decided for the year of the day, or for the last year that anything is decided for."""
    decided = BudgetLine.objects.filter(stage=BudgetLine.Stage.DECIDED, corrected_by__isnull=True)
    lines = decided.filter(among("version__measure", measures), edition=place.edition)
    rows = list(lines.values_list("version__measure_id", "year", "amount", "funding", "invented"))
    years = {year for _, year, *_ in rows if year <= place.seen_on.year} or {year for _, year, *_ in rows}
    grouped: dict[Any, list[tuple[Decimal, str, bool]]] = defaultdict(list)
    for measure, year, amount, funding, invented in rows:
        if year == max(years):
            grouped[measure].append((amount, funding, invented))
    return {
        measure: Money(
            year=max(years),
            amount=sum((amount for amount, _, _ in entries), Decimal(0)),
            existing=all(funding == BudgetLine.Funding.EXISTING for _, funding, _ in entries),
            invented=any(invented for _, _, invented in entries),
        )
        for measure, entries in grouped.items()
    }

"""A reporting round: each measure with what was said on it, and how each office stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Min, Q, QuerySet, Window
from django.db.models.functions import DenseRank, RowNumber

from querschnitt.apps.strategy.models import (
    Contribution,
    Draft,
    Evidence,
    MeasureVersion,
    Milestone,
    MilestoneEntry,
    Office,
    OfficeFunction,
    ProgressEntry,
    ReportingRound,
    Sent,
    StatusLink,
    Word,
)
from querschnitt.apps.strategy.queries.in_force import Part, parts_on, versions_on
from querschnitt.core.progress import Doubt, Plan, Said, Step, Suggestion, doubts, suggest

LEAD = "lead"
WAITING = (Draft.State.OPEN, Draft.State.QUESTION, Draft.State.NOT_OURS, Draft.State.RETURNED)
"""States in which an office still has to say something."""


@dataclass(frozen=True)
class StepRow:
    """A milestone as it stands: as the draft says, else as the last entry says."""

    milestone: Milestone
    state: str
    done_on: date | None
    reason: str

    @property
    def step(self) -> Step:
        return Step(title=self.milestone.title, due=self.milestone.due, state=self.state)


@dataclass(frozen=True)
class Item:
    """A measure in a round.

    Attributes
    ----------
    before : the latest entries of the last two rounds that have one, the latest first
    entry : what is released in this round
    """

    round: ReportingRound
    version: MeasureVersion
    parts: tuple[Part, ...]
    draft: Draft | None
    before: tuple[ProgressEntry, ...]
    entry: ProgressEntry | None
    contributions: tuple[Contribution, ...]
    steps: tuple[StepRow, ...]
    evidence: int

    @property
    def lead(self) -> Office | None:
        return next((part.office for part in self.parts if part.role == LEAD), None)

    @property
    def involved(self) -> list[Office]:
        return [part.office for part in self.parts if part.role != LEAD]

    @property
    def last(self) -> ProgressEntry | None:
        return self.before[0] if self.before else None

    @property
    def state(self) -> str:
        if self.draft is not None:
            return self.draft.state
        return Draft.State.RELEASED if self.entry else Draft.State.OPEN

    @property
    def state_words(self) -> str:
        return str(Draft.State(self.state).label)

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def word(self) -> Word | None:
        """Return what is said in this round: what is written, else what is released."""
        if self.draft is not None and self.draft.phase:
            return self.draft
        return self.entry

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Return what looks odd in what is said in this round."""
        if self.word is None:
            return ()
        plan = Plan(ends=self.version.ends, steps=[row.step for row in self.steps], evidence=self.evidence)
        return doubts(said(self.word), before=[said(entry) for entry in self.before], plan=plan, on=self.round.state_on)

    @property
    def suggestion(self) -> Suggestion | None:
        return suggest([row.step for row in self.steps], on=self.round.state_on)

    def other_contributions(self, office: Office) -> list[Contribution]:
        return [row for row in self.contributions if row.office_id != office.pk]

    def contribution_of(self, office: Office) -> Contribution | None:
        return next((row for row in self.contributions if row.office_id == office.pk), None)


def said(word: Word) -> Said:
    """Return what a report says, for the core."""
    return Said(
        phase=word.phase, text=word.note, counted=word.counted, target=word.target, unit=word.counted_unit,
        paused_until=word.paused_until,
    )  # fmt: skip


def versions_of(opened: ReportingRound) -> QuerySet[MeasureVersion]:
    """Return the measures that a round is about: those in force on its state date."""
    return versions_on(opened.edition, opened.state_on).select_related("field")


def items_of(opened: ReportingRound, *, on: date, office: Office | None = None) -> list[Item]:
    """Return the measures of a round with what is said on them, of one office where one is given; nine queries.

    Parameters
    ----------
    on : the day for which the offices are asked for; a closed round stays with those of its last day
    """
    day = max(opened.closed_on or on, opened.state_on)
    parts = parts_on(versions_of(opened), day)
    versions = list(versions_of(opened))
    if office is not None:
        versions = [version for version in versions if any(p.office.pk == office.pk for p in parts.get(version.pk, []))]
    drafts = {draft.version_id: draft for draft in _drafts(opened, versions)}
    entries = _entries(opened, versions)
    contributions = _by_version(opened.contributions.filter(version__in=versions).select_related("office"))
    steps = _steps(versions)
    evidence = _evidence(versions)
    return [
        Item(
            round=opened,
            version=version,
            parts=tuple(parts.get(version.pk, ())),
            draft=drafts.get(version.pk),
            before=tuple(entry for entry in entries[version.measure_id] if entry.round_id != opened.pk)[:2],
            entry=next((entry for entry in entries[version.measure_id] if entry.round_id == opened.pk), None),
            contributions=tuple(contributions[version.pk]),
            steps=tuple(_step_row(*row, drafts.get(version.pk)) for row in steps[version.measure_id]),
            evidence=evidence.get(version.pk, 0),
        )
        for version in versions
    ]


def _drafts(opened: ReportingRound, versions: Iterable[MeasureVersion]) -> QuerySet[Draft]:
    return opened.drafts.filter(version__in=versions).select_related("office", "belongs_to")


def _by_version(rows: Iterable[Contribution]) -> Mapping[int, list[Contribution]]:
    found: dict[int, list[Contribution]] = defaultdict(list)
    for row in rows:
        found[row.version_id].append(row)
    return found


def _entries(opened: ReportingRound, versions: Sequence[MeasureVersion]) -> Mapping[object, list[ProgressEntry]]:
    """Return the latest entry of each of the last three rounds on some measures, the latest round first."""
    measures = [version.measure_id for version in versions]
    latest = Window(RowNumber(), partition_by=[F("version__measure_id"), F("round_id")], order_by=F("id").desc())
    rounds = Window(DenseRank(), partition_by=[F("version__measure_id")], order_by=F("round__state_on").desc())
    rows = (
        ProgressEntry.objects.filter(version__measure__in=measures, round__state_on__lte=opened.state_on)
        .annotate(place=latest, round_place=rounds)
        .filter(place=1, round_place__lte=3)
        .select_related("round", "version")
        .order_by("-round__state_on", "-id")
    )
    found: dict[object, list[ProgressEntry]] = defaultdict(list)
    for row in rows:
        found[row.version.measure_id].append(row)
    return found


def _steps(versions: Sequence[MeasureVersion]) -> Mapping[object, list[tuple[Milestone, MilestoneEntry | None]]]:
    measures = [version.measure_id for version in versions]
    milestones = Milestone.objects.filter(measure__in=measures).order_by("due", "id")
    latest = (
        MilestoneEntry.objects.filter(milestone__measure__in=measures)
        .order_by("milestone_id", "-entry__round__state_on", "-id")
        .distinct("milestone_id")
    )
    states = {row.milestone_id: row for row in latest}
    found: dict[object, list[tuple[Milestone, MilestoneEntry | None]]] = defaultdict(list)
    for milestone in milestones:
        found[milestone.measure_id].append((milestone, states.get(milestone.pk)))
    return found


def _step_row(milestone: Milestone, told: MilestoneEntry | None, draft: Draft | None) -> StepRow:
    written = (draft.milestones if draft else {}).get(str(milestone.pk))
    if written:
        state, day, reason = written
        return StepRow(milestone, state, date.fromisoformat(day) if day else None, reason)
    if told:
        return StepRow(milestone, told.state, told.done_on, told.reason)
    return StepRow(milestone, MilestoneEntry.State.OPEN, None, "")


def _evidence(versions: Sequence[MeasureVersion]) -> Mapping[int, int]:
    shows = Evidence.objects.filter(version__in=versions, role__in=[Evidence.Role.OUTPUT, Evidence.Role.OUTCOME])
    return dict(shows.order_by().values_list("version_id").annotate(Count("id")))


def functions_on(day: date, *, kinds: Sequence[str] = OfficeFunction.Kind.values) -> list[OfficeFunction]:
    """Return the functions that are there on a day, with their office and deputy; one query."""
    there = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    found = OfficeFunction.objects.filter(there, kind__in=kinds).select_related("office", "deputy__office")
    return list(found.order_by("office__name", "kind", "name"))


def recipients(functions: Iterable[OfficeFunction], *, on: date) -> list[OfficeFunction]:
    """Return some functions and whoever stands in for them on a day, each once."""
    found: dict[int, OfficeFunction] = {}
    for function in functions:
        deputy = function.deputy_on(on)
        found[function.pk] = function
        if deputy is not None and (deputy.valid_until is None or deputy.valid_until >= on):
            found.setdefault(deputy.pk, deputy)
    return list(found.values())


@dataclass(frozen=True)
class OfficeState:
    """How an office stands in a round. ``items`` are the measures it leads."""

    office: Office
    items: tuple[Item, ...]
    contributes_to: int
    contributed: int
    editors: tuple[OfficeFunction, ...]
    heads: tuple[OfficeFunction, ...]
    invited_at: datetime | None
    opened_at: datetime | None
    reminded_at: datetime | None

    @property
    def count(self) -> Counter[str]:
        return Counter(item.state for item in self.items)

    @property
    def ready(self) -> int:
        return self.count["ready"]

    @property
    def released(self) -> int:
        return self.count["released"]

    @property
    def returned(self) -> int:
        return self.count["returned"]

    @property
    def asking(self) -> int:
        return self.count["question"] + self.count["not_ours"]

    @property
    def said(self) -> int:
        return self.ready + self.released

    @property
    def missing(self) -> int:
        return len(self.items) - self.released

    @property
    def is_waiting(self) -> bool:
        return any(item.is_waiting for item in self.items)


def office_states(opened: ReportingRound, items: Iterable[Item], *, on: date) -> list[OfficeState]:
    """Return how each office stands that leads a measure or takes part in one; three queries."""
    led: dict[int, list[Item]] = defaultdict(list)
    offices: dict[int, Office] = {}
    parts: Counter[int] = Counter()
    done: Counter[int] = Counter()
    for item in items:
        for part in item.parts:
            offices[part.office.pk] = part.office
            if part.role == LEAD:
                led[part.office.pk].append(item)
            else:
                parts[part.office.pk] += 1
        done.update(row.office_id for row in item.contributions)
    functions: dict[tuple[int, str], list[OfficeFunction]] = defaultdict(list)
    for function in functions_on(on):
        functions[function.office_id, function.kind].append(function)
    opened_at, sent = _opened(opened), _sent(opened)
    return [
        OfficeState(
            office=office,
            items=tuple(led[office.pk]),
            contributes_to=parts[office.pk],
            contributed=done[office.pk],
            editors=tuple(functions[office.pk, OfficeFunction.Kind.EDITOR]),
            heads=tuple(functions[office.pk, OfficeFunction.Kind.HEAD]),
            invited_at=sent.get((office.pk, Sent.Kind.INVITATION)),
            opened_at=opened_at.get(office.pk),
            reminded_at=sent.get((office.pk, Sent.Kind.REMINDER)),
        )
        for office in sorted(offices.values(), key=lambda office: office.name)
    ]


def _opened(opened: ReportingRound) -> dict[int, datetime]:
    rows = StatusLink.objects.filter(round=opened, purpose=StatusLink.Purpose.REPORT, opened_at__isnull=False)
    return dict(rows.order_by().values_list("office_id").annotate(Min("opened_at")))


def _sent(opened: ReportingRound) -> dict[tuple[int, str], datetime]:
    rows = Sent.objects.filter(round=opened).order_by().values_list("function__office_id", "kind")
    return {(office, kind): at for office, kind, at in rows.annotate(Max("sent_at"))}


def rounds() -> list[ReportingRound]:
    """Return all rounds, the latest first, with the number of entries."""
    return list(
        ReportingRound.objects.select_related("edition").annotate(number=Count("entries")).order_by("-state_on", "-id")
    )

"""One measure from its origin through decisions to effect: everything that is known of it, in the order of days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from querschnitt.apps.strategy.models import (
    BudgetLine,
    Conclusion,
    Correction,
    Edition,
    Ending,
    Measure,
    MeasureVersion,
    Milestone,
    MilestoneEntry,
    Office,
    Origin,
    Paper,
    ProgressEntry,
    Proposal,
    Succession,
)
from querschnitt.apps.strategy.queries.evidence import EvidenceGroup, evidence_of
from querschnitt.apps.strategy.queries.in_force import Part, parts_on

EPOCH = date.min


@dataclass(frozen=True)
class Wording:
    """A version of the measure with what it came from and what became of it."""

    version: MeasureVersion
    follows: tuple[Succession, ...]
    followed_by: tuple[Succession, ...]


@dataclass(frozen=True)
class Event:
    """Something that happened to a measure on a day; ``kind`` names the page part that tells it."""

    kind: str
    on: date | None
    row: object
    months: int | None  # how long ago; below zero: still to come


@dataclass(frozen=True)
class Step:
    """A milestone, and how it stood in the latest report that names it."""

    milestone: Milestone
    entry: MilestoneEntry | None
    is_overdue: bool


@dataclass(frozen=True)
class Story:
    """One measure with everything known about it."""

    version: MeasureVersion
    parts: Sequence[Part]
    successors: Sequence[Office]
    status: ProgressEntry | None
    status_months: int | None
    wordings: Sequence[Wording]
    origins: Sequence[Origin]
    proposals: Sequence[Proposal]  # beside those that are an origin
    events: Sequence[Event]
    corrections: Sequence[Correction]
    steps: Sequence[Step]
    evidence: Sequence[EvidenceGroup]
    money: Sequence[BudgetLine]
    replaced_money: frozenset[int]

    @property
    def lead(self) -> Office | None:
        """Return who leads the measure today."""
        return next((part.office for part in self.parts if part.role == "lead"), None)

    @property
    def involved(self) -> list[Part]:
        """Return the other offices with a part in it."""
        return [part for part in self.parts if part.role != "lead"]


def version_of(edition: Edition, number: str, *, today: date) -> MeasureVersion | None:
    """Return the measure with a number in an edition, as a supplement words it where one applies; one query."""
    rows = edition.versions.filter(number=number).select_related("field", "measure", "edition", "supplement__paper")
    applied = [row for row in rows if row.supplement is None or _applies(row, today)]
    return max(applied, key=lambda row: row.supplement.applies_from if row.supplement else EPOCH, default=None)


def version_by_identity(measure: UUID, *, today: date) -> MeasureVersion | None:
    """Return the newest version of a measure in an edition that is no draft, else in a draft; one query."""
    rows = MeasureVersion.objects.filter(measure=measure).select_related("edition", "supplement")
    applied = [row for row in rows if row.supplement is None or _applies(row, today)]
    return max(applied, key=_newness, default=None)


def _newness(row: MeasureVersion) -> tuple[bool, date, date]:
    applied = row.supplement.applies_from if row.supplement else EPOCH
    return (row.edition.state != Edition.State.DRAFT, row.edition.valid_from or EPOCH, applied)


def _applies(row: MeasureVersion, today: date) -> bool:
    extra = row.supplement
    return extra is not None and extra.adopted_on is not None and extra.applies_from <= today


def measure_story(version: MeasureVersion, *, today: date, with_drafts: bool) -> Story:
    """Return what is known of a measure on a day; twenty queries, however much that is.

    Parameters
    ----------
    with_drafts : whether versions of drafts, and of supplements that nobody adopted, belong to it
    """
    versions = _versions(version.measure, with_drafts=with_drafts)
    shown = [row.pk for row in versions]
    entries = list(
        ProgressEntry.objects.filter(version__in=shown)
        .select_related("round", "office", "version__edition")
        .order_by("round__state_on", "pk")
    )
    wordings = _wordings(version.measure_id, versions)
    origins, proposals = _sources(version.measure, with_drafts=with_drafts)
    parts = parts_on([version], today).get(version.pk, [])
    money = list(BudgetLine.objects.filter(version__in=shown).select_related("version__edition").order_by("year", "pk"))
    return Story(
        version=version,
        parts=parts,
        successors=list(Office.objects.filter(origins__predecessor__in=_leads(parts)).order_by("name")),
        status=entries[-1] if entries else None,
        status_months=months_between(entries[-1].round.state_on, today) if entries else None,
        wordings=wordings,
        origins=origins,
        proposals=proposals,
        events=_events(version.measure, wordings, entries, today=today),
        corrections=list(_corrections(shown, entries)),
        steps=_steps(version.measure, entries, today=today),
        evidence=evidence_of(version),
        money=money,
        replaced_money=frozenset(line.corrects_id for line in money if line.corrects_id),
    )


def texts_of(story: Story) -> list[tuple[object, tuple[str, ...]]]:
    """Return the rows of a story whose texts may stand in another language, with the names of these texts."""
    lines = [line for group in story.evidence for line in group.lines]
    return [
        (story.version, ("title", "text", "goal", "target_groups")),
        (story.version.field, ("name",)),
        *((line.finding, ("title", "category")) for line in lines if line.finding),
    ]


def _sources(measure: Measure, *, with_drafts: bool) -> tuple[list[Origin], list[Proposal]]:
    """Return where a measure comes from, and the proposals that it takes up beside."""
    beside = ("workshop", "proposal__group__workshop", "paper", "finding", "indicator")
    origins = measure.origins.select_related(*beside)
    proposals = measure.proposals.select_related("group__workshop__edition")
    if not with_drafts:
        state = Edition.State.DRAFT
        origins = origins.exclude(workshop__edition__state=state).exclude(
            proposal__group__workshop__edition__state=state
        )
        proposals = proposals.exclude(group__workshop__edition__state=state)
    found = list(origins)
    return found, list(proposals.exclude(pk__in=[row.proposal_id for row in found if row.proposal_id]))


def _leads(parts: Iterable[Part]) -> list[Office]:
    return [part.office for part in parts if part.role == "lead" and part.office.valid_until]


def _versions(measure: Measure, *, with_drafts: bool) -> list[MeasureVersion]:
    rows = measure.versions.select_related("edition", "field", "supplement__paper")
    if not with_drafts:
        rows = rows.exclude(edition__state=Edition.State.DRAFT).exclude(
            supplement__isnull=False, supplement__adopted_on__isnull=True
        )
    return sorted(rows, key=lambda row: _newness(row)[1:])


def _wordings(measure: object, versions: Sequence[MeasureVersion]) -> list[Wording]:
    known = {version.pk for version in versions}
    editions = {version.edition_id for version in versions}
    rows = Succession.objects.filter(Q(earlier__measure=measure) | Q(later__measure=measure))
    successions = list(rows.select_related("edition", "earlier__edition", "later__edition"))
    states = Edition.State
    open_to_all = [
        row for row in successions if row.edition_id in editions or row.edition.state != states.DRAFT
    ]  # fmt: skip
    return [
        Wording(
            version=version,
            follows=tuple(row for row in open_to_all if row.later_id == version.pk),
            followed_by=tuple(row for row in open_to_all if row.earlier_id == version.pk and row.later_id not in known),
        )
        for version in versions
    ]


def _corrections(versions: Sequence[int], entries: Sequence[ProgressEntry]) -> Iterable[Correction]:
    of_entries = Q(subject=Correction.Subject.ENTRY, row__in=[entry.pk for entry in entries])
    return Correction.objects.filter(Q(subject=Correction.Subject.VERSION, row__in=versions) | of_entries)


def _events(
    measure: Measure, wordings: Sequence[Wording], entries: Sequence[ProgressEntry], *, today: date
) -> list[Event]:
    replaced = {entry.corrects_id for entry in entries}
    papers = Paper.objects.filter(measures=measure).prefetch_related("consultations")
    ends = Ending.objects.filter(measure=measure, supplement__adopted_on__isnull=False)
    conclusions = Conclusion.objects.filter(measures=measure)
    found: list[tuple[str, date | None, object]] = [
        *(("wording", _day_of(wording.version), wording) for wording in wordings),
        *(("paper", paper.submitted_on, paper) for paper in papers),
        *(
            ("ending", row.supplement.applies_from, row)
            for row in ends.select_related("supplement__paper", "supplement__edition")
        ),
        *(("handover", row.on, row) for row in measure.handovers.select_related("earlier", "later")),
        *(("entry", entry.round.state_on, entry) for entry in entries if entry.pk not in replaced),
        *(("comment", row.on, row) for row in measure.comments.all()),
        *(
            ("conclusion", row.recorded_on, row)
            for row in conclusions.select_related("referral__finding", "referral__office", "referral__field")
        ),
    ]
    found.sort(key=lambda event: (event[1] is not None, event[1] or EPOCH))
    return [Event(kind, on, row, months_between(on, today) if on else None) for kind, on, row in found]


def _day_of(version: MeasureVersion) -> date | None:
    if version.supplement:
        return version.supplement.applies_from
    return version.edition.adopted_on or version.edition.valid_from


def _steps(measure: Measure, entries: Sequence[ProgressEntry], *, today: date) -> list[Step]:
    said = MilestoneEntry.objects.filter(entry__in=[entry.pk for entry in entries]).select_related("entry__round")
    latest = {row.milestone_id: row for row in said.order_by("entry__round__state_on", "entry_id")}
    steps = []
    for milestone in measure.milestones.order_by("due", "pk"):
        entry = latest.get(milestone.pk)
        is_open = entry is None or entry.state == MilestoneEntry.State.OPEN
        steps.append(Step(milestone=milestone, entry=entry, is_overdue=is_open and milestone.due < today))
    return steps


def months_between(earlier: date, later: date) -> int:
    """Return how many whole months lie between two days, below zero where the first is the later one.

    >>> months_between(date(2021, 11, 30), date(2022, 11, 29))
    11
    >>> months_between(date(2022, 1, 1), date(2021, 12, 31))
    -1
    """
    months = 12 * (later.year - earlier.year) + later.month - earlier.month
    return months - (later.day < earlier.day)

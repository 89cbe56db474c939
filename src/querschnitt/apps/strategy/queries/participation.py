"""What workshops proposed and what became of it, and what the advisory board said and was answered."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from querschnitt.apps.strategy.models import Comment, Edition, MeasureVersion, Proposal, Workshop, WorkshopGroup
from querschnitt.apps.strategy.queries.evidence import measures_today, versions_to_link


@dataclass(frozen=True)
class WorkshopRow:
    """A workshop with its proposals counted by what became of them."""

    workshop: Workshop
    proposals: int
    outcomes: dict[str, int]


@dataclass(frozen=True)
class ProposalRow:
    """A proposal with the measures that took it up, as they are worded today."""

    proposal: Proposal
    measures: tuple[MeasureVersion, ...]


@dataclass(frozen=True)
class GroupRows:
    """A group of a workshop with its proposals."""

    group: WorkshopGroup
    rows: tuple[ProposalRow, ...]


@dataclass(frozen=True)
class CommentRow:
    """A comment with the measure it is on, as it is worded today."""

    comment: Comment
    version: MeasureVersion | None


def workshop_rows(*, with_drafts: bool) -> list[WorkshopRow]:
    """Return all workshops with their proposals counted, those of the newest edition first; two queries."""
    workshops = Workshop.objects.select_related("edition").order_by("-edition__valid_from", "edition", "number")
    if not with_drafts:
        workshops = workshops.exclude(edition__state=Edition.State.DRAFT)
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    counts = Proposal.objects.order_by().values_list("group__workshop", "outcome").annotate(Count("pk"))
    for workshop, outcome, count in counts:
        counted[workshop][outcome] += count
    return [WorkshopRow(row, sum(counted[row.pk].values()), dict(counted[row.pk])) for row in workshops]


def undecided() -> list[Proposal]:
    """Return the proposals of which nobody has said yet what became of them; one query."""
    rows = Proposal.objects.filter(outcome=Proposal.Outcome.OPEN).select_related("group__workshop__edition")
    return list(rows.order_by("-group__workshop__edition__valid_from", "group__workshop__number", "group", "number"))


def groups_of(workshop: Workshop) -> list[GroupRows]:
    """Return the groups of a workshop with their proposals; four queries, of a workshop for a draft five."""
    proposals = list(
        Proposal.objects.filter(group__workshop=workshop)
        .select_related("group__workshop")
        .prefetch_related("measures")
        .order_by("group", "number")
    )
    versions = measures_today([measure for row in proposals for measure in row.measures.all()])
    versions |= {row.measure_id: row for row in _drafted(workshop)}
    found: dict[int, list[ProposalRow]] = defaultdict(list)
    for row in proposals:
        named = tuple(versions[measure.pk] for measure in row.measures.all() if measure.pk in versions)
        found[row.group_id].append(ProposalRow(row, named))
    return [GroupRows(group, tuple(found[group.pk])) for group in workshop.groups.order_by("pk")]


def measures_that_may_take_up(proposal: Proposal, *, today: date) -> list[MeasureVersion]:
    """Return the measures that a proposal may have become: of the workshop's draft, of today, and those already named.

    Five queries at most.
    """
    rows = [*_drafted(proposal.group.workshop), *versions_to_link(today)]
    rows += measures_today(proposal.measures.all()).values()
    found = {row.measure_id: row for row in reversed(rows)}
    return sorted(found.values(), key=lambda row: (row.field.number, row.position, row.pk))


def _drafted(workshop: Workshop) -> list[MeasureVersion]:
    """Return the measures of the edition a workshop is for, where that can still be changed."""
    if workshop.edition.is_frozen:
        return []
    return list(workshop.edition.versions.select_related("edition", "field", "measure"))


def comment_rows(*, with_drafts: bool, unanswered: bool = False) -> list[CommentRow]:
    """Return comments with the measures they are on, the newest first; two queries."""
    rows = Comment.objects.select_related("edition", "measure").order_by("-on", "-pk")
    if not with_drafts:
        rows = rows.exclude(edition__state=Edition.State.DRAFT)
    if unanswered:
        rows = rows.filter(answer="")
    comments = list(rows)
    versions = measures_today([row.measure for row in comments if row.measure])
    return [CommentRow(row, versions.get(row.measure_id)) for row in comments]

"""Papers of the council with their deadlines, and what was reported on their measures since: typed once, by offices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from querschnitt.apps.strategy.models import Consultation, MeasureVersion, Paper, ProgressEntry


@dataclass(frozen=True)
class PaperRow:
    """A paper with its measures, and the latest entry on each since it was handed in."""

    paper: Paper
    measures: Sequence[MeasureVersion]
    entries: Mapping[object, ProgressEntry]
    is_overdue: bool

    @property
    def tracked(self) -> list[tuple[MeasureVersion, ProgressEntry | None]]:
        """Return each measure with what was reported on it since."""
        return [(version, self.entries.get(version.measure_id)) for version in self.measures]


@dataclass(frozen=True)
class PaperFilter:
    """What the list is narrowed to; empty texts narrow nothing."""

    kind: str = ""
    state: str = ""
    due: str = ""
    words: str = ""

    def condition(self, today: date) -> Q:
        """Return the condition for the database."""
        found = Q()
        if self.kind:
            found &= Q(kind=self.kind)
        if self.state:
            found &= Q(state=self.state)
        if self.due == "overdue":
            found &= Q(state=Paper.State.OPEN, deadline__lt=today)
        if self.due == "open":
            found &= Q(state=Paper.State.OPEN, deadline__isnull=False)
        if self.words:
            found &= Q(title__icontains=self.words) | Q(number__icontains=self.words) | Q(text__icontains=self.words)
        return found


def paper_rows(chosen: PaperFilter, today: date) -> list[PaperRow]:
    """Return papers with what became of them, open deadlines first; four queries."""
    papers = list(
        Paper.objects.filter(chosen.condition(today))
        .select_related("edition", "reply_to")
        .prefetch_related("measures")
        .order_by("-submitted_on", "number")
    )
    rows = _rows(papers, today)
    return sorted(rows, key=lambda row: _urgency(row.paper))


def _urgency(paper: Paper) -> tuple[bool, date]:
    is_waiting = paper.state == Paper.State.OPEN and paper.deadline is not None
    return (not is_waiting, paper.deadline or date.max if is_waiting else date.max)


def _rows(papers: Sequence[Paper], today: date) -> list[PaperRow]:
    measures = {measure.pk for paper in papers for measure in paper.measures.all()}
    versions: dict[object, MeasureVersion] = {}
    for version in (
        MeasureVersion.objects.filter(measure__in=measures)
        .select_related("field", "edition")
        .order_by("edition__pk", "pk")
    ):
        versions[version.measure_id] = version
    entries = list(
        ProgressEntry.objects.filter(version__measure__in=measures)
        .select_related("round", "version")
        .order_by("round__state_on", "pk")
    )
    return [_row(paper, versions, entries, today) for paper in papers]


def _row(
    paper: Paper, versions: Mapping[object, MeasureVersion], entries: Sequence[ProgressEntry], today: date
) -> PaperRow:
    mine = {measure.pk for measure in paper.measures.all()}
    since = paper.submitted_on or date.min
    latest: dict[object, ProgressEntry] = {}
    for entry in entries:
        if entry.version.measure_id in mine and entry.round.state_on >= since:
            latest[entry.version.measure_id] = entry
    shown = sorted((versions[pk] for pk in mine if pk in versions), key=lambda row: (row.field.number, row.position))
    is_overdue = paper.state == Paper.State.OPEN and paper.deadline is not None and paper.deadline < today
    return PaperRow(paper=paper, measures=shown, entries=latest, is_overdue=is_overdue)


def paper_page(pk: int, today: date) -> PaperRow | None:
    """Return one paper with its way, its replies and what was reported since; seven queries."""
    consultations = Prefetch("consultations", queryset=Consultation.objects.order_by("on", "pk"))
    replies = Prefetch("replies", queryset=Paper.objects.order_by("submitted_on", "number"))
    found = list(
        Paper.objects.filter(pk=pk)
        .select_related("edition", "reply_to")
        .prefetch_related("measures", consultations, replies, "supplements__edition")
    )
    return _rows(found, today)[0] if found else None

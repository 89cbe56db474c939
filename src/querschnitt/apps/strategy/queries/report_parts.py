"""What a report takes from beside the measures: findings, indicators, conclusions, papers, participation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.timezone import now

from querschnitt.apps.indicators.models import Finding, Indicator, Observation
from querschnitt.apps.indicators.queries import current_releases
from querschnitt.apps.indicators.templatetags.figures import (
    change,
    change_interval,
    figure,
    interval,
    moment,
    number,
    reasons,
    reference,
    words,
)
from querschnitt.apps.strategy.models import (
    Conclusion,
    Consultation,
    Edition,
    Evidence,
    Milestone,
    MilestoneEntry,
    Paper,
    ProgressEntry,
    Proposal,
    Referral,
)
from querschnitt.press.strategy.content import (
    ConclusionLine,
    Consulted,
    DecisionLine,
    IndicatorLine,
    KnownFigure,
    WorkshopLine,
)

MOST_FIGURES = 6
"""So many findings stand under a field in the booklet: those most of its measures rest on."""
LAST_FIGURES = 4
"""So many figures of an indicator are printed."""


def known_figures(edition: Edition) -> dict[int, list[KnownFigure]]:
    """Return the released findings that measures of each field rest on, as far as they are public; one query.

    Of a figure that stands for everybody and for parts of them, the one for everybody is taken; of several waves the
    latest.
    """
    public = current_releases().filter(Q(embargo_until=None) | Q(embargo_until__lte=now()))
    links = Evidence.objects.filter(
        version__edition=edition, finding__release__in=public, finding__dimension="total"
    ).select_related("finding", "version")
    resting: dict[int, Counter[int]] = defaultdict(Counter)
    findings: dict[int, Finding] = {}
    for link in links:
        if link.finding is not None:
            findings[link.finding.pk] = link.finding
            resting[link.version.field_id][link.finding.pk] += 1
    return {field: [_known(finding) for finding in _chosen(counted, findings)] for field, counted in resting.items()}


def _chosen(counted: Counter[int], findings: dict[int, Finding]) -> list[Finding]:
    latest: dict[tuple[str, str], Finding] = {}
    for key in sorted(counted, key=lambda key: findings[key].wave):
        latest[findings[key].variable, findings[key].category] = findings[key]
    order = sorted(latest.values(), key=lambda finding: (-counted[finding.pk], finding.position))
    return sorted(order[:MOST_FIGURES], key=lambda finding: finding.position)


def _known(finding: Finding) -> KnownFigure:
    title = " · ".join(part for part in (words(finding, "title"), words(finding, "category")) if part)
    moved = change_interval(finding)
    return KnownFigure(
        title=title,
        figure=figure(finding),
        base=words(finding, "base"),
        source=f"{finding.source}, {reference(finding)}",
        interval=interval(finding),
        sign=finding.sign,
        change=f"{change(finding)} ({moved})" if moved else change(finding),
        grade=finding.grade,
        reasons=tuple(reasons(finding)),
    )


def indicators_of(edition: Edition, day: date) -> dict[int, list[IndicatorLine]]:
    """Return the indicators that measures of each field are tied to, with their last figures; two queries."""
    seen = Prefetch("observations", Observation.objects.filter(on__lte=day).order_by("on", "pk"))
    links = Evidence.objects.filter(version__edition=edition, indicator__isnull=False).select_related("version")
    found: dict[int, dict[int, IndicatorLine]] = defaultdict(dict)
    for link in links.order_by("indicator__code").prefetch_related(Prefetch("indicator", _indicators(seen))):
        if link.indicator is not None:
            found[link.version.field_id].setdefault(link.indicator.pk, _indicator(link.indicator))
    return {field: list(lines.values()) for field, lines in found.items()}


def _indicators(seen: Prefetch[str, QuerySet[Observation], str]) -> QuerySet[Indicator]:
    return Indicator.objects.prefetch_related(seen)


def _indicator(row: Indicator) -> IndicatorLine:
    figures: dict[str, str] = {}
    for observed in row.observations.all():
        value = number(float(observed.value), row.decimals) if observed.value is not None else ""
        figures[observed.on.isoformat()] = f"{value} {observed.sign}".strip()
    return IndicatorLine(
        name=f"{words(row, 'name')} ({row.unit})",
        kind=row.kind,
        definition=words(row, "definition"),
        source=row.source,
        figures=tuple(figures.items())[-LAST_FIGURES:],
        invented=row.invented,
    )


def conclusions_of(edition: Edition, day: date) -> dict[int, list[ConclusionLine]]:
    """Return the findings that went to each field up to a day, with the latest conclusion; three queries."""
    said = Conclusion.objects.filter(recorded_on__lte=day).order_by("pk").prefetch_related("measures__versions")
    rows = Referral.objects.filter(field__edition=edition, referred_on__lte=day).select_related("finding", "office")
    found: dict[int, list[ConclusionLine]] = defaultdict(list)
    for row in rows.prefetch_related(Prefetch("conclusions", said)):
        found[row.field_id].append(_conclusion(row, edition))
    return found


def _conclusion(row: Referral, edition: Edition) -> ConclusionLine:
    latest = next(reversed(list(row.conclusions.all())), None)
    finding = _known(row.finding)
    numbers = sorted(
        version.number
        for measure in (latest.measures.all() if latest else ())
        for version in measure.versions.all() if version.edition_id == edition.pk
    )  # fmt: skip
    return ConclusionLine(
        finding=f"{finding.title}: {finding.figure}" + (f" ({finding.interval})" if finding.interval else ""),
        office=row.office.short,
        due_on=row.due_on.isoformat(),
        kind=latest.kind if latest else "",
        text=latest.text if latest else "",
        recorded_on=latest.recorded_on.isoformat() if latest else "",
        measures=tuple(numbers),
        invented=row.invented,
    )


def decisions_of(edition: Edition, day: date, *, said: Iterable[ProgressEntry]) -> tuple[DecisionLine, ...]:
    """Return the papers on an edition up to a day, and what was reported on their measures since; two queries."""
    latest: dict[object, ProgressEntry] = {}
    for entry in said:
        latest.setdefault(entry.version.measure_id, entry)
    papers = Paper.objects.filter(edition=edition).exclude(number=edition.paper).prefetch_related("measures")
    known = papers.filter(Q(submitted_on=None) | Q(submitted_on__lte=day)).order_by("submitted_on", "number")
    return tuple(_decision(row, latest, day) for row in known)


def _decision(row: Paper, latest: dict[object, ProgressEntry], day: date) -> DecisionLine:
    entries = [latest[measure.pk] for measure in row.measures.all() if measure.pk in latest]
    since = [entry for entry in entries if row.submitted_on is None or entry.round.state_on >= row.submitted_on]
    is_open = row.state == Paper.State.OPEN
    return DecisionLine(
        number=row.number,
        kind=row.kind,
        title=row.title,
        state=row.state,
        submitted_by=row.submitted_by,
        submitted_on=_iso(row.submitted_on),
        deadline=_iso(row.deadline),
        answer=row.answer,
        answered_on=_iso(row.answered_on),
        is_open=is_open,
        is_late=is_open and row.deadline is not None and row.deadline < day,
        progress=tuple(sorted((entry.version.number, entry.note) for entry in since)),
        invented=row.invented,
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def consulted(number: str) -> tuple[Consulted, ...]:
    """Return the bodies that dealt with a paper, in their order; one query, none without a number."""
    if not number:
        return ()
    rows = Consultation.objects.filter(paper__number=number).order_by("on", "pk")
    return tuple(
        Consulted(body=row.body, on=row.on.isoformat(), role=row.role, result=row.result, votes=_votes(row))
        for row in rows
    )


def _votes(row: Consultation) -> tuple[int, int, int] | None:
    if row.votes_for is None:
        return None
    return row.votes_for, row.votes_against or 0, row.abstentions or 0


def workshops_of(edition: Edition) -> tuple[WorkshopLine, ...]:
    """Return the workshops with what became of their proposals; two queries."""
    counted = Proposal.objects.filter(group__workshop__edition=edition).values_list("group__workshop", "outcome")
    outcomes: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for workshop, outcome, n in counted.annotate(n=Count("pk")).order_by("group__workshop", "-n", "outcome"):
        outcomes[workshop].append((outcome, n))
    return tuple(
        WorkshopLine(
            number=row.number,
            title=words(row, "title"),
            held_on=_iso(row.held_on),
            participants=row.participants,
            outcomes=tuple(outcomes[row.pk]),
            invented=row.invented,
        )
        for row in edition.workshops.order_by("number")
    )


def comments_of(edition: Edition, day: date) -> tuple[int, int]:
    """Return how many comments there were up to a day, and how many of them are answered; one query."""
    found = edition.comments.filter(on__lte=day).aggregate(
        all=Count("pk"), answered=Count("pk", filter=Q(answered_on__lte=day))
    )
    return found["all"], found["answered"]


def goals_of(edition: Edition) -> dict[int, list[str]]:
    """Return the numbers of the goals that each version serves; one query."""
    found: dict[int, list[str]] = defaultdict(list)
    links = edition.goals.filter(versions__isnull=False).order_by("number").values_list("versions", "number")
    for version, goal in links:
        found[version].append(goal)
    return found


def overdue_milestones(edition: Edition, day: date) -> dict[object, list[str]]:
    """Return the milestones before a day that are neither done nor cancelled by it, per measure; two queries."""
    stands: dict[int, str] = {}
    entries = MilestoneEntry.objects.filter(
        milestone__measure__versions__edition=edition, entry__round__state_on__lte=day
    ).distinct()
    for key, state in entries.order_by("entry__round__state_on", "entry", "pk").values_list("milestone", "state"):
        stands[key] = state
    found: dict[object, list[str]] = defaultdict(list)
    rows = Milestone.objects.filter(measure__versions__edition=edition, due__lt=day).distinct().order_by("due", "pk")
    for row in rows:
        if stands.get(row.pk, "open") == "open":
            found[row.measure_id].append(f"{row.title} ({moment(row.due, row.due_precision)})")
    return found

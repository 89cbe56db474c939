"""What a report says, gathered once: the strategy on a day, what was said on it by then, and what is missing in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import override

from querschnitt.apps.indicators.templatetags.figures import language, moment, words
from querschnitt.apps.strategy.models import (
    Edition,
    Field,
    MeasureVersion,
    Paper,
    ProgressEntry,
    ReportFile,
    ReportingRound,
)
from querschnitt.apps.strategy.models import Report as MadeReport
from querschnitt.apps.strategy.queries.content import content_of
from querschnitt.apps.strategy.queries.in_force import Part, parts_on, versions_on
from querschnitt.apps.strategy.queries.pictures import picture_lines
from querschnitt.apps.strategy.queries.report_money import money_of, totals_of
from querschnitt.apps.strategy.queries.report_parts import (
    comments_of,
    conclusions_of,
    consulted,
    decisions_of,
    goals_of,
    indicators_of,
    known_figures,
    overdue_milestones,
    workshops_of,
)
from querschnitt.press.strategy.content import Actor, FieldPart, MeasureLine, Report, Status

OLD = 6
"""A status that is so many months old is told before a report is made."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody asks for: kind, edition, the day whose state it shows, the day the council sees it, language."""

    kind: str
    edition: Edition
    state_on: date
    language: str = "de"
    council_on: date | None = None
    round: ReportingRound | None = None
    paper: Paper | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Gaps:
    """What would be missing in a report: measures nothing is known of, and those whose status is old."""

    measures: int
    silent: tuple[MeasureLine, ...]
    old: tuple[MeasureLine, ...]


def list_reports(editions: QuerySet[Edition]) -> list[MadeReport]:
    """Return the reports of some editions with the names of their files, the latest first; two queries."""
    names = Prefetch("files", ReportFile.objects.defer("content"))
    made = MadeReport.objects.filter(edition__in=editions)
    return list(made.defer("content").select_related("edition").prefetch_related(names))


def gather(wanted: Wanted) -> Report:
    """Return what a report says, in its language; the number of queries does not hang on the number of measures."""
    with override(wanted.language):
        return _gather(wanted)


def _gather(wanted: Wanted) -> Report:
    edition, day = wanted.edition, wanted.state_on
    versions = list(versions_on(edition, day).select_related("field"))
    said = _said(edition, day)
    before_on = _before(edition, wanted.round, day)
    lines = _measures(edition, versions, said=said, before_on=before_on, day=day)
    return Report(
        kind=wanted.kind,
        language=wanted.language,
        edition=edition.slug,
        title=words(edition, "title"),
        paper=edition.paper,
        adopted=_iso(edition.adopted_on),
        state_on=day.isoformat(),
        council_on=_iso(wanted.council_on),
        council_months=whole_months(day, wanted.council_on) if wanted.council_on else None,
        before_on=_iso(before_on),
        decision=wanted.paper.number if wanted.paper else "",
        texts={name: text.strip() for name, text in wanted.texts.items() if text.strip()},
        fields=_fields(edition, versions, lines, day=day),
        goals=tuple((goal.number, words(goal, "text")) for goal in edition.goals.order_by("number")),
        decisions=decisions_of(edition, day, said=said),
        consulted=consulted(wanted.paper.number if wanted.paper else ""),
        money=money_of(edition),
        totals=totals_of(edition, day),
        workshops=workshops_of(edition),
        comments=comments_of(edition, day),
        history=consulted(edition.paper),
        note=words(edition, "note"),
        invented=edition.invented,
    )


def gaps(report: Report, *, months: int = OLD) -> Gaps:
    """Return what is missing in a report that was gathered."""
    lines = report.measures
    return Gaps(
        measures=len(lines),
        silent=tuple(line for line in lines if line.status is None),
        old=tuple(line for line in lines if line.status and line.status.months >= months),
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _said(edition: Edition, day: date) -> list[ProgressEntry]:
    """Return all that was reported up to a day, the latest first: of a round the entry written last counts."""
    entries = ProgressEntry.objects.filter(version__edition=edition, round__state_on__lte=day)
    return list(entries.select_related("round", "version").order_by("-round__state_on", "-pk"))


def _before(edition: Edition, opened: ReportingRound | None, day: date) -> date | None:
    """Return the day of the round before: what has changed is counted from there."""
    upto = opened.state_on if opened else day
    rounds = edition.rounds.filter(state_on__lt=upto).order_by("-state_on")
    return rounds.values_list("state_on", flat=True).first()


def _measures(
    edition: Edition, versions: Sequence[MeasureVersion], *, said: Sequence[ProgressEntry], before_on: date | None,
    day: date,
) -> dict[int, MeasureLine]:  # fmt: skip
    now = _latest(said, day)
    before = _latest(said, before_on) if before_on else {}
    parts = parts_on(versions, day)
    goals = goals_of(edition)
    overdue = overdue_milestones(edition, day)
    texts = _translated(versions)
    return {
        version.pk: MeasureLine(
            number=version.number,
            title=words(version, "title"),
            text=texts.get(version.pk, version.text),
            text_language=language() if version.pk in texts else "de",
            kind=version.kind,
            recurrence=version.recurrence,
            period=_period(version),
            actors=_actors(parts.get(version.pk, [])),
            status=_status(now.get(version.measure_id), day),
            before=_status(before.get(version.measure_id), day),
            overdue=tuple(overdue.get(version.measure_id, ())),
            goals=tuple(goals.get(version.pk, ())),
            invented=version.invented,
            wording_invented=version.wording_invented,
        )
        for version in versions
    }


def _translated(versions: Sequence[MeasureVersion]) -> dict[int, str]:
    """Return the official texts in the language of the report, as far as translations can be relied on."""
    if language() == "de":
        return {}
    content = content_of([(version, ("text",)) for version in versions], language())
    found = {version.pk: content.of(version, "text") for version in versions}
    return {pk: told.text for pk, told in found.items() if told and not told.is_outdated and not told.is_draft}


def _latest(said: Iterable[ProgressEntry], day: date) -> dict[object, ProgressEntry]:
    found: dict[object, ProgressEntry] = {}
    for entry in said:
        if entry.round.state_on <= day:
            found.setdefault(entry.version.measure_id, entry)
    return found


def _period(version: MeasureVersion) -> str:
    begins = moment(version.begins, version.begins_precision) if version.begins else ""
    ends = moment(version.ends, version.ends_precision) if version.ends else ""
    return f"{begins}–{ends}".strip("–") if begins or ends else ""


def _actors(parts: Iterable[Part]) -> tuple[Actor, ...]:
    return tuple(Actor(short=part.office.short, name=part.office.name, is_lead=part.role == "lead") for part in parts)


def _status(entry: ProgressEntry | None, day: date) -> Status | None:
    if entry is None:
        return None
    counted = ""
    if entry.counted is not None and entry.target:
        counted = f"{entry.counted.normalize():f} / {entry.target.normalize():f} {entry.counted_unit}".strip()
    return Status(
        phase=entry.phase,
        said_on=entry.round.state_on.isoformat(),
        months=whole_months(entry.round.state_on, day),
        note=entry.note,
        schedule=entry.schedule,
        completion=entry.completion,
        counted=counted,
        obstacles=entry.obstacles,
        next_steps=entry.next_steps,
        unchanged_because=entry.unchanged_because,
        paused_because=words(entry, "paused_because"),
        paused_until=_iso(entry.paused_until),
        invented=entry.invented,
    )


def whole_months(earlier: date, later: date) -> int:
    """Return the months between two days, begun ones not counted; the last day of a month ends it.

    >>> whole_months(date(2021, 11, 30), date(2022, 2, 28)), whole_months(date(2021, 11, 30), date(2021, 12, 15))
    (3, 0)
    """
    months = 12 * (later.year - earlier.year) + later.month - earlier.month
    ends_month = later.month != date.fromordinal(later.toordinal() + 1).month
    return months if later.day >= earlier.day or ends_month else months - 1


def _fields(
    edition: Edition, versions: Sequence[MeasureVersion], lines: Mapping[int, MeasureLine], *, day: date
) -> tuple[FieldPart, ...]:
    held: dict[int, list[MeasureLine]] = defaultdict(list)
    for version in versions:
        held[version.field_id].append(lines[version.pk])
    known, indicators = known_figures(edition), indicators_of(edition, day)
    conclusions = conclusions_of(edition, day)
    pictures = picture_lines(edition)

    def part(row: Field) -> FieldPart:
        return FieldPart(
            number=row.number,
            name=words(row, "name"),
            aim=words(row, "aim"),
            lead=row.lead.name if row.lead else "",
            measures=tuple(held[row.pk]),
            known=tuple(known.get(row.pk, ())),
            indicators=tuple(indicators.get(row.pk, ())),
            conclusions=tuple(conclusions.get(row.pk, ())),
            aim_invented=row.aim_invented,
            name_assumed=not row.evidenced,
            picture=pictures.get(row.pk),
        )

    return tuple(part(row) for row in edition.fields.select_related("lead").order_by("number"))

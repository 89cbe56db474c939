"""Read what is public. Every figure comes with its base, date, interval and source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from querschnitt.apps.portal.models import (
    PublicCorrection,
    PublicEdition,
    PublicEvidence,
    PublicField,
    PublicFinding,
    PublicInvolvement,
    PublicMeasure,
    PublicMoney,
    PublicProgress,
    PublicRelease,
    PublicTranslation,
)
from querschnitt.apps.strategy.queries.content import Content, Seen
from querschnitt.apps.strategy.queries.content import content_of as strategy_content
from querschnitt.apps.strategy.queries.translatable import Rows

# The figures the home page opens with, in this order; one that is not released is left out.
HEADLINES = (
    "life_satisfied",
    "optimistic",
    "disadvantaged",
    "employed",
    "net_income",
    "german_mostly",
    "club_active",
    "problem_language",
)
# Breakdowns in the order of their tables.
DIMENSIONS = ("total", "sex", "age_class", "region", "group8", "group")


@dataclass(frozen=True)
class FieldCount:
    """A field of action with its number of measures."""

    field: PublicField
    measures: Sequence[PublicMeasure]

    @property
    def done(self) -> int:
        """Return how many measures are done."""
        return sum(1 for measure in self.measures if measure.phase == "done")

    @property
    def resting(self) -> int:
        """Return how many measures rest on findings."""
        return sum(1 for measure in self.measures if measure.links)


@dataclass(frozen=True)
class MeasureStory:
    """One measure with the offices that take part, what became of it, what it rests on, and its money."""

    measure: PublicMeasure
    involved: Sequence[PublicInvolvement]
    progress: Sequence[PublicProgress]
    evidence: Sequence[PublicEvidence]
    money: Sequence[PublicMoney]


@dataclass(frozen=True)
class Breakdown:
    """The table of one topic by one dimension: a row per domain, a figure per category, None where none is released."""

    dimension: str
    categories: Sequence[PublicFinding]
    rows: Sequence[tuple[PublicFinding, Sequence[PublicFinding | None]]]


@dataclass(frozen=True)
class Topic:
    """All released figures of one variable."""

    first: PublicFinding
    total: Sequence[PublicFinding]
    breakdowns: Sequence[Breakdown]
    measures: Sequence[PublicMeasure]

    @property
    def trends(self) -> list[PublicFinding]:
        """Return the figures that are compared with an earlier wave."""
        return [finding for finding in self.total if finding.grade]


@dataclass(frozen=True)
class PublishedFile:
    """A file for download."""

    name: str
    kind: str
    size: int


def edition(slug: str = "") -> PublicEdition | None:
    """Return the named edition, or the adopted one."""
    editions = PublicEdition.objects.order_by("state", "-valid_from")
    return (editions.filter(slug=slug) if slug else editions).first()


def fields(of: PublicEdition) -> list[FieldCount]:
    """Return the fields of an edition with their measures; two queries."""
    measures: dict[int, list[PublicMeasure]] = defaultdict(list)
    for measure in PublicMeasure.objects.filter(edition=of).order_by("position"):
        measures[measure.field_id].append(measure)
    found = PublicField.objects.filter(edition=of).order_by("number")
    return [FieldCount(field=field, measures=measures[field.pk]) for field in found]


def measure_story(edition_slug: str, number: str) -> MeasureStory | None:
    """Return one measure with everything public about it, or None."""
    measure = (
        PublicMeasure.objects.select_related("field", "edition")
        .filter(edition__slug=edition_slug, number=number)
        .first()
    )
    if measure is None:
        return None
    return MeasureStory(
        measure=measure,
        involved=list(measure.involved.order_by("name")),
        progress=list(measure.progress.order_by("-state_on")),
        evidence=list(measure.evidence.select_related("finding").order_by("finding__position", "role")),
        money=list(measure.money.order_by("year", "pk")),
    )


def content_of(rows: Rows, asked: str) -> Content:
    """Return what the public may read of some rows in the language asked for; two queries."""
    return strategy_content(rows, asked, seen=Seen(PublicTranslation.objects.all(), PublicCorrection.objects.all()))


def headlines() -> list[PublicFinding]:
    """Return the released figures of the total that the home page opens with."""
    order = Case(
        *(When(variable=name, then=Value(place)) for place, name in enumerate(HEADLINES)), output_field=IntegerField()
    )
    return list(
        PublicFinding.objects.filter(
            dimension="total", variable__in=HEADLINES, category__in=("", "yes"), value__isnull=False
        )
        .annotate(place=order)
        .order_by("place", "position")
    )


def topics() -> list[list[PublicFinding]]:
    """Return the released figures of the total, grouped by variable, in the order of the release."""
    grouped: dict[str, list[PublicFinding]] = defaultdict(list)
    for finding in PublicFinding.objects.filter(dimension="total").order_by("-wave", "position"):
        grouped[finding.variable].append(finding)
    return list(grouped.values())


def topic(variable: str) -> Topic | None:
    """Return all released figures of one variable, or None where there are none."""
    found = list(PublicFinding.objects.filter(variable=variable).order_by("-wave", "position"))
    if not found:
        return None
    by_dimension: dict[str, list[PublicFinding]] = defaultdict(list)
    for finding in found:
        by_dimension[finding.dimension].append(finding)
    return Topic(
        first=found[0],
        total=by_dimension.pop("total", []),
        breakdowns=[_breakdown(name, by_dimension[name]) for name in sorted(by_dimension, key=_place)],
        measures=list(
            PublicMeasure.objects.filter(pk__in=_measures_on(variable)).order_by("field__number", "position")
        ),
    )


def _measures_on(variable: str) -> QuerySet[PublicEvidence, int]:
    return PublicEvidence.objects.filter(finding__variable=variable).values_list("measure_id", flat=True)


def _place(dimension: str) -> int:
    return DIMENSIONS.index(dimension) if dimension in DIMENSIONS else len(DIMENSIONS)


def _breakdown(dimension: str, findings: Sequence[PublicFinding]) -> Breakdown:
    categories = {finding.category: finding for finding in reversed(findings)}
    names = list(dict.fromkeys(finding.category for finding in findings))
    domains: dict[str, dict[str, PublicFinding]] = defaultdict(dict)
    for finding in findings:
        domains[finding.domain][finding.category] = finding
    return Breakdown(
        dimension=dimension,
        categories=[categories[name] for name in names],
        rows=[(next(iter(row.values())), [row.get(name) for name in names]) for row in domains.values()],
    )


def all_findings() -> QuerySet[PublicFinding]:
    """Return all released findings in the order of their release."""
    return PublicFinding.objects.order_by("-wave", "position")


def notices() -> list[PublicRelease]:
    """Return what must stand beside the figures, as the releases say it; each text once, the newest wave first."""
    found = PublicRelease.objects.exclude(notice_de="").order_by("-wave")
    return list({(release.notice_de, release.notice_en): release for release in reversed(found)}.values())[::-1]


def finding_count() -> int:
    """Return how many findings are released."""
    return PublicFinding.objects.aggregate(n=Count("id"))["n"]


def published_files() -> list[PublishedFile]:
    """Return the files laid out for the public, by name."""
    folder = Path(settings.PUBLISHED_FILES_DIR)
    if not folder.is_dir():
        return []
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in FILE_KINDS)
    return [
        PublishedFile(name=path.name, kind=FILE_KINDS[path.suffix.lower()], size=path.stat().st_size) for path in files
    ]


FILE_KINDS = {".pdf": "pdf", ".html": "html", ".xlsx": "xlsx", ".json": "json", ".csv": "csv"}

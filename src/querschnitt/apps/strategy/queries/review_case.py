"""One measure on the table of the review room: everything known about it since the last two-year budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from querschnitt.apps.indicators.models import Observation
from querschnitt.apps.indicators.queries import current_releases
from querschnitt.apps.strategy.models import (
    Comment,
    Conclusion,
    Contribution,
    Evidence,
    MeasureVersion,
    ProgressEntry,
)
from querschnitt.apps.strategy.queries.in_force import Part, parts_on
from querschnitt.apps.strategy.queries.money import AmountRow, Book, Cell, line_value, lines_of, stage_rows

OBSERVATIONS = 5


@dataclass(frozen=True)
class Case:
    """What lies on the table."""

    version: MeasureVersion
    parts: Sequence[Part]
    progress: Sequence[ProgressEntry]
    money: Book
    findings: Sequence[Evidence]
    indicators: Sequence[tuple[Evidence, Sequence[Observation]]]
    conclusions: Sequence[Conclusion]
    comments: Sequence[Comment]
    contributions: Sequence[Contribution]

    @property
    def stages(self) -> list[AmountRow]:
        """Return the own lines of the measure by stage."""
        return stage_rows(self.money)

    @property
    def apart(self) -> list[tuple[str, tuple[Cell, ...]]]:
        """Return what comes from the existing budget, and what from outside."""
        kinds = {line_value(row).funding for row in self.money.rows}
        return [
            (kind.value, self.money.whole(kind, lambda found: found.planned)) for kind in sorted(kinds) if kind != "own"
        ]


def case_of(version: MeasureVersion) -> Case:
    """Return one measure with everything known about it; ten queries, however much there is."""
    measure, edition = version.measure_id, version.edition
    evidence = _evidence(version)
    return Case(
        version=version,
        parts=parts_on([version], None).get(version.pk, []),
        progress=list(
            ProgressEntry.objects.filter(version__measure=measure, corrected_by__isnull=True)
            .select_related("round", "office")
            .order_by("-round__state_on", "-pk")
        ),
        money=Book(edition, lines_of(edition, version), [version], {}),
        findings=[link for link in evidence if link.finding_id],
        indicators=[
            (link, list(link.indicator.observations.all())[:OBSERVATIONS]) for link in evidence if link.indicator
        ],
        conclusions=list(
            Conclusion.objects.filter(measures=measure).select_related("referral__finding", "referral__field")
        ),
        comments=list(Comment.objects.filter(measure=measure)),
        contributions=list(
            Contribution.objects.filter(version__measure=measure)
            .select_related("office", "round")
            .order_by("-round__state_on", "office__name")
        ),
    )


def _evidence(version: MeasureVersion) -> list[Evidence]:
    """Return what speaks to the measure in the edition in force: current findings, and indicators with the latest."""
    latest = Prefetch("indicator__observations", queryset=Observation.objects.order_by("-on", "-pk"))
    links = Evidence.objects.filter(version__measure=version.measure_id, version__edition=version.edition_id)
    links = links.select_related("finding__release", "indicator").prefetch_related(latest)
    current = set(current_releases().values_list("pk", flat=True))
    return [
        link
        for link in links.order_by("role", "finding__position", "pk")
        if link.finding is None or link.finding.release_id in current
    ]

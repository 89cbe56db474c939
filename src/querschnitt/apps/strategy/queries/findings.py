"""Released findings with the measures that rest on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from querschnitt.apps.indicators.models import Finding, Release
from querschnitt.apps.indicators.queries import current_findings, current_releases
from querschnitt.apps.strategy.models import Evidence, MeasureVersion


@dataclass(frozen=True)
class FindingRow:
    """A released finding with the measures that rest on it."""

    finding: Finding
    measures: tuple[MeasureVersion, ...]


def releases() -> list[Release]:
    """Return the current releases."""
    return list(current_releases())


def finding_rows(findings: Iterable[Finding]) -> list[FindingRow]:
    """Return findings with the measures that rest on them; two queries."""
    found = list(findings)
    measures: dict[int, dict[int, MeasureVersion]] = defaultdict(dict)
    links = Evidence.objects.filter(finding__in=found).select_related("version__field")
    for link in links.order_by("version__field__number", "version__position"):
        if link.finding_id is not None:
            measures[link.finding_id][link.version_id] = link.version
    return [FindingRow(finding=finding, measures=tuple(measures[finding.pk].values())) for finding in found]


def findings_of(dimension: str) -> QuerySet[Finding]:
    """Return the current findings of one dimension."""
    return current_findings().filter(dimension=dimension)


def findings_with_measures(dimension: str) -> QuerySet[Finding]:
    """Return the current findings of one dimension that some measure rests on."""
    linked = Evidence.objects.values("finding_id")
    return findings_of(dimension).filter(pk__in=linked)


def dimensions() -> list[str]:
    """Return the dimensions of the current findings."""
    return sorted(current_findings().order_by("dimension").values_list("dimension", flat=True).distinct())

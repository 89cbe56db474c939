"""What measures rest on: links with their role, and the figure as it stands in the latest release of its wave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from querschnitt.apps.indicators.models import Finding, Observation
from querschnitt.apps.indicators.queries import current_findings, latest_observations
from querschnitt.apps.strategy.models import Edition, Evidence, Measure, MeasureVersion
from querschnitt.apps.strategy.queries.in_force import edition_on

ROLES = ("need", "output", "outcome", "context")
"""In the order of the story: why, what was done, what became of it, and what merely belongs to the picture."""


@dataclass(frozen=True)
class EvidenceLine:
    """A link with its figure. ``other`` is the edition it was made for, where that is not the one on the page."""

    link: Evidence
    finding: Finding | None
    observation: Observation | None
    other: Edition | None = None

    @property
    def may_speak_of_an_effect(self) -> bool:
        """Return whether the role allows words on an effect."""
        return self.link.role in (Evidence.Role.OUTPUT, Evidence.Role.OUTCOME)


@dataclass(frozen=True)
class EvidenceGroup:
    """All links of one role."""

    role: Evidence.Role
    lines: tuple[EvidenceLine, ...]


def evidence_of(version: MeasureVersion) -> list[EvidenceGroup]:
    """Return what a measure rests on by role, with links of its other versions too; three queries.

    A finding of an earlier release appears as the latest release of its wave has it. A link that several versions
    have stands once, as the version asked for has it.
    """
    links = list(
        Evidence.objects.filter(version__measure=version.measure_id)
        .filter(Q(version=version) | ~Q(version__edition__state=Edition.State.DRAFT))
        .select_related("finding__release", "indicator", "version__edition")
        .order_by("-version__edition__valid_from", "finding__position", "indicator__code", "pk")
    )
    lines = evidence_lines(sorted(links, key=lambda link: link.version_id != version.pk), beside=version)
    found: dict[tuple[object, ...], EvidenceLine] = {}
    for line in lines:
        subject = line.finding.key if line.finding else f"indicator {line.link.indicator_id}"
        found.setdefault((line.link.role, subject), line)
    groups = {role: [line for line in found.values() if line.link.role == role] for role in ROLES}
    return [EvidenceGroup(Evidence.Role(role), tuple(group)) for role, group in groups.items() if group]


def evidence_lines(links: Sequence[Evidence], *, beside: MeasureVersion | None = None) -> list[EvidenceLine]:
    """Return links with the figures that count today; two queries."""
    findings = current_of(link.finding for link in links if link.finding)
    observed = latest_observations(link.indicator_id for link in links if link.indicator_id)
    return [
        EvidenceLine(
            link=link,
            finding=findings.get((link.finding.wave, link.finding.key), link.finding) if link.finding else None,
            observation=observed.get(link.indicator_id or 0),
            other=link.version.edition if beside and link.version.edition_id != beside.edition_id else None,
        )
        for link in links
    ]


def current_of(findings: Iterable[Finding]) -> dict[tuple[str, str], Finding]:
    """Return findings as the latest release of their wave has them, by wave and key; one query."""
    keys = {finding.key for finding in findings}
    return {(finding.wave, finding.key): finding for finding in current_findings().filter(key__in=keys)}


def measures_today(measures: Iterable[Measure]) -> dict[object, MeasureVersion]:
    """Return the newest adopted version of some measures, by measure; one query."""
    versions = (
        MeasureVersion.objects.filter(measure__in=[measure.pk for measure in measures])
        .exclude(edition__state=Edition.State.DRAFT)
        .select_related("edition", "field")
        .order_by("edition__valid_from", "supplement__applies_from", "pk")
    )
    return {version.measure_id: version for version in versions}


def versions_to_link(today: date) -> list[MeasureVersion]:
    """Return the measures that a link by hand may name: those of the edition in force."""
    edition = edition_on(today) or Edition.objects.first()
    if edition is None:
        return []
    return list(edition.versions.select_related("field", "measure").order_by("field__number", "position", "pk"))

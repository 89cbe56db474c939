"""Released findings with the measures that rest on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from querschnitt.apps.indicators.models import Finding, Release
from querschnitt.apps.indicators.queries import current_findings, current_releases
from querschnitt.apps.strategy.models import Edition, Evidence, MeasureVersion, Origin, Paper
from querschnitt.apps.strategy.queries.conclusions import ReferralRow, referral_rows, referrals
from querschnitt.apps.strategy.queries.evidence import ROLES, measures_today


@dataclass(frozen=True)
class FindingRow:
    """A released finding with the measures that rest on it."""

    finding: Finding
    measures: tuple[MeasureVersion, ...]


@dataclass(frozen=True)
class RestingGroup:
    """The measures that rest on a finding in one role, by links made for one version of each."""

    role: Evidence.Role
    links: tuple[Evidence, ...]


@dataclass(frozen=True)
class FindingStory:
    """One finding, and what the city decided because of it."""

    finding: Finding
    replaced: Sequence[Finding]  # the same figure in earlier releases
    groups: Sequence[RestingGroup]
    origins: Sequence[tuple[Origin, MeasureVersion | None]]
    referrals: Sequence[ReferralRow]
    papers: Sequence[Paper]

    @property
    def is_nothing(self) -> bool:
        """Return whether nothing has followed from the finding yet."""
        return not (self.groups or self.origins or self.referrals)


def finding_story(key: str, *, today: date, with_drafts: bool) -> FindingStory | None:
    """Return a finding by its key with what followed from it; eight queries at most, None where there is no such key.

    Links, origins and referrals made on an earlier release of the figure count too.
    """
    rows = list(Finding.objects.filter(key=key).select_related("release").order_by("-release__imported_at", "-pk"))
    if not rows:
        return None
    links = Evidence.objects.filter(finding__in=rows).select_related("version__edition", "version__field")
    if not with_drafts:
        links = links.exclude(version__edition__state=Edition.State.DRAFT)
    groups = _groups(links.order_by("version__edition__valid_from", "version__field__number", "version__position"))
    origins = list(Origin.objects.filter(finding__in=rows).select_related("measure"))
    told = referral_rows(referrals().filter(finding__in=rows), today=today)
    measures = {link.version.measure_id for group in groups for link in group.links}
    measures |= {origin.measure_id for origin in origins}
    measures |= {version.measure_id for row in told for it in row.conclusions for version in it.measures}
    versions = measures_today([origin.measure for origin in origins])
    return FindingStory(
        finding=rows[0],
        replaced=rows[1:],
        groups=groups,
        origins=[
            (origin, versions.get(origin.measure_id))
            for origin in origins
            if with_drafts or origin.measure_id in versions
        ],
        referrals=told,
        papers=list(Paper.objects.filter(measures__in=measures).distinct()),
    )


def _groups(links: Iterable[Evidence]) -> list[RestingGroup]:
    newest: dict[tuple[str, object], Evidence] = {(link.role, link.version.measure_id): link for link in links}
    grouped = {role: tuple(link for (of, _), link in newest.items() if of == role) for role in ROLES}
    return [RestingGroup(Evidence.Role(role), group) for role, group in grouped.items() if group]


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

"""From what a measure may come: workshops with their proposals, papers, findings, indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from querschnitt.apps.indicators.models import Finding, Indicator
from querschnitt.apps.indicators.queries import indicators
from querschnitt.apps.strategy.models import Paper, Proposal, Workshop
from querschnitt.apps.strategy.queries.conclusions import findings_to_refer


@dataclass(frozen=True)
class Sources:
    """All that is recorded and may be named as an origin."""

    workshops: Sequence[Workshop]
    proposals: Sequence[Proposal]
    papers: Sequence[Paper]
    findings: Sequence[Finding]
    indicators: Sequence[Indicator]


def sources() -> Sources:
    """Return what a measure may come from, the newest first; five queries."""
    return Sources(
        workshops=list(Workshop.objects.order_by("-edition__valid_from", "-edition", "number")),
        proposals=list(
            Proposal.objects.select_related("group__workshop").order_by(
                "-group__workshop__edition", "group__workshop__number", "group", "number"
            )
        ),
        papers=list(Paper.objects.order_by("-submitted_on", "number")),
        findings=findings_to_refer(),
        indicators=list(indicators()),
    )

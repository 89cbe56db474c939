"""Read released findings, of which the latest release of each wave is current, and indicators with their figures."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from querschnitt.apps.indicators.models import Finding, Indicator, Observation, Release


def current_releases() -> QuerySet[Release]:
    """Return the latest release of each wave, the newest wave first."""
    latest = Release.objects.order_by("wave", "-imported_at", "-id").distinct("wave").values("pk")
    return Release.objects.filter(pk__in=latest).order_by("-wave")


def current_findings() -> QuerySet[Finding]:
    """Return the findings of the current releases with their release, in the order of the release."""
    return (
        Finding.objects.filter(release__in=current_releases())
        .select_related("release")
        .order_by("-release__wave", "position")
    )


def finding_by_key(key: str) -> Finding | None:
    """Return the finding with a key in the newest release that has it; one query."""
    return Finding.objects.filter(key=key).select_related("release").order_by("-release__imported_at", "-pk").first()


def indicators() -> QuerySet[Indicator]:
    """Return each indicator in its newest definition."""
    return Indicator.objects.order_by("code", "-version").distinct("code")


def series_of(indicator: Indicator) -> list[Observation]:
    """Return the figures of an indicator that count, the oldest first: of a date the row recorded last; one query."""
    return list(indicator.observations.order_by("on", "-pk").distinct("on"))


def latest_observations(indicators: Iterable[int]) -> dict[int, Observation]:
    """Return the newest figure of some indicators, by indicator; one query."""
    rows = Observation.objects.filter(indicator__in=set(indicators)).order_by("indicator_id", "-on", "-pk")
    return {row.indicator_id: row for row in rows.distinct("indicator_id")}

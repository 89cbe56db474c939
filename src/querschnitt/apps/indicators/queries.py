"""Read released findings. Current are those of the latest release of each wave."""

from __future__ import annotations

from django.db.models import QuerySet

from querschnitt.apps.indicators.models import Finding, Release


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

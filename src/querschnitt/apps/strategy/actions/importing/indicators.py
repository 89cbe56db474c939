"""Indicators and their observations into the database: only what is new is added."""

from __future__ import annotations

from collections.abc import Sequence

from querschnitt.apps.indicators.models import Indicator, Observation
from querschnitt.apps.strategy.actions.reading.indicators import WrittenIndicator


def add_indicators(written: Sequence[WrittenIndicator]) -> None:
    """Add the indicators, and the observations of known ones, that are new."""
    for row in written:
        indicator, _ = Indicator.objects.get_or_create(code=row.code, version=row.version, defaults=row.columns)
        known = {(seen.on, seen.value, seen.sign, seen.document) for seen in indicator.observations.all()}
        Observation.objects.bulk_create(
            Observation(indicator=indicator, **columns)
            for columns in row.observations
            if (columns["on"], columns["value"], columns["sign"], columns["document"]) not in known
        )

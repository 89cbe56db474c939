"""Announce a wave: record what was decided for it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from querschnitt.apps.survey.models import Wave
from querschnitt.apps.survey.workflow import Rules
from querschnitt.core.errors import StateError
from querschnitt.tables.register import Groups, read_groups
from querschnitt.tables.wavefile import WaveFile

ALIAS = "statistics"


@transaction.atomic(using=ALIAS)
def announce_wave(*, file: WaveFile) -> Wave:
    """Create a wave as decided, or bring it up to date while its field has not opened."""
    Rules.of(file.translation)
    decided = {**_decided(file), "origins": origins_of(read_groups(file.file("groups")))}
    known = Wave.objects.using(ALIAS).filter(slug=file.slug).first()
    if known is not None and known.opened_at is not None:
        return known
    wave, _ = Wave.objects.using(ALIAS).update_or_create(slug=file.slug, defaults=decided)
    return wave


def begin_wave(*, file: WaveFile) -> Wave:
    """Create a wave as decided, without files; its origins get their names with its frame (`name_origins`).

    Raises
    ------
    StateError : if there is a wave of this name
    """
    if Wave.objects.using(ALIAS).filter(slug=file.slug).exists():
        raise StateError("There is a wave of this name", where=f"wave {file.slug}", hint="Choose another short name.")
    return Wave.objects.using(ALIAS).create(slug=file.slug, **_decided(file))


def _decided(file: WaveFile) -> dict[str, Any]:
    return {
        "title": file.title,
        "reference_date": file.reference_date,
        "field_start": file.field_start,
        "field_end": file.field_end,
        "modes": list(file.modes),
        "population_rule": file.population_rule,
        "complete_share": file.complete,
        "partial_share": file.partial,
        "translation_rules": dict(file.translation),
        "example_notice": file.example,
    }


def name_origins(*, wave: str, groups: Groups) -> None:
    """Let a wave call the origins by the names of these groups, as long as its field has not opened."""
    Wave.objects.using(ALIAS).filter(slug=wave, opened_at__isnull=True).update(origins=origins_of(groups))


def origins_of(groups: Groups) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Return the names of the origins in their order, so that the pages of a wave can call them by name."""
    german, english = groups.names(), groups.names("en")
    codes = {
        "region": list(groups.region_names),
        "group8": list(groups.group8_names),
        "group": [group.code for group in groups.listed],
    }
    return {
        dimension: [(code, {"de": german[code], "en": english[code]}) for code in listed]
        for dimension, listed in codes.items()
    }

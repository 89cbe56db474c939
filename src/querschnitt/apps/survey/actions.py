"""Announce waves and release questionnaires."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.db import transaction

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.survey.models import Questionnaire, Wave
from querschnitt.core.errors import StateError
from querschnitt.core.instrument.document import content_hash, to_document
from querschnitt.tables.register import read_groups
from querschnitt.tables.wavefile import WaveFile
from querschnitt.tables.xlsform import read_instrument

ALIAS = "statistics"


@transaction.atomic(using=ALIAS)
def announce_wave(*, file: WaveFile) -> Wave:
    """Create a wave as decided, or bring it up to date while its field has not opened."""
    decided = {
        "title": file.title,
        "reference_date": file.reference_date,
        "field_start": file.field_start,
        "field_end": file.field_end,
        "modes": list(file.modes),
        "origins": _origins(file),
        "population_rule": file.population_rule,
        "complete_share": file.complete,
        "partial_share": file.partial,
    }
    known = Wave.objects.using(ALIAS).filter(slug=file.slug).first()
    if known is not None and known.opened_at is not None:
        return known
    wave, _ = Wave.objects.using(ALIAS).update_or_create(slug=file.slug, defaults=decided)
    return wave


def _origins(file: WaveFile) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Return the names of the origins of a wave in their order, so that its pages can call them by name."""
    groups = read_groups(file.file("groups"))
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


@transaction.atomic(using=ALIAS)
def release_questionnaire(*, wave: Wave, workbook: Path) -> Questionnaire:
    """Check a workbook completely, compile it, and pin the wave to its content hash.

    Raises
    ------
    QuestionnaireError : with every fault of the workbook.
    StateError : if the wave's field has opened with another questionnaire.
    """
    instrument = read_instrument(workbook)
    fingerprint = content_hash(instrument)
    if wave.opened_at and wave.questionnaire_id != fingerprint:
        raise StateError(
            "The field of this wave is open with another questionnaire",
            where=f"wave {wave.slug}",
            hint="Close the wave, or keep the questionnaire as it is.",
        )
    released, is_new = Questionnaire.objects.using(ALIAS).get_or_create(
        content_hash=fingerprint,
        defaults={
            "name": instrument.name,
            "version": instrument.version,
            "document": to_document(instrument),
            "workbook_sha256": hashlib.sha256(workbook.read_bytes()).hexdigest(),
        },
    )
    wave.questionnaire = released
    wave.save(using=ALIAS)
    if is_new:
        log_activity(alias=ALIAS, verb="released questionnaire", subject=str(released))
    return released

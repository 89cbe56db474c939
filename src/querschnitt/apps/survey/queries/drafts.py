"""A draft as an instrument: in its source language, and in a language that is still worked on."""

from __future__ import annotations

from functools import lru_cache

from querschnitt.apps.survey.models import Draft, DraftLanguage, Translation
from querschnitt.core.instrument.document import from_document
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.texts import text_units, with_texts
from querschnitt.core.instrument.wording_faults import complaints

ALIAS = "statistics"
UNREADABLE = frozenset({"empty", "broken-braces"})


def source_instrument(draft: Draft) -> Instrument:
    """Return a draft compiled in its source language."""
    return _compiled(draft.pk, draft.source_hash)


@lru_cache(maxsize=4)
def _compiled(wave: str, source_hash: str) -> Instrument:
    return from_document(Draft.objects.using(ALIAS).only("document").get(pk=wave).document)


def draft_instrument(draft: Draft, one: DraftLanguage) -> Instrument:
    """Return a draft in one of its languages as it stands; texts that are not there yet are in the source language."""
    instrument = source_instrument(draft)
    rows = Translation.objects.using(ALIAS).filter(language=one, source__removed_at=None)
    given = dict(rows.values_list("source__key", "text"))
    mapping = {unit.key: _readable(unit.source, given.get(unit.key, ""), one.tag) for unit in text_units(instrument)}
    return with_texts(instrument, one.tag, mapping, language_name=one.name)


def _readable(source: str, text: str, tag: str) -> str:
    if not text or any(found.code in UNREADABLE for found in complaints(source, text, tag=tag)):
        return source
    return text

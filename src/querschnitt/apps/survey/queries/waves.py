"""Read waves and their questionnaires."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from querschnitt.apps.survey.models import DraftLanguage, Questionnaire, Wave
from querschnitt.core.errors import InputError, StateError, suggestion
from querschnitt.core.instrument import Instrument
from querschnitt.core.instrument.document import from_document

ALIAS = "statistics"


def wave(slug: str) -> Wave:
    """Return a wave, or say which there are."""
    found = Wave.objects.using(ALIAS).filter(slug=slug).first()
    if found is None:
        known = ", ".join(Wave.objects.using(ALIAS).values_list("slug", flat=True)) or "none yet"
        raise InputError("There is no such wave", got=slug, expected=known, hint="Import its register first.")
    return found


def language_of(wave: Wave, tag: str) -> DraftLanguage:
    """Return a language of a wave's draft, or say which there are."""
    rows = DraftLanguage.objects.using(ALIAS).filter(draft__wave=wave).select_related("draft__wave")
    found = rows.filter(tag=tag).first()
    if found is None:
        known = list(rows.order_by("position").values_list("tag", flat=True))
        raise InputError(
            "The questionnaire is not translated into this language", where=f"wave {wave.slug}", got=tag,
            expected=", ".join(known) or "none yet", hint=suggestion(tag, known),
        )  # fmt: skip
    return found


def instrument_of(wave: Wave) -> Instrument:
    """Return the compiled questionnaire a wave is pinned to."""
    if wave.questionnaire_id is None:
        raise StateError(
            "The wave has no questionnaire yet",
            where=f"wave {wave.slug}",
            hint="Run: querschnitt import_questionnaire. A wave taken over as microdata has none: what it found stands "
            "in the report of the later wave that is compared with it.",
        )
    return _compiled(wave.questionnaire_id)


def instruments_of(wave: Wave, hashes: Iterable[str] = ()) -> tuple[Instrument, ...]:
    """Return the versions of a wave's questionnaire in the order of their release: the current one, and those named."""
    wanted = {*hashes, *filter(None, [wave.questionnaire_id])}
    if not wanted:
        return (instrument_of(wave),)
    released = Questionnaire.objects.using(ALIAS).filter(pk__in=wanted).order_by("released_at", "pk")
    return tuple(_compiled(content_hash) for content_hash in released.values_list("pk", flat=True))


@lru_cache(maxsize=8)
def _compiled(content_hash: str) -> Instrument:
    return from_document(Questionnaire.objects.using(ALIAS).get(pk=content_hash).document)

"""Questions read aloud: a file for each question and language, kept with its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone

from querschnitt.apps.accounts.actions import log_activity
from querschnitt.apps.survey.models import Draft, Recording, Text, Translation
from querschnitt.apps.survey.sound import sound_kind
from querschnitt.apps.survey.workflow import Person
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.instrument.texts import source_hash

ALIAS = "statistics"


def wording_in(text: Text, tag: str) -> str:
    """Return what is to be read: the source, or its translation."""
    if tag == text.draft.source_language:
        return text.source
    row = Translation.objects.using(ALIAS).filter(source=text, language__tag=tag).first()
    return row.text if row else ""


@transaction.atomic(using=ALIAS)
def attach_recording(*, text: Text, tag: str, name: str, content: bytes, person: Person) -> Recording:
    """Attach a file to a question in a language, in the place of an earlier one.

    Raises
    ------
    InputError : if it is no sound file, too large, or the text is not the wording of a question
    StateError : if there is nothing to read in this language yet, or it is not this person's language
    """
    _check(text, tag, person)
    wording = wording_in(text, tag)
    if not wording:
        raise StateError("There is nothing to read aloud yet", where=f"{text.key}, {tag}", hint="Translate it first.")
    kind = sound_kind(content, where=name)
    made, _ = Recording.objects.using(ALIAS).update_or_create(
        source=text,
        tag=tag,
        defaults={
            "file_name": f"{PurePath(name).stem[:150]}{kind.ending}",
            "content_type": kind.media_type,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "content": content,
            "text_hash": source_hash(wording),
            "recorded_at": timezone.now(),
            "recorded_by": person.name,
        },
    )
    log_activity(alias=ALIAS, verb="attached recording", subject=f"{text.draft_id} {text.key} {tag}", actor=person.name)
    return made


def attach_files(draft: Draft, sounds: Mapping[tuple[str, str], tuple[str, bytes]], person: Person) -> int:
    """Attach files that came with a workbook where none is attached yet. Returns how many."""
    known = set(Recording.objects.using(ALIAS).filter(source__draft=draft).values_list("source__key", "tag"))
    texts = {text.key: text for text in Text.objects.using(ALIAS).filter(draft=draft, removed_at=None)}
    fresh = {place: sound for place, sound in sounds.items() if place not in known and place[0] in texts}
    for (key, tag), (name, content) in fresh.items():
        texts[key].draft = draft
        if wording_in(texts[key], tag):
            attach_recording(text=texts[key], tag=tag, name=name, content=content, person=person)
    return len(fresh)


@transaction.atomic(using=ALIAS)
def remove_recording(*, text: Text, tag: str, person: Person) -> None:
    """Take a file away again; what was released with it keeps it."""
    _check(text, tag, person)
    Recording.objects.using(ALIAS).filter(source=text, tag=tag).delete()
    log_activity(alias=ALIAS, verb="removed recording", subject=f"{text.draft_id} {text.key} {tag}", actor=person.name)


def is_read_aloud(text: Text) -> bool:
    """Whether a text is the wording of a question, which is what the interview reads aloud."""
    return bool(text.question) and text.key == f"survey/{text.question}/label"


def _check(text: Text, tag: str, person: Person) -> None:
    if not person.may_see(tag):
        raise StateError("You are not asked to work in this language", got=tag, hint="Ask the statistics office.")
    if not is_read_aloud(text):
        raise InputError("Only the wording of a question is read aloud", where=text.key, expected="survey/…/label")


def draft_has(draft: Draft, tag: str) -> bool:
    """Whether a draft is in a language: its source, or one it is translated into."""
    return tag == draft.source_language or draft.languages.using(ALIAS).filter(tag=tag).exists()

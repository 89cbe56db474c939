"""Import the workbook of a wave as a draft: its texts become rows, translations that were there stay."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.db import transaction
from django.utils import timezone

from querschnitt.apps.accounts.actions import log_activity, system_actor
from querschnitt.apps.accounts.languages import language
from querschnitt.apps.survey.actions.recordings import attach_files
from querschnitt.apps.survey.models import Draft, DraftFile, DraftLanguage, Text, Translation, TranslationEvent, Wave
from querschnitt.apps.survey.workbook import Book, audio_in, languages_of, only_source, wordings_in
from querschnitt.apps.survey.workflow import Person
from querschnitt.core.errors import StateError
from querschnitt.core.instrument.document import content_hash, to_document
from querschnitt.core.instrument.faults import QuestionnaireErrors
from querschnitt.core.instrument.texts import TextUnit, source_hash, text_units
from querschnitt.core.instrument.xlsform.columns import Language
from querschnitt.tables.questionnaire_workbook import table_bytes
from querschnitt.tables.xlsform import examine_sheets, open_files, open_sheets

ALIAS = "statistics"
BATCH = 1000
TEXT_FIELDS = ("position", "source", "source_hash", "words", "context", "page", "question", "max_length", "removed_at")


@dataclass(frozen=True)
class Imported:
    """What an import came to.

    Attributes
    ----------
    added, changed, removed : keys of source texts; those that changed make their translations outdated
    taken : wordings of the workbook that were taken over
    kept : (language tag, key) of wordings here that differ from the workbook's, and were kept
    """

    draft: Draft
    texts: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    taken: int
    kept: tuple[tuple[str, str], ...]


@transaction.atomic(using=ALIAS)
def import_draft(*, wave: Wave, workbook: Path, actor: str = "", translated_by: str = "") -> Imported:
    """Check a workbook in its source language, and bring the draft of a wave up to date with it.

    Wordings of the workbook fill texts that are open; what was written here is never overwritten. They count as drafts
    that nobody has taken over, unless `translated_by` says who has translated them.

    Raises
    ------
    QuestionnaireErrors : with every fault of the workbook in its source language
    StateError : if the draft has been translated from another source language
    """
    sheets = open_sheets(workbook)
    book = Book(sheets, open_files(workbook.parent, sheets))
    source, others = languages_of(book)
    _check_source_language(wave, source)
    bare = only_source(book, source)
    examination = examine_sheets(bare.sheets, bare.tables)
    if examination.instrument is None:
        raise QuestionnaireErrors(examination.errors, examination.warnings)
    instrument = examination.instrument
    actor = actor or system_actor()
    draft, _ = Draft.objects.using(ALIAS).update_or_create(
        wave=wave,
        defaults={
            "document": to_document(instrument),
            "source_hash": content_hash(instrument),
            "source_language": source.tag,
            "name": instrument.name,
            "version": instrument.version,
            "imported_at": timezone.now(),
            "imported_by": actor,
        },
    )
    _keep_files(draft, workbook, book)
    added, changed, removed = _bring_texts(draft, text_units(instrument))
    for one in others:
        _ensure_language(draft, one)
    _open_rows(draft)
    wordings = wordings_in(book, source, others)
    taken, kept = _take_wordings(draft, wordings, actor=actor, translated_by=translated_by)
    attach_files(draft, _sounds(workbook.parent, audio_in(book, source)), Person(actor))
    figures = {"added": len(added), "changed": len(changed), "removed": len(removed), "taken": taken}
    log_activity(alias=ALIAS, verb="imported questionnaire", subject=wave.slug, figures=figures, actor=actor)
    texts = Text.objects.using(ALIAS).filter(draft=draft, removed_at=None).count()
    return Imported(draft, texts, added, changed, removed, taken, kept)


def _check_source_language(wave: Wave, source: Language) -> None:
    known = Draft.objects.using(ALIAS).select_for_update().filter(wave=wave).first()
    if known is not None and known.source_language != source.tag:
        raise StateError(
            "The draft of this wave is written in another language", where=f"wave {wave.slug}",
            expected=known.source_language, got=source.tag,
            hint="Name it as default_language on the sheet settings.",
        )  # fmt: skip


def _keep_files(draft: Draft, workbook: Path, book: Book) -> None:
    """Keep the workbook as it is, and the tables beside it."""
    DraftFile.objects.using(ALIAS).filter(draft=draft).delete()
    files = {workbook.name: workbook.read_bytes()}
    files |= {name: table_bytes(rows) for name, rows in book.tables.items()}
    DraftFile.objects.using(ALIAS).bulk_create(
        DraftFile(
            draft=draft, is_workbook=name == workbook.name, name=name, content=content,
            sha256=hashlib.sha256(content).hexdigest(),
        )
        for name, content in files.items()
    )  # fmt: skip


def _sounds(folder: Path, names: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], tuple[str, bytes]]:
    """Return the read-aloud files that lie beside the workbook, or in a folder `media`: (key, tag) -> name, content."""
    found = {}
    for key, by_tag in names.items():
        for tag, name in by_tag.items():
            places = (folder / PurePath(name).name, folder / "media" / PurePath(name).name)
            if file := next((place for place in places if place.is_file()), None):
                found[key, tag] = (file.name, file.read_bytes())
    return found


def _bring_texts(draft: Draft, units: Sequence[TextUnit]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Bring the source texts up to date; return the keys that were added, changed, removed."""
    known = {text.key: text for text in Text.objects.using(ALIAS).filter(draft=draft)}
    added: list[str] = []
    changed: list[str] = []
    fresh: list[Text] = []
    touched: list[Text] = []
    for position, unit in enumerate(units, start=1):
        text = known.get(unit.key) or Text(draft=draft, key=unit.key)
        if text.pk is None or text.removed_at is not None:
            added.append(unit.key)
        elif text.source_hash != source_hash(unit.source):
            changed.append(unit.key)
        _describe(text, unit, position=position)
        (fresh if text.pk is None else touched).append(text)
    names = {unit.key for unit in units}
    gone = [text for key, text in known.items() if key not in names and text.removed_at is None]
    for text in gone:
        text.removed_at = timezone.now()
    Text.objects.using(ALIAS).bulk_create(fresh, batch_size=BATCH)
    Text.objects.using(ALIAS).bulk_update([*touched, *gone], TEXT_FIELDS, batch_size=BATCH)
    return tuple(added), tuple(changed), tuple(text.key for text in gone)


def _describe(text: Text, unit: TextUnit, *, position: int) -> None:
    text.position = position
    text.source = unit.source
    text.source_hash = source_hash(unit.source)
    text.words = len(unit.source.split())
    text.context = unit.context
    text.page, text.question = unit.page, unit.question
    text.max_length = unit.max_length
    text.removed_at = None


def _ensure_language(draft: Draft, one: Language) -> DraftLanguage:
    language(one.tag)  # refuses a tag that CLDR does not know
    place = DraftLanguage.objects.using(ALIAS).filter(draft=draft).count() + 1
    found, _ = DraftLanguage.objects.using(ALIAS).get_or_create(
        draft=draft, tag=one.tag, defaults={"name": one.name, "position": place}
    )
    return found


def _open_rows(draft: Draft) -> None:
    """Make the rows that are missing: each text of the draft stands in each of its languages."""
    known = set(Translation.objects.using(ALIAS).filter(language__draft=draft).values_list("source_id", "language_id"))
    languages = list(DraftLanguage.objects.using(ALIAS).filter(draft=draft).values_list("pk", flat=True))
    texts = list(Text.objects.using(ALIAS).filter(draft=draft).values_list("pk", flat=True))
    missing = (
        Translation(source_id=text, language_id=one) for one in languages for text in texts if (text, one) not in known
    )
    Translation.objects.using(ALIAS).bulk_create(missing, batch_size=BATCH)


@transaction.atomic(using=ALIAS)
def add_language(*, wave: Wave, tag: str, actor: str = "") -> DraftLanguage:
    """Begin the translation of a wave's draft into one more language.

    Raises
    ------
    InputError : if nobody knows the language
    StateError : if there is no draft, or it is in that language already
    """
    draft = draft_of(wave)
    known = language(tag)
    if tag == draft.source_language or draft.languages.filter(tag=tag).exists():
        raise StateError("The questionnaire is in this language already", where=f"wave {wave.slug}", got=tag)
    added = _ensure_language(draft, Language(tag=tag, name=known.own_name))
    _open_rows(draft)
    log_activity(alias=ALIAS, verb="added language", subject=f"{wave.slug} {tag}", actor=actor)
    return added


def draft_of(wave: Wave) -> Draft:
    """Return the draft of a wave, locked until the end of the transaction."""
    found = Draft.objects.using(ALIAS).select_for_update().filter(wave=wave).first()
    if found is None:
        raise StateError(
            "The wave has no draft of a questionnaire yet", where=f"wave {wave.slug}",
            hint="Run: querschnitt import_questionnaire",
        )  # fmt: skip
    return found


def _take_wordings(
    draft: Draft, wordings: Mapping[str, Mapping[str, str]], *, actor: str, translated_by: str
) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Fill what is open with the workbook's wordings; return how many, and where others were kept."""
    rows = Translation.objects.using(ALIAS).filter(language__draft=draft, source__removed_at=None)
    now = timezone.now()
    filled: list[Translation] = []
    kept: list[tuple[str, str]] = []
    for row in rows.select_related("source", "language").order_by("language__position", "source__position"):
        wording = wordings.get(row.source.key, {}).get(row.language.tag, "")
        if not wording:
            continue
        if row.state != Translation.State.OPEN:
            if source_hash(wording) != source_hash(row.text):
                kept.append((row.language.tag, row.source.key))
            continue
        row.state = Translation.State.TRANSLATED if translated_by else Translation.State.MACHINE
        row.text, row.translator = wording, translated_by
        row.source_hash, row.source_text = row.source.source_hash, row.source.source
        row.changed_at, row.changed_by, row.revision = now, actor, row.revision + 1
        filled.append(row)
    fields = ["state", "text", "translator", "source_hash", "source_text", "changed_at", "changed_by", "revision"]
    Translation.objects.using(ALIAS).bulk_update(filled, fields, batch_size=BATCH)
    TranslationEvent.objects.using(ALIAS).bulk_create(
        (
            TranslationEvent(
                translation=row, at=now, actor=actor, step="import", state=row.state, text=row.text,
                source_hash=row.source_hash, note=translated_by,
            )
            for row in filled
        ),
        batch_size=BATCH,
    )  # fmt: skip
    return len(filled), tuple(kept)

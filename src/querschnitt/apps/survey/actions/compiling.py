"""Compile a draft: its workbook, the wordings of its open languages, its read-aloud files, put together and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from querschnitt.apps.survey.actions.opening import check_language, refuse_lack
from querschnitt.apps.survey.models import Draft, DraftLanguage, QuestionnaireFile, Recording, Translation, Wave
from querschnitt.apps.survey.workbook import Book, languages_of, with_languages
from querschnitt.core.instrument.document import content_hash
from querschnitt.core.instrument.faults import QuestionnaireErrors
from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.xlsform.columns import Language
from querschnitt.tables.questionnaire_workbook import parse_table, table_bytes, workbook_bytes
from querschnitt.tables.xlsform import examine_sheets, parse_sheets

ALIAS = "statistics"


@dataclass(frozen=True)
class FrozenFile:
    """A file that is kept with a released questionnaire."""

    kind: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Candidate:
    """What a release would be: the instrument, and the files that go with it, its workbook first."""

    instrument: Instrument
    files: tuple[FrozenFile, ...]

    @cached_property
    def content_hash(self) -> str:
        return content_hash(self.instrument)

    @property
    def workbook(self) -> bytes:
        return self.files[0].content


def compile_draft(wave: Wave, draft: Draft) -> Candidate:
    """Put a draft together in its source language and the languages that are open.

    Raises
    ------
    QuestionnaireErrors : with every fault
    StateError : if an open language is not ready any more, because the source or its texts have changed
    """
    opened = list(DraftLanguage.objects.using(ALIAS).filter(draft=draft, opened_at__isnull=False).order_by("position"))
    for one in opened:
        refuse_lack(wave, one, check_language(one))
    name, book = _book(draft)
    source, _ = languages_of(book)
    recordings = _recordings(draft, [source.tag, *(one.tag for one in opened)])
    whole = with_languages(
        book, source, [Language(tag=one.tag, name=one.name) for one in opened], _wordings(opened),
        audio=_audio(recordings),
    )  # fmt: skip
    content = workbook_bytes(whole.sheets)
    # The workbook is read again as it will be kept: what is frozen is what was checked.
    examination = examine_sheets(parse_sheets(content, ending=".xlsx", where=name), whole.tables)
    if examination.instrument is None:
        raise QuestionnaireErrors(examination.errors, examination.warnings)
    files = [FrozenFile(QuestionnaireFile.Kind.WORKBOOK, f"{PurePath(name).stem}.xlsx", content)]
    files += [FrozenFile(QuestionnaireFile.Kind.TABLE, one, table_bytes(rows)) for one, rows in whole.tables.items()]
    files += [FrozenFile(QuestionnaireFile.Kind.AUDIO, audio_name(one), bytes(one.content)) for one in recordings]
    return Candidate(instrument=examination.instrument, files=tuple(files))


def _book(draft: Draft) -> tuple[str, Book]:
    """Return the draft's workbook, and what it is called."""
    files = list(draft.files.using(ALIAS).order_by("pk"))
    workbook = next(file for file in files if file.is_workbook)
    sheets = parse_sheets(bytes(workbook.content), ending=PurePath(workbook.name).suffix.lower(), where=workbook.name)
    tables = {file.name: parse_table(bytes(file.content)) for file in files if not file.is_workbook}
    return workbook.name, Book(sheets, tables)


def _wordings(opened: Sequence[DraftLanguage]) -> Mapping[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    rows = Translation.objects.using(ALIAS).filter(language__in=opened, source__removed_at=None).exclude(text="")
    for key, tag, text in rows.values_list("source__key", "language__tag", "text"):
        found.setdefault(key, {})[tag] = text
    return found


def _recordings(draft: Draft, tags: Sequence[str]) -> list[Recording]:
    rows = Recording.objects.using(ALIAS).select_related("source")
    return list(
        rows.filter(source__draft=draft, source__removed_at=None, tag__in=tags).order_by("source__position", "tag")
    )


def _audio(recordings: Sequence[Recording]) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in recordings:
        found.setdefault(one.source.key, {})[one.tag] = audio_name(one)
    return found


def audio_name(recording: Recording) -> str:
    """Return the name under which a read-aloud file travels: of its question, language, and content."""
    ending = PurePath(recording.file_name).suffix.lower()
    return f"{recording.source.question}.{recording.tag}.{recording.sha256[:12]}{ending}"

"""Workbooks taken apart by language and put together again: the same questionnaire comes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from querschnitt.apps.survey.workbook import Book, audio_in, languages_of, only_source, with_languages, wordings_in
from querschnitt.core.instrument import content_hash
from querschnitt.core.instrument.texts import text_units
from querschnitt.core.instrument.xlsform.columns import Language
from querschnitt.tables.questionnaire_workbook import parse_table, table_bytes, workbook_bytes
from querschnitt.tables.xlsform import examine_sheets, open_files, open_sheets, parse_sheets
from tests.instruments import FOLDER

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig" / "migrantenbefragung_2020.xlsx"
FORMS = sorted(FOLDER.rglob("*.md"))


def opened(file: Path) -> Book:
    sheets = open_sheets(file)
    return Book(sheets, open_files(file.parent, sheets))


def again(book: Book) -> Book:
    """Written to files and read back."""
    sheets = parse_sheets(workbook_bytes(book.sheets), ending=".xlsx", where="x")
    return Book(sheets, {name: parse_table(table_bytes(rows)) for name, rows in book.tables.items()})


@pytest.mark.parametrize("file", [LEIPZIG, *FORMS], ids=lambda file: file.stem)
def test_taken_apart_and_put_together_it_is_the_same_questionnaire(file: Path) -> None:
    book = opened(file)
    before = examine_sheets(book.sheets, book.tables).instrument
    assert before is not None
    source, others = languages_of(book)
    assert {source.tag, *(one.tag for one in others)} == set(before.languages)
    words = wordings_in(book, source, others)
    whole = again(with_languages(book, source, others, words, audio=audio_in(book, source)))
    after = examine_sheets(whole.sheets, whole.tables).instrument
    assert after is not None
    assert content_hash(after) == content_hash(before)


@pytest.mark.parametrize("file", [LEIPZIG, *FORMS], ids=lambda file: file.stem)
def test_every_text_of_the_source_has_its_wording(file: Path) -> None:
    book = opened(file)
    source, _ = languages_of(book)
    bare = only_source(book, source)
    instrument = examine_sheets(bare.sheets, bare.tables).instrument
    assert instrument is not None
    assert instrument.languages == (source.tag,)
    wordings = wordings_in(book, source)
    own = {unit.key: unit.source for unit in text_units(instrument) if not unit.key.endswith("_other/label")}
    assert {key: wordings.get(key, {}).get(source.tag) for key in own if "/other/" not in key} == {
        key: text for key, text in own.items() if "/other/" not in key
    }


def test_choices_from_a_file_are_translated_like_any_other() -> None:
    survey = [["type", "name", "label::Deutsch (de)"], ["select_one_from_file land.csv", "land", "Welches Land?"]]
    book = Book(
        {"survey": survey, "settings": [["default_language"], ["Deutsch (de)"]]},
        {"land.csv": [["name", "label", "label::English (en)"], ["pl", "Polen", "Poland"], ["vn", "Vietnam", ""]]},
    )
    german, arabic = Language("de", "Deutsch"), Language("ar", "العربية")
    assert wordings_in(book, german)["choices/land.csv/pl/label"] == {"de": "Polen", "en": "Poland"}
    words = {"choices/land.csv/pl/label": {"ar": "بولندا"}, "choices/land.csv/vn/label": {"ar": "فيتنام"},
             "survey/land/label": {"ar": "أي بلد؟"}}  # fmt: skip
    whole = again(with_languages(book, german, [arabic], words, audio={}))
    assert whole.tables["land.csv"] == [
        ["name", "label", "label::العربية (ar)"], ["pl", "Polen", "بولندا"], ["vn", "Vietnam", "فيتنام"],
    ]  # fmt: skip
    instrument = examine_sheets(whole.sheets, whole.tables).instrument
    assert instrument is not None
    assert [dict(choice.labels) for choice in instrument.questions["land"].choices] == [
        {"de": "Polen", "ar": "بولندا"}, {"de": "Vietnam", "ar": "فيتنام"},
    ]  # fmt: skip


def test_read_aloud_files_stand_in_a_column_of_their_language() -> None:
    survey = [["type", "name", "label::Deutsch (de)", "media::audio::Deutsch (de)"], ["text", "a", "A?", "old.mp3"]]
    book = Book({"survey": survey, "settings": [["default_language"], ["Deutsch (de)"]]})
    german = Language("de", "Deutsch")
    whole = with_languages(book, german, [], {}, audio={"survey/a/label": {"de": "a.de.0123.mp3"}})
    instrument = examine_sheets(whole.sheets).instrument
    assert instrument is not None
    assert dict(instrument.questions["a"].audio) == {"de": "a.de.0123.mp3"}


def test_the_same_sheets_give_the_same_bytes() -> None:
    book = opened(LEIPZIG)
    assert workbook_bytes(book.sheets) == workbook_bytes(book.sheets)

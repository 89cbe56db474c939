"""A workbook imported as a draft: its texts are rows, and what was translated here is never overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.survey.actions import add_language, import_draft
from querschnitt.apps.survey.models import Draft, Text, Translation, TranslationEvent
from querschnitt.apps.survey.workflow import Step
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.instrument import QuestionnaireErrors
from querschnitt.core.instrument.document import from_document
from tests.apps.survey.real_wave import ADA, KEYS, TEXTS, WORKBOOK, announced, drafted, row, step, written

pytestmark = pytest.mark.django_db(databases=["statistics"])


def test_the_texts_of_a_workbook_become_rows_in_reading_order(tmp_path: Path) -> None:
    made = drafted(announced(), tmp_path)
    assert (made.texts, len(made.added), made.changed, made.removed) == (TEXTS, TEXTS, (), ())
    assert tuple(Text.objects.values_list("key", flat=True)) == KEYS
    hint = Text.objects.get(key="survey/club/hint")
    assert (hint.source, hint.words, hint.page, hint.question) == ("Zum Beispiel im Sport.", 4, "person", "club")
    assert Text.objects.get(key="choices/yes_no/yes/label").max_length == 90


def test_the_draft_is_compiled_in_its_source_language_alone(tmp_path: Path) -> None:
    made = drafted(announced(), tmp_path)
    instrument = from_document(made.draft.document)
    assert instrument.languages == ("de",)
    assert instrument.questions["club"].labels == {"de": "Sind Sie Mitglied in einem Verein?"}


def test_wordings_of_the_workbook_are_drafts_and_gaps_are_open(tmp_path: Path) -> None:
    made = drafted(announced(), tmp_path)
    assert made.taken == 4
    states = dict(Translation.objects.values_list("source__key", "state"))
    assert states == {
        key: "machine" if "club" not in key and "thanks" not in key else "open" for key in KEYS
    }  # fmt: skip
    event = TranslationEvent.objects.get(translation=row("survey/age/label"))
    assert (event.actor, event.step, event.state, event.text) == ("office", "import", "machine", "كم عمركم؟")


def test_wordings_can_be_somebodys(tmp_path: Path) -> None:
    import_draft(wave=announced(), workbook=written(tmp_path), actor="office", translated_by="Agentur Muster")
    assert (row("survey/age/label").state, row("survey/age/label").translator) == ("translated", "Agentur Muster")


def test_to_import_the_same_again_changes_nothing(tmp_path: Path) -> None:
    wave = announced()
    drafted(wave, tmp_path)
    again = drafted(wave, tmp_path)
    assert (again.added, again.changed, again.removed, again.taken, again.kept) == ((), (), (), 0, ())
    assert TranslationEvent.objects.count() == 4


def test_a_changed_source_makes_its_translations_outdated_and_no_others(tmp_path: Path) -> None:
    wave = announced()
    drafted(wave, tmp_path)
    step("survey/club/label", Step.TRANSLATE, ADA, "هل أنتم أعضاء في جمعية؟")
    again = drafted(wave, tmp_path, WORKBOOK.replace("in einem Verein?", "in einem Verein oder Verband?"))
    assert again.changed == ("survey/club/label",)
    assert [key for key in KEYS if row(key).is_outdated] == ["survey/club/label"]
    assert row("survey/club/label").source_text == "Sind Sie Mitglied in einem Verein?"


def test_another_way_to_type_the_same_letters_is_no_change(tmp_path: Path) -> None:
    wave = announced()
    text = WORKBOOK.replace("Danke, ${age}", "Schön, ${age}")
    drafted(wave, tmp_path, text)
    assert drafted(wave, tmp_path, text.replace("ö", "o\u0308")).changed == ()


def test_other_words_in_the_workbook_are_kept_out_and_named(tmp_path: Path) -> None:
    wave = announced()
    drafted(wave, tmp_path)
    step("survey/age/label", Step.TRANSLATE, ADA, "ما عمركم؟")
    again = drafted(wave, tmp_path)
    assert again.kept == (("ar", "survey/age/label"),)
    assert row("survey/age/label").text == "ما عمركم؟"


def test_a_text_that_leaves_and_comes_back_has_its_translation_still(tmp_path: Path) -> None:
    wave = announced()
    drafted(wave, tmp_path)
    note = next(line for line in WORKBOOK.splitlines() if "thanks" in line)
    step("survey/thanks/label", Step.TRANSLATE, ADA, "شكراً، ${age}.")
    gone = drafted(wave, tmp_path, WORKBOOK.replace(note + "\n", ""))
    assert (gone.removed, gone.texts) == (("survey/thanks/label",), TEXTS - 1)
    back = drafted(wave, tmp_path)
    assert (back.added, row("survey/thanks/label").text) == (("survey/thanks/label",), "شكراً، ${age}.")


def test_a_fault_of_the_source_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(QuestionnaireErrors) as caught:
        drafted(announced(), tmp_path, WORKBOOK.replace("select_one yes_no", "select_won yes_no"))
    assert caught.value.faults[0].sheet == "survey"
    assert not Draft.objects.exists()


def test_the_source_language_stays(tmp_path: Path) -> None:
    wave = announced()
    drafted(wave, tmp_path)
    with pytest.raises(StateError, match="another language"):
        drafted(wave, tmp_path, WORKBOOK.replace("| 1 | Deutsch (de) |", "| 1 | العربية (ar) |"))


def test_a_workbook_without_a_language_is_refused(tmp_path: Path) -> None:
    bare = "| survey | | | |\n| | type | name | label |\n| | text | a | A |\n"
    with pytest.raises(InputError, match="does not say in which language"):
        drafted(announced(), tmp_path, bare)


def test_a_language_is_added_with_all_its_texts_open(tmp_path: Path) -> None:
    wave = announced()
    drafted(wave, tmp_path)
    assert add_language(wave=wave, tag="ti").name == "ትግርኛ"
    assert Translation.objects.filter(language__tag="ti", state="open").count() == TEXTS
    assert Activity.objects.filter(verb="added language", subject="2027 ti").exists()
    for tag in ("ti", "de"):
        with pytest.raises(StateError, match="already"):
            add_language(wave=wave, tag=tag)
    with pytest.raises(InputError, match="Unknown language"):
        add_language(wave=wave, tag="xx")


def test_a_wave_without_a_draft_says_what_to_run() -> None:
    with pytest.raises(StateError) as caught:
        add_language(wave=announced(), tag="ti")
    assert caught.value.hint == "Run: querschnitt import_questionnaire"

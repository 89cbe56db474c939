"""Languages opened, questionnaires released, changes declared: checked, not believed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.utils import timezone

from querschnitt.apps.accounts.models import Activity
from querschnitt.apps.survey.actions import (
    Declaration,
    Given,
    add_language,
    approve_features,
    open_language,
    record_approval,
    release_questionnaire,
    take_over_questionnaire,
    take_step,
)
from querschnitt.apps.survey.actions.translating import Entry
from querschnitt.apps.survey.models import Draft, DraftLanguage, Questionnaire, QuestionnaireFile, Release, Wave
from querschnitt.apps.survey.queries import instrument_of
from querschnitt.apps.survey.workflow import Person, Rules, Step
from querschnitt.core.errors import InputError, StateError
from querschnitt.core.instrument import content_hash
from querschnitt.tables.xlsform import read_instrument
from tests.apps.survey.real_wave import (
    CHIEF,
    FEATURES,
    KEYS,
    WORDINGS,
    WORKBOOK,
    announced,
    approved,
    drafted,
    locked,
    row,
    step,
    written,
)

pytestmark = pytest.mark.django_db(databases=["statistics"])
STEPS = (Step.TRANSLATE, Step.SECOND, Step.REVIEW, Step.ADJUDICATE, Step.PRETEST, Step.LOCK)


def released(wave: Wave) -> Questionnaire:
    """The wave's questionnaire in both languages, released and open."""
    locked(wave.draft)
    open_language(wave=wave, tag="ar")
    approved(wave)
    return release_questionnaire(wave=wave)


def in_field(wave: Wave) -> None:
    Wave.objects.filter(pk=wave.pk).update(opened_at=timezone.now())
    wave.refresh_from_db()


def take(key: str, what: Step, who: str, wording: str, *, tag: str = "tr") -> None:
    entry = Entry(wording if what is Step.TRANSLATE else None)
    take_step(translation=row(key, tag).pk, step=what, person=Person(who), rules=Rules(), entry=entry)


class TestOpening:
    def test_a_language_that_is_not_whole_is_refused_with_what_it_lacks(self, wave: Wave) -> None:
        with pytest.raises(StateError, match="not whole, pretested and locked") as caught:
            open_language(wave=wave, tag="ar")
        assert caught.value.got == "3 not translated, 4 drafts that nobody has taken over"
        assert DraftLanguage.objects.get().opened_at is None

    @pytest.mark.parametrize("upto", [Step.TRANSLATE, Step.REVIEW, Step.PRETEST])
    def test_a_language_that_is_whole_but_not_locked_is_refused(self, wave: Wave, upto: Step) -> None:
        locked(wave.draft, upto=upto)
        with pytest.raises(StateError) as caught:
            open_language(wave=wave, tag="ar")
        assert caught.value.got == "7 not locked yet"

    def test_one_outdated_text_is_enough_to_refuse(self, wave: Wave, tmp_path: Path) -> None:
        locked(wave.draft)
        drafted(wave, tmp_path, WORKBOOK.replace("Wie alt", "Wie alt genau"))
        with pytest.raises(StateError) as caught:
            open_language(wave=wave, tag="ar")
        assert caught.value.got == "1 outdated"

    def test_a_locked_language_opens_and_it_is_logged(self, wave: Wave) -> None:
        locked(wave.draft)
        one = open_language(wave=wave, tag="ar", actor="chief")
        assert (one.opened_by, one.opened_despite) == ("chief", {})
        assert Activity.objects.get(verb="opened language").actor == "chief"
        assert open_language(wave=wave, tag="ar").opened_at == one.opened_at

    def test_an_unknown_language_is_named(self, wave: Wave) -> None:
        with pytest.raises(InputError, match="not translated into this language"):
            open_language(wave=wave, tag="fa")

    def test_of_an_example_a_whole_language_opens_and_says_what_it_lacks(self, wave: Wave) -> None:
        Wave.objects.update(example_notice="Erfunden")
        wave.refresh_from_db()
        with pytest.raises(StateError):
            open_language(wave=wave, tag="ar")
        for key in KEYS:
            step(key, Step.TRANSLATE, CHIEF, WORDINGS[key])
        assert open_language(wave=wave, tag="ar").opened_despite == {"unlocked": 7}


class TestRelease:
    def test_what_is_released_is_the_open_languages_and_no_others(self, wave: Wave) -> None:
        approved(wave)
        first = release_questionnaire(wave=wave)
        assert instrument_of(wave).languages == ("de",)
        locked(wave.draft)
        open_language(wave=wave, tag="ar")
        second = release_questionnaire(wave=wave)
        assert first.pk != second.pk
        assert instrument_of(Wave.objects.get()).languages == ("de", "ar")
        assert instrument_of(wave).questions["age"].labels == {"de": "Wie alt sind Sie?", "ar": "كم عمركم؟"}

    def test_the_frozen_workbook_compiles_to_the_hash(self, wave: Wave, tmp_path: Path) -> None:
        made = released(wave)
        kept = QuestionnaireFile.objects.get(questionnaire=made, kind="workbook")
        assert made.workbook_sha256 == kept.sha256 == hashlib.sha256(bytes(kept.content)).hexdigest()
        file = tmp_path / kept.name
        file.write_bytes(bytes(kept.content))
        assert content_hash(read_instrument(file)) == made.pk

    def test_a_release_says_who_approved_what_and_where_features_are_written(self, wave: Wave) -> None:
        released(wave)
        kept = Release.objects.get()
        assert (kept.number, kept.change, kept.changes) == (1, "first", [])
        assert kept.languages == ["de", "ar"]
        assert kept.features == [list(feature) for feature in FEATURES]
        assert [(entry["kind"], entry["paper"]) for entry in kept.approvals] == [
            ("statistics_office", ""), ("data_protection_officer", ""), ("lord_mayor", "VIII-DS-01234"),
        ]  # fmt: skip

    def test_to_release_the_same_again_changes_nothing(self, wave: Wave) -> None:
        assert released(wave).pk == release_questionnaire(wave=wave).pk
        assert Release.objects.count() == 1

    def test_without_approvals_nothing_is_released(self, wave: Wave) -> None:
        approve_features(wave=wave, features=FEATURES)
        with pytest.raises(StateError, match="not approved") as caught:
            release_questionnaire(wave=wave)
        assert caught.value.hint.endswith("statistics_office, data_protection_officer, lord_mayor.")
        assert not Questionnaire.objects.exists()

    def test_an_approval_is_one_of_the_source_as_it_stood(self, wave: Wave, tmp_path: Path) -> None:
        approved(wave)
        drafted(wave, tmp_path, WORKBOOK.replace("Wie alt", "Wie alt genau"))
        with pytest.raises(StateError, match="its source has changed since"):
            release_questionnaire(wave=wave)
        drafted(wave, tmp_path)
        release_questionnaire(wave=wave)

    def test_a_question_outside_the_approved_features_is_refused(self, wave: Wave) -> None:
        approved(wave)
        approve_features(wave=wave, features=FEATURES[:1])
        with pytest.raises(StateError, match="outside the approved features") as caught:
            release_questionnaire(wave=wave)
        assert caught.value.got == "age (demography)"
        assert "SächsStatG" in caught.value.hint

    def test_a_question_without_a_feature_is_outside_too(self, wave: Wave, tmp_path: Path) -> None:
        drafted(wave, tmp_path, WORKBOOK.replace("|  | demography |", "|  |  |"))
        approved(wave)
        with pytest.raises(StateError) as caught:
            release_questionnaire(wave=wave)
        assert caught.value.got == "age (no feature)"

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"kind": "lord_mayor", "by": "OB"}, "a paper, and that has a number"),
            ({"kind": "data_protection_officer", "by": " "}, "name of who gave it"),
            ({"kind": "council", "by": "X"}, "Unknown kind of approval"),
            ({"kind": "lord_mayor", "by": "OB", "paper": "1", "is_simulated": True}, "Only the wave of an example"),
        ],
    )
    def test_an_approval_that_is_none_is_refused(self, wave: Wave, given: dict[str, object], says: str) -> None:
        with pytest.raises((InputError, StateError), match=says):
            record_approval(wave=wave, given=Given(on=wave.field_start, **given))  # type: ignore[arg-type]

    def test_features_need_a_source_and_stand_there_once(self, wave: Wave) -> None:
        with pytest.raises(InputError, match="where its approval is written"):
            approve_features(wave=wave, features=[("housing", "Wohnen", "")])
        with pytest.raises(InputError, match="twice"):
            approve_features(wave=wave, features=[*FEATURES, FEATURES[0]])

    def test_an_open_language_that_is_outdated_stops_the_release(self, wave: Wave, tmp_path: Path) -> None:
        released(wave)
        drafted(wave, tmp_path, WORKBOOK.replace("Wie alt", "Wie alt genau"))
        approved(wave)
        with pytest.raises(StateError, match="not whole, pretested and locked"):
            release_questionnaire(wave=wave)


class TestChange:
    def changed(self, wave: Wave, folder: Path, text: str, **said: str) -> Questionnaire:
        """Import another workbook, confirm what is outdated, and release it as what is declared."""
        made = drafted(wave, folder, text)
        for key in made.changed:
            step(key, Step.CONFIRM, CHIEF)
        for key in made.added:
            for what, who in zip(STEPS, "abcdef", strict=True):
                take(key, what, who, "نص", tag="ar")
        approved(wave)
        return release_questionnaire(wave=wave, declaration=Declaration(**said))

    @pytest.fixture
    def field(self, wave: Wave) -> Wave:
        released(wave)
        in_field(wave)
        return wave

    REWORDED = WORKBOOK.replace("Wie alt sind Sie?", "Wie alt sind Sie heute?")
    ADDED = WORKBOOK.replace(
        "|  | end_group |", "|  | text | wish | Was wünschen Sie sich? |  |  | engagement |\n|  | end_group |"
    )
    LOST = WORKBOOK.replace("|  | yes_no | no | Nein | لا |\n", "|  | yes_no | never | Niemals | أبداً |\n")

    def test_before_the_field_a_change_needs_no_declaration_and_is_written_down(
        self, wave: Wave, tmp_path: Path
    ) -> None:
        released(wave)
        self.changed(wave, tmp_path, self.REWORDED)
        last = Release.objects.get(number=2)
        assert (last.change, last.changes) == ("text-only", ["question 'age': label changed in de"])

    def test_an_open_field_wants_a_declaration(self, field: Wave, tmp_path: Path) -> None:
        with pytest.raises(StateError, match="a change of its questionnaire is declared") as caught:
            self.changed(field, tmp_path, self.REWORDED)
        assert "makes it text-only: question 'age': label changed in de" in caught.value.hint

    @pytest.mark.parametrize(
        ("text", "declared", "found"),
        [
            ("ADDED", "text-only", "additive"),
            ("REWORDED", "additive", "text-only"),
            ("LOST", "text-only", "breaking"),
            ("LOST", "additive", "breaking"),
        ],
    )
    def test_a_wrong_declaration_is_refused_with_what_really_changed(
        self, field: Wave, tmp_path: Path, *, text: str, declared: str, found: str
    ) -> None:
        with pytest.raises(StateError, match=f"This change is {found}, not {declared}") as caught:
            self.changed(field, tmp_path, getattr(self, text), change=declared)
        assert caught.value.hint
        assert Release.objects.count() == 1

    @pytest.mark.parametrize(("text", "declared"), [("REWORDED", "text-only"), ("ADDED", "additive")])
    def test_a_true_declaration_is_released(self, field: Wave, tmp_path: Path, *, text: str, declared: str) -> None:
        made = self.changed(field, tmp_path, getattr(self, text), change=declared)
        assert (Release.objects.last().change, Wave.objects.get().questionnaire_id) == (declared, made.pk)

    def test_a_breaking_change_needs_a_reason_and_is_stored_as_such(self, field: Wave, tmp_path: Path) -> None:
        with pytest.raises(StateError, match="needs a reason"):
            self.changed(field, tmp_path, self.LOST, change="breaking")
        release_questionnaire(wave=field, declaration=Declaration(change="breaking", reason="Antwort fehlte"))
        assert (Release.objects.last().change, Release.objects.last().reason) == ("breaking", "Antwort fehlte")

    def test_a_person_may_judge_that_new_words_ask_something_else(self, field: Wave, tmp_path: Path) -> None:
        self.changed(field, tmp_path, self.REWORDED, change="breaking", reason="Fragt jetzt anderes")
        assert Release.objects.last().change == "breaking"

    def test_a_language_opened_in_mid_field_is_a_version_that_changes_texts_only(self, field: Wave) -> None:
        add_language(wave=field, tag="tr")
        with pytest.raises(StateError):
            open_language(wave=field, tag="tr")
        for key in KEYS:
            wording = "${age}" if "thanks" in key else "metin"
            for what, who in zip(STEPS, "abcdef", strict=True):
                take(key, what, who, wording)
        open_language(wave=field, tag="tr", actor="chief")
        last = Release.objects.last()
        assert (last.number, last.change, last.changes) == (2, "text-only", ["language 'tr': added"])
        assert (last.reason, last.released_by) == ("Opened language tr", "chief")
        assert instrument_of(Wave.objects.get()).languages == ("de", "ar", "tr")

    def test_a_draft_that_has_moved_on_is_not_smuggled_in_with_a_language(self, field: Wave, tmp_path: Path) -> None:
        add_language(wave=field, tag="tr")
        drafted(field, tmp_path, self.ADDED)
        approved(field)
        for key in field.draft.texts.values_list("key", flat=True):
            tags = ["tr", "ar"] if "wish" in key else ["tr"]
            for tag in tags:
                wording = "${age}" if "thanks" in key else "metin"
                for what, who in zip(STEPS, "abcdef", strict=True):
                    take(key, what, who, wording, tag=tag)
        with pytest.raises(StateError, match="This change is additive, not text-only"):
            open_language(wave=field, tag="tr")
        assert DraftLanguage.objects.get(tag="tr").opened_at is None


def test_a_field_that_has_ended_gets_no_other_questionnaire(wave: Wave) -> None:
    approved(wave)
    Wave.objects.update(closed_at=timezone.now())
    with pytest.raises(StateError, match="has ended"):
        release_questionnaire(wave=wave)


class TestExample:
    WHOLE = WORKBOOK.replace("| Sind Sie Mitglied in einem Verein? |  |", "| Sind Sie Mitglied? | عضو؟ |").replace(
        "| Danke, ${age} ist ein gutes Alter. |  |", "| Danke, ${age}. | شكراً، ${age}. |"
    ).replace("| Zum Beispiel im Sport. |", "|  |")  # fmt: skip

    def test_it_is_released_as_it_is_imported_and_says_so(self, tmp_path: Path) -> None:
        wave = announced(example_notice="Erfundene Menschen")
        taken = take_over_questionnaire(wave=wave, workbook=written(tmp_path, self.WHOLE), features=FEATURES)
        assert taken.drafts == {"ar": "6 drafts that nobody has taken over"}
        assert instrument_of(wave).languages == ("de", "ar")
        assert all(entry["simulated"] for entry in Release.objects.get().approvals)
        again = take_over_questionnaire(wave=wave, workbook=written(tmp_path, self.WHOLE), features=FEATURES)
        assert again.released.pk == taken.released.pk
        assert Release.objects.count() == 1

    def test_a_real_wave_is_never_released_like_this(self, tmp_path: Path) -> None:
        with pytest.raises(StateError, match="Only the questionnaire of an example"):
            take_over_questionnaire(wave=announced(), workbook=written(tmp_path, self.WHOLE), features=FEATURES)
        assert not Draft.objects.exists()

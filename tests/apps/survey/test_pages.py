"""The rooms of the questionnaire over HTTP: what stands there, what a button does, how many queries a page takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from querschnitt.apps.survey.actions import add_language
from querschnitt.apps.survey.models import (
    Comment,
    DraftLanguage,
    Text,
    Translation,
    Wave,
)
from querschnitt.apps.survey.templatetags.survey_words import actor
from querschnitt.apps.survey.workflow import Person, Step
from tests.apps.survey.real_wave import (
    ADA,
    KEYS,
    WORDINGS,
    WORKBOOK,
    announced,
    drafted,
    locked,
    row,
    step,
)
from tests.apps.survey.visiting import AGE, CLUB, as_person, editor, save

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics", "answers", "identity"]),
]
TAGS = [
    "bg", "bs", "cs", "da", "el", "en", "es", "et", "fa", "fi", "fr", "ga", "hr", "hu", "hy", "is", "it", "ja", "ka",
    "ko", "lt", "lv", "mk", "mt", "nl", "no", "pl", "pt", "ro",
]  # fmt: skip


class TestOverview:
    def test_languages_with_states_words_and_the_next_step(self, wave: Wave, office: Client) -> None:
        step(AGE, Step.TRANSLATE, ADA)
        page = office.get("/wave/2027/questionnaire/")
        one = page.context["rows"][0]
        assert {state.value: count for state, count in one.counts if count} == {
            "open": 3, "machine": 3, "translated": 1,
        }  # fmt: skip
        # Zu Ihnen 2, Mitglied 6, Sport 4, Ja, Nein, Alter 4, Danke 6: in German.
        assert one.words_left == 2 + 6 + 4 + 1 + 1 + 4 + 6
        assert (one.next.step, one.next.count, one.next.query) == ("translate", 3, "?state=open")
        assert page.content.decode().count("kern-btn--primary") == 1

    @pytest.mark.parametrize("languages", [1, 30])
    def test_it_takes_as_many_queries_with_30_languages_as_with_one(
        self, wave: Wave, office: Client, django_assert_num_queries, *, languages: int
    ) -> None:
        for tag in TAGS[: languages - 1]:
            add_language(wave=wave, tag=tag)
        # Session, person, draft, languages, texts by state, outdated, remarks, people, versions.
        with django_assert_num_queries(9, using="statistics"):
            office.get("/wave/2027/questionnaire/")

    def test_a_wave_without_a_questionnaire_says_what_to_do(self, office: Client) -> None:
        announced("2030")
        for path in ("", "release/"):
            page = office.get(f"/wave/2030/questionnaire/{path}").content.decode()
            assert "This wave has no questionnaire yet." in page
        assert office.get("/wave/1999/questionnaire/").status_code == 404

    def test_a_language_is_added_and_an_unknown_one_is_not(self, wave: Wave, office: Client) -> None:
        assert office.post("/wave/2027/questionnaire/", {"tag": "ti"}).headers["Location"] == (
            "/wave/2027/languages/ti/"
        )
        page = office.post("/wave/2027/questionnaire/", {"tag": "xx"}, follow=True).content.decode()
        assert "“xx” cannot be added" in page


class TestRoom:
    @pytest.mark.parametrize(
        ("query", "keys"),
        [
            ("", KEYS),
            ("?state=open", (CLUB, "survey/club/hint", "survey/thanks/label")),
            ("?state=machine&page=person", ("survey/person/label", "choices/yes_no/yes/label",
                                            "choices/yes_no/no/label", AGE)),
            ("?search=verein", (CLUB,)),
            ("?search=عمركم", (AGE,)),
            ("?state=outdated", ()),
            ("?state=nonsense", ()),
            ("?page=-", ()),
        ],
    )  # fmt: skip
    def test_the_list_is_narrowed(self, wave: Wave, office: Client, query: str, keys: tuple[str, ...]) -> None:
        page = office.get(f"/wave/2027/languages/ar/{query}")
        assert tuple(one.source.key for one in page.context["texts"]) == keys

    @pytest.mark.parametrize("texts", [1, 30])
    def test_it_takes_as_many_queries_with_30_texts_as_with_one(
        self, wave: Wave, office: Client, tmp_path: Path, django_assert_num_queries, *, texts: int
    ) -> None:
        more = "".join(f"|  | text | q{n} | Frage {n} |  |  | engagement |\n" for n in range(texts))
        drafted(wave, tmp_path, WORKBOOK.replace("|  | note | thanks", f"{more}|  | note | thanks"))
        # Session, person, draft, language; languages, states, outdated, remarks, people; count, texts; pages, files.
        with django_assert_num_queries(13, using="statistics"):
            office.get("/wave/2027/languages/ar/")

    def test_many_texts_at_once_and_what_is_left_is_said(self, wave: Wave) -> None:
        ben = as_person("ben", "translator", "ar")
        step(AGE, Step.TRANSLATE, ADA)
        step("choices/yes_no/no/label", Step.TRANSLATE, Person("ben", "translator", frozenset({"ar"})))
        chosen = [row(key).pk for key in (AGE, "choices/yes_no/no/label", CLUB)]
        page = ben.post("/wave/2027/languages/ar/steps/", {"step": "second", "text": chosen}, follow=True)
        said = [str(message) for message in page.context["messages"]]
        assert said[0] == "1 text: translated a second time."
        assert "You have had a hand in this text already (translated). Here another person is needed." in said[2]
        assert "It is not the turn of this step: the text is “open”." in said[1]

    def test_a_language_is_opened_by_a_button_when_it_is_ready(self, wave: Wave, office: Client) -> None:
        page = office.post("/wave/2027/languages/ar/open/", follow=True)
        assert "Not yet: 3 open, 4 raw drafts." in page.content.decode()
        locked(wave.draft)
        assert "Open for interviews" in office.get("/wave/2027/languages/ar/").content.decode()
        office.post("/wave/2027/languages/ar/open/")
        assert DraftLanguage.objects.get().opened_by == "office"


class TestEditor:
    def test_the_source_stands_beside_the_translation_in_its_direction(self, wave: Wave, office: Client) -> None:
        page = office.get(editor(AGE)).content.decode()
        assert '<textarea id="wording" name="wording"' in page
        assert 'lang="ar" dir="rtl"' in page
        assert "Raw draft: made by a machine or taken over unchecked." in page
        assert "Frage nach einer ganzen Zahl" in page
        assert 'src="/wave/2027/languages/ar/pages/person/#age"' in page
        assert "9 characters." in page

    def test_one_button_saves_and_goes_on_within_the_selection(self, wave: Wave, office: Client) -> None:
        answer = office.post(
            editor(CLUB) + "?state=open",
            {"go": "translate/next/", "wording": WORDINGS[CLUB], "revision": str(row(CLUB).revision)},
        )
        assert answer.headers["Location"] == editor("survey/club/hint") + "?state=open#wording"
        assert (row(CLUB).state, row(CLUB).translator) == ("translated", "office")

    def test_after_the_last_text_of_a_selection_comes_the_list(self, wave: Wave, office: Client) -> None:
        answer = save(office, "survey/thanks/label", "translate/next/", WORDINGS["survey/thanks/label"])
        assert answer.headers["Location"] == "/wave/2027/languages/ar/"

    def test_a_wording_that_cannot_be_asked_stays_in_the_field_and_is_explained(
        self, wave: Wave, office: Client
    ) -> None:
        answer = save(office, "survey/thanks/label", "translate/next/", "شكراً، ${alter}.")
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "The placeholders must be those of the source: ${age}. Here: ${alter}." in page
        assert "شكراً، ${alter}.</textarea>" in page
        long = save(office, "choices/yes_no/yes/label", "translate/next/", "ن" * 91).content.decode()
        assert "The text is too long: 91, allowed are 90." in long
        assert "91 of at most 90 characters." in long

    def test_the_second_translator_begins_with_an_empty_field(self, wave: Wave) -> None:
        step(AGE, Step.TRANSLATE, ADA, "ما عمركم؟")
        ben = as_person("ben", "translator", "ar")
        page = ben.get(editor(AGE))
        assert page.context["shown"] == ""
        assert "First version (translate yourself before you look)" in page.content.decode()
        save(ben, AGE, "second/stay/", "كم سنة عمركم؟")
        assert (row(AGE).second_text, row(AGE).second_translator) == ("كم سنة عمركم؟", "ben")

    def test_the_reviewer_takes_one_of_two_versions_with_one_button(self, wave: Wave) -> None:
        step(AGE, Step.TRANSLATE, ADA, "ما عمركم؟")
        step(AGE, Step.SECOND, Person("ben", "translator", frozenset({"ar"})), "كم سنة عمركم؟")
        rim = as_person("rim", "reviewer", "ar")
        assert "Take this one" in rim.get(editor(AGE)).content.decode()
        save(rim, AGE, "review/next/second")
        assert (row(AGE).text, row(AGE).state) == ("كم سنة عمركم؟", "reviewed")

    def test_a_decision_can_be_taken_anew_until_it_is_pretested(self, wave: Wave, office: Client) -> None:
        locked(wave.draft, upto=Step.ADJUDICATE)
        page = office.get(editor(AGE)).content.decode()
        assert "Pretested, and next" in page
        assert "Decide for the text in the field" in page
        save(office, AGE, "adjudicate/stay/", "ما عمركم؟")
        assert (row(AGE).state, row(AGE).text) == ("adjudicated", "ما عمركم؟")

    def test_somebody_who_may_not_go_on_is_told_why(self, wave: Wave) -> None:
        step(AGE, Step.TRANSLATE, ADA)
        page = as_person("ada", "translator", "ar").get(editor(AGE)).content.decode()
        assert "You have had a hand in this text already (translated)." in page

    def test_a_change_meanwhile_is_said_and_nothing_is_lost(self, wave: Wave, office: Client) -> None:
        seen = str(row(AGE).revision)
        step(AGE, Step.TRANSLATE, ADA, "ما عمركم؟")
        answer = office.post(editor(AGE), {"go": "translate/stay/", "wording": "كم؟", "revision": seen})
        assert "ada has changed this text meanwhile." in answer.content.decode()
        assert (answer.context["shown"], row(AGE).text) == ("كم؟", "ما عمركم؟")

    def test_an_outdated_text_shows_what_changed_and_is_confirmed(
        self, wave: Wave, office: Client, tmp_path: Path
    ) -> None:
        step(AGE, Step.TRANSLATE, ADA)
        drafted(wave, tmp_path, WORKBOOK.replace("Wie alt sind Sie?", "Wie alt sind Sie heute?"))
        page = office.get(editor(AGE)).content.decode()
        assert "heute</ins>" in page
        assert "Still right, and next" in page
        save(office, AGE, "confirm/stay/")
        assert not row(AGE).is_outdated

    def test_remarks_are_written_answered_and_resolved(self, wave: Wave, office: Client) -> None:
        office.post(editor(AGE) + "remarks/", {"body": "Siezen?"})
        first = Comment.objects.get()
        as_person("ada", "translator", "ar").post(
            editor(AGE) + "remarks/", {"body": "<b>Ja</b>", "thread": str(first.pk)}
        )
        page = office.get(editor(AGE)).content.decode()
        assert "&lt;b&gt;Ja&lt;/b&gt;" in page
        office.post(f"{editor(AGE)}remarks/{first.pk}/")
        assert "resolved by office" in office.get(editor(AGE)).content.decode()
        assert office.get("/wave/2027/languages/ar/?state=remarks").context["texts"].paginator.count == 0

    @pytest.mark.parametrize("remarks", [1, 20])
    def test_it_takes_as_many_queries_with_20_remarks_as_with_one(
        self, wave: Wave, office: Client, django_assert_num_queries, *, remarks: int
    ) -> None:
        for number in range(remarks):
            Comment.objects.create(translation=row(AGE), author="ada", body=str(number))
        path = editor(AGE)
        # Session, person, draft, language, text, remarks, file, history, the selection around it.
        with django_assert_num_queries(9, using="statistics"):
            office.get(path)

    @pytest.mark.parametrize("go", ["", "fly/next/", "lock", "translate/next/'"])
    def test_a_button_that_is_none_does_nothing_or_is_not_found(self, wave: Wave, office: Client, go: str) -> None:
        assert save(office, CLUB, go, WORDINGS[CLUB]).status_code in (302, 404, 422)
        assert row(CLUB).state in ("open", "translated")

    def test_texts_of_other_waves_are_not_reached(self, wave: Wave, office: Client, tmp_path: Path) -> None:
        drafted(announced("2030"), tmp_path)
        other = Text.objects.filter(draft_id="2030")[0]
        assert office.get(f"/wave/2027/languages/ar/texts/{other.pk}/").status_code == 404


def test_everything_is_said_in_german_too(wave: Wave, office: Client) -> None:
    Translation.objects.filter(pk=row(AGE).pk).update(source_hash="0" * 64, source_text="Alt?")
    for path in ("questionnaire/", "questionnaire/release/", "languages/ar/", "languages/ar/recordings/"):
        page = office.get(f"/wave/2027/{path}", headers={"accept-language": "de"}).content.decode()
        said = re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
        assert "Fragebogen" in said
        for english in ("anguage", "Source", "Translate", "State", "Release", "outdated", "raw draft", "Approv"):
            assert english not in said, f"{english} on {path}"


def test_a_command_is_named_in_the_language_of_the_page() -> None:
    with override("de"):
        assert actor("command (demo)") == "Befehl (demo)"
    with override("en"):
        assert actor("command (demo)") == "command (demo)"
    assert actor("ada") == "ada"

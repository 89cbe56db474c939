"""The rooms of the questionnaire over HTTP: who sees what, what a button does, how many queries a page takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from querschnitt.apps.accounts.models import User
from querschnitt.apps.survey.actions import add_language, open_language, release_questionnaire
from querschnitt.apps.survey.actions.roundtrip import export_texts
from querschnitt.apps.survey.models import (
    Approval,
    Comment,
    Delivery,
    DraftLanguage,
    Recording,
    Release,
    Text,
    Translation,
    Wave,
)
from querschnitt.apps.survey.workflow import Person, Step
from tests.apps.survey.real_wave import (
    ADA,
    KEYS,
    WORDINGS,
    WORKBOOK,
    announced,
    approved,
    drafted,
    locked,
    row,
    step,
)
from tests.apps.survey.test_recordings import MP3
from tests.apps.survey.test_roundtrip import edited, translated

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics", "answers", "identity"]),
]
AGE, CLUB = "survey/age/label", "survey/club/label"
TAGS = [
    "bg", "bs", "cs", "da", "el", "en", "es", "et", "fa", "fi", "fr", "ga", "hr", "hu", "hy", "is", "it", "ja", "ka",
    "ko", "lt", "lv", "mk", "mt", "nl", "no", "pl", "pt", "ro",
]  # fmt: skip


@pytest.fixture
def wave(tmp_path: Path) -> Wave:
    made = announced()
    drafted(made, tmp_path)
    return made


def as_person(name: str, role: str, *tags: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create(username=name, role=role, languages=list(tags)))
    return client


@pytest.fixture
def office(db: None) -> Client:
    return as_person("office", "statistics")


def editor(key: str, tag: str = "ar") -> str:
    return f"/wave/2027/languages/{tag}/texts/{row(key, tag).source_id}/"


def save(client: Client, key: str, go: str, wording: str = "", **more: str):
    content = {"go": go, "wording": wording, "revision": str(row(key).revision), **more}
    return client.post(editor(key), content)


class TestGate:
    """A person from outside sees the rooms of their languages, and every other address is shut."""

    OPEN = frozenset(
        {"rooms", "language", "steps", "wording", "remark", "settle", "export", "deliver", "delivery", "recordings",
         "recording", "preview", "login", "logout", "set_language", "health"}
    )  # fmt: skip

    def addresses(self, patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from self.addresses(pattern.url_patterns)
            else:
                known = {"slug": "2027", "tag": "ar", "kind": "release", "name": "x", "page": "person"}
                kwargs = {one: known.get(one, 1) for one in pattern.pattern.converters}
                name = pattern.name or "health"
                yield name, reverse(pattern.name, kwargs=kwargs) if pattern.name else "/health"

    @pytest.mark.parametrize("role", ["translator", "reviewer"])
    def test_every_address_that_is_no_room_is_refused(self, wave: Wave, role: str) -> None:
        client = as_person("ada", role, "ar")
        found = dict(self.addresses(get_resolver("querschnitt.site.urls.statistics").url_patterns))
        assert len(found) > 25
        shut = {}
        for name, address in found.items():
            for method in ("get", "post"):
                response = getattr(client, method)(address)
                if name not in self.OPEN:
                    shut[name, method] = (response.status_code, response.headers.get("Location", ""))
        assert shut.pop(("home", "get")) == (302, "/languages/")
        assert shut.pop(("home", "post")) == (302, "/languages/")
        assert set(shut.values()) == {(403, "")}
        assert {name for name, _ in shut} >= {
            "wave", "register", "draw", "fieldwork", "weights", "results", "item", "files", "published_file",
            "questionnaire", "questionnaire_release", "frozen_file", "offer",
        }  # fmt: skip

    def test_the_rooms_of_other_languages_are_not_there(self, wave: Wave) -> None:
        add_language(wave=wave, tag="fa")
        client = as_person("rim", "reviewer", "ar")
        text = Text.objects.get(key=AGE).pk
        for path in ("", f"texts/{text}/", "recordings/", "pages/person/"):
            assert client.get(f"/wave/2027/languages/fa/{path}").status_code == 404
            assert client.get(f"/wave/2027/languages/ar/{path}").status_code == 200
        assert client.post(f"/wave/2027/languages/fa/texts/{text}/", {"go": "translate/stay/"}).status_code == 404
        assert client.post("/wave/2027/languages/fa/export/", {"kind": "po", "only": "all"}).status_code == 404

    def test_a_role_of_the_house_that_does_not_translate_looks_and_changes_nothing(self, wave: Wave) -> None:
        reader = as_person("leser", "reader")
        assert reader.get("/wave/2027/languages/ar/").status_code == 200
        assert save(reader, CLUB, "translate/stay/", WORDINGS[CLUB]).status_code == 422
        assert row(CLUB).state == "open"
        for path in (
            "languages/ar/open/",
            "languages/ar/export/",
            "languages/ar/deliveries/",
            "questionnaire/release/",
        ):
            assert reader.post(f"/wave/2027/{path}", {"do": "release"}).status_code == 403
        assert reader.post("/wave/2027/questionnaire/", {"tag": "ti"}).status_code == 403

    def test_nobody_sees_anything_without_login(self, wave: Wave, client: Client) -> None:
        for path in ("/languages/", "/wave/2027/questionnaire/", "/wave/2027/languages/ar/", editor(AGE)):
            assert client.get(path).headers["Location"] == f"/login/?next={path}"

    def test_the_rooms_show_what_waits_for_whom(self, wave: Wave) -> None:
        step(AGE, Step.TRANSLATE, ADA)
        translator = as_person("ben", "translator", "ar").get("/languages/").content.decode()
        assert "Translate (3)" in translator
        assert "Translate a second time (1)" in translator
        assert "Nothing here waits for you" in as_person("rim", "reviewer", "ar").get("/languages/").content.decode()


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
            assert "querschnitt import_questionnaire wave_2030.toml" in page
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


class TestPreview:
    def test_a_page_is_shown_as_respondents_see_it_in_a_frame_of_ours_alone(self, wave: Wave, office: Client) -> None:
        answer = office.get("/wave/2027/languages/ar/pages/person/")
        page = answer.content.decode()
        assert 'lang="ar"' in page
        assert "كم عمركم؟" in page
        assert "Sind Sie Mitglied in einem Verein?" in page  # not translated yet
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert "frame-src 'self'" in office.get(editor(AGE)).headers["Content-Security-Policy"]
        assert office.get("/wave/2027/languages/ar/pages/nothing/").status_code == 404


class TestFiles:
    def test_a_file_goes_out_and_what_comes_back_is_picked(self, wave: Wave, office: Client) -> None:
        sent = office.post("/wave/2027/languages/ar/export/", {"kind": "xliff-1.2", "only": "open"})
        assert sent.headers["Content-Disposition"] == 'attachment; filename="klein-ar-open.xlf"'
        back = edited(sent.content, translated)
        file = SimpleUploadedFile("zurück.xlf", back)
        answer = office.post("/wave/2027/languages/ar/deliveries/", {"file": file, "version": "translate"})
        delivery = Delivery.objects.get()
        assert answer.headers["Location"] == f"/wave/2027/languages/ar/deliveries/{delivery.pk}/"
        page = office.get(answer.headers["Location"])
        assert {outcome: len(lines) for outcome, lines in page.context["groups"]} == {"new": 3, "confirmed": 4}
        assert row(CLUB).state == "open"
        take = [f"{CLUB}|{row(CLUB).revision}"]
        office.post(answer.headers["Location"], {"take": take, "by": "Agentur Muster"})
        assert (row(CLUB).translator, row("survey/thanks/label").state) == ("Agentur Muster", "open")
        assert "Dealt with" in office.get(answer.headers["Location"]).content.decode()

    def test_a_translator_hands_in_as_nobody_else(self, wave: Wave) -> None:
        ada = as_person("ada", "translator", "ar")
        one = DraftLanguage.objects.select_related("draft").get()
        back = edited(export_texts(one=one, kind="xliff-1.2", actor="x").content, translated)
        ada.post(
            "/wave/2027/languages/ar/deliveries/", {"file": SimpleUploadedFile("a.xlf", back), "version": "translate"}
        )
        path = f"/wave/2027/languages/ar/deliveries/{Delivery.objects.get().pk}/"
        ada.post(path, {"take": [f"{CLUB}|{row(CLUB).revision}"], "by": "ben"})
        assert row(CLUB).translator == "ada"

    def test_what_is_no_translation_file_is_refused_in_a_sentence(self, wave: Wave, office: Client) -> None:
        for content in (b"", b"hello"):
            answer = office.post(
                "/wave/2027/languages/ar/deliveries/",
                {"file": SimpleUploadedFile("x.xlf", content or b" "), "version": "translate"}, follow=True,
            )  # fmt: skip
            assert "cannot be read as a translation file" in answer.content.decode()
        answer = office.post("/wave/2027/languages/ar/deliveries/", {"version": "translate"}, follow=True)
        assert "Choose a file first; it may have 10 MB at most." in answer.content.decode()

    def test_a_reviewer_carries_no_files(self, wave: Wave) -> None:
        rim = as_person("rim", "reviewer", "ar")
        assert rim.post("/wave/2027/languages/ar/export/", {"kind": "po", "only": "all"}).status_code == 403
        assert "Files for translators" not in rim.get("/wave/2027/languages/ar/").content.decode()


class TestRecordings:
    def test_a_file_is_attached_played_and_removed(self, wave: Wave, office: Client) -> None:
        text = Text.objects.get(key=AGE).pk
        path = "/wave/2027/languages/de/recordings/"
        office.post(path, {"text": text, "do": "attach", "file": SimpleUploadedFile("a.mp3", MP3)})
        played = office.get(f"{path}{text}/")
        assert (played.content, played.headers["Content-Type"]) == (MP3, "audio/mpeg")
        page = office.get(path)
        assert "1 of 3 questions have a file." in page.content.decode()
        assert "media-src 'self'" in page.headers["Content-Security-Policy"]
        refused = office.post(
            path, {"text": text, "do": "attach", "file": SimpleUploadedFile("a.mp3", b"<script>")}, follow=True
        )
        assert "This is no sound file" in refused.content.decode()
        office.post(path, {"text": text, "do": "remove"})
        assert not Recording.objects.exists()

    @pytest.mark.parametrize("texts", [1, 30])
    def test_it_takes_as_many_queries_with_30_questions_as_with_one(
        self, wave: Wave, office: Client, tmp_path: Path, django_assert_num_queries, *, texts: int
    ) -> None:
        more = "".join(f"|  | text | q{n} | Frage {n} |  |  | engagement |\n" for n in range(texts))
        drafted(wave, tmp_path, WORKBOOK.replace("|  | note | thanks", f"{more}|  | note | thanks"))
        # Session, person, draft, language, texts, wordings, files.
        with django_assert_num_queries(7, using="statistics"):
            office.get("/wave/2027/languages/ar/recordings/")


class TestRelease:
    def test_from_nothing_to_a_released_questionnaire(self, wave: Wave, office: Client) -> None:
        path = "/wave/2027/questionnaire/release/"
        page = office.get(path).content.decode()
        assert "Outside the approved features" in page
        refused = office.post(path, {"do": "release"})
        assert "Nothing was released." in refused.content.decode()
        listed = b"feature;label;source\nengagement;Ehrenamt;Nr. 1\ndemography;Person;Nr. 2\n"
        office.post(path, {"do": "features", "file": SimpleUploadedFile("m.csv", listed)})
        for kind in Approval.Kind.values:
            office.post(
                path, {"do": "approve", "kind": kind, "by": "Dr. Beispiel", "on": "2027-04-01", "paper": "VIII-1"}
            )
        shown = office.post(path, {"do": "check"}).content.decode()
        assert "It would be the first release." in shown
        answer = office.post(path, {"do": "release"})
        assert answer.headers["Location"] == "/wave/2027/questionnaire/"
        made = Release.objects.get()
        assert (made.released_by, made.approvals[2]["paper"]) == ("office", "VIII-1")
        name = made.questionnaire.files.get(kind="workbook").name
        file = office.get(f"/wave/2027/questionnaire/versions/1/{name}")
        assert file.content[:2] == b"PK"
        assert office.get("/wave/2027/questionnaire/versions/1/other.xlsx").status_code == 404

    def test_an_open_field_shows_what_really_changed(self, wave: Wave, office: Client, tmp_path: Path) -> None:
        locked(wave.draft)
        open_language(wave=wave, tag="ar")
        approved(wave)
        release_questionnaire(wave=wave)
        Wave.objects.update(opened_at=timezone.now())
        drafted(wave, tmp_path, WORKBOOK.replace("Wie alt sind Sie?", "Wie alt sind Sie heute?"))
        approved(wave)
        step(AGE, Step.CONFIRM, Person("chief"))
        path = "/wave/2027/questionnaire/release/"
        assert "given for an earlier source" not in office.get(path).content.decode()
        refused = office.post(path, {"do": "release", "change": "additive"}).content.decode()
        assert "This change is text-only, not additive" in refused
        office.post(path, {"do": "release", "change": "text-only"})
        page = office.get("/wave/2027/questionnaire/").content.decode()
        assert "label changed in de" in page

    def test_an_approval_without_a_name_or_a_paper_is_refused_in_a_sentence(self, wave: Wave, office: Client) -> None:
        path = "/wave/2027/questionnaire/release/"
        for said in ({"kind": "lord_mayor", "by": "OB", "on": "2027-04-01"}, {"kind": "lord_mayor", "on": "gestern"}):
            page = office.post(path, {"do": "approve", **said}, follow=True).content.decode()
            assert "An approval needs a name and a date" in page
        assert not Approval.objects.exists()

    def test_the_page_of_a_wave_leads_here(self, wave: Wave, office: Client) -> None:
        assert 'href="/wave/2027/questionnaire/"' in office.get("/wave/2027/").content.decode()


def test_everything_is_said_in_german_too(wave: Wave, office: Client) -> None:
    Translation.objects.filter(pk=row(AGE).pk).update(source_hash="0" * 64, source_text="Alt?")
    for path in ("questionnaire/", "questionnaire/release/", "languages/ar/", "languages/ar/recordings/"):
        page = office.get(f"/wave/2027/{path}", headers={"accept-language": "de"}).content.decode()
        said = re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
        assert "Fragebogen" in said
        for english in ("anguage", "Source", "Translate", "State", "Release", "outdated", "raw draft", "Approv"):
            assert english not in said, f"{english} on {path}"

"""Files, recordings, previews and the release over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from querschnitt.apps.survey.actions import open_language, release_questionnaire
from querschnitt.apps.survey.actions.roundtrip import export_texts
from querschnitt.apps.survey.models import (
    Approval,
    Delivery,
    DraftLanguage,
    Recording,
    Release,
    Text,
    Wave,
)
from querschnitt.apps.survey.workflow import Person, Step
from tests.apps.survey.real_wave import (
    WORKBOOK,
    approved,
    drafted,
    locked,
    row,
    step,
)
from tests.apps.survey.test_recordings import MP3
from tests.apps.survey.test_roundtrip import edited, translated
from tests.apps.survey.visiting import AGE, CLUB, as_person, editor

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.statistics"),
    pytest.mark.django_db(databases=["statistics", "answers", "identity"]),
]


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

    def test_a_file_in_which_nothing_changed_asks_for_no_name(self, wave: Wave, office: Client) -> None:
        sent = office.post("/wave/2027/languages/ar/export/", {"kind": "xliff-1.2", "only": "all"})
        file = SimpleUploadedFile("back.xlf", sent.content)
        where = office.post("/wave/2027/languages/ar/deliveries/", {"file": file, "version": "translate"})
        page = office.get(where.headers["Location"]).content.decode()
        assert "There is nothing in this file to take over" in page
        assert 'name="by"' not in page
        office.post(where.headers["Location"])
        assert Delivery.objects.get().settled_at

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

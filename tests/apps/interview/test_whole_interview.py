"""A respondent from the code to the receipt, over HTTP, on a real database."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from querschnitt.apps.interview.actions import close_wave
from querschnitt.apps.interview.models import Interview
from querschnitt.core.instrument.values import Missing
from tests.apps.interview.paper import collected, kept
from tests.apps.interview.wave import CODES

pytestmark = [
    pytest.mark.urls("querschnitt.site.urls.interview"),
    pytest.mark.django_db(databases=["answers"], transaction=False),
]


def field(response: object, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())  # type: ignore[attr-defined]
    assert found, response.content.decode()  # type: ignore[attr-defined]
    return found.group(1)


def enter(browser: Client, code: str = CODES[0], language: str = "de") -> None:
    """Go from the code to the first page."""
    assert browser.post("/", {"code": code}).url == "/language"
    assert browser.post("/language", {"language": language}).url == "/info"
    assert browser.post("/info").url == "/continue"


def put(browser: Client, page: str, go: str = "next", **answers: object):
    """Fill in a page as a browser does, with what is hidden on it."""
    shown = browser.get(f"/page/{page}")
    assert shown.status_code == 200, shown
    hidden = {name: field(shown, name) for name in ("at", "__shown__")}
    return browser.post(f"/page/{page}", {**hidden, "go": go, **answers})


def whole(browser: Client) -> None:
    assert put(browser, "person", birth_year="1985", born_here="yes").url == "/page/work"
    assert put(browser, "work", searched="yes", rent="512,50").url == "/page/search"
    assert put(browser, "search", problems=["language", "recognition"]).url == "/page/wishes"
    assert put(browser, "wishes", wish="Mehr Bäume", moved="2015-04-01").url == "/review"


@pytest.mark.parametrize("language", ["de", "en", "ar", "ti"])
def test_from_the_code_to_the_receipt(wave: str, browser: Client, language: str) -> None:
    enter(browser, language=language)
    whole(browser)
    review = browser.get("/review")
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in review.content.decode()
    assert "Mehr Bäume" in review.content.decode()
    assert browser.post("/send").url == "/finished"
    receipt = re.search(r'<bdi class="code">([0-9A-Z]{4} [0-9A-Z]{4})<', browser.get("/finished").content.decode())
    assert receipt
    sheet = collected(wave)
    assert sheet.answers["birth_year"] == 1985
    assert sheet.answers["problems"] == ("language", "recognition")
    assert str(sheet.answers["rent"]) == "512.50"
    assert sheet.given["wish"].how[:2] == ("web", language)
    interview = Interview.objects.get()
    assert (interview.state, interview.code_wrap, interview.page) == ("finished", None, "wishes")


def test_a_finished_interview_stays_finished(wave: str, browser: Client) -> None:
    enter(browser)
    whole(browser)
    browser.post("/send")
    before = bytes(Interview.objects.get().box)
    other = Client()
    assert other.post("/", {"code": CODES[0]}).url == "/finished"
    assert browser.get("/page/work").url == "/finished"
    assert browser.post("/page/work", {"searched": "no"}).url == "/finished"
    assert browser.post("/delete").status_code == 303
    assert bytes(Interview.objects.get().box) == before


def test_go_on_with_the_code_on_another_device(wave: str, browser: Client) -> None:
    enter(browser, language="ar")
    put(browser, "person", birth_year="1985")
    put(browser, "work", go="pause", searched="yes")
    other = Client()
    assert other.post("/", {"code": "  o123 4567-89ab cde4 "}).url == "/continue"
    assert other.get("/continue").url == "/page/work"
    page = other.get("/page/work").content.decode()
    assert 'value="yes" id="searched-1" checked' in page
    assert 'lang="ar" dir="rtl"' in page
    assert collected(wave).answers == {"birth_year": 1985, "searched": "yes"}


def test_pause_ends_the_visit(wave: str, browser: Client) -> None:
    enter(browser)
    assert put(browser, "person", go="pause", birth_year="1985").url == "/pause?l=de"
    assert browser.get("/pause?l=de").status_code == 200
    assert browser.get("/page/person").url == "/?again=1"


def test_deleted_answers_are_gone_and_the_code_can_begin_again(wave: str, browser: Client) -> None:
    enter(browser)
    put(browser, "person", birth_year="1985")
    assert put(browser, "work", go="delete", searched="yes").url == "/delete?at=/page/work"
    confirm = browser.get("/delete?at=/page/work")
    assert 'href="/page/work"' in confirm.content.decode()
    assert browser.post("/delete").url == "/deleted?l=de"
    assert Interview.objects.count() == 0
    assert browser.get("/deleted?l=de").status_code == 200
    enter(Client())
    assert collected(wave).answers == {}


def test_the_first_page_offers_to_delete_what_has_been_answered(wave: str, browser: Client) -> None:
    browser.post("/", {"code": CODES[0]})
    browser.post("/language", {"language": "de"})
    assert "/delete" not in browser.get("/info").content.decode()
    browser.post("/info")
    assert 'href="/delete?at=/info"' in browser.get("/info").content.decode()
    assert 'href="/info"' in browser.get("/delete?at=/info").content.decode()


def test_a_page_from_an_old_tab_is_taken_on_top_of_the_newest_sheet(wave: str, browser: Client) -> None:
    enter(browser)
    put(browser, "person", birth_year="1985")
    old = browser.get("/page/work")
    put(browser, "work", searched="yes", rent="400")
    put(browser, "search", problems="none")
    again = {name: field(old, name) for name in ("at", "__shown__")}
    for _ in range(2):
        assert browser.post("/page/work", {**again, "searched": "no", "rent": "410"}).url == "/page/wishes"
    put(browser, "wishes")
    answers = collected(wave).answers
    assert (answers["birth_year"], answers["searched"], str(answers["rent"])) == (1985, "no", "410")
    assert "problems" not in answers


def test_what_has_become_irrelevant_is_kept_aside_and_comes_back(wave: str, browser: Client) -> None:
    enter(browser)
    whole(browser)
    assert browser.post("/page/work?from=review", form(browser, "work", searched="no")).url == "/review"
    assert "problems" not in collected(wave).answers
    assert kept(wave).answers["problems"] == ("language", "recognition")
    assert browser.post("/page/work?from=review", form(browser, "work", searched="yes")).url == "/review"
    assert collected(wave).answers["problems"] == ("language", "recognition")


def form(browser: Client, page: str, **answers: object) -> dict[str, object]:
    shown = browser.get(f"/page/{page}?from=review")
    return {**{name: field(shown, name) for name in ("at", "__shown__", "from")}, **answers}


def test_a_question_that_an_answer_opens_is_asked_on_the_same_page(wave: str, browser: Client) -> None:
    enter(browser)
    again = put(browser, "person", birth_year="1985", born_here="no")
    assert again.status_code == 200
    assert "Eine weitere Frage ist dazugekommen" in again.content.decode()
    assert field(again, "__shown__") == "birth_year born_here arrival"
    assert put(browser, "person", birth_year="1985", born_here="no", arrival="2015").url == "/page/work"


def test_an_error_is_shown_at_its_question_and_the_rest_is_kept(wave: str, browser: Client) -> None:
    enter(browser)
    wrong = put(browser, "person", birth_year="1850", born_here="yes")
    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert 'href="#birth_year-field"' in text
    assert text.count("Bitte ein Jahr von 1910 bis 2002.") == 2
    assert 'value="1850"' in text
    assert "<title>Fehler: Zu Ihnen – Befragung</title>" in text
    assert collected(wave).answers == {"born_here": "yes"}


def test_a_page_that_is_left_with_back_does_not_count_as_passed(wave: str, browser: Client) -> None:
    enter(browser)
    assert put(browser, "person", go="back", born_here="yes").url == "/info"
    assert browser.get("/page/wishes").url == "/page/person"
    assert browser.get("/review").url == "/page/person"
    assert browser.post("/send").url == "/page/person"
    assert Interview.objects.get().state == "open"


def test_the_language_changes_on_a_page_and_keeps_what_was_typed(wave: str, browser: Client) -> None:
    enter(browser)
    assert put(browser, "person", go="language", birth_year="1985", born_here="__refused__").url == (
        "/language?at=/page/person"
    )
    changed = browser.post("/language", {"language": "ar", "at": "/page/person"})
    assert changed.url == "/page/person"
    page = browser.get("/page/person").content.decode()
    assert 'dir="rtl"' in page
    assert 'value="1985"' in page
    assert 'value="__refused__" checked' in page
    put(browser, "person", birth_year="1985", born_here="no", arrival="2015")
    sheet = collected(wave)
    assert sheet.given["birth_year"].how.language == "de"
    assert sheet.given["born_here"].how.language == "ar"
    assert sheet.answers["born_here"] == "no"


def test_dont_know_and_refused_are_answers(wave: str, browser: Client) -> None:
    enter(browser)
    put(browser, "person", birth_year__missing="__refused__", born_here="__dk__")
    answers = collected(wave).answers
    assert answers == {"birth_year": Missing.REFUSED, "born_here": Missing.DONT_KNOW}


def test_wrong_codes_are_answered_alike(wave: str, browser: Client) -> None:
    malformed = browser.post("/", {"code": "ABC"})
    unknown = browser.post("/", {"code": "0000 0000 0000 0000"})
    assert malformed.status_code == unknown.status_code == 422
    assert malformed.content.replace(b'value="ABC"', b"") == unknown.content.replace(
        b'value="0000 0000 0000 0000"', b""
    )
    assert not browser.cookies


def test_a_changed_cookie_leads_to_the_code(wave: str, browser: Client) -> None:
    enter(browser)
    for value in ("", "x", "é", browser.cookies["interview"].value[:-8] + "AAAAAAA="):
        browser.cookies["interview"] = value
        assert browser.get("/page/person").url == "/?again=1"


def test_a_closed_field_takes_no_more_answers(wave: str, browser: Client) -> None:
    enter(browser)
    close_wave(wave="2020")
    assert browser.post("/page/person", {"birth_year": "1985"}).url == "/?closed=1&l=de"
    assert "Die Befragung ist beendet" in browser.post("/", {"code": CODES[1]}).content.decode()
    assert collected(wave).answers == {}


def test_a_page_costs_two_queries(wave: str, browser: Client, django_assert_num_queries) -> None:
    enter(browser)
    shown = browser.get("/page/person")
    sent = {name: field(shown, name) for name in ("at", "__shown__")} | {"birth_year": "1985"}
    with django_assert_num_queries(1, using="answers"):
        browser.get("/page/person")
    with django_assert_num_queries(2, using="answers"):
        assert browser.post("/page/person", sent).url == "/page/work"


NAUGHTY = [
    "<script>alert(1)</script>",
    "'; DROP TABLE interview_interview; --",
    "{{ 7*7 }}{% debug %}",
    "${7*7}",
    "%s %d %n",
    "\u202eright to left\u202c",
    "مرحبا 123 שלום",
    "ሰላም",
    "👩‍👩‍👧‍👦 🏳️‍🌈",
    "Zalgo: t̷̢̛͙͇͂͑h̴̪̀ĕ̸̩̈́",
    "a\n\nb",
    "null",
    "-1",
    "1e400",
    "\\\\ \\n \\0",
    "&amp;&lt;",
    "O’Brien „Zitat“",
    "=1+1",
    "../../../etc/passwd",
    "\ufeffBOM within",
    "x" * 2000,
]


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings_come_back_unchanged(wave: str, browser: Client, text: str) -> None:
    enter(browser)
    put(browser, "person", birth_year="1985")
    put(browser, "work")
    put(browser, "wishes", go="pause", wish=text)
    assert collected(wave).answers["wish"] == text
    shown = browser.post("/", {"code": CODES[0]}) and browser.get("/page/wishes").content.decode()
    area = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", shown, re.DOTALL)
    assert area
    assert html.unescape(area.group(1)) == text

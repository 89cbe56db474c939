"""What every page promises: headers, weight, no script, and friendly words when something is missing."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory

from querschnitt.apps.interview.views.beside import server_error
from tests.apps.interview.test_whole_interview import enter, put
from tests.apps.interview.test_wording import LANGUAGES
from tests.apps.interview.wave import CODES

pytestmark = [pytest.mark.urls("querschnitt.site.urls.interview"), pytest.mark.django_db(databases=["answers"])]
PUBLIC = ["/", "/?l=ar", "/pause?l=en", "/deleted?l=ti", "/talk", "/privacy?l=ar", "/accessibility?l=en", "/nowhere"]


def sheet_bytes() -> bytes:
    found = finders.find("interview/interview.css")
    assert isinstance(found, str)
    return Path(found).read_bytes()


@pytest.mark.parametrize("address", PUBLIC)
def test_headers_of_a_page_without_visit(wave: str, browser: Client, address: str) -> None:
    response = browser.get(address)
    assert response.status_code == (404 if address == "/nowhere" else 200)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    text = response.content.decode()
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert "style=" not in text


@pytest.mark.parametrize("address", ["/", "/talk", "/privacy", "/nowhere"])
def test_pages_before_any_wave_is_open(browser: Client, address: str, db: None) -> None:
    assert browser.get(address).status_code == (404 if address == "/nowhere" else 200)


@pytest.mark.parametrize("language", ["de", "ar", "ti"])
def test_a_page_fits_into_the_first_round_trip(wave: str, browser: Client, language: str) -> None:
    sheet = gzip.compress(sheet_bytes())
    first = gzip.compress(browser.get(f"/?l={language}").content)
    enter(browser, language=language)
    later = gzip.compress(browser.get("/page/person").content)
    assert len(sheet) + len(first) < 14 * 1024
    assert len(later) < 6 * 1024


def test_the_letter_s_address_fills_in_the_code_and_sends_nothing(wave: str, browser: Client) -> None:
    response = browser.get(f"/c/{CODES[0].lower()}?l=ar")
    text = response.content.decode()
    assert 'value="0123 4567 89AB CDE4"' in text
    assert '<input type="hidden" name="l" value="ar">' in text
    assert not browser.cookies
    assert browser.post("/", {"code": "0123 4567 89AB CDE4", "l": "ar"}).url == "/info"


def test_the_language_of_the_browser_is_the_first_one(wave: str, browser: Client) -> None:
    for accepted, start in [("ar-SY,ar", 'lang="ar" dir="rtl"'), ("zh", 'lang="de" dir="ltr"')]:
        assert f"<html {start}>" in browser.get("/", headers={"Accept-Language": accepted}).content.decode()


def test_an_address_elsewhere_is_never_gone_to(wave: str, browser: Client) -> None:
    enter(browser)
    for place in ("//evil.example", "https://evil.example", "/page/../..//evil", "/page/x\r\nSet-Cookie:a=b"):
        assert "evil" not in browser.get("/language", {"at": place}).content.decode()
        assert "evil" not in browser.get("/delete", {"at": place}).content.decode()


def test_a_page_that_is_not_there_leads_on(wave: str, browser: Client) -> None:
    enter(browser)
    assert browser.get("/page/none").url == "/page/person"
    assert browser.post("/page/none").url == "/continue"
    assert browser.get("/page/search").url == "/page/person"


def test_the_cookie_is_closed_to_scripts_and_other_sites(wave: str, browser: Client) -> None:
    browser.post("/", {"code": CODES[0]})
    cookie = browser.cookies["interview"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Strict", "/", "")
    assert CODES[0] not in cookie.value
    secure = Client()
    secure.post("/", {"code": CODES[0]}, secure=True)
    assert secure.cookies["__Host-interview"]["secure"] is True


def test_an_answer_never_stands_in_an_address(wave: str, browser: Client) -> None:
    enter(browser)
    put(browser, "person", birth_year="1985")
    put(browser, "work", searched="no")
    response = put(browser, "wishes", wish="Quittengelee")
    assert "Quittengelee" not in response.url


def test_when_the_database_is_away_the_words_are_still_there(rf: RequestFactory, django_assert_num_queries) -> None:
    with django_assert_num_queries(0, using="answers"):
        response = server_error(rf.get("/page/work", headers={"Accept-Language": "ar"}))
    assert response.status_code == 500
    assert '<html lang="ar" dir="rtl">' in response.content.decode()


def test_a_form_of_megabytes_is_refused(wave: str, browser: Client) -> None:
    response = browser.post("/", "code=" + "A" * 3_000_000, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_arrive_in_every_language_escaped_once_and_filled_in(browser: Client, language: str) -> None:
    for address in ("/", "/talk", "/pause", "/deleted", "/nowhere"):
        text = browser.get(address, {"l": language}).content.decode()
        assert f'<html lang="{language}"' in text
        assert "&amp;" not in text.replace("&amp;at=", "")
        assert not re.search(r"[{}]", text)

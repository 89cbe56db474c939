"""The visit: one encrypted cookie, bound to this host, that no other site can use."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from querschnitt.apps.interview.codes import ALPHABET
from querschnitt.apps.interview.sealing import derived_key, encrypt
from querschnitt.apps.interview.visit import (
    HOURS,
    RENEWED_AFTER,
    Visit,
    device_class,
    end_visit,
    open_visit,
    read_visit,
    seal_visit,
    write_visit,
)
from tests.apps.interview.paper import collected
from tests.apps.interview.test_whole_interview import enter, put
from tests.apps.interview.wave import CODES

pytestmark = pytest.mark.urls("querschnitt.site.urls.interview")
HERE = Visit("ab" * 32, "cd" * 32, "ef" * 32, language="ar", mode="live", interviewer="07", device="phone")


def sealed(visit: Visit, *, ago: int = 0, purpose: str = "visit", place: str = "interview") -> str:
    """Return a visit as a cookie that was set some seconds ago."""
    content = json.dumps(visit._replace(began=int(time.time()) - ago)).encode()
    return urlsafe_b64encode(
        encrypt(content, key=derived_key(settings.SECRET_KEY, purpose=purpose), place=place)
    ).decode()


def test_it_comes_back_as_it_was_with_its_time() -> None:
    found = open_visit(seal_visit(HERE))
    assert found is not None
    assert found._replace(began=0) == HERE
    assert not found.is_to_be_renewed


def test_nothing_of_it_can_be_read_without_the_key_of_the_service() -> None:
    cookie = urlsafe_b64decode(seal_visit(HERE))
    for secret in (b"ab" * 8, b"cd" * 8, b"ef" * 8, bytes.fromhex("ef" * 8), b"live", b"phone"):
        assert secret not in cookie


@pytest.mark.parametrize("value", ["", "x", "é", "A" * 400, "=" * 8, "a b", "\x00"])
def test_what_was_never_a_visit_is_none(value: str) -> None:
    assert open_visit(value) is None


def test_a_changed_visit_is_none() -> None:
    cookie = seal_visit(HERE)
    for place in (0, len(cookie) // 2, len(cookie) - 8):
        other = "A" if cookie[place] != "A" else "B"
        assert open_visit(cookie[:place] + other + cookie[place + 1 :]) is None


@pytest.mark.parametrize(("purpose", "place"), [("receipt", "interview"), ("visit", "launch")])
def test_what_was_encrypted_for_something_else_is_none(purpose: str, place: str) -> None:
    assert open_visit(sealed(HERE)) is not None
    assert open_visit(sealed(HERE, purpose=purpose, place=place)) is None


@pytest.mark.parametrize(
    ("ago", "counts", "is_to_be_renewed"),
    [(0, True, False), (RENEWED_AFTER + 60, True, True), (HOURS * 3600 - 60, True, True), (HOURS * 3600, False, False)],
)
def test_it_ends_after_twenty_hours_and_is_renewed_by_the_hour(
    *, ago: int, counts: bool, is_to_be_renewed: bool
) -> None:
    found = open_visit(sealed(HERE, ago=ago))
    assert (found is not None) is counts
    assert found is None or found.is_to_be_renewed is is_to_be_renewed


@pytest.mark.django_db(databases=["answers"])
def test_a_page_that_comes_in_after_an_hour_renews_it(wave: str, browser: Client) -> None:
    enter(browser)
    first = browser.cookies["interview"].value
    put(browser, "person", birth_year="1985")
    assert browser.cookies["interview"].value == first
    visit = open_visit(first)
    assert visit is not None
    browser.cookies["interview"] = sealed(visit, ago=RENEWED_AFTER + 60)
    put(browser, "work", searched="no")
    renewed = open_visit(browser.cookies["interview"].value)
    assert renewed is not None
    assert renewed.began >= visit.began
    assert renewed == visit._replace(began=renewed.began)


@pytest.mark.parametrize(("secure", "name"), [(False, "interview"), (True, "__Host-interview")])
def test_the_cookie_is_bound_to_this_host_and_to_this_site(rf: RequestFactory, *, secure: bool, name: str) -> None:
    response = HttpResponse()
    write_visit(rf.get("/", secure=secure), response, HERE)
    cookie = response.cookies[name]
    assert (cookie["samesite"], cookie["httponly"], cookie["path"]) == ("Strict", True, "/")
    assert (cookie["secure"] or False, cookie["domain"], cookie["max-age"]) == (secure, "", "")
    request = rf.get("/", secure=secure)
    request.COOKIES[name] = cookie.value
    found = read_visit(request)
    assert found is not None
    assert found.access == HERE.access
    # On an encrypted connection the plain name counts nothing: another host of the domain could have set it.
    other = rf.get("/", secure=not secure)
    other.COOKIES[name] = cookie.value
    assert read_visit(other) is None


def test_a_visit_that_ends_is_taken_out_of_the_browser(rf: RequestFactory) -> None:
    response = HttpResponse()
    end_visit(rf.get("/"), response)
    cookie = response.cookies["interview"]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == ("", 0, "Strict")


def test_the_receipt_is_the_same_for_a_code_and_tells_nothing_of_it() -> None:
    assert HERE.receipt == HERE._replace(key="", language="de", device="desktop").receipt
    assert HERE.receipt != HERE._replace(access="ac" * 32).receipt
    assert len(HERE.receipt) == 8
    assert set(HERE.receipt) <= set(ALPHABET)


PHONE = "Mozilla/5.0 (Linux; Android 9; SM-A105F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99 Mobile Safari/537.36"
DEVICES = {
    PHONE: "phone",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 12_5_7 like Mac OS X) Version/12.1.2 Safari/604.1": "phone",
    "Mozilla/5.0 (Android 13; Mobile; rv:109.0) Gecko/115.0 Firefox/115.0": "phone",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/8.0.35626/191.303; U; en) Presto/2.5.25 Version/10.54": "phone",
    "Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5": "phone",
    "Mozilla/5.0 (Linux; Android 9; SM-T510) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99 Safari/537.36": "tablet",
    "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 Version/12.1 Mobile/15E148": "tablet",
    "Mozilla/5.0 (Android 13; Tablet; rv:109.0) Gecko/115.0 Firefox/115.0": "tablet",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130 Safari/537.36": "desktop",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0": "desktop",
    "curl/8.0": "desktop",
    "": "desktop",
}  # fmt: skip


@pytest.mark.parametrize(("agent", "device"), DEVICES.items())
def test_of_a_browser_only_the_kind_of_device_is_told(agent: str, device: str) -> None:
    assert device_class(agent) == device


@pytest.mark.django_db(databases=["answers"])
def test_the_kind_of_device_reaches_the_answers_and_nothing_else_of_the_browser(wave: str) -> None:
    phone = Client(headers={"User-Agent": PHONE})
    enter(phone)
    put(phone, "person", birth_year="1985")
    sheet = collected(wave)
    assert sheet.given["birth_year"].how.device == "phone"
    for trace in (b"Android", b"SM-A105F", b"Chrome", b"127.0.0.1"):
        assert trace not in sheet.encode()


SITES = [
    ({}, True),
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, True),
    ({"Sec-Fetch-Site": "none"}, True),
    ({"Origin": "http://testserver"}, True),
    ({"Origin": "null"}, True),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "same-site", "Origin": "null"}, False),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, False),
    ({"Origin": "https://evil.example"}, False),
    ({"Origin": "https://testserver"}, False),
    ({"Origin": "http://testserver:8000"}, False),
    ({"Origin": "http://testserver.evil.example"}, False),
]


@pytest.mark.parametrize(("headers", "is_taken"), SITES)
@pytest.mark.django_db(databases=["answers"])
def test_a_form_is_taken_from_our_own_pages_alone(
    wave: str, browser: Client, *, headers: dict[str, str], is_taken: bool
) -> None:
    enter(browser)
    answer = browser.post("/page/person", {"birth_year": "1985"}, headers=headers)
    assert answer.url == ("/page/work" if is_taken else "/page/person")
    assert collected(wave).answers == ({"birth_year": 1985} if is_taken else {})
    for address in ("/send", "/delete", "/language", "/info"):
        if not is_taken:
            assert browser.post(address, {"language": "ar"}, headers=headers).url == address
    assert is_taken or browser.get("/page/person").content.startswith(b'<!doctype html>\n<html lang="de"')
    other = Client().post("/", {"code": CODES[1]}, headers=headers)
    assert (other.status_code, bool(other.cookies)) == ((303, True) if is_taken else (200, False))


@pytest.mark.django_db(databases=["answers"])
def test_a_page_is_the_same_bytes_for_everybody(wave: str) -> None:
    pages = []
    for code in CODES[:2]:
        person = Client()
        enter(person, code)
        pages.append([person.get(address).content for address in ("/info", "/language", "/page/person")])
    assert pages[0] == pages[1]

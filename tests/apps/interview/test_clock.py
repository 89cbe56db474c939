"""The clock of the service jumps: nobody is locked out, nothing is lost, and limits hold."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.core import signing
from django.test import Client

from querschnitt.apps.interview import visit as visits
from querschnitt.apps.interview.launch import HOURS, Launch, make_token, read_token
from querschnitt.apps.interview.visit import RENEWED_AFTER, open_visit
from tests.apps.interview.paper import enter, fill, kept, look
from tests.apps.interview.wave import CODES

pytestmark = [pytest.mark.urls("querschnitt.site.urls.interview"), pytest.mark.django_db(databases=["answers"])]
HOUR, DAY, YEAR = 3600, 24 * 3600, 365 * 24 * 3600
Jump = Callable[[float], None]


@pytest.fixture
def jump(monkeypatch: pytest.MonkeyPatch) -> Jump:
    """Return what puts the clock of visits and tokens forward or back, from now on."""
    real = time.time

    def jump(seconds: float) -> None:
        class Jumped:
            time = staticmethod(lambda: real() + seconds)

        monkeypatch.setattr(visits, "time", Jumped)
        monkeypatch.setattr(signing, "time", Jumped)

    return jump


@pytest.mark.parametrize("seconds", [-YEAR, -DAY, -HOUR - 60, -60, 60, HOUR + 60, 19 * HOUR])
def test_an_interview_goes_on_and_its_visit_is_as_old_as_the_clock_says(
    wave: str, browser: Client, jump: Jump, seconds: float
) -> None:
    enter(browser)
    assert fill(browser, "/page/person", birth_year="1985").url == "/page/work"
    jump(seconds)
    answer = fill(browser, "/page/work", searched="no")
    assert answer.url == "/page/wishes"
    assert ("interview" in answer.cookies) is (abs(seconds) > RENEWED_AFTER)
    sealed = open_visit(browser.cookies["interview"].value)
    assert sealed
    assert abs(visits.time.time() - sealed.began) <= RENEWED_AFTER + 60
    assert look(browser, "/page/wishes").status == 200
    assert {"birth_year", "searched"} <= kept(wave).answers.keys()


def test_a_visit_ends_when_the_clock_has_gone_on_for_too_long_and_the_code_goes_on(
    wave: str, browser: Client, jump: Jump
) -> None:
    enter(browser)
    fill(browser, "/page/person", birth_year="1985")
    jump(21 * HOUR)
    assert browser.get("/page/work").url == "/?again=1"
    browser.post("/", {"code": CODES[0], "l": "de"})
    assert browser.get("/continue").url == "/page/work"
    jump(0)
    assert browser.get("/continue").url == "/page/work"
    assert fill(browser, "/page/work", searched="no").url == "/page/wishes"
    assert {"birth_year", "searched"} <= kept(wave).answers.keys()


def test_a_visit_of_a_clock_that_was_a_year_ahead_is_put_right_by_the_next_page(
    wave: str, browser: Client, jump: Jump
) -> None:
    jump(YEAR)
    enter(browser)
    jump(0)
    fill(browser, "/page/person", birth_year="1985")
    jump(21 * HOUR)
    assert browser.get("/page/work").url == "/?again=1"


@pytest.mark.parametrize(
    ("seconds", "is_read"), [(-DAY, True), (-60, True), (HOURS * HOUR - 60, True), (HOURS * HOUR + 60, False)]
)
def test_a_token_of_an_interviewer_ends_by_the_clock(wave: str, jump: Jump, seconds: float, is_read: bool) -> None:
    token = make_token(Launch("telephone", "07"))
    jump(seconds)
    assert (read_token(token) is not None) is is_read

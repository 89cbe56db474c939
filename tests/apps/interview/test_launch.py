"""An interviewer's launch: mode and number go into every answer."""

from __future__ import annotations

import pytest
from django.core import signing
from django.test import Client

from querschnitt.apps.interview.launch import Launch, make_token, read_token
from querschnitt.apps.interview.models import Interview
from tests.apps.interview.test_whole_interview import collected, enter, put
from tests.apps.interview.wave import CODES

pytestmark = [pytest.mark.urls("querschnitt.site.urls.interview"), pytest.mark.django_db(databases=["answers"])]


def test_a_token_says_mode_and_interviewer() -> None:
    launch = Launch(mode="telephone", interviewer="07")
    assert read_token(make_token(launch)) == launch


@pytest.mark.parametrize(
    "token",
    ["", "x", "a:b:c", signing.dumps({"mode": "live"}), make_token(Launch(mode="paper"))],
    ids=["empty", "a letter", "three parts", "signed by another key", "unknown mode"],
)
def test_a_token_that_is_not_ours_says_nothing(token: str) -> None:
    assert read_token(token) is None


def test_the_mode_goes_from_the_launch_into_every_answer(wave: str, browser: Client) -> None:
    assert browser.get(f"/start/{make_token(Launch('live', '07'))}").url == "/"
    enter(browser)
    put(browser, "person", birth_year="1985")
    # The same person goes on at home, in the web.
    other = Client()
    other.post("/", {"code": CODES[0]})
    put(other, "work", searched="no")
    given = collected(wave).given
    assert given["birth_year"].how[:2] == ("live", "de")
    assert given["birth_year"].how.interviewer == "07"
    assert given["searched"].how.mode == "web"
    assert Interview.objects.get().mode == "web"


def test_a_launch_holds_for_one_code(wave: str, browser: Client) -> None:
    browser.get(f"/start/{make_token(Launch('telephone', '07'))}")
    enter(browser)
    enter(browser, CODES[1])
    put(browser, "person", birth_year="1985")
    modes = dict(Interview.objects.values_list("access__case_id", "mode"))
    assert sorted(modes.values()) == ["telephone", "web"]


def test_a_forged_launch_changes_nothing(wave: str, browser: Client) -> None:
    browser.get("/start/forged")
    browser.cookies["launch"] = "forged"
    enter(browser)
    assert Interview.objects.get().mode == "web"

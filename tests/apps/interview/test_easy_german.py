"""An interview in easy German, and what was answered as it is said in each language: date, time, decimal number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client

from querschnitt.apps.interview import queries
from tests.apps.interview.paper import enter, fill, look, open_field
from tests.instruments import tiny

pytestmark = [pytest.mark.urls("querschnitt.site.urls.interview"), pytest.mark.django_db(databases=["answers"])]

HOME = {"moved": "2024-03-02", "rises": "06:30", "rent": "512,50", "children": "1"}
SAID = {
    "de": ["2. März 2024", "06:30", "512,50", "1", "27. November 2026"],
    "de-simple": ["2. März 2024", "06:30", "512,50", "1", "27. November 2026"],
    "ar": ["2 مارس 2024", "06:30", "512.50", "1", "27 نوفمبر 2026"],
}
"""By hand: of the 1000 days after 2 March 2024 (day 62 of 366), 304 lie in 2024, 365 in 2025, and 331 in 2026."""


@pytest.fixture
def easy() -> Iterator[str]:
    """Open a wave in German, easy German and Arabic, and give the private key of its office."""
    queries.instrument.cache_clear()
    yield open_field(tiny("easy_german"), key=settings.DEPLOYMENT.keys["access_code"])
    queries.instrument.cache_clear()


def test_it_stands_in_the_list_of_languages_by_its_own_name(easy: str, browser: Client) -> None:
    entries = look(browser, "/?l=de-simple").tree.xpath("//nav[@class='languages']//a")
    assert [(entry.text_content(), entry.get("lang"), entry.get("dir")) for entry in entries] == [
        ("Deutsch", "de", "ltr"), ("Leichte Sprache", "de-simple", "ltr"), ("العربية", "ar", "rtl"),
    ]  # fmt: skip


def test_without_a_name_of_the_questionnaire_the_list_has_one_of_ours(browser: Client) -> None:
    queries.instrument.cache_clear()
    bare = replace(tiny("easy_german"), language_names={"de": "Deutsch", "de-simple": "de-simple", "ar": "العربية"})
    open_field(bare, key=settings.DEPLOYMENT.keys["access_code"])
    (entry,) = look(browser, "/").tree.xpath("//a[@lang='de-simple']")
    assert entry.text_content() == "Deutsch (Leichte Sprache)"
    queries.instrument.cache_clear()


def test_a_whole_interview_in_easy_german(easy: str, browser: Client) -> None:
    enter(browser, language="de-simple")
    page = look(browser, "/page/home")
    assert (page.tree.get("lang"), page.tree.get("dir")) == ("de-simple", "ltr")
    assert "An welchem Tag sind Sie eingezogen?" in page.words("moved")
    assert "Bitte schreiben Sie eine Zahl ohne Komma." in page.words("children")
    assert fill(browser, "/page/home", **HOME).url == "/page/said"
    said = look(browser, "/page/said")
    assert said.words("told") == "Eingezogen: 2. März 2024. Miete: 512,50 Euro."
    assert "Geht 1 Kind in die Schule?" in said.words("school")
    assert fill(browser, "/page/said", school="yes").url == "/review"
    assert browser.post("/send").url == "/finished"
    assert "Ihre Antworten sind angekommen." in look(browser, "/finished").text


@pytest.mark.parametrize("language", SAID)
def test_the_review_says_dates_times_and_numbers_as_people_write_them(
    easy: str, browser: Client, language: str
) -> None:
    enter(browser, language=language)
    fill(browser, "/page/home", **HOME)
    (value,) = look(browser, "/page/said").question("later").xpath(".//*[@class='value']/bdi")
    assert value.text_content() == SAID[language][-1]
    fill(browser, "/page/said")
    lines = [words.text_content() for words in look(browser, "/review").tree.xpath("//dd/bdi")]
    assert lines[: len(SAID[language])] == SAID[language]


def test_what_is_shown_changes_and_what_stands_in_the_fields_does_not(easy: str, browser: Client) -> None:
    enter(browser, language="ar")
    fill(browser, "/page/home", **HOME)
    fields = look(browser, "/page/home").fields
    assert {name: fields[name] for name in ("moved", "rises", "rent")} == {
        "moved": ["2024-03-02"], "rises": ["06:30"], "rent": ["512.50"],
    }  # fmt: skip

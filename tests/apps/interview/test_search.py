"""Long lists that are searched without JavaScript: one choice, several, and what is not found."""

from __future__ import annotations

import pytest
from django.test import Client

from querschnitt.apps.interview.forms import PageState, Speech, fields
from querschnitt.core.instrument.model import Choice, Kind, Page, Question
from querschnitt.core.instrument.values import Missing
from tests.apps.interview.kinds import every_kind
from tests.apps.interview.paper import collected, enter, fill, look, seen
from tests.apps.interview.test_kinds import choose, count
from tests.apps.interview.wave import words

pytestmark = [pytest.mark.urls("querschnitt.site.urls.interview"), pytest.mark.django_db(databases=["answers"])]
PAGE = "/page/searching"


@pytest.fixture
def at_search(kinds: str, browser: Client) -> str:
    enter(browser)
    choose(browser)
    count(browser)
    return kinds


def test_the_browser_offers_the_labels_of_the_language(at_search: str, browser: Client) -> None:
    page = look(browser, PAGE)
    (field,) = page.question("born_in").xpath(".//input[@name='born_in__search']")
    offered = page.tree.get_element_by_id(field.get("list")).xpath(".//option/@value")
    assert offered == ["Afghanistan", "Eritrea", "Guinea", "Äquatorialguinea", "Syrien", "Ukraine"]


def test_what_is_typed_in_any_language_is_found(at_search: str, browser: Client) -> None:
    for typed, code in (("سوريا", "SY"), ("aquatorial", "GQ"), ("guinea", "GN"), ("UKR", "UA")):
        assert fill(browser, PAGE, born_in__search=typed).url == "/page/given"
        assert collected(at_search).answers["born_in"] == code
    page = look(browser, PAGE)
    assert page.fields["born_in__search"] == ["Ukraine"]


def test_what_is_not_found_comes_again_with_what_may_be_meant(at_search: str, browser: Client) -> None:
    again = seen(fill(browser, PAGE, born_in__search="Eritria"))
    assert again.status == 422
    assert again.summary == ["#born_in-near-1"]
    assert again.rows("born_in")[0] == "ER"
    assert again.fields["born_in__search"] == ["Eritria"]
    hidden = {name: again.fields[name] for name in ("at", "__shown__", "born_in__typed")}
    form = {**hidden, "born_in__search": "Eritria", "born_in__near": "ER", "go": "next"}
    assert browser.post(PAGE, form).url == "/page/given"
    assert collected(at_search).answers["born_in"] == "ER"


def test_what_is_typed_anew_counts_more_than_what_was_picked(at_search: str, browser: Client) -> None:
    again = seen(fill(browser, PAGE, born_in__search="Eritria"))
    form = {**again.fields, "born_in__near": "ER", "born_in__search": "Syrien", "go": "next"}
    assert browser.post(PAGE, form).url == "/page/given"
    assert collected(at_search).answers["born_in"] == "SY"


def test_nothing_like_it_is_there(at_search: str, browser: Client) -> None:
    again = seen(fill(browser, PAGE, born_in__search="Qqqq"))
    assert again.summary == ["#born_in-field"]
    assert "Das haben wir nicht gefunden." in again.words("born_in")


@pytest.mark.parametrize("typed", ['"><script>', "${born_in}", "{value}", "x" * 3000, "\u202e", "\x00", "SY SY"])
def test_whatever_is_typed_comes_back_as_it_was(at_search: str, browser: Client, typed: str) -> None:
    again = seen(fill(browser, PAGE, born_in__search=typed))
    assert again.status == 422
    assert again.scripts_of_others == []
    if "\x00" not in typed:
        assert again.fields["born_in__search"] == [typed]


def test_the_button_searches_and_complains_of_nothing_else(at_search: str, browser: Client) -> None:
    page = seen(fill(browser, PAGE, "search lived_in", lived_in__search="Guinea"))
    assert (page.status, page.summary) == (200, [])
    assert page.checked("lived_in") == ["GN"]
    assert page.fields["lived_in__search"] == [""]
    page = seen(browser.post(PAGE, {**page.fields, "lived_in__search": "Eritria", "go": "search lived_in"}))
    assert page.status == 200
    assert "Bitte wählen Sie eine der Antworten, die wir gefunden haben" in page.words("lived_in")
    assert "Fehler" not in page.text
    assert page.rows("lived_in") == ["GN", "ER"]
    assert page.question("lived_in").xpath(".//input[@autofocus]/@value") == ["ER"]
    form = {**page.fields, "lived_in__near": "ER", "born_in__missing": "__dk__", "go": "next"}
    assert browser.post(PAGE, form).url == "/page/given"
    answers = collected(at_search).answers
    assert answers["lived_in"] == ("ER", "GN")
    assert answers["born_in"] is Missing.DONT_KNOW


def test_a_row_of_several_can_be_taken_away(at_search: str, browser: Client) -> None:
    fill(browser, PAGE, "search lived_in", lived_in__search="Guinea")
    fill(browser, PAGE, "search lived_in", lived_in__search="Syrien")
    assert collected(at_search).answers["lived_in"] == ("GN", "SY")
    fill(browser, PAGE, "search lived_in", lived_in=["SY"])
    assert collected(at_search).answers["lived_in"] == ("SY",)


def test_an_emptied_field_is_no_answer(at_search: str, browser: Client) -> None:
    fill(browser, PAGE, born_in__search="Syrien")
    again = seen(fill(browser, PAGE, born_in__search=""))
    assert again.summary == ["#born_in-field"]
    assert "born_in" not in collected(at_search).answers


def test_the_stored_choice_is_shown_in_the_language_it_is_looked_at(at_search: str, browser: Client) -> None:
    fill(browser, PAGE, "language", born_in__search="Syrien")
    browser.post("/language", {"language": "ar", "at": PAGE})
    assert look(browser, PAGE).fields["born_in__search"] == ["سوريا"]
    assert fill(browser, PAGE).url == "/page/given"
    assert collected(at_search).answers["born_in"] == "SY"
    assert collected(at_search).given["born_in"].how.language == "de"


def test_a_very_long_list_is_not_carried_by_the_page() -> None:
    for number, carried in ((300, 300), (301, 0)):
        choices = tuple(Choice(f"c{place}", words(f"Ort {place}", f"Place {place}")) for place in range(number))
        question = Question("place", Kind.SELECT_ONE, choice_list="places.csv", choices=choices)
        (field,) = fields(Page("one", questions=(question,)), [question], PageState(), Speech(every_kind(), "en"))
        assert (field.control, len(field.labels)) == ("search", carried)

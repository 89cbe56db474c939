"""Pages that come once for each person or thing: which one it is, another one, the review, and taking one away."""

from __future__ import annotations

import pytest
from django.test import Client

from querschnitt.apps.interview.forms import Speech
from querschnitt.apps.interview.models import Interview
from tests.apps.interview.kinds import every_kind
from tests.apps.interview.paper import collected, enter, fill, look, seen
from tests.apps.interview.test_kinds import choose, count, search
from tests.apps.interview.test_wording import LANGUAGES

pytestmark = [pytest.mark.urls("querschnitt.site.urls.interview"), pytest.mark.django_db(databases=["answers"])]


@pytest.fixture
def at_persons(kinds: str, browser: Client) -> str:
    enter(browser)
    choose(browser)
    count(browser)
    search(browser)
    assert fill(browser, "/page/given").url == "/page/about/1"
    return kinds


def person(browser: Client, number: int, name: str, more: str) -> str:
    page = f"/page/about/{number}"
    assert fill(browser, page, **{f"first_name[{number}]": name}).url == f"/page/person/{number}"
    return fill(browser, f"/page/person/{number}", **{f"person[{number}]": more}).url


def household(browser: Client) -> None:
    assert person(browser, 1, "Mira", "yes") == "/page/about/2"
    assert person(browser, 2, "Nilo", "yes") == "/page/about/3"
    assert person(browser, 3, "Oda", "no") == "/page/room_page/1"
    fill(browser, "/page/room_page/1")
    assert fill(browser, "/page/room_page/2").url == "/review"


def test_the_heading_says_which_instance_it_is(at_persons: str, browser: Client) -> None:
    assert look(browser, "/page/about/1").heading.endswith(": Haushalt – Person 1 – Zur Person")
    person(browser, 1, "Mira", "yes")
    assert look(browser, "/page/about/2").heading.endswith(": Haushalt – Person 2 – Zur Person")


def test_a_repeat_without_label_is_called_like_its_page(at_persons: str, browser: Client) -> None:
    person(browser, 1, "Mira", "no")
    assert look(browser, "/page/room_page/1").heading.endswith(": Haushalt – Zimmer 1")


def test_a_text_names_the_person_of_its_own_instance(at_persons: str, browser: Client) -> None:
    assert "Wie alt ist …?" in look(browser, "/page/about/1").words("age.1")
    household(browser)
    assert "Wie alt ist Mira?" in look(browser, "/page/about/1").words("age.1")
    assert "Wie alt ist Nilo?" in look(browser, "/page/about/2").words("age.2")


def test_a_name_in_a_text_is_never_taken_for_a_part_of_the_page(at_persons: str, browser: Client) -> None:
    name = "<script>alert(1)</script> ${age} {0} &amp;"
    person(browser, 1, name, "yes")
    again = look(browser, "/page/about/1")
    assert f"Wie alt ist {name}?" in again.words("age.1")
    assert again.fields["first_name[1]"] == [name]
    assert again.scripts_of_others == []


def test_after_each_one_comes_the_question_for_another(at_persons: str, browser: Client) -> None:
    fill(browser, "/page/about/1")
    page = look(browser, "/page/person/1")
    assert "Person: Gibt es noch mehr?" in page.words("person.1")
    assert page.rows("person.1") == ["yes", "no"]
    again = seen(fill(browser, "/page/person/1"))
    assert again.summary == ["#person.1-1"]
    assert "Bitte beantworten Sie diese Frage." in again.words("person.1")


def test_an_error_leads_to_the_field_of_its_instance(at_persons: str, browser: Client) -> None:
    again = seen(fill(browser, "/page/about/1", **{"first_name[1]": "Mira", "age[1]": "190"}))
    (link,) = again.summary
    assert again.tree.get_element_by_id(link.removeprefix("#")).get("name") == "age[1]"
    assert again.fields["first_name[1]"] == ["Mira"]


def test_the_review_puts_each_instance_together_and_leads_back(at_persons: str, browser: Client) -> None:
    household(browser)
    review = look(browser, "/review")
    headings = [part.text_content() for part in review.tree.xpath("//h2 | //h3")]
    at = headings.index("Haushalt – Person 1") if "Haushalt – Person 1" in headings else headings.index("Person 1")
    assert [heading.rpartition(" – ")[2] for heading in headings[at : at + 6]] == [
        "Person 1", "Zur Person", "Person 2", "Zur Person", "Person 3", "Zur Person",
    ]  # fmt: skip
    links = review.tree.xpath("//a[contains(@href, '?from=review')]/@href")
    assert "/page/about/2?from=review" in links
    assert fill(browser, "/page/about/2?from=review", **{"first_name[2]": "Nela"}).url == "/review"
    assert collected(at_persons).answers["first_name[2]"] == "Nela"


def test_who_says_no_earlier_takes_the_others_away_and_finds_them_again(at_persons: str, browser: Client) -> None:
    household(browser)
    assert fill(browser, "/page/person/1?from=review", **{"person[1]": "no"}).url == "/review"
    answers = collected(at_persons).answers
    assert [name for name in answers if name.startswith("first_name")] == ["first_name[1]"]
    assert browser.get("/page/about/2").url == "/review"
    assert fill(browser, "/page/person/1?from=review", **{"person[1]": "yes"}).url == "/review"
    assert collected(at_persons).answers["first_name[3]"] == "Oda"


def test_another_one_is_added_from_the_review(at_persons: str, browser: Client) -> None:
    household(browser)
    assert fill(browser, "/page/person/3?from=review", **{"person[3]": "yes"}).url == "/page/about/4"
    assert person(browser, 4, "Pia", "no") == "/page/room_page/1"
    assert collected(at_persons).answers["first_name[4]"] == "Pia"


def test_back_leads_through_the_instances(at_persons: str, browser: Client) -> None:
    person(browser, 1, "Mira", "yes")
    assert fill(browser, "/page/about/2", "back").url == "/page/person/1"
    assert fill(browser, "/page/about/1", "back").url == "/page/given"


def test_a_pause_in_a_repeat_is_noted_with_its_page(at_persons: str, browser: Client) -> None:
    person(browser, 1, "Mira", "yes")
    fill(browser, "/page/about/2", "pause", **{"first_name[2]": "Nilo"})
    assert Interview.objects.get().page == "about[2]"
    enter_again = Client()
    enter_again.post("/", {"code": "0123456789ABCDE4"})
    assert enter_again.get("/continue").url == "/page/about/2"


def test_the_way_aside_comes_back_to_the_instance(at_persons: str, browser: Client) -> None:
    assert fill(browser, "/page/about/1", "privacy").url == "/privacy?at=/page/about/1"
    assert 'href="/page/about/1"' in browser.get("/privacy?at=/page/about/1").content.decode()


@pytest.mark.parametrize("address", ["about/2", "about/99", "about/0", "about/1/1", "about[1]", "about[9999]", "about"])
def test_an_instance_that_is_not_there_leads_on(at_persons: str, browser: Client, address: str) -> None:
    response = browser.get(f"/page/{address}")
    assert response.status_code in (303, 404)
    assert browser.post(f"/page/{address}", {"first_name[2]": "x"}).status_code in (303, 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_one_is_asked_for_in_every_language(language: str) -> None:
    instrument = every_kind()
    speech = Speech(instrument, language)
    question = instrument.page("person[2]").questions[0]
    label = speech.label(question)
    assert "{" not in label
    assert "&" not in label
    assert label.startswith(speech.say(instrument.sections["person"].labels))
    assert speech.title(instrument.page("about[2]")).count("2") == 1

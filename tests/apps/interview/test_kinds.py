"""Every kind of question over HTTP: how it is drawn, what it takes, what it says, and what is sealed in the end."""

from __future__ import annotations

import datetime
import gzip
from decimal import Decimal

import pytest
from django.test import Client

from querschnitt.apps.interview.launch import Launch, make_token
from querschnitt.core.instrument.values import Missing
from tests.apps.interview.kinds import RECORDING
from tests.apps.interview.paper import collected, enter, fill, look, seen
from tests.apps.interview.wave import CODES

pytestmark = [pytest.mark.urls("querschnitt.site.urls.interview"), pytest.mark.django_db(databases=["answers"])]

RANKED = {"order__place__bus": "3", "order__place__tram": "1", "order__place__bike": "2"}
CHOSEN = {"land": "sn", "means": "tram", **RANKED, "agreed": "OK"}
COUNTED = {"content": "7", "share": "45", "level": "0.5", "rises": "06:30", "moved": "2015-04-01", "members": "3"}


def choose(browser: Client, **changes: object) -> None:
    assert fill(browser, "/page/choosing", **{**CHOSEN, **changes}).url == "/page/counting"


def count(browser: Client, **changes: object) -> None:
    assert fill(browser, "/page/counting", **{**COUNTED, **changes}).url == "/page/searching"


def search(browser: Client) -> None:
    assert fill(browser, "/page/searching", born_in__search="Syrien", town="leipzig").url == "/page/given"


@pytest.mark.parametrize("language", ["de", "en", "ar", "ti"])
def test_from_the_first_page_to_the_seal(kinds: str, browser: Client, language: str) -> None:
    enter(browser, language=language)
    choose(browser)
    count(browser, rent="512,50")
    country = {"de": "Eritrea", "en": "eritrea", "ar": "إريتريا", "ti": "ኤርትራ"}[language]
    assert fill(browser, "/page/searching", born_in__search=country, town="dresden").url == "/page/given"
    assert fill(browser, "/page/given").url == "/page/about/1"
    assert fill(browser, "/page/about/1", **{"first_name[1]": "Mira", "age[1]": "34"}).url == "/page/person/1"
    assert fill(browser, "/page/person/1", **{"person[1]": "no"}).url == "/page/room_page/1"
    assert fill(browser, "/page/room_page/1", **{"room[1]": "sn"}).url == "/page/room_page/2"
    assert fill(browser, "/page/room_page/2").url == "/review"
    assert browser.post("/send").url == "/finished"
    assert collected(kinds).answers == {
        "land": "sn", "means": "tram", "order": ("tram", "bike", "bus"), "agreed": "OK",
        "content": 7, "share": 45, "level": Decimal("0.5"), "rises": datetime.time(6, 30),
        "moved": datetime.date(2015, 4, 1), "members": 3, "rent": Decimal("512.50"),
        "born_in": "ER", "town": "dresden", "nation": "DE",
        "first_name[1]": "Mira", "age[1]": 34, "person[1]": "no", "room[1]": "sn",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["de", "ar", "ti"])
def test_pages_stay_light(kinds: str, browser: Client, language: str) -> None:
    enter(browser, language=language)
    for page, go in (("choosing", choose), ("counting", count), ("searching", search)):
        assert len(gzip.compress(look(browser, f"/page/{page}").text.encode())) < 6 * 1024
        go(browser)


def test_a_ranking_asks_for_the_place_of_each_choice(kinds: str, browser: Client) -> None:
    enter(browser)
    page = look(browser, "/page/choosing")
    names = [select.get("name") for select in page.question("order").xpath(".//select")]
    assert names == ["order__place__bus", "order__place__tram", "order__place__bike"]
    assert page.question("order").xpath(".//select[1]/option/@value")[:4] == ["", "1", "2", "3"]
    assert "Platz von 1 bis 3" in page.words("order")
    again = seen(fill(browser, "/page/choosing", **{**CHOSEN, "order__place__bus": "1"}))
    assert again.status == 422
    assert again.summary == ["#order-1"]
    assert "Bitte geben Sie jeder Zeile einen anderen Platz von 1 bis 3." in again.words("order")
    assert [again.fields[f"order__place__{code}"] for code in ("bus", "tram", "bike")] == [["1"], ["1"], ["2"]]
    choose(browser)
    back = look(browser, "/page/choosing").fields
    assert {name: entry for name, entry in back.items() if "__place__" in name} == {
        name: [place] for name, place in RANKED.items()
    }


def test_a_ranking_or_that_one_does_not_know(kinds: str, browser: Client) -> None:
    enter(browser)
    both = seen(fill(browser, "/page/choosing", **CHOSEN, order__missing="__dk__"))
    assert both.summary == ["#order-1"]
    nothing = dict.fromkeys(RANKED, "")
    choose(browser, **nothing, order__missing="__dk__")
    assert collected(kinds).answers["order"] is Missing.DONT_KNOW
    assert "__dk__" in look(browser, "/page/choosing").checked("order")


def test_a_short_list_in_little_room_is_a_native_select(kinds: str, browser: Client) -> None:
    enter(browser)
    page = look(browser, "/page/choosing")
    assert page.question("land").xpath(".//select/option/@value") == ["", "sn", "st", "__dk__"]
    choose(browser, land="__dk__")
    assert collected(kinds).answers["land"] is Missing.DONT_KNOW
    assert look(browser, "/page/choosing").fields["land"] == ["__dk__"]


def test_other_is_written_on_the_same_page_at_once(kinds: str, browser: Client) -> None:
    enter(browser)
    assert look(browser, "/page/choosing").fields["means_other"] == [""]
    choose(browser, means="other", means_other="Mit dem Esel")
    assert collected(kinds).answers["means_other"] == "Mit dem Esel"
    choose(browser, means="bus", means_other="Mit dem Esel")
    assert "means_other" not in collected(kinds).answers
    assert look(browser, "/page/choosing").fields["means_other"] == ["Mit dem Esel"]


def test_what_must_be_confirmed_says_so_in_the_author_s_words(kinds: str, browser: Client) -> None:
    enter(browser, language="ar")
    again = seen(fill(browser, "/page/choosing", **{**CHOSEN, "agreed": ""}))
    assert again.summary == ["#agreed-1"]
    assert "يرجى تأكيد ذلك." in again.words("agreed")


def test_a_short_scale_is_rows_and_a_long_one_says_its_limits(kinds: str, browser: Client) -> None:
    enter(browser)
    choose(browser)
    page = look(browser, "/page/counting")
    assert page.rows("content")[:11] == [str(step) for step in range(11)]
    assert page.rows("level") == ["-1", "-0.5", "0", "0.5", "1"]
    assert "eine Zahl von 0 bis 100, in Schritten von 5" in page.words("share")
    again = seen(fill(browser, "/page/counting", **{**COUNTED, "share": "47"}))
    assert again.summary == ["#share-field"]
    assert again.words("share").count("eine Zahl von 0 bis 100, in Schritten von 5") == 2
    assert again.fields["share"] == ["47"]
    count(browser)
    assert look(browser, "/page/counting").checked("level") == ["0.5"]


def test_a_time_that_is_none_can_be_mended(kinds: str, browser: Client) -> None:
    enter(browser)
    choose(browser)
    assert look(browser, "/page/counting").question("rises").xpath(".//input[@type='time']")
    again = seen(fill(browser, "/page/counting", **{**COUNTED, "rises": "früh"}))
    assert "zum Beispiel 14:30" in again.words("rises")
    assert again.question("rises").xpath(".//input[@type='text']/@value") == ["früh"]
    count(browser, rises="6.30 Uhr")
    assert collected(kinds).answers["rises"] == datetime.time(6, 30)


def test_a_number_with_two_readings_is_asked_again(kinds: str, browser: Client) -> None:
    enter(browser)
    choose(browser)
    again = seen(fill(browser, "/page/counting", **COUNTED, rent="1.250"))
    assert "ohne Zeichen für Tausender" in again.words("rent")
    count(browser, rent="1250,125")
    assert fill(browser, "/page/counting").url == "/page/searching"
    assert collected(kinds).answers["rent"] == Decimal("1250.125")


def test_a_default_stands_until_the_page_is_passed(kinds: str, browser: Client) -> None:
    enter(browser)
    choose(browser)
    count(browser)
    search(browser)
    assert look(browser, "/page/given").fields["nation"] == ["DE"]
    assert "nation" not in collected(kinds).answers
    fill(browser, "/page/given", nation="")
    assert look(browser, "/page/given").fields["nation"] == [""]
    assert "nation" not in collected(kinds).answers


@pytest.mark.parametrize(("language", "town"), [("de", "Halle (Saale)"), ("ar", "هاله")])
def test_what_cannot_be_changed_is_said_in_words(kinds: str, browser: Client, language: str, town: str) -> None:
    enter(browser, language=language)
    choose(browser)
    count(browser)
    fill(browser, "/page/searching", born_in__missing="__dk__")
    page = look(browser, "/page/given")
    assert page.question("sum").xpath(".//*[@class='value']")[0].text_content() == "36"
    assert town in page.words("place")
    assert not page.tree.xpath("//*[@name='sum' or @name='place' or @name='wave_code']")
    assert {"de": "Straßenbahn", "ar": "الترام"}[language] in page.words("intro")


def test_filtered_choices_are_those_of_the_answer_before(kinds: str, browser: Client) -> None:
    enter(browser)
    choose(browser, land="st")
    count(browser)
    assert look(browser, "/page/searching").rows("town") == ["halle"]


def test_interviewers_see_what_is_meant_for_them(kinds: str, browser: Client) -> None:
    for mode, is_shown in (("web", False), ("telephone", True)):
        person = Client()
        person.get(f"/start/{make_token(Launch(mode=mode, interviewer='07'))}")
        enter(person, code=CODES[is_shown])
        choose(person)
        count(person)
        assert ("Langsam vorlesen." in look(person, "/page/searching").words("town")) is is_shown


def test_a_question_is_read_aloud_where_there_is_a_recording(kinds: str, browser: Client) -> None:
    enter(browser)
    choose(browser)
    count(browser)
    (player,) = look(browser, "/page/searching").tree.xpath("//audio")
    assert (player.get("src"), player.get("preload")) == (f"/audio/{RECORDING}", "none")
    browser.post("/", {"code": CODES[0], "l": "en"})
    assert not look(browser, "/page/searching").tree.xpath("//audio")

from __future__ import annotations

import datetime
import hashlib
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from querschnitt.core.instrument import content_hash, path, to_document
from querschnitt.core.instrument.model import Choice, Instrument, Kind, Page, Question, Section
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.texts import (
    CHOICE_LENGTH,
    SELECT_LENGTH,
    TextUnit,
    source_hash,
    text_units,
    with_texts,
)
from querschnitt.core.instrument.walk import random_answers
from tests.instruments import NAMES, tiny

DAY = Occasion(today=datetime.date(2020, 11, 30))


def de(text: str) -> dict[str, str]:
    return {"de": text, "en": text.upper()}


YES_NO = (Choice("yes", de("Ja")), Choice("no", de("Nein")))
MISSING = (Choice("dk", de("Weiß nicht")),)
OTHER = Choice("other", de("Anderes"))
CLUB = Question(
    "club", Kind.SELECT_ONE, labels=de("Sind Sie in einem Verein?"), hints=de("Auch Sport zählt."),
    guidance=de("Nicht vorlesen."), choice_list="yes_no", choices=(*YES_NO, OTHER), missing=("dk",),
    constraint_messages=de("So nicht."), required_messages=de("Bitte antworten."), block="person",
)  # fmt: skip
TOWNS = (Choice("le", de("Leipzig")), Choice("hg", de("Hansestadt Greifswald am Ryck")))
CITY = Question(
    "city", Kind.SELECT_ONE, labels=de("Stadt?"), choice_list="towns.csv", appearance="minimal", choices=TOWNS,
    block="city",
)  # fmt: skip
THERE = Question("there", Kind.NOTE, labels=de("Sie leben in ${city}."), block="member")
NICK = Question("nick", Kind.TEXT, labels=de("Name?"), block="member")
SUM = Question("sum", Kind.CALCULATE)
INSTRUMENT = Instrument(
    name="all",
    title="Alles",
    version="1",
    default_language="de",
    languages=("de", "en"),
    language_names={"de": "Deutsch", "en": "English"},
    pages=(
        Page("person", labels=de("Zu Ihrer Person"), questions=(CLUB, SUM)),
        Page("city", questions=(CITY,)),
        Page("member", labels=de("Mitglied"), section="member", questions=(THERE, NICK)),
    ),
    sections={"household": Section("household", labels=de("Haushalt")),
              "member": Section("member", labels=de("Mitglied"), parent="household", is_repeat=True)},
    choice_lists={"yes_no": YES_NO, "missing_values": MISSING, "towns.csv": TOWNS, "idle": (Choice("x", de("X")),)},
    texts={"finish_thanks": de("Danke"), "survey_title": de("Umfrage"), "letter_how": de("Code: {code}")},
)  # fmt: skip
SHORT = "Höchstens 90 Zeichen, damit der Text auf ein kleines Telefon passt"
UNITS = {unit.key: unit for unit in text_units(INSTRUMENT)}


def test_texts_stand_in_the_order_of_reading() -> None:
    assert list(UNITS) == [
        "texts/survey_title/label",
        "texts/letter_how/label",
        "survey/person/label",
        "survey/club/label",
        "survey/club/hint",
        "survey/club/guidance_hint",
        "choices/yes_no/yes/label",
        "choices/yes_no/no/label",
        "choices/yes_no/other/label",
        "choices/missing_values/dk/label",
        "survey/club/constraint_message",
        "survey/club/required_message",
        "survey/city/label",
        "choices/towns.csv/le/label",
        "choices/towns.csv/hg/label",
        "survey/household/label",
        "survey/member/label",
        "survey/there/label",
        "survey/nick/label",
        "choices/idle/x/label",
        "texts/finish_thanks/label",
    ]


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        ("survey/person/label", ["Überschrift der Seite"]),
        ("survey/household/label", ["Überschrift eines Abschnitts mit mehreren Seiten"]),
        ("survey/club/label", ["Frage mit einer Antwort", "Seite ‹Zu Ihrer Person›"]),
        ("survey/club/hint", ["Hinweis unter der Frage ‹Sind Sie in einem Verein?›", "Seite ‹Zu Ihrer Person›"]),
        ("choices/yes_no/yes/label",
         ["Antwort zu ‹Sind Sie in einem Verein?›", SHORT]),
        ("survey/city/label", ["Frage mit einer Antwort", "Seite city"]),
        ("survey/there/label",
         ["Text ohne Antwort", "Seite ‹Mitglied›, kommt mehrmals, zum Beispiel für jede Person im Haushalt",
          "${city} bleibt stehen, dort erscheint die Antwort auf ‹Stadt?›"]),
        ("texts/letter_how/label",
         ["Text im Brief", "{code} bleibt stehen, dort erscheint etwas, das die Befragung einsetzt"]),
        ("choices/idle/x/label",
         ["Antwort der Liste idle, die keine Frage benutzt",
          SHORT]),
    ],
)  # fmt: skip
def test_a_translator_is_told_what_a_text_is_and_where_it_stands(key: str, lines: list[str]) -> None:
    assert UNITS[key].context.split("\n") == lines


def test_only_interviewers_see_their_hints() -> None:
    hidden = [key for key, unit in UNITS.items() if unit.is_for_interviewers]
    assert hidden == ["survey/club/guidance_hint"]
    assert UNITS[hidden[0]].context.startswith("Nur für Interviewerinnen und Interviewer")


def test_choices_have_a_length_that_fits_and_never_less_than_their_source() -> None:
    lengths = {key: unit.max_length for key, unit in UNITS.items() if unit.max_length is not None}
    assert lengths["choices/yes_no/yes/label"] == CHOICE_LENGTH == 4 * 23 - 2
    assert lengths["choices/towns.csv/le/label"] == SELECT_LENGTH
    assert lengths["choices/towns.csv/hg/label"] == len("Hansestadt Greifswald am Ryck")
    assert all(key.startswith("choices/") for key in lengths)


def test_a_text_knows_its_page_and_question() -> None:
    assert (UNITS["choices/yes_no/yes/label"].page, UNITS["choices/yes_no/yes/label"].question) == ("person", "club")
    assert (UNITS["survey/member/label"].page, UNITS["survey/member/label"].question) == ("member", "")
    assert UNITS["survey/there/label"].placeholders == ("${city}",)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_of_every_tiny_questionnaire_has_one_address(name: str) -> None:
    instrument = tiny(name)
    units = text_units(instrument)
    assert len({unit.key for unit in units}) == len(units)
    for unit in units:
        assert unit.key == f"{unit.sheet}/{unit.name}/{unit.column}"
        assert unit.source == unit.texts[instrument.default_language]


def test_the_hash_is_that_of_the_normal_form() -> None:
    assert source_hash("Äpfel") == hashlib.sha256("Äpfel".encode()).hexdigest() == source_hash("A\u0308pfel")
    assert source_hash("a\r\nb") == source_hash("a\nb") != source_hash("a b")


def upper(units: tuple[TextUnit, ...]) -> dict[str, str]:
    return {unit.key: f"§ {unit.source}" for unit in units}


_TEXTS = {"labels", "hints", "guidance", "constraint_messages", "required_messages"}


def skeleton(document: Any) -> Any:
    """Return a document without its texts: what decides on the way through it."""
    if isinstance(document, Mapping):
        kept = {key: skeleton(value) for key, value in document.items() if key not in _TEXTS}
        return kept | {"texts": sorted(kept["texts"])} if "language_names" in kept else kept
    return [skeleton(each) for each in document] if isinstance(document, list) else document


@pytest.mark.parametrize("name", NAMES)
def test_a_language_that_is_added_changes_nothing_but_texts(name: str) -> None:
    instrument = tiny(name)
    more = with_texts(instrument, "sq", upper(text_units(instrument)), language_name="Shqip")
    before, after = skeleton(to_document(instrument)), skeleton(to_document(more))
    assert after.pop("languages") == [*before.pop("languages"), "sq"]
    assert after.pop("language_names") == before.pop("language_names") | {"sq": "Shqip"}
    assert after == before
    for unit in text_units(more):
        assert unit.texts["sq"] == f"§ {unit.source}"
    for seed in range(10):
        answers = random_answers(instrument, random.Random(seed), occasion=DAY)
        ways = [[page.name for page in path(each, answers, occasion=DAY)] for each in (instrument, more)]
        assert ways[0] == ways[1]


def test_texts_that_are_the_same_give_the_same_questionnaire() -> None:
    instrument = tiny("texts")
    same = {unit.key: unit.texts["ar"] for unit in text_units(instrument)}
    assert content_hash(with_texts(instrument, "ar", same)) == content_hash(instrument)


def test_a_language_that_is_there_keeps_what_is_not_replaced() -> None:
    changed = with_texts(INSTRUMENT, "en", {"choices/yes_no/yes/label": "Yes"})
    before = {key: unit.texts["en"] for key, unit in UNITS.items()}
    after = {unit.key: unit.texts["en"] for unit in text_units(changed)}
    assert {key for key in after if after[key] != before[key]} == {"choices/yes_no/yes/label"}
    assert (
        changed.question("club").choice("yes").labels["en"] == "Yes" == changed.choice_lists["yes_no"][0].labels["en"]
    )
    assert INSTRUMENT.choice_lists["yes_no"][0].labels["en"] == "JA"


def test_a_list_is_held_once_and_a_choice_of_one_question_alone_is_changed_too() -> None:
    changed = with_texts(INSTRUMENT, "en", {"choices/yes_no/other/label": "Other"})
    assert changed.question("city").choices is changed.choice_lists["towns.csv"]
    assert changed.question("club").choice("other").labels["en"] == "Other"


def test_a_questionnaire_with_other_texts_is_another_value() -> None:
    changed = with_texts(INSTRUMENT, "en", {"texts/letter_how/label": "Your code: {code}"})
    assert changed.texts["letter_how"]["en"] == "Your code: {code}"
    assert replace(changed, texts=INSTRUMENT.texts).texts["letter_how"]["en"] == "CODE: {CODE}"

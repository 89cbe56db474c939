from __future__ import annotations

from decimal import Decimal

import pytest

from querschnitt.core.instrument import Instrument, Kind, Missing, Page, Question, fill
from querschnitt.core.instrument.messages import MessageError, parse, pipes, placeholders, plurals
from querschnitt.core.instrument.model import Choice, Section
from tests.instruments import tiny

INSTRUMENT = tiny("piping")
LABELS = INSTRUMENT.question("likes").labels

KINDER = "Sie haben {${children}, plural, =0 {keine Kinder} one {# Kind} other {# Kinder}}."
ATFAL = "{${children}, plural, zero {لا أطفال} one {طفل واحد} two {طفلان} few {# أطفال} many {# طفلا} other {# طفل}}"


def test_a_choice_is_named_in_the_language_of_the_text() -> None:
    texts = {tag: fill(LABELS[tag], INSTRUMENT, {"place": "sued"}, language=tag) for tag in ("de", "ar")}
    assert texts == {"de": "Wohnen Sie gern in Süd?", "ar": "هل تحب السكن في الجنوب؟"}


def test_what_is_missing_leaves_a_gap_to_be_read() -> None:
    assert fill(LABELS["de"], INSTRUMENT, {}, language="de") == "Wohnen Sie gern in …?"
    assert fill(LABELS["de"], INSTRUMENT, {"place": Missing.REFUSED}, language="de") == "Wohnen Sie gern in …?"


def test_whoever_shows_a_text_says_how_numbers_are_spelled_and_the_form_of_the_word_stays() -> None:
    text = KINDER + " ${children}, ${place}"
    spelled = fill(
        text, INSTRUMENT, {"children": Decimal("1.5"), "place": "sued"}, language="de", spell=lambda value: f"‹{value}›"
    )
    assert spelled == "Sie haben ‹1.5› Kinder. ‹1.5›, Süd"


def _household() -> Instrument:
    """A number of children, then for each one a name and the languages it speaks."""
    options = tuple(Choice(code, {"de": code.upper(), "ar": code}) for code in ("x", "y"))
    questions = (
        Question("child", Kind.TEXT, block="child"),
        Question("langs", Kind.SELECT_MULTIPLE, choices=options, block="langs"),
    )
    pages = (
        Page("children", questions=(Question("children", Kind.INTEGER, block="children"),)),
        *(Page(q.name, questions=(q,), section="each") for q in questions),
    )
    return Instrument("h", "h", "1", "de", ("de", "ar"), pages, sections={"each": Section("each", is_repeat=True)})


@pytest.mark.parametrize(
    ("language", "text", "number", "written"),
    [
        ("de", KINDER, 0, "Sie haben keine Kinder."),
        ("de", KINDER, 1, "Sie haben 1 Kind."),
        ("de", KINDER, Decimal("1.5"), "Sie haben 1.5 Kinder."),
        ("de", KINDER, 2.0, "Sie haben 2 Kinder."),
        ("de", KINDER, Missing.DONT_KNOW, "Sie haben … Kinder."),
        ("ar", ATFAL, 0, "لا أطفال"),
        ("ar", ATFAL, 2, "طفلان"),
        ("ar", ATFAL, 7, "7 أطفال"),
        ("ar", ATFAL, 11, "11 طفلا"),
        ("ar", ATFAL, 100, "100 طفل"),
        ("de", "# {${children}, plural, other {{city}: # von ${children}}}", 3, "# {city}: 3 von 3"),
        ("de", "{${children}, plural, one {eins} other {{${children}, plural, one {nie} other {viele}}}}", 4, "viele"),
    ],
)
def test_a_number_takes_the_form_of_its_language(language: str, text: str, number: object, written: str) -> None:
    assert fill(text, _household(), {"children": number}, language=language) == written


def test_in_a_repeat_an_answer_is_that_of_the_same_instance() -> None:
    answers = {"children": 2, "child[1]": "Muster-A", "child[2]": "Muster-B", "langs[2]": ("x", "y")}
    text = "${child} von ${children} spricht ${langs}"
    filled = [fill(text, _household(), answers, language="de", place=(number,)) for number in (1, 2)]
    assert filled == ["Muster-A von 2 spricht …", "Muster-B von 2 spricht X, Y"]


def test_answers_may_come_by_the_names_of_the_workbook() -> None:
    assert fill("${child}", _household(), {"child": "Muster-A"}, language="de", place=(3,)) == "Muster-A"


def test_several_choices_are_joined_as_the_language_does() -> None:
    assert fill("${langs}", _household(), {"langs": ("x", "y")}, language="ar") == "x، y"


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("Haben Sie } Kinder", 11, "closes nothing"),
        ("Haben Sie { Kinder", 11, "not closed"),
        ("Haben Sie ${} Kinder", 11, "does not begin an answer"),
        ("${children", 1, "does not begin an answer"),
        ("{${n}, select, a {b} other {c}}", 8, "'select' is not supported"),
        ("{${n}, plural, eins {b} other {c}}", 16, "'eins' is no form"),
        ("{${n}, plural, one {b} one {c}}", 24, "stands twice"),
        ("{${n}, plural, one {b} other {c}", 33, "cannot be read"),
        ("{${n}, plural, one {b} other {c", 30, "'other' is not closed"),
        ("{${n}, plural, }", 16, "no forms"),
    ],
)
def test_broken_braces_are_named_with_their_place(text: str, position: int, words: str) -> None:
    with pytest.raises(MessageError, match=words) as caught:
        parse(text)
    assert caught.value.position == position


def test_what_a_text_refers_to() -> None:
    text = "{address} {${n}, plural, one {${m}} other {# {code}}}"
    assert (pipes(text), placeholders(text)) == ({"n", "m"}, {"address", "code"})
    assert [plural.categories for plural in plurals(KINDER)] == [("one", "other")]
    assert pipes("{broken ${n}") == frozenset()


@pytest.mark.parametrize("text", ["l'enfant d'abord", "", "100 %", "a ' {b} '' c"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert fill(text, _household(), {}, language="fr") == text

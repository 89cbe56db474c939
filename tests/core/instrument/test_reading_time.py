from __future__ import annotations

from dataclasses import replace

import pytest
from pytest import approx

from querschnitt.core.instrument import Kind, Question
from querschnitt.core.instrument.reading_time import ANSWERING, SKIPPED, SPEEDS, TURNING, Reader, speed
from tests.questionnaires import YES_NO, everything


@pytest.mark.parametrize(
    ("language", "words"), [("ar", 138), ("de", 179), ("en", 228), ("fr", 195), ("pl", 166), ("ru", 184), ("tr", 166)]
)
def test_measured_speeds_are_those_of_irest(language: str, words: int) -> None:
    text = " ".join(["Wort"] * words)
    assert speed(language).minutes(text) == approx(1.0)
    assert not speed(language).is_assumed


@pytest.mark.parametrize("language", ["uk", "vi", "ro", "fa", "fa-AF", "ckb", "kmr", "ti", "bg", "hu", "xx"])
def test_a_language_without_a_measurement_says_so_and_why(language: str) -> None:
    assert speed(language).is_assumed
    assert "IReST" in speed(language).source


def test_the_mean_of_the_alphabets_is_68_milliseconds_a_character() -> None:
    assert 60_000 / speed("uk").per_minute == approx(68, abs=0.1)


def test_spaces_are_not_read() -> None:
    assert speed("uk").minutes("а б в") == speed("uk").minutes("абв")


def test_an_interviewer_reads_two_english_words_a_second() -> None:
    assert Reader("en", "telephone").read("one two three four") == approx(2.0)
    assert Reader("en", "web").read("one two three four") == approx(4 * 60 / 228)


def test_a_page_is_turning_reading_and_answering() -> None:
    labels = {"en": "Do you like trees?"}
    question = Question("trees", Kind.SELECT_ONE, labels, choices=YES_NO, choice_list="yes_no")
    seconds = 6 * 60 / 228  # four words and two choices
    assert Reader("en").page([question]) == approx(TURNING + seconds + ANSWERING[Kind.SELECT_ONE].alone)
    assert Reader("en").page([question], {"trees": 0}) == approx(TURNING + seconds + SKIPPED)


def test_the_same_choices_one_after_the_other_are_read_once() -> None:
    first = Question("a", Kind.SELECT_ONE, {"en": "One?"}, choices=YES_NO, choice_list="yes_no")
    second = replace(first, name="b")
    reader = Reader("en")
    both, one = reader.page([first, second]), reader.page([first])
    assert both - one == approx(60 / 228 + ANSWERING[Kind.SELECT_ONE].alone)


def test_each_mark_of_several_takes_time() -> None:
    several = Question("s", Kind.SELECT_MULTIPLE, {"en": "Which?"}, choices=YES_NO, choice_list="yes_no")
    reader = Reader("en")
    assert reader.answered(several, marks=2) - reader.answered(several) == ANSWERING[Kind.SELECT_MULTIPLE].each_mark


def test_every_kind_that_is_asked_has_a_time() -> None:
    assert set(ANSWERING) == {kind for kind in Kind if kind.is_asked}
    for question in everything().questions.values():
        assert (Reader("de").answered(question) > 0) is question.takes_answers


def test_every_speed_is_one_that_people_reach() -> None:
    assert all(100 < known.per_minute < 1000 for known in SPEEDS.values())

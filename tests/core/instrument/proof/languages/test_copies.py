"""Untranslated copies, and words that are the same for good reason."""

from __future__ import annotations

import pytest

from querschnitt.core.instrument.proof.languages.copies import check_copies
from tests.core.instrument.proof.languages.texts import said, unit_of


@pytest.mark.parametrize("text", ["Wie alt sind Sie?", "Sehr gut", "Ja, sehr", "Möchte ich nicht sagen"])
def test_a_copy_of_the_source_is_found(text: str) -> None:
    assert said(check_copies, de=text, en=text, fr="Autre chose") == {("untranslated", "en")}


def test_a_copy_with_other_capitals_and_signs_is_a_copy() -> None:
    assert said(check_copies, de="Wie alt sind Sie?", en="wie alt sind sie", fr="Quel âge avez-vous ?") == {
        ("untranslated", "en")
    }


def test_a_sentence_that_nobody_has_translated_is_a_copy_everywhere() -> None:
    text = "Wie alt sind Sie?"
    assert said(check_copies, de=text, en=text, fr=text, pl=text) == {("untranslated", t) for t in ("en", "fr", "pl")}


def test_a_copy_of_a_third_language_is_found_in_the_column_that_is_not_its_own() -> None:
    found = said(check_copies, de="Wie alt sind Sie heute?", en="How old are you today?", pl="How old are you today?")
    assert found == {("untranslated", "pl")}


@pytest.mark.parametrize("text", ["Internet", "Ja", "Amt für Statistik", "2020", "E-Mail", "Restaurant"])
def test_a_word_or_a_name_may_be_the_same(text: str) -> None:
    assert said(check_copies, de=text, en=text, fr=text, pl="coś innego") - {("untranslated", "en")} == (
        {("untranslated", "fr")} if text == "Amt für Statistik" else set()
    )


def test_a_long_word_that_one_language_alone_keeps_is_a_warning() -> None:
    unit = unit_of(
        de="Arbeitslosigkeit", en="Arbeitslosigkeit", fr="Chômage", pl="Bezrobocie", es="Paro", tr="İşsizlik"
    )
    (fault,) = check_copies(unit)
    assert (fault.severity, fault.column) == ("warning", "label::en (en)")


def test_dari_may_say_the_same_as_persian() -> None:
    text = "آیا در آلمان به دنیا آمده‌اید؟"
    assert said(check_copies, de="Sind Sie in Deutschland geboren?", fa=text, fa_AF=text) == set()

from __future__ import annotations

import re
import tomllib

import pytest

from querschnitt.apps.interview.wording import (
    FOLDER,
    available,
    decimal_sign,
    direction,
    own_name,
    preferred,
    said,
    wording,
)

LANGUAGES = (
    "de", "en", "ar", "ru", "pl", "uk", "vi", "ro", "fa", "fa-AF", "ckb",
    "kmr", "tr", "es", "fr", "ti", "bg", "hu", "de-simple",
)  # fmt: skip
"""The eighteen languages, and easy German."""

GERMAN = tomllib.loads((FOLDER / "de.toml").read_text(encoding="utf-8"))
SIMPLE = tomllib.loads((FOLDER / "de-simple.toml").read_text(encoding="utf-8"))
SUBJUNCTIVE = re.compile(
    r"\b(?:würde|hätte|wäre|könnte|möchte|sollte|müsste|dürfte|wollte)(?:n|st|t)?\b", re.IGNORECASE
)


def test_the_interface_speaks_all_eighteen_languages_and_easy_german() -> None:
    assert available() == set(LANGUAGES)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_language_is_whole(tag: str) -> None:
    texts = tomllib.loads((FOLDER / f"{tag}.toml").read_text(encoding="utf-8"))
    assert texts.keys() == GERMAN.keys()
    for key, text in texts.items():
        assert text.strip() == text != "", key
        assert sorted(re.findall(r"{\w*}", text)) == sorted(re.findall(r"{\w*}", GERMAN[key])), key
        assert not re.search(r"[<>]", text), key


def test_directions_come_from_the_script() -> None:
    assert [tag for tag in LANGUAGES if direction(tag) == "rtl"] == ["ar", "fa", "fa-AF", "ckb"]


def test_numbers_in_a_sentence_are_no_sums_for_a_right_to_left_page() -> None:
    """A space between two groups of digits would turn them round; the one in a telephone number does not."""
    for tag in LANGUAGES:
        assert not re.search(r"\d \d", "".join(wording(tag).values())), tag
        assert "0341\u00a01234567" in wording(tag)["error_phone"], tag


def test_a_language_without_texts_falls_back_to_its_base() -> None:
    assert wording("de-AT") == wording("de")
    assert wording("xx") == wording("de")


@pytest.mark.parametrize("key", SIMPLE)
def test_easy_german_keeps_to_its_rules(key: str) -> None:
    """Short sentences, long words divided, nothing that only might be (after the rules of Netzwerk Leichte Sprache)."""
    text = SIMPLE[key]
    assert not SUBJUNCTIVE.search(text)
    assert ";" not in text
    for sentence in re.split(r"(?<=[.?:])\s", text):
        assert len(sentence.split()) <= 12, sentence
    for word in re.findall(r"[^\W\d_]+", text):
        assert len(word) <= 14, word


def test_easy_german_has_the_customs_of_german() -> None:
    assert (direction("de-simple"), decimal_sign("de-simple")) == ("ltr", ",")
    assert (direction("ar-simple"), decimal_sign("en-simple")) == ("rtl", ".")


def test_a_language_is_called_as_the_questionnaire_calls_it() -> None:
    assert own_name("de-simple", {"de-simple": "Leichte Sprache"}) == "Leichte Sprache"
    assert own_name("de-simple", {"de-simple": "de-simple"}) == "Deutsch (Leichte Sprache)"
    assert own_name("de-simple", {}) == "Deutsch (Leichte Sprache)"
    assert own_name("xx", {}) == "xx"


def test_a_text_that_is_missing_is_said_in_the_nearest_language() -> None:
    texts = {"en": "Yes", "fa": "بله", "de": "Ja"}
    assert [said(texts, tag) for tag in ("en", "fa-AF", "de-simple", "ti")] == ["Yes", "بله", "Ja", "Ja"]
    assert [said({"en": "Yes"}, "ti"), said({}, "de")] == ["Yes", ""]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("fa-AF,fa;q=0.8", "fa-AF"),
        ("uk-UA", "uk"),
        ("zh,ja", None),
        ("", None),
        (";;q=,", None),
        ("AR", "ar"),
        ("de-DE", "de"),
        ("de-simple,de", "de-simple"),
    ],
)
def test_the_language_of_the_browser(header: str, expected: str | None) -> None:
    assert preferred(header, LANGUAGES) == expected

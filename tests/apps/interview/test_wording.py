from __future__ import annotations

import re
import tomllib

import pytest

from querschnitt.apps.interview.wording import FOLDER, available, direction, preferred, wording

LANGUAGES = (
    "de", "en", "ar", "ru", "pl", "uk", "vi", "ro", "fa", "fa-AF", "ckb",
    "kmr", "tr", "es", "fr", "ti", "bg", "hu",
)  # fmt: skip
GERMAN = tomllib.loads((FOLDER / "de.toml").read_text(encoding="utf-8"))


def test_the_interface_speaks_all_eighteen_languages() -> None:
    assert available() >= set(LANGUAGES)


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


def test_a_language_without_texts_falls_back_to_its_base() -> None:
    assert wording("de-simple") == wording("de")
    assert wording("xx") == wording("de")


@pytest.mark.parametrize(
    ("header", "expected"),
    [("fa-AF,fa;q=0.8", "fa-AF"), ("uk-UA", "uk"), ("zh,ja", None), ("", None), (";;q=,", None), ("AR", "ar")],
)
def test_the_language_of_the_browser(header: str, expected: str | None) -> None:
    assert preferred(header, LANGUAGES) == expected

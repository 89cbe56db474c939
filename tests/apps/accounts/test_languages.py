from __future__ import annotations

import pytest
from babel import Locale
from babel.localedata import locale_identifiers

from querschnitt.apps.accounts.languages import all_languages, language, languages
from querschnitt.core.errors import InputError

EXAMPLE = "de en ar ru pl uk vi ro fa fa-AF ckb kmr tr es fr ti bg hu".split()  # noqa: SIM905

SCRIPTS = {"ar": "Arab", "fa": "Arab", "fa-AF": "Arab", "ckb": "Arab", "ps": "Arab", "ru": "Cyrl", "uk": "Cyrl",
           "bg": "Cyrl", "ti": "Ethi", "kmr": "Latn", "de": "Latn", "vi": "Latn", "ku": "Latn", "ur": "Arab",
           "he": "Hebr", "am": "Ethi", "zh-Hant": "Hant", "uz-Arab": "Arab", "uz": "Latn", "pa-PK": "Arab"}  # fmt: skip

OWN_NAMES = {"de": "Deutsch", "ar": "العربية", "fa": "فارسی", "fa-AF": "دری", "ckb": "کوردی (سۆرانی)",
             "kmr": "Kurdî (Kurmancî)", "ti": "ትግርኛ", "ps": "پښتو", "fr": "Français", "ru": "Русский", "tr": "Türkçe",
             "vi": "Tiếng Việt", "hu": "Magyar", "ka": "ქართული", "de-simple": "Deutsch (Leichte Sprache)"}  # fmt: skip


@pytest.mark.parametrize(("tag", "script"), SCRIPTS.items())
def test_script(tag: str, script: str) -> None:
    assert language(tag).script == script


@pytest.mark.parametrize(("tag", "name"), OWN_NAMES.items())
def test_own_name(tag: str, name: str) -> None:
    assert language(tag).own_name == name


def test_four_of_the_eighteen_run_from_right_to_left() -> None:
    assert [one.tag for one in languages(EXAMPLE) if one.direction == "rtl"] == ["ar", "fa", "fa-AF", "ckb"]


def test_direction_from_the_script_agrees_with_cldr_for_every_locale() -> None:
    tags = [identifier.replace("_", "-") for identifier in locale_identifiers() if identifier != "root"]
    from_cldr = {tag for tag in tags if Locale.parse(tag, sep="-").text_direction == "rtl"}
    assert len(tags) > 500
    assert {tag for tag in tags if language(tag).direction == "rtl"} == from_cldr


def test_every_language_of_the_example_has_three_names() -> None:
    for one in languages([*EXAMPLE, "ps"]):
        assert one.own_name and one.german and one.english
        assert one.own_name != one.tag


def test_names_for_the_offices() -> None:
    assert [language("ti").name_in("de"), language("ar").name_in("de-DE"), language("ar").name_in("en")] == [
        "Tigrinya", "Arabisch", "Arabic",
    ]  # fmt: skip


@pytest.mark.parametrize("tag", ["xx", "arr", "", "de_DE", "not a tag"])
def test_an_unknown_language_is_named(tag: str) -> None:
    with pytest.raises(InputError, match="Unknown language"):
        language(tag)


def test_all_languages_hold_those_of_the_example_once_each() -> None:
    tags = [each.tag for each in all_languages()]
    assert len(tags) == len(set(tags)) > 150
    assert set(EXAMPLE) <= set(tags)

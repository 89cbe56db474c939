"""Compared with Babel, which reads the rules from CLDR itself."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel import Locale

from querschnitt.core.instrument.plurals import CATEGORIES, categories, category, common_categories

LANGUAGES = """
    de en ar ru pl uk vi ro fa fa-AF ckb kmr tr es fr ti bg hu it pt pt-PT nl el sq sr hr bs mk sk cs sl lt lv et fi sv
    da nb he zh ja ko th hi ur bn ta ps ku ka hy az kk uz am so sw id ms be ca is
"""
WHOLE = (*range(250), 1000, 1001, 1002, 1011, 99_999, 100_000, 1_000_000, 2_000_000, 1_000_001)
DECIMALS = """
    0.0 0.1 0.2 0.5 0.51 1.0 1.00 1.1 1.2 1.5 1.11 1.21 2.0 2.1 2.5 3.14 10.0 10.1 11.0 11.11 21.1
    0.11 0.15 1.31 5.01 100.0 100.2 111.5 1000000.0
"""
NUMBERS = (*WHOLE, *map(Decimal, DECIMALS.split()))


@pytest.mark.parametrize("language", LANGUAGES.split())
def test_every_number_has_the_form_that_cldr_gives(language: str) -> None:
    rule = Locale.parse(language.replace("-", "_")).plural_form
    assert [category(language, n) for n in NUMBERS] == [rule(n) for n in NUMBERS]
    assert set(categories(language)) == set(rule.tags) | {"other"}


def test_a_region_follows_its_language_and_an_unknown_language_has_two_forms() -> None:
    assert categories("ru-RU") == categories("ru")
    assert categories("rom") == ("one", "other")
    assert (category("rom", 1), category("rom", 0)) == ("one", "other")


def test_categories_stand_in_the_order_of_cldr() -> None:
    assert categories("ar") == CATEGORIES


@pytest.mark.parametrize(
    ("language", "whole", "decimals"),
    [
        ("de", ("one", "other"), ("one", "other")),
        ("fr", ("one", "other"), ("one", "other")),
        ("cs", ("one", "few", "other"), ("one", "few", "many", "other")),
        ("ru", ("one", "few", "many", "other"), ("one", "few", "many", "other")),
        ("ar", CATEGORIES, CATEGORIES),
        ("vi", ("other",), ("other",)),
    ],
)
def test_the_forms_that_no_text_may_lack(language: str, whole: tuple[str, ...], decimals: tuple[str, ...]) -> None:
    assert common_categories(language, is_whole=True) == whole
    assert common_categories(language, is_whole=False) == decimals


def test_the_sign_of_a_number_does_not_matter() -> None:
    assert [category("pl", -n) for n in (1, 2, 5)] == ["one", "few", "many"]

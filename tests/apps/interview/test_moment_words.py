"""Dates, times and moments as people write them, in each language of the interview and beyond."""

from __future__ import annotations

import datetime
import re

import pytest
from babel.localedata import locale_identifiers

from querschnitt.apps.interview.forms.moment_words import moment_words
from tests.apps.interview.test_wording import LANGUAGES

DAY = datetime.date(2026, 11, 27)
CLOCK = datetime.time(9, 5)
MOMENT = datetime.datetime(2026, 11, 27, 14, 5, 30)

NO_BREAK = "\u202f"
DATES = {
    "de": "27. November 2026",
    "de-simple": "27. November 2026",
    "en": "27 November 2026",
    "ar": "27 نوفمبر 2026",
    "ru": f"27 ноября 2026{NO_BREAK}г.",
    "pl": "27 listopada 2026",
    "uk": f"27 листопада 2026{NO_BREAK}р.",
    "vi": "27 tháng 11, 2026",
    "ro": "27 noiembrie 2026",
    "fa": "27 نوامبر 2026",
    "fa-AF": "27 نومبر 2026",
    "ckb": "27ی تشرینی دووەمی 2026",
    "kmr": "27ê mijdara 2026an",
    "tr": "27 Kasım 2026",
    "es": "27 de noviembre de 2026",
    "fr": "27 novembre 2026",
    "ti": "ሕዳር 27, 2026",
    "bg": f"27 ноември 2026{NO_BREAK}г.",
    "hu": "2026. november 27.",
}


def test_a_date_is_written_out_in_each_language() -> None:
    assert {tag: moment_words(DAY, tag) for tag in LANGUAGES} == DATES


def test_the_clock_has_24_hours_in_each_language() -> None:
    short = {"vi": "9:05", "fa": "9:05", "es": "9:05", "hu": "9:05", "bg": "09:05 ч."}
    assert {tag: moment_words(CLOCK, tag) for tag in LANGUAGES} == {tag: short.get(tag, "09:05") for tag in LANGUAGES}
    assert all("14:05" in moment_words(MOMENT, tag) for tag in LANGUAGES)


def test_a_moment_is_a_date_and_a_time() -> None:
    assert moment_words(MOMENT, "de") == "27. November 2026, 14:05"
    assert moment_words(MOMENT, "ar") == "27 نوفمبر 2026، 14:05"
    assert moment_words(MOMENT.replace(tzinfo=datetime.UTC), "hu") == "2026. november 27. 14:05"


@pytest.mark.parametrize("tag", ["rom", "xx", "dv", "not a tag", ""])
def test_a_language_whose_months_nobody_can_name_gets_numbers_as_letters_in_germany_have_them(tag: str) -> None:
    written = [moment_words(value, tag) for value in (DAY, datetime.date(985, 3, 1), CLOCK, MOMENT)]
    assert written == ["27.11.2026", "01.03.0985", "09:05", "27.11.2026, 14:05"]


def test_every_language_of_cldr_counts_in_the_gregorian_calendar_and_in_european_digits() -> None:
    tags = [identifier.replace("_", "-") for identifier in locale_identifiers() if identifier != "root"]
    assert len(tags) > 500
    for tag in tags:
        written = moment_words(MOMENT, tag)
        numbers = re.findall(r"\d+", written)
        assert all(number.isascii() for number in numbers), (tag, written)
        assert {"27", "2026", "14", "05"} <= set(numbers), (tag, written)
        assert not re.search(r"M\d\d", written), (tag, written)

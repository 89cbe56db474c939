"""Figures as a statistical yearbook prints them, in German and English."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from querschnitt.apps.indicators.models import Finding
from querschnitt.apps.indicators.templatetags import figures


def finding(**parts: Any) -> Finding:
    given = {"unit": "share", "value": 0.824, "ci_low": 0.791, "ci_high": 0.853, "n": 830}
    return Finding(**{**given, **parts})


@pytest.fixture(autouse=True)
def german() -> Any:
    with translation.override("de"):
        yield


@pytest.mark.parametrize(
    ("parts", "printed"),
    [
        ({}, "82 %"),
        ({"sign": "()"}, "(82) %"),
        ({"sign": "r"}, "82 % r"),
        ({"sign": ".", "value": None}, "."),
        ({"sign": "x", "value": None}, "x"),
        ({"value": 0.004}, "0 %"),
        ({"unit": "EUR", "value": 1134.4}, "1.134 €"),
        ({"unit": "m²", "value": 68.6}, "69 m²"),
        ({"unit": "persons", "value": 2.44}, "2,4"),
        ({"unit": "year", "value": 2011.3}, "2011"),
        ({"unit": "years", "value": 8.84}, "8,8 Jahre"),
    ],
)
def test_a_figure_with_its_unit_and_sign(parts: dict[str, Any], printed: str) -> None:
    assert figures.figure(finding(**parts)) == printed.replace(" ", "\N{NO-BREAK SPACE}")


def test_an_interval_names_both_ends_once_with_the_unit() -> None:
    assert figures.interval(finding()).replace("\N{NO-BREAK SPACE}", " ").split()[-1] == "%"
    assert figures.interval(finding()).startswith("79 ")
    assert figures.interval(finding(ci_low=None)) == ""


@pytest.mark.parametrize(("difference", "printed"), [(0.19, "+19"), (-0.062, "−6"), (0.004, "0"), (-0.004, "0")])
def test_a_change_of_a_share_has_a_sign_and_is_in_points(difference: float, printed: str) -> None:
    assert figures.change(finding(difference=difference)).split("\N{NO-BREAK SPACE}")[0] == printed


def test_english_has_its_own_separators_and_dates() -> None:
    with translation.override("en"):
        assert figures.figure(finding(unit="EUR", value=1134.4)) == "1,134\N{NO-BREAK SPACE}€"
        assert figures.figure(finding(unit="years", value=8.84)) == "8.8\N{NO-BREAK SPACE}years"
        assert figures.day(date(2021, 11, 30)) == "30 November 2021"
    assert figures.day(date(2021, 11, 30)) == "30.11.2021"


@pytest.mark.parametrize(("sign", "printed"), [("", "82%"), ("()", "(82)%"), ("r", "82%\N{NO-BREAK SPACE}r")])
def test_english_writes_per_cent_without_a_space(sign: str, printed: str) -> None:
    with translation.override("en"):
        assert figures.figure(finding(sign=sign)) == printed
        assert figures.interval(finding()) == "79 to 85%"


@pytest.mark.parametrize(
    ("language", "unit", "difference", "printed"),
    [
        ("en", "share", 0.02, "+2 percentage points"),
        ("en", "share", 0.012, "+1 percentage point"),
        ("en", "share", 0.001, "0 percentage points"),
        ("de", "share", 0.02, "+2 Prozentpunkte"),
        ("de", "share", -0.009, "−1 Prozentpunkt"),
        ("en", "years", 1.5, "+1.5 years"),
        ("de", "EUR", 1200.0, "+1.200 €"),
    ],
)  # fmt: skip
def test_a_change_never_stands_without_its_unit(language: str, unit: str, difference: float, *, printed: str) -> None:
    with translation.override(language):
        changed = figures.change(finding(unit=unit, difference=difference)).replace("\N{NO-BREAK SPACE}", " ")
    assert changed == printed


def test_words_fall_back_to_german() -> None:
    with translation.override("en"):
        assert figures.words(Finding(title_de="Frage", title_en=""), "title") == "Frage"
        assert figures.words(Finding(title_de="Frage", title_en="Question"), "title") == "Question"


def test_the_reasons_of_a_grade_are_words_and_an_unknown_one_stands() -> None:
    given = finding(reasons=[{"code": "scale_changed", "parameters": {}}, {"code": "unheard_of", "parameters": {}}])
    with translation.override("en"):
        assert figures.reasons(given) == ["the answer scale changed", "unheard_of"]


@pytest.mark.parametrize(("low", "high", "length"), [(0.2, 0.25, "5.00"), (0.3, 0.2, "0.00")])
def test_a_drawing_never_has_a_negative_length(low: float, high: float, length: str) -> None:
    assert figures.up_to(high, low) == length

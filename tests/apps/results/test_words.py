"""Words with numbers in them: filled from waves, reasons and profiles, never written down beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest

from querschnitt.apps.results.actions.report_method import Ladder, signs_section
from querschnitt.apps.results.queries.account import account_lines
from querschnitt.apps.results.queries.names import Names
from querschnitt.apps.results.queries.words import accounting_words, reason_words, sign_words
from querschnitt.core.disclosure.signs import SignProfile
from querschnitt.tables.register import read_groups

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig"
STRICT = SignProfile(
    name="strict",
    suppress_below=30,
    uncertain_below=80,
    decimals=0,
    legend=((".", "too_few_cases"), ("( )", "uncertain_few_cases")),
)
MODE = {"code": "mode_changed", "parameters": [["before", "face_to_face"], ["after", "web_first"]]}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "die Erhebungsart hat gewechselt (2018 persönlich, 2024 zuerst online)"),
        ("en", "the mode has changed (2018 in person, 2024 online first)"),
    ],
)
def test_a_reason_names_its_own_waves_and_modes(language: str, words: str) -> None:
    assert reason_words(MODE, waves=("2018", "2024"), language=language) == words


def test_a_mode_that_nobody_has_named_stands_as_it_was_declared() -> None:
    entry = {"code": "mode_changed", "parameters": [["before", "Postkarte"], ["after", "Telefon"]]}
    assert reason_words(entry, waves=("1", "2"), language="de").endswith("(1 Postkarte, 2 Telefon)")


def test_reasons_carry_their_numbers_and_their_wave() -> None:
    few = {"code": "few_respondents", "parameters": [["n", "42"], ["limit", "50"]]}
    assert reason_words(few, waves=("a", "b"), language="en") == (
        "few people answered in one of the waves (42, fewer than 50)"
    )
    only = {"code": "words_only", "parameters": []}
    assert reason_words(only, waves=("2011", "2016"), language="de").startswith("von 2011 gibt es nur Worte")


def test_the_account_names_the_thresholds_of_the_wave() -> None:
    def said(key: str, language: str) -> str:
        return accounting_words(key, complete=0.75, partial=0.4, language=language)

    assert said("break_off", "de") == "Abbrüche (unter 40\u00a0% der zutreffenden Kernfragen)"
    assert said("partial", "en") == "partial, usable (40% to under 75%)"
    assert said("died", "de") == "verstorben"


def test_signs_carry_the_thresholds_of_their_profile() -> None:
    assert dict(sign_words(STRICT, language="de")) == {
        ".": "zu wenige Fälle in der Untergruppe (unter 30 Befragte)",
        "( )": "unsicher wegen weniger Fälle (30 bis unter 80 Befragte)",
    }


def test_the_method_names_profile_groups_and_tables_of_the_run() -> None:
    names = Names(read_groups(LEIPZIG / "groups.toml"))
    said = " ".join(signs_section(Ladder(STRICT, names, {"group": 1, "region": 53, "total": 9})).paragraphs)
    assert "Unter 30 Befragten" in said
    assert "mindestens 80 Befragte hat (25 Gruppen, 8 Gruppen, 5 Regionen, insgesamt)" in said
    assert "stehen 1 Ergebnistabelle nach 25 Gruppen, 53 nach 5 Regionen, 9 nur insgesamt." in said


def test_the_account_gives_shares_of_both_samples() -> None:
    stored = [
        {"key": "gross_sample", "kind": "sum", "count": 200},
        {"key": "neutral_losses", "kind": "minus", "count": 40},
        {"key": "died", "kind": "of_which", "count": 0},
        {"key": "eligible_sample", "kind": "sum", "count": 160},
        {"key": "usable_interviews", "kind": "sum", "count": 40},
    ]
    lines = [(line.key, line.of_gross, line.of_eligible) for line in account_lines(stored)]
    assert lines == [
        ("gross_sample", 1.0, None),
        ("neutral_losses", 0.2, None),
        ("eligible_sample", 0.8, 1.0),
        ("usable_interviews", 0.2, 0.25),
    ]

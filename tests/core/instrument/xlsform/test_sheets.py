"""Faults of headings, choices, settings and texts; what only warns; and workbooks as they come."""

from __future__ import annotations

import pytest

from querschnitt.core.instrument import content_hash
from querschnitt.core.instrument.xlsform import build, examine, to_files, to_rows
from tests.instruments import NAMES, sheets_of, tiny

SURVEY = """
| survey | | | |
| | type | name | label::Deutsch (de) |
| | select_one yes_no | a | Ja oder nein? |
"""
CHOICES = """
| choices | | | |
| | list_name | name | label::Deutsch (de) |
| | yes_no | yes | Ja |
| | yes_no | no | Nein |
"""


def errors(table: str) -> list[tuple[str, str, int, str]]:
    return [(f.code, f.sheet, f.row, f.column) for f in examine(sheets_of(table)).errors]


def warnings(table: str) -> list[tuple[str, str, str]]:
    found = examine(sheets_of(table))
    assert found.errors == ()
    return [(f.code, f.column or f.sheet, f.hint) for f in found.warnings]


@pytest.mark.parametrize("name", NAMES)
def test_out_and_in_again_is_the_same_questionnaire(name: str) -> None:
    instrument = tiny(name)
    assert content_hash(build(to_rows(instrument), to_files(instrument))) == content_hash(instrument)


def test_faults_of_choices() -> None:
    table = (
        SURVEY + CHOICES + "| | yes_no | yes | Doch |\n| | yes_no | __x | Vielleicht |\n| | | x | X |\n| | l | | Y |\n"
    )
    assert errors(table + "| | missing_values | often | Oft |\n| | yes_no | b | |\n") == [
        ("duplicate-choice", "choices", 4, "name"),
        ("bad-name", "choices", 5, "name"),
        ("missing-name", "choices", 6, "list_name"),
        ("missing-name", "choices", 7, "name"),
        ("unknown-missing-code", "choices", 8, "name"),
        ("missing-label", "choices", 9, "label::Deutsch (de)"),
    ]


def test_faults_of_texts() -> None:
    texts = """
| texts | | | |
| | name | label::Deutsch (de) | label::English (en) |
| | city | Leipzig | Leipzig |
| | how | Öffnen Sie {address} | Open {adress} |
| | why | Darum | |
| | city | Leipzig | Leipzig |
"""
    both = "| | name | label::Deutsch (de) | label::English (en) |"
    table = SURVEY.replace("(de) |", "(de) | label::English (en) |").replace("nein? |", "nein? | Yes or no? |")
    table += (
        CHOICES.replace("(de) |", "(de) | label::English (en) |")
        .replace("Ja |", "Ja | Yes |")
        .replace("Nein |", "Nein | No |")
    )
    assert both in texts
    assert errors(table + texts) == [
        ("different-placeholders", "texts", 3, "label::English (en)"),
        ("missing-label", "texts", 4, "label::English (en)"),
        ("duplicate-name", "texts", 5, "name"),
    ]


def test_answers_stand_neither_in_choices_nor_in_texts_of_the_wave() -> None:
    table = SURVEY + CHOICES.replace("Nein", "Nein, ${a}")
    assert errors(table) == [("unsupported", "choices", 3, "label")]
    texts = "| texts | | |\n| | name | label::Deutsch (de) |\n| | city | ${a} |\n"
    assert errors(SURVEY + CHOICES + texts) == [("unsupported", "texts", 2, "label")]


def test_missing_without_its_list() -> None:
    table = SURVEY.replace("(de) |", "(de) | missing |").replace("nein? |", "nein? | dk |") + CHOICES
    assert errors(table) == [("no-missing-list", "survey", 2, "missing")]


def test_a_language_that_one_sheet_lacks_is_named_once() -> None:
    table = (
        SURVEY.replace("(de) |", "(de) | label::English (en) |").replace("nein? |", "nein? | Yes or no? |") + CHOICES
    )
    assert errors(table) == [("missing-column", "choices", 1, "label")]


def test_headings() -> None:
    assert errors(SURVEY.replace("label::Deutsch (de)", "label::Klingon") + CHOICES) == [
        ("column-language", "survey", 1, "label::Klingon")
    ]
    twice = SURVEY.replace("(de) |", "(de) | label::Deutsch (de) |")
    assert errors(twice + CHOICES) == [("duplicate-column", "survey", 1, "label::Deutsch (de)")]
    other = CHOICES.replace("Deutsch (de)", "German (de)")
    assert errors(SURVEY + other) == [("language-name", "choices", 1, "")]
    assert errors(SURVEY.replace("| type |", "| art |") + CHOICES)[0][0] == "missing-column"


def test_an_unknown_column_warns_with_the_nearest_known_one() -> None:
    table = SURVEY.replace("(de) |", "(de) | relevent |") + CHOICES
    assert warnings(table) == [("unknown-column", "relevent", "Did you mean 'relevant'?")]


def test_an_unsupported_column_is_refused_as_soon_as_it_is_filled_in() -> None:
    table = SURVEY.replace("(de) |", "(de) | trigger |") + CHOICES
    assert warnings(table) == []
    assert errors(table.replace("nein? |", "nein? | ${x} |")) == [("unsupported-column", "survey", 2, "trigger")]


def test_unused_lists_and_unknown_sheets_warn() -> None:
    unused = CHOICES + "| | colours | red | Rot |\n"
    assert warnings(SURVEY + unused) == [("unused-list", "list_name", "")]
    sheets = {**sheets_of(SURVEY + CHOICES), "choises": [["x"]], "readme": [["Draft"]]}
    found = examine(sheets)
    assert [(f.code, f.sheet, f.hint) for f in found.warnings] == [
        ("unknown-sheet", "choises", "Did you mean 'choices'?")
    ]


def test_default_language() -> None:
    settings = "| settings | |\n| | default_language |\n| | {} |\n"
    assert build(sheets_of(SURVEY + CHOICES + settings.format("Deutsch (de)"))).default_language == "de"
    assert build(sheets_of(SURVEY + CHOICES + settings.format("de"))).default_language == "de"
    assert errors(SURVEY + CHOICES + settings.format("Français (fr)")) == [
        ("unknown-language", "settings", 2, "default_language")
    ]
    assert build(sheets_of(SURVEY + CHOICES + settings.format("Deutsch"))).default_language == "de"
    assert errors(SURVEY + CHOICES + settings.format("Klingon")) == [
        ("unknown-language", "settings", 2, "default_language")
    ]


def test_a_form_without_languages_has_one_that_is_undetermined() -> None:
    plain = (SURVEY + CHOICES).replace("label::Deutsch (de)", "label")
    instrument = build(sheets_of(plain))
    assert (instrument.languages, instrument.question("a").labels) == (("und",), {"und": "Ja oder nein?"})


def test_a_plain_label_is_in_the_default_language() -> None:
    settings = "| settings | |\n| | default_language |\n| | Deutsch (de) |\n"
    instrument = build(sheets_of((SURVEY + CHOICES).replace("label::Deutsch (de)", "label") + settings))
    assert instrument.languages == ("de",)


def test_no_survey_and_an_empty_survey() -> None:
    assert errors(CHOICES) == [("missing-sheet", "survey", 0, "")]
    assert errors("| survey | |\n| | type | name | label |\n") == [("no-questions", "survey", 1, "")]


def test_cells_as_spreadsheets_give_them() -> None:
    sheets = {
        "survey": [
            ["type", "name", "label::Deutsch (de)", "required"],
            ["select_one n", "a", "Wie viele?", True],
            [None],
        ],
        "choices": [["list_name", "name", "label::Deutsch (de)"], ["n", 1.0, 1.0], [], ["n", 2.0, "zwei"]],
    }
    instrument = build(sheets)
    assert instrument.question("a").codes == ("1", "2")
    assert instrument.question("a").required
    assert instrument.question("a").choices[0].labels["de"] == "1"

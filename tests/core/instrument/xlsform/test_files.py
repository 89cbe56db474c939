"""Lists and data in CSV files beside the workbook: what is read of them, and every fault with the place in the file."""

from __future__ import annotations

import pytest

from querschnitt.core.instrument.xlsform import Files, examine, needed_files
from tests.instruments import sheets_of

COUNTRIES = [["name", "label", "continent", "people"], ["sy", "Syria", "asia", "23"], ["pl", "Poland", "europe", "38"]]


def survey(*rows: str) -> str:
    heads = "| survey |\n| | type | name | label | choice_filter | parameters | calculation |\n"
    return heads + "\n".join(f"| | {row} |" for row in rows)


LIST = "select_one_from_file countries.csv | a | A |  |  | "


def errors(table: str, files: Files) -> list[tuple[str, str, int, str]]:
    return [(f.code, f.sheet, f.row, f.column) for f in examine(sheets_of(table), files).errors]


def test_only_columns_that_a_filter_needs_are_kept() -> None:
    table = survey("text | t | T | | | ", "select_one_from_file countries.csv | a | A | continent = ${t} |  | ")
    found = examine(sheets_of(table), {"countries.csv": COUNTRIES})
    assert (found.errors, found.warnings) == ((), ())
    assert found.instrument is not None
    assert [dict(choice.attributes) for choice in found.instrument.question("a").choices] == [
        {"continent": "asia"}, {"continent": "europe"},
    ]  # fmt: skip


def test_only_columns_that_are_looked_up_are_kept() -> None:
    table = survey(LIST, "calculate | c | | | | pulldata('countries', 'people', 'name', ${a})")
    found = examine(sheets_of(table), {"countries.csv": COUNTRIES})
    assert found.instrument is not None
    assert found.instrument.files["countries"].columns == ("name", "people")
    assert found.instrument.files["countries"].find("people", "name", "pl") == "38"


def test_names_of_the_files_that_are_needed() -> None:
    table = survey(
        LIST,
        "select multiple from file towns.csv | b | B | | | ",
        "calculate | c | | | | pulldata('rates', 'x', 'y', ${a}) + pulldata(\"more\", 'x', 'y', ${a})",
        "select_one_from_file places.xml | d | D | | | ",
    )
    assert needed_files(sheets_of(table)) == ("countries.csv", "towns.csv", "rates.csv", "more.csv")


FAULTY = {
    "no column for the codes": ([["nam", "label"], ["a", "A"]], ("missing-column", "countries.csv", 1, "name")),
    "no column for the labels": ([["name", "lable"], ["a", "A"]], ("missing-column", "countries.csv", 1, "label")),
    "nothing in it": ([["name", "label"], ["", ""]], ("empty-list", "countries.csv", 0, "")),
    "no heading": ([], ("missing-column", "countries.csv", 1, "name")),
    "a code twice": ([["name", "label"], ["a", "A"], [], ["a", "B"]], ("duplicate-choice", "countries.csv", 4, "name")),
    "no code": ([["name", "label"], ["a", "A"], ["", "B"]], ("missing-name", "countries.csv", 3, "name")),
    "a code that is kept": ([["name", "label"], ["__dk", "A"], ["b", "B"]], ("bad-name", "countries.csv", 2, "name")),
    "no label": ([["name", "label"], ["a", ""]], ("missing-label", "countries.csv", 2, "label")),
}


@pytest.mark.parametrize(("rows", "fault"), FAULTY.values(), ids=FAULTY.keys())
def test_fault_of_a_file(rows: list[list[str]], fault: tuple[str, str, int, str]) -> None:
    assert fault in errors(survey(LIST), {"countries.csv": rows})


def test_labels_in_every_language_or_in_one_for_all() -> None:
    table = "| survey |\n| | type | name | label::English (en) | label::Deutsch (de) |\n"
    table += "| | select_one_from_file l.csv | a | A | A |\n"
    both = [["name", "label::Deutsch (de)", "label::English (en)"], ["x", "D", "E"]]
    found = examine(sheets_of(table), {"l.csv": both})
    assert found.instrument is not None
    assert found.instrument.question("a").choice("x").labels == {"en": "E", "de": "D"}
    assert errors(table, {"l.csv": [["name", "label::English (en)"], ["x", "E"]]}) == [
        ("missing-column", "l.csv", 1, "label::Deutsch (de)")
    ]
    found = examine(sheets_of(table), {"l.csv": [["name", "label", "label::Deutsch (de)"], ["x", "X", "D"]]})
    assert [(f.code, f.sheet) for f in found.warnings] == [
        ("no-default-language", "settings"),
        ("untranslated-list", "l.csv"),
    ]
    assert found.instrument is not None
    assert found.instrument.question("a").choice("x").labels == {"en": "X", "de": "D"}


def test_a_file_is_read_in_one_way() -> None:
    table = survey(LIST, "select_one_from_file countries.csv | b | B |  | value=people | ")
    assert errors(table, {"countries.csv": COUNTRIES}) == [("bad-parameter", "survey", 3, "parameters")]


LOOKED_UP = {
    "an unknown column": ("pulldata('countries', 'peple', 'name', ${a})", "unknown-file-column"),
    "an unknown key": ("pulldata('countries', 'people', 'nam', ${a})", "unknown-file-column"),
    "a file with its ending": ("pulldata('countries.csv', 'people', 'name', ${a})", "bad-expression"),
    "a column that an answer names": ("pulldata('countries', ${a}, 'name', ${a})", "bad-expression"),
    "a file that is not there": ("pulldata('contries', 'people', 'name', ${a})", "missing-file"),
    "words where a number is needed": ("pulldata('countries', 'continent', 'name', ${a}) * 2", "wrong-type"),
}


@pytest.mark.parametrize(("call", "code"), LOOKED_UP.values(), ids=LOOKED_UP.keys())
def test_fault_of_a_look_up(call: str, code: str) -> None:
    table = survey(LIST, f"calculate | c | | | | {call}")
    assert errors(table, {"countries.csv": COUNTRIES}) == [(code, "survey", 3, "calculation")]


def test_a_column_of_numbers_counts_as_a_number() -> None:
    table = survey(LIST, "calculate | c | | | | pulldata('countries', 'people', 'name', ${a}) * 2")
    assert errors(table, {"countries.csv": COUNTRIES}) == []

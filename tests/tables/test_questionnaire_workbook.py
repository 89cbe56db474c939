"""What is frozen with a release is read again as it was written, and is the same bytes each time."""

from __future__ import annotations

from querschnitt.tables.questionnaire_workbook import parse_table, table_bytes, workbook_bytes
from querschnitt.tables.xlsform import parse_sheets

SHEETS = {
    "survey": [["type", "name", "label::العربية (ar)"], ["integer", "age", "كم عمركم؟\nبالسنوات"], ["", "", ""]],
    "choices": [["list_name", "name", "label"], ["n", 1, "=1+1"], ["n", "007", "https://example.org"]],
}


def test_every_cell_comes_back_as_the_text_it_was() -> None:
    back = parse_sheets(workbook_bytes(SHEETS), ending=".xlsx", where="x")
    assert [list(row) for row in back["choices"]] == [
        ["list_name", "name", "label"], ["n", "1", "=1+1"], ["n", "007", "https://example.org"],
    ]  # fmt: skip
    assert list(back["survey"][1]) == ["integer", "age", "كم عمركم؟\nبالسنوات"]


def test_the_same_sheets_are_the_same_bytes() -> None:
    assert workbook_bytes(SHEETS) == workbook_bytes({title: list(rows) for title, rows in SHEETS.items()})


def test_a_table_comes_back_with_its_commas_quotes_and_lines() -> None:
    rows = [["name", "label"], ["a", 'Deutschland, "das"'], ["b", "zwei\nZeilen"], ["c", ""]]
    assert parse_table(table_bytes(rows)) == rows

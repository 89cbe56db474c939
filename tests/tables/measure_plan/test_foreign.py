"""Plans of other cities: whatever their layout, what fits comes in, and every other cell is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import InputError
from querschnitt.tables.measure_plan import ForeignPlan, Moment, read_foreign_plan

Cell = str | float | int


def book(sheets: dict[str, Sequence[Sequence[Cell]]], *, merge: Sequence[tuple[str, str, str]] = ()) -> bytes:
    """A workbook; ``merge`` names sheet, range and text."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as written:
        for name, rows in sheets.items():
            sheet = written.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            for where, span, text in merge:
                if where == name:
                    sheet.merge_range(span, text)
    return file.getvalue()


def told(plan: ForeignPlan) -> dict[str, str]:
    return {remark.cell: remark.told for remark in plan.remarks}


PLAIN = [
    ["Integrationsplan der Stadt Musterhausen", "", "", "", "", ""],
    ["Stand: 2024", "", "", "", "", ""],
    ["Lfd. Nr.", "Handlungsfeld", "Maßnahme", "Federführung", "Zeitraum", "Kosten 2024 (€)"],
    ["1", "Bildung", "Sprachpaten an Schulen", "Amt für Schule, VHS", "2024–2026", 12000],
    ["2", "", "Elterncafé", "Jugendamt", "fortlaufend", "keine"],
    ["3", "Arbeit", "Jobmesse", "Jobcenter", "kurzfristig", "1.500,50 €"],
    ["", "", "Summe", "", "", 13500.5],
]


def test_a_plain_plan_is_read_with_its_title_rows_left_and_told() -> None:
    plan = read_foreign_plan(book({"Plan": PLAIN}), where="plan.xlsx")
    first, second, third = plan.measures
    assert plan.fields == ("Bildung", "Arbeit")
    assert [measure.row.number for measure in plan.measures] == ["1", "2", "3"]
    assert (first.row.lead, first.row.involved, second.row.field) == ("Amt für Schule", ("VHS",), "1")
    assert (first.row.begins, first.row.ends) == (Moment(date(2024, 1, 1), "year"), Moment(date(2026, 12, 31), "year"))
    assert (second.row.recurrence, third.row.begins) == ("continuous", None)
    assert [money.amount for money in (*first.money, *third.money)] == [Decimal(12000), Decimal("1500.50")]
    assert told(plan) == {
        "A1": "stands above the table",
        "A2": "stands above the table",
        "D4": "names 2 offices; the first leads, the others take part",
        "E6": "names no period",
        "F5": "is no amount",
        "C7": "stands in a row without a measure",
        "F7": "stands in a row without a measure",
    }


def test_sections_a_head_of_two_lines_and_unknown_columns() -> None:
    rows = [
        ["Nr.", "Maßnahme", "Laufzeit", "", "Kennzahl", "Umsetzungsstand"],
        ["", "", "von", "bis", "", ""],
        ["Handlungsfeld I: Wohnen", "", "", "", "", ""],
        ["1.1", "Beratung zu Mietverträgen", "01/2023", "II/2024", "120 Beratungen", "in Umsetzung"],
        ["Handlungsfeld II: Gesundheit", "", "", "", "", ""],
        ["2.1", "Dolmetschen im Klinikum", 2022, 2025, "", "grün"],
    ]
    plan = read_foreign_plan(book({"Tabelle1": rows}), where="plan.xlsx")
    assert plan.fields == ("Wohnen", "Gesundheit")
    first, second = plan.measures
    assert first.row.begins == Moment(date(2023, 1, 1), "month")
    assert first.row.ends == Moment(date(2024, 6, 30), "quarter")
    assert (first.phase, second.phase) == ("running", "")
    assert second.row.ends == Moment(date(2025, 12, 31), "year")
    assert told(plan) == {
        "E1": "heads a column that the strategy does not keep",
        "E4": "stands in a column that the strategy does not keep",
        "F6": "names no phase that the strategy knows",
    }


def test_merged_fields_reach_down_and_sheets_are_fields_where_nothing_else_says_so() -> None:
    rows = [["Handlungsfeld", "Titel"], ["", "Eins"], ["", "Zwei"], ["Sport", "Drei"]]
    plan = read_foreign_plan(
        book({"Plan": rows, "Kultur": [["Maßnahme", "Ziel"], ["Vier", "Bühne"]]}, merge=[("Plan", "A2:A3", "Bildung")]),
        where="plan.xlsx",
    )
    assert [(measure.row.title_de, plan.fields[int(measure.row.field) - 1]) for measure in plan.measures] == [
        ("Eins", "Bildung"), ("Zwei", "Bildung"), ("Drei", "Sport"), ("Vier", "Kultur"),
    ]  # fmt: skip
    assert plan.measures[3].row.goal_de == "Bühne"
    assert plan.remarks == ()


def test_a_sheet_that_is_the_form_of_one_measure_is_read() -> None:
    form = [
        ["Maßnahmenblatt 7"],
        ["Handlungsfeld", "3 Gesundheit"],
        ["Maßnahme", "Dolmetschen im Klinikum"],
        ["Beschreibung", "Ein Pool von Dolmetschenden wird aufgebaut."],
        ["Federführung", "Gesundheitsamt", "seit 2023"],
        ["Laufzeit", "2023 ff."],
        ["Priorität", "hoch"],
    ]
    plan = read_foreign_plan(book({"Blatt 7": form}), where="plan.xlsx")
    row = plan.measures[0].row
    assert (row.title_de, row.text, row.lead) == (
        "Dolmetschen im Klinikum", "Ein Pool von Dolmetschenden wird aufgebaut.", "Gesundheitsamt",
    )  # fmt: skip
    assert (plan.fields, str(row.begins), row.recurrence) == (("Gesundheit",), "2023", "continuous")
    assert sorted(told(plan)) == ["A1", "A7", "B7", "C5"]


def test_a_head_that_comes_again_is_no_measure_and_long_words_end_earlier() -> None:
    head = ["Maßnahme", "Zielgruppe", "Kosten 2024"]
    rows = [head, ["Eins", "Alle " * 80, 10.0**12], head, ["Zwei", "", ""]]
    plan = read_foreign_plan(book({"Plan": rows}), where="plan.xlsx")
    assert [measure.row.title_de for measure in plan.measures] == ["Eins", "Zwei"]
    assert len(plan.measures[0].row.target_groups_de) == 300
    assert told(plan) == {"B2": "is too long; it ends earlier", "C2": "is no amount"}


def test_numbers_that_stand_twice_or_are_missing_are_made_and_told() -> None:
    rows = [["Nr", "Maßnahme"], ["1", "Eins"], ["1", "Zwei"], ["", "Drei"], ["Maßnahme 2024/17b", "Vier"]]
    plan = read_foreign_plan(book({"Plan": rows}), where="plan.xlsx")
    assert [measure.row.number for measure in plan.measures] == ["1", "M2", "M3", "M4"]
    assert told(plan) == {"A3": "stands twice; numbered M2", "A5": "is too long for a number; numbered M4"}


def test_a_long_title_ends_at_a_word_and_the_text_stays_whole() -> None:
    whole = "Die Stadt richtet " + "sehr " * 60 + "viele Angebote ein."
    plan = read_foreign_plan(book({"Plan": [["Maßnahme", "Beschreibung"], [whole, "Mehr dazu."]]}), where="plan.xlsx")
    row = plan.measures[0].row
    assert len(row.title_de) <= 200
    assert row.title_de.endswith("sehr…")
    assert row.text == f"{whole}\n\nMehr dazu."


def test_a_workbook_without_measures_is_refused_with_what_to_write() -> None:
    with pytest.raises(InputError, match="No sheet looks like a plan of measures") as refused:
        read_foreign_plan(book({"Haushalt": [["Konto", "Betrag"], ["1", 2]]}), where="plan.xlsx")
    assert "Write such a row above the measures." in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_csv_file_is_read_as_german_and_english_programs_write_it(encoding: str) -> None:
    german = "\n".join(";".join(map(str, row)) for row in PLAIN)
    english = "Number,Measure,Lead\r\n1,Mentors,Schools office\r\n"
    plan = read_foreign_plan(german.encode(encoding, "replace"), where="plan.csv")
    assert [measure.row.title_de for measure in plan.measures] == ["Sprachpaten an Schulen", "Elterncafé", "Jobmesse"]
    assert read_foreign_plan(english.encode(), where="plan.csv").measures[0].row.lead == "Schools office"


def test_a_cell_with_a_fault_of_the_spreadsheet_program_is_told() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as written:
        sheet = written.add_worksheet("Plan")
        sheet.write_row(0, 0, ["Nr.", "Maßnahme", "Ziel"])
        sheet.write_row(1, 0, ["1", "Eins"])
        sheet.write_formula(1, 2, "=NICHTDA()", None, "#NAME?")
    plan = read_foreign_plan(file.getvalue(), where="plan.xlsx")
    assert told(plan) == {"C2": "shows an error of the spreadsheet program; nothing could be read"}


@pytest.mark.parametrize("spoil", [lambda content: content[:50], lambda content: b""])
def test_a_damaged_file_is_refused(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(InputError):
        read_foreign_plan(spoil(book({"Plan": PLAIN})), where="plan.xlsx")


WORDS = st.sampled_from(
    ["", "", "1", "Nr.", "Maßnahme", "Handlungsfeld", "Bildung", "Kosten 2024", "2024–2026", "laufend", "Ziel",
     "Amt A; B", "x", "Status", "erledigt", "Handlungsfeld 2: Arbeit", "Summe", "-5",
     "bis 2020", "seit 31.02.2024", 3.5, 2024]
)  # fmt: skip


@given(rows=st.lists(st.lists(WORDS, min_size=1, max_size=6), max_size=10))
@settings(max_examples=150, deadline=None)
def test_no_cell_is_passed_over_whatever_the_layout(rows: list[list[Cell]]) -> None:
    """Each filled cell is taken, or left with a remark: never both, never neither."""
    content = book({"Plan": [["Nr.", "Handlungsfeld", "Maßnahme", "Federführung", "Zeitraum", "Status"], *rows]})
    plan = read_foreign_plan(content, where="plan.xlsx")
    filled = sum(1 for row in rows for cell in row if cell != "")
    assert plan.cells == filled + 6
    assert plan.taken + len(plan.left) == plan.cells
    assert all(remark.value and remark.told for remark in plan.remarks)
    assert len({(remark.sheet, remark.cell) for remark in plan.left}) == len(plan.left)

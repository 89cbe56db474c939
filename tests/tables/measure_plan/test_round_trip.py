"""A workbook of measures comes back as it went out, and a bad cell is named by sheet, row and column."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from querschnitt.core.errors import InputError
from querschnitt.tables.measure_plan import (
    Moment,
    PlanRow,
    StatusRow,
    read_plan,
    read_status,
    write_plan,
    write_status,
)
from querschnitt.tables.measure_plan import plan as plan_sheet
from querschnitt.tables.measure_plan import status as status_sheet

LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="\ufffe\uffff"
)
TEXTS = st.text(LETTERS, max_size=30)
FILLED = st.text(LETTERS, min_size=1, max_size=30)
NAMES = st.lists(st.text(LETTERS, min_size=1, max_size=8).filter(lambda text: ";" not in text), unique=True, max_size=4)
BEGINS = st.sampled_from(
    [None, Moment(date(2023, 1, 1), "year"), Moment(date(2023, 4, 1), "quarter"), Moment(date(2023, 2, 1), "month"),
     Moment(date(2023, 2, 14), "day")]
)  # fmt: skip
ENDS = st.sampled_from(
    [None, Moment(date(2024, 12, 31), "year"), Moment(date(2024, 6, 30), "quarter"), Moment(date(2024, 2, 29), "month"),
     Moment(date(2024, 2, 14), "day")]
)  # fmt: skip


@st.composite
def plan_rows(draw: st.DrawFn, number: int) -> PlanRow:
    return PlanRow(
        number=f"{number // 12 + 1}.{number % 12 + 1}",
        title_de=draw(FILLED), field=str(number // 12 + 1), text=draw(FILLED), goal_de=draw(TEXTS),
        kind=draw(st.sampled_from(sorted(plan_sheet.KINDS))),
        recurrence=draw(st.sampled_from(sorted(plan_sheet.RECURRENCES))),
        begins=draw(BEGINS), ends=draw(ENDS), lead=draw(FILLED), involved=tuple(draw(NAMES)),
        target_groups_de=draw(TEXTS), place_de=draw(TEXTS), goals=tuple(draw(NAMES)), legal_basis=draw(TEXTS),
        cost_note=draw(TEXTS), title_en=draw(TEXTS), measure=f"id-{number}", row=number + 1,
    )  # fmt: skip


def plain_row(number: int) -> PlanRow:
    place = f"{number // 12 + 1}.{number % 12 + 1}"
    return PlanRow(
        number=place, title_de=f"Titel {place}", field=place.split(".")[0], text=f"Text {place}", lead="RMI",
        measure=f"id-{number}", row=number + 1,
    )  # fmt: skip


EDITS = st.lists(st.integers(0, 88), unique=True, max_size=8).flatmap(
    lambda numbers: st.tuples(*(plan_rows(number) for number in numbers))
)
COUNTED = st.decimals(min_value=0, max_value=10**6, places=2).map(Decimal.normalize)


@st.composite
def status_rows(draw: st.DrawFn, number: int) -> StatusRow:
    phase = draw(st.sampled_from(sorted(status_sheet.PHASES)))
    completion = draw(st.sampled_from([None, "counted", "not_assessable"]))
    counts = completion == "counted"
    return StatusRow(
        number=f"1.{number + 1}", phase=phase, note=draw(FILLED), title=draw(TEXTS), last_note=draw(TEXTS),
        schedule=draw(st.sampled_from([None, *status_sheet.SCHEDULES])), completion=completion,
        counted=draw(COUNTED) if counts else None, target=draw(COUNTED) + 1 if counts else None,
        counted_unit=draw(TEXTS), internal=draw(TEXTS), obstacles=draw(TEXTS), next_steps=draw(TEXTS),
        paused_because_de=draw(FILLED) if phase == "paused" else "",
        paused_until=draw(ENDS) if phase == "paused" else None, row=number + 1,
    )  # fmt: skip


@given(edits=EDITS)
@settings(max_examples=25, deadline=None)
def test_a_plan_of_89_measures_with_any_edits_comes_back_as_it_went_out(edits: tuple[PlanRow, ...]) -> None:
    edited = {row.row: row for row in edits}
    rows = tuple(edited.get(number + 1, plain_row(number)) for number in range(89))
    read = read_plan(write_plan(rows, edition="2023"), where="plan.xlsx")
    assert (read.faults, read.edition) == ((), "2023")
    assert read.rows == rows


@given(rows=st.tuples(*(status_rows(number) for number in range(12))))
@settings(max_examples=25, deadline=None)
def test_a_status_comes_back_as_it_went_out(rows: tuple[StatusRow, ...]) -> None:
    read = read_status(write_status(rows, round_and_office="2021-11 rmi"), where="stand.xlsx")
    assert (read.faults, read.round_and_office) == ((), "2021-11 rmi")
    assert read.rows == rows


def test_the_same_measures_give_the_same_bytes() -> None:
    assert write_plan([GOOD], edition="2023") == write_plan([GOOD], edition="2023")


GOOD = PlanRow(number="1.1", title_de="Titel", field="1", text="Text", lead="RMI", row=1)


def filled(rows: list[dict[str, object]], *, columns: tuple[str, ...] | None = None) -> bytes:
    """A workbook as somebody may have changed it: cells by the head of their column."""
    heads = columns or tuple(column.head for column in plan_sheet.COLUMNS)
    start = {"Nummer": "1.1", "Titel": "T", "Handlungsfeld": "1", "Beschlusstext": "T", "Art": "Aktion",
             "Dauer": "einmalig", "Federführung": "RMI"}  # fmt: skip
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Maßnahmen")
        sheet.write_row(0, 0, heads)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [(start | row).get(head, "") for head in heads])
    return file.getvalue()


DATES = "30.06.2023, 06/2023, II/2023 or 2023"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Beginn": "irgendwann"}, f"H2 (Beginn): is no date; expected {DATES}; found 'irgendwann'"),
        (
            {"Art": "Vorhabn"},
            "F2 (Art): is none of the words of the list. Did you mean 'Vorhaben'?;"
            " expected Vorhaben, Aktion, Lösungsansatz; found 'Vorhabn'",
        ),
        ({"Titel": ""}, "B2 (Titel): must be filled in; the cell is empty"),
        ({"Beginn": "2024", "Ende": "2023"}, "I2 (Ende): lies before the begin; found '2023'"),
        ({"Beteiligte": "VHS; RMI; VHS"}, "K2 (Beteiligte): stands twice: VHS; found 'VHS; RMI; VHS'"),
    ],
)
def test_a_bad_cell_is_named_by_sheet_row_and_column(cells: dict[str, object], told: str) -> None:
    read = read_plan(filled([cells]), where="plan.xlsx")
    assert [str(fault) for fault in read.faults] == [f"Maßnahmen, {told}"]
    assert read.rows == ()


def test_a_number_that_stands_twice_is_named_in_its_second_row_and_the_first_is_read() -> None:
    read = read_plan(filled([{}, {"Titel": "Zweite"}]), where="plan.xlsx")
    assert [str(fault) for fault in read.faults] == ["Maßnahmen, A3 (Nummer): stands already in row 2; found '1.1'"]
    assert [row.title_de for row in read.rows] == ["T"]


def test_columns_may_be_moved_but_not_lost() -> None:
    heads = tuple(column.head for column in plan_sheet.COLUMNS)
    assert read_plan(filled([{}], columns=heads[::-1]), where="plan.xlsx").rows[0].lead == "RMI"
    with pytest.raises(InputError, match="The column 'Titel' is missing") as refused:
        read_plan(filled([{}], columns=("Nummer", "Titl", *heads[2:])), where="plan.xlsx")
    assert "Did you mean 'Titl'?" in str(refused.value)


def test_another_workbook_is_refused_with_what_was_expected() -> None:
    with pytest.raises(InputError, match="The sheet is missing") as refused:
        read_status(filled([{}]), where="plan.xlsx")
    assert "Expected: Sachstand. Found: Maßnahmen." in str(refused.value)


def test_what_excel_makes_of_a_date_is_read_as_a_day() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Maßnahmen")
        sheet.write_row(0, 0, [column.head for column in plan_sheet.COLUMNS])
        sheet.write_row(1, 0, ["1.1", "T", 1, "T", "", "Aktion", "einmalig"])
        sheet.write_datetime(1, 7, date(2023, 3, 5), book.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write_string(1, 9, "RMI")
    read = read_plan(file.getvalue(), where="plan.xlsx")
    assert read.rows[0].begins == Moment(date(2023, 3, 5), "day")
    assert read.rows[0].field == "1"


@pytest.mark.parametrize(
    ("change", "cell"),
    [
        ({"phase": "paused"}, "O2 (Ruht, weil): must be filled in where a measure is paused"),
        ({"paused_because_de": "x"}, "O2 (Ruht, weil): is filled in, but the measure is not paused"),
        ({"completion": "counted", "target": Decimal(3)}, "G2 (Erreicht (Anzahl)): must be filled in"),
        ({"completion": "counted", "counted": Decimal(3), "target": Decimal(0)}, "H2 (Ziel (Anzahl)): must be above 0"),
        ({"counted": Decimal(3)}, "G2 (Erreicht (Anzahl)): is filled in, but not counted"),
    ],
)
def test_the_three_dimensions_do_not_mix(change: dict[str, object], cell: str) -> None:
    row = replace(StatusRow(number="1.1", phase="running", note="Läuft."), **change)
    read = read_status(write_status([row], round_and_office=""), where="stand.xlsx")
    assert [str(fault) for fault in read.faults][0].startswith(f"Sachstand, {cell}")
    assert read.rows == ()


def test_the_sheets_offer_the_words_that_are_read(tmp_path: Path) -> None:
    path = tmp_path / "stand.xlsx"
    path.write_bytes(write_status([StatusRow(number="1.1", phase="running", note="Läuft.")], round_and_office=""))
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["Sachstand", "Hinweise", "Kennung"]
    assert book.get_sheet_by_name("Sachstand").to_python()[1][3] == "läuft"

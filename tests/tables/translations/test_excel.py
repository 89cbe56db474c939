"""The spreadsheet as Excel, LibreOffice and people leave it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.translation import JobUnit, State
from querschnitt.tables.translations import Delivery, read, write_xlsx
from tests.tables.translations.jobs import FINAL, FORMULA, JOB, LETTER, OPEN, job_of

ROW = 2  # the first row of texts
TARGET, STATE, SOURCE, NOTE = "D", "E", "C", "F"


def changed(change: Callable[[Worksheet], object], *units: JobUnit) -> Delivery:
    """Read a spreadsheet that somebody has changed and saved with another program."""
    book = load_workbook(BytesIO(write_xlsx(job_of(*units) if units else JOB)))
    change(book["Übersetzung"])
    file = BytesIO()
    book.save(file)
    return read(file.getvalue())


def codes(delivery: Delivery) -> list[str]:
    return [problem.code for problem in delivery.problems]


def test_what_another_program_saves_unchanged_is_unchanged() -> None:
    delivery = changed(lambda sheet: None)
    assert (delivery.job, delivery.problems) == (JOB, ())


def write(place: str, value: object) -> Callable[[Worksheet], object]:
    return lambda sheet: sheet.__setitem__(place, value)


@pytest.mark.parametrize(("value", "text"), [(1985, "1985"), (2.0, "2"), (0.5, "0.5"), (-1, "-1")])
def test_a_text_that_became_a_number_is_taken_and_named(value: float, text: str) -> None:
    delivery = changed(write(f"{TARGET}{ROW}", value), OPEN)
    assert codes(delivery) == ["number"]
    assert delivery.job.units[0].target == text
    assert delivery.problems[0].place == "sheet Übersetzung, row 2"


@pytest.mark.parametrize("value", [datetime.date(2020, 3, 1), datetime.time(10, 30), True])
def test_a_text_that_became_a_date_or_a_truth_is_not_taken(value: object) -> None:
    delivery = changed(write(f"{TARGET}{ROW}", value), OPEN)
    assert codes(delivery) == ["not-a-text"]
    assert (delivery.job.units[0].target, delivery.job.units[0].state) == ("", State.OPEN)


@pytest.mark.parametrize("value", ["#NAME?", "#REF!", "#DIV/0!"])
def test_a_text_that_became_a_broken_formula_is_not_taken(value: str) -> None:
    delivery = changed(write(f"{TARGET}{ROW}", value), OPEN)
    assert [(problem.code, problem.place) for problem in delivery.problems] == [("formula", "cell D2")]
    assert delivery.job.units[0].target == ""


def test_the_words_of_a_broken_formula_are_not_taken_either() -> None:
    def change(sheet: Worksheet) -> None:
        sheet[f"{TARGET}{ROW}"] = "#NAME?"
        sheet[f"{TARGET}{ROW}"].data_type = "s"

    delivery = changed(change, OPEN)
    assert (codes(delivery), delivery.job.units[0].target) == (["formula"], "")


def test_texts_that_look_like_formulas_stay_texts() -> None:
    odd = tuple(
        replace(FORMULA, key=f"survey/q{number}/label", target=text)
        for number, text in enumerate(["=1+1", "+49 341 1", "-1", "@SUM(A1)", "0123", "1e5", "3/4", "TRUE", "'x"])
    )
    assert read(write_xlsx(job_of(*odd))).job.units == odd
    assert changed(lambda sheet: None, *odd[1:]).job.units == odd[1:]


@pytest.mark.parametrize("length", [255, 32_767])
def test_a_text_of_just_the_length_at_which_programs_cut_is_named(length: int) -> None:
    delivery = changed(write(f"{TARGET}{ROW}", "a" * length), OPEN)
    assert codes(delivery) == ["perhaps-cut"]
    assert len(delivery.job.units[0].target) == length


def test_a_text_too_long_for_a_cell_is_not_written() -> None:
    with pytest.raises(InputError, match="Send the job as XLIFF"):
        write_xlsx(job_of(replace(OPEN, source="a" * 32_768)))


def test_signs_that_a_spreadsheet_would_read_as_another_character_are_not_written() -> None:
    with pytest.raises(InputError, match="Send the job as XLIFF"):
        write_xlsx(job_of(replace(OPEN, source="_x0041_x0042_")))


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("geprüft – reviewed", State.REVIEWED),
        ("Geprüft", State.REVIEWED),
        ("final", State.FINAL),
        ("übersetzt / translated", State.TRANSLATED),
        ("", State.TRANSLATED),
        ("offen – open", State.TRANSLATED),
    ],
)
def test_states_are_read_in_either_language(written: str, state: State) -> None:
    def change(sheet: Worksheet) -> None:
        sheet[f"{TARGET}{ROW}"], sheet[f"{STATE}{ROW}"] = "نعم", written

    delivery = changed(change, OPEN)
    assert (delivery.job.units[0].state, codes(delivery)) == (state, [])


def test_a_state_that_nobody_knows_is_named_and_the_text_is_taken() -> None:
    delivery = changed(write(f"{STATE}{ROW}", "super"), FINAL)
    assert codes(delivery) == ["unknown-state"]
    assert delivery.job.units[0].state is State.TRANSLATED


def test_a_text_said_to_be_done_that_is_empty_is_named() -> None:
    delivery = changed(write(f"{TARGET}{ROW}", None), FINAL)
    assert codes(delivery) == ["empty-target"]
    assert delivery.job.units[0].state is State.OPEN


def test_an_edited_source_is_noticed() -> None:
    assert codes(changed(write(f"{SOURCE}{ROW}", "Ja, natürlich"), OPEN)) == ["source-edited"]


def test_rows_and_columns_may_change_their_order_and_more_may_be_added() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.insert_cols(1, 2)
        sheet.cell(1, 1, "Nr.")
        sheet.cell(1, 2, "Comment of our own")
        sheet.cell(2, 2, "x")
        sheet.insert_rows(1, 3)
        sheet.cell(1, 1, "Agentur Beispiel")
        sheet.move_range(f"C5:L{sheet.max_row}", rows=1)

    assert changed(change).job == JOB


def test_a_row_that_lost_its_key_is_named_with_its_place() -> None:
    delivery = changed(write(f"A{ROW}", None))
    assert [(p.code, p.place, p.got) for p in delivery.problems] == [
        ("no-key", "sheet Übersetzung, row 2", LETTER.source)
    ]
    assert delivery.job.units == JOB.units[1:]


def test_a_key_that_is_there_twice_with_two_translations_is_not_taken() -> None:
    delivery = changed(write("A3", LETTER.key))
    assert codes(delivery)[-1] == "duplicate-key"
    assert LETTER.key not in {unit.key for unit in delivery.job.units}


def test_line_ends_of_other_programs_are_ours_afterwards() -> None:
    delivery = changed(write(f"{TARGET}{ROW}", "a\r\nb"), OPEN)
    assert delivery.job.units[0].target == "a\nb"


def test_the_languages_are_known_without_the_instructions() -> None:
    book = load_workbook(BytesIO(write_xlsx(JOB)))
    del book["Anleitung – Instructions"]
    file = BytesIO()
    book.save(file)
    job = read(file.getvalue()).job
    assert (job.source_language, job.target_language, job.name) == ("de", "ar", "")


def test_a_spreadsheet_of_something_else_says_what_is_missing() -> None:
    book = Workbook()
    book.active["A1"] = "Schlüssel"
    file = BytesIO()
    book.save(file)
    with pytest.raises(InputError, match="'Schlüssel' and 'Übersetzung'"):
        read(file.getvalue())

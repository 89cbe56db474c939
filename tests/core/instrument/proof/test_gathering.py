"""Warnings of one kind are put together, errors never."""

from __future__ import annotations

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.gathering import gathered


def warning(row: int, column: str, code: str = "stray-space") -> Fault:
    return Fault(code, "A space too many", sheet="survey", row=row, column=column, severity="warning")


def test_errors_are_told_one_by_one() -> None:
    errors = [Fault("missing-label", "Missing", sheet="survey", row=n, column="label") for n in range(2, 30)]
    assert gathered(errors) == errors


def test_the_same_in_several_languages_of_a_row_is_one_warning() -> None:
    (fault,) = gathered([warning(5, "label (de)"), warning(5, "label (en)"), warning(5, "label (ar)")])
    assert (fault.row, fault.column, fault.hint) == (5, "label (de)", "The same in label (en), label (ar).")


def test_the_same_in_many_rows_of_a_column_is_one_warning() -> None:
    (fault,) = gathered([warning(n, "label (fr)") for n in (2, 4, 6, 8)])
    assert (fault.row, fault.hint) == (2, "The same in rows 4, 6, 8.")


def test_a_few_stay_apart_and_kinds_are_not_mixed() -> None:
    few = [warning(2, "label (fr)"), warning(4, "label (fr)"), warning(4, "label (fr)", "punctuation")]
    assert len(gathered(few)) == 3

"""Many empty cells of one language are one fault; a text that stands alone is the fault, not the empty cells."""

from __future__ import annotations

from querschnitt.core.instrument.proof.book import read_book
from querschnitt.core.instrument.proof.languages.completeness import MANY, told_once
from querschnitt.core.instrument.xlsform import examine
from tests.core.instrument.proof.forms import form, row


def test_a_few_empty_cells_are_told_one_by_one() -> None:
    sheets = form(*(row("text", f"q{n}", en="" if n < 3 else "Here") for n in range(6)))
    told = told_once(examine(sheets).errors, read_book(sheets))
    assert [(fault.code, fault.row) for fault in told] == [
        ("missing-label", 2),
        ("missing-label", 3),
        ("missing-label", 4),
    ]


def test_many_empty_cells_are_told_once_with_their_rows() -> None:
    sheets = form(row("text", "a"), *(row("text", f"q{n}", en="") for n in range(MANY)))
    (fault,) = told_once(examine(sheets).errors, read_book(sheets))
    assert (fault.code, fault.row, fault.column) == ("incomplete-language", 3, "label::English (en)")
    assert fault.what == f"English (en) is not complete: {MANY} of {MANY + 1} texts are missing"
    assert fault.hint == f"Missing: sheet survey, rows 3-{MANY + 2}."


def test_a_hint_that_only_a_translation_has_is_told_there() -> None:
    sheets = form(row("text", "a", hint_de="", hint_en="In years"))
    (fault,) = told_once(examine(sheets).errors, read_book(sheets))
    assert (fault.code, fault.row, fault.column, fault.value) == ("surplus-label", 2, "hint::English (en)", "In years")

"""Logic looks at a questionnaire that has other faults as well: at what can be read of it."""

from __future__ import annotations

from querschnitt.core.instrument.proof.repairing import readable
from querschnitt.core.instrument.xlsform import examine
from tests.core.instrument.proof.forms import END, begin, form, row


def test_texts_do_not_matter_to_logic() -> None:
    sheets = form(row("text", "a", en=""), begin("p", en=""), row("text", "b", de="Was, ${c}?", en="What?"), END)
    assert examine(sheets).instrument is None
    instrument = readable(sheets, None)
    assert instrument is not None
    assert list(instrument.questions) == ["a", "b"]


def test_a_condition_that_cannot_be_read_counts_as_none() -> None:
    sheets = form(row("integer", "a"), row("text", "b", relevant="${a} >> 3", constraint="string-length(.) > 2"))
    instrument = readable(sheets, None)
    assert instrument is not None
    assert instrument.question("b").relevant is None
    assert instrument.question("b").constraint is not None


def test_a_calculation_that_cannot_be_read_can_be_anything() -> None:
    sheets = form(
        row("integer", "a"), row("calculate", "c", calculation="${a} +"), row("text", "b", relevant="${c} > 1")
    )
    instrument = readable(sheets, None)
    assert instrument is not None
    assert instrument.question("c").takes_answers


def test_a_list_that_is_not_there_cannot_be_made_up() -> None:
    assert readable(form(row("select_one nothing", "a")), None) is None

"""One planted fault each: found, named by its place, and with the way out."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from querschnitt.core.instrument import QuestionnaireErrors
from querschnitt.core.instrument.xlsform import build, examine
from tests.instruments import sheets_of

CHOICES = """
| choices | | | | |
| | list_name | name | label::Deutsch (de) | label::English (en) |
| | yes_no | yes | Ja | Yes |
| | yes_no | no | Nein | No |
| | missing_values | dk | Weiß nicht | Don't know |
| | missing_values | refused | Keine Angabe | No answer |
| settings | | | | |
| | default_language | | | |
| | Deutsch (de) | | | |
"""

HEADS = "type name relevant constraint required missing calculation appearance essential".split()  # noqa: SIM905
LABELS = ["label::Deutsch (de)", "label::English (en)"]


@dataclass(frozen=True)
class Planted:
    """Rows of the sheet survey (from row 2), and the fault that must be found in them."""

    rows: tuple[dict[str, str], ...]
    code: str
    row: int
    column: str
    hint: str = ""
    expected: str = ""


def row(kind: str, name: str = "", **cells: str) -> dict[str, str]:
    labels = {"label::Deutsch (de)": f"{name}?", "label::English (en)": f"{name}?"} if name else {}
    return {"type": kind, "name": name} | labels | cells


def survey(rows: tuple[dict[str, str], ...]) -> str:
    heads = [*HEADS, *LABELS]
    lines = [heads, *([line.get(head, "") for head in heads] for line in rows)]
    return "| survey |\n" + "\n".join("| | " + " | ".join(line) + " |" for line in lines)


ONE = row("select_one yes_no", "a")
AGE = row("integer", "age")
SEVERAL = row("select_multiple yes_no", "m")
BEGIN, END = row("begin_group", "page"), row("end_group")

PLANTED = {
    "duplicate name": Planted((ONE, row("text", "a")), "duplicate-name", 3, "name", "row 2"),
    "names that differ in capitals": Planted((ONE, row("text", "A")), "duplicate-name", 3, "name"),
    "no name": Planted((ONE, row("text") | dict.fromkeys(LABELS, "b?")), "missing-name", 3, "name"),
    "name that cannot be used": Planted((row("text", "1st"),), "bad-name", 2, "name"),
    "reserved name": Planted((row("text", "a__missing"),), "bad-name", 2, "name"),
    "unknown type": Planted((row("integr", "a"),), "unknown-type", 2, "type", "'integer'"),
    "unsupported type": Planted((row("range", "a"),), "unsupported-type", 2, "type"),
    "unsupported repeat": Planted((row("begin repeat", "r"), ONE, row("end repeat")), "unsupported-type", 2, "type"),
    "unsupported or_other": Planted((row("select_one yes_no or_other", "a"),), "unsupported-type", 2, "type"),
    "no type": Planted((row("", "a"),), "missing-type", 2, "type"),
    "unknown list": Planted((row("select_one yesno", "a"),), "unknown-list", 2, "type", "'yes_no'"),
    "no list": Planted((row("select_one", "a"),), "unknown-type", 2, "type"),
    "group not closed": Planted((BEGIN, ONE), "group-not-closed", 2, "type", expected="end_group"),
    "group not opened": Planted((ONE, END), "group-not-opened", 3, "type"),
    "unknown type of a question that others speak of": Planted(
        (row("integr", "n"), row("text", "b", relevant="${n} > 3")), "unknown-type", 2, "type"
    ),
    "empty group": Planted((BEGIN, END), "empty-group", 2, "type"),
    "group in a group": Planted((BEGIN, row("begin_group", "b"), ONE, END, END), "unsupported", 3, "type"),
    "unknown reference": Planted(
        (AGE, row("text", "b", relevant="${aeg} > 3")), "unknown-reference", 3, "relevant", "'age'"
    ),
    "reference to a later question": Planted(
        (row("text", "b", relevant="${age} > 3"), AGE), "later-reference", 2, "relevant", "Move"
    ),
    "reference to itself": Planted(
        (row("integer", "b", constraint="${b} > 3"),), "later-reference", 2, "constraint", "'.'"
    ),
    "page that depends on its own question": Planted(
        (row("begin_group", "p", relevant="${a} = 'yes'"), ONE, END), "later-reference", 2, "relevant"
    ),
    "reference to a group": Planted(
        (BEGIN, ONE, END, row("text", "b", relevant="${page} = 'x'")), "unknown-reference", 5, "relevant"
    ),
    "reference to a note": Planted(
        (row("note", "n"), row("text", "b", relevant="${n} = 'x'")), "unknown-reference", 3, "relevant"
    ),
    "bad expression": Planted((AGE, row("text", "b", relevant="${age} == 3")), "bad-expression", 3, "relevant", "'='"),
    "the answer itself outside of a constraint": Planted(
        (row("text", "b", relevant=". = 'x'"),), "bad-expression", 2, "relevant"
    ),
    "unknown function": Planted(
        (SEVERAL, row("text", "b", relevant="selectd(${m}, 'yes')")), "bad-expression", 3, "relevant", "'selected'"
    ),
    "unknown code": Planted(
        (ONE, row("text", "b", relevant="${a} = 'ye'")), "unknown-choice", 3, "relevant", "'yes'"
    ),
    "unknown code in selected()": Planted(
        (SEVERAL, row("text", "b", relevant="selected(${m}, 'nein')")), "unknown-choice", 3, "relevant"
    ),
    "a kind of missing that is not offered": Planted(
        (ONE, row("text", "b", relevant="${a} = 'dk'")), "unknown-choice", 3, "relevant"
    ),
    "a number compared with a word": Planted(
        (AGE, row("text", "b", relevant="${age} = 'old'")), "wrong-type", 3, "relevant"
    ),
    "a code used as a number": Planted((ONE, row("text", "b", relevant="${a} + 1 > 2")), "wrong-type", 3, "relevant"),
    "several codes compared with one": Planted(
        (SEVERAL, row("text", "b", relevant="${m} = 'yes'")), "wrong-type", 3, "relevant", "selected(${m}, 'yes')"
    ),
    "selected() of a number": Planted(
        (AGE, row("text", "b", relevant="selected(${age}, '3')")), "wrong-type", 3, "relevant"
    ),
    "an answer where a condition is needed": Planted(
        (AGE, row("text", "b", relevant="${age} and true()")), "wrong-type", 3, "relevant"
    ),
    "a constraint that is no condition": Planted(
        (row("integer", "b", constraint=". + 1"),), "wrong-type", 2, "constraint"
    ),
    "a calculation without an expression": Planted((row("calculate", "c"),), "missing-calculation", 2, "calculation"),
    "a calculation of the wrong type": Planted(
        (ONE, row("calculate", "c", calculation="${a} * 2")), "wrong-type", 3, "calculation"
    ),
    "unknown kind of missing": Planted(
        (row("integer", "b", missing="dk refussed"),), "unknown-missing-code", 2, "missing", "'refused'"
    ),
    "missing beside a note": Planted((row("note", "n", missing="dk"), ONE), "surplus-cell", 2, "missing"),
    "a required that is a condition": Planted(
        (ONE, row("text", "b", required="${a} = 'yes'")), "bad-mark", 3, "required", "not supported"
    ),
    "a mark that cannot be read": Planted((row("text", "b", essential="maybe"),), "bad-mark", 2, "essential"),
    "unsupported appearance": Planted(
        (row("text", "b", appearance="likert"),), "unsupported-appearance", 2, "appearance", expected="multiline"
    ),
    "no label": Planted(
        (row("text", "b") | dict.fromkeys(LABELS, ""),), "missing-label", 2, "label::Deutsch (de)"
    ),
    "a language without the label": Planted(
        (row("text", "b") | {"label::English (en)": ""},), "missing-label", 2, "label::English (en)", expected="'b?'"
    ),
    "different placeholders": Planted(
        (AGE, row("text", "b") | {"label::Deutsch (de)": "Mit ${age}?"}),
        "different-placeholders", 3, "label::English (en)", expected="${age}",
    ),
    "an answer of the same page in a label": Planted(
        (BEGIN, AGE, row("text", "b") | dict.fromkeys(LABELS, "Mit ${age}?"), END), "same-page", 4, "name"
    ),
    "an unknown answer in a label": Planted(
        (AGE, row("text", "b") | dict.fromkeys(LABELS, "Mit ${aje}?")),
        "unknown-reference", 3, "label::Deutsch (de)", "'age'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_planted_fault_is_found(planted: Planted) -> None:
    found = examine(sheets_of(survey(planted.rows) + CHOICES))
    assert found.instrument is None
    (fault,) = [f for f in found.errors if (f.code, f.row, f.column) == (planted.code, planted.row, planted.column)]
    assert (fault.sheet, planted.hint in fault.hint, planted.expected in fault.expected) == ("survey", True, True)


def test_one_fault_is_one_fault() -> None:
    for name, planted in PLANTED.items():
        found = examine(sheets_of(survey(planted.rows) + CHOICES))
        assert len(found.errors) == 1, (name, found.errors)


def test_all_faults_at_once_in_the_order_of_the_workbook() -> None:
    rows = (row("integr", "a"), row("select_one yesno", "b"), row("text", "c", relevant="${x} = 1"))
    with pytest.raises(QuestionnaireErrors) as caught:
        build(sheets_of(survey(rows) + CHOICES))
    assert [(fault.row, fault.code) for fault in caught.value.faults] == [
        (2, "unknown-type"),
        (3, "unknown-list"),
        (4, "unknown-reference"),
    ]
    assert "3 faults" in str(caught.value)
    assert "Unknown choice list 'yesno' (sheet survey, row 3, column type)" in str(caught.value)


def test_the_same_table_without_a_fault_is_compiled() -> None:
    rows = (BEGIN, ONE, AGE, END, row("text", "b", relevant="${a} = 'yes' and ${age} > 3", missing="dk"))
    found = examine(sheets_of(survey(rows) + CHOICES))
    assert (found.errors, found.warnings) == ((), ())
    assert found.instrument is not None

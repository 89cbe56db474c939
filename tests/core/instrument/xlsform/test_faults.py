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

COLUMNS = """
    type name relevant constraint required missing calculation appearance essential default read_only repeat_count
    choice_filter parameters
"""
HEADS = COLUMNS.split()
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
PERSON = (row("begin_repeat", "person"), AGE, row("end_repeat"))
KIDS = "{${age}, plural, one {# Kind} other {# Kinder}}"

PLANTED = {
    "duplicate name": Planted((ONE, row("text", "a")), "duplicate-name", 3, "name", "row 2"),
    "names that differ in capitals": Planted((ONE, row("text", "A")), "duplicate-name", 3, "name"),
    "no name": Planted((ONE, row("text") | dict.fromkeys(LABELS, "b?")), "missing-name", 3, "name"),
    "name that cannot be used": Planted((row("text", "1st"),), "bad-name", 2, "name"),
    "reserved name": Planted((row("text", "a__missing"),), "bad-name", 2, "name"),
    "unknown type": Planted((row("integr", "a"),), "unknown-type", 2, "type", "'integer'"),
    "unsupported type": Planted((row("geopoint", "a"),), "unsupported-type", 2, "type", "district"),
    "unsupported loop": Planted(
        (row("begin loop over yes_no", "r"), ONE, row("end loop")), "unsupported-type", 2, "type", "begin_repeat"
    ),
    "answers of an earlier question as choices": Planted((row("select_one ${m}", "a"),), "unsupported-type", 2, "type"),
    "a list from another kind of file": Planted(
        (row("select_one_from_file towns.xml", "a"),), "unsupported-type", 2, "type", "CSV"
    ),
    "a ranking with or_other": Planted((row("rank yes_no or_other", "a"),), "unsupported-type", 2, "type"),
    "a file that is not there": Planted((row("select_one_from_file towns.csv", "a"),), "missing-file", 2, "type"),
    "no type": Planted((row("", "a"),), "missing-type", 2, "type"),
    "unknown list": Planted((row("select_one yesno", "a"),), "unknown-list", 2, "type", "'yes_no'"),
    "no list": Planted((row("select_one", "a"),), "unknown-type", 2, "type"),
    "group not closed": Planted((BEGIN, ONE), "group-not-closed", 2, "type", expected="end_group"),
    "group not opened": Planted((ONE, END), "group-not-opened", 3, "type"),
    "unknown type of a question that others speak of": Planted(
        (row("integr", "n"), row("text", "b", relevant="${n} > 3")), "unknown-type", 2, "type"
    ),
    "empty group": Planted((BEGIN, END), "empty-group", 2, "type"),
    "repeat that ends as a group": Planted(
        (row("begin_repeat", "r"), ONE, END), "wrong-end", 4, "type", expected="end_repeat"
    ),
    "name that or_other needs": Planted(
        (row("select_one yes_no or_other", "a"), row("text", "a_other")), "duplicate-name", 3, "name"
    ),
    "name of a group inside another one": Planted(
        (BEGIN, row("begin_group", "a"), row("text", "b"), END, END, ONE), "duplicate-name", 7, "name", "row 3"
    ),
    "unknown reference": Planted(
        (AGE, row("text", "b", relevant="${aeg} > 3")), "unknown-reference", 3, "relevant", "'age'"
    ),
    "reference to a later question": Planted(
        (row("text", "b", relevant="${age} > 3"), AGE), "later-reference", 2, "relevant", "Move"
    ),
    "constraint that refers to its question": Planted(
        (row("integer", "b", constraint="${b} > 3"),), "later-reference", 2, "constraint", "'.'"
    ),
    "condition that refers to its question": Planted(
        (row("integer", "b", relevant="${b} > 3"),), "cycle", 2, "relevant"
    ),
    "calculations in a circle": Planted(
        (row("calculate", "b", calculation="${c} + 1"), row("calculate", "c", calculation="${b} + 1")),
        "cycle", 2, "calculation",
    ),
    "page that depends on its own question": Planted(
        (row("begin_group", "p", relevant="${a} = 'yes'"), ONE, END), "cycle", 2, "relevant"
    ),
    "answer of a repeat seen from outside": Planted(
        (*PERSON, row("text", "b", relevant="${age} > 17")), "across-repeats", 5, "relevant", "indexed-repeat()"
    ),
    "answer of a repeat in a label outside": Planted(
        (*PERSON, row("text", "b") | dict.fromkeys(LABELS, "Mit ${age}?")), "across-repeats", 5, "label::Deutsch (de)"
    ),
    "question of another repeat in indexed-repeat()": Planted(
        (*PERSON, row("calculate", "c", calculation="indexed-repeat(${age}, ${age}, 1)")),
        "wrong-type", 5, "calculation",
    ),
    "chance in a condition": Planted(
        (row("text", "a", relevant="random() < 0.5"),), "bad-expression", 2, "relevant"
    ),
    "number of an instance outside of repeats": Planted(
        (row("calculate", "c", calculation="position(..)"),), "outside-repeat", 2, "calculation"
    ),
    "number of persons that is a text": Planted(
        (row("text", "n"), row("begin_repeat", "r", repeat_count="${n}"), AGE, row("end_repeat")),
        "wrong-type", 3, "repeat_count",
    ),
    "number of persons whose name is taken": Planted(
        (row("integer", "r_count"), row("begin_repeat", "r", repeat_count="${r_count} + 1"), AGE, row("end_repeat")),
        "duplicate-name", 3, "repeat_count",
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
    "a required that is no condition": Planted((ONE, row("text", "b", required="${a}")), "wrong-type", 3, "required"),
    "a required that cannot be read": Planted((row("text", "b", required="perhaps"),), "bad-mark", 2, "required"),
    "a read_only that is a condition": Planted(
        (ONE, row("text", "b", default="x", read_only="${a} = 'yes'")), "bad-mark", 3, "read_only", "relevant"
    ),
    "a default that is no number": Planted((row("integer", "b", default="many"),), "bad-default", 2, "default"),
    "a default with a part of a whole": Planted((row("integer", "b", default="1.5"),), "bad-default", 2, "default"),
    "a default that is no date": Planted((row("date", "b", default="30.11.2020"),), "bad-default", 2, "default"),
    "a default that is no time": Planted((row("time", "b", default="25:00"),), "bad-default", 2, "default"),
    "a default that is no choice": Planted(
        (row("select_one yes_no", "b", default="ye"),), "bad-default", 2, "default", "'yes'"
    ),
    "a default in quotes": Planted(
        (row("select_one yes_no", "b", default="'yes'"),), "bad-default", 2, "default", "quotes"
    ),
    "a default between two steps": Planted(
        (row("range", "b", default="3", parameters="start=0 end=10 step=2"),), "bad-default", 2, "default"
    ),
    "a calculated default of the wrong kind": Planted(
        (row("integer", "b", default="concat('a', 'b')"),), "wrong-type", 2, "default"
    ),
    "a filter that is none": Planted(
        (row("select_one yes_no", "b", choice_filter="3"),), "wrong-type", 2, "choice_filter"
    ),
    "a filter with a column that is not there": Planted(
        (row("select_one yes_no", "b", choice_filter="nme = 'yes'"),), "unknown-attribute", 2, "choice_filter", "'name'"
    ),
    "a filter that no choice can pass": Planted(
        (row("select_one yes_no", "b", choice_filter="name = 'ye'"),), "unknown-choice", 2, "choice_filter", "'yes'"
    ),
    "a filter beside or_other": Planted(
        (row("select_one yes_no or_other", "b", choice_filter="name = 'yes'"),), "surplus-cell", 2, "choice_filter"
    ),
    "an unknown parameter": Planted(
        (row("range", "b", parameters="begin=1 end=5"),), "bad-parameter", 2, "parameters", expected="start"
    ),
    "parameters that cannot be read": Planted(
        (row("range", "b", parameters="start"),), "bad-parameter", 2, "parameters"
    ),
    "a range without room": Planted((row("range", "b", parameters="start=5 end=5"),), "bad-parameter", 2, "parameters"),
    "a step that does not fit": Planted(
        (row("range", "b", parameters="start=1 end=5 step=9"),), "bad-parameter", 2, "parameters"
    ),
    "a seed without an order": Planted(
        (row("select_one yes_no", "b", parameters="seed=3"),), "bad-parameter", 2, "parameters", expected="randomize"
    ),
    "an order that is neither drawn nor not": Planted(
        (row("select_one yes_no", "b", parameters="randomize=perhaps"),), "bad-parameter", 2, "parameters"
    ),
    "a date compared with a number": Planted((row("date", "b", constraint=". > 2020"),), "wrong-type", 2, "constraint"),
    "a time compared with a date": Planted(
        (row("time", "b", constraint=". > today()"),), "wrong-type", 2, "constraint"
    ),
    "a word that is no time": Planted((row("time", "b", constraint=". = 'noon'"),), "wrong-type", 2, "constraint"),
    "curly quotes": Planted(
        (ONE, row("text", "b", relevant="${a} = ‘yes’")), "bad-expression", 3, "relevant", "straight"
    ),
    "a path": Planted((ONE, row("text", "b", relevant="../a = 'yes'")), "bad-expression", 3, "relevant", "${a}"),
    "data from a file that is not there": Planted(
        (ONE, row("calculate", "c", calculation="pulldata('rates', 'x', 'y', ${a})")), "missing-file", 3, "calculation"
    ),
    "data from a file that nobody names": Planted(
        (ONE, row("calculate", "c", calculation="pulldata(${a}, 'x', 'y', ${a})")), "bad-expression", 3, "calculation"
    ),
    "an unknown question in quotes": Planted(
        (ONE, row("calculate", "c", calculation="jr:choice-name(${a}, '${aa}')")),
        "unknown-reference", 3, "calculation", "'a'",
    ),
    "a mark that cannot be read": Planted((row("text", "b", essential="maybe"),), "bad-mark", 2, "essential"),
    "unsupported appearance": Planted(
        (row("text", "b", appearance="likert"),), "unsupported-appearance", 2, "appearance", expected="multiline"
    ),
    "appearance that asks something else": Planted(
        (row("date", "b", appearance="month-year"),), "unsupported-appearance", 2, "appearance", "month and year"
    ),
    "appearance that calls other software": Planted(
        (row("text", "b", appearance="ex:org.example.scan(a='b')"),), "unsupported-appearance", 2, "appearance"
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
    "a brace that is not closed": Planted(
        (row("text", "b") | {"label::English (en)": "b {?"},), "broken-braces", 2, "label::English (en)"
    ),
    "a plural without one of its forms": Planted(
        (AGE, row("text", "b") | {LABELS[0]: KIDS, LABELS[1]: "{${age}, plural, other {#}}"}),
        "wrong-plural", 3, "label::English (en)", expected="one, other",
    ),
    "a plural with a form of another language": Planted(
        (AGE, row("text", "b") | {LABELS[0]: KIDS, LABELS[1]: "{${age}, plural, one {#} few {#} other {#}}"}),
        "wrong-plural", 3, "label::English (en)",
    ),
    "a plural that a translation lacks": Planted(
        (AGE, row("text", "b") | {LABELS[0]: KIDS, LABELS[1]: "${age} children"}),
        "wrong-plural", 3, "label::English (en)",
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

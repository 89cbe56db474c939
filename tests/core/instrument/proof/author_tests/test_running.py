"""The sheet `tests`: what a statistician writes there holds, or fails at its cell with what came instead."""

from __future__ import annotations

import datetime

import pytest

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.author_tests.rows import names, pairs, read_rows
from querschnitt.core.instrument.proof.author_tests.running import run_test
from querschnitt.core.instrument.proof.book import read_book
from querschnitt.core.instrument.xlsform import build
from tests.core.instrument.proof.forms import END, Row, begin, form, row

TODAY = datetime.date(2026, 11, 2)

ROWS = (
    row("select_one work", "job", missing="dk refused"),
    begin("working", relevant="${job} = 'full_time' or ${job} = 'part_time'"),
    row("select_multiple work", "earlier"),
    row("decimal", "rent", constraint=". >= 0 and . <= 5000"),
    END,
    row("integer", "income", constraint=". > 0", required="yes"),
    row("date", "born", constraint=". <= today()"),
    row("calculate", "share", calculation="${rent} div ${income}"),
    row("calculate", "is_poor", calculation="${income} < 900"),
    row("integer", "people", constraint=". >= 0 and . <= 9"),
    row("begin_repeat", "person", repeat_count="${people}"),
    row("integer", "age"),
    row("text", "school", relevant="${age} < 16"),
    {"type": "end_repeat"},
)


def run(**cells: str) -> list[Fault]:
    sheets = form(*ROWS, tests=[{"name": "one", **cells}])
    rows, faults = read_rows(read_book(sheets))
    return faults + [fault for each in rows for fault in run_test(each, build(sheets), today=TODAY)]


HOLDS = [
    {"answers": "job = none", "not_asked": "working rent", "asked": "income"},
    {"answers": "job=full_time; rent=500; income=1000", "asked": "rent, earlier", "value": "share=0.5; is_poor=no"},
    {"answers": "job: part_time\nrent: 12,5\nincome: 100", "value": "share = 0,125"},
    {"answers": "${job} = full_time, earlier = none part_time, rent = 0", "path": "job > working > rent -> income"},
    {"answers": "job = dk", "not_asked": "working", "value": "job = dk; share = no answer"},
    {"answers": "job = refused; income = -5", "error": "income"},
    {"answers": "job = full_time; rent = 6000", "error": "rent income"},
    {"answers": "job = none", "error": "income"},
    {"answers": "born = 30.11.1990; income = 900", "value": "is_poor = false; born = 1990-11-30"},
    {"answers": "born = 2026-12-24", "error": "born", "today": "2026-12-23"},
    {"answers": "born = 2026-12-24", "asked": "born", "today": "24.12.2026"},
    {"answers": "people = 2; age[1] = 40; age[2] = 9", "asked": "school[2] person", "not_asked": "school[1]"},
    {"answers": "people = 0", "not_asked": "age person", "path": "people > end"},
    {"Antworten": "job = none", "nicht gefragt": "rent", "Weg": "job > income > Ende"},
    {"answers": "job = none; rent = 400", "not_asked": "rent"},
]


@pytest.mark.parametrize("cells", HOLDS)
def test_what_is_so_holds(cells: dict[str, str]) -> None:
    assert [str(fault) for fault in run(**cells)] == []


FAILS = [
    ({"answers": "job = none", "asked": "rent"}, "failed-test", "asked", "'rent' is not asked", "'rent' is asked"),
    ({"answers": "job = full_time", "not_asked": "rent"}, "failed-test", "not_asked", "'rent' is asked", "not asked"),
    ({"answers": "job = none", "path": "working > income"}, "failed-test", "path", "'working' does not come", ""),
    ({"answers": "job = none", "path": "income > job"}, "failed-test", "path", "does not come there", "income > job"),
    (
        {"answers": "job = full_time; rent = 500; income = 2000", "value": "share = 0.5"},
        "failed-test", "value", "'share' is 0.25", "share = 0.5",
    ),
    ({"answers": "income = 5", "error": "income"}, "failed-test", "error", "is accepted", "is refused"),
    ({"answers": "income = -5", "asked": "born"}, "failed-test", "answers", "refused (constraint)", "column error"),
    ({"answers": "job = none; rent = 5", "asked": "income"}, "failed-test", "answers", "answered and not asked", ""),
    ({"answers": "job = full_tim", "asked": "rent"}, "bad-test", "answers", "'full_tim' is no answer", "'full_time'"),
    ({"answers": "jop = none", "asked": "rent"}, "bad-test", "answers", "no question 'jop'", "'job'"),
    ({"answers": "rent = dk", "asked": "job"}, "bad-test", "answers", "'dk' is no answer to 'rent'", ""),
    ({"answers": "share = 3", "asked": "job"}, "bad-test", "answers", "nobody answers 'share'", "column value"),
    ({"answers": "age = 3", "asked": "job"}, "bad-test", "answers", "asked several times", "age[1]"),
    ({"answers": "just work", "asked": "job"}, "bad-test", "answers", "cannot be read", "name = answer"),
    ({"answers": "job = none", "asked": "jop"}, "bad-test", "asked", "there is no 'jop'", "'job'"),
    ({"answers": "job = none", "value": "shar = 3"}, "bad-test", "value", "there is no 'shar'", "'share'"),
    ({"answers": "job = none"}, "bad-test", "asked", "expects nothing", "not_asked"),
    ({"answers": "job = none", "asked": "job", "today": "soon"}, "bad-test", "today", "the day cannot be read", ""),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "code", "column", "what", "more"), FAILS)
def test_what_is_not_so_fails_at_its_cell(
    cells: dict[str, str], *, code: str, column: str, what: str, more: str
) -> None:
    faults = run(**cells)
    assert [(fault.code, fault.sheet, fault.row, fault.column) for fault in faults] == [(code, "tests", 2, column)]
    assert what in faults[0].what
    assert more in str(faults[0])


def test_an_unknown_column_is_noted() -> None:
    faults = run(answers="job = none", asked="job", askd="rent")
    assert [(fault.code, fault.column, fault.severity) for fault in faults] == [("unknown-column", "askd", "warning")]
    assert faults[0].hint == "Did you mean 'asked'?"


def test_a_row_without_anything_is_no_test() -> None:
    empty: Row = {"name": "", "answers": "", "asked": ""}
    rows, faults = read_rows(read_book(form(*ROWS, tests=[empty, {"name": "two", "answers": "", "asked": "job"}])))
    assert [each.row for each in rows] == [3]
    assert faults == []


def test_separators_of_many_hands() -> None:
    assert list(pairs("a=1; b = 2 , c: 3\nd='x; y'")) == [("a", "1"), ("b", "2"), ("c", "3"), ("d", "x; y")]
    assert list(pairs("a = 1, b = 2")) == [("a", "1"), ("b", "2")]
    assert names("a, b;c > d → e -> ${f}") == ["a", "b", "c", "d", "e", "f"]

"""One planted mistake of logic each: found, named by its place and its reason, and the only one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pytest

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.book import read_book
from querschnitt.core.instrument.proof.coverage.cover import cover
from querschnitt.core.instrument.proof.logic.layout import Layout
from querschnitt.core.instrument.proof.logic_faults import logic_faults
from querschnitt.core.instrument.xlsform import build
from tests.core.instrument.proof.forms import END, Row, begin, form, row

TODAY = datetime.date(2026, 11, 2)


def faults_of(*rows: Row) -> list[Fault]:
    sheets = form(*rows)
    instrument = build(sheets)
    return list(logic_faults(Layout(instrument, TODAY), cover(instrument, today=TODAY), read_book(sheets)))


@dataclass(frozen=True)
class Planted:
    """Rows of the sheet survey (from row 2), and the fault that must be found in them."""

    rows: tuple[Row, ...]
    code: str
    row: int
    column: str
    says: str = ""
    severity: str = "error"


JOB = row("select_one work", "job")
AGE = row("integer", "age", constraint=". >= 0 and . <= 120")
ADULT = row("integer", "age", constraint=". >= 18 and . <= 99")

PLANTED = {
    "a condition that contradicts itself": Planted(
        (JOB, row("text", "why", relevant="${job} = 'none' and ${job} = 'full_time'")),
        "contradictory-condition", 3, "relevant", "Write 'or'",
    ),
    "a question that is switched off": Planted(
        (JOB, row("text", "why", relevant="false()")), "unreachable", 3, "relevant", "switched off",
    ),
    "a condition that looks at nothing and always holds": Planted(
        (JOB, row("text", "why", relevant="1 = 1")), "always-true", 3, "relevant", "Leave the cell empty",
    ),
    "a condition that is nothing but true()": Planted(
        (JOB, row("text", "why", relevant="true()")), "always-true", 3, "relevant", severity="warning",
    ),
    "a constraint that looks at nothing and always holds": Planted(
        (JOB, row("text", "why", constraint="true()")), "always-true", 3, "constraint", severity="warning",
    ),
    "numbers that contradict each other": Planted(
        (AGE, row("text", "why", relevant="${age} < 18 and ${age} > 65")), "contradictory-condition", 3, "relevant",
    ),
    "a condition that the constraint of the question excludes": Planted(
        (ADULT, row("text", "why", relevant="${age} < 16")), "contradictory-condition", 3, "relevant",
        "'age' must fulfil . >= 18 and . <= 99 (row 2)",
    ),
    "an alternative that can never be": Planted(
        (AGE, JOB, row("text", "why", relevant="${job} = 'none' or ${age} > 120")), "contradictory-condition", 4,
        "relevant", "${age} > 120",
    ),
    "a question that its group excludes": Planted(
        (JOB, begin("g", relevant="${job} = 'full_time' or ${job} = 'part_time'"),
         row("text", "firm"), row("text", "why", relevant="${job} = 'none'"), END),
        "unreachable", 5, "relevant",
        "needs ${job} = 'none', but group 'g' is only reached with ${job} = 'full_time' or ${job} = 'part_time' (row",
    ),
    "a question that needs an answer which was never asked for": Planted(
        (JOB, row("integer", "hours", relevant="${job} = 'part_time'", constraint=". > 0"),
         row("text", "why", relevant="${hours} > 5 and ${job} = 'full_time'")),
        "unreachable", 4, "relevant", "'hours' is only asked with ${job} = 'part_time' (row 3)",
    ),
    "a question that needs more than a constraint allows": Planted(
        (AGE, row("integer", "since", constraint=". >= 0 and . <= ${age}"),
         row("text", "why", relevant="${since} > ${age}")),
        "contradictory-condition", 4, "relevant", "'since' must fulfil . >= 0 and . <= ${age} (row 3)",
    ),
    "what depends on a mistake is not told again": Planted(
        (JOB, row("integer", "x", relevant="${job} = 'none' and ${job} = 'full_time'"),
         row("text", "y", relevant="${x} > 3")),
        "contradictory-condition", 3, "relevant",
    ),
    "or where and was meant": Planted(
        (JOB, row("text", "why", relevant="${job} != 'none' or ${job} != 'full_time'")), "always-true", 3, "relevant",
        "Write 'and'",
    ),
    "a condition that holds for whatever must be answered": Planted(
        (row("select_one yes_no", "a", required="yes"),
         row("text", "why", relevant="${a} = 'yes' or ${a} = 'no'")),
        "always-true", 3, "relevant",
    ),
    "a condition that always holds for whoever comes so far": Planted(
        (row("select_one yes_no", "a", required="yes"), row("text", "why", relevant="${a} != ''")),
        "always-true", 3, "relevant", "'a' must be answered", severity="warning",
    ),
    "a condition that holds even without an answer": Planted(
        (AGE, row("text", "why", relevant="coalesce(${age}, 0) >= 0")), "always-true", 3, "relevant",
    ),
    "a condition that repeats that of its group": Planted(
        (JOB, begin("g", relevant="${job} = 'none'"), row("text", "why", relevant="${job} = 'none'"), END),
        "always-true", 4, "relevant", severity="warning",
    ),
    "a constraint nobody can meet": Planted(
        (row("integer", "age", constraint=". > 18 and . < 18"),), "impossible-constraint", 2, "constraint",
    ),
    "a constraint with a gap between whole numbers": Planted(
        (row("integer", "age", constraint=". > 18 and . < 19"),), "impossible-constraint", 2, "constraint",
    ),
    "a length that no text has": Planted(
        (row("text", "code", constraint="string-length(.) > 5 and string-length(.) < 5"),),
        "impossible-constraint", 2, "constraint",
    ),
    "more choices than there are": Planted(
        (row("select_multiple work", "jobs", constraint="count-selected(.) > 3"),), "impossible-constraint", 2,
        "constraint",
    ),
    "a constraint against the condition": Planted(
        (AGE, row("integer", "school", relevant="${age} < 10", constraint=". >= 10 and . < ${age}")),
        "impossible-constraint", 3, "constraint", "'school' is only asked with ${age} < 10",
    ),
    "a dead end": Planted(
        (AGE, row("integer", "school", relevant="${age} < 10", constraint=". >= 10 and . < ${age}", required="yes")),
        "dead-end", 3, "constraint", "it must be answered",
    ),
    "a dead end in some cases": Planted(
        (row("integer", "people", constraint=". >= 0 and . <= 20"),
         row("integer", "children", constraint=". >= 1 and . < ${people}", required="yes", relevant="${people} >= 0")),
        "dead-end", 3, "constraint", "with people = ",
    ),
    "a choice that the constraint refuses": Planted(
        (row("select_one work", "job", constraint=". != 'none'"),), "unreachable-choice", 2, "constraint", "'none'",
    ),
    "a constraint that refuses nothing": Planted(
        (row("select_one yes_no", "a", constraint=". = 'yes' or . = 'no'"),), "always-true", 2, "constraint",
        severity="warning",
    ),
    "a calculation without a value": Planted(
        (JOB, row("integer", "hours", relevant="${job} = 'part_time'", constraint=". > 0"),
         row("calculate", "double", calculation="${hours} * 2", relevant="${job} = 'full_time'")),
        "empty-calculation", 4, "calculation", "'hours' is only asked with",
    ),
    "a test inside a calculation that never holds": Planted(
        (JOB, row("calculate", "kind", calculation="if(${job} = 'none' and ${job} = 'full_time', 1, 2)")),
        "contradictory-condition", 3, "calculation",
    ),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_each_mistake_is_found_at_its_place_and_nothing_else(planted: Planted) -> None:
    faults = faults_of(*planted.rows)
    assert [(f.code, f.row, f.column, f.severity) for f in faults] == [
        (planted.code, planted.row, planted.column, planted.severity)
    ], [str(f) for f in faults]
    assert planted.says in str(faults[0])


CLEAN = {
    "a chain of conditions": (
        JOB,
        row("integer", "hours", relevant="${job} = 'part_time'", constraint=". > 0 and . < 40"),
        row("text", "why", relevant="${hours} < 10"),
    ),
    "an answer that may be missing": (
        row("select_one yes_no", "a", missing="dk refused"),
        row("text", "why", relevant="${a} = 'dk' or ${a} = 'refused'"),
        row("text", "empty", relevant="${a} = ''"),
    ),
    "times": (
        row("time", "leaves"),
        row("time", "returns", constraint=". > ${leaves}"),
        row("text", "late", relevant="${returns} > '22:30'"),
    ),
    "any answer will do": (JOB, row("text", "why", relevant="${job} != ''")),
    "numbers of the household": (
        row("integer", "people", constraint=". >= 1 and . <= 20"),
        row("integer", "children", constraint=". >= 0 and . < ${people}", relevant="${people} > 1"),
        row("calculate", "share", calculation="${children} div ${people}"),
        row("text", "many", relevant="${share} > 0.5"),
    ),
    "several answers, one of which excludes the others": (
        row("select_multiple work", "jobs", constraint="not(selected(., 'none')) or count-selected(.) = 1"),
        row("text", "why", relevant="selected(${jobs}, 'full_time') and selected(${jobs}, 'part_time')"),
    ),
    "dates": (
        row("date", "born", constraint=". >= '1900-01-01' and . <= today()"),
        row("date", "came", constraint=". >= ${born}"),
        row("text", "early", relevant="${came} < '1990-01-01' and ${born} > '1980-12-31'"),
    ),
    "a postcode": (
        row("text", "code", constraint="regex(., '[0-9]{5}')"),
        row("text", "x", relevant="${code} = '04109'"),
    ),
    "a group that is never left out twice": (
        JOB,
        begin("g", relevant="${job} != 'none'"),
        row("integer", "hours", constraint=". >= 1 and . <= 80"),
        row("text", "many", relevant="${hours} > 48"),
        END,
        row("text", "last", relevant="${job} = 'none' or ${hours} < 10"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("rows", CLEAN.values(), ids=CLEAN)
def test_a_sound_questionnaire_has_no_fault(rows: tuple[Row, ...]) -> None:
    assert [str(fault) for fault in faults_of(*rows)] == []

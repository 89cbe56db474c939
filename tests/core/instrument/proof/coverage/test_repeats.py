"""Repeats: what the sheets reach, and that nothing is called unreachable which some household reaches."""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from querschnitt.core.instrument import Instrument, Value
from querschnitt.core.instrument.occasion import NOWHERE
from querschnitt.core.instrument.passage import Passage
from querschnitt.core.instrument.proof.coverage.cover import cover
from querschnitt.core.instrument.xlsform import build
from tests.core.instrument.proof.forms import Row, form, row

END_REPEAT: Row = {"type": "end_repeat"}
CODES = ("full_time", "part_time", "none")


def repeat(name: str, **cells: str) -> Row:
    return row("begin_repeat", name, **cells)


def reached(instrument: Instrument) -> set[str]:
    """Try every household of up to two people, and return the questions that come."""
    found: set[str] = set()
    jobs, numbers = (None, *CODES), (None, 0, 1, 2)
    for people in (None, 0, 1, 2):
        for answers in itertools.product(jobs, numbers, jobs if people == 2 else (None,), (None, 1, 2)):
            job, age, second, other = answers
            sheet: dict[str, Value | None] = {
                "people": people, "job[1]": job, "age[1]": age, "job[2]": second, "age[2]": other,
            }  # fmt: skip
            _walk(instrument, {name: value for name, value in sheet.items() if value is not None}, found)
    return found


def _walk(instrument: Instrument, sheet: dict[str, Value], found: set[str]) -> None:
    passage = Passage(instrument, sheet, NOWHERE)
    for page in passage.pages():
        found.update(question.origin for question in passage.visit(page))


def conditions(atoms: list[str]) -> st.SearchStrategy[str]:
    one = st.sampled_from(atoms)
    two = st.tuples(one, st.sampled_from(["and", "or"]), one).map(" ".join)
    return st.one_of(one, two, two.map(lambda text: f"not({text})"))


OUTER = ["${people} > 0", "${people} = 2", "${people} < 1"]
INNER = [*OUTER, "${job} = 'none'", "${job} != 'none'", "position(..) = 2", "${age} > 1", "${age} = 0"]
AFTER = [
    *OUTER, "sum(${age}) > 2", "max(${age}) = 2", "min(${age}) < 1", "count(${person}) = 2", "sum(${age}) > 9",
    "max(${age}) > 2", "count-non-empty(${job}) = 2", "count(${person}) > 2",
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conditions(INNER), conditions(INNER), conditions(AFTER))
def test_nothing_is_called_unreachable_that_a_household_reaches(first: str, second: str, after: str) -> None:
    instrument = build(
        form(
            row("integer", "people", constraint=". >= 0 and . <= 2"),
            repeat("person", repeat_count="${people}"),
            row("select_one work", "job"),
            row("integer", "age", constraint=". >= 0 and . <= 2"),
            row("note", "x", relevant=first),
            row("note", "y", relevant=second),
            END_REPEAT,
            row("note", "z", relevant=after),
        )
    )
    coverage = cover(instrument)
    covered = {goal.name for sheet in coverage.sheets for goal in sheet.reached if goal.kind == "question"}
    unreachable = {each.goal.name for each in coverage.unreachable if each.goal.kind == "question"}
    assert not unreachable & reached(instrument)
    assert reached(instrument) - unreachable <= covered | {goal.name for goal in coverage.undecided}


def test_an_open_repeat_is_walked_until_the_third_instance_if_something_stands_there() -> None:
    instrument = build(
        form(repeat("child"), row("integer", "age"), row("text", "third", relevant="position(..) = 3"), END_REPEAT)
    )
    coverage = cover(instrument)
    assert coverage.questions.reached == coverage.questions.total == 2
    assert any("third[3]" in sheet.pages for sheet in coverage.sheets)


def test_what_no_instance_can_be_no_household_can_be() -> None:
    instrument = build(
        form(
            row("integer", "people", constraint=". >= 0 and . <= 9"),
            repeat("person", repeat_count="${people}"),
            row("integer", "age", constraint=". >= 0 and . <= 120"),
            END_REPEAT,
            row("note", "old", relevant="max(${age}) > 120"),
            row("note", "many", relevant="count(${person}) > 8"),
        )
    )
    coverage = cover(instrument)
    assert [str(each.goal) for each in coverage.unreachable] == ["relevant of old holds", "old"]
    assert coverage.undecided == ()

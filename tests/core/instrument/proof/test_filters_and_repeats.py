"""Choices that depend on other answers, and repeats: what nobody can choose, and what never ends."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pytest

from querschnitt.core.instrument.proof.proof import Circumstances, prove
from querschnitt.core.instrument.xlsform import examine
from tests.core.instrument.proof.forms import Row, form, row

LAND: tuple[Row, ...] = (
    {"list_name": "land", "name": "sn", "de": "Sachsen", "en": "Saxony"},
    {"list_name": "land", "name": "th", "de": "Thüringen", "en": "Thuringia"},
    {"list_name": "town", "name": "leipzig", "de": "Leipzig", "en": "Leipzig", "land": "sn"},
    {"list_name": "town", "name": "dresden", "de": "Dresden", "en": "Dresden", "land": "sn"},
    {"list_name": "town", "name": "gera", "de": "Gera", "en": "Gera", "land": "th"},
)
WHERE = row("select_one land", "land", essential="yes", feature="place")
TOWN = row("select_one town", "town", feature="place", choice_filter="land = ${land}")
END_REPEAT: Row = {"type": "end_repeat"}
AGE = row("integer", "age", feature="people", constraint=". >= 0 and . <= 120")


def people(constraint: str = "") -> Row:
    return row("integer", "people", feature="people", essential="yes", constraint=constraint)


def repeat(**cells: str) -> Row:
    return row("begin_repeat", "person", **cells)


@dataclass(frozen=True)
class Planted:
    """Rows, and the fault in them."""

    rows: tuple[Row, ...]
    code: str
    row: int
    column: str
    says: str
    severity: str = "error"


PLANTED = {
    "a choice that no answer before offers": Planted(
        (WHERE, dict(TOWN) | {"choice_filter": "land = ${land} and name != 'gera'"}), "unreachable-choice", 3,
        "choice_filter", "The choice 'gera' of 'town' can never be offered",
    ),
    "a filter that offers nothing": Planted(
        (WHERE, dict(TOWN) | {"choice_filter": "land = ${land} and land != ${land}"}), "no-choice-left", 3,
        "choice_filter", "never offers any choice",
    ),
    "a filter against the condition": Planted(
        (WHERE, dict(TOWN) | {"relevant": "${land} = 'th'"}), "unreachable-choice", 3, "choice_filter",
        "The choices 'leipzig', 'dresden' of 'town'",
    ),
    "a repeat without an end": Planted(
        (people(), repeat(repeat_count="${people}"), AGE, END_REPEAT), "endless-repeat", 3, "repeat_count",
        "more than 50 times",
    ),
    "a repeat that may be asked less than never": Planted(
        (people(". < 20"), repeat(repeat_count="${people}"), AGE, END_REPEAT), "negative-repeat", 3, "repeat_count",
        "below zero", "warning",
    ),
    "a repeat that never comes": Planted(
        (people(". >= 0 and . <= 9"), repeat(repeat_count="${people} - 10"), AGE, END_REPEAT), "unreachable", 3,
        "repeat_count", "'people' must fulfil",
    ),
    "a question that no instance reaches": Planted(
        (people(". >= 1 and . <= 9"), repeat(repeat_count="${people}"), AGE,
         row("text", "school", feature="people", relevant="${age} < 18 and ${age} > 65"), END_REPEAT),
        "contradictory-condition", 5, "relevant", "contradicts itself",
    ),
    "more people than can be": Planted(
        (people(". >= 1 and . <= 9"), repeat(repeat_count="${people}"), AGE, END_REPEAT,
         row("text", "old", feature="people", relevant="max(${age}) > 120")),
        "contradictory-condition", 6, "relevant", "can never hold",
    ),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_each_fault_is_the_only_one(planted: Planted) -> None:
    sheets = form(*planted.rows, choices=LAND)
    proof = prove(sheets, examine(sheets), Circumstances(today=datetime.date(2026, 11, 2)))
    found = [(fault.code, fault.row, fault.column, fault.severity) for fault in proof.faults]
    assert found == [(planted.code, planted.row, planted.column, planted.severity)], [str(f) for f in proof.faults]
    assert planted.says in proof.faults[0].what


CLEAN = {
    "a town of the land": (WHERE, TOWN),
    "a town of the land, where a land must be named": (dict(WHERE) | {"required": "yes"}, TOWN),
    "a household": (
        people(". >= 1 and . <= 9"), repeat(repeat_count="${people}"), AGE,
        row("text", "school", feature="people", relevant="${age} < 18"), END_REPEAT,
        row("text", "old", feature="people", relevant="max(${age}) > 80 and count(${person}) > 2"),
    ),
    "children, one after the other": (
        dict(AGE) | {"essential": "yes"}, repeat(), row("text", "first", feature="people"),
        row("text", "second", feature="people", relevant="position(..) = 2"), END_REPEAT,
        row("text", "many", feature="people", relevant="count(${person}) > 2"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("rows", CLEAN.values(), ids=CLEAN)
def test_what_is_sound_has_no_fault(rows: tuple[Row, ...]) -> None:
    sheets = form(*rows, choices=LAND)
    proof = prove(sheets, examine(sheets), Circumstances(today=datetime.date(2026, 11, 2)))
    assert [str(fault) for fault in proof.faults] == []
    assert proof.coverage is not None and proof.alike is not None
    assert proof.coverage.unreachable == proof.coverage.undecided == ()
    assert proof.alike.is_proven

"""Features: what was approved may be asked, nothing else."""

from __future__ import annotations

from querschnitt.core.instrument.faults import Fault
from querschnitt.core.instrument.proof.book import read_book
from querschnitt.core.instrument.proof.law import check_features
from querschnitt.core.instrument.xlsform import build
from tests.core.instrument.proof.forms import Row, form, row


def faults_of(*rows: Row, approved: set[str] | None) -> list[Fault]:
    sheets = form(*rows)
    listed = None if approved is None else frozenset(approved)
    return list(check_features(read_book(sheets), build(sheets), listed))


AGE, RENT = row("integer", "age", feature="demography"), row("decimal", "rent", feature="housing")


def test_what_is_approved_may_be_asked() -> None:
    assert faults_of(AGE, RENT, approved={"demography", "housing", "health"}) == []


def test_what_is_not_asked_needs_no_feature() -> None:
    rows = (AGE, row("note", "n"), row("calculate", "c", calculation="${age} + 1"), row("hidden", "h"))
    assert faults_of(*rows, approved={"demography"}) == []


def test_the_text_that_or_other_adds_belongs_to_its_question() -> None:
    assert faults_of(row("select_one work or_other", "job", feature="work"), approved={"work"}) == []


def test_a_slip_of_the_pen_is_told_with_the_name_that_was_meant() -> None:
    (fault,) = faults_of(AGE, dict(RENT) | {"feature": "housng"}, approved={"demography", "housing"})
    assert (fault.code, fault.row, fault.column, fault.value) == ("unapproved-feature", 3, "feature", "housng")
    assert fault.hint == "Did you mean 'housing'?"


def test_without_a_list_each_question_must_name_a_feature() -> None:
    (fault,) = faults_of(AGE, dict(RENT) | {"feature": ""}, approved=None)
    assert (fault.code, fault.row, fault.severity) == ("no-feature", 3, "error")
    assert "§ 13 SächsStatG" in fault.hint


def test_a_form_of_somebody_else_is_warned_once() -> None:
    (fault,) = faults_of(row("integer", "age"), row("decimal", "rent"), approved=None)
    assert (fault.code, fault.row, fault.severity) == ("no-feature", 1, "warning")


def test_a_form_of_somebody_else_against_a_list_is_wrong() -> None:
    (fault,) = faults_of(row("integer", "age"), approved={"demography"})
    assert (fault.code, fault.severity) == ("no-feature", "error")

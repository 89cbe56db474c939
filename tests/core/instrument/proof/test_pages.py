"""Warnings about pages and marks: few, and each with its reason."""

from __future__ import annotations

from querschnitt.core.instrument.proof.book import read_book
from querschnitt.core.instrument.proof.pages import CROWDED, check_pages
from querschnitt.core.instrument.xlsform import build
from tests.core.instrument.proof.forms import END, Row, begin, form, row


def codes_of(*rows: Row) -> list[tuple[str, int]]:
    sheets = form(*rows)
    found = list(check_pages(read_book(sheets), build(sheets)))
    assert all(fault.severity == "warning" for fault in found)
    return [(fault.code, fault.row) for fault in found]


FIRST = row("text", "first", essential="yes")


def many(number: int, **cells: str) -> list[Row]:
    return [row("text", f"q{n}", **cells) for n in range(number)]


def test_a_page_with_many_questions_for_everybody_is_crowded() -> None:
    assert codes_of(FIRST, begin("p"), *many(CROWDED), END) == []
    assert codes_of(FIRST, begin("p"), *many(CROWDED + 1), END) == [("crowded-page", 3)]


def test_questions_that_few_see_do_not_crowd_a_page() -> None:
    assert codes_of(FIRST, begin("p"), *many(CROWDED + 5, relevant="${first} = 'x'"), END) == []


def test_no_essential_question_is_told_once() -> None:
    assert codes_of(*many(3)) == [("no-essential", 1)]


def test_a_sensitive_question_should_let_people_off() -> None:
    income = row("integer", "income", sensitive="yes", required="yes")
    assert codes_of(FIRST, income) == [("sensitive-required", 3)]
    assert codes_of(FIRST, dict(income) | {"missing": "refused"}) == []
    assert codes_of(FIRST, dict(income) | {"required": ""}) == []

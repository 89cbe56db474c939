"""The table that both engines are held to. Results follow XPath 1.0 and the ODK XForms specification; where we differ
(what is missing is never a number), the group says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from querschnitt.core.instrument import ExpressionError, evaluate
from querschnitt.core.instrument.expressions import Expression
from querschnitt.core.instrument.expressions.interchange import encode_value
from querschnitt.core.instrument.expressions.operations import truth
from querschnitt.core.instrument.expressions.tree import from_json, to_json
from tests.core.instrument.expressions.engines import (
    ROOT,
    Page,
    answers_of,
    environment_of,
    for_the_page,
    in_python,
    page,
    same,
    surroundings,
)

TABLE: list[dict[str, Any]] = json.loads((ROOT / "tests" / "instruments" / "expressions.json").read_text("utf-8"))
RESULTS = [case for case in TABLE if "result" in case]
ERRORS = [case for case in TABLE if "error" in case]


def _evaluate(case: dict[str, Any]) -> object:
    return evaluate(case["expression"], answers_of(case), **surroundings(case))


def _parsed(case: dict[str, Any]) -> Expression:
    return Expression.parse(case["expression"], attributes="attributes" in case)


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with page() as started:
        yield started


@pytest.mark.parametrize("case", RESULTS, ids=lambda case: f"{case['group']}: {case['expression']}")
def test_result(case: dict[str, Any]) -> None:
    assert same(json.loads(json.dumps(encode_value(_evaluate(case)))), case["result"])


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case["expression"])
def test_error_says_where_and_what_to_do(case: dict[str, Any]) -> None:
    with pytest.raises(ExpressionError) as caught:
        _evaluate(case)
    assert caught.value.position == case["error"]["position"]
    assert case["error"]["hint"] in caught.value.hint
    assert case["error"].get("what", "") in caught.value.what


def test_the_page_gives_the_same_results(browser: Page) -> None:
    cases = [case for case in RESULTS if "server" not in case]
    outcomes = browser.outcomes([for_the_page(_parsed(case), case) for case in cases])
    wrong = [
        (case["expression"], case["result"], outcome)
        for case, outcome in zip(cases, outcomes, strict=True)
        if not same(outcome.get("result"), case["result"])
    ]
    assert wrong == []


def test_the_page_stops_where_the_server_stops(browser: Page) -> None:
    cases = [case for case in ERRORS if case["group"] == "wrong: with these answers"]
    outcomes = browser.outcomes([for_the_page(_parsed(case), case) for case in cases])
    assert [list(outcome) for outcome in outcomes] == [["error"]] * len(cases)


def test_a_stored_tree_gives_the_same_results() -> None:
    for case in RESULTS:
        stored = Expression(case["expression"], from_json(to_json(_parsed(case).tree)))
        outcome = in_python(stored, [environment_of(case), environment_of(case)])
        assert same(outcome.get("result"), case["result"]), case["expression"]
        assert outcome["holds"] is truth(stored.value(environment_of(case)))


def test_every_function_is_in_the_table() -> None:
    from querschnitt.core.instrument.expressions.functions import FUNCTIONS

    called = {name for case in RESULTS for name in _parsed(case).functions}
    assert called == set(FUNCTIONS)

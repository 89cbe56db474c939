"""The Python and the JavaScript engine make the same of random trees and answers: value, type, or error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from querschnitt.core.instrument.expressions import Expression
from querschnitt.core.instrument.expressions.dates import written
from querschnitt.core.instrument.expressions.interchange import encode_value
from querschnitt.core.instrument.expressions.operations import plain
from querschnitt.core.instrument.expressions.tree import Node, to_json
from querschnitt.core.instrument.values import Missing
from tests.core.instrument.expressions.engines import Page, agree, in_python, page
from tests.core.instrument.expressions.generated import CASES, LABELS, environment_of, trees

BATCH = 25


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with page() as started:
        yield started


def _for_the_page(tree: Node, case: dict[str, Any]) -> dict[str, Any]:
    known = {name: case[name] for name in ("position", "attributes", "random") if name in case}
    known |= {name: written(case[name]) for name in ("today", "now") if name in case}
    known["answers"] = {name: encode_value(value) for name, value in case["answers"].items()}
    known |= {"current": encode_value(plain(case["current"])), "labels": LABELS, "files": [["x", "*", "*", "*", "*"]]}
    return {"tree": to_json(tree), "environment": known}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(batch=st.lists(st.tuples(trees(), CASES), min_size=BATCH, max_size=BATCH))
def test_both_engines_make_the_same_of_it(browser: Page, batch: list[tuple[Node, dict[str, Any]]]) -> None:
    theirs = browser.outcomes([_for_the_page(tree, case) for tree, case in batch])
    for (tree, case), outcome in zip(batch, theirs, strict=True):
        ours = in_python(Expression("", tree), [environment_of(case), environment_of(case)])
        assert agree(ours, outcome), (to_json(tree), case, ours, outcome)


def test_what_is_said_to_be_missing_counts_as_what_is_not_there(browser: Page) -> None:
    expressions = [
        Expression.parse(text) for text in ("count(${a})", "count-non-empty(${a})", "selected(${a}, 'not_asked')")
    ]
    for answers in ({"a": Missing.NOT_ASKED}, {}):
        case = {"answers": answers, "current": "", "position": 0}
        theirs = browser.outcomes([_for_the_page(each.tree, case) for each in expressions])
        for each, outcome in zip(expressions, theirs, strict=True):
            ours = in_python(each, [environment_of(case), environment_of(case)])
            assert agree(ours, outcome), (each.text, answers, ours, outcome)
            assert not ours["holds"]

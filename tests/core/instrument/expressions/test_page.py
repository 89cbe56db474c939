"""What the page loads to evaluate expressions stays small."""

from __future__ import annotations

import gzip

from querschnitt.core.instrument.expressions.functions import FUNCTIONS
from tests.core.instrument.expressions.engines import ELEMENTARY, MODULE, page

LIMIT = 8_000


def test_the_module_is_small() -> None:
    assert len(gzip.compress(MODULE.read_bytes(), 9)) < LIMIT
    assert len(gzip.compress(MODULE.read_bytes(), 9)) + len(gzip.compress(ELEMENTARY.read_bytes(), 9)) < LIMIT * 1.1


def test_the_page_knows_every_function() -> None:
    calls = [{"tree": ["call", name, ["n", "1"]], "environment": {}} for name in FUNCTIONS]
    with page() as browser:
        outcomes = browser.outcomes(calls)
    unknown = [
        name
        for name, outcome in zip(FUNCTIONS, outcomes, strict=True)
        if outcome.get("error", "") == f"{name} is not known here"
    ]
    assert set(unknown) <= {"today", "now", "random"}


def test_names_of_javascript_are_no_answers() -> None:
    names = ["constructor", "__proto__", "toString", "hasOwnProperty"]
    trees = [["=", ["$", name], ["t", ""]] for name in names] + [["call", name] for name in names]
    with page() as browser:
        outcomes = browser.outcomes([{"tree": tree, "environment": {"answers": {}}} for tree in trees])
    assert [outcome.get("result", "error") for outcome in outcomes] == [True] * 4 + ["error"] * 4

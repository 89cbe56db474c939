"""The table that every engine of ours is held to. Results follow XPath 1.0 and the ODK XForms specification; where we
differ (what is missing is never a number), the group says so."""

from __future__ import annotations

import datetime
import json
import math
from typing import Any

import pytest

from querschnitt.core.instrument import ExpressionError, Missing, evaluate
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "instruments"
TABLE: list[dict[str, Any]] = json.loads((FOLDER / "expressions.json").read_text(encoding="utf-8"))
RESULTS = [case for case in TABLE if "result" in case]
ERRORS = [case for case in TABLE if "error" in case]


def _value(written: Any) -> Any:
    if not isinstance(written, dict):
        return written
    ((kind, value),) = written.items()
    return {"missing": Missing, "date": datetime.date.fromisoformat, "number": float}[kind](value)


def _evaluate(case: dict[str, Any]) -> object:
    answers = {name: _value(value) for name, value in case.get("answers", {}).items()}
    today = datetime.date.fromisoformat(case["today"]) if "today" in case else None
    return evaluate(case["expression"], answers, current=_value(case.get("current")), today=today)


@pytest.mark.parametrize("case", RESULTS, ids=lambda case: f"{case['group']}: {case['expression']}")
def test_result(case: dict[str, Any]) -> None:
    found, wanted = _evaluate(case), _value(case["result"])
    if isinstance(wanted, float) and math.isnan(wanted):
        assert isinstance(found, float) and math.isnan(found)
    else:
        assert (found, type(found) is bool) == (wanted, type(wanted) is bool)


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case["expression"])
def test_error_says_where_and_what_to_do(case: dict[str, Any]) -> None:
    with pytest.raises(ExpressionError) as caught:
        _evaluate(case)
    assert caught.value.position == case["error"]["position"]
    assert case["error"]["hint"] in caught.value.hint

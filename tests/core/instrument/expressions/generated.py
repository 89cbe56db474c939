"""Random trees, typed and ill-typed, and random answers to go with them."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from querschnitt.core.instrument.expressions.arithmetic import CALCULATIONS
from querschnitt.core.instrument.expressions.comparison import COMPARISONS
from querschnitt.core.instrument.expressions.dates import TOKENS
from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.functions import FUNCTIONS
from querschnitt.core.instrument.expressions.operations import plain
from querschnitt.core.instrument.expressions.patterns import pattern
from querschnitt.core.instrument.expressions.tree import (
    Attribute,
    Call,
    Current,
    Node,
    Number,
    Operation,
    Reference,
    Text,
)
from querschnitt.core.instrument.values import Instances, Missing, NodeSet

NAMES = ("a", "b", "c", "set", "row", "inner", "nowhere", "amount", "word", "day", "clock", "list")
LABELS = {name: "label of " + name for name in ("x", "y", "1")}

WRITTEN = st.sampled_from(["0", "1", "2", "3", "7", "10", "0.5", "2.5", "1.005", ".1", "1000000", "9007199254740993"])
TALES = st.sampled_from(
    [
        "", "a", "b", "x", "x y", " x  y ", "1", "01", " 2 ", "-3.50", "yes", "true", "dk", "refused", "Straße", "😀 ä",
        "ab\nab", "2020-11-30", "2020-2-9", "2020-02-30", "1969-12-31T23:59:59.9995Z", "2020-11-30T18:05:00+01:00",
        "2020-11-30T18:05", "18:05", "06:00:00.250-07:00", "24:00", "NaN", "Infinity", "1e3", "0x10", "%", "%Y-%m-%d",
        "%H:%M:%S.%3 %a %b",
    ]
)  # fmt: skip
TEXTS = TALES | st.text(alphabet="abAB12 .-/:%\t😀é", max_size=8)
DAYS = st.dates(datetime.date(1890, 1, 1), datetime.date(2110, 1, 1)) | st.sampled_from(
    [datetime.date(1, 1, 1), datetime.date(1970, 1, 1), datetime.date(9999, 12, 31)]
)
ZONES = st.sampled_from([None, 0, 60, -420, 330]).map(
    lambda minutes: None if minutes is None else datetime.timezone(datetime.timedelta(minutes=minutes))
)
CLOCKS = st.times() | st.sampled_from([datetime.time(), datetime.time(18, 5), datetime.time(23, 59, 59, 999_000)])
MOMENTS = st.builds(
    lambda day, clock, zone: datetime.datetime.combine(day, clock, zone),
    st.dates(datetime.date(1960, 1, 1), datetime.date(2040, 1, 1)), CLOCKS, ZONES,
)  # fmt: skip
CODES = st.lists(st.sampled_from(["x", "y", "1", "2", "dk"]), max_size=3, unique=True).map(tuple)
NUMBERS = (
    st.integers(-20, 20)
    | st.sampled_from([2**53, -(2**53) + 1, 10**21, 0.1, -2.5, 1e-7, 1.5e300, math.nan, math.inf, -math.inf])
    | st.floats(-1000, 1000)
    | st.decimals(-100, 100, places=2).map(Decimal)
)
SCALARS = TEXTS | NUMBERS | CODES | st.booleans() | st.sampled_from(Missing) | DAYS | MOMENTS | CLOCKS
SETS = st.lists(NUMBERS | SCALARS, max_size=4).map(NodeSet) | st.lists(NUMBERS, max_size=3).map(NodeSet)
INNER = st.lists(st.fixed_dictionaries({}, optional={"b": SCALARS}), max_size=2).map(Instances)
ROWS = st.lists(st.fixed_dictionaries({}, optional={"a": SCALARS, "inner": INNER}), max_size=3).map(Instances)

ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "a": SCALARS, "b": SCALARS, "c": SCALARS | SETS, "set": SETS, "row": ROWS, "inner": INNER,
        "amount": NUMBERS, "word": TEXTS, "day": DAYS | MOMENTS, "clock": CLOCKS, "list": CODES,
    },
)  # fmt: skip
CASES = st.fixed_dictionaries(
    {"answers": ANSWERS, "current": SCALARS, "position": st.integers(0, 3)},
    optional={
        "today": DAYS, "now": MOMENTS, "random": st.lists(st.floats(0, 1, exclude_max=True), max_size=3),
        "attributes": st.fixed_dictionaries({"name": st.just("x")}, optional={"region": TALES}),
    },
)  # fmt: skip

PATTERNS = st.sampled_from(
    [r"[0-9]+", r"\d{2,3}", r"(a|b)*", r"^[a-z]{0,6}$", r".", r".*\d.*", r"(?=.*a)\S+", r"(?!x).*", r"\p{L}+",
     r"[^\w\s]?", r"(\d{4})-(\d{2})-\d{2}", r"(a+)+b?", r"", r"x|", r"[\D]{1,2}", r"(ab\n?)+", r"😀.*"]
).map(lambda written: Text(pattern(written).portable))  # fmt: skip
FORMATS = st.lists(st.sampled_from([*TOKENS, "-", "T", "%x", "%"]), max_size=4).map("".join).map(Text)
LEAVES: st.SearchStrategy[Node] = (
    st.builds(Number, WRITTEN)
    | st.builds(Text, TEXTS)
    | st.sampled_from(NAMES).map(Reference)
    | st.sampled_from([Current(), Attribute("region"), Attribute("gone"), Call("position", ()), Call("index", ())])
    | st.sampled_from(["today", "now", "random", "true", "false", "pi", "uuid"]).map(lambda name: Call(name, ()))
)
_BINARY = [*COMPARISONS, *CALCULATIONS, "and", "or"]
_DATES = st.sampled_from(["2020-11-30", "1969-12-31T23:59:59.9995Z", "2020-11-30T18:05:00+01:00"]).map(Text)
FITTING: dict[str, st.SearchStrategy[Node]] = {
    "number": st.builds(Number, WRITTEN) | st.just(Reference("amount")),
    "text": st.builds(Text, TEXTS) | st.sampled_from(["word", "list"]).map(Reference),
    "list": st.sampled_from(["list", "word"]).map(Reference),
    "nodeset": st.sampled_from(["set", "row", "a", "inner"]).map(Reference),
    "date": _DATES | st.just(Reference("day")),
    "datetime": _DATES | st.just(Reference("day")),
    "time": st.sampled_from([Text("18:05"), Reference("clock"), Reference("day")]),
}
"""Leaves of the kind that a function takes."""


@st.composite
def trees(draw: Any, depth: int = 3) -> Node:
    """Draw a tree; many of its operands are of a kind that its operators take."""
    kind = draw(st.integers(0, 9)) if depth else 0
    if kind < 2:
        return draw(LEAVES)  # type: ignore[no-any-return]
    if kind < 5:
        return Operation(draw(st.sampled_from(_BINARY)), (draw(trees(depth - 1)), draw(trees(depth - 1))))
    if kind == 5:
        return Operation("-", (draw(trees(depth - 1)),))
    return draw(calls(depth))  # type: ignore[no-any-return]


@st.composite
def calls(draw: Any, depth: int) -> Call:
    name = draw(st.sampled_from(sorted(FUNCTIONS)))
    function = FUNCTIONS[name]
    if name == "indexed-repeat":
        return _indexed(draw, depth)
    most = min(function.maximum, max(function.minimum, 2) + 2 * function.step)
    counts = [count for count in range(function.minimum, most + 1) if function.takes(count)]
    arguments = [draw(_argument(function.kind_at(n), depth - 1)) for n in range(draw(st.sampled_from(counts)))]
    if name == "regex":
        arguments[1] = draw(PATTERNS)
    if name == "jr:choice-name":
        arguments[1] = Reference(draw(st.sampled_from(["a", "b"])))
    if name.startswith("format-"):
        arguments[1] = draw(FORMATS)
    if name == "uuid" and arguments:
        arguments[0] = draw(st.sampled_from([Number("0"), Number("5"), Reference("a")]))
    return Call(name, tuple(arguments))


def _argument(kind: str, depth: int) -> st.SearchStrategy[Node]:
    return FITTING[kind] | trees(depth) if kind in FITTING else trees(depth)


def _indexed(draw: Any, depth: int) -> Call:
    place = trees(depth - 1) | st.sampled_from([Number("1"), Number("2")])
    arguments: list[Node] = [Reference(draw(st.sampled_from(["a", "b", "set"])))]
    for repeat in draw(st.sampled_from([["row"], ["row", "inner"], ["inner"], ["set"]])):
        arguments += [Reference(repeat), draw(place)]
    return Call("indexed-repeat", tuple(arguments))


def environment_of(case: dict[str, Any]) -> Environment:
    """Return the surroundings of a case, with labels and files that never run dry."""
    numbers = iter([*case.get("random", []), *[0.5] * 500])
    return Environment(
        answers={name: value for name, value in case["answers"].items() if value != ""},
        current=plain(case["current"]),
        position=case["position"],
        today=case.get("today"),
        now=case.get("now"),
        random=(lambda: next(numbers)) if "random" in case else None,
        attributes=case.get("attributes", {}),
        choice_name=lambda question, code: LABELS.get(code, code),
        lookup=lambda file, column, key_column, key: key if file == "x" else "",
    )

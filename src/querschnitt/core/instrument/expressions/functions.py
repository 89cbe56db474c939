"""The functions of expressions, one table: name, usage, kinds of arguments and result, and what it does.

What is missing passes through: a function of a missing value is missing, or false where it answers yes or no. Functions
of several values, `coalesce` and `if` say themselves what they make of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from querschnitt.core.instrument.expressions import dates, elementary, numbers, operations, repeats, selections, texts
from querschnitt.core.instrument.values import Missing

UNLIMITED = 99

PASSES, FALSE, GIVEN = "passes", "false", "given"
"""What becomes of a missing argument: the result is missing, is false, or the function is given it."""


@dataclass(frozen=True)
class Function:
    """One function.

    Attributes
    ----------
    usage : how it is written, for error messages
    minimum, maximum : number of arguments
    parameters : kinds of the arguments ("number", "text", "truth", "date", "datetime", "time", "list", "nodeset",
        "any"); the last one repeats
    result : kind of the result; "any" if it depends on the arguments, or on a file
    apply : what it does with its values; None for those that look at their surroundings or choose what to evaluate
    missing : what becomes of missing arguments
    gathers : whether it takes the values of all instances of a repeat as they are
    step : arguments come one by one (1) or in pairs (2)
    """

    usage: str
    minimum: int
    maximum: int
    parameters: tuple[str, ...]
    result: str
    apply: Callable[..., object] | None = None
    missing: str = PASSES
    gathers: bool = False
    step: int = 1

    def takes(self, count: int) -> bool:
        return self.minimum <= count <= self.maximum and (count - self.minimum) % self.step == 0

    def kind_at(self, place: int) -> str:
        """Return the kind of the argument at a place, counted from 0."""
        return self.parameters[min(place, len(self.parameters) - 1)] if self.parameters else "any"


def _number(value: object) -> object:
    """Read a value as a number; a text that is none gives NaN, as in XPath."""
    return value if isinstance(value, Missing) else operations.loose_number(value)


def _of_number(name: str, apply: Callable[[float], float]) -> Function:
    return Function(f"{name}(number)", 1, 1, ("number",), "number", apply)


def _of_text(usage: str, apply: Callable[..., object], result: str = "text") -> Function:
    count = usage.count(",") + 1
    return Function(usage, count, count, ("text",), result, apply, FALSE if result == "truth" else PASSES)


def _of_many(usage: str, result: str, apply: Callable[..., object], *parameters: str, least: int = 1) -> Function:
    return Function(usage, least, UNLIMITED, parameters, result, apply, GIVEN, gathers=True)


_CHOOSING: Mapping[str, Function] = {
    "coalesce": Function("coalesce(value, value, ...)", 2, UNLIMITED, ("any",), "any"),
    "if": Function("if(condition, then, otherwise)", 3, 3, ("truth", "any"), "any"),
    "once": Function("once(value)", 1, 1, ("any",), "any"),
}

_TRUTH: Mapping[str, Function] = {
    "boolean": Function("boolean(value)", 1, 1, ("any",), "truth", operations.truth, GIVEN, gathers=True),
    "boolean-from-string": Function(
        "boolean-from-string(text)", 1, 1, ("any",), "truth", lambda v: operations.text(v) in ("true", "1"), FALSE
    ),
    "checklist": _of_many(
        "checklist(least, most, value, value, ...)", "truth", selections.checklist, "number", "number", "any", least=2
    ),
    "contains": _of_text("contains(text, part)", lambda text, part: part in text, "truth"),
    "ends-with": _of_text("ends-with(text, part)", str.endswith, "truth"),
    "false": Function("false()", 0, 0, (), "truth", lambda: False),
    "not": Function("not(condition)", 1, 1, ("truth",), "truth"),
    "regex": Function("regex(text, 'pattern')", 2, 2, ("text",), "truth"),
    "selected": Function("selected(${question}, 'code')", 2, 2, ("list", "text"), "truth", selections.selected, GIVEN),
    "starts-with": _of_text("starts-with(text, part)", str.startswith, "truth"),
    "true": Function("true()", 0, 0, (), "truth", lambda: True),
    "weighted-checklist": Function(
        "weighted-checklist(least, most, value, weight, ...)",
        2,
        UNLIMITED - 1,
        ("number", "number", "any"),
        "truth",
        selections.weighted_checklist,
        GIVEN,
        gathers=True,
        step=2,
    ),  # fmt: skip
}

_NUMBERS: Mapping[str, Function] = {
    "abs": _of_number("abs", abs),
    "acos": _of_number("acos", elementary.acos),
    "asin": _of_number("asin", elementary.asin),
    "atan": _of_number("atan", elementary.atan),
    "atan2": Function("atan2(above, right)", 2, 2, ("number",), "number", elementary.atan2),
    "ceil": _of_number("ceil", numbers.above),
    "ceiling": _of_number("ceiling", numbers.above),
    "cos": _of_number("cos", elementary.cos),
    "exp": _of_number("exp", elementary.exp),
    "exp10": _of_number("exp10", lambda value: elementary.power(10, value)),
    "floor": _of_number("floor", numbers.below),
    "int": _of_number("int", numbers.whole),
    "log": _of_number("log", elementary.log),
    "log10": _of_number("log10", elementary.log10),
    "max": _of_many("max(number, number, ...)", "number", numbers.largest, "number"),
    "min": _of_many("min(number, number, ...)", "number", numbers.smallest, "number"),
    "number": Function("number(value)", 1, 1, ("any",), "number", _number, GIVEN),
    "pi": Function("pi()", 0, 0, (), "number", lambda: math.pi),
    "pow": Function("pow(number, power)", 2, 2, ("number",), "number", elementary.power),
    "random": Function("random()", 0, 0, (), "number"),
    "round": Function("round(number, places)", 1, 2, ("number",), "number", numbers.rounded),
    "sin": _of_number("sin", elementary.sin),
    "sqrt": _of_number("sqrt", numbers.root),
    "string-length": Function("string-length(text)", 0, 1, ("text",), "number", len),
    "sum": _of_many("sum(${question of a repeat})", "number", numbers.total, "number"),
    "tan": _of_number("tan", elementary.tan),
}

_REPEATS: Mapping[str, Function] = {
    "count": Function("count(${repeat})", 1, 1, ("nodeset",), "number", repeats.count, GIVEN, gathers=True),
    "count-non-empty": Function(
        "count-non-empty(${question of a repeat})",
        1,
        1,
        ("nodeset",),
        "number",
        repeats.count_non_empty,
        GIVEN,
        gathers=True,
    ),  # fmt: skip
    "index": Function("index()", 0, 0, (), "number"),
    "indexed-repeat": Function(
        "indexed-repeat(${question}, ${repeat}, number)",
        3,
        7,
        ("any", "nodeset", "number", "nodeset", "number", "nodeset", "number"),
        "any",
        step=2,
    ),  # fmt: skip
    "position": Function("position(..)", 0, 0, (), "number"),
}

_TEXTS: Mapping[str, Function] = {
    "concat": _of_many("concat(value, value, ...)", "text", repeats.concat, "any", least=0),
    "join": _of_many("join(separator, value, ...)", "text", repeats.join, "text", "any"),
    "jr:choice-name": Function("jr:choice-name(${question}, '${question}')", 2, 2, ("any",), "text"),
    "normalize-space": Function("normalize-space(text)", 0, 1, ("text",), "text", texts.normalize_space),
    "pulldata": Function("pulldata('file', 'column', 'key column', key)", 4, 4, ("text",), "any"),
    "string": Function("string(value)", 1, 1, ("any",), "text", operations.text),
    "substr": Function("substr(text, start, end)", 2, 3, ("text", "number"), "text", texts.substr),
    "substring-after": _of_text("substring-after(text, part)", texts.substring_after),
    "substring-before": _of_text("substring-before(text, part)", texts.substring_before),
    "translate": _of_text("translate(text, 'from', 'to')", texts.translate),
    "uuid": Function("uuid(length)", 0, 1, ("number",), "text"),
}

_SELECTIONS: Mapping[str, Function] = {
    "count-selected": Function("count-selected(${question})", 1, 1, ("list",), "number", len),
    "selected-at": Function(
        "selected-at(${question}, place)", 2, 2, ("list", "number"), "text", selections.selected_at
    ),
}

_DATES: Mapping[str, Function] = {
    "date": Function("date(value)", 1, 1, ("any",), "date", dates.to_date),
    "date-time": Function("date-time(value)", 1, 1, ("any",), "datetime", dates.to_moment),
    "decimal-date-time": Function("decimal-date-time(date)", 1, 1, ("datetime",), "number", dates.decimal_date_time),
    "decimal-time": Function("decimal-time(time)", 1, 1, ("time",), "number", dates.decimal_time),
    "format-date": Function("format-date(date, '%d.%m.%Y')", 2, 2, ("date", "text"), "text", dates.format_date),
    "format-date-time": Function(
        "format-date-time(date, '%d.%m.%Y %H:%M')", 2, 2, ("datetime", "text"), "text", dates.format_date
    ),
    "now": Function("now()", 0, 0, (), "datetime"),
    "today": Function("today()", 0, 0, (), "date"),
}

FUNCTIONS: Mapping[str, Function] = {
    name: function
    for table in (_CHOOSING, _TRUTH, _NUMBERS, _REPEATS, _TEXTS, _SELECTIONS, _DATES)
    for name, function in table.items()
}

"""The functions of expressions, one table: name, usage, kinds of arguments and result, and what it does.

What is missing passes through: a function of a missing value is missing, or false where it answers yes or no. Only
`coalesce` and `if` choose another value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from querschnitt.core.instrument.expressions import operations
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.values import MISSING_BY_CODE, Missing

UNLIMITED = 99


@dataclass(frozen=True)
class Function:
    """One function.

    Attributes
    ----------
    usage : how it is written, for error messages
    minimum, maximum : number of arguments
    parameters : kinds of the arguments ("number", "text", "truth", "date", "list", "any"); the last one repeats
    result : kind of the result; "any" if it depends on the arguments
    apply : what it does with its values; None for those that the evaluator treats itself
    """

    usage: str
    minimum: int
    maximum: int
    parameters: tuple[str, ...]
    result: str
    apply: Callable[..., object] | None = None

    def takes(self, count: int) -> bool:
        return self.minimum <= count <= self.maximum


def codes(value: object) -> tuple[str, ...]:
    """Return the codes of an answer: of a list, of one code, of a text with spaces between codes."""
    if isinstance(value, tuple):
        return value
    return () if isinstance(value, Missing) else tuple(operations.text(value).split())


def selected(answer: object, code: object) -> bool:
    """Whether a code is among those chosen; 'dk' and 'refused' are chosen if the answer is missing in that way."""
    wanted = operations.text(code).strip()
    if isinstance(answer, Missing):
        return MISSING_BY_CODE.get(wanted) is answer
    return wanted in codes(answer)


def selected_at(answer: object, place: object) -> object:
    """Return the code at a place, counted from 0; what is not there is missing."""
    if isinstance(answer, Missing):
        return answer
    index = operations.number(place)
    if isinstance(index, Missing):
        return index
    chosen = codes(answer)
    return chosen[int(index)] if 0 <= index < len(chosen) else Missing.NOT_ASKED


def count_selected(answer: object) -> object:
    return answer if isinstance(answer, Missing) else len(codes(answer))


def to_number(value: object) -> object:
    """Read a value as a number; a text that is none gives NaN, as in XPath."""
    return value if isinstance(value, Missing) else operations.loose_number(value)


def whole(value: object) -> object:
    """Cut off what stands behind the decimal point."""
    found = operations.number(value)
    return found if isinstance(found, Missing) or not math.isfinite(found) else math.trunc(found)


def rounded(value: object, places: object = 0) -> object:
    """Round half up (towards positive infinity), as XPath does.

    >>> rounded(2.5), rounded(-2.5), rounded(1.234, 2)
    (3, -2, 1.23)
    """
    found, digits = operations.number(value), operations.number(places)
    if isinstance(found, Missing) or isinstance(digits, Missing):
        return found if isinstance(found, Missing) else digits
    if not math.isfinite(found):
        return found
    factor = 10.0 ** int(digits)
    return operations.settled(math.floor(found * factor + 0.5) / factor)


def _extreme(choose: Callable[[list[float]], float]) -> Callable[..., object]:
    def extreme(*values: object) -> object:
        found = [operations.number(value) for value in values]
        missing = [value for value in found if isinstance(value, Missing)]
        if missing:
            return max(missing, key=list(Missing).index)
        given = [value for value in found if not isinstance(value, Missing)]
        return math.nan if any(map(math.isnan, given)) else operations.settled(choose(given))

    return extreme


def string_length(value: object) -> object:
    return value if isinstance(value, Missing) else len(operations.text(value))


def concat(*values: object) -> str:
    return "".join(map(operations.text, values))


def _text_test(test: Callable[[str, str], bool]) -> Callable[[object, object], bool]:
    def holds(value: object, part: object) -> bool:
        if isinstance(value, Missing) or isinstance(part, Missing):
            return False
        return test(operations.text(value), operations.text(part))

    return holds


FUNCTIONS: Mapping[str, Function] = {
    "coalesce": Function("coalesce(value, value, ...)", 2, UNLIMITED, ("any",), "any"),
    "concat": Function("concat(value, value, ...)", 1, UNLIMITED, ("any",), "text", concat),
    "contains": Function("contains(text, part)", 2, 2, ("text",), "truth", _text_test(lambda a, b: b in a)),
    "count-selected": Function("count-selected(${question})", 1, 1, ("list",), "number", count_selected),
    "ends-with": Function("ends-with(text, part)", 2, 2, ("text",), "truth", _text_test(str.endswith)),
    "false": Function("false()", 0, 0, (), "truth", lambda: False),
    "if": Function("if(condition, then, otherwise)", 3, 3, ("truth", "any"), "any"),
    "int": Function("int(number)", 1, 1, ("number",), "number", whole),
    "max": Function("max(number, number, ...)", 1, UNLIMITED, ("number",), "number", _extreme(max)),
    "min": Function("min(number, number, ...)", 1, UNLIMITED, ("number",), "number", _extreme(min)),
    "not": Function("not(condition)", 1, 1, ("truth",), "truth", lambda value: not operations.truth(value)),
    "number": Function("number(value)", 1, 1, ("any",), "number", to_number),
    "round": Function("round(number, places)", 1, 2, ("number",), "number", rounded),
    "selected": Function("selected(${question}, 'code')", 2, 2, ("list", "text"), "truth", selected),
    "selected-at": Function("selected-at(${question}, place)", 2, 2, ("list", "number"), "text", selected_at),
    "starts-with": Function("starts-with(text, part)", 2, 2, ("text",), "truth", _text_test(str.startswith)),
    "string-length": Function("string-length(text)", 1, 1, ("text",), "number", string_length),
    "today": Function("today()", 0, 0, (), "date"),
    "true": Function("true()", 0, 0, (), "truth", lambda: True),
}


def applied(name: str) -> Callable[..., object]:
    """Return what a function does.

    Raises
    ------
    ExpressionError : if there is none of that name
    """
    function = FUNCTIONS.get(name)
    if function is None or function.apply is None:
        raise ExpressionError(f"Unknown function '{name}'", got=name)
    return function.apply

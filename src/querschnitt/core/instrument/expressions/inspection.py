"""Looks at each node of a fresh tree: functions that exist, as many arguments as they take, literals that can be used.

What a question's type says is not known here; that is checked with the workbook.
"""

from __future__ import annotations

from collections.abc import Callable

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.expressions import dates
from querschnitt.core.instrument.expressions.arithmetic import CALCULATIONS
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.functions import FUNCTIONS, Function
from querschnitt.core.instrument.expressions.operations import number
from querschnitt.core.instrument.expressions.refused import REFUSED
from querschnitt.core.instrument.expressions.tree import Call, Node, Operation, Reference, Text
from querschnitt.core.instrument.values import Missing

_REFERENCES = {"indexed-repeat": (0, 1, 3, 5), "jr:choice-name": (1,)}
"""Places of arguments, from 0, that must name a question or a repeat."""

_FORMATS = ("format-date", "format-date-time")


def inspect(node: Node) -> None:
    """Raise ExpressionError if a node can never be evaluated; the nodes below it are not looked at."""
    if isinstance(node, Call):
        _inspect_call(node)
    elif isinstance(node, Operation) and (node.operator in CALCULATIONS):
        for operand in node.operands:
            _inspect_number(operand)


def _inspect_call(call: Call) -> None:
    function = FUNCTIONS.get(call.function)
    if function is None:
        raise _unknown(call)
    if not function.takes(len(call.arguments)):
        count = len(call.arguments)
        raise ExpressionError(
            f"Function '{call.function}' has the wrong number of arguments", position=call.position,
            expected=function.usage, got=f"{count} argument{'' if count == 1 else 's'}",
        )  # fmt: skip
    for place in _REFERENCES.get(call.function, ()):
        _inspect_reference(call, place, function)
    for place, argument in enumerate(call.arguments):
        _inspect_literal(call, place, function.kind_at(place), argument)


def _unknown(call: Call) -> ExpressionError:
    if call.function in REFUSED:
        what, hint = f"Function '{call.function}' is not supported", REFUSED[call.function]
    else:
        what, hint = f"Unknown function '{call.function}'", suggestion(call.function.lower(), FUNCTIONS)
    return ExpressionError(
        what, position=call.position, expected="a function of XLSForm", got=f"{call.function}(...)", hint=hint
    )


def _inspect_reference(call: Call, place: int, function: Function) -> None:
    if place < len(call.arguments) and not isinstance(call.arguments[place], Reference):
        what = "a question" if place == 0 or call.function == "jr:choice-name" else "a repeat"
        raise ExpressionError(
            f"Function '{call.function}' needs {what} as argument {place + 1}", expected=function.usage,
            position=call.arguments[place].position, hint="Write ${name}.",
        )  # fmt: skip


def _inspect_literal(call: Call, place: int, kind: str, node: Node) -> None:
    if not isinstance(node, Text):
        return
    if kind == "number":
        _inspect_number(node)
    elif call.function in _FORMATS:
        _tried(dates.check_format if place == 1 else _read_date_or_time, node)
    elif node.value and (kind == "datetime" or call.function in ("date", "date-time")):
        _tried(dates.as_moment, node)
    elif node.value and kind == "time":
        _tried(dates.decimal_time, node)


def _read_date_or_time(value: str) -> object:
    return value == "" or dates.read_time(value) or dates.as_moment(value)


def _inspect_number(node: Node) -> None:
    if isinstance(node, Text):
        _tried(number, node)
        if number(node.value) is Missing.NOT_ASKED:
            raise ExpressionError("A number is needed", position=node.position, expected="a number", got="''")


def _tried(use: Callable[[str], object], node: Text) -> None:
    try:
        use(node.value)
    except ExpressionError as error:
        error.stand_at(node.position)
        raise

"""Reads XLSForm expressions into trees, and refuses what could never be evaluated."""

from __future__ import annotations

import re
from typing import Any

from querschnitt.core.instrument.expressions.explanation import explained
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.grammar import lark
from querschnitt.core.instrument.expressions.inspection import inspect
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
    nodes,
)

MAX_LENGTH = 4000
"""Characters of an expression; far more than any questionnaire needs, little enough never to hang."""

MAX_DEPTH = 200
"""Levels of the tree, so that reading and evaluating never exhaust the stack."""

_QUOTED_OR_DATE = re.compile(r"""'[^']*'|"[^"]*"|\$\{[^}]*\}|(?<![\w.-])([0-9]{4}-[0-9]{2}-[0-9]{2})(?![\w.])""")
_QUOTED_REFERENCE = re.compile(r"\s*\$\{\s*([^\s{}]+)\s*\}\s*")


def parse(text: str, *, attributes: bool = False) -> Node:
    """Read an expression into its tree; with `attributes` a bare name is a column of the choice under test.

    Raises
    ------
    ExpressionError : with the position, what was expected there, and a suggestion

    >>> parse("${age} >= 18").operator
    '>='
    """
    from lark.exceptions import UnexpectedInput

    if not text.strip():
        raise ExpressionError("The expression is empty", expected="a condition such as ${age} >= 18")
    _check_size(text)
    _check_dates(text)
    try:
        parsed = lark(attributes=attributes).parse(text)
    except UnexpectedInput as error:
        raise explained(text, error) from None
    _check_depth(parsed)
    tree = _node(parsed)
    for node in nodes(tree):
        inspect(node)
    return tree


def _check_size(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            "The expression is too long", expected=f"at most {MAX_LENGTH} characters", got=len(text),
            hint="Split it with calculated values.",
        )  # fmt: skip


def _check_dates(text: str) -> None:
    """Refuse a date without quotes: it would be a subtraction, and nobody means that."""
    for found in _QUOTED_OR_DATE.finditer(text):
        if found[1]:
            raise ExpressionError(
                "A date stands in quotes", position=found.start() + 1, expected=f"'{found[1]}'", got=found[1]
            )


def _check_depth(parsed: Any) -> None:
    """Go through the tree level by level; a recursion here would be what we guard against."""
    level, depth = [parsed], 0
    while level:
        depth += 1
        level = [part for tree in level for part in getattr(tree, "children", ())]
    if depth > MAX_DEPTH:
        raise ExpressionError(
            "The expression is nested too deeply", expected=f"at most {MAX_DEPTH} levels", got=f"{depth} levels",
            hint="Split it with calculated values.",
        )  # fmt: skip


def _node(parsed: Any) -> Node:
    """Turn a lark tree into our own nodes."""
    place = parsed.meta.start_pos + 1
    parts = parsed.children
    if parsed.data == "inner":
        return _node(parts[0])
    if parsed.data == "operation":
        return Operation(str(parts[1]), (_node(parts[0]), _node(parts[2])), parts[1].start_pos + 1)
    if parsed.data == "negative":
        return Operation("-", (_node(parts[1]),), place)
    if parsed.data == "call":
        return _call(str(parts[0]), parts[1:], place)
    if parsed.data == "current":
        return Current(place)
    return _leaf(parsed.data, str(parts[0]), place)


def _leaf(kind: str, written: str, place: int) -> Node:
    if kind == "number":
        return Number(written, place)
    if kind == "text":
        return Text(written[1:-1], place)
    if kind == "attribute":
        return Attribute(written, place)
    if kind == "reference":
        return Reference(written[2:-1].strip(), place)
    raise ExpressionError(
        "'..' stands only in position(..)", position=place, expected="a value", got=written,
        hint="Write a question as ${name}.",
    )  # fmt: skip


def _call(function: str, arguments: list[Any], place: int) -> Call:
    if function == "position":
        if [argument.data for argument in arguments] != ["parent"]:
            raise ExpressionError(
                "Function 'position' gives the number of the instance of a repeat", position=place,
                expected="position(..)", hint="Write position(..) or index().",
            )  # fmt: skip
        return Call(function, (), place)
    parts = [_node(argument) for argument in arguments]
    if function == "jr:choice-name" and len(parts) > 1:
        parts[1] = _question(parts[1])
    if function == "regex" and len(parts) > 1:
        parts[1] = _portable(parts[1])
    return Call(function, tuple(parts), place)


def _question(node: Node) -> Node:
    """Take the question that `jr:choice-name()` names in quotes for what it is."""
    found = _QUOTED_REFERENCE.fullmatch(node.value) if isinstance(node, Text) else None
    return node if found is None else Reference(found[1], node.position)


def _portable(node: Node) -> Node:
    """Bring a pattern in quotes into the form that every engine understands."""
    if not isinstance(node, Text):
        return node
    try:
        return Text(pattern(node.value).portable, node.position)
    except ExpressionError as error:
        raise ExpressionError(
            error.what, position=node.position + error.position, expected=error.expected, got=error.got, hint=error.hint
        ) from None

"""Compiles a tree to nested functions: no tree is walked while a person waits for a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from querschnitt.core.instrument.expressions.arithmetic import CALCULATIONS, negative
from querschnitt.core.instrument.expressions.calls import compile_call, placed
from querschnitt.core.instrument.expressions.comparison import COMPARISONS
from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.functions import FUNCTIONS
from querschnitt.core.instrument.expressions.operations import plain, truth
from querschnitt.core.instrument.expressions.shortcuts import shortcut
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
from querschnitt.core.instrument.values import Missing

Compiled = Callable[[Environment], object]

_OPERATORS: dict[str, Callable[[object, object], object]] = {**COMPARISONS, **CALCULATIONS}


def compile_tree(tree: Node) -> Compiled:
    """Return a function of the environment that evaluates the tree."""
    if isinstance(tree, (Number, Text)):
        constant = tree.value
        return lambda environment: constant
    if isinstance(tree, Reference):
        return _reference(tree.name)
    if isinstance(tree, Attribute):
        return _attribute(tree.name)
    if isinstance(tree, Current):
        return lambda environment: plain(environment.current)
    compiled = _operation(tree) if isinstance(tree, Operation) else compile_call(tree, compile_tree)
    return shortcut(tree, compiled)


def _reference(name: str) -> Compiled:
    absent = Missing.NOT_ASKED

    def look_up(environment: Environment) -> object:
        value = environment.answers.get(name, absent)
        return plain(value) if type(value) is Decimal else value

    return look_up


def _attribute(name: str) -> Compiled:
    return lambda environment: plain(environment.attributes.get(name))


def _operation(tree: Operation) -> Compiled:
    parts = [compile_tree(operand) for operand in tree.operands]
    if len(parts) == 1:
        (only,) = parts
        return placed(lambda environment: negative(only(environment)), tree.position)
    if tree.operator in ("and", "or"):
        first, second = (_yes_or_no(part, node) for part, node in zip(parts, tree.operands, strict=True))
        if tree.operator == "and":
            return lambda environment: first(environment) and second(environment)
        return lambda environment: first(environment) or second(environment)
    if tree.operator not in _OPERATORS:
        raise ExpressionError(f"Unknown operator '{tree.operator}'", expected=", ".join(_OPERATORS), got=tree.operator)
    return _binary(_OPERATORS[tree.operator], parts, tree.position)


def _yes_or_no(part: Compiled, node: Node) -> Compiled:
    """Leave out asking for the truth of what is true or false anyway."""
    if isinstance(node, Operation) and (node.operator in COMPARISONS or node.operator in ("and", "or")):
        return part
    if isinstance(node, Call) and FUNCTIONS[node.function].result == "truth":
        return part
    return lambda environment: truth(part(environment))


def _binary(operate: Callable[[object, object], object], parts: Sequence[Compiled], position: int) -> Compiled:
    left, right = parts

    def evaluate(environment: Environment) -> object:
        try:
            return operate(left(environment), right(environment))
        except ExpressionError as error:
            error.stand_at(position)
            raise

    return evaluate

"""Compiles a tree to nested functions: no tree is walked while a person waits for a page."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from querschnitt.core.instrument.expressions.arithmetic import CALCULATIONS, negative
from querschnitt.core.instrument.expressions.calls import compile_call
from querschnitt.core.instrument.expressions.comparison import COMPARISONS
from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.operations import plain, truth
from querschnitt.core.instrument.expressions.shortcuts import shortcut
from querschnitt.core.instrument.expressions.tree import (
    Attribute,
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
    return shortcut(tree, _placed(compiled, tree.position))


def _placed(compiled: Compiled, position: int) -> Compiled:
    """Let an error say where it happened; a stored tree knows no places."""
    if not position:
        return compiled

    def evaluate(environment: Environment) -> object:
        try:
            return compiled(environment)
        except ExpressionError as error:
            error.stand_at(position)
            raise

    return evaluate


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
        return lambda environment: negative(only(environment))
    left, right = parts
    if tree.operator == "and":
        return lambda environment: truth(left(environment)) and truth(right(environment))
    if tree.operator == "or":
        return lambda environment: truth(left(environment)) or truth(right(environment))
    if tree.operator not in _OPERATORS:
        raise ExpressionError(f"Unknown operator '{tree.operator}'", expected=", ".join(_OPERATORS), got=tree.operator)
    operate = _OPERATORS[tree.operator]
    return lambda environment: operate(left(environment), right(environment))

"""Compiles a tree to nested functions: no tree is walked while a person waits for a page."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal

from querschnitt.core.instrument.expressions import operations
from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.functions import applied
from querschnitt.core.instrument.expressions.operations import truth
from querschnitt.core.instrument.expressions.tree import Call, Current, Node, Number, Operation, Reference, Text
from querschnitt.core.instrument.values import Missing

Compiled = Callable[[Environment], object]

BINARY: dict[str, Callable[[object, object], object]] = {
    "=": operations.equal,
    "!=": operations.unequal,
    "<": operations.ordered(operator.lt),
    "<=": operations.ordered(operator.le),
    ">": operations.ordered(operator.gt),
    ">=": operations.ordered(operator.ge),
    "+": operations.arithmetic(operator.add),
    "-": operations.minus,
    "*": operations.arithmetic(operator.mul),
    "div": operations.arithmetic(operations.divide),
    "mod": operations.arithmetic(operations.remainder),
}


def compile_tree(tree: Node) -> Compiled:
    """Return a function of the environment that evaluates the tree."""
    if isinstance(tree, (Number, Text)):
        constant = tree.value
        return lambda environment: constant
    if isinstance(tree, Reference):
        return _reference(tree.name)
    if isinstance(tree, Current):
        return lambda environment: operations.plain(environment.current)
    if isinstance(tree, Operation):
        return _operation(tree)
    return _call(tree)


def _reference(name: str) -> Compiled:
    absent = Missing.NOT_ASKED

    def look_up(environment: Environment) -> object:
        value = environment.answers.get(name, absent)
        return operations.plain(value) if type(value) is Decimal else value

    return look_up


def _operation(tree: Operation) -> Compiled:
    parts = [compile_tree(operand) for operand in tree.operands]
    if len(parts) == 1:
        (only,) = parts
        return lambda environment: operations.negative(only(environment))
    left, right = parts
    if tree.operator == "and":
        return lambda environment: truth(left(environment)) and truth(right(environment))
    if tree.operator == "or":
        return lambda environment: truth(left(environment)) or truth(right(environment))
    if tree.operator not in BINARY:
        raise ExpressionError(f"Unknown operator '{tree.operator}'", expected=", ".join(BINARY), got=tree.operator)
    operate = BINARY[tree.operator]
    return lambda environment: operate(left(environment), right(environment))


def _call(tree: Call) -> Compiled:
    parts = [compile_tree(argument) for argument in tree.arguments]
    if tree.function == "today":
        return _today
    if tree.function == "if":
        condition, then, otherwise = parts
        return lambda environment: (then if truth(condition(environment)) else otherwise)(environment)
    if tree.function == "coalesce":
        return _coalesce(parts)
    apply = applied(tree.function)
    return lambda environment: apply(*[part(environment) for part in parts])


def _coalesce(parts: list[Compiled]) -> Compiled:
    def first_given(environment: Environment) -> object:
        value: object = Missing.NOT_ASKED
        for part in parts:
            value = part(environment)
            if not isinstance(value, Missing) and value != "":
                return value
        return value

    return first_given


def _today(environment: Environment) -> object:
    if environment.today is None:
        raise ExpressionError("today() is not known here", hint="Pass the day in: today=...")
    return environment.today

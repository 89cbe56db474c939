"""Short ways for the shapes that most conditions have: `${x} = 'code'`, `${x} > 5`, `selected(${x}, 'code')`.

Each gives what the long way gives, for values of the types that it knows, and leaves the others to the long way.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.operations import SPACE
from querschnitt.core.instrument.expressions.tree import Call, Node, Number, Operation, Reference, Text

Compiled = Callable[[Environment], object]

_ORDER: Mapping[str, Callable[[Any, Any], object]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def shortcut(tree: Node, otherwise: Compiled) -> Compiled:
    """Return the short way of a tree, if it has one, else the long way."""
    if isinstance(tree, Operation) and tree.operator in _ORDER:
        left, right = tree.operands
        if isinstance(left, Reference) and isinstance(right, Text) and tree.operator in ("=", "!="):
            return _with_text(left.name, right.value, tree.operator, otherwise)
        if isinstance(left, Reference) and isinstance(right, Number):
            return _with_number(left.name, right.value, tree.operator, otherwise)
    if isinstance(tree, Call) and tree.function == "selected":
        answer, code = tree.arguments
        if isinstance(answer, Reference) and isinstance(code, Text):
            return _selected(answer.name, code.value.strip(SPACE), otherwise)
    return otherwise


def _with_text(name: str, written: str, sign: str, otherwise: Compiled) -> Compiled:
    compare = _ORDER[sign]

    def evaluate(environment: Environment) -> object:
        value = environment.answers.get(name)
        return compare(value, written) if type(value) is str else otherwise(environment)

    return evaluate


def _with_number(name: str, number: float, sign: str, otherwise: Compiled) -> Compiled:
    compare = _ORDER[sign]

    def evaluate(environment: Environment) -> object:
        value = environment.answers.get(name)
        return compare(value, number) if type(value) is int else otherwise(environment)

    return evaluate


def _selected(name: str, code: str, otherwise: Compiled) -> Compiled:
    def evaluate(environment: Environment) -> object:
        value = environment.answers.get(name)
        return code in value if type(value) is tuple else otherwise(environment)

    return evaluate

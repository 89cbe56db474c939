"""Short ways for the shapes that most conditions have: `${x} = 'code'`, `${x} > 5`, `selected(${x}, 'code')`.

Each gives what the long way gives, only without asking what its parts are.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal

from querschnitt.core.instrument.expressions.comparison import COMPARISONS
from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.operations import SPACE, plain, single
from querschnitt.core.instrument.expressions.selections import selected
from querschnitt.core.instrument.expressions.tree import Call, Node, Number, Operation, Reference, Text
from querschnitt.core.instrument.values import Missing

Compiled = Callable[[Environment], object]

_ORDER: Mapping[str, Callable[[object, object], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def shortcut(tree: Node) -> Compiled | None:
    """Return the short way of a tree, if it has one."""
    if isinstance(tree, Operation) and tree.operator in COMPARISONS:
        left, right = tree.operands
        if isinstance(left, Reference) and isinstance(right, Text):
            return _with_text(tree.operator, left.name, right.value)
        if isinstance(left, Reference) and isinstance(right, Number):
            return _with_number(tree.operator, left.name, right.value)
    if isinstance(tree, Call) and tree.function == "selected":
        answer, code = tree.arguments
        if isinstance(answer, Reference) and isinstance(code, Text):
            return _selected(answer.name, code.value)
    return None


def _with_text(sign: str, name: str, written: str) -> Compiled | None:
    if sign not in ("=", "!="):
        return None
    compare, is_equal = COMPARISONS[sign], sign == "="

    def evaluate(environment: Environment) -> object:
        value = environment.answers.get(name, Missing.NOT_ASKED)
        if type(value) is str:
            return (value == written) is is_equal
        return compare(plain(value) if type(value) is Decimal else value, written)

    return evaluate


def _with_number(sign: str, name: str, wanted: float) -> Compiled:
    compare, order = COMPARISONS[sign], _ORDER[sign]

    def evaluate(environment: Environment) -> object:
        value = environment.answers.get(name, Missing.NOT_ASKED)
        if type(value) is int:
            return order(value, wanted)
        return compare(plain(value) if type(value) is Decimal else value, wanted)

    return evaluate


def _selected(name: str, code: str) -> Compiled:
    wanted = code.strip(SPACE)

    def evaluate(environment: Environment) -> object:
        value = environment.answers.get(name, Missing.NOT_ASKED)
        if type(value) is tuple:
            return wanted in value
        return selected(single(plain(value)), wanted)

    return evaluate

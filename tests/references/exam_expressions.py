"""Arithmetic of figures, written as R writes it: `log(a/b)`, `(a - b)^2`, names with signs in backquotes."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Sequence

import numpy as np

from tests.references.exam_data import Unsupported

OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip
FUNCTIONS = {"log": np.log, "exp": np.exp, "sqrt": np.sqrt}


def expression(text: str, names: Sequence[str]) -> tuple[Callable[..., complex], tuple[str, ...]]:
    """Return an expression as a function, and the names of the figures that it takes.

    >>> function, names = expression("`x=1` / y^2", ["x=1", "y"])
    >>> function(8.0, 2.0), names
    (2.0, ('x=1', 'y'))
    """
    stand_ins = {f"figure_{number}": name for number, name in enumerate(names)}
    plain = text.replace("^", "**")
    for stand_in, name in sorted(stand_ins.items(), key=lambda pair: -len(pair[1])):
        plain = re.sub(rf"`{re.escape(name)}`|(?<![\w.]){re.escape(name)}(?![\w.])", stand_in, plain)
    try:
        tree = ast.parse(plain, mode="eval").body
    except SyntaxError:
        raise Unsupported(f"function {text}") from None
    used = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id not in FUNCTIONS]
    if not used or not set(used) <= set(stand_ins):
        raise Unsupported(f"function {text}")
    order = tuple(dict.fromkeys(used))

    def function(*values: complex) -> complex:
        return _value(tree, dict(zip(order, values, strict=True)))

    return function, tuple(stand_ins[stand_in] for stand_in in order)


def _value(node: ast.AST, values: dict[str, complex]) -> complex:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_value(node.left, values), _value(node.right, values))
    if isinstance(node, ast.UnaryOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_value(node.operand, values))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        return FUNCTIONS[node.func.id](*(_value(part, values) for part in node.args))
    raise Unsupported(f"function with {type(node).__name__}")

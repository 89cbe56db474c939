"""Makes new conditions out of those of the questionnaire, to ask further questions about them."""

from __future__ import annotations

from dataclasses import replace

from querschnitt.core.instrument.expressions.expression import Expression
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
from querschnitt.core.instrument.proof.logic.layout import Condition


def derived(condition: Condition, tree: Node) -> Condition:
    """Return a condition that stands where another one stands, and says something else."""
    return replace(condition, column="derived", expression=Expression(text="", tree=tree))


def is_given(tree: Node) -> Node:
    """Return the condition that an expression has a value: not left empty, not one of the kinds of missing.

    A truth value counts as a value, though `false() = ''` holds.
    """
    said = [Operation("!=", (tree, Text(code))) for code in ("", "dk", "refused")]
    given = Operation("and", (Operation("and", (said[0], said[1])), said[2]))
    return Operation("or", (given, Operation("=", (tree, Call("false", ())))))


def number(value: int) -> Number:
    """Write a number as an expression."""
    return Number(str(value))


def disjuncts(tree: Node) -> tuple[Node, ...]:
    """Return the parts of a condition of which one is enough.

    >>> len(disjuncts(Expression.parse("${a} = 1 or ${a} = 2 or ${a} = 3").tree))
    3
    """
    if isinstance(tree, Operation) and tree.operator == "or":
        return tuple(part for operand in tree.operands for part in disjuncts(operand))
    return (tree,)


def tested(tree: Node) -> tuple[Node, ...]:
    """Return the conditions that `if` looks at inside an expression."""
    return tuple(node.arguments[0] for node in nodes(tree) if isinstance(node, Call) and node.function == "if")


_BINDING = {"or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5}


def written(tree: Node) -> str:
    """Write an expression the way an author would.

    >>> written(Expression.parse("(${a}='x' or not(${b} > 2))and ${c}!= ''").tree)
    "(${a} = 'x' or not(${b} > 2)) and ${c} != ''"
    """
    if isinstance(tree, Operation):
        return _operation(tree)
    if isinstance(tree, Call):
        inside = ".." if tree.function == "position" else ", ".join(map(written, tree.arguments))
        return f"{tree.function}({inside})"
    if isinstance(tree, Text):
        return f"'{tree.value}'" if "'" not in tree.value else f'"{tree.value}"'
    return _leaf(tree)


def _leaf(tree: Node) -> str:
    if isinstance(tree, Reference):
        return f"${{{tree.name}}}"
    if isinstance(tree, Number):
        return tree.written
    return tree.name if isinstance(tree, Attribute) else "." if isinstance(tree, Current) else ""


def _operation(tree: Operation) -> str:
    own = _BINDING.get(tree.operator, 6)
    parts = []
    for place, operand in enumerate(tree.operands):
        binding = _BINDING.get(operand.operator, 6) if isinstance(operand, Operation) else 9
        text = written(operand)
        parts.append(f"({text})" if binding < own or (place and binding == own) else text)
    return f"{tree.operator}{parts[0]}" if len(parts) == 1 else f"{parts[0]} {tree.operator} {parts[1]}"

"""Whether an expression can hold while one of its variables has no value."""

from __future__ import annotations

from querschnitt.tables.limesurvey.script.tree import COMPARISONS, Binary, Call, Name, Node, Num, Str, Unary, names


def needs(node: Node, written: str) -> bool:
    """Whether the expression is false for certain where the variable is empty.

    >>> from querschnitt.tables.limesurvey.script.parser import parse
    >>> needs(parse("Q1 == 'Y' and Q2 > 3"), "Q1"), needs(parse("Q1 != 'Y'"), "Q1")
    (True, False)
    """
    if isinstance(node, Name):
        return node.written == written
    if isinstance(node, Binary):
        return _binary_needs(node, written)
    if isinstance(node, Unary) and node.operator == "!":
        inner = node.operand
        return isinstance(inner, Call) and inner.function == "is_empty" and inner.arguments == (Name(written),)
    return False


def _binary_needs(node: Binary, written: str) -> bool:
    if node.operator == "and":
        return needs(node.left, written) or needs(node.right, written)
    if node.operator == "or":
        return needs(node.left, written) and needs(node.right, written)
    if node.operator not in COMPARISONS:
        return False
    sides = (node.left, node.right)
    other = next((side for side in sides if isinstance(side, (Num, Str))), None)
    if other is None or not any(_is_value(side, written) for side in sides):
        return False
    literal = other.value if isinstance(other, Str) else other.written
    if node.operator == "!=":
        return literal == ""
    return literal not in ("", "0") or node.operator in ("==", ">")


def _is_value(node: Node, written: str) -> bool:
    """Whether a side is empty where the variable is: the variable itself, or arithmetic with it."""
    if isinstance(node, Name):
        return node.written == written
    if isinstance(node, Binary) and node.operator in ("-", "*", "/"):
        return written in names(node)
    return False

"""The tree of an ExpressionScript expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Num:
    """A number as written."""

    written: str


@dataclass(frozen=True)
class Str:
    """A text in quotes."""

    value: str


@dataclass(frozen=True)
class Name:
    """A variable with its suffixes, such as `Q1.NAOK`, `123X4X56SQ001.shown` or `that.Q2.sq_A`."""

    written: str


@dataclass(frozen=True)
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Unary:
    """`!`, `-` or `+` before a value."""

    operator: str
    operand: Node


@dataclass(frozen=True)
class Binary:
    """Two values and an operator, in one spelling: and or == != < <= > >= + - * /."""

    operator: str
    left: Node
    right: Node


Node = Num | Str | Name | Call | Unary | Binary

COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


def walk(node: Node) -> Iterator[Node]:
    """Give a node and everything below it."""
    yield node
    if isinstance(node, Call):
        for argument in node.arguments:
            yield from walk(argument)
    elif isinstance(node, Unary):
        yield from walk(node.operand)
    elif isinstance(node, Binary):
        yield from walk(node.left)
        yield from walk(node.right)


def names(node: Node) -> tuple[str, ...]:
    """Return the variables that an expression speaks of, each once."""
    return tuple(dict.fromkeys(each.written for each in walk(node) if isinstance(each, Name)))

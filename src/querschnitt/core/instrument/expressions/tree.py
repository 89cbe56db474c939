"""The parsed form of an expression: a small tree of frozen nodes, and its JSON form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument.expressions.operations import settled

Json = str | int | list["Json"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written; kept as text so that a document has no floats in it."""

    written: str
    position: int = 0

    @property
    def value(self) -> int | float:
        return settled(float(self.written))


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes. As the pattern of `regex()` it is in the portable form."""

    value: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """`${name}`: the value of a question, or a repeat."""

    name: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Attribute:
    """`name`: a column of the choice under test, in a `choice_filter`."""

    name: str
    position: int = 0


@dataclass(frozen=True, slots=True)
class Current:
    """`.`: the value under test, in a constraint."""

    position: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with its two operands; `-` may have one."""

    operator: str
    operands: tuple[Node, ...]
    position: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments. `position(..)` has none here."""

    function: str
    arguments: tuple[Node, ...]
    position: int = 0


Node = Number | Text | Reference | Attribute | Current | Operation | Call


def children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Operation):
        return node.operands
    return node.arguments if isinstance(node, Call) else ()


def nodes(tree: Node) -> Iterator[Node]:
    """Give the node and everything below it, in the order of writing."""
    yield tree
    for child in children(tree):
        yield from nodes(child)


def to_json(tree: Node) -> Json:
    """Write a tree as nested lists.

    >>> to_json(Operation(">", (Reference("age"), Number("17"))))
    ['>', ['$', 'age'], ['n', '17']]
    """
    if isinstance(tree, Current):
        return ["."]
    if isinstance(tree, Operation):
        return [tree.operator, *map(to_json, tree.operands)]
    if isinstance(tree, Call):
        return ["call", tree.function, *map(to_json, tree.arguments)]
    return [_HEADS[type(tree)], tree.value if isinstance(tree, Text) else _name(tree)]


def _name(leaf: Number | Reference | Attribute) -> str:
    return leaf.written if isinstance(leaf, Number) else leaf.name


def from_json(data: Json) -> Node:
    """Read a tree written by `to_json`. Positions are not kept: a stored tree has no faults any more."""
    if not isinstance(data, list) or not data:
        raise QuestionnaireError("A stored expression is damaged", expected="a list", got=data)
    head, rest = data[0], data[1:]
    if head == ".":
        return Current()
    if head in _LEAVES:
        return _LEAVES[str(head)](str(rest[0]))
    if head == "call":
        return Call(str(rest[0]), tuple(map(from_json, rest[1:])))
    return Operation(str(head), tuple(map(from_json, rest)))


Leaf = Number | Text | Reference | Attribute

_LEAVES: dict[str, type[Leaf]] = {"n": Number, "t": Text, "$": Reference, "@": Attribute}
_HEADS: dict[type[Leaf], str] = {kind: head for head, kind in _LEAVES.items()}

"""What must be so before anything is tried: parts of a goal that speak of one question leave fewer answers to it.

If `${job} != 'none'` must hold, job has an answer, and another one; so it was asked, and the conditions on its way hold
as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from querschnitt.core.instrument.expressions.tree import Call, Node, Operation
from querschnitt.core.instrument.proof.logic.extents import ABSENT, Extent, join
from querschnitt.core.instrument.proof.logic.judging import TODAY, Scope, inputs, judge
from querschnitt.core.instrument.proof.logic.layout import Condition, Layout
from querschnitt.core.instrument.proof.logic.passing import Lifted


def narrow(layout: Layout, box: dict[str, Extent], conditions: list[Condition], lifted: Lifted) -> bool:
    """Take answers out of a set with which the conditions cannot all hold; False if none are left."""
    waiting = [condition for condition in conditions if not lifted.holds(condition)]
    given: set[str] = set()
    while waiting:
        condition = waiting.pop()
        outside = layout.outside(condition)
        for part in _conjuncts(condition.expression.tree):
            name = _only_name(part)
            if name not in box or name in outside or True in _truths(part, name, ABSENT, layout):
                continue
            box[name] = join(piece for piece in box[name].parts if True in _truths(part, name, piece, layout))
            if box[name].is_empty:
                return False
            if name not in given:
                given.add(name)
                way = layout.steps[name].conditions
                waiting += [each for each in way if each.column == "relevant" and not lifted.holds(each)]
    return True


def _conjuncts(node: Node) -> Iterator[Node]:
    """Give the parts of a condition that must all hold."""
    if isinstance(node, Operation) and node.operator == "and":
        for operand in node.operands:
            yield from _conjuncts(operand)
    elif isinstance(node, Call) and node.function == "not" and isinstance(node.arguments[0], Operation):
        yield from _refused(node, node.arguments[0])
    else:
        yield node


def _refused(node: Node, inner: Operation) -> Iterator[Node]:
    """Give the parts of `not(... or ...)`: none of them may hold."""
    if inner.operator != "or":
        yield node
        return
    for operand in inner.operands:
        yield from _conjuncts(Call("not", (operand,)))


def _only_name(part: Node) -> str:
    names = inputs(part)
    return names[0] if len(names) == 1 and names[0] != TODAY else ""


def _truths(part: Node, name: str, value: Extent, layout: Layout) -> frozenset[bool]:
    return judge(part, Scope({name: value}, layout.environment)).truths

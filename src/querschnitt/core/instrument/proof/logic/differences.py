"""Contradictions between questions: `${a} < ${b}` cannot hold where the constraint of b says `. <= ${a}`.

Everything that must hold at once is collected: the parts of the goal, and for each answer that they speak of the
conditions under which it is given and its constraint. Those that compare two values, or a value and a number, form a
system of differences, x - y <= c. It has no solution exactly if a circle of them adds up to less than nothing
(Bellman 1958, Quarterly of Applied Mathematics 16, 87-90).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from querschnitt.core.instrument.expressions.tree import Call, Current, Node, Number, Operation, Reference, Text
from querschnitt.core.instrument.model import Kind
from querschnitt.core.instrument.proof.logic.judging import CURRENT
from querschnitt.core.instrument.proof.logic.layout import Condition
from querschnitt.core.instrument.proof.logic.problem import Problem
from querschnitt.core.instrument.proof.logic.views import day_of

ZERO = "0"

_WHOLE = frozenset({Kind.INTEGER, Kind.DATE})
_ORDERED = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.RANGE, Kind.DATE})
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


@dataclass(frozen=True)
class Difference:
    """`first - second <= bound`, or less than it."""

    first: str
    second: str
    bound: float
    is_strict: bool


def contradicts(problem: Problem) -> bool:
    """Whether what must hold for the goal contradicts itself."""
    return _has_negative_circle(list(_Collector(problem).differences()))


class _Collector:
    """Collects the differences that must hold. Lives for one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.given: list[str] = []

    def differences(self) -> Iterator[Difference]:
        for wanted in self.problem.goal:
            if wanted.condition.column in ("relevant", "constraint", "derived") and not self._is_lifted(
                wanted.condition
            ):
                yield from self._atoms(wanted.condition, wanted.condition.expression.tree, current=CURRENT,
                                       value=wanted.value)  # fmt: skip
        done: set[str] = set()
        while self.given:
            name = self.given.pop()
            if name not in done and name in self.problem.layout.steps:
                done.add(name)
                yield from self._reasons(name)

    def _is_lifted(self, condition: Condition) -> bool:
        return self.problem.lifted.holds(condition)

    def _reasons(self, name: str) -> Iterator[Difference]:
        """Give what holds because a question has an answer."""
        step = self.problem.layout.steps[name]
        conditions = [*step.conditions, step.own("constraint")]
        for condition in conditions:
            if condition is None or condition.column == "repeat_count" or self._is_lifted(condition):
                continue
            yield from self._atoms(condition, condition.expression.tree, current=name)

    def _atoms(self, condition: Condition, node: Node, *, current: str, value: bool = True) -> Iterator[Difference]:
        """Give the comparisons that hold if a condition has a truth value."""
        if isinstance(node, Call) and node.function == "not" and len(node.arguments) == 1:
            yield from self._atoms(condition, node.arguments[0], current=current, value=not value)
        if not isinstance(node, Operation) or len(node.operands) != 2:
            return
        left, right = node.operands
        if node.operator == ("and" if value else "or"):
            yield from self._atoms(condition, left, current=current, value=value)
            yield from self._atoms(condition, right, current=current, value=value)
        elif value and node.operator in _MIRRORED:
            # Where it does not hold, one side may just be missing: then nothing follows.
            yield from self._comparison(condition, node.operator, self._side(condition, left, current),
                                        self._side(condition, right, current))  # fmt: skip

    def _side(self, condition: Condition, node: Node, current: str) -> tuple[str, float] | None:
        """Read a side of a comparison as a question plus a number."""
        if isinstance(node, Number):
            return (ZERO, node.value)
        if isinstance(node, Text):
            day = day_of(node.value)
            return None if day is None else (ZERO, day)
        if isinstance(node, Current):
            return (current, 0) if self._is_ordered(condition.name) else None
        if isinstance(node, Reference):
            is_known = node.name not in self.problem.layout.outside(condition)
            return (node.name, 0) if is_known and self._is_ordered(node.name) else None
        return self._shifted(condition, node, current)

    def _shifted(self, condition: Condition, node: Node, current: str) -> tuple[str, float] | None:
        """Read a question with a number added or taken away."""
        if not isinstance(node, Operation) or node.operator not in ("+", "-") or len(node.operands) != 2:
            return None
        first = self._side(condition, node.operands[0], current)
        second = self._side(condition, node.operands[1], current)
        if first is None or second is None or self._is_date(first[0]) or self._is_date(second[0]):
            return None
        if second[0] == ZERO:
            return (first[0], first[1] + second[1] if node.operator == "+" else first[1] - second[1])
        return (second[0], first[1] + second[1]) if first[0] == ZERO and node.operator == "+" else None

    def _comparison(
        self, condition: Condition, operator: str, left: tuple[str, float] | None, right: tuple[str, float] | None
    ) -> Iterator[Difference]:
        if left is None or right is None or self._is_date_with_number(left, right):
            return
        (first, plus), (second, minus) = left, right
        self.given.extend(name for name in (first, second) if name not in (ZERO, CURRENT))
        is_whole = all(self._is_whole(name, condition) for name in (first, second)) and _are_whole(plus, minus)
        for one, other, bound, is_strict in _directions(operator, (first, second), minus - plus):
            exact = is_strict and is_whole
            yield Difference(one, other, bound - 1 if exact else bound, is_strict and not exact)

    def _kind(self, name: str) -> Kind | None:
        step = self.problem.layout.steps.get(name)
        return step.question.kind if step is not None and step.fixed is None else None

    def _is_ordered(self, name: str) -> bool:
        return self._kind(name) in _ORDERED

    def _is_date(self, name: str) -> bool:
        return self._kind(name) is Kind.DATE

    def _is_date_with_number(self, left: tuple[str, float], right: tuple[str, float]) -> bool:
        """Whether a date is compared with a number, which then counts days since 1970, not since the year 1."""
        kinds = [self._kind(name) is Kind.DATE for name, _ in (left, right) if name not in (ZERO, CURRENT)]
        bounds = [number for name, number in (left, right) if name == ZERO]
        return True in kinds and (False in kinds or any(0 < abs(number) < 400_000 for number in bounds))

    def _is_whole(self, name: str, condition: Condition) -> bool:
        return name == ZERO or self._kind(condition.name if name == CURRENT else name) in _WHOLE


def _are_whole(*numbers: float) -> bool:
    return all(float(number).is_integer() for number in numbers)


def _directions(operator: str, names: tuple[str, str], bound: float) -> Iterator[tuple[str, str, float, bool]]:
    """Give the differences that a comparison `first - second <operator> bound` says."""
    first, second = names
    if operator in ("<", "<=", "="):
        yield first, second, bound, operator == "<"
    if operator in (">", ">=", "="):
        yield second, first, -bound, operator == ">"


def _has_negative_circle(differences: list[Difference]) -> bool:
    """Look for differences that add up to less than nothing, shortening distances round by round."""
    names = {name for each in differences for name in (each.first, each.second)}
    distance: dict[str, tuple[float, int]] = dict.fromkeys(names, (0.0, 0))
    for _ in range(len(names) + 1):
        changed = False
        for each in differences:
            bound, stricts = distance[each.second]
            candidate = (bound + each.bound, stricts - each.is_strict)
            if _is_shorter(candidate, distance[each.first]):
                distance[each.first] = candidate
                changed = True
        if not changed:
            return False
    return True


def _is_shorter(candidate: tuple[float, int], known: tuple[float, int]) -> bool:
    """Compare two distances, so that rounding of decimals never makes a contradiction."""
    gap = candidate[0] - known[0]
    return gap < -1e-9 or (gap == 0 and candidate[1] < known[1])

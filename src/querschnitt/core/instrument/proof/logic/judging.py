"""Judges an expression for every combination of values that its questions can have.

Where there are few combinations, each is evaluated by the very engine that serves respondents. Where there are many,
operators work on whole intervals and sets. The result may be too large, never too small: what it says can never be,
can never be.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from querschnitt.core.errors import QuestionnaireError
from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.operations import plain
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
from querschnitt.core.instrument.proof.logic.aggregates import aggregate, is_aggregate
from querschnitt.core.instrument.proof.logic.extents import (
    ABSENT,
    ANYTHING,
    EITHER,
    FALSE,
    TRUE,
    Extent,
    Interval,
    Words,
    join,
    one_of,
)
from querschnitt.core.instrument.proof.logic.functions import answers_yes_or_no, call
from querschnitt.core.instrument.proof.logic.transfer import calculate, compare, equate, negate
from querschnitt.core.instrument.values import Missing

CURRENT, TODAY = ".", "today()"
"""How the value under test and the day of the interview are called among the inputs."""

COMBINATIONS = 60
"""So many combinations of values are evaluated one by one."""

BY_CHANCE = frozenset({"random", "uuid", "now", "once", "position", "index", "indexed-repeat"})
"""Functions whose result does not follow from their arguments."""

BY_NAME = frozenset({"jr:choice-name", "pulldata"})
"""Functions that look at how their arguments are written, not only at their values."""

_ORDER = ("<", "<=", ">", ">=")


@dataclass(frozen=True)
class Scope:
    """What is known where an expression stands.

    Attributes
    ----------
    values : question name, '.' or 'today()' -> what it can be
    environment : files and labels that expressions may look up
    outside : names of a repeat that are seen from outside of it, so that they are many values at once
    in_each : what the value of such a question can be in one instance
    """

    values: Mapping[str, Extent]
    environment: Environment = field(default_factory=lambda: Environment(answers={}))
    outside: frozenset[str] = frozenset()
    in_each: Callable[[str], Extent] = lambda name: ANYTHING

    def value(self, name: str) -> Extent:
        return ANYTHING if name in self.outside else self.values.get(name, ABSENT)

    def with_current(self, value: Extent) -> Scope:
        """Return the scope in which '.' stands for something."""
        return replace(self, values={**self.values, CURRENT: value})


def judge(node: Node, scope: Scope) -> Extent:
    """Return everything that the value of an expression can be."""
    if isinstance(node, (Number, Text)):
        return one_of([node.value])
    if isinstance(node, Reference):
        return scope.value(node.name)
    if isinstance(node, Current):
        return scope.value(CURRENT)
    if isinstance(node, Attribute):
        return one_of([plain(scope.environment.attributes.get(node.name))])
    evaluated = _one_by_one(node, scope)
    if evaluated is not None:
        return evaluated
    if isinstance(node, Operation):
        return _operation(node, scope)
    return _call(node, scope) if isinstance(node, Call) else ANYTHING


def truths(expression: Expression, scope: Scope) -> frozenset[bool]:
    """Return which of true and false a condition can be."""
    return judge(expression.tree, scope).truths


@dataclass(frozen=True)
class _Facts:
    """What is known of a node without any values.

    Attributes
    ----------
    inputs : what it looks at: names of questions, '.', 'today()'
    is_certain : whether its value follows from the inputs alone
    """

    node: Node
    inputs: tuple[str, ...]
    is_certain: bool
    expression: Expression


_FACTS: dict[int, _Facts] = {}
_MOST_FACTS = 50_000


def _facts(node: Node) -> _Facts:
    """Look a node up by its identity: trees are shared, and comparing them costs more than judging them."""
    known = _FACTS.get(id(node))
    if known is not None and known.node is node:
        return known
    if len(_FACTS) > _MOST_FACTS:
        _FACTS.clear()
    certain = not any(isinstance(each, Call) and each.function in BY_CHANCE for each in nodes(node))
    found = _FACTS[id(node)] = _Facts(node, tuple(_inputs(node)), certain, Expression(text="", tree=node))
    return found


def inputs(node: Node) -> tuple[str, ...]:
    """Return what an expression looks at: names of questions, '.', 'today()'."""
    return _facts(node).inputs


def _inputs(node: Node) -> dict[str, None]:
    found: dict[str, None] = {}
    for each in nodes(node):
        if isinstance(each, Reference):
            found[each.name] = None
        elif isinstance(each, Current):
            found[CURRENT] = None
        elif isinstance(each, Call) and each.function == "today":
            found[TODAY] = None
    return found


def _one_by_one(node: Node, scope: Scope) -> Extent | None:
    """Evaluate an expression for each combination of its inputs, if they are few."""
    facts = _facts(node)
    if not facts.is_certain:
        return None
    names = facts.inputs
    extents = [scope.value(name) for name in names]
    if not all(extent.is_finite for extent in extents):
        return None
    if math.prod(len(extent.points) for extent in extents) > COMBINATIONS:
        return None
    return join(_evaluated(node, dict(zip(names, point, strict=True)), scope) for point in _points(extents))


def _points(extents: list[Extent]) -> Iterator[tuple[object, ...]]:
    return itertools.product(*(extent.points for extent in extents))


def _evaluated(node: Node, values: Mapping[str, object], scope: Scope) -> Extent:
    """Evaluate an expression with one value for each input, as the interview does."""
    base = scope.environment
    environment = Environment(
        answers=values,
        current=values.get(CURRENT, Missing.NOT_ASKED),
        today=values.get(TODAY, base.today),  # type: ignore[arg-type]
        now=base.now,
        position=base.position,
        attributes=base.attributes,
        choice_name=base.choice_name,
        lookup=base.lookup,
    )
    try:
        return one_of([_facts(node).expression.value(environment)])
    except (QuestionnaireError, ArithmeticError, ValueError, LookupError):
        return ANYTHING


def _operation(node: Operation, scope: Scope) -> Extent:
    operands = [judge(operand, scope) for operand in node.operands]
    if len(operands) == 1:
        return join(negate(part) for part in operands[0].parts)
    left, right = operands
    if node.operator == "and":
        return _conjunction(left.truths, right.truths)
    if node.operator == "or":
        return _negation(_conjunction(_opposite(left.truths), _opposite(right.truths)))
    return join(_pairwise(node.operator, one, other, scope) for one, other in _pairs(left, right))


def _pairs(left: Extent, right: Extent) -> Iterator[tuple[Extent, Extent]]:
    """Give all pairs of parts; where there would be too many, the extents as they are."""
    if len(left.points) * len(right.points) > COMBINATIONS * 20:
        return iter([(ANYTHING, ANYTHING)])
    return itertools.product(left.parts, right.parts)


def _pairwise(operator: str, left: Extent, right: Extent, scope: Scope) -> Extent:
    if left.points and right.points:
        return _evaluated(_BINARY[operator], {"a": left.points[0], "b": right.points[0]}, scope)
    if operator in _ORDER:
        return compare(operator, left, right)
    return equate(operator, left, right) if operator in ("=", "!=") else calculate(operator, left, right)


_BINARY = {
    sign: Operation(sign, (Reference("a"), Reference("b")))
    for sign in ("=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod")
}


def _conjunction(left: frozenset[bool], right: frozenset[bool]) -> Extent:
    if left == {False} or right == {False}:
        return FALSE
    return TRUE if left == {True} and right == {True} else EITHER


def _negation(extent: Extent) -> Extent:
    return one_of(not value for value in extent.points)


def _opposite(found: frozenset[bool]) -> frozenset[bool]:
    return frozenset(not value for value in found)


def _call(node: Call, scope: Scope) -> Extent:
    if node.function == "today":
        return scope.value(TODAY)
    if node.function == "random":
        return Extent(numbers=Interval(0, 1, is_high_open=True))
    if node.function == "uuid":
        return Extent(words=Words())
    if node.function in ("position", "index"):
        return Extent(numbers=Interval(1, math.inf, is_whole=True))
    if is_aggregate(node, scope.outside):
        return aggregate(node.function, scope.in_each(inputs(node)[0]))
    arguments = [judge(argument, scope) for argument in node.arguments]
    if node.function == "once" and arguments:
        return arguments[0]
    if node.function == "if":
        return _chosen(arguments)
    if node.function == "coalesce":
        return _first_given(arguments)
    return _applied(node, arguments, scope)


def _chosen(arguments: list[Extent]) -> Extent:
    condition, then, otherwise = arguments
    return join([then] * (True in condition.truths) + [otherwise] * (False in condition.truths))


def _first_given(arguments: list[Extent]) -> Extent:
    """Return what `coalesce` gives: the first value that is not missing and no empty text."""
    found: list[Extent] = []
    for argument in arguments[:-1]:
        given = argument.without(*Missing, "")
        found.append(given)
        if not argument.is_anything and len(given.points) == len(argument.points):
            return join(found)
    return join([*found, arguments[-1]])


def _applied(node: Call, arguments: list[Extent], scope: Scope) -> Extent:
    """Apply a function to every combination of the parts of its arguments."""
    many = [argument for argument in arguments if not (argument.is_finite and len(argument.points) == 1)]
    if math.prod(len(argument.parts) for argument in many) > COMBINATIONS * 10 or node.function in BY_CHANCE | BY_NAME:
        return EITHER if answers_yes_or_no(node.function) else ANYTHING
    return join(_one_call(node, parts, scope) for parts in itertools.product(*(each.parts for each in arguments)))


def _one_call(node: Call, parts: tuple[Extent, ...], scope: Scope) -> Extent:
    names = [f"a{place}" for place in range(len(parts))]
    if all(part.points for part in parts):
        values = {name: part.points[0] for name, part in zip(names, parts, strict=True)}
        return _evaluated(_call_of(node.function, len(parts)), values, scope)
    missing = [part.points[0] for part in parts if part.points and isinstance(part.points[0], Missing)]
    if missing:
        return EITHER if answers_yes_or_no(node.function) else join([one_of(missing), ANYTHING])
    return call(node.function, parts)


@lru_cache(maxsize=1000)
def _call_of(function: str, count: int) -> Call:
    return Call(function, tuple(Reference(f"a{place}") for place in range(count)))

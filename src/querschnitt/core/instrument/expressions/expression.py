"""An expression of a questionnaire: its text, its tree, and the function it is compiled to."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.evaluator import compile_tree
from querschnitt.core.instrument.expressions.operations import plain, truth
from querschnitt.core.instrument.expressions.parser import parse
from querschnitt.core.instrument.expressions.tree import Node, Reference, nodes
from querschnitt.core.instrument.values import Missing


@dataclass(frozen=True)
class Expression:
    """A parsed expression. It is compiled with its first evaluation."""

    text: str
    tree: Node

    @classmethod
    def parse(cls, text: str) -> Expression:
        return cls(text=text, tree=parse(text))

    @cached_property
    def value(self) -> Callable[[Environment], object]:
        """The compiled function: environment -> value."""
        return compile_tree(self.tree)

    @cached_property
    def references(self) -> tuple[str, ...]:
        """Names of the questions it looks at, in the order of writing."""
        return tuple(dict.fromkeys(node.name for node in nodes(self.tree) if isinstance(node, Reference)))

    def holds(self, environment: Environment) -> bool:
        """Whether the condition is fulfilled; a missing value is not."""
        return truth(self.value(environment))


def evaluate(
    text: str,
    answers: Mapping[str, object] | None = None,
    *,
    current: object = Missing.NOT_ASKED,
    today: datetime.date | None = None,
) -> object:
    """Evaluate one expression with the answers given.

    Parameters
    ----------
    answers : question name -> text, number, boolean, date, list of codes, or `Missing`; an absent name is not asked
    current : what `.` stands for
    today : what `today()` gives

    Raises
    ------
    ExpressionError : if it cannot be read, or if an operand has the wrong type

    Missing values
    --------------
    They never turn into numbers. A comparison with a missing value is false, whatever the operator; arithmetic with
    one is missing. What is missing can be asked for: `${x} = ''` (no answer), `${x} = 'dk'`, `${x} = 'refused'`, and
    their opposites with `!=`, which hold exactly when the first do not.

    >>> evaluate("selected(${langs}, 'ar')", {"langs": ["ar", "de"]})
    True
    >>> evaluate("${age} < 18", {"age": Missing.REFUSED}), evaluate("${age} >= 18", {"age": Missing.REFUSED})
    (False, False)
    """
    known = {name: plain(value) for name, value in (answers or {}).items()}
    return Expression.parse(text).value(Environment(answers=known, current=plain(current), today=today))

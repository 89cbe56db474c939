"""An expression of a questionnaire: its text, its tree, and the function it is compiled to."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict, Unpack

from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.evaluator import compile_tree
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.expressions.operations import plain, truth
from querschnitt.core.instrument.expressions.parser import parse
from querschnitt.core.instrument.expressions.surroundings import seen_from_outside
from querschnitt.core.instrument.expressions.tree import Attribute, Call, Node, Reference, nodes
from querschnitt.core.instrument.values import Missing


@dataclass(frozen=True)
class Expression:
    """A parsed expression. It is compiled with its first evaluation."""

    text: str
    tree: Node

    @classmethod
    def parse(cls, text: str, *, attributes: bool = False) -> Expression:
        """Read an expression; with `attributes` a bare name is a column of the choice under test.

        Raises
        ------
        ExpressionError : with the position, what was expected there, and a suggestion
        """
        return cls(text=text, tree=parse(text, attributes=attributes))

    @cached_property
    def value(self) -> Callable[[Environment], object]:
        """The compiled function: environment -> value."""
        return compile_tree(self.tree)

    @cached_property
    def references(self) -> tuple[str, ...]:
        """Names of the questions and repeats it looks at, in the order of writing."""
        return tuple(dict.fromkeys(node.name for node in nodes(self.tree) if isinstance(node, Reference)))

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """Columns of the choice under test that it looks at, in the order of writing."""
        return tuple(dict.fromkeys(node.name for node in nodes(self.tree) if isinstance(node, Attribute)))

    @cached_property
    def functions(self) -> tuple[str, ...]:
        """Names of the functions it calls, in the order of writing."""
        return tuple(dict.fromkeys(node.function for node in nodes(self.tree) if isinstance(node, Call)))

    def holds(self, environment: Environment) -> bool:
        """Whether the condition is fulfilled; a missing value is not. Raises as `result` does."""
        try:
            found = self.value(environment)
        except ExpressionError:
            if environment.is_forgiving:
                return False
            raise
        return found if isinstance(found, bool) else truth(found)

    def result(self, environment: Environment) -> object:
        """Return its value; missing where it cannot be decided and the environment forgives that.

        Raises
        ------
        ExpressionError : if it cannot be decided for these answers
        """
        try:
            return self.value(environment)
        except ExpressionError:
            if environment.is_forgiving:
                return Missing.NOT_ASKED
            raise


class Surroundings(TypedDict, total=False):
    """What `evaluate` may be told besides the answers; each is explained at `Environment`."""

    current: object
    today: datetime.date | None
    now: datetime.datetime | None
    random: Callable[[], float] | None
    position: int
    attributes: Mapping[str, str] | None
    choice_name: Callable[[str, str], str] | None
    lookup: Callable[[str, str, str, str], str] | None


def evaluate(text: str, answers: Mapping[str, object] | None = None, **surroundings: Unpack[Surroundings]) -> object:
    """Evaluate one expression with the answers given.

    Parameters
    ----------
    answers : question name -> text, number, truth value, date, moment, time, list of codes, or `Missing`; an absent
        name, None and an empty text are not asked. A repeat is a list of mappings, one for each instance: from outside
        its questions are the values of all instances. A list of numbers is the values of a question in all instances
    current : what `.` stands for, and the value before for `once()`
    today, now : what `today()` and `now()` give; without `today` it is the day of `now`
    random : gives the next number in [0, 1)
    position : the number of the instance, for `position(..)`
    attributes : columns of the choice under test: with them bare names may be written
    choice_name : (question name, code) -> label
    lookup : (file, column, key column, key) -> cell

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
    >>> from querschnitt.core.instrument import Missing
    >>> evaluate("${age} < 18", {"age": Missing.REFUSED}), evaluate("${age} >= 18", {"age": Missing.REFUSED})
    (False, False)
    >>> evaluate("max(${age})", {"person": [{"age": 5}, {"age": 7}]})
    7
    """
    attributes = surroundings.get("attributes")
    expression = Expression.parse(text, attributes=attributes is not None)
    known: dict[str, Any] = {**surroundings, "attributes": attributes or {}}
    known["current"] = plain(known.get("current"))
    value = expression.value(Environment(answers=seen_from_outside(answers or {}), **known))
    return plain(value) if value is None else value

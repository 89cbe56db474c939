"""Watches an interview: an instrument whose expressions note what they were each time the engine asked them.

Constraints are not among them: a walk tries many answers against them, and notes itself which it really gave.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.operations import truth
from querschnitt.core.instrument.model import Instrument, Page, Question, Section
from querschnitt.core.instrument.proof.logic.layout import Column, Owner

Key = tuple[str, str, str]
"""Owner, name and column of a condition."""


@dataclass
class Log:
    """What conditions were, in one interview.

    Attributes
    ----------
    outcomes : condition -> the truth values it had
    counts : repeat -> the numbers of instances it had
    """

    outcomes: dict[Key, set[bool]] = field(default_factory=dict)
    counts: dict[str, set[float]] = field(default_factory=dict)

    def note(self, key: Key, value: object) -> None:
        """Note one value of a condition."""
        if key[2] == "repeat_count":
            if isinstance(value, str) and value.strip().isdecimal():
                value = int(value)
            self.counts.setdefault(key[1], set()).add(value if isinstance(value, (int, float)) else 0)
            return
        self.outcomes.setdefault(key, set()).add(truth(value))

    def clear(self) -> None:
        self.outcomes.clear()
        self.counts.clear()


@dataclass(frozen=True)
class Watched(Expression):
    """An expression that notes its values."""

    key: Key = ("", "", "")
    log: Log = field(default_factory=Log, compare=False)

    @cached_property
    def value(self) -> Callable[[Environment], object]:
        inner = Expression(self.text, self.tree).value

        def watched(environment: Environment) -> object:
            found = inner(environment)
            self.log.note(self.key, found)
            return found

        return watched


def watch(instrument: Instrument, log: Log) -> Instrument:
    """Return the instrument with all its conditions watched."""
    watcher = _Watcher(log)
    return replace(
        instrument,
        pages=tuple(watcher.page(page) for page in instrument.pages),
        sections={name: watcher.section(section) for name, section in instrument.sections.items()},
    )


class _Watcher:
    def __init__(self, log: Log) -> None:
        self.log = log

    def _watched(self, expression: Expression | None, owner: Owner, name: str, column: Column) -> Expression | None:
        if expression is None:
            return None
        return Watched(expression.text, expression.tree, key=(owner, name, column), log=self.log)

    def section(self, section: Section) -> Section:
        return replace(
            section,
            relevant=self._watched(section.relevant, "group", section.name, "relevant"),
            count=self._watched(section.count, "group", section.name, "repeat_count"),
        )

    def page(self, page: Page) -> Page:
        return replace(
            page,
            relevant=self._watched(page.relevant, "page", page.name, "relevant"),
            questions=tuple(self.question(question) for question in page.questions),
        )

    def question(self, question: Question) -> Question:
        name = question.name
        return replace(
            question,
            relevant=self._watched(question.relevant, "question", name, "relevant"),
            choice_filter=self._watched(question.choice_filter, "question", name, "choice_filter"),
            required_if=self._watched(question.required_if, "question", name, "required"),
        )

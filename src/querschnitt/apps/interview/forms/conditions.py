"""Which conditions of a page are decided in the page itself, and what its script must be told for that.

A condition runs in the page if it looks at answers of the same page, and the page can know all it looks at. Everything
else is the server's: chance and clock, labels and files, values gathered from a repeat, a list that is searched, and
questions whose words or choices change with an answer of the page. `static/interview/conditions.js` reads the rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from querschnitt.core.instrument.expressions import Expression
from querschnitt.core.instrument.expressions.interchange import encode_value
from querschnitt.core.instrument.expressions.tree import Call, Node, Text, nodes, to_json
from querschnitt.core.instrument.model import Instrument, Kind, Page, Question, numbered
from querschnitt.core.instrument.piping import pipes
from querschnitt.core.instrument.routing import order_of
from querschnitt.core.instrument.values import Missing

SERVER_ONLY = frozenset({"random", "uuid", "now", "today", "once", "jr:choice-name", "pulldata"}) | frozenset(
    {"acos", "asin", "atan", "atan2", "cos", "exp", "exp10", "log", "log10", "pow", "sin", "tan"}
)
"""Functions that the page does not run: it lacks what they look at, or they would weigh more than they are worth."""

_HARMLESS = {ord("<"): "\\u003c"}


class Source(Enum):
    """Where the page takes a value from that a condition looks at."""

    PAGE = "what stands in its fields, or is calculated from it"
    FIXED = "stands on the page and does not change on it"
    NOWHERE = "a note, or a question that comes later: never known at this point"
    SERVER = "on this page, but only the server can say"


@dataclass(frozen=True)
class InPage:
    """What the script of one page knows; the same for everybody who sees the page.

    Attributes
    ----------
    rules : for the script, as JSON; "" if nothing is decided in the page
    brings : questions that the script shows and hides -> the names that are on the page with each: its own, and that of
        the text beside "other"
    needed : names in expressions -> names in the sheet, of values that the page does not hold itself
    """

    rules: str = ""
    brings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needed: Mapping[str, str] = field(default_factory=dict)

    def known(self, values: Mapping[str, object]) -> str:
        """Return the values from elsewhere that the rules look at, as JSON. Nothing else of ``values`` is looked at."""
        found = ((name, values.get(key)) for name, key in self.needed.items())
        known = {name: encode_value(value) for name, value in found if value not in (None, Missing.NOT_ASKED)}
        return _written(known)


NOTHING = InPage()


def conditions_of(instrument: Instrument, page: Page, values: Mapping[str, object]) -> dict[str, SafeString]:
    """Return what the template of a page needs for its script; nothing if no condition runs in the page.

    ``values`` are the answers in force and the calculated values. Of what is returned ``rules`` is the same for
    everybody, ``known`` changes with the answers that were given elsewhere.
    """
    found = in_page(instrument, page)
    if not found.rules:
        return {}
    # Nothing in it can end the element that it stands in: see `_written`.
    return {"rules": mark_safe(found.rules), "known": mark_safe(found.known(values))}  # noqa: S308


@lru_cache(maxsize=2048)
def in_page(instrument: Instrument, page: Page) -> InPage:
    """Return which conditions of a page run in it."""
    walk = _Walk(instrument, page)
    for question in page.questions:
        walk.take(question)
    if not walk.shown_or_hidden:
        return NOTHING
    rules = walk.rules()
    content: dict[str, object] = {"at": page.place[-1]} if page.place else {}
    return InPage(
        rules=_written({**content, "rules": [rule.content() for rule in rules]}),
        brings={rule.question.name: rule.brings for rule in rules if rule.brings},
        needed=walk.needed(rules),
    )


def _written(content: object) -> str:
    """Write JSON that can stand inside of a script element."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).translate(_HARMLESS)


@dataclass(frozen=True)
class _Rule:
    """One question as the script sees it: shown or hidden, read, or calculated, in the order of the page."""

    question: Question
    condition: Expression | None
    brings: tuple[str, ...]
    is_looked_at: bool

    @property
    def expressions(self) -> Iterator[Expression]:
        """The expressions that the script evaluates for it."""
        question = self.question
        read = (question.calculation, question.constraint) if self.is_looked_at else ()
        yield from (each for each in (self.condition, *read) if each is not None)

    def content(self) -> dict[str, object]:
        """Return it for the script; what says nothing is left out."""
        question = self.question
        found: dict[str, object] = {"name": question.origin}
        if question.place:
            found["field"] = question.name
        if self.condition is not None:
            found["if"] = to_json(self.condition.tree)
        if self.brings:
            found["brings"] = self.brings
        return found | (self._value() if self.is_looked_at else {})

    def _value(self) -> dict[str, object]:
        question = self.question
        if question.calculation is not None:
            return {"is": to_json(question.calculation.tree)}
        found: dict[str, object] = {"kind": question.kind.value}
        if question.missing:
            found["missing"] = question.missing
        if question.constraint is not None:
            found["must"] = to_json(question.constraint.tree)
        if question.scale is not None:
            found["scale"] = [str(part) for part in (question.scale.start, question.scale.end, question.scale.step)]
        if question.kind is Kind.SELECT_MULTIPLE and question.is_randomized:
            found["codes"] = question.codes
        return found


class _Walk:
    """Takes the questions of a page in order, as routing does, and says of each where its value comes from."""

    def __init__(self, instrument: Instrument, page: Page) -> None:
        self.instrument = instrument
        self.page = page
        self.names = {question.origin: question for question in page.questions}
        self.repeats = instrument.repeats_around(page.section)
        self.sources: dict[str, Source] = {}
        self.conditional: set[str] = set()
        self.shown_or_hidden: set[str] = set()

    def take(self, question: Question) -> None:
        name = question.origin
        is_conditional = self._depends_on_page(question.relevant)
        if is_conditional and not (self._can_run(question.relevant) and self._can_wait(question)):
            self.sources[name] = Source.SERVER
            return
        if is_conditional:
            self.conditional.add(name)
            if question.kind.is_shown and question.other_of not in self.names:
                self.shown_or_hidden.add(name)
        self.sources[name] = self._source(question, is_conditional)

    def _depends_on_page(self, expression: Expression | None) -> bool:
        """Whether what it gives can change while the person is on the page."""
        return expression is not None and any(
            self.sources.get(name) in (Source.PAGE, Source.SERVER) for name in expression.references
        )

    def _can_run(self, expression: Expression | None) -> bool:
        if expression is None:
            return True
        is_known = all(map(_runs_in_page, nodes(expression.tree)))
        return is_known and all(self._is_within_reach(name) for name in expression.references)

    def _is_within_reach(self, name: str) -> bool:
        """Whether the page can be told a value: it is its own, or one value that was settled before."""
        if name in self.names:
            return self.sources.get(name) is not Source.SERVER
        around = self.instrument.depths.get(name, ())
        return name not in self.instrument.sections and around == self.repeats[: len(around)]

    def _can_wait(self, question: Question) -> bool:
        """Whether a question that does not apply can stand in the page as it will be, if it should apply."""
        if question.kind is Kind.NOTE or question.takes_answers:
            is_settled = (question.choice_filter, question.default) == (None, None) and not question.is_randomized
            return is_settled and not any(self._changes(text) for text in _texts(question))
        return question.kind is Kind.CALCULATE

    def _changes(self, text: str) -> bool:
        return any(self.sources.get(name) in (Source.PAGE, Source.SERVER) for name in pipes(text))

    def _source(self, question: Question, is_conditional: bool) -> Source:
        if question.kind is Kind.NOTE:
            return Source.NOWHERE
        if question.takes_answers:
            is_readable = not (question.kind.has_choices and question.is_searchable)
            is_offered = not self._depends_on_page(question.choice_filter)
            return Source.PAGE if is_readable and is_offered and self._can_run(question.constraint) else Source.SERVER
        settled = question.calculation or question.default
        if not is_conditional and not self._depends_on_page(settled):
            return Source.FIXED
        runs = question.calculation is not None and not question.is_lasting
        return Source.PAGE if runs and self._can_run(settled) and self._can_run(question.relevant) else Source.SERVER

    def rules(self) -> list[_Rule]:
        """Return the questions that are shown and hidden, and those that are looked at for it, in order."""
        looked_at: set[str] = set()
        rules: list[_Rule] = []
        for question in reversed(self.page.questions):
            rule = self._rule(question, is_looked_at=question.origin in looked_at)
            if rule.brings or rule.is_looked_at:
                rules.append(rule)
                looked_at.update(self._own(name for each in rule.expressions for name in each.references))
        return rules[::-1]

    def _own(self, names: Iterable[str]) -> Iterator[str]:
        return (name for name in names if self.sources.get(name) is Source.PAGE)

    def _rule(self, question: Question, *, is_looked_at: bool) -> _Rule:
        name = question.origin
        others = tuple(other.name for other in self.page.questions if other.other_of == name)
        brings = (question.name, *others) if name in self.shown_or_hidden else ()
        is_conditional = name in self.conditional or question.calculation is not None
        return _Rule(question, question.relevant if is_conditional else None, brings, is_looked_at)

    def needed(self, rules: Iterable[_Rule]) -> dict[str, str]:
        """Return the values that must be told: name in expressions -> name in the sheet."""
        names = dict.fromkeys(name for rule in rules for each in rule.expressions for name in each.references)
        return {name: key for name in names if (key := self._key(name))}

    def _key(self, name: str) -> str:
        if name in self.names:
            return self.names[name].name if self.sources.get(name) is Source.FIXED else ""
        depth = len(self.instrument.depths.get(name, ()))
        place = self.page.place[:depth]
        question = self.instrument.questions[name]
        comes_later = self._order(question.block, place) > order_of(self.instrument, self.page)
        return "" if comes_later else numbered(name, place)

    def _order(self, page: str, place: tuple[int, ...]) -> tuple[int, ...]:
        return order_of(self.instrument, numbered(page, place))


def _runs_in_page(node: Node) -> bool:
    if not isinstance(node, Call):
        return True
    is_written_out = node.function != "regex" or isinstance(node.arguments[1], Text)
    return node.function not in SERVER_ONLY and is_written_out


def _texts(question: Question) -> Iterator[str]:
    """Give all texts that stand on the page with a question, in every language."""
    for texts in (question.labels, question.hints, question.guidance, *(choice.labels for choice in question.choices)):
        yield from texts.values()

"""The way through a questionnaire as nested groups: pages, conditions around what they decide, repeats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from querschnitt.core.instrument import Expression, Instrument, Kind, Page, Question
from querschnitt.core.instrument.expressions.tree import to_json
from querschnitt.core.instrument.model import Branch, Section, Texts
from querschnitt.press.questionnaire.conditions import Speaker

GroupKind = Literal["page", "section", "condition", "repeat"]


@dataclass(frozen=True)
class Node:
    """A question, a note, or a calculated value. `share` of the interviews reach it; None: nobody knows."""

    name: str
    number: str
    text: str
    look: Literal["asked", "note", "value"]
    share: float | None = None


@dataclass(frozen=True)
class Group:
    """Things that belong together; `words` is the title of a page or section, a condition, or how often it comes."""

    kind: GroupKind
    words: str
    items: tuple[Node | Group, ...]
    number: int = 0
    share: float | None = None


@dataclass
class Outliner:
    """Reads the outline of an instrument.

    Attributes
    ----------
    coverage, page_coverage : name -> share of the interviews that reach it; empty if nobody knows
    say : the fixed words of the chart
    """

    instrument: Instrument
    speaker: Speaker
    coverage: Mapping[str, float]
    page_coverage: Mapping[str, float]
    say: Mapping[str, str]
    pages: int = field(default=0)

    def outline(self) -> tuple[Node | Group, ...]:
        return tuple(self._parts(self.instrument.tree))

    def _parts(self, parts: Sequence[Page | Branch]) -> Iterator[Node | Group]:
        for part in parts:
            yield self._branch(part) if isinstance(part, Branch) else self._page(part)

    def _branch(self, branch: Branch) -> Node | Group:
        section = branch.section
        items = tuple(self._parts(branch.parts))
        if section.is_repeat:
            items = (Group("repeat", self._how_often(section), items),)
        title = self._text(section.labels)
        if title:
            items = (Group("section", title, items),)
        return self._around(section.relevant, items)

    def _how_often(self, section: Section) -> str:
        if section.count is None:
            return self.say["repeat_open"]
        return self.say["repeat_count"].format(count=self.speaker.say(section.count))

    def _around(self, condition: Expression | None, items: tuple[Node | Group, ...]) -> Node | Group:
        """Put a condition around things, or give them as they are."""
        if condition is not None:
            return Group("condition", self.speaker.only_if(condition), items)
        return items[0] if len(items) == 1 else Group("section", "", items)

    def _page(self, page: Page) -> Node | Group:
        self.pages += 1
        number = self.pages
        items: list[Node | Group] = []
        for key, run in groupby(page.questions, key=lambda each: _key(each.relevant)):
            nodes = [self._node(question) for question in run]
            first = next(question for question in page.questions if question.name == nodes[0].name)
            items += [self._around(first.relevant, tuple(nodes))] if key is not None else nodes
        share = self.page_coverage.get(page.name) if self.page_coverage else None
        group = Group("page", self._text(page.labels), tuple(items), number=number, share=share)
        return self._around(page.relevant, (group,))

    def _node(self, question: Question) -> Node:
        if not question.kind.is_shown:
            return Node(question.name, "", self.say["value"].format(name=question.name), "value")
        if question.kind is Kind.NOTE or not question.takes_answers:
            return Node(question.name, "", self._text(question.labels), "note")
        share = self.coverage.get(question.name, 0.0) if self.coverage else None
        number = "" if question.other_of else self.speaker.numbers.get(question.name, "")
        return Node(question.name, number, self._text(question.labels) or question.name, "asked", share)

    def _text(self, texts: Texts) -> str:
        text = texts.get(self.speaker.language) or texts.get(self.instrument.default_language, "")
        return " ".join(text.split())


def _key(condition: Expression | None) -> str | None:
    return None if condition is None else str(to_json(condition.tree))

"""Puts a questionnaire together as it is printed: pages, questions, arrows, and the appendix of long lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from querschnitt.core.instrument import Instrument, Kind, Page, Question
from querschnitt.core.instrument.expressions import Expression
from querschnitt.core.instrument.expressions.tree import Node, Number, Operation, to_json
from querschnitt.core.instrument.model import ACKNOWLEDGED, MISSING_LIST, OTHER, Branch, Section
from querschnitt.press.questionnaire.controls import choice_rows, is_long
from querschnitt.press.questionnaire.controls import field as written_field
from querschnitt.press.questionnaire.numbering import is_numbered
from querschnitt.press.questionnaire.skips import END
from querschnitt.press.questionnaire.values import (
    Asked,
    Block,
    Control,
    Heading,
    Lines,
    Listed,
    Paragraphs,
    Remark,
    Row,
    Rows,
    Sheet,
)
from querschnitt.press.questionnaire.wording import Wording

COPIES = 3
"""How often a repeat is printed whose number is not fixed."""

MOST_COPIES = 8
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def compose(wording: Wording, leads: Mapping[str, Mapping[str, str]], *, for_interviewers: bool) -> Sheet:
    """Put a questionnaire together.

    Parameters
    ----------
    leads : where answers lead, as `skips` gives it
    for_interviewers : with the notes for them
    """
    composer = _Composer(wording.speaker.instrument, wording, leads, for_interviewers)
    blocks = tuple(composer.parts(wording.speaker.instrument.tree))
    return Sheet(blocks=blocks, lists=tuple(composer.lists.values()))


@dataclass
class _Composer:
    instrument: Instrument
    wording: Wording
    leads: Mapping[str, Mapping[str, str]]
    for_interviewers: bool
    lists: dict[str, Listed] = field(default_factory=dict)

    def parts(self, parts: Sequence[Page | Branch], level: int = 1) -> Iterator[Block]:
        """Give the blocks of pages and sections; their headings are of this level."""
        for part in parts:
            if isinstance(part, Branch):
                yield from self._branch(part, level)
            else:
                yield from self._page(part, level)

    def _branch(self, branch: Branch, level: int) -> Iterator[Block]:
        section = branch.section
        title = self.wording.said(section.labels)
        if not section.is_repeat:
            condition = self._condition(section.relevant)
            if title:
                yield Heading(level, "part", title, condition)
            elif condition:
                yield Remark(condition)
            yield from self.parts(branch.parts, level + bool(title))
            return
        if section.relevant is not None:
            yield Remark(self._condition(section.relevant))
        for number in range(1, _copies(section) + 1):
            yield Heading(level, "instance", f"{title or section.name} {number}", [])
            yield from self.parts(branch.parts, level + 1)
        yield Remark(self.wording.cut(self._words("further")))

    def _page(self, page: Page, level: int) -> Iterator[Block]:
        shown = [question for question in page.questions if question.kind.is_shown and not question.other_of]
        if not any(question.takes_answers or question.kind is Kind.NOTE for question in shown):
            return
        title = self.wording.said(page.labels)
        is_said = page.relevant is not None and not all(_implies(each.relevant, page.relevant) for each in shown)
        condition = self._condition(page.relevant if is_said else None)
        if title:
            yield Heading(level, "page", title, condition)
        elif condition:
            yield Remark(condition)
        for key, run in groupby(shown, key=lambda each: _key(each.relevant)):
            yield from self._run(list(run), is_conditional=key is not None)

    def _run(self, questions: list[Question], *, is_conditional: bool) -> Iterator[Block]:
        """Give questions that stand under one condition; it is said once, above the first."""
        condition = self._run_condition(questions) if is_conditional else None
        for question in questions:
            block = self._block(question, condition)
            if block is not None:
                yield block
                condition = None

    def _run_condition(self, questions: list[Question]) -> Paragraphs:
        speaker = self.wording.speaker
        said = self._said_condition(questions[0].relevant)
        numbers = [speaker.numbers[each.name] for each in questions if is_numbered(each)]
        if len(numbers) < 2:
            return self.wording.cut(said)
        span = speaker.words.say("questions", first=numbers[0], last=numbers[-1])
        return self.wording.cut(f"{span}: {said[:1].lower() + said[1:]}")

    def _said_condition(self, condition: Expression | None) -> str:
        return self.wording.speaker.only_if(condition) if condition is not None else ""

    def _condition(self, condition: Expression | None) -> Paragraphs:
        return self.wording.cut(self._said_condition(condition))

    def _block(self, question: Question, condition: Paragraphs | None) -> Block | None:
        text = self.wording.paragraphs(question.labels)
        guidance = self.wording.paragraphs(question.guidance) if self.for_interviewers else None
        if question.kind is Kind.NOTE:
            return Asked(text=text, condition=condition, guidance=guidance or None)
        if not question.takes_answers:
            return None
        controls = self._controls(question)
        return Asked(
            text=text,
            number=self.wording.speaker.numbers[question.name],
            hint=self._hint(question) or None,
            guidance=guidance or None,
            condition=condition,
            controls=controls,
        )

    def _hint(self, question: Question) -> Paragraphs:
        hint = self.wording.said(question.hints)
        if is_long(question):
            listed = self._listed(question)
            return self.wording.cut(f"{hint}\n{self._words('see_list', list=listed.title)}")
        key = {Kind.SELECT_MULTIPLE: "mark_several", Kind.RANK: "rank"}.get(question.kind)
        if not hint and question.kind is Kind.SELECT_MULTIPLE:
            hint = self.wording.said(question.constraint_messages)  # on paper nobody says it afterwards
        return self.wording.cut(hint or (self._words(key) if key else ""))

    def _listed(self, question: Question) -> Listed:
        """Put the choices of a question into the appendix, each list once."""
        known = self.lists.get(question.choice_list)
        if known is None:
            title = self._words("list", letter=_LETTERS[len(self.lists) % len(_LETTERS)])
            entries = tuple(self.wording.paragraphs(choice.labels) for choice in question.choices)
            known = self.lists[question.choice_list] = Listed(title, entries)
        return known

    def _controls(self, question: Question) -> tuple[Control, ...]:
        beside = self._missing(question)
        if is_long(question):
            own: Control = Lines(2 if question.kind is Kind.SELECT_MULTIPLE else 1)
        elif question.kind is Kind.ACKNOWLEDGE:
            own = Rows((Row(self.wording.cut(ACKNOWLEDGED)),))
        elif not question.kind.has_choices:
            own = written_field(question, self.wording.speaker.words)
        else:
            rows = tuple(
                self._row(question, choice.name, self.wording.said(choice.labels)) for choice in question.choices
            )
            lengths = [len(self.wording.said(choice.labels)) for choice in question.choices]
            whole = choice_rows(question, rows, lengths)
            if question.kind is Kind.RANK or whole.columns > 1:
                return (whole, *beside)
            return (Rows(rows + tuple(row for each in beside for row in each.rows), whole.mark),)
        return (own, *beside)

    def _missing(self, question: Question) -> tuple[Rows, ...]:
        labels = {choice.name: choice.labels for choice in self.instrument.choice_lists.get(MISSING_LIST, ())}
        rows = [
            self._row(question, code, self.wording.said(labels[code])) for code in question.missing if code in labels
        ]
        return (Rows(tuple(rows)),) if rows else ()

    def _row(self, question: Question, code: str, label: str) -> Row:
        target = self.leads.get(question.name, {}).get(code)
        go = "" if target is None else self._go(target)
        has_line = code == OTHER and any(each.other_of == question.name for each in self.instrument.questions.values())
        return Row(self.wording.cut(label), go=go, has_line=has_line, is_quiet=code in question.missing)

    def _go(self, target: str) -> str:
        if target == END:
            return self._words("go_end")
        return self._words("go_on", number=self.wording.speaker.numbers[target])

    def _words(self, key: str, **values: object) -> str:
        return self.wording.speaker.words.say(key, **values)


def _copies(section: Section) -> int:
    tree = section.count.tree if section.count is not None else None
    if isinstance(tree, Number) and isinstance(tree.value, int):
        return min(MOST_COPIES, max(1, tree.value))
    return COPIES


def _key(condition: Expression | None) -> str | None:
    return None if condition is None else str(to_json(condition.tree))


def _implies(condition: Expression | None, page: Expression) -> bool:
    """Whether a question's condition says what its page's condition says: one of its alternatives, or all of it."""
    if condition is None:
        return False
    alternatives = {str(to_json(part)) for part in _alternatives(page.tree)}
    return all(str(to_json(part)) in alternatives for part in _alternatives(condition.tree))


def _alternatives(tree: Node) -> list[Node]:
    if isinstance(tree, Operation) and tree.operator == "or":
        return [part for operand in tree.operands for part in _alternatives(operand)]
    return [tree]

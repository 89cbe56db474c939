"""What a person writes into or marks on paper, by the kind of the question."""

from __future__ import annotations

from collections.abc import Mapping

from querschnitt.core.instrument import Kind, Question
from querschnitt.core.instrument.expressions.tree import Number, nodes
from querschnitt.press.questionnaire.values import Boxes, Control, Lines, Mark, Row, Rows, Steps
from querschnitt.press.questionnaire.words import PaperWords

LONG = 40
"""Choices of a list that goes into the appendix."""

SHORT_LABEL, MANY = 34, 7
"""Lists of more than `MANY` choices, none longer than `SHORT_LABEL` characters, stand in two columns."""

MOST_STEPS = 11
"""Steps of a scale that fit side by side."""

MOST_DIGITS = 8
_MARKS: Mapping[Kind, Mark] = {Kind.SELECT_MULTIPLE: "several", Kind.RANK: "rank"}


def is_long(question: Question) -> bool:
    """Whether the choices of a question stand in the appendix."""
    return question.kind.has_choices and (question.choice_list.endswith(".csv") or len(question.choices) > LONG)


def choice_rows(question: Question, rows: tuple[Row, ...], lengths: list[int]) -> Rows:
    """Return the choices of a question as rows; `lengths` of their labels, in characters."""
    is_short = max(lengths, default=0) <= SHORT_LABEL and not any(row.go or row.has_line for row in rows)
    return Rows(rows, _MARKS.get(question.kind, "one"), columns=2 if len(rows) > MANY and is_short else 1)


def field(question: Question, words: PaperWords) -> Control:
    """Return where the answer to a question without choices is written."""
    if question.kind is Kind.DATE:
        return Boxes((2, 2, 4), tuple(words.texts[key] for key in ("day", "month", "year")))
    if question.kind is Kind.TIME:
        return Boxes((2, 2), tuple(words.texts[key] for key in ("hour", "minute")))
    unit = "€" if "euro" in question.appearance else ""
    if question.kind is Kind.INTEGER:
        return Boxes((_digits(question),), unit=unit)
    if question.kind is Kind.RANGE and question.scale is not None and len(question.scale.steps) <= MOST_STEPS:
        return Steps(tuple(f"{step.normalize():f}" for step in question.scale.steps))
    if question.kind in (Kind.DECIMAL, Kind.RANGE):
        return Boxes((_digits(question), 2), unit=unit)
    return Lines(5 if "multiline" in question.appearance else 2 if not question.other_of else 1)


def _digits(question: Question) -> int:
    """Return how many digits the largest number has that the question's condition names."""
    if question.scale is not None:
        return len(str(int(question.scale.end)))
    if "year" in question.appearance:
        return 4
    if question.constraint is None:
        return 4
    named = [node.value for node in nodes(question.constraint.tree) if isinstance(node, Number)]
    return min(MOST_DIGITS, len(str(int(max(named, default=999)))))

"""A condition in the words of a reader: "Frage 3 = „Nein“ oder Frage 7 > 2", in any language of the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from querschnitt.core.instrument import Expression, Instrument, Kind, Question
from querschnitt.core.instrument.expressions.tree import (
    Attribute,
    Call,
    Current,
    Node,
    Number,
    Operation,
    Reference,
    Text,
)
from querschnitt.core.instrument.model import MISSING_LIST, NO, YES
from querschnitt.press.questionnaire.words import PaperWords

_SIGNS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "+": "+", "-": "−", "*": "×", "div": "÷"}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_OPPOSITE = {"=": "!=", "!=": "="}
_OR, _AND, _COMPARED = 1, 2, 3
_YES_TEXTS, _NO_TEXTS = ("1", "true", YES), ("0", "false", NO)


@dataclass(frozen=True)
class Speaker:
    """Says conditions of a questionnaire in one language."""

    instrument: Instrument
    words: PaperWords
    numbers: Mapping[str, str]
    language: str

    def say(self, condition: Expression) -> str:
        """Return a condition in words."""
        return self._say(condition.tree, 0)

    def only_if(self, condition: Expression) -> str:
        return self.words.say("only_if", condition=self.say(condition))

    def name(self, question: str) -> str:
        """Return what a question is called: by its number, or by its wording if it has none."""
        number = self.numbers.get(question)
        if number:
            return self.words.question(number)
        known = self.instrument.questions.get(question)
        section = self.instrument.sections.get(question)
        labels = known.labels if known else section.labels if section else {}
        return self.words.quoted(labels.get(self.language) or question)

    def _say(self, tree: Node, level: int) -> str:
        if isinstance(tree, Number):
            return tree.written
        if isinstance(tree, Text):
            return self.words.quoted(tree.value)
        if isinstance(tree, Reference):
            return self._reference(tree)
        if isinstance(tree, (Current, Attribute)):
            return "…"  # stands in constraints and filters, which are not said on paper
        if isinstance(tree, Operation):
            return self._operation(tree, level)
        return self._call(tree, level)

    def _reference(self, tree: Reference) -> str:
        question = self.instrument.questions.get(tree.name)
        if question is not None and question.calculation is not None and not question.kind.is_shown:
            return f"({self._say(question.calculation.tree, 0)})"
        return self.name(tree.name)

    def _operation(self, tree: Operation, level: int) -> str:
        if len(tree.operands) == 1:
            return f"−{self._say(tree.operands[0], _COMPARED)}"
        if tree.operator in ("and", "or"):
            return self._joined(tree, level)
        comparison = self._comparison(tree, level)
        if comparison:
            return comparison
        left, right = (self._say(operand, _COMPARED) for operand in tree.operands)
        said = f"{left} {_SIGNS.get(tree.operator, tree.operator)} {right}"
        return f"({said})" if level >= _COMPARED and tree.operator not in _MIRRORED else said

    def _joined(self, tree: Operation, level: int) -> str:
        own = _OR if tree.operator == "or" else _AND
        parts = self._alternatives(_flat(tree, tree.operator), own) if own == _OR else ()
        said = parts or tuple(self._say(part, own) for part in _flat(tree, tree.operator))
        text = f" {self.words.texts[tree.operator]} ".join(said)
        return f"({text})" if level > own and len(said) > 1 else text

    def _alternatives(self, parts: list[Node], level: int) -> tuple[str, ...]:
        """Say alternatives; several answers to one question are said in one breath."""
        said: list[str] = []
        together: list[tuple[Question, list[str]]] = []
        for part in parts:
            equal = self._equal_choice(part)
            if equal is None:
                said.append(self._say(part, level))
                continue
            question, label = equal
            if together and together[-1][0] is question and said[-1] is _PENDING:
                together[-1][1].append(label)
            else:
                together.append((question, [label]))
                said.append(_PENDING)
        waiting = iter(together)
        return tuple(self._one_of(*next(waiting)) if each is _PENDING else each for each in said)

    def _one_of(self, question: Question, labels: list[str]) -> str:
        *first, last = labels
        listed = f"{self.words.texts['comma'].join(first)} {self.words.texts['or']} {last}" if first else last
        return f"{self.name(question.name)} = {listed}"

    def _equal_choice(self, tree: Node) -> tuple[Question, str] | None:
        """Return question and label if the condition is that one choice was made."""
        compared = _compared(tree)
        if compared is None or compared[1] != "=":
            return None
        name, _, value = compared
        question = self.instrument.questions.get(name)
        if question is None or not question.kind.has_choices or value == "":
            return None
        return question, self._label(question, value)

    def _label(self, question: Question, code: str) -> str:
        choices = (*question.choices, *self.instrument.choice_lists.get(MISSING_LIST, ()))
        label = next((choice.labels.get(self.language, code) for choice in choices if choice.name == code), code)
        return self.words.quoted(label)

    def _comparison(self, tree: Operation, level: int) -> str:
        """Say a comparison with an answer; an empty text if it is none of the simple ones."""
        compared = _compared(tree)
        if compared is None:
            return self._length(tree)
        name, operator, value = compared
        question = self.instrument.questions.get(name)
        if value == "" and operator in _OPPOSITE:
            key = "not_answered" if operator == "=" else "answered"
            return self.words.say(key, question=self.name(name))
        if question is None:
            return ""
        if question.calculation is not None and not question.kind.is_shown:
            return self._calculated(question, operator, value, level=level)
        if question.kind.has_choices and operator in _OPPOSITE:
            return f"{self.name(name)} {_SIGNS[operator]} {self._label(question, value)}"
        return ""

    def _calculated(self, question: Question, operator: str, value: str, *, level: int) -> str:
        """Say what a calculated yes or no stands for."""
        tree = question.calculation.tree if question.calculation else None
        if not isinstance(tree, Call) or tree.function != "if" or operator not in _OPPOSITE:
            return ""
        condition, then, otherwise = tree.arguments
        meant = {_constant(then): condition, _constant(otherwise): None}
        if value not in meant or None in (_constant(then), _constant(otherwise)):
            return ""
        if (meant[value] is None) is (operator == "="):
            return self._negated(condition)
        return self._say(condition, level)

    def _length(self, tree: Operation) -> str:
        """Say `string-length(${x}) > 0`: whether there is an answer."""
        left, right = tree.operands
        if isinstance(left, Call) and left.function == "string-length" and isinstance(left.arguments[0], Reference):
            is_zero = isinstance(right, Number) and right.written == "0"
            if is_zero and tree.operator in (">", "!=", "="):
                key = "not_answered" if tree.operator == "=" else "answered"
                return self.words.say(key, question=self.name(left.arguments[0].name))
        return ""

    def _call(self, tree: Call, level: int) -> str:
        if tree.function == "selected":
            return self._selected(tree, key="chosen")
        if tree.function == "not" and len(tree.arguments) == 1:
            return self._negated(tree.arguments[0])
        if tree.function in ("count-selected", "boolean", "number", "string", "int") and tree.arguments:
            inner = self._say(tree.arguments[0], level)
            return self.words.say("marks", question=inner) if tree.function == "count-selected" else inner
        if tree.function == "today":
            return self.words.texts["today"]
        return f"{tree.function}({', '.join(self._say(argument, 0) for argument in tree.arguments)})"

    def _negated(self, tree: Node) -> str:
        if isinstance(tree, Call) and tree.function == "selected":
            return self._selected(tree, key="not_chosen")
        if isinstance(tree, Operation) and tree.operator in _OPPOSITE:
            return self._say(Operation(_OPPOSITE[tree.operator], tree.operands), _COMPARED)
        return self.words.say("not", condition=self._say(tree, _COMPARED))

    def _selected(self, tree: Call, *, key: str) -> str:
        where, code = tree.arguments
        question = self.instrument.questions.get(where.name) if isinstance(where, Reference) else None
        if question is None or not isinstance(code, Text):
            return f"selected({self._say(where, 0)}, {self._say(code, 0)})"
        label = self._label(question, code.value)
        if question.kind is Kind.SELECT_ONE:
            return f"{self.name(question.name)} {'=' if key == 'chosen' else '≠'} {label}"
        return self.words.say(key, question=self.name(question.name), answer=label)


_PENDING = "\0"


def _flat(tree: Operation, operator: str) -> list[Node]:
    """Return the parts of a chain of one operator."""
    parts: list[Node] = []
    for operand in tree.operands:
        is_chain = isinstance(operand, Operation) and operand.operator == operator
        parts += _flat(operand, operator) if isinstance(operand, Operation) and is_chain else [operand]
    return parts


def _compared(tree: Node) -> tuple[str, str, str] | None:
    """Return question, operator and constant of a comparison of an answer with a constant."""
    if not isinstance(tree, Operation) or tree.operator not in _MIRRORED:
        return None
    left, right = tree.operands
    operator = tree.operator
    if not isinstance(left, Reference):
        left, right, operator = right, left, _MIRRORED[operator]
    value = _constant(right)
    return (left.name, operator, value) if isinstance(left, Reference) and value is not None else None


def _constant(tree: Node) -> str | None:
    if isinstance(tree, Call) and tree.function in ("true", "false"):
        return tree.function
    return tree.value if isinstance(tree, Text) else tree.written if isinstance(tree, Number) else None

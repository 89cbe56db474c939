"""Where an answer leads on paper: the question after the ones that it certainly skips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from querschnitt.core.instrument import Expression, Instrument, Kind, Missing, Question
from querschnitt.core.instrument.expressions.environment import Environment
from querschnitt.core.instrument.expressions.tree import Call, Current, Node, Operation, Reference, Text, nodes
from querschnitt.core.instrument.values import MISSING_BY_CODE
from querschnitt.press.questionnaire.numbering import is_numbered

END = ""
"""Where a skip leads that goes past every question that is left."""

_PURE = frozenset({"selected", "count-selected", "not", "true", "false", "if", "coalesce", "string-length", "boolean"})


@dataclass
class Certainty:
    """Judges conditions of which only some answers are known.

    Attributes
    ----------
    known : question name -> its answer; `Missing.NOT_ASKED` for one that certainly was not asked
    """

    instrument: Instrument
    known: dict[str, object] = field(default_factory=dict)

    def judge(self, tree: Node) -> bool | None:
        """Return whether a condition holds; None if that hangs on answers that are not known."""
        if self._is_settled(tree):
            return Expression(text="", tree=tree).holds(Environment(answers=self.known))
        if isinstance(tree, Operation) and tree.operator in ("and", "or"):
            deciding = tree.operator == "or"
            found = [self.judge(operand) for operand in tree.operands]
            return deciding if deciding in found else None
        if isinstance(tree, Call) and tree.function == "not":
            inner = self.judge(tree.arguments[0])
            return None if inner is None else not inner
        return None

    def _is_settled(self, tree: Node) -> bool:
        for node in nodes(tree):
            if isinstance(node, Reference) and not self._is_known(node.name):
                return False
            if isinstance(node, Current) or (isinstance(node, Call) and node.function not in _PURE):
                return False
        return True

    def _is_known(self, name: str) -> bool:
        """Whether a value is known; a calculated one is known if everything is that it is calculated from."""
        question = self.instrument.questions.get(name)
        if name in self.known or question is None or question.calculation is None:
            return name in self.known
        tree = question.calculation.tree
        is_known = question.relevant is None and self._is_settled(tree)
        if is_known:
            self.known[name] = question.calculation.value(Environment(answers=self.known))
        return is_known


def skips(instrument: Instrument) -> Mapping[str, Mapping[str, str]]:
    """Return for each question with one choice where its answers lead, if not to the next question.

    Returns
    -------
    question name -> (code of a choice, or of a missing value -> name of the question to go to, or `END`)
    """
    order = [question for question in instrument.questions.values() if question.takes_answers]
    found = {}
    for place, question in enumerate(order):
        if question.kind is not Kind.SELECT_ONE or question.is_searchable:
            continue
        leads = {
            code: target
            for code in (*question.codes, *question.missing)
            if (target := _target(instrument, order, place, code)) is not None
        }
        if leads:
            found[question.name] = leads
    return found


def _target(instrument: Instrument, order: list[Question], place: int, code: str) -> str | None:
    """Return the question that an answer leads to, or None if it is the next one."""
    question = order[place]
    certainty = Certainty(instrument, known=_implied(instrument, question))
    certainty.known[question.name] = MISSING_BY_CODE.get(code, code) if code in question.missing else code
    around = instrument.depths.get(question.name, ())
    for distance, later in enumerate(order[place + 1 :]):
        if instrument.depths.get(later.name, ())[: len(around)] != around:
            return None  # the instance ends here; what comes then hangs on the repeat
        if any(certainty.judge(each.tree) is False for each in conditions_of(instrument, later)):
            certainty.known[later.name] = Missing.NOT_ASKED
            continue
        return later.name if distance and is_numbered(later) else None
    return END if place + 1 < len(order) else None


def conditions_of(instrument: Instrument, question: Question) -> list[Expression]:
    """Return the conditions under which a question is asked: of the sections around it, of its page, its own."""
    page = instrument.page(question.block)
    found: list[Expression | None] = [question.relevant, page.relevant]
    section = page.section
    while section:
        found.append(instrument.sections[section].relevant)
        section = instrument.sections[section].parent
    return [each for each in reversed(found) if each is not None]


def _implied(instrument: Instrument, question: Question) -> dict[str, object]:
    """Return answers that must have been given if this question is asked."""
    known: dict[str, object] = {}
    for condition in conditions_of(instrument, question):
        for part in _together(condition.tree):
            if isinstance(part, Operation) and part.operator == "=":
                left, right = part.operands
                if isinstance(left, Reference) and isinstance(right, Text) and right.value:
                    known[left.name] = right.value
    return known


def _together(tree: Node) -> list[Node]:
    if isinstance(tree, Operation) and tree.operator == "and":
        return [part for operand in tree.operands for part in _together(operand)]
    return [tree]

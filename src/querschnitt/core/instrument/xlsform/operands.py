"""What an expression is made of: whether its operands fit its operators, and its codes exist.

The check is done before the field opens, so that nobody's interview stops at an expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.expressions.functions import FUNCTIONS
from querschnitt.core.instrument.expressions.operations import NUMBER_TEXT
from querschnitt.core.instrument.expressions.tree import Call, Current, Node, Number, Operation, Reference, Text
from querschnitt.core.instrument.model import Kind
from querschnitt.core.instrument.values import MISSING_BY_CODE

KIND_OF = {
    Kind.SELECT_ONE: "code",
    Kind.SELECT_MULTIPLE: "list",
    Kind.INTEGER: "number",
    Kind.DECIMAL: "number",
    Kind.TEXT: "text",
    Kind.DATE: "date",
    Kind.CALCULATE: "any",
    Kind.NOTE: "any",
}

_SPEECH = {
    "code": "one code", "list": "several codes", "number": "a number", "text": "a text", "date": "a date",
    "truth": "a condition", "any": "a value",
}  # fmt: skip

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Operand:
    """What is known of a part of an expression.

    Attributes
    ----------
    kind : "number", "text", "code", "list", "date", "truth" or "any"
    codes : the codes of its choices, if it is a selection
    missing : kinds of missing answer that the question offers
    literal : the text or number as written, if it is one
    name : how to speak of it
    """

    kind: str
    codes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    literal: str | None = None
    name: str = ""

    @property
    def is_numeric(self) -> bool:
        if self.kind == "code":
            return bool(self.codes) and all(NUMBER_TEXT.fullmatch(code) for code in self.codes)
        if self.kind == "text" and self.literal is not None:
            return bool(NUMBER_TEXT.fullmatch(self.literal))
        return self.kind in ("number", "any")

    @property
    def is_date(self) -> bool:
        return self.kind in ("date", "any") or bool(self.literal is not None and _DATE.fullmatch(self.literal))

    @property
    def speech(self) -> str:
        return f"{_SPEECH[self.kind]} ({self.name})" if self.name else _SPEECH[self.kind]


Note = Callable[..., None]
"""Takes code, what, node, expected and hint of a fault."""


@dataclass(frozen=True)
class OperandCheck:
    """Goes through one expression and notes what does not fit.

    Attributes
    ----------
    questions : what is known of each question that may be referred to
    current : what `.` stands for; None where it stands for nothing
    note : takes the faults
    """

    questions: Mapping[str, Operand]
    current: Operand | None
    note: Note

    def visit(self, node: Node) -> Operand:
        """Check a node and everything below it, and return what it is."""
        if isinstance(node, Number):
            return Operand("number", literal=node.written, name=node.written)
        if isinstance(node, Text):
            return Operand("text", literal=node.value, name=f"'{node.value}'")
        if isinstance(node, Reference):
            return self.questions.get(node.name, Operand("any"))
        if isinstance(node, Current):
            return self.current or Operand("any")
        if isinstance(node, Operation):
            return self._operation(node)
        return self._call(node)

    def _operation(self, node: Operation) -> Operand:
        operands = [self.visit(operand) for operand in node.operands]
        if node.operator in ("and", "or"):
            for operand, part in zip(operands, node.operands, strict=True):
                self.want("truth", operand, part)
            return Operand("truth")
        if node.operator in ("=", "!="):
            self._equality(node, operands[0], operands[1])
            return Operand("truth")
        if node.operator in ("<", "<=", ">", ">="):
            self._order(node, operands)
            return Operand("truth")
        return self._arithmetic(node, operands)

    def _arithmetic(self, node: Operation, operands: Sequence[Operand]) -> Operand:
        if node.operator == "-" and [operand.kind for operand in operands] == ["date", "date"]:
            return Operand("number")
        for operand, part in zip(operands, node.operands, strict=True):
            self.want("number", operand, part)
        return Operand("number")

    def _order(self, node: Operation, operands: Sequence[Operand]) -> None:
        if all(operand.is_date for operand in operands) and any(operand.kind == "date" for operand in operands):
            return
        for operand, part in zip(operands, node.operands, strict=True):
            self.want("number", operand, part)

    def _equality(self, node: Operation, left: Operand, right: Operand) -> None:
        """Check that two sides can be equal at all."""
        asked, literal = (left, right) if right.literal is not None else (right, left)
        if literal.literal is None or asked.literal is not None:
            self._kinds_meet(node, left, right)
            return
        value = literal.literal
        if value == "" or (value in MISSING_BY_CODE and value in asked.missing):
            return
        if asked.kind == "list":
            self.note(
                "wrong-type",
                "Several codes cannot be compared with one",
                node,
                hint=f"Write selected({asked.name}, '{value}').",
            )
        elif asked.kind == "code":
            self._code_exists(node, asked, value)
        elif asked.kind == "number" and not literal.is_numeric:
            self.note("wrong-type", f"A number is compared with {literal.speech}", node, expected="a number")
        elif asked.kind == "date" and not literal.is_date:
            self.note(
                "wrong-type", f"A date is compared with {literal.speech}", node, expected="a date like '2020-11-30'"
            )

    def _kinds_meet(self, node: Operation, left: Operand, right: Operand) -> None:
        kinds = {left.kind, right.kind}
        if kinds in ({"number", "date"}, {"list", "number"}, {"list", "date"}) or (
            kinds == {"code", "number"} and not (left.is_numeric and right.is_numeric)
        ):
            self.note("wrong-type", f"{left.speech} and {right.speech} can never be equal", node)

    def _code_exists(self, node: Node, asked: Operand, code: str) -> None:
        known = asked.codes + asked.missing
        if known and code not in known:
            self.note(
                "unknown-choice", f"{asked.name} has no choice '{code}'", node,
                expected="one of " + ", ".join(known), hint=suggestion(code, known),
            )  # fmt: skip

    def _call(self, node: Call) -> Operand:
        arguments = [self.visit(argument) for argument in node.arguments]
        function = FUNCTIONS[node.function]
        if node.function in ("selected", "count-selected", "selected-at"):
            self._selection(node, arguments)
        else:
            wanted = function.parameters + function.parameters[-1:] * len(arguments)
            for kind, operand, part in zip(wanted, arguments, node.arguments, strict=False):
                self.want(kind, operand, part)
        if function.result != "any":
            return Operand(function.result)
        kinds = {operand.kind for operand in arguments[1 if node.function == "if" else 0 :]}
        return Operand(kinds.pop()) if len(kinds) == 1 else Operand("any")

    def _selection(self, node: Call, arguments: Sequence[Operand]) -> None:
        answer = arguments[0]
        if answer.kind not in ("list", "code", "any"):
            self.note(
                "wrong-type", f"{node.function}() needs a selection, not {answer.speech}", node.arguments[0],
                expected=FUNCTIONS[node.function].usage,
            )  # fmt: skip
        elif node.function == "selected" and arguments[1].literal is not None:
            self._code_exists(node.arguments[1], answer, arguments[1].literal)

    def want(self, kind: str, operand: Operand, node: Node) -> None:
        """Note it if an operand is not of a kind that fits."""
        if operand.kind == "any" or kind == "any":
            return
        if kind == "number" and not operand.is_numeric:
            self.note("wrong-type", f"A number is needed, not {operand.speech}", node, expected="a number")
        elif kind == "truth" and operand.kind != "truth":
            self.note(
                "wrong-type", f"A condition is needed, not {operand.speech}", node,
                expected="a comparison such as ${age} >= 18, or a function that answers yes or no",
            )  # fmt: skip
        elif kind == "text" and operand.kind in ("list", "date", "truth"):
            self.note("wrong-type", f"A text is needed, not {operand.speech}", node, expected="a text")

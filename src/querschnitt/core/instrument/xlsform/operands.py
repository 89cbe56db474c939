"""What an expression is made of: whether its operands fit its operators, and its codes exist.

The check is done before the field opens, so that nobody's interview stops at an expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.expressions.functions import FUNCTIONS
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
from querschnitt.core.instrument.values import MISSING_BY_CODE
from querschnitt.core.instrument.xlsform.operand import CALENDAR, SETS, Operand

Note = Callable[..., None]
"""Takes code, what, node, expected and hint of a fault."""

See = Callable[[str], Operand]
"""Gives what is known of the value of a question or repeat, as seen from where the expression stands."""

ACROSS = "Use sum(), min(), max(), count(), join() or indexed-repeat() for the values of a repeat."

_SELECTIONS = {"selected", "count-selected", "selected-at"}
_OF_ALL = {"sum", "count", "count-non-empty"}
"""Functions that make sense only for the values of several instances."""

_DIGITS_ONLY = re.compile(r"(?:%[YymndeHhMS3])+")
"""A form of a date that gives nothing but digits."""

_BRANCHES = {"if": 1, "coalesce": 0, "once": 0}
"""Functions that give one of their arguments, and the first one that they may give."""


@dataclass(frozen=True)
class OperandCheck:
    """Goes through one expression and notes what does not fit.

    Attributes
    ----------
    see : what is known of each name that may be referred to
    attributes : further columns of the choices under test, by name, in a `choice_filter`
    current : what `.` stands for; None where it stands for nothing
    pulled : what a call of pulldata() gives
    note : takes the faults
    """

    see: See
    attributes: Mapping[str, Operand]
    current: Operand | None
    pulled: Callable[[Call], Operand]
    note: Note

    def visit(self, node: Node) -> Operand:
        """Check a node and everything below it, and return what it is."""
        if isinstance(node, Number):
            return Operand("number", literal=node.written, name=node.written)
        if isinstance(node, Text):
            return Operand("text", literal=node.value, name=f"'{node.value}'")
        if isinstance(node, Reference):
            return self.see(node.name)
        if isinstance(node, Attribute):
            return self.attributes.get(node.name, Operand("any"))
        if isinstance(node, Current):
            return self.current or Operand("any")
        if isinstance(node, Operation):
            return self._operation(node)
        return self._call(node) if isinstance(node, Call) else Operand("any")

    def _operation(self, node: Operation) -> Operand:
        operands = [self._single(self.visit(operand), operand) for operand in node.operands]
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
        for operand, part in zip(operands, node.operands, strict=True):
            self.want("number", operand, part)
        return Operand("number")

    def _single(self, operand: Operand, node: Node) -> Operand:
        """Note it if the values of a whole repeat stand where one value is needed, and go on with one of them."""
        if operand.kind not in SETS:
            return operand
        self.note(
            "across-repeats", f"{operand.name} is asked in a repeat, and stands for all its values here", node,
            expected="one value", hint=ACROSS,
        )  # fmt: skip
        return operand.one

    def _order(self, node: Operation, operands: Sequence[Operand]) -> None:
        for kind in ("date", "time"):
            if all(operand.may_be(kind) for operand in operands) and any(op.is_calendar(kind) for op in operands):
                return
        calendar = next((operand for operand in operands if operand.kind in ("date", "datetime")), None)
        for operand, part in zip(operands, node.operands, strict=True):
            if calendar is not None and operand.kind == "number" and operand.literal is not None:
                # Days since 1970, to a machine; nobody who writes a number beside a date means that.
                self.note("wrong-type", f"A date is compared with the number {operand.literal}", part,
                          expected="a date like '2020-11-30', or a calculation such as today() - 30")  # fmt: skip
            else:
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
                "wrong-type", "Several codes cannot be compared with one", node,
                hint=f"Write selected({asked.name}, '{value}').",
            )  # fmt: skip
        elif asked.kind == "code":
            self._code_exists(node, asked, value)
        elif asked.kind == "number" and not literal.is_numeric:
            self.note("wrong-type", f"A number is compared with {literal.speech}", node, expected="a number")
        elif asked.kind in CALENDAR and not literal.may_be(asked.calendar):
            example = "'14:30'" if asked.calendar == "time" else "'2020-11-30'"
            self.note(
                "wrong-type", f"A {asked.calendar} is compared with {literal.speech}", node,
                expected=f"a {asked.calendar} like {example}",
            )  # fmt: skip

    def _kinds_meet(self, node: Operation, left: Operand, right: Operand) -> None:
        if left.can_equal(right):
            return
        self.note("wrong-type", f"{left.speech} and {right.speech} can never be equal", node)

    def _code_exists(self, node: Node, asked: Operand, code: str) -> None:
        known = asked.codes + asked.missing
        if known and code not in known:
            self.note(
                "unknown-choice", f"{asked.name} has no choice '{code}'", node,
                expected="one of " + ", ".join(known[:60]), hint=suggestion(code, known),
            )  # fmt: skip

    def _call(self, node: Call) -> Operand:
        arguments = [self.visit(argument) for argument in node.arguments]
        if node.function == "indexed-repeat":
            return self._indexed(node, arguments)
        function = FUNCTIONS[node.function]
        if not function.gathers:
            arguments = [self._single(*pair) for pair in zip(arguments, node.arguments, strict=True)]
        if node.function in _SELECTIONS:
            self._selection(node, arguments)
        else:
            for place, (operand, part) in enumerate(zip(arguments, node.arguments, strict=True)):
                self.want(function.kind_at(place), operand, part)
        if node.function in _OF_ALL:
            self._warn_single(node, arguments[0])
        return self._result(node, function.result, arguments)

    def _warn_single(self, node: Call, operand: Operand) -> None:
        """Warn of a sum over what is one value from here."""
        if operand.repeats and operand.kind not in SETS:
            self.note(
                "single-value", f"Inside its repeat {operand.name} is one value, that of the same instance", node,
                hint=f"Put {node.function}() after the repeat.", severity="warning",
            )  # fmt: skip

    def _result(self, node: Call, result: str, arguments: Sequence[Operand]) -> Operand:
        if node.function == "pulldata":
            return self.pulled(node)
        if node.function == "selected-at":
            return Operand("code", arguments[0].codes)
        if node.function.startswith("format-date"):
            return Operand("text", reads_as_number=bool(_DIGITS_ONLY.fullmatch(arguments[1].literal or "")))
        if result != "any":
            return Operand(result)
        return _one_of(arguments[_BRANCHES.get(node.function, len(arguments)) :])

    def _selection(self, node: Call, arguments: Sequence[Operand]) -> None:
        answer = arguments[0]
        if answer.kind not in ("list", "code", "any", "text"):
            self.note(
                "wrong-type", f"{node.function}() needs a selection, not {answer.speech}", node.arguments[0],
                expected=FUNCTIONS[node.function].usage,
            )  # fmt: skip
        elif node.function == "selected" and arguments[1].literal is not None:
            code = arguments[1].literal
            if " " in code:
                self.note("wrong-type", f"selected() does not find '{code}' with its space", node.arguments[1],
                          hint=f"Write {answer.name} = '{code}'.")  # fmt: skip
            else:
                self._code_exists(node.arguments[1], answer, code)
        elif node.function == "selected-at":
            self.want("number", arguments[1], node.arguments[1])

    def _indexed(self, node: Call, arguments: Sequence[Operand]) -> Operand:
        """Check indexed-repeat(${question}, ${repeat}, number, ...)."""
        usage = FUNCTIONS[node.function].usage
        for place, (operand, part) in enumerate(zip(arguments, node.arguments, strict=True)):
            if place % 2 == 0 and place:
                self.want("number", self._single(operand, part), part)
            elif not isinstance(part, Reference):
                what = "the repeat that the question stands in" if place else "a question"
                self.note("wrong-type", f"indexed-repeat() needs {what} here", part, expected=usage)
            elif place and part.name not in arguments[0].repeats:
                self.note(
                    "wrong-type", f"{arguments[0].name or 'The question'} does not stand in '{part.name}'", part,
                    expected=" or ".join(f"${{{name}}}" for name in arguments[0].repeats) or usage,
                )  # fmt: skip
        return replace(arguments[0].one, literal=None)

    def want(self, kind: str, operand: Operand, node: Node) -> None:
        """Note it if an operand is not of a kind that fits."""
        found = operand.one if operand.kind == "nodeset" and kind != "nodeset" else operand
        if found.fits(kind):
            return
        expected = {
            "number": "a number",
            "truth": "a comparison such as ${age} >= 18, or a function that answers yes or no",
            "nodeset": "a question of a repeat, seen from outside of it",
            "list": "a selection",
        }.get(kind, f"a {kind}")
        needed = "condition" if kind == "truth" else kind.replace("nodeset", "question of a repeat")
        hint = "Write number(...) around it." if (kind, found.kind, found.literal) == ("number", "text", None) else ""
        self.note("wrong-type", f"A {needed} is needed, not {operand.speech}", node, expected=expected, hint=hint)


def _one_of(given: Sequence[Operand]) -> Operand:
    """Return what is known of a value that is one of several: texts that are written down are codes."""
    kinds = {"code" if operand.kind == "text" and operand.literal is not None else operand.kind for operand in given}
    if len(kinds) != 1:
        return Operand("any")
    codes = dict.fromkeys(code for operand in given for code in (operand.codes or (operand.literal or "",)) if code)
    kind = kinds.pop()
    return Operand(kind, tuple(codes)) if kind == "code" and codes else Operand("text" if kind == "code" else kind)

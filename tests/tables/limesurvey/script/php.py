"""LimeSurvey's own way of evaluating: what `RDP_EvaluateBinary` and the functions of `em_core_helper` do in PHP 8.

Written for tests from LimeSurvey's documented behaviour; it works on strings, as PHP does, and knows nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from querschnitt.tables.limesurvey.script.tree import Binary, Call, Name, Node, Num, Str, Unary

_NUMERIC = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)\s*")


@dataclass(frozen=True)
class Value:
    """A value as PHP has it: text, number or truth, and whether it stood in quotes."""

    raw: str | float | bool
    is_quoted: bool = False

    @property
    def text(self) -> str:
        if isinstance(self.raw, bool):
            return "1" if self.raw else ""
        return self.raw if isinstance(self.raw, str) else format(self.raw, "g")

    @property
    def truth(self) -> bool:
        return self.raw not in ("", "0", 0, False)


def holds(node: Node, answers: Mapping[str, str]) -> bool:
    """Whether a condition holds. `answers` has every variable, the empty text for one without an answer."""
    return evaluate(node, answers).truth


def evaluate(node: Node, answers: Mapping[str, str]) -> Value:
    if isinstance(node, Num):
        return Value(node.written)
    if isinstance(node, Str):
        return Value(node.value, is_quoted=True)
    if isinstance(node, Name):
        return Value(answers[node.written.removesuffix(".NAOK")])
    if isinstance(node, Call):
        return _call(node.function, [evaluate(argument, answers) for argument in node.arguments])
    if isinstance(node, Unary):
        return Value(not evaluate(node.operand, answers).truth)
    return _binary(node, answers)


def _binary(node: Binary, answers: Mapping[str, str]) -> Value:
    left, right = evaluate(node.left, answers), evaluate(node.right, answers)
    if node.operator == "and":
        return Value(left.truth and right.truth)
    if node.operator == "or":
        return Value(left.truth or right.truth)
    if node.operator in ("==", "!="):
        return Value(_equal(left, right) is (node.operator == "=="))
    return Value(_ordered(node.operator, left, right))


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left.raw, bool) or isinstance(right.raw, bool):
        return left.truth == right.truth
    if _NUMERIC.fullmatch(left.text) and _NUMERIC.fullmatch(right.text):
        return float(left.text) == float(right.text)
    return left.text == right.text


def _is_numeric(text: str) -> bool:
    """`$arg !== "" && (!$arg || strval(floatval($arg)) == strval($arg))`."""
    return bool(_NUMERIC.fullmatch(text)) and (text == "0" or format(float(text), "g") == text)


def _ordered(operator: str, left: Value, right: Value) -> bool:
    a, b = left.text, right.text
    both_numeric = _is_numeric(a) and _is_numeric(b)
    both_string = all(text in ("", "0") or not _is_numeric(text) for text in (a, b))
    if not both_numeric and not both_string:
        return False
    if both_numeric and not (left.is_quoted or right.is_quoted):
        first, second = float(a), float(b)
        return {"<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second}[operator]
    if operator == "<=" and {a, b} == {"", "0"}:
        return True
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]


def _call(function: str, arguments: list[Value]) -> Value:
    if function == "is_empty":
        return Value(arguments[0].text == "")
    if function == "count":
        return Value(float(sum(argument.text != "" for argument in arguments)))
    if function == "sum":
        return Value(float(sum(float(argument.text or 0) for argument in arguments)))
    if function == "if":
        return arguments[1] if arguments[0].truth else arguments[2]
    raise NotImplementedError(function)

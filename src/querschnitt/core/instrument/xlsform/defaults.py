"""The column `default`: a value that is written down, or an expression."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.expressions.functions import FUNCTIONS
from querschnitt.core.instrument.expressions.operations import NUMBER_TEXT
from querschnitt.core.instrument.expressions.tree import Node, Number, Operation, Text
from querschnitt.core.instrument.model import ACKNOWLEDGED, Kind, Scale
from querschnitt.core.instrument.xlsform.sheet import Record, Table

_CALL = re.compile(r"([A-Za-z][\w:-]*)\s*\(")
_OPERATION = re.compile(r"[\w.)}'\"]\s*(?:[+*]|\s-\s|\s(?:div|mod|and|or)\s|=|<|>)\s*[\w.({$'\"]")
_NUMBERS = (Kind.INTEGER, Kind.DECIMAL, Kind.RANGE)


def is_expression(written: str, kind: Kind) -> bool:
    """Whether a default is calculated rather than written down.

    >>> is_expression("today()", Kind.DATE), is_expression("Leipzig (Sachsen)", Kind.TEXT)
    (True, False)
    """
    if "${" in written or any(name in FUNCTIONS for name in _CALL.findall(written)):
        return True
    return kind in _NUMBERS and not NUMBER_TEXT.fullmatch(written) and bool(_OPERATION.search(written))


def written_default(
    table: Table, record: Record, kind: Kind, *, codes: Sequence[str] = (), scale: Scale | None = None
) -> Expression | None:
    """Read a default that is written down, checked against kind, choices and scale."""
    written = record["default"]
    problem = _problem(written, kind, codes, scale)
    if problem:
        expected, hint = problem
        table.fault(
            "bad-default", f"The default '{written}' is no answer to this question", record=record, column="default",
            expected=expected, hint=hint,
        )  # fmt: skip
        return None
    return Expression(written, _tree(written, kind))


def _tree(written: str, kind: Kind) -> Node:
    if kind not in _NUMBERS:
        return Text(written)
    number = Number(written.strip().lstrip("-"))
    return Operation("-", (number,)) if written.strip().startswith("-") else number


def _problem(written: str, kind: Kind, codes: Sequence[str], scale: Scale | None) -> tuple[str, str] | None:
    """Return what was expected and a hint, if the text is no answer."""
    if kind in _NUMBERS:
        return _number_problem(written, kind, scale)
    if kind.has_choices:
        return _code_problem(written, kind, codes)
    if kind is Kind.DATE:
        return None if _reads(datetime.date.fromisoformat, written, r"\d{4}-\d{2}-\d{2}") else ("like 2020-11-30", "")
    if kind is Kind.TIME:
        is_time = _reads(datetime.time.fromisoformat, written, r"\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?")
        return None if is_time else ("like 14:30", "")
    if kind is Kind.ACKNOWLEDGE:
        return None if written == ACKNOWLEDGED else (ACKNOWLEDGED, "")
    return None


def _reads(read: object, written: str, pattern: str) -> bool:
    if not re.fullmatch(pattern, written):
        return False
    try:
        read(written)  # type: ignore[operator]
    except ValueError:
        return False
    return True


def _number_problem(written: str, kind: Kind, scale: Scale | None) -> tuple[str, str] | None:
    from decimal import Decimal

    if not NUMBER_TEXT.fullmatch(written):
        return "a number with a decimal point, such as 51.3", ""
    number = Decimal(written.strip())
    if kind is Kind.INTEGER and number != number.to_integral_value():
        return "a whole number", ""
    if kind is Kind.RANGE and scale is not None and number not in scale.steps:
        return f"a step between {scale.start} and {scale.end}", ""
    return None


def _code_problem(written: str, kind: Kind, codes: Sequence[str]) -> tuple[str, str] | None:
    chosen = [written] if kind is Kind.SELECT_ONE else written.split()
    unknown = [code for code in chosen if code not in codes] if codes else []
    if unknown:
        hint = suggestion(unknown[0], codes)
        if unknown[0][:1] in "'\"":
            hint = "Write the name of the choice without quotes."
        return "one of " + ", ".join(codes), hint
    if kind is Kind.RANK and codes and sorted(chosen) != sorted(codes):
        return "all choices, each once, the first one first", ""
    return None

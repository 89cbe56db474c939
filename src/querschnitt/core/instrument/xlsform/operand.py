"""What is known of a part of an expression before anybody has answered: its kind, its codes, what it can equal."""

from __future__ import annotations

import re
from dataclasses import dataclass

from querschnitt.core.instrument.expressions.operations import NUMBER_TEXT
from querschnitt.core.instrument.model import Kind

KIND_OF = {
    Kind.SELECT_ONE: "code",
    Kind.SELECT_MULTIPLE: "list",
    Kind.RANK: "list",
    Kind.INTEGER: "number",
    Kind.DECIMAL: "number",
    Kind.RANGE: "number",
    Kind.TEXT: "text",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.ACKNOWLEDGE: "code",
    Kind.CALCULATE: "any",
    Kind.HIDDEN: "any",
    Kind.NOTE: "any",
}

CALENDAR = ("date", "datetime", "time")
SETS = ("nodeset", "instances")

_SPEECH = {
    "code": "one code", "list": "several codes", "number": "a number", "text": "a text", "date": "a date",
    "datetime": "a moment", "time": "a time", "truth": "a condition", "any": "a value",
    "nodeset": "the values of a repeat", "instances": "a repeat",
}  # fmt: skip

_PATTERNS = {"date": re.compile(r"\d{4}-\d{2}-\d{2}(?:T.*)?"), "time": re.compile(r"\d{2}:\d{2}(?::.*)?")}


@dataclass(frozen=True)
class Operand:
    """What is known of a part of an expression.

    Attributes
    ----------
    kind : "number", "text", "code", "list", "date", "datetime", "time", "truth", "nodeset", "instances" or "any"
    codes : the codes of its choices, if it is a selection
    missing : kinds of missing answer that the question offers
    literal : the text or number as written, if it is one
    name : how to speak of it
    element : for a nodeset: what each of its values is
    reads_as_number : for a text that is always written as a number
    repeats : the repeats that the question stands in, outermost first
    """

    kind: str
    codes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    literal: str | None = None
    name: str = ""
    element: Operand | None = None
    repeats: tuple[str, ...] = ()
    reads_as_number: bool = False

    @property
    def one(self) -> Operand:
        """What a single value of it is."""
        if self.kind == "nodeset":
            return self.element or Operand("any")
        return Operand("any") if self.kind == "instances" else self

    @property
    def is_numeric(self) -> bool:
        if self.kind == "code":
            return bool(self.codes) and all(NUMBER_TEXT.fullmatch(code) for code in self.codes)
        if self.kind == "text" and self.literal is not None:
            return bool(NUMBER_TEXT.fullmatch(self.literal))
        return self.reads_as_number or self.kind in ("number", "any", "date", "datetime")

    @property
    def calendar(self) -> str:
        """ "time" for a time, otherwise "date"."""
        return "time" if self.kind == "time" else "date"

    def is_calendar(self, kind: str) -> bool:
        return self.kind in CALENDAR and self.calendar == kind

    def may_be(self, kind: str) -> bool:
        """Whether it can be compared with dates, or with times."""
        if self.literal is not None:
            return bool(_PATTERNS[kind].fullmatch(self.literal))
        return self.kind in ("any", "text") or self.is_calendar(kind)

    @property
    def speech(self) -> str:
        return f"{_SPEECH[self.kind]} ({self.name})" if self.name else _SPEECH[self.kind]

    def fits(self, kind: str) -> bool:
        """Whether it can stand where an operand of this kind is needed."""
        if "any" in (kind, self.kind) or kind == self.kind:
            return True
        if kind == "number":
            return self.is_numeric
        if kind == "text":
            return self.kind not in ("list", "truth", *SETS)
        if kind in CALENDAR:
            return self.kind in (*CALENDAR, "number", "text", "code")
        if kind == "list":
            return self.kind in ("code", "text")
        return kind == "nodeset"

    def can_equal(self, other: Operand) -> bool:
        """Whether it can be equal to another one, as far as kinds and codes tell."""
        kinds = {self.kind, other.kind}
        if kinds == {"code"}:
            return not (self.codes and other.codes) or bool(set(self.codes) & set(other.codes))
        if kinds == {"code", "number"}:
            return self.is_numeric and other.is_numeric
        if "time" in kinds and kinds & {"date", "datetime"}:
            return False
        return kinds not in ({"number", "date"}, {"list", "number"}, {"list", "date"}, {"list", "code"})

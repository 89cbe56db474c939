"""Parts of an expression of a workbook while it is written: the text, what it is, and how tightly it binds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from querschnitt.tables.limesurvey.script.faults import Untranslatable
from querschnitt.tables.limesurvey.script.variables import Variable

Kind = Literal["truth", "number", "text", "code", "date", "any"]

_LEVELS = ("or", "and", "equality", "order", "sum", "product", "unary", "operand")


@dataclass(frozen=True)
class Term:
    """A piece of an expression.

    Attributes
    ----------
    level : the operator that binds least in it
    variable : the variable that it is, and nothing else
    literal : the text or number that it is, and nothing else
    is_quoted : whether the literal stood in quotes
    is_given : whether it always has a value, as counts and sums have
    denies : the condition that it denies, if it is a `not(...)`
    """

    text: str
    kind: Kind
    level: str = "operand"
    variable: Variable | None = None
    literal: str | None = None
    is_quoted: bool = False
    is_given: bool = False
    denies: Term | None = None

    def inside(self, level: str) -> str:
        """Return the text as an operand of an operator, in parentheses where it binds less."""
        return self.text if _LEVELS.index(self.level) >= _LEVELS.index(level) else f"({self.text})"

    def beside(self, level: str) -> str:
        """Return the text as the right operand of an operator that is no sum of itself."""
        return self.text if _LEVELS.index(self.level) > _LEVELS.index(level) else f"({self.text})"


_EMPTY = re.compile(r"(\$\{[^{}]+\}|\.) (=|!=) ''")
"""Whether one answer is there: the only comparison that holds or does not hold without an answer, too."""

TRUE = Term("true()", "truth")
FALSE = Term("false()", "truth")


def quoted(text: str) -> str:
    """Write a text in quotes.

    >>> quoted("a"), quoted("it's")
    ("'a'", '"it\\'s"')
    """
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    pieces = [f"'{piece}'" for piece in text.split("'")]
    return "concat(" + ', "\'", '.join(pieces) + ")"


def truth(text: str, level: str = "operand") -> Term:
    return Term(text, "truth", level)


def negated(term: Term) -> Term:
    """Return `not(...)`, in the shortest way."""
    if term in (TRUE, FALSE):
        return FALSE if term == TRUE else TRUE
    if found := _EMPTY.fullmatch(term.text):
        return truth(f"{found[1]} {'!=' if found[2] == '=' else '='} ''", "equality")
    return term.denies or Term(f"not({term.text})", "truth", denies=term)


def all_of(terms: Iterable[Term]) -> Term:
    """Join conditions with 'and'."""
    found = [term for term in dict.fromkeys(terms) if term != TRUE]
    if FALSE in found:
        return FALSE
    if len(found) <= 1:
        return found[0] if found else TRUE
    return truth(" and ".join(term.inside("and") for term in found), "and")


def any_of(terms: Iterable[Term]) -> Term:
    """Join conditions with 'or'."""
    found = [term for term in dict.fromkeys(terms) if term != FALSE]
    if TRUE in found:
        return TRUE
    if len(found) <= 1:
        return found[0] if found else FALSE
    return truth(" or ".join(term.inside("or") for term in found), "or")


def total(terms: Iterable[Term]) -> Term:
    """Add numbers."""
    found = list(terms)
    if not found:
        return Term("0", "number", literal="0", is_given=True)
    if len(found) == 1:
        return found[0]
    given = all(term.is_given for term in found)
    return Term(" + ".join(term.inside("sum") for term in found), "number", "sum", is_given=given)


def counted(term: Term) -> Term:
    """Return 1 where a condition holds, and else 0."""
    return Term(f"if({term.text}, 1, 0)", "number", is_given=True)


def as_truth(term: Term) -> Term:
    """Return a value as a condition, the way LimeSurvey does: an empty text, '0' and 0 are false."""
    if term.kind == "truth":
        return term
    if term.literal is not None:
        return FALSE if term.literal in ("", "0") else TRUE
    if term.kind == "number":
        return truth(f"{term.inside('equality')} != 0", "equality")
    given = truth(f"{term.inside('equality')} != ''", "equality")
    variable = term.variable
    if term.kind == "date" or (variable is not None and variable.codes and "0" not in dict(variable.codes)):
        return given
    return all_of((given, truth(f"{term.inside('equality')} != '0'", "equality")))


def as_number(term: Term) -> Term:
    """Return a value as a number."""
    if term.kind == "number":
        return term
    if term.kind == "truth":
        if term.variable is not None and term.variable.on != "1":
            raise Untranslatable(f"it calculates with '{term.variable.written}', which is 'Y' or empty")
        return counted(term)
    if term.kind == "date":
        raise Untranslatable("it calculates with a date")
    if term.literal is not None:
        if not is_numeric(term.literal):
            raise Untranslatable(f"it calculates with the text '{term.literal}'")
        return Term(term.literal, "number", literal=term.literal, is_given=True)
    variable = term.variable if term.kind == "code" else None
    if variable is not None and not all(is_numeric(code) for code, _ in variable.codes):
        raise Untranslatable(f"it calculates with the codes of '{variable.written}', which are no numbers")
    return Term(f"number({term.text})", "number")


def is_numeric(text: str) -> bool:
    """Whether a text is a number for us: digits, with a point and a sign at most.

    >>> is_numeric("-1.5"), is_numeric("A1"), is_numeric("")
    (True, False, False)
    """
    body = text.strip().removeprefix("-")
    whole, _, rest = body.partition(".")
    return bool(body) and (whole + rest).isascii() and (whole + rest).isdecimal()

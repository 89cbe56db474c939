"""Comparisons: what LimeSurvey's operators find, said with ours so that the same answers lead the same way.

An empty value is the point where the two differ. In LimeSurvey `Q1 != 'Y'` holds for somebody who gave no answer; a
comparison of ours holds for nobody without an answer. So the two become `not(${Q1} = 'Y')`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from querschnitt.tables.limesurvey.script.faults import Untranslatable
from querschnitt.tables.limesurvey.script.terms import (
    FALSE,
    TRUE,
    Term,
    any_of,
    as_number,
    as_truth,
    is_numeric,
    negated,
    quoted,
    truth,
)

Note = Callable[[str], None]

_FLIPPED: Mapping[str, str] = MappingProxyType({"<": ">", "<=": ">=", ">": "<", ">=": "<="})

_ORDERS: Mapping[str, Callable[[object, object], bool]] = MappingProxyType(
    {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}  # type: ignore[dict-item]
)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def lime_compares(sign: str, left: str, right: str, *, is_quoted: bool) -> bool:
    """Compare two texts the way LimeSurvey does (`RDP_EvaluateBinary`).

    Parameters
    ----------
    is_quoted : whether one of the two stood in quotes: then they are ordered by their letters

    >>> lime_compares("==", "01", "1", is_quoted=False), lime_compares(">", "10", "9", is_quoted=True)
    (True, False)
    """
    if sign in ("==", "!="):
        return _loosely_equal(left, right) is (sign == "==")
    numbers = _is_plain_number(left) and _is_plain_number(right)
    words = all(text in ("", "0") or not _is_plain_number(text) for text in (left, right))
    if not numbers and not words:
        return False
    if sign == "<=" and {left, right} == {"", "0"}:
        return True
    if numbers and not is_quoted:
        return _ORDERS[sign](float(left), float(right))
    return _ORDERS[sign](left, right)


def _loosely_equal(left: str, right: str) -> bool:
    if is_numeric(left) and is_numeric(right):
        return float(left) == float(right)
    return left == right


def _is_plain_number(text: str) -> bool:
    """Whether PHP writes the number of a text in the same way: '7' and '0.5', not '07' or '7.0'."""
    return is_numeric(text) and repr(float(text)).removesuffix(".0") == text


def compare(sign: str, left: Term, right: Term, note: Note) -> Term:
    """Return a comparison.

    Raises
    ------
    Untranslatable : if the two cannot be compared in a workbook
    """
    if left.literal is not None and right.literal is not None:
        is_quoted = left.is_quoted or right.is_quoted
        return TRUE if lime_compares(sign, left.literal, right.literal, is_quoted=is_quoted) else FALSE
    if left.literal is not None:
        return compare(_FLIPPED.get(sign, sign), right, left, note)
    if right.literal is None:
        return _between(sign, left, right)
    if left.variable is not None and left.variable.kind == "flag":
        return _flag(sign, left, right)
    if left.kind == "truth":
        return _truth(sign, left, right.literal)
    if left.kind == "code":
        return _code(sign, left, right, note)
    if left.kind == "number":
        return _number(sign, left, right, note)
    return _text(sign, left, right)


def _flag(sign: str, flag: Term, literal: Term) -> Term:
    """Compare an option of a multiple choice, which is 'Y' or empty."""
    assert flag.variable is not None and literal.literal is not None
    chosen, other = (
        lime_compares(sign, value, literal.literal, is_quoted=literal.is_quoted) for value in (flag.variable.on, "")
    )
    if chosen and other:
        return TRUE
    if chosen:
        return truth(flag.text)
    return negated(truth(flag.text)) if other else FALSE


def _truth(sign: str, term: Term, literal: str) -> Term:
    """Compare a condition with 1, 0 or an empty text."""
    if sign not in ("==", "!=") or literal not in ("0", "1", ""):
        raise Untranslatable(f"it compares a condition with '{literal}'")
    return term if (literal == "1") is (sign == "==") else negated(term)


def _equal(term: Term, literal: str) -> Term:
    return truth(f"{term.inside('equality')} = {quoted(literal)}", "equality")


def _unequal(term: Term, one: Term) -> Term:
    """Return that a term is not equal, which includes that it has no value."""
    if term.is_given and " = " in one.text and one.level == "equality":
        return truth(one.text.replace(" = ", " != ", 1), "equality")
    return negated(one)


def _code(sign: str, term: Term, literal: Term, note: Note) -> Term:
    """Compare a selection: look at each of its codes, so that the order of letters is LimeSurvey's."""
    assert term.variable is not None and literal.literal is not None
    value = literal.literal
    if value == "" and sign in ("==", "!="):
        return truth(f"{term.inside('equality')} {'=' if sign == '==' else '!='} ''", "equality")
    codes = term.variable.codes
    found = [ours for code, ours in codes if lime_compares(sign, code, value, is_quoted=literal.is_quoted)]
    if sign == "!=":
        return _unequal_code(term, value, found, note)
    # LimeSurvey's PHP and its JavaScript disagree about an empty answer and "< 0"; then it counts as no answer.
    empty = lime_compares(sign, "", value, is_quoted=literal.is_quoted) and (sign == "<=" or not is_numeric(value))
    numeric = all(is_numeric(ours) for _, ours in codes) and is_numeric(value)
    plain = [ours for _, ours in codes if numeric and sign != "==" and _ORDERS[sign](float(ours), float(value))]
    if not found:
        note(f"no answer of '{term.variable.written}' fulfils {sign} {value!r}: in LimeSurvey it never holds, nor here")
    if numeric and found and plain == found:
        chosen = truth(f"{term.inside('order')} {sign} {value}", "order")
    else:
        chosen = any_of(_equal(term, code) for code in found)
    return any_of((chosen, _equal(term, ""))) if empty else chosen


def _unequal_code(term: Term, value: str, found: list[str], note: Note) -> Term:
    assert term.variable is not None
    excluded = [ours for _, ours in term.variable.codes if ours not in found]
    if not excluded:
        note(f"'{term.variable.written}' has no answer {value!r}: that it is another one always holds")
        return TRUE
    if len(excluded) == 1:
        return _unequal(term, _equal(term, excluded[0]))
    return negated(any_of(_equal(term, code) for code in excluded))


def _number(sign: str, term: Term, literal: Term, note: Note) -> Term:
    assert literal.literal is not None
    value = literal.literal
    if value == "" and sign in ("==", "!="):
        if term.is_given:
            return FALSE if sign == "==" else TRUE
        return truth(f"{term.inside('equality')} {'=' if sign == '==' else '!='} ''", "equality")
    if not is_numeric(value):
        if sign in ("==", "!="):
            return TRUE if sign == "!=" else FALSE
        raise Untranslatable(f"it compares a number with the text '{value}'")
    if sign in ("==", "!="):
        one = truth(f"{term.inside('equality')} = {value}", "equality")
        return one if sign == "==" else _unequal(term, one)
    if literal.is_quoted:
        note(f"LimeSurvey orders a number and '{value}' in quotes by their digits as text; here it is by size")
    ordered = truth(f"{term.inside('order')} {sign} {value}", "order")
    if sign == "<=" and float(value) == 0 and not term.is_given and term.variable is not None:
        return any_of((ordered, _equal(term, "")))
    return ordered


def _text(sign: str, term: Term, literal: Term) -> Term:
    """Compare a text, a date, or a value of which nothing is known."""
    assert literal.literal is not None
    value = literal.literal
    if value == "" and sign in ("==", "!="):
        return truth(f"{term.inside('equality')} {'=' if sign == '==' else '!='} ''", "equality")
    if term.kind == "date":
        return _date(sign, term, value)
    if sign in ("==", "!="):
        one = _equal(term, value)
        return one if sign == "==" else _unequal(term, one)
    if not is_numeric(value):
        raise Untranslatable(f"it orders a text by its letters ('{value}')")
    return truth(f"{as_number(term).inside('order')} {sign} {value}", "order")


def _date(sign: str, term: Term, value: str) -> Term:
    day = _DATE.match(value)
    if day is None:
        raise Untranslatable(f"it compares a date with '{value}'", "Write the date as year-month-day.")
    written = f"date('{day.group()}')"
    if sign in ("==", "!="):
        one = truth(f"{term.inside('equality')} = {written}", "equality")
        return one if sign == "==" else _unequal(term, one)
    return truth(f"{term.inside('order')} {sign} {written}", "order")


def _between(sign: str, left: Term, right: Term) -> Term:
    """Compare two values of the questionnaire. Two empty ones are equal in LimeSurvey."""
    if any(term.variable is not None and term.variable.kind == "flag" for term in (left, right)):
        return _flags(sign, left, right)
    if "truth" in (left.kind, right.kind):
        raise Untranslatable("it compares two conditions")
    if sign in ("==", "!="):
        one = same(left, right)
        if not left.is_given and not right.is_given:
            both = [_equal(term, "") for term in (left, right)]
            one = any_of((one, truth(" and ".join(term.text for term in both), "and")))
        return one if sign == "==" else _unequal(left if left.is_given and right.is_given else _loose(left), one)
    if {"number", "date"} == {left.kind, right.kind}:
        raise Untranslatable("it compares a date with a number")
    if left.kind != "date" or right.kind != "date":
        left, right = as_number(left), as_number(right)
    return truth(f"{left.inside('sum')} {sign} {right.inside('sum')}", "order")


def same(left: Term, right: Term) -> Term:
    """Return that two values are given, and the same.

    Raises
    ------
    Untranslatable : if they are of kinds that cannot be compared
    """
    if {"number", "date"} == {left.kind, right.kind}:
        raise Untranslatable("it compares a date with a number")
    if {"number", "code"} == {left.kind, right.kind}:
        left, right = as_number(left), as_number(right)
    if not _have_common_codes(left, right):
        return FALSE
    return truth(f"{left.inside('order')} = {right.inside('order')}", "equality")


def _have_common_codes(left: Term, right: Term) -> bool:
    """Whether two selections can have the same answer at all."""
    codes = [{ours for _, ours in term.variable.codes} if term.variable else set() for term in (left, right)]
    return not (codes[0] and codes[1]) or bool(codes[0] & codes[1])


def _loose(term: Term) -> Term:
    return Term(term.text, term.kind, term.level)


def _flags(sign: str, left: Term, right: Term) -> Term:
    """Compare two options: both chosen, or neither."""
    both = [term.variable is not None and term.variable.kind == "flag" for term in (left, right)]
    if sign not in ("==", "!=") or not all(both):
        raise Untranslatable("it compares an option of a multiple choice with another answer")
    first, second = as_truth(left), as_truth(right)
    one = truth(f"{first.text} = {second.text}", "equality")
    return one if sign == "==" else negated(one)

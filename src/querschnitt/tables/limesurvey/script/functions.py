"""The functions of ExpressionScript that have a counterpart."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType

from querschnitt.core.errors import suggestion
from querschnitt.core.instrument.expressions.functions import FUNCTIONS
from querschnitt.tables.limesurvey.script.comparison import Note, compare, same
from querschnitt.tables.limesurvey.script.faults import Untranslatable
from querschnitt.tables.limesurvey.script.patterns import workbook_pattern
from querschnitt.tables.limesurvey.script.terms import (
    FALSE,
    TRUE,
    Kind,
    Term,
    all_of,
    any_of,
    as_number,
    as_truth,
    counted,
    is_numeric,
    negated,
    quoted,
    total,
    truth,
)

Arguments = Sequence[Term]

_OPERATORS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}

_DATE_PARTS = MappingProxyType({"Y": "%Y", "m": "%m", "n": "%n", "d": "%d", "j": "%e", "H": "%H", "i": "%M", "y": "%y"})
"""Letters of PHP's `date` -> those of `format-date` (ODK)."""

_SAME = MappingProxyType(
    {
        "abs": "abs", "floatval": "number", "intval": "int", "pow": "pow", "sqrt": "sqrt", "round": "round",
        "exp": "exp", "pi": "pi", "sin": "sin", "cos": "cos", "tan": "tan", "acos": "acos", "asin": "asin",
        "atan": "atan", "atan2": "atan2", "max": "max", "min": "min",
    }
)  # fmt: skip
"""Functions of numbers that are called alike, or nearly."""


def is_empty(term: Term) -> Term:
    """Return whether a value is absent."""
    if term.variable is not None and term.variable.kind == "flag":
        return negated(truth(term.text))
    if term.literal is not None:
        return TRUE if term.literal == "" else FALSE
    if term.is_given:
        return FALSE
    if term.kind == "truth":
        return negated(term)
    return truth(f"{term.inside('equality')} = ''", "equality")


def is_given(term: Term) -> Term:
    """Return whether a value is there."""
    if term.variable is not None and term.variable.kind == "flag":
        return truth(term.text)
    if term.literal is not None:
        return FALSE if term.literal == "" else TRUE
    if term.is_given:
        return TRUE
    return truth(f"{term.inside('equality')} != ''", "equality")


def call(name: str, arguments: Arguments, note: Note) -> Term:
    """Return what a function becomes.

    Raises
    ------
    Untranslatable : if it has no counterpart
    """
    if name in _SAME:
        return _numeric(_SAME[name], arguments, note)
    handler = _HANDLERS.get(name)
    if handler is None:
        known = _HANDLERS.keys() | _SAME.keys()
        raise Untranslatable(f"the function '{name}' has no counterpart", suggestion(name, known))
    try:
        return handler(arguments, note)
    except IndexError:
        raise Untranslatable(f"the function '{name}' has too few arguments") from None


def _core(name: str) -> str:
    if name not in FUNCTIONS:
        raise Untranslatable(f"the function '{name}' has no counterpart")
    return name


def _numeric(name: str, arguments: Arguments, note: Note) -> Term:
    numbers = [as_number(term) for term in arguments]
    if name in ("max", "min") and not all(term.is_given for term in numbers):
        note(f"{name}() of values of which one is missing has no value here; LimeSurvey takes the others")
    given = all(term.is_given for term in numbers)
    return Term(f"{_core(name)}({', '.join(term.text for term in numbers)})", "number", is_given=given)


def _count(arguments: Arguments, note: Note) -> Term:
    """Count what is given; all options of one multiple choice are counted at once."""
    flags = [term for term in arguments if term.variable is not None and term.variable.kind == "flag"]
    names = {term.variable.name for term in flags if term.variable is not None}
    if flags and len(flags) == len(arguments) and len(names) == 1:
        variable = flags[0].variable
        assert variable is not None
        chosen = {term.variable.choice for term in flags if term.variable is not None}
        if chosen == {ours for _, ours in variable.codes}:
            source = flags[0].text.removeprefix("selected(").split(",")[0]
            return Term(f"coalesce(count-selected({source}), 0)", "number", is_given=True)
    return total(counted(is_given(term)) for term in arguments)


def _sum(arguments: Arguments, note: Note) -> Term:
    return total(_or_zero(term) for term in arguments)


def _or_zero(term: Term) -> Term:
    if term.variable is not None and term.variable.kind == "flag":
        return counted(truth(term.text)) if term.variable.on == "1" else Term("0", "number", literal="0", is_given=True)
    number = as_number(term)
    return number if number.is_given else Term(f"coalesce({number.text}, 0)", "number", is_given=True)


def _count_if(arguments: Arguments, note: Note) -> Term:
    return total(counted(compare("==", term, arguments[0], note)) for term in arguments[1:])


def _chosen(arguments: Arguments, note: Note) -> list[tuple[Term, Term]]:
    """Return each value of `countifop` or `sumifop` with the condition that it must fulfil."""
    sign = arguments[0].literal or ""
    if sign == "RX":
        return [(term, _regex((arguments[1], term), note)) for term in arguments[2:]]
    sign = _OPERATORS.get(sign, sign)
    if sign not in _OPERATORS.values():
        raise Untranslatable(f"the operator '{sign}' is unknown")
    return [(term, compare(sign, term, arguments[1], note)) for term in arguments[2:]]


def _count_if_operator(arguments: Arguments, note: Note) -> Term:
    return total(counted(condition) for _, condition in _chosen(arguments, note))


def _sum_if_operator(arguments: Arguments, note: Note) -> Term:
    return total(
        Term(f"if({condition.text}, {_or_zero(term).text}, 0)", "number", is_given=True)
        for term, condition in _chosen(arguments, note)
    )


def _if(arguments: Arguments, note: Note) -> Term:
    then = arguments[1]
    otherwise = arguments[2] if len(arguments) > 2 else Term("''", "text", literal="", is_quoted=True)
    kinds = {then.kind, otherwise.kind}
    if kinds == {"truth"}:
        condition = as_truth(arguments[0])
        return any_of((all_of((condition, then)), all_of((negated(condition), otherwise))))
    kind: Kind = kinds.pop() if len(kinds) == 1 else "any"
    given = then.is_given and otherwise.is_given
    return Term(f"if({as_truth(arguments[0]).text}, {then.text}, {otherwise.text})", kind, is_given=given)


def _regex(arguments: Arguments, note: Note) -> Term:
    pattern, value = arguments[0].literal, arguments[1]
    if pattern is None:
        raise Untranslatable("its pattern is not written out")
    text = value.text
    if value.kind in ("number", "date"):
        text = f"{_core('string')}({text})"
    elif value.variable is not None and value.variable.kind == "flag":
        raise Untranslatable("it compares an option of a multiple choice with a pattern")
    return truth(f"{_core('regex')}({text}, {quoted(workbook_pattern(pattern))})")


def _length(arguments: Arguments, note: Note) -> Term:
    return Term(f"coalesce(string-length({arguments[0].text}), 0)", "number", is_given=True)


def _substring(arguments: Arguments, note: Note) -> Term:
    """Write `substr`: a workbook counts to the end, PHP counts characters."""
    start = arguments[1].literal
    if start is None or not start.isdecimal():
        raise Untranslatable("it takes a part of a text from a place that is calculated")
    if len(arguments) < 3:
        return Term(f"{_core('substr')}({arguments[0].text}, {start})", "text")
    length = arguments[2].literal
    if length is None or not length.isdecimal():
        raise Untranslatable("it takes a part of a text of a length that is calculated")
    return Term(f"{_core('substr')}({arguments[0].text}, {start}, {int(start) + int(length)})", "text")


def _joined(arguments: Arguments, note: Note) -> Term:
    return Term(f"{_core('concat')}({', '.join(term.text for term in arguments)})", "text", is_given=True)


def _imploded(arguments: Arguments, note: Note) -> Term:
    parts = [part for term in arguments[1:] for part in (arguments[0], term)][1:]
    return _joined(parts, note)


def _is_number(arguments: Arguments, note: Note) -> Term:
    term = arguments[0]
    if term.kind == "number":
        return is_given(term)
    if term.variable is not None and term.variable.codes:
        fitting = [ours for code, ours in term.variable.codes if is_numeric(code)]
        return any_of(truth(f"{term.text} = {quoted(code)}", "equality") for code in fitting)
    return truth(f"{_core('regex')}({term.text}, '^-?[0-9]+([.][0-9]+)?$')")


def _is_whole(arguments: Arguments, note: Note) -> Term:
    term = arguments[0]
    if term.kind == "number":
        return truth(f"{term.inside('equality')} = int({term.text})", "equality")
    return truth(f"{_core('regex')}({term.text}, '^-?[0-9]+$')")


def _unique(arguments: Arguments, note: Note) -> Term:
    """All given values differ: so no pair of them is equal."""
    if len(arguments) > 12:
        raise Untranslatable("it compares more than twelve values with each other")
    return all_of(negated(same(one, two)) for one, two in combinations(arguments, 2))


def _date(arguments: Arguments, note: Note) -> Term:
    """Write a day, or a part of it: `date('Y')` of today, `date('Y', strtotime(Q1))` of an answer."""
    letters = arguments[0].literal
    day = arguments[1] if len(arguments) > 1 else _TODAY
    if letters is None or day.kind != "date":
        raise Untranslatable("it calculates with moments in seconds", "Write it with today() and format-date().")
    if any(letter.isalpha() and letter not in _DATE_PARTS for letter in letters):
        raise Untranslatable(f"the form of date '{letters}' has no counterpart")
    form = "".join(_DATE_PARTS.get(letter, letter) for letter in letters)
    written = f"{_core('format-date')}({day.text}, {quoted(form)})"
    if letters.isalpha() and len(letters) == 1:
        return Term(f"number({written})", "number", is_given=day.is_given)
    return Term(written, "text", is_given=day.is_given)


_TODAY = Term("today()", "date", is_given=True)


def _moment(arguments: Arguments, note: Note) -> Term:
    """Write a moment as a day: `strtotime(Q1)`, `strtotime('2020-01-01')`, `strtotime('now')`."""
    term = arguments[0]
    if term.kind == "date":
        return term
    if term.literal in ("now", "today"):
        return _now(arguments, note)
    found = re.match(r"\d{4}-\d{2}-\d{2}$", term.literal or "")
    if found is None:
        raise Untranslatable("it calculates with moments in seconds", "Write it with date() and today().")
    return Term(f"date('{found.group()}')", "date", is_given=True)


def _now(arguments: Arguments, note: Note) -> Term:
    note("LimeSurvey compares moments to the second; here they are days")
    return _TODAY


def _floor(arguments: Arguments, note: Note) -> Term:
    number = as_number(arguments[0])
    if "floor" in FUNCTIONS:
        return Term(f"floor({number.text})", "number", is_given=number.is_given)
    return Term(f"round({number.inside('sum')} - 0.5)", "number", is_given=number.is_given)


def _ceiling(arguments: Arguments, note: Note) -> Term:
    number = as_number(arguments[0])
    if "ceiling" in FUNCTIONS:
        return Term(f"ceiling({number.text})", "number", is_given=number.is_given)
    return Term(f"-round(-{number.inside('operand')} - 0.5)", "number", "unary", is_given=number.is_given)


_HANDLERS: Mapping[str, Callable[[Arguments, Note], Term]] = MappingProxyType(
    {
        "is_empty": lambda arguments, note: is_empty(arguments[0]),
        "is_null": lambda arguments, note: is_empty(arguments[0]),
        "count": _count,
        "countif": _count_if,
        "countifop": _count_if_operator,
        "sum": _sum,
        "sumifop": _sum_if_operator,
        "if": _if,
        "regexMatch": _regex,
        "strlen": _length,
        "substr": _substring,
        "join": _joined,
        "implode": _imploded,
        "is_numeric": _is_number,
        "is_int": _is_whole,
        "is_float": _is_number,
        "unique": _unique,
        "date": _date,
        "strtotime": _moment,
        "time": _now,
        "floor": _floor,
        "ceil": _ceiling,
        "fixnum": lambda arguments, note: arguments[0],
        "trim": lambda arguments, note: arguments[0] if arguments[0].kind != "text" else _trim(arguments[0]),
    }
)


def _trim(term: Term) -> Term:
    return Term(f"{_core('normalize-space')}({term.text})", "text")

"""Values of expressions, and how one counts as a number, a text or a truth value.

Values are numbers (int, float), texts, truth values, dates, moments, times, lists of codes (tuple), what is missing,
and from outside of a repeat `NodeSet` and `Instances`. Numbers are doubles, as in XPath and JavaScript; whole ones are
given as int, and there is no negative zero. Nothing is converted silently except where XLSForm authors rely on it: a
text that is written as a number (the code '1') counts as that number, a date counts as its days since 1970-01-01, and
a list of codes as its codes separated by spaces.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum

from querschnitt.core.instrument.expressions import dates
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.values import Instances, Missing, NodeSet

NUMBER_TEXT = re.compile(r"[ \t\r\n]*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*")
SPACE = " \t\r\n"
_STRENGTH = {Missing.NOT_ASKED: 0, Missing.DONT_KNOW: 1, Missing.REFUSED: 2}
_EXACT = 2**53
_SIMPLE = (str, bool, datetime.date, datetime.time, Missing, NodeSet, Instances)

ONE_VALUE = (
    "From outside of a repeat ${name} is the values of all its instances: "
    "use sum(), max(), min(), count(), join() or indexed-repeat()."
)


def plain(value: object) -> object:
    """Bring a value from outside into the form that expressions work with.

    An empty text and None are no answer. A list of texts is a list of codes, one of mappings the instances of a repeat,
    any other the values of a question in all instances.
    """
    if type(value) is int:
        return value if -_EXACT <= value <= _EXACT else float(value)
    if value is None or value == "":
        return Missing.NOT_ASKED
    if isinstance(value, Enum) and not isinstance(value, Missing):
        return plain(value.value)
    if isinstance(value, _SIMPLE):
        return value
    if isinstance(value, (int, float, Decimal)):
        return settled(int(value) if isinstance(value, int) else float(value))
    if isinstance(value, (list, tuple)):
        return _row(value)
    raise ExpressionError("A value cannot stand in an expression", got=type(value).__name__)


def _row(items: Iterable[object]) -> object:
    row = tuple(items)
    if all(isinstance(item, str) for item in row):
        return tuple(map(str, row))
    if all(isinstance(item, Mapping) for item in row):
        return Instances({name: plain(value) for name, value in item.items()} for item in row)  # type: ignore[attr-defined]
    return NodeSet(map(plain, row))


def settled(value: float) -> int | float:
    """Give a whole number as int, and every number as the double it is."""
    if isinstance(value, int):
        return value if -_EXACT <= value <= _EXACT else float(value)
    return int(value) if value.is_integer() and -_EXACT <= value <= _EXACT else value


def single(value: object) -> object:
    """Return the one value that a set of values has; without any, it is missing.

    Raises
    ------
    ExpressionError : if there are several, or if a whole repeat stands where a value is needed
    """
    if isinstance(value, Instances):
        raise ExpressionError("A repeat stands where a value is needed", expected="a question", hint=ONE_VALUE)
    if not isinstance(value, NodeSet):
        return value
    if len(value) > 1:
        raise ExpressionError(
            "Several values stand where one is needed", expected="one value", got=f"{len(value)} values", hint=ONE_VALUE
        )
    return single(plain(value[0])) if value else Missing.NOT_ASKED


def truth(value: object) -> bool:
    """Whether a value counts as true: numbers other than 0, texts and lists that are not empty; never what is missing.

    >>> truth(0), truth("a"), truth(Missing.REFUSED)
    (False, True, False)
    """
    if isinstance(value, float) and math.isnan(value):
        return False
    return bool(value)


def number(value: object) -> int | float | Missing:
    """Return the number that a value is, or what is missing. An empty text, or an empty list, is no answer.

    Raises
    ------
    ExpressionError : if it is none: a text that is written neither as a number nor as a date, a list, a time
    """
    if type(value) is int or type(value) is float or isinstance(value, Missing):
        return value
    if isinstance(value, (bool, int, float, Decimal)):
        return settled(int(value) if isinstance(value, int) else float(value))
    if isinstance(value, datetime.date):
        return dates.days(value)
    if isinstance(value, (NodeSet, Instances)):
        return number(single(value))
    if isinstance(value, (str, tuple)):
        return _number_in(text(value))
    raise ExpressionError(
        "A number is needed", expected="a number", got=_speech(value),
        hint="decimal-time() makes a number of a time." if isinstance(value, datetime.time) else "",
    )  # fmt: skip


def _number_in(written: str) -> int | float | Missing:
    if not written:
        return Missing.NOT_ASKED
    if NUMBER_TEXT.fullmatch(written):
        return settled(float(written.strip(SPACE)))
    day = dates.read_date(written)
    if day is None:
        raise ExpressionError("A number is needed", expected="a number", got=repr(written))
    return dates.days(day)


def _speech(value: object) -> str:
    return text(value) if isinstance(value, (datetime.date, datetime.time)) else repr(value)


def loose_number(value: object) -> int | float:
    """Return the number for a comparison; what is no number is NaN, which equals nothing and is less than nothing."""
    try:
        found = number(value)
    except ExpressionError:
        return math.nan
    return math.nan if isinstance(found, Missing) else found


def text(value: object) -> str:
    """Write a value as text, the way XPath does; what is missing is the empty text."""
    if isinstance(value, str):
        return value
    if type(value) is int:
        return str(value)
    if isinstance(value, Missing):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (NodeSet, Instances)):
        return text(single(value))
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return dates.written(value)
    if isinstance(value, float):
        return _number_text(value)
    return str(value)


def _number_text(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return format(Decimal(repr(settled(value))), "f")


def stronger(first: Missing, second: Missing) -> Missing:
    """Of two missing values keep the one that says more: refused before don't know before not asked."""
    return max(first, second, key=_STRENGTH.__getitem__)


def strongest(values: Iterable[object]) -> Missing | None:
    """Return the missing value that says most, or None if none is missing."""
    missing = [value for value in values if type(value) is Missing]
    return max(missing, key=_STRENGTH.__getitem__) if missing else None

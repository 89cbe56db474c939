"""Turns what stands in a form field into a typed answer.

Digits of every script are read (European, Arabic, Persian, ...), and decimal signs and signs for thousands the way
people write them. Where a number has two readings, the person is asked again instead of guessed at.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from querschnitt.core.instrument.question import ACKNOWLEDGED, Kind, Question
from querschnitt.core.instrument.search import search
from querschnitt.core.instrument.values import Instances, Missing, NodeSet, Value

TEXT_LIMIT = 2000
"""Characters that a free text may have."""

NUMBER_LIMIT = 15
"""Digits that a number may have: what a double holds exactly, so that every engine agrees."""

_SPACES = dict.fromkeys(map(ord, " \t\u00a0\u2007\u2009\u202f\u200e\u200f\u061c\u2066\u2067\u2068\u2069"))
_SIGNS = str.maketrans({"−": "-", "٫": ",", "٬": "'", "’": "'", "˙": "'", "،": ","})
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:([.,'])\d{3})(?:\1\d{3})*")
_PLAIN = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_GERMAN_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{1,2}))?(?::\d{1,2}(?:\.\d+)?)?")

_NOT_ONE = {
    Kind.INTEGER: "not_an_integer",
    Kind.DECIMAL: "not_a_number",
    Kind.RANGE: "not_a_number",
    Kind.DATE: "not_a_date",
    Kind.TIME: "not_a_time",
}
"""What is said when one field comes with several different entries, which no page of ours sends."""


class UnreadableAnswerError(Exception):
    """The field holds something that is no answer to the question; the code says in which way."""

    def __init__(self, code: str, **parameters: object) -> None:
        self.code = code
        self.parameters: Mapping[str, object] = parameters
        super().__init__(code)


def read(question: Question, entries: Sequence[str]) -> Value | None:
    """Read the entries of one field. An empty field is None.

    Raises
    ------
    UnreadableAnswerError : with the code of the error and its parameters
    """
    if question.kind is Kind.SELECT_MULTIPLE:
        return _read_several(question, entries)
    if question.kind is Kind.RANK:
        return _read_ranking(question, entries)
    given = list(dict.fromkeys(entry.strip() for entry in entries if entry.strip()))
    if not given:
        return None
    if len(given) > 1:
        raise UnreadableAnswerError(_NOT_ONE.get(question.kind, "not_a_choice"), value=" ".join(given))
    if question.kind is Kind.SELECT_ONE:
        return _read_code(question, given[0])
    if question.kind is Kind.RANGE:
        return _read_step(question, given[0])
    if question.kind is Kind.ACKNOWLEDGE:
        return _read_acknowledgement(given[0])
    return _SINGLE[question.kind](given[0])


def _read_code(question: Question, entry: str) -> str:
    if entry in question.codes:
        return entry
    if not question.is_searchable:
        raise UnreadableAnswerError("not_a_choice", value=entry)
    found = search(question.choices, entry)
    if found.match is None:
        raise UnreadableAnswerError("not_found", value=entry, candidates=tuple(choice.name for choice in found.near))
    return found.match.name


def _read_acknowledgement(entry: str) -> str:
    if entry != ACKNOWLEDGED:
        raise UnreadableAnswerError("not_a_choice", value=entry)
    return entry


def _read_ranking(question: Question, entries: Sequence[str]) -> tuple[str, ...] | None:
    """Read a ranking: every choice once, the first one first."""
    given = tuple(_read_code(question, entry.strip()) for entry in entries if entry.strip())
    if not given:
        return None
    if len(given) != len(question.codes) or len(set(given)) != len(given):
        raise UnreadableAnswerError("not_a_ranking", count=len(question.codes))
    return given


def _read_step(question: Question, entry: str) -> int | Decimal:
    """Read a number that is a step of the scale."""
    scale = question.scale
    value = Decimal(read_integer(entry)) if scale is not None and scale.is_whole else read_decimal(entry)
    if scale is None:
        return value
    if value not in scale.steps:
        raise UnreadableAnswerError("not_on_scale", value=entry, start=scale.start, end=scale.end, step=scale.step)
    return int(value) if scale.is_whole else value


def _read_several(question: Question, entries: Sequence[str]) -> tuple[str, ...] | None:
    given = {_read_code(question, entry.strip()) for entry in entries if entry.strip()}
    return tuple(code for code in question.codes if code in given) or None


def read_text(entry: str) -> str | None:
    """Read a free text: trimmed, without invisible control characters, otherwise as it was written.

    >>> read_text("  Mehr Grün!  ")
    'Mehr Grün!'
    """
    kept = "".join(sign for sign in entry if sign in "\n\r\t" or unicodedata.category(sign) != "Cc").strip()
    if len(kept) > TEXT_LIMIT:
        raise UnreadableAnswerError("too_long", max=TEXT_LIMIT, length=len(kept))
    return kept or None


def read_integer(entry: str) -> int:
    """Read a whole number. A sign between groups of three digits is one for thousands, since nothing else fits.

    >>> read_integer("1.250"), read_integer("۱۲۵۰"), read_integer("1250,00")
    (1250, 1250, 1250)
    """
    number = _plain_number(entry)
    if _GROUPED.fullmatch(number):
        return int(re.sub(r"[.,']", "", number))
    if _PLAIN.fullmatch(number):
        return int(number)
    value = read_decimal(entry)
    if value != value.to_integral_value():
        raise UnreadableAnswerError("not_an_integer", value=entry)
    return int(value)


def read_decimal(entry: str) -> Decimal:
    """Read a number with a decimal comma or point. "1.250" has two readings and is refused.

    >>> read_decimal("12,5"), read_decimal("1.250,75"), read_decimal("١٢٫٥")
    (Decimal('12.5'), Decimal('1250.75'), Decimal('12.5'))
    """
    number = _plain_number(entry)
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", number):
        raise UnreadableAnswerError("not_a_number", value=entry, reason="ambiguous")
    whole, sign, fraction = _split_decimal(number)
    if _GROUPED.fullmatch(whole):
        whole = re.sub(r"[.,']", "", whole)
    candidate = f"{whole}{sign}{fraction}"
    if not _DECIMAL.fullmatch(candidate):
        raise UnreadableAnswerError("not_a_number", value=entry)
    return Decimal(candidate.replace(",", "."))


def _split_decimal(number: str) -> tuple[str, str, str]:
    """Split at the decimal sign: the last sign, unless the same sign stands more than once (then it groups)."""
    place = max(number.rfind("."), number.rfind(","))
    if place < 0 or number.count(number[place]) > 1:
        return number, "", ""
    return number[:place], number[place], number[place + 1 :]


def _plain_number(entry: str) -> str:
    """Return the number in European digits, without spaces and marks of direction."""
    signs = entry.translate(_SPACES).translate(_SIGNS)
    number = "".join(str(unicodedata.decimal(sign, sign)) for sign in signs)
    if sum(sign.isdigit() for sign in number) > NUMBER_LIMIT:
        raise UnreadableAnswerError("not_a_number", value=entry, reason="too many digits")
    if not any(sign.isdigit() for sign in number):
        raise UnreadableAnswerError("not_a_number", value=entry)
    return number


def read_date(entry: str) -> datetime.date:
    """Read a date as browsers send it (2020-11-30) or as people write it (30.11.2020).

    >>> read_date("۳۰.۱۱.۲۰۲۰")
    datetime.date(2020, 11, 30)
    """
    written = "".join(str(unicodedata.decimal(sign, sign)) for sign in entry.translate(_SPACES))
    if found := _ISO_DATE.fullmatch(written):
        year, month, day = map(int, found.groups())
    elif found := _GERMAN_DATE.fullmatch(written):
        day, month, year = map(int, found.groups())
    else:
        raise UnreadableAnswerError("not_a_date", value=entry)
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise UnreadableAnswerError("not_a_date", value=entry) from None


def read_time(entry: str) -> datetime.time:
    """Read a time of day as browsers send it (14:30) or as people write it (14.30, 14h30, 9).

    >>> read_time("١٤:٣٠"), read_time("9")
    (datetime.time(14, 30), datetime.time(9, 0))
    """
    written = "".join(str(unicodedata.decimal(sign, sign)) for sign in entry.translate(_SPACES)).lower()
    found = _CLOCK.fullmatch(written.removesuffix("uhr"))
    if not found:
        raise UnreadableAnswerError("not_a_time", value=entry)
    try:
        return datetime.time(int(found[1]), int(found[2] or 0))
    except ValueError:
        raise UnreadableAnswerError("not_a_time", value=entry) from None


_SINGLE: Mapping[Kind, Callable[[str], Value | None]] = {
    Kind.INTEGER: read_integer,
    Kind.DECIMAL: read_decimal,
    Kind.DATE: read_date,
    Kind.TIME: read_time,
    Kind.TEXT: read_text,
}


def as_answer(question: Question, value: object) -> Value | None:
    """Return a default or a calculated value as the answer that a person would have given.

    Raises
    ------
    UnreadableAnswerError : if it is no answer to the question
    """
    kept = as_value(value)
    if kept is None or isinstance(kept, Missing):
        return None
    if isinstance(kept, tuple):
        return read(question, kept) if question.kind.has_choices else " ".join(kept)
    if question.kind is Kind.HIDDEN:
        return kept
    if question.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.RANGE) and isinstance(kept, (int, Decimal)):
        return _number_answer(question, Decimal(kept))
    written = str(kept)
    return read(question, written.split() if question.kind in (Kind.SELECT_MULTIPLE, Kind.RANK) else [written])


def _number_answer(question: Question, value: Decimal) -> int | Decimal:
    """Return a number as the answer to a question that asks for one."""
    scale = question.scale
    if scale is not None and value not in scale.steps:
        raise UnreadableAnswerError("not_on_scale", value=value, start=scale.start, end=scale.end, step=scale.step)
    is_whole = scale.is_whole if scale is not None else question.kind is Kind.INTEGER
    if not is_whole:
        return value
    if value != value.to_integral_value():
        raise UnreadableAnswerError("not_an_integer", value=value)
    return int(value)


def as_value(value: object) -> Value | None:
    """Return a calculated value as a sheet keeps it; None if there is nothing to keep."""
    if value is None or isinstance(value, (Missing, Mapping, NodeSet, Instances)):
        return None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return Decimal(repr(value)) if value == value and abs(value) != float("inf") else None
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, (str, int, Decimal, datetime.date, datetime.time)):
        return value
    return tuple(map(str, value)) if isinstance(value, (tuple, list)) else None

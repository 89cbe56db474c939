"""Answers as JSON and back, without loss: what JSON has no word for carries its type."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from querschnitt.core.errors import InputError
from querschnitt.core.instrument.values import Answers, Missing, Value

Encoded = str | int | list[str] | dict[str, str]


def encode_answers(answers: Answers) -> dict[str, Encoded]:
    """Write answers with the types that JSON knows.

    >>> encode_answers({"langs": ("de", "ar"), "rent": Decimal("7.50"), "income": Missing.REFUSED})
    {'langs': ['de', 'ar'], 'rent': {'decimal': '7.50'}, 'income': {'missing': 'refused'}}
    """
    return {
        name: value if type(value) in _AS_IN_JSON else _encode(value)  # type: ignore[misc] # it is one of these
        for name, value in answers.items()
    }


_AS_IN_JSON = (str, int)  # and not bool, which is a kind of int


def _encode(value: Value) -> Encoded:
    if isinstance(value, Missing):
        return {"missing": value.value}
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, datetime.time):
        return {"time": value.isoformat()}
    return value


def decode_answers(encoded: Mapping[str, object]) -> dict[str, Value]:
    """Read answers that `encode_answers` wrote.

    Raises
    ------
    InputError : if a value is none that it writes

    >>> decode_answers({"langs": ["de", "ar"], "born": {"date": "1990-05-01"}})
    {'langs': ('de', 'ar'), 'born': datetime.date(1990, 5, 1)}
    """
    return {
        name: value if type(value) in _AS_IN_JSON else _decode(name, value)  # type: ignore[misc] # it is one of these
        for name, value in encoded.items()
    }


def _decode(name: str, value: object) -> Value:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, dict) and len(value) == 1:
        ((kind, written),) = value.items()
        try:
            return _READERS[kind](written)
        except (KeyError, ValueError, TypeError, InvalidOperation):
            pass
    raise InputError("A stored answer is damaged", where=f"question '{name}'", got=repr(value))


_READERS: Mapping[str, Callable[[str], Value]] = {
    "missing": Missing,
    "decimal": Decimal,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
}

"""Values as JSON and back, as `expressions.js` reads them: what JSON has no word for carries its type."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from decimal import Decimal

from querschnitt.core.instrument.expressions import dates
from querschnitt.core.instrument.expressions.faults import ExpressionError
from querschnitt.core.instrument.values import Instances, Missing, NodeSet


def encode_value(value: object) -> object:
    """Write a value for the page.

    >>> encode_value((datetime.date(2020, 11, 30), "ar")), encode_value(NodeSet([5, Missing.REFUSED]))
    ([{'date': '2020-11-30'}, 'ar'], {'nodes': [5, {'missing': 'refused'}]})
    """
    if isinstance(value, Instances):
        rows = [{name: encode_value(each) for name, each in instance.items()} for instance in value]
        return {"instances": rows}
    if isinstance(value, NodeSet):
        return {"nodes": list(map(encode_value, value))}
    if isinstance(value, (list, tuple)):
        return list(map(encode_value, value))
    if isinstance(value, Missing):
        return {"missing": value.value}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, (datetime.date, datetime.time)):
        return {_kind(value): dates.written(value)}
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
    return value


def _kind(value: datetime.date | datetime.time) -> str:
    if isinstance(value, datetime.datetime):
        return "datetime"
    return "date" if isinstance(value, datetime.date) else "time"


def decode_value(data: object) -> object:
    """Read what `encode_value`, or the page, wrote.

    Raises
    ------
    ExpressionError : if it is none of that
    """
    if isinstance(data, list):
        return tuple(map(decode_value, data))
    if not isinstance(data, Mapping):
        return data
    for kind, reader in _READERS.items():
        if kind in data:
            return reader(data[kind])
    raise ExpressionError("A value for an expression is damaged", expected=", ".join(_READERS), got=dict(data))


def _day(written: str) -> object:
    return dates.read_date(written) or dates.read_time(written)


_READERS: Mapping[str, Callable[..., object]] = {
    "missing": Missing,
    "decimal": Decimal,
    "number": float,
    "date": _day,
    "datetime": _day,
    "time": _day,
    "nodes": lambda items: NodeSet(map(decode_value, items)),
    "instances": lambda rows: Instances(
        {name: decode_value(value) for name, value in instance.items()} for instance in rows
    ),
}

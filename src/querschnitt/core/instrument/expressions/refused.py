"""Functions that other systems have and expressions here do not: each with the way out."""

from __future__ import annotations

from collections.abc import Mapping

_NO_MAP = "A questionnaire has no places on a map."
_NO_PATH = "Write a question as ${name}; a list in a file is asked with pulldata()."
_NO_SECRET = "Answers are sealed as a whole; there is nothing to sign or to encode."  # noqa: S105
_IF = "Write if(condition, then, otherwise)."
_LENGTH = "Write string-length(text)."
_ONE_CASE = "There is no conversion of capital and small letters; use translate(text, 'ABC', 'abc')."

REFUSED: Mapping[str, str] = {
    "area": _NO_MAP,
    "average": "Write sum(${question}) div count(${question}).",
    "avg": "Write sum(${question}) div count(${question}).",
    "base64-decode": _NO_SECRET,
    "current": _NO_PATH,
    "decimal-date": "Write decimal-date-time(value).",
    "digest": _NO_SECRET,
    "distance": _NO_MAP,
    "enclosed-area": _NO_MAP,
    "extract-signed": _NO_SECRET,
    "generate": _NO_PATH,
    "geofence": _NO_MAP,
    "id": _NO_PATH,
    "instance": _NO_PATH,
    "ifelse": _IF,
    "iif": _IF,
    "intersects": _NO_MAP,
    "is-selected": "Write selected(${question}, 'code').",
    "jr:itext": "Texts stand in the sheets of the workbook, in each language.",
    "lang": _NO_PATH,
    "last": "Write count(${repeat}).",
    "len": _LENGTH,
    "length": _LENGTH,
    "local-name": _NO_PATH,
    "lower": _ONE_CASE,
    "lower-case": _ONE_CASE,
    "matches": "Write regex(text, 'pattern').",
    "name": _NO_PATH,
    "namespace-uri": _NO_PATH,
    "power": "Write pow(number, power).",
    "property": "There is no device to ask.",
    "randomize": "Write randomize=true in the column parameters of the question.",
    "replace": "Write translate(text, 'from', 'to') for single characters.",
    "string-join": "Write join(separator, ${question}).",
    "substring": "Write substr(text, start, end); it counts from 0.",
    "trim": "Write normalize-space(text).",
    "upper": _ONE_CASE,
    "upper-case": _ONE_CASE,
    "version": "The version of a questionnaire is kept with each interview.",
}

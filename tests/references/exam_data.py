"""The exam's vocabulary of data: columns, conditions, levels and terms."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

Data = dict[str, np.ndarray]
MISSING = ("null", "is_null", "is_missing")


class Unsupported(Exception):  # noqa: N818 (it is a verdict, not an error)
    """The library has no such thing yet; the message says which."""


def rows_where(data: Data, conditions: list | None) -> np.ndarray:
    """Return the rows that satisfy all conditions."""
    keep = np.ones(len(next(iter(data.values()))), dtype=bool)
    for condition in conditions or []:
        if not isinstance(condition, list) or len(condition) < 2 or condition[0] not in data:
            raise Unsupported(
                f"column {condition[0]}" if isinstance(condition, list) else "conditions that are no lists"
            )
        name, operator, *value = condition
        operator = str(operator).lower().replace(" ", "_")
        column = data[name]
        known = ~np.isnan(column) if column.dtype.kind == "f" else column != ""
        keep &= ~known if operator in MISSING else known & _holds(column, operator, value)
    return keep


def _holds(column: np.ndarray, operator: str, value: list) -> np.ndarray:
    if operator in ("not_null", "is_not_null"):
        return np.ones(len(column), dtype=bool)
    if not value or value[0] is None or (isinstance(value[0], list) and "in" not in operator):
        raise Unsupported(f"condition {operator} {value[0] if value else ''}".rstrip())
    if operator in ("==", "=", "!="):
        return (as_levels(column, value) == value[0]) == (operator != "!=")
    if operator in ("in", "%in%", "not_in"):
        listed = value[0] if isinstance(value[0], list) else value
        return np.isin(as_levels(column, listed).astype(str), [str(each) for each in listed]) == (operator != "not_in")
    compare = {">": np.greater, "<": np.less, ">=": np.greater_equal, "<=": np.less_equal}
    if operator not in compare:
        raise Unsupported(f"condition {operator}")
    if column.dtype.kind != "f" or isinstance(value[0], str):
        raise Unsupported(f"condition {operator} of texts")
    return compare[operator](column, value[0])


def column(term: str, data: Data) -> np.ndarray:
    """Return the column of a term: a constant, a variable, a level, or a product of these."""
    if term == "(Intercept)":
        return np.ones(len(next(iter(data.values()))))
    if ":" in term:
        return np.prod([column(part, data) for part in term.split(":")], axis=0)
    if term in data:
        return data[term]
    found = re.fullmatch(r"(.+)\[(.*)\]", term)
    if not found or found[1] not in data:
        raise Unsupported(f"term {term}")
    return (as_levels(data[found[1]], [found[2]]) == found[2]).astype(float)


def as_levels(column: np.ndarray, levels: Sequence[object]) -> np.ndarray:
    """Return a column with its values written as the levels are; a numeric one is compared as numbers."""
    if column.dtype.kind != "f":
        return _texts_as_levels(column, levels)
    written = np.full(len(column), "", dtype=object)
    known = np.isfinite(column)
    written[known] = [f"{value:g}" for value in column[known]]
    for level in levels:
        number = _number(level)
        if number is not None:
            written[column == number] = level
    return written


def _texts_as_levels(column: np.ndarray, levels: Sequence[object]) -> np.ndarray:
    """Return texts with those that say a level that is no text (1, true) replaced by it."""
    others = [level for level in levels if not isinstance(level, str)]
    if not others:
        return column
    written = column.astype(object)
    for level in others:
        said = {"true", "t", "yes"} if level is True else {"false", "f", "no"} if level is False else {f"{level}"}
        written[[text.lower() in said for text in column.tolist()]] = level
    return written


def _number(level: object) -> float | None:
    try:
        return float(level) if isinstance(level, bool) else float(str(level))
    except ValueError:
        return None


def typed(values: tuple[str, ...]) -> np.ndarray:
    try:
        return np.array([float(value) if value not in ("", "NA") else np.nan for value in values])
    except ValueError:
        return np.array(values)

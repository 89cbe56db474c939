"""The columns of a survey by name: as numbers, as categories, as the rows that meet conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import InputError, ShapeError, suggestion
from querschnitt.core.estimation.frames import Column
from querschnitt.core.estimation.variables import Variable, categorical, numeric

MOST_LEVELS = 1000
"""A column with more is a key of rows, not a question; its indicators would fill the memory."""

_CONDITION = re.compile(r"^\s*(?P<name>.+?)\s*(?P<sign>==|!=|<=|>=|<|>|\sin\s)\s*(?P<value>.+?)\s*$")
_ORDER = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}


@dataclass(frozen=True)
class Columns:
    """The columns of n rows.

    Attributes
    ----------
    values : by name, each of shape (n,): numbers (missing: not-a-number) or texts (missing: empty)
    levels : of the columns that are categories with an order of their own

    >>> columns = Columns({"age": np.array([20.0, 70.0]), "sex": np.array(["m", "f"])})
    >>> columns.variable("sex").names, columns.rows("age >= 65").tolist()
    (('sex=f', 'sex=m'), [False, True])
    """

    values: Mapping[str, Column]
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise unless there are rows, and the levels are of columns.

        Raises
        ------
        InputError : for a table without columns or rows.
        """
        if not self.values or not self.n:
            raise InputError("The table has no rows", expected="columns with at least one row", got=len(self.values))
        for name in self.levels:
            self.column(name, role="levels")

    @property
    def n(self) -> int:
        """Rows."""
        return len(next(iter(self.values.values())))

    def column(self, name: str, *, role: str = "") -> Column:
        """Return a column as it is.

        Raises
        ------
        InputError : if there is none of this name, with the nearest.
        """
        if name not in self.values:
            near = suggestion(str(name), self.values) or f"The table has: {_listed(list(self.values))}."
            raise InputError(f"Unknown column '{name}'", where=role, hint=near)
        return self.values[name]

    def numbers(self, name: str, *, role: str = "") -> FloatArray:
        """Return a column of numbers without a missing one.

        Raises
        ------
        InputError : for an unknown column, texts, or a missing number, naming the first row.
        """
        column = self.column(name, role=role)
        if column.dtype.kind != "f":
            got = str(column[column != ""][0]) if (column != "").any() else ""
            comma = re.fullmatch(r"-?\d+,\d+", got)
            raise InputError(
                f"'{name}' is a column of texts", where=role, expected="numbers", got=repr(got),
                hint="Decimal numbers have a point (a comma: --decimal-comma)." if comma else "",
            )  # fmt: skip
        wrong = np.flatnonzero(~np.isfinite(column))
        if wrong.size:
            place = f"{role}, row {wrong[0] + 1} ({wrong.size} rows)".lstrip(", ")
            raise InputError(f"'{name}' has missing values", where=place, expected="a number in every row")
        return np.asarray(column, dtype=np.float64)

    def labels(self, name: str, *, role: str = "") -> Column:
        """Return a column as texts: whole numbers without a point, empty where missing."""
        column = self.column(name, role=role)
        if column.dtype.kind != "f":
            return column
        found, code = np.unique(column, return_inverse=True)
        return np.array([label_of(value) for value in found], dtype=np.str_)[code]

    def whole_labels(self, name: str, *, role: str) -> Column:
        """Return the labels of a column in which none is missing.

        Raises
        ------
        InputError : for a missing one, naming the first row.
        """
        labels = self.labels(name, role=role)
        wrong = np.flatnonzero(labels == "")
        if wrong.size:
            place = f"{role}, row {wrong[0] + 1} ({wrong.size} rows)"
            raise InputError(f"'{name}' has missing values", where=place, expected="a value in every row")
        return labels

    def is_categorical(self, name: str, *, role: str = "") -> bool:
        """Whether a column is of texts or has declared levels."""
        return self.column(name, role=role).dtype.kind != "f" or name in self.levels

    def variable(self, name: str, *, role: str = "variables") -> Variable:
        """Return a column as it is meant: numbers, or categories."""
        if self.is_categorical(name, role=role):
            return self.factor(name, role=role)
        return numeric(name, self.values[name])

    def factor(self, name: str, *, role: str = "by") -> Variable:
        """Return a column as categories, one indicator a level; levels not declared are sorted.

        Raises
        ------
        InputError : for more levels than a question has, or a value that is none of the declared levels.
        """
        return categorical(name, self.labels(name, role=role), levels=self.levels_of(name, role=role))

    def levels_of(self, name: str, *, role: str = "") -> tuple[str, ...]:
        """Return the levels of a column: as declared, else sorted, numbers by size."""
        column = self.column(name, role=role)
        if name in self.levels:
            return self.levels[name]
        found = np.unique(column[np.isfinite(column)] if column.dtype.kind == "f" else column[column != ""])
        if len(found) > MOST_LEVELS:
            raise InputError(
                f"'{name}' has too many levels", where=role, expected=f"at most {MOST_LEVELS:,}", got=f"{len(found):,}",
                hint="Join levels first: a column that numbers the rows makes no groups.",
            )  # fmt: skip
        if not len(found):
            raise InputError(f"'{name}' has no values", where=role, expected="at least one that is not missing", got=0)
        return tuple(label_of(value) if column.dtype.kind == "f" else str(value) for value in found)

    def with_levels(self, levels: Mapping[str, Sequence[object]]) -> Columns:
        """Return the columns with the levels of some declared."""
        told = {name: tuple(label_of(level) for level in order) for name, order in levels.items()}
        return replace(self, levels={**self.levels, **told})

    def among(self, rows: BoolArray) -> Columns:
        """Return some of the rows."""
        return replace(self, values={name: column[rows] for name, column in self.values.items()})

    def rows(self, where: Any) -> BoolArray:
        """Return the rows that meet conditions; a missing value meets none.

        Parameters
        ----------
        where : None for all; a condition like `age >= 65`, `sex == f`, `region in north, south`, or a list of them that
            must all hold; or a truth value for each row

        Raises
        ------
        InputError : for a condition that cannot be read, an unknown column, or if no row is left.
        ShapeError : for a mask of another length.
        """
        if where is None:
            return np.ones(self.n, dtype=bool)
        parts = [where] if isinstance(where, str) else list(where)
        if parts and all(isinstance(part, str) for part in parts):
            kept = np.logical_and.reduce([self._holds(part) for part in parts])
        else:
            kept = self._mask(where)
        if not kept.any():
            written = "; ".join(parts) if all(isinstance(part, str) for part in parts) else "the mask"
            raise InputError("No row meets the conditions", where=f"where: {written}", expected="at least one", got=0)
        return np.asarray(kept, dtype=np.bool_)

    def _mask(self, where: Any) -> BoolArray:
        mask = np.asarray(where)
        if mask.dtype.kind != "b":
            raise InputError(
                "This is no condition", where="where", expected='texts like "age >= 65", or true or false for each row',
                got=str(mask.dtype),
            )  # fmt: skip
        if mask.shape != (self.n,):
            raise ShapeError(
                "The mask has another length than the table", where="where", expected=self.n, got=mask.shape
            )
        return mask

    def _holds(self, condition: str) -> BoolArray:
        found = _CONDITION.match(condition)
        if not found:
            hint = "Write a column, one of == != < <= > >= in, and a value."
            raise InputError(
                "A condition cannot be read", where="where", expected="age >= 65", got=condition, hint=hint
            )
        name, sign = found["name"].strip(), found["sign"].strip()
        column = self.column(name, role=f"where: {condition}")
        if sign in _ORDER:
            return self._ordered(column, sign, value=_unquoted(found["value"]), condition=condition)
        labels = self.labels(name)
        words = found["value"].split(",") if sign == "in" else [found["value"]]
        wanted = [self._known(name, _unquoted(word), labels=labels, condition=condition) for word in words]
        inside = np.isin(labels, wanted)
        return np.asarray((~inside if sign == "!=" else inside) & (labels != ""))

    def _known(self, name: str, value: str, *, labels: Column, condition: str) -> str:
        """Return a value as labels are written, if the column has it: a mistyped one would silently select nobody."""
        column = self.values[name]
        if column.dtype.kind == "f":
            value = label_of(_number(value, condition=condition))
        if not (labels == value).any() and value not in self.levels.get(name, ()):
            known = self.levels.get(name) or tuple(map(str, np.unique(labels[labels != ""])))
            raise InputError(
                f"'{name}' has no value '{value}'", where=f"where: {condition}", expected=_listed(known),
                hint=suggestion(value, known),
            )  # fmt: skip
        return value

    def _ordered(self, column: Column, sign: str, *, value: str, condition: str) -> BoolArray:
        if column.dtype.kind != "f":
            raise InputError(
                "Texts have no order", where=f"where: {condition}", expected="a column of numbers", got="texts",
                hint="Use == or in.",
            )  # fmt: skip
        with np.errstate(invalid="ignore"):
            return np.asarray(_ORDER[sign](column, _number(value, condition=condition)), dtype=np.bool_)


def label_of(value: object) -> str:
    """Return a value as the label of a level.

    >>> label_of(2.0), label_of(0.5), label_of("f"), label_of(float("nan")), label_of(True)
    ('2', '0.5', 'f', '', '1')
    """
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int | float | np.number | np.bool_):
        number = float(value)
        if np.isnan(number):
            return ""
        return str(int(number)) if number.is_integer() else repr(number)
    return str(value)


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _number(value: str, *, condition: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise InputError(
            "A column of numbers is compared with a text", where=f"where: {condition}", expected="a number", got=value
        ) from None


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words[:12]) + (f", ... ({len(words)} in all)" if len(words) > 12 else "")

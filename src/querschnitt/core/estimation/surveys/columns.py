"""The columns of a survey by name: as numbers, as categories, as the rows that meet conditions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import InputError, ShapeError, suggestion
from querschnitt.core.estimation.frames import Column
from querschnitt.core.estimation.surveys.conditions import Condition, listed, nobody, read_conditions
from querschnitt.core.estimation.variables import Variable, categorical, numeric

MOST_LEVELS = 1000
"""A column with more is a key of rows, not a question; its indicators would fill the memory."""

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
        known_column(name, self.values, role=role)
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
        self.column(name, role=role)
        if name in self.levels:
            return self.levels[name]
        found = self._found(name)
        if len(found) > MOST_LEVELS:
            raise too_many_levels(name, role=role, found=len(found))
        if not len(found):
            raise InputError(f"'{name}' has no values", where=role, expected="at least one that is not missing", got=0)
        return found

    def _found(self, name: str) -> tuple[str, ...]:
        """Return the labels that the column has, numbers by size."""
        column = self.values[name]
        found = np.unique(column[np.isfinite(column)] if column.dtype.kind == "f" else column[column != ""])
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
            kept = np.logical_and.reduce([self._holds(part) for part in read_conditions(parts)])
        else:
            kept = self._mask(where)
        if not kept.any():
            raise nobody(parts if all(isinstance(part, str) for part in parts) else ["the mask"])
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

    def _holds(self, condition: Condition) -> BoolArray:
        column = self.column(condition.name, role=condition.place)
        if condition.is_order:
            if column.dtype.kind != "f":
                raise condition.without_order()
            with np.errstate(invalid="ignore"):
                return np.asarray(_ORDER[condition.sign](column, condition.numbers()[0]), dtype=np.bool_)
        labels = self.labels(condition.name)
        wanted = self._known(condition, labels=labels)
        inside = np.isin(labels, wanted)
        return np.asarray((~inside if condition.sign == "!=" else inside) & (labels != ""))

    def _known(self, condition: Condition, *, labels: Column) -> list[str]:
        """Return the values as labels are written, if the column has them."""
        name, wanted = condition.name, list(condition.values)
        if self.values[name].dtype.kind == "f":
            wanted = [label_of(number) for number in condition.numbers()]
        for value in wanted:
            if not (labels == value).any() and value not in self.levels.get(name, ()):
                raise condition.unknown(value, self.levels.get(name) or self._found(name))
        return wanted


def known_column(name: str, names: Collection[str], *, role: str) -> None:
    """Raise unless a table has a column.

    Raises
    ------
    InputError : with the nearest name.
    """
    if name not in names:
        near = suggestion(str(name), names) or f"The table has: {listed(list(names))}."
        raise InputError(f"Unknown column '{name}'", where=role, hint=near)


def too_many_levels(name: str, *, role: str, found: int) -> InputError:
    """Return what is wrong with a column that numbers the rows, where a question is needed."""
    return InputError(
        f"'{name}' has too many levels", where=role, expected=f"at most {MOST_LEVELS:,}", got=f"{found:,}",
        hint="Join levels first: a column that numbers the rows makes no groups.",
    )  # fmt: skip


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

"""Variables as statistics take them: numbers, categories, and the domains that categories make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import BoolArray, FloatArray, require_length
from querschnitt.core.errors import InputError, suggestion


@dataclass(frozen=True)
class Variable:
    """A variable as columns of numbers: itself, or one indicator a level.

    Attributes
    ----------
    name : of the variable
    names : of the columns: the name, or `name=level`
    columns : shape (n, number of columns)
    known : shape (n,), rows without a missing value
    """

    name: str
    names: tuple[str, ...]
    columns: FloatArray
    known: BoolArray

    @property
    def is_numeric(self) -> bool:
        """Whether the one column is the variable itself."""
        return self.names == (self.name,)


def numeric(name: str, values: npt.NDArray[np.generic]) -> Variable:
    """Take a variable as numbers; missing values are not-a-number.

    >>> numeric("age", np.array([30.0, np.nan])).known.tolist()
    [True, False]
    """
    column = np.asarray(values, dtype=np.float64)
    return Variable(name, (name,), column[:, None], np.isfinite(column))


def categorical(name: str, values: npt.NDArray[np.generic], *, levels: Sequence[object]) -> Variable:
    """Take a variable as categories, one indicator a level; not-a-number and empty texts are missing.

    Parameters
    ----------
    levels : in the order of the figures; one without rows is allowed and has a figure of zero

    Raises
    ------
    InputError : for a value that is no level.

    >>> categorical("sex", np.array(["f", "m", "f"]), levels=["f", "m"]).columns.sum(axis=0)
    array([2., 1.])
    """
    known = np.isfinite(values) if values.dtype.kind == "f" else np.asarray(values) != ""
    columns = np.column_stack([values == level for level in levels]).astype(np.float64)
    stray = np.flatnonzero(known & ~columns.any(axis=1))
    if stray.size:
        raise InputError(
            f"'{name}' has a value that is none of its levels",
            where=f"row {stray[0] + 1}",
            expected=", ".join(map(str, levels)),
            got=str(values[stray[0]]),
            hint=suggestion(str(values[stray[0]]), map(str, levels)) or "Add the level, or make the value missing.",
        )
    return Variable(name, tuple(f"{name}={level}" for level in levels), columns, np.asarray(known))


def present(factor: Variable, rows: BoolArray) -> Variable:
    """Leave out levels that none of the rows has: a condition on the rows may take one away.

    >>> sex = categorical("sex", np.array(["f", "m", "f"]), levels=["f", "m"])
    >>> present(sex, np.array([True, False, True])).names
    ('sex=f',)
    """
    there = np.flatnonzero(factor.columns[rows].any(axis=0))
    names = tuple(factor.names[level] for level in there)
    return Variable(factor.name, names, factor.columns[:, there], factor.known)


@dataclass(frozen=True)
class Domains:
    """Groups of rows for which a statistic is estimated.

    Attributes
    ----------
    names : of the groups, `by1=level,by2=level`; one empty name for all rows together
    members : shape (n, groups)
    """

    names: tuple[str, ...]
    members: BoolArray

    def __post_init__(self) -> None:
        require_length(np.asarray(self.names), self.members.shape[1], name="names of the domains")

    def name(self, target: str, group: int) -> str:
        """Return the name of a target's figure in a group."""
        return f"{target}|{self.names[group]}" if self.names[group] else target


def everybody(n: int, *, where: BoolArray | None = None) -> Domains:
    """Return all rows, or those of a condition, as one domain.

    >>> everybody(2).members.tolist()
    [[True], [True]]
    """
    return Domains(("",), np.ones((n, 1), dtype=bool) if where is None else np.asarray(where)[:, None])


def domains_by(factors: Sequence[Variable], *, where: BoolArray | None = None) -> Domains:
    """Return the groups that one or more categorical variables make; the first varies fastest, empty ones are absent.

    Parameters
    ----------
    where : shape (n,), the rows that count at all

    Raises
    ------
    InputError : without a variable.

    >>> sex = categorical("sex", np.array(["f", "m", "f"]), levels=["f", "m"])
    >>> old = categorical("old", np.array(["no", "no", "yes"]), levels=["no", "yes"])
    >>> domains_by([sex, old]).names
    ('sex=f,old=no', 'sex=m,old=no', 'sex=f,old=yes')
    """
    if not factors:
        raise InputError("Domains need at least one variable", expected="1 or more", got=0)
    names, members = [], []
    for picks in product(*(range(len(factor.names)) for factor in reversed(factors))):
        chosen = list(zip(factors, reversed(picks), strict=True))
        rows = np.all([factor.columns[:, level] > 0 for factor, level in chosen], axis=0)
        rows = rows if where is None else rows & where
        if rows.any():
            names.append(",".join(factor.names[level] for factor, level in chosen))
            members.append(rows)
    return Domains(tuple(names), np.column_stack(members) if members else np.zeros((len(factors[0].known), 0), bool))

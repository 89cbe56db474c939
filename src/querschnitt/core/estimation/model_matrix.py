"""From columns and the names of terms to the numbers of a regression."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import InputError, suggestion

INTERCEPT = "(Intercept)"
Column = npt.NDArray[np.generic]
_FACTOR = re.compile(r"^(?P<name>.+?)\[(?P<level>.*)\]$")


@dataclass(frozen=True)
class ModelMatrix:
    """The terms of a regression.

    Attributes
    ----------
    names : of the terms, shape (k,)
    values : shape (n, k); not-a-number where a column is missing
    """

    names: tuple[str, ...]
    values: FloatArray

    @property
    def known(self) -> BoolArray:
        """Return the rows without a missing value."""
        return np.asarray(np.isfinite(self.values).all(axis=1), dtype=np.bool_)


def model_matrix(
    data: Mapping[str, Column], terms: Sequence[str], *, reference: Mapping[str, str] | None = None
) -> ModelMatrix:
    """Return the terms as numbers (R: `model.matrix`).

    Parameters
    ----------
    data : columns of one length: numbers (missing: not a number) or texts (missing: empty)
    terms : `(Intercept)`, a column, `column[level]` (1 at the level, else 0), or any of them joined by `:`
    reference : of each factor, the level that is left out

    Raises
    ------
    InputError : for an unknown column, a text column without a level, a level that no row has, or a level that rows
        have but neither terms nor reference name: it would silently join the reference.

    >>> data = {"age": np.array([20.0, 50.0]), "sex": np.array(["f", "m"])}
    >>> model_matrix(data, ["(Intercept)", "age:sex[m]"], reference={"sex": "f"}).values
    array([[ 1.,  0.],
           [ 1., 50.]])
    """
    n = len(next(iter(data.values())))
    parts = [term.split(":") for term in terms]
    for factor, level in (reference or {}).items():
        _check_levels(data, factor, level, [part for term in parts for part in term])
    columns = [np.prod([_part(data, part, n) for part in term], axis=0) for term in parts]
    return ModelMatrix(tuple(terms), np.stack(columns, axis=1).astype(np.float64))


def _part(data: Mapping[str, Column], part: str, n: int) -> FloatArray:
    if part == INTERCEPT:
        return np.ones(n)
    factor = _FACTOR.match(part)
    if part in data or factor is None:
        column = _column(data, part)
        if column.dtype.kind not in "fiub":
            raise InputError("A term is of texts", where=f"term '{part}'", expected=f"a level: {part}[...]", got="text")
        return column.astype(np.float64)
    column = _column(data, factor["name"])
    at = _matches(column, factor["level"])
    if not at.any():
        raise InputError("No row has this level", where=f"term '{part}'", got=factor["level"])
    return np.where(_missing(column), np.nan, at)


def _column(data: Mapping[str, Column], name: str) -> Column:
    if name not in data:
        raise InputError("Unknown column", where=f"term '{name}'", got=name, hint=suggestion(name, data))
    return data[name]


def _missing(column: Column) -> BoolArray:
    if column.dtype.kind == "f":
        return np.isnan(column.astype(np.float64))
    return np.asarray(column.astype(str) == "", dtype=np.bool_)


def _matches(column: Column, level: str) -> BoolArray:
    """Return the rows at a level; `1` equals `1.0`."""
    if column.dtype.kind in "fiub":
        return np.asarray(column.astype(np.float64) == float(level), dtype=np.bool_)
    return np.asarray(column.astype(str) == level, dtype=np.bool_)


def _check_levels(data: Mapping[str, Column], factor: str, reference: str, parts: Sequence[str]) -> None:
    column = _column(data, factor)
    found = [match["level"] for match in map(_FACTOR.match, parts) if match and match["name"] == factor]
    named = np.any([_matches(column, level) for level in [reference, *found]], axis=0)
    lost = np.flatnonzero(~named & ~_missing(column))
    if found and lost.size:
        raise InputError(
            "A level is neither a term nor the reference",
            where=f"'{factor}', row {lost[0] + 1} ({lost.size} rows)",
            expected=", ".join([reference, *found]),
            got=str(column[lost[0]]),
            hint="Name it as a term, join it with another level, or make it missing.",
        )

"""The kinds of arrays the core speaks of, and the checks that they fit together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from querschnitt.core.errors import QuerschnittError, ShapeError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def require_length(array: npt.NDArray[np.generic], length: int, *, name: str) -> None:
    """Raise unless the first axis of `array` has `length` rows.

    Raises
    ------
    ShapeError : if it has not.
    """
    if array.shape[:1] != (length,):
        raise ShapeError(f"'{name}' has another length than the rest", expected=length, got=array.shape)


def require_positive(array: FloatArray, *, name: str, error: type[QuerschnittError]) -> None:
    """Raise unless every value is finite and above zero, naming the first row that is not.

    Raises
    ------
    error : the class handed in, with row and value.
    """
    wrong = np.flatnonzero(~(np.isfinite(array) & (array > 0)))
    if wrong.size:
        place = f"'{name}', row {wrong[0] + 1} ({wrong.size} of {array.size} rows)"
        raise error(
            f"'{name}' must be positive numbers",
            where=place,
            expected="> 0 and finite",
            got=float(array[wrong[0]]),
            hint="Correct these rows, or take them out.",
        )


def sum_by(codes: IntArray, values: FloatArray, *, groups: int) -> FloatArray:
    """Add up the values of each group, shape (groups,).

    >>> sum_by(np.array([0, 1, 0]), np.array([1.0, 2.0, 3.0]), groups=3)
    array([4., 2., 0.])
    """
    return np.bincount(codes, weights=values, minlength=groups).astype(np.float64)

"""Columns in and out of the data frames that statisticians use: polars, pandas, Arrow, DuckDB, or plain mappings."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Literal

import narwhals as nw
import numpy as np
import numpy.typing as npt

from querschnitt.core.errors import InputError

Column = npt.NDArray[Any]
Backend = Literal["polars", "pandas", "pyarrow"]


def columns_of(data: Any) -> dict[str, Column]:
    """Return the columns of a table by name; missing numbers become not-a-number, missing texts empty.

    Parameters
    ----------
    data : a mapping of names to sequences, or a polars, pandas, Arrow or DuckDB table (anything Narwhals knows)

    Raises
    ------
    InputError : for anything else, or for columns of different lengths.

    >>> columns_of({"age": [30, None], "sex": ["f", None]})
    {'age': array([30., nan]), 'sex': array(['f', ''], dtype='<U1')}
    """
    if isinstance(data, Mapping):
        columns = {str(name): _column(values) for name, values in data.items()}
    else:
        columns = {name: _series_as_array(series) for name, series in _series(data).items()}
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise InputError("The columns have different lengths", got=", ".join(map(str, sorted(lengths))))
    return columns


def as_frame(columns: Mapping[str, Any], *, backend: Backend) -> Any:
    """Return columns as a data frame of `polars`, `pandas` or `pyarrow`.

    Raises
    ------
    InputError : if that library is not installed.

    >>> as_frame({"n": np.array([1, 2])}, backend="polars")["n"].to_list()
    [1, 2]
    """
    try:
        import_module(backend)
    except ModuleNotFoundError:
        raise InputError(f"'{backend}' is not installed", hint=f"Install {backend}, or use columns().") from None
    return nw.from_dict(dict(columns), backend=backend).to_native()


def _series(data: Any) -> dict[str, Any]:
    try:
        frame: Any = nw.from_native(data)
    except TypeError:
        raise InputError(
            "This is no table that can be read",
            expected="a mapping of columns, or a polars, pandas, Arrow or DuckDB table",
            got=type(data).__name__,
        ) from None
    frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    return {str(name): frame[name] for name in frame.columns}


def _series_as_array(series: Any) -> Column:
    if series.dtype.is_numeric() or series.dtype == nw.Boolean:
        return np.asarray(series.cast(nw.Float64).fill_null(np.nan).to_numpy(), dtype=np.float64)
    if series.dtype in (nw.List, nw.Array, nw.Struct, nw.Object):  # these know no cast to texts
        return _column(series.to_list())
    return np.array([str(value) for value in series.cast(nw.String).fill_null("").to_list()], dtype=np.str_)


def _column(values: Any) -> Column:
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiub":
        return np.asarray(values, dtype=np.float64)
    listed = [None if _is_nan(value) else value for value in values]
    known = [value for value in listed if value is not None]
    if all(isinstance(value, int | float | np.number | np.bool_) for value in known):
        return np.array([np.nan if value is None else float(value) for value in listed])
    return np.array(["" if value is None else str(value) for value in listed], dtype=np.str_)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and value != value

"""From a table to the columns of a survey, with the order of categories that the table itself has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from querschnitt.core.estimation.frames import columns_of
from querschnitt.core.estimation.surveys.columns import Columns


def read_columns(data: Any) -> Columns:
    """Return the columns of a table; ordered categories of polars (Enum) and pandas (Categorical) keep their order.

    Raises
    ------
    InputError : for what is no table, or has no rows.

    >>> import pandas as pd
    >>> school = pd.Categorical(["high", "low"], categories=["low", "high"])
    >>> read_columns(pd.DataFrame({"school": school})).levels
    {'school': ('low', 'high')}
    """
    columns = Columns(columns_of(data))
    return columns if isinstance(data, Mapping) else columns.with_levels(_orders(nw.from_native(data)))


def _orders(frame: Any) -> dict[str, tuple[str, ...]]:
    """Return the declared levels; plain categories of polars and Arrow are in order of appearance, so in none."""
    declared = {}
    for name, kind in frame.collect_schema().items():
        if isinstance(kind, nw.Enum):
            declared[name] = tuple(map(str, kind.categories))
        elif kind == nw.Categorical and frame.implementation.is_pandas():
            declared[name] = tuple(map(str, frame[name].to_native().cat.categories))
    return declared

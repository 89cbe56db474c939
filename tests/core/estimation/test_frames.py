"""Columns of every kind of table arrive alike; what is no table is refused."""

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.frames import as_frame, columns_of

DATA = {"age": [30, 41, None], "sex": ["f", None, "m"], "rent": [450.5, None, 300.0]}
KINDS = {
    "mapping": DATA,
    "polars": pl.DataFrame(DATA),
    "lazy polars": pl.LazyFrame(DATA),
    "pandas": pd.DataFrame(DATA),
    "arrow": pa.table(DATA),
}


@pytest.mark.parametrize("kind", KINDS)
def test_tables_of_all_kinds_give_the_same_columns(kind):
    columns = columns_of(KINDS[kind])
    np.testing.assert_array_equal(columns["age"], [30.0, 41.0, np.nan])
    np.testing.assert_array_equal(columns["rent"], [450.5, np.nan, 300.0])
    assert columns["sex"].tolist() == ["f", "", "m"]


def test_a_relation_of_duckdb_and_its_decimals():
    with duckdb.connect() as connection:
        columns = columns_of(connection.sql("SELECT 2.50::DECIMAL(5, 2) AS rent, 'f' AS sex"))
    assert (columns["rent"].tolist(), columns["sex"].tolist()) == ([2.5], ["f"])


def test_gaps_among_texts_and_lists_are_missing_whatever_the_table_calls_them():
    texts = ["", "m", "f"]
    for column in ([float("nan"), "m", "f"], [None, "m", "f"]):
        assert columns_of({"sex": column})["sex"].tolist() == texts
        assert columns_of(pd.DataFrame({"sex": column}))["sex"].tolist() == texts
    assert columns_of(pl.DataFrame({"which": [[1, 2], None]}))["which"].tolist() == ["[1, 2]", ""]


def test_what_is_no_table_is_refused():
    with pytest.raises(InputError, match="no table that can be read.*polars, pandas.*Found: int"):
        columns_of(3)
    with pytest.raises(InputError, match="different lengths. Found: 1, 2"):
        columns_of({"a": [1], "b": [1, 2]})


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow"])
def test_columns_go_out_and_come_back(backend):
    frame = as_frame({"n": np.array([1, 2]), "figure": ["a", "b"]}, backend=backend)
    assert {name: column.tolist() for name, column in columns_of(frame).items()} == {"n": [1, 2], "figure": ["a", "b"]}


def test_a_library_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(InputError, match="polars"):
        as_frame({"n": [1]}, backend="polars")

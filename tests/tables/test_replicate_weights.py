"""Replicate weights as a file: what comes back is what went in, to a thousandth of a person."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from querschnitt.core.errors import InputError, ShapeError
from querschnitt.core.weighting.replicates import Replicates
from querschnitt.tables.replicate_weights import read_replicates, write_replicates

MADE = Replicates(
    np.array([10.0, 20.0]), np.array([[0.0, 12.3456], [40.0, 1e6]]), 0.5, np.array([1.0, 2.0]), mse=True, notes=("so",)
)


def test_there_and_back(tmp_path: Path) -> None:
    file = tmp_path / "r.parquet"
    write_replicates(MADE, np.array([7, 9]), file)
    found = read_replicates(file, MADE.weights)
    assert found.matrix == pytest.approx(np.array([[0.0, 12.346], [40.0, 1e6]]), abs=1e-9)
    assert (found.scale, found.rscales.tolist(), found.mse, found.notes) == (0.5, [1.0, 2.0], True, ("so",))
    table = parquet.read_table(file)
    assert table.column_names == ["number", "rw1", "rw2"]
    assert table["number"].to_pylist() == [7, 9]
    assert table["rw2"].to_pylist() == [12346, 10**9]


def test_other_respondents_and_other_files_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "r.parquet"
    write_replicates(MADE, np.array([7, 9]), file)
    with pytest.raises(ShapeError):
        read_replicates(file, np.ones(3))
    parquet.write_table(pa.table({"number": [1]}), tmp_path / "other.parquet")
    with pytest.raises(InputError, match="no replicate weights") as caught:
        read_replicates(tmp_path / "other.parquet", np.ones(1))
    assert "querschnitt weigh" in caught.value.hint

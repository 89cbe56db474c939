"""Replicate weights in a Parquet file: a row a respondent, a column a replicate, in whole thousandths of a person."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from querschnitt.core.arrays import FloatArray, IntArray, require_length
from querschnitt.core.errors import InputError
from querschnitt.core.weighting.replicates import Replicates

UNIT = 0.001  # persons: integers take a third of the room of floating numbers, and a scan of them is faster
PREFIX = "rw"
KEY = b"querschnitt.replicates"


def write_replicates(replicates: Replicates, numbers: IntArray, path: Path) -> None:
    """Write replicate weights, whole or not at all.

    Parameters
    ----------
    numbers : shape (n,), the case number of each respondent
    path : columns `number`, `rw1`, `rw2`, …; unit, scale, rscales, centre and notes stand in the file's metadata
    """
    require_length(numbers, len(replicates.weights), name="numbers")
    whole = np.rint(replicates.matrix / UNIT).astype(np.int64)
    arrays = [pa.array(numbers, type=pa.int64()), *(pa.array(column) for column in whole.T)]
    names = ["number", *(f"{PREFIX}{place}" for place in range(1, whole.shape[1] + 1))]
    said = {
        "unit": UNIT,
        "scale": replicates.scale,
        "rscales": replicates.rscales.tolist(),
        "mse": replicates.mse,
        "notes": list(replicates.notes),
    }
    table = pa.table(arrays, names=names).replace_schema_metadata({KEY: json.dumps(said).encode()})
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    parquet.write_table(table, draft, compression="zstd")
    draft.replace(path)


def read_replicates(path: Path, weights: FloatArray) -> Replicates:
    """Read replicate weights, for the final weights of the same respondents in the same order, shape (n,).

    Raises
    ------
    InputError : if the file has no replicate weights.
    ShapeError : if it is of other respondents.
    """
    table = parquet.read_table(path)
    said = json.loads((table.schema.metadata or {}).get(KEY, b"{}"))
    if not said:
        raise InputError(
            "The file has no replicate weights", where=path.name, expected=f"columns {PREFIX}1, {PREFIX}2, …",
            hint="Run: querschnitt weigh, with a step of replicates in the weighting file.",
        )  # fmt: skip
    columns = [table[name].to_numpy() for name in table.column_names if name.startswith(PREFIX)]
    return Replicates(
        weights,
        np.column_stack(columns) * said["unit"],
        said["scale"],
        np.array(said["rscales"]),
        mse=said["mse"],
        notes=tuple(said["notes"]),
    )

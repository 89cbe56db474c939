"""Degrees of freedom of replicate weights: their rank, from the first rows if that is enough, else from all."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from querschnitt.core.arrays import FloatArray
from querschnitt.core.estimation.replicates import degrees_of_freedom, rank_of_replicates
from querschnitt.tables.scans.design import ReplicateColumns
from querschnitt.tables.scans.row_sums import FIRST
from querschnitt.tables.scans.sources import Source


def df_of(source: Source, replicates: ReplicateColumns, *, first: FloatArray | None = None) -> float:
    """Return the degrees of freedom: those told, or the rank of the replicate weights less one.

    Rows can only add to a rank, and it cannot exceed the number of replicates: if the first rows have that, all have.

    Parameters
    ----------
    first : shape (rows, R), weights of the first rows; None: they are read

    Raises
    ------
    EstimationError : if all replicates are alike.
    """
    if replicates.df is not None:
        return replicates.df
    if first is None:
        rows = source.run(source.table.select(*replicates.columns).limit(FIRST))
        products = _products(rows.to_batches(), len(replicates.columns))
    else:
        products = first.T @ first
    if rank_of_replicates(products) == len(replicates.columns):
        return float(len(replicates.columns) - 1)
    return degrees_of_freedom(
        _products(source.stream(source.table.select(*replicates.columns)), len(replicates.columns))
    )


def _products(batches: Iterable[pa.RecordBatch], size: int) -> FloatArray:
    products = np.zeros((size, size))
    for batch in batches:
        rows = np.column_stack([column.to_numpy(zero_copy_only=False).astype(np.float64) for column in batch.columns])
        products += rows.T @ rows
    return products

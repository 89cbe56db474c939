"""The persons drawn as files: the same draw gives the same bytes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from querschnitt.tables.register.drawing import Drawn

CSV, PARQUET = "sample.csv", "sample.parquet"


def sample_files(drawn: Drawn, *, unit: str) -> dict[str, bytes]:
    """Return the persons drawn as CSV (UTF-8, commas and points) and Parquet, in the order of their number."""
    table = _table(drawn, unit=unit)
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, compression="zstd")
    return {PARQUET: buffer.getvalue(), CSV: _csv(table)}


def files_that_differ(folder: Path, drawn: Drawn, *, unit: str) -> tuple[str, ...]:
    """Return the names of the files in a folder that do not hold this sample.

    Of the Parquet file the content counts: another version of its writer may write other bytes.
    """
    table = _table(drawn, unit=unit)
    holds = {
        CSV: (folder / CSV).is_file() and (folder / CSV).read_bytes() == _csv(table),
        PARQUET: _holds(folder / PARQUET, table),
    }
    return tuple(name for name, is_same in holds.items() if not is_same)


def _table(drawn: Drawn, *, unit: str) -> pa.Table:
    columns = {
        "number": drawn.number,
        unit: [str(value) for value in drawn.columns[unit].tolist()],
        "stratum": drawn.strata,
        "probability": drawn.probability,
        "batch": drawn.batch,
    }
    if any(drawn.cluster.tolist()):
        columns |= {"cluster": drawn.cluster.tolist(), "cluster_probability": drawn.first}
    return pa.table(columns)


def _csv(table: pa.Table) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(table.column_names)
    rows.writerows(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return text.getvalue().encode()


def _holds(file: Path, table: pa.Table) -> bool:
    try:
        return bool(parquet.read_table(file).equals(table))
    except (pa.ArrowException, OSError):
        return False

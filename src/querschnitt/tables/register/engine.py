"""DuckDB for files of any size: so much memory, and the rest on the disk, in a folder that goes again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY = "400MB"
"""What DuckDB may take for itself; reading and writing columns come on top."""


@contextmanager
def engine(beside: Path | None = None, *, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database on the disk, in a folder of its own that is deleted at the end, whatever happens.

    ``beside`` : a folder that may be written in; the system's place for temporary files, if none is named
    """
    with tempfile.TemporaryDirectory(dir=beside, prefix="engine-") as folder:
        spilled = str(Path(folder) / "spilled")
        with duckdb.connect(
            Path(folder) / "work.duckdb", config={"memory_limit": memory, "temp_directory": spilled}
        ) as connection:
            yield connection

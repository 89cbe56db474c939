"""DuckDB for files of any size: so much memory, and the rest on the disk, in a folder that goes again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY = "250MB"
"""What DuckDB may take for itself; what it reads and writes comes on top, for each thread."""

THREADS = 4
"""More would not be faster by much, and each takes memory of its own."""


@contextmanager
def engine(
    beside: Path | None = None, *, memory: str = MEMORY, threads: int = THREADS
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database on the disk, in a folder of its own that is deleted at the end, whatever happens.

    ``beside`` : a folder that may be written in; the system's place for temporary files, if none is named
    """
    with tempfile.TemporaryDirectory(dir=beside, prefix="engine-") as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": str(Path(folder) / "spilled"),
            "threads": min(threads, os.cpu_count() or 1),
            "enable_external_file_cache": False,  # it would grow with the files
        }
        with duckdb.connect(Path(folder) / "work.duckdb", config=config) as connection:
            yield connection

"""The Parquet files of a table: which ones a pattern means, and whether they have the same columns."""

from __future__ import annotations

from collections.abc import Sequence
from glob import escape, glob, has_magic
from itertools import takewhile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from querschnitt.core.errors import InputError


def local_files(pattern: str | Path) -> list[Path]:
    """Return the files that a path or a pattern means, in their order; none where they lie elsewhere.

    A file of just that name is that file, whatever signs its name has.
    """
    if Path(pattern).is_file():
        return [Path(pattern)]
    paths = [Path(path) for path in sorted(glob(str(pattern), recursive=True))]  # noqa: PTH207 (absolute patterns)
    return paths if all(path.is_file() for path in paths) else []


def for_duckdb(paths: Sequence[Path]) -> list[str]:
    """Return the files as DuckDB takes them: what could be a pattern in a name is none."""
    return [escape(str(path)) for path in paths]


def named_by_folders(paths: Sequence[Path], pattern: str | Path) -> bool:
    """Tell whether folders are columns (`wave=2023/part.parquet`): only where a pattern goes through them."""
    if Path(pattern).is_file():
        return False
    fixed = len(list(takewhile(lambda part: not has_magic(part), Path(pattern).parts)))
    return any("=" in folder for path in paths for folder in path.parts[fixed:-1])


def common_schema(paths: Sequence[Path]) -> pa.Schema:
    """Return the columns of files that are one table: those of the first.

    Raises
    ------
    InputError : for a file that cannot be read, two columns of one name, a column that is missing in a later file or
        has values there that the type of the first cannot hold.
    """
    schemas = [_schema_of(path) for path in paths]
    first = schemas[0]
    for path, schema in zip(paths[1:], schemas[1:], strict=True):
        for column in first:
            if column.name not in schema.names:
                raise InputError(
                    "A column is missing in one of the files", where=str(path), expected=column.name,
                    got=", ".join(schema.names), hint="Write all files with the same columns.",
                )  # fmt: skip
            kind = schema.field(column.name).type
            if not _holds(column.type, kind):
                raise InputError(
                    "A column has another type in one of the files", where=f"{path}, column '{column.name}'",
                    expected=f"{column.type}, as in {paths[0].name}", got=str(kind),
                    hint="Write all files with the same types.",
                )  # fmt: skip
    return first


def unreadable(path: str | Path, error: Exception) -> InputError:
    """Return the error for a file that cannot be read."""
    return InputError(
        "The file cannot be read", where=str(path), expected="a Parquet file that is whole", got=_first_line(error),
        hint="Write or copy it again.",
    )  # fmt: skip


def _schema_of(path: Path) -> pa.Schema:
    try:
        found = pq.read_schema(path)
    except (OSError, pa.ArrowException) as error:
        raise unreadable(path, error) from error
    folded = [name.casefold() for name in found.names]
    twice = next((name for place, name in enumerate(found.names) if name.casefold() in folded[:place]), None)
    if twice is not None:
        raise InputError(
            "Two columns have the same name, but for large and small letters", where=str(path),
            expected="a name of its own for each", got=twice, hint="Rename one of them.",
        )  # fmt: skip
    return found


def _holds(kind: pa.DataType, later: pa.DataType) -> bool:
    """Tell whether every value of the later type is one of the first, as it is."""
    kind, later = (each.value_type if pa.types.is_dictionary(each) else each for each in (kind, later))
    if kind.equals(later) or {str(kind), str(later)} <= {"string", "large_string"}:
        return True
    try:
        numbers = np.dtype(kind.to_pandas_dtype()), np.dtype(later.to_pandas_dtype())
    except (NotImplementedError, TypeError):
        return False
    return all(each.kind in "buif" for each in numbers) and np.can_cast(numbers[1], numbers[0], "safe")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]

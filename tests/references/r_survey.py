"""Reading reference results of R survey: the project's own few, or the whole set where it lies beside."""

from __future__ import annotations

import csv
import functools
import json
from pathlib import Path

import numpy as np

OWN = Path(__file__).resolve().parent / "city"
WHOLE = Path(__file__).resolve().parents[2].parent / "shared" / "reference" / "r"
FOLDER = WHOLE if (WHOLE / "cases.json").exists() else OWN
MISSING = f"only the project's own references are here; the whole set belongs into {'/'.join(WHOLE.parts[-3:])}"


@functools.cache
def exam() -> dict:
    """Return designs and cases."""
    found: dict = json.loads((FOLDER / "cases.json").read_text())
    return found


@functools.cache
def table(name: str) -> dict[str, np.ndarray]:
    """Return the columns of a CSV file: numbers where all are numbers (missing: not a number), else texts."""
    with (FOLDER / name).open(newline="") as file:
        rows = list(csv.reader(file))
    return {column: _typed(values) for column, values in zip(rows[0], zip(*rows[1:], strict=True), strict=True)}


def _typed(values: tuple[str, ...]) -> np.ndarray:
    try:
        return np.array([float(value) if value else np.nan for value in values])
    except ValueError:
        return np.array(values)


def matches(column: np.ndarray, level: object) -> np.ndarray:
    """Return the rows at a level; a numeric column is compared as numbers."""
    return column == (float(str(level)) if column.dtype.kind == "f" else str(level))


def rows_where(data: dict[str, np.ndarray], conditions: list | None) -> np.ndarray:
    """Return the rows that satisfy all conditions."""
    keep = np.ones(len(next(iter(data.values()))), dtype=bool)
    for name, operator, value in conditions or []:
        column = data[name]
        known = ~np.isnan(column) if column.dtype.kind == "f" else column != ""
        found = known if operator == "not_null" else matches(column, value) if operator == "==" else column > value
        keep &= known & found
    return keep

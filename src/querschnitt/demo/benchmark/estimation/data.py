"""Invented numbers for the bench, the same in every run: drawn from hashes, written once, used again."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import gcd
from pathlib import Path

import duckdb
import numpy as np

REPLICATES, UNITS, STRATA, DOMAINS, ANSWERS = 80, 10_000, 200, 20, 5
WHOLE = 200_000  # rows from which on there are all units and strata
MARGINS = {"sex": 2, "age": 7, "district": 20, "tenure": 6, "schooling": 5}  # 8,400 crossed cells

COMMON = """
    i, hash(i) % {units} AS psu, hash(i * 7 + 1) % {domains} AS region,
    hash(i * 7 + 2) % 100 * {answers} // 100 AS answer, 800 + (hash(i * 7 + 3) % 400000) / 100.0 AS income,
    1 + hash(i * 7 + 4) % 6 AS household, 100 + hash(i * 7 + 5) % 1300 AS hundredths
"""


def replicates_file(folder: Path, rows: int) -> Path:
    """Write a sample with replicate weights, or take the one that is there: half-integer bootstrap, in hundredths."""
    columns = [f"(hundredths * (hash(psu * 1000 + {r}) % 3))::USMALLINT AS r{r}" for r in range(1, REPLICATES + 1)]
    chosen = [
        "region::UTINYINT AS region",
        "answer::UTINYINT AS answer",
        "income::DOUBLE AS income",
        "household::UTINYINT AS household",
        "hundredths / 100.0 AS weight",
        *columns,
    ]
    return _written(folder / f"replicates_{rows}.parquet", rows, ", ".join(chosen))


def sample_file(folder: Path, rows: int) -> Path:
    """Write a sample of units in strata with what the margins of a register know, or take the one that is there."""
    margins = [
        f"(hash(i * 7 + {11 + place}) % {levels})::UTINYINT AS {name}"
        for place, (name, levels) in enumerate(MARGINS.items())
    ]
    chosen = [
        "i::UINTEGER AS number",
        f"(psu % {strata_of(rows)})::USMALLINT AS stratum",
        "psu::USMALLINT AS psu",
        "region::UTINYINT AS region",
        "answer::UTINYINT AS answer",
        "hundredths / 100.0 AS weight",
        *margins,
    ]
    return _written(folder / f"sample_{rows}.parquet", rows, ", ".join(chosen))


def strata_of(rows: int) -> int:
    """Return the strata: fewer of ten units each where there are few rows, so that no unit is without any."""
    return STRATA if rows >= WHOLE else max(2, rows // 200)


def totals_of(path: Path) -> dict[str, dict[int, float]]:
    """Return what the register says of the margins: up to a fifth away from what the sample says."""
    known = path.with_suffix(".margins.json")
    if not known.exists():
        known.write_text(json.dumps({name: _totals(path, name) for name in MARGINS}), encoding="utf-8")
    found = json.loads(known.read_text(encoding="utf-8"))
    return {name: {int(level): total for level, total in totals.items()} for name, totals in found.items()}


def binary_file(path: Path) -> Path:
    """Write the columns of a Parquet file as plain doubles, one after the other, for R to read at once."""
    binary = path.with_suffix(".bin")
    if not binary.exists():
        with duckdb.connect() as connection, binary.open("wb") as target:
            names = connection.read_parquet(str(path)).columns
            for name in names:
                column = connection.execute(f'SELECT "{name}"::DOUBLE AS c FROM read_parquet(?)', [str(path)])  # noqa: S608
                column.fetchnumpy()["c"].tofile(target)
    return binary


def _sample_and_totals(folder: Path, rows: int) -> None:
    totals_of(sample_file(folder, rows))


WRITTEN: dict[str, Callable[[Path, int], object]] = {
    "replicates": replicates_file,
    "taylor": sample_file,
    "raking": _sample_and_totals,
}
"""What each job reads, written if it is not there."""


def _totals(path: Path, name: str) -> dict[int, float]:
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT {name}, sum(weight) FROM read_parquet(?) GROUP BY 1 ORDER BY 1",  # noqa: S608
            [str(path)],
        ).fetchall()
    levels, sums = zip(*rows, strict=True)
    moved = np.array(sums) * (1 + 0.2 * np.sin(np.array(levels) + len(name)))
    return dict(zip(levels, (moved * sum(sums) / moved.sum()).tolist(), strict=True))


def _written(path: Path, rows: int, chosen: str) -> Path:
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    inner = COMMON.format(units=10 * strata_of(rows) if rows < WHOLE else UNITS, domains=DOMAINS, answers=ANSWERS)
    parts = gcd(rows, 100)  # one range alone is counted by one thread
    counted = f"SELECT a.i * {rows // parts} + b.i AS i FROM range({parts}) a(i), range({rows // parts}) b(i)"  # noqa: S608
    with duckdb.connect(config={"memory_limit": "2GB", "preserve_insertion_order": False}) as connection:
        connection.execute(
            f"COPY (SELECT {chosen} FROM (SELECT {inner} FROM ({counted}))) TO '{unfinished}' "  # noqa: S608
            "(FORMAT parquet, COMPRESSION zstd)"
        )
    return unfinished.rename(path)

"""The draw, done in the database: over a file of any size, in little memory, with the same people as anywhere else.

A person's key is the SHA-256 of "seed:person". In each stratum those with the smallest keys are drawn. Keys are spread
evenly; so nearly all persons are passed by as soon as their key is seen, and only a few are put in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.errors import DesignError, InputError
from querschnitt.core.sampling.design import Design
from querschnitt.core.sampling.systematic import Listed, systematic_in_strata

MEMORY = "3GB"
"""What DuckDB may take; a draw needs far less."""

_SLACK = 6.0
"""Standard deviations beyond the number of keys expected under the limit: too few come once in 10^9 strata."""


@dataclass(frozen=True)
class Drawn:
    """The persons drawn, in the order of their number.

    Attributes
    ----------
    columns : what was asked for of each person, each of shape (n,)
    stratum : shape (n,), number of the stratum in `levels`
    probability : shape (n,), inclusion probability n_h / N_h
    levels : names of the strata, sorted
    sizes, allocation : shape (H,), persons in the frame and persons drawn
    """

    columns: Mapping[str, npt.NDArray[Any]]
    stratum: IntArray
    probability: FloatArray
    levels: tuple[str, ...]
    sizes: IntArray
    allocation: IntArray

    @property
    def number(self) -> IntArray:
        return np.arange(1, len(self.stratum) + 1, dtype=np.int64)


def draw_from(
    frame: Path, design: Design, *, seed: int, unit: str = "person_id", columns: Sequence[str] = (), where: str = ""
) -> Drawn:
    """Draw a stratified random sample from a Parquet file: the same as `core.sampling.selection.draw`.

    Parameters
    ----------
    frame : one row a person
    design : sample size, allocation, and the column whose values are the strata
    seed : the recorded number; one seed, one sample
    unit : the column that tells persons apart
    columns : what is wanted of the persons drawn, besides that
    where : a column that says who can be drawn; all, if none is named

    Raises
    ------
    InputError : if the file has no such column, or a person without stratum or identifier.
    DesignError : if nobody can be drawn, the allocation cannot be carried out, or a person stands there twice.
    """
    with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
        needed = (*columns, *(name for name in design.sort_by if name not in columns))
        _open(connection, frame, unit=unit, stratum=design.stratify_by, where=where, columns=needed)
        counted = connection.execute("SELECT stratum, count(*) FROM people GROUP BY 1 ORDER BY 1").fetchall()
        if not counted:
            raise DesignError("The frame is empty", where=frame.name, hint="Look at the definition of the population.")
        _require_known(connection, counted, frame=frame)
        levels = tuple(str(level) for level, _ in counted)
        sizes = np.array([size for _, size in counted], dtype=np.int64)
        allocation = design.allocate(sizes, levels)
        if design.selection == "systematic":
            found = _every_so_manyth(connection, design, levels, allocation, seed=seed)
        else:
            sought = dict(zip(levels, zip(allocation, sizes, strict=True), strict=True))
            found = _first_of_each(connection, sought, seed)
    _require_once(found["unit"], frame=frame)
    stratum = np.searchsorted(np.array(levels), found["stratum"].astype(str)).astype(np.int64)
    wanted = {unit: found["unit"]} | {name: found[name] for name in columns if name != unit}
    return Drawn(
        columns=wanted, stratum=stratum, probability=(allocation / sizes)[stratum],
        levels=levels, sizes=sizes, allocation=allocation,
    )  # fmt: skip


def _open(
    connection: duckdb.DuckDBPyConnection, frame: Path, *, unit: str, stratum: str, where: str, columns: Sequence[str]
) -> None:
    """Make the file known as the view `people`."""
    connection.execute("SET preserve_insertion_order = false")
    known = {row[0] for row in connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(frame)]).fetchall()}
    for name in (unit, stratum, *columns, *([where] if where else [])):
        if name not in known:
            raise InputError("The frame has no such column", where=frame.name, expected=", ".join(known), got=name)
    others = "".join(f', "{name}"' for name in columns if name != unit)
    condition = f'WHERE "{where}"' if where else ""
    source = f"read_parquet('{str(frame).replace(chr(39), chr(39) * 2)}')"
    chosen = f'"{unit}"::TEXT AS unit, "{stratum}"::TEXT AS stratum{others}'
    connection.execute(f"CREATE VIEW people AS SELECT {chosen} FROM {source} {condition}")  # noqa: S608


def _require_known(connection: duckdb.DuckDBPyConnection, counted: Sequence[tuple[Any, int]], *, frame: Path) -> None:
    nameless = connection.execute("SELECT count(*) FROM people WHERE unit IS NULL").fetchone()
    for what, missing in (
        ("stratum", next((size for level, size in counted if level is None), 0)),
        ("identifier", int(nameless[0]) if nameless else 0),
    ):
        if missing:
            raise InputError(
                f"Persons without {what}", where=frame.name, expected="one each", got=f"{missing} persons",
                hint="Mend the frame: whoever has none could not be drawn.",
            )  # fmt: skip


def _first_of_each(
    connection: duckdb.DuckDBPyConnection, wanted: Mapping[str, tuple[int, int]], seed: int
) -> dict[str, npt.NDArray[Any]]:
    """Return the persons with the smallest keys of each stratum, in the order of the keys."""
    connection.execute("CREATE TEMP TABLE wanted (stratum TEXT, take BIGINT, beyond TEXT)")
    slack = _SLACK
    while True:
        rows = [(level, int(take), _limit(int(take), int(size), slack)) for level, (take, size) in wanted.items()]
        connection.execute("DELETE FROM wanted")
        connection.executemany("INSERT INTO wanted VALUES (?, ?, ?)", rows)
        found = connection.execute(_DRAW, {"prefix": f"{seed}:"}).fetchnumpy()
        if len(found["unit"]) == sum(take for _, take, _ in rows):
            del found["key"]
            return {name: np.asarray(values) for name, values in found.items()}
        slack *= 4  # a stratum whose keys came out higher than nearly ever


def _every_so_manyth(
    connection: duckdb.DuckDBPyConnection, design: Design, levels: Sequence[str], allocation: IntArray, *, seed: int
) -> dict[str, npt.NDArray[Any]]:
    """Return the persons whom systematic selection draws. All are read: an order has no place for a limit."""
    people = {name: np.asarray(values) for name, values in connection.execute("FROM people").fetchnumpy().items()}
    stratum = np.searchsorted(np.array(levels), people["stratum"].astype(str)).astype(np.int64)
    for name in design.sort_by:
        if np.ma.is_masked(people[name]):
            raise InputError("Persons without a value cannot be put in order", where=f"column {name}")
    units = people["unit"].tolist()
    if len(set(units)) < len(units):
        raise DesignError("A person stands twice in the frame", where=design.name, hint="Remove the double.")
    keys = [people[name] if people[name].dtype != object else people[name].astype(str) for name in design.sort_by]
    drawn = systematic_in_strata(Listed(units, stratum, keys), allocation, seed=seed)
    return {name: values[drawn] for name, values in people.items()}


_DRAW = """
SELECT people.*, sha256($prefix || unit) AS key
FROM people JOIN wanted ON wanted.stratum = people.stratum
WHERE key < beyond
QUALIFY row_number() OVER (PARTITION BY people.stratum ORDER BY key, unit) <= take
ORDER BY key
"""


def _limit(take: int, size: int, slack: float) -> str:
    """Return the key, in hexadecimal, under which there are certainly as many keys as are wanted, and few more."""
    part = (take + slack * (take + 4) ** 0.5) / size
    return "g" if part >= 1 else f"{int(part * 2**60):015x}"


def _require_once(units: npt.NDArray[Any], *, frame: Path) -> None:
    """Raise if a person was drawn twice: doubles have the same key, and so stand side by side."""
    twice = np.flatnonzero(units[1:] == units[:-1])
    if twice.size:
        raise DesignError(
            "A person stands twice in the frame", where=f"{frame.name}, unit '{units[twice[0]]}'",
            hint="Remove the double.",
        )  # fmt: skip

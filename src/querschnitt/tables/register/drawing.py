"""The draw from the file of a frame: of any size, in little memory, with the same people as anywhere else.

A simple random sample is drawn in the database. A person's key is the SHA-256 of "seed:person", and in each stratum
those with the smallest keys are drawn. Keys are spread evenly; so nearly all persons are passed by as soon as their key
is seen, and only a few are put in order. For every other selection the columns it needs are read, and the core draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.sampling.design import Design, require_combinable
from querschnitt.core.sampling.frame import Frame, frame_of
from querschnitt.core.sampling.selection import number_batches, prepare, require_everybody
from querschnitt.core.sampling.stages import written_to_twice
from querschnitt.tables.register.people import (
    STRATUM,
    UNIT,
    Columns,
    count_strata,
    open_people,
    quoted,
    read_people,
    reading,
    require_each_once,
    stands_twice,
)

HOUSEHOLD = "household"
"""The column of households, if a frame has one."""

_SLACK = 6.0
"""Standard deviations beyond the number of keys expected under the limit: too few come once in 10^9 strata."""

Found = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Drawn:
    """The persons drawn, in the order of their number.

    Attributes
    ----------
    columns : what was asked for of each person, each of shape (n,)
    stratum : shape (n,), number of the stratum in `levels`
    probability : shape (n,), inclusion probability of each
    batch : shape (n,), number of the batch with which each is released, from 1
    cluster : shape (n,), name of the cluster or household of each; "" where the design has none
    first : shape (n,), inclusion probability of that cluster or household; 1 where the design has none
    levels : names of the strata, sorted
    sizes, allocation : shape (H,), persons in the frame and persons to draw; with Poisson sampling, those expected
    least, most : shape (H,), the smallest and the largest probability of anybody who could be drawn
    notes : what an estimate has to know, keys of `core.sampling.notes.NOTES`
    written_to_twice : households of which more than one was drawn; None if the frame knows no households
    """

    columns: Mapping[str, npt.NDArray[Any]]
    stratum: IntArray
    probability: FloatArray
    batch: IntArray
    cluster: npt.NDArray[np.str_]
    first: FloatArray
    levels: tuple[str, ...]
    sizes: IntArray
    allocation: IntArray
    least: FloatArray
    most: FloatArray
    notes: tuple[str, ...] = ()
    written_to_twice: int | None = None

    @property
    def size(self) -> int:
        """Persons drawn. With Poisson sampling, as chance has had it."""
        return len(self.stratum)

    @property
    def number(self) -> IntArray:
        return np.arange(1, self.size + 1, dtype=np.int64)

    @property
    def taken(self) -> IntArray:
        """Persons drawn in each stratum, shape (H,)."""
        return np.bincount(self.stratum, minlength=len(self.levels)).astype(np.int64)

    @property
    def strata(self) -> list[str]:
        """The name of each one's stratum."""
        return [self.levels[code] for code in self.stratum.tolist()]


def draw_from(
    frame: Path, design: Design, *, seed: int, unit: str = "person_id", columns: Sequence[str] = (), where: str = ""
) -> Drawn:
    """Draw a sample from the file of a frame: the same as `core.sampling.selection.draw`.

    Parameters
    ----------
    frame : Parquet or CSV, one row a person
    design : names the columns whose values are strata, sizes, clusters and so on
    seed : the recorded number; one seed, one sample
    unit : the column that tells persons apart
    columns : what is wanted of the persons drawn, besides that
    where : a column that says who can be drawn; all, if none is named

    Raises
    ------
    InputError : if the file has no such column, or a person without stratum or identifier.
    DesignError : if nobody can be drawn, the design cannot be carried out, or a person who is drawn stands there twice.
    """
    require_combinable(design, where=design.name)
    with reading(frame) as connection:
        known = open_people(connection, frame, unit=unit, design=design, drawable=where)
        households = design.one_per_household or (HOUSEHOLD if HOUSEHOLD in known.types else "")
        wanted = tuple(dict.fromkeys((*columns, *([households] if households else []))))
        known.require(wanted)
        drawn = _simply if design.is_simple else _by_the_core
        return drawn(connection, known, design, seed=seed, wanted=wanted, households=households)


def require_persons_once(frame: Path, design: Design, *, unit: str = "person_id", where: str = "") -> None:
    """Raise DesignError if anybody who can be drawn stands twice in the frame. Parameters and errors as in `draw_from`.

    A double who is not drawn is seen by nobody else; and everybody's probability would be wrong.
    """
    with reading(frame) as connection:
        known = open_people(connection, frame, unit=unit, design=design, drawable=where)
        count_strata(connection, known)
        require_each_once(connection, known)


def _simply(
    connection: duckdb.DuckDBPyConnection, known: Columns, design: Design, *, seed: int, wanted: Sequence[str],
    households: str,
) -> Drawn:  # fmt: skip
    """Draw a simple random sample in the database."""
    levels, counted = count_strata(connection, known)
    sizes = np.array(counted, dtype=np.int64)
    allocation = design.allocate(sizes, levels)
    require_everybody(allocation, levels, where=design.name)
    sought = dict(zip(levels, zip(allocation.tolist(), counted, strict=True), strict=True))
    found = _first_of_each(connection, sought, seed, wanted)
    twice = np.flatnonzero(found[UNIT][1:] == found[UNIT][:-1])  # doubles have the same key, and so stand side by side
    if twice.size:
        raise stands_twice(known.name, str(found[UNIT][twice[0]]))
    stratum = np.searchsorted(np.array(levels), found[STRATUM].astype(str)).astype(np.int64)
    share = allocation / sizes
    return Drawn(
        columns=_named(found, known, wanted), stratum=stratum, probability=share[stratum],
        batch=number_batches(design, stratum, sizes=sizes, levels=levels),
        cluster=np.full(len(stratum), ""), first=np.ones(len(stratum)), levels=levels, sizes=sizes,
        allocation=allocation, least=share, most=share, notes=("batches",) * bool(design.batches),
        written_to_twice=_twice(found, households),
    )  # fmt: skip


def _by_the_core(
    connection: duckdb.DuckDBPyConnection, known: Columns, design: Design, *, seed: int, wanted: Sequence[str],
    households: str,
) -> Drawn:  # fmt: skip
    """Read what the design needs of everybody, and let the core draw."""
    count_strata(connection, known)
    people = read_people(connection, known, design)
    units = people[UNIT].astype(str).tolist()
    require_each_once(connection, known)
    frame = frame_of(units, people[STRATUM].astype(str), columns={name: people[name] for name in design.columns})
    prepared = prepare(frame, design)
    sample = prepared.draw(seed)
    found = _of_persons(connection, [units[row] for row in sample.index.tolist()], wanted)
    group = design.stages.cluster if design.stages else design.one_per_household
    cluster = people[group].astype(str)[sample.index] if group else np.full(len(sample.index), "")
    least, most = _spans(frame, prepared.way.probability)
    return Drawn(
        columns=_named(found, known, wanted), stratum=sample.stratum, probability=sample.probability,
        batch=sample.batch, cluster=cluster, first=np.ones(len(cluster)) if sample.first is None else sample.first,
        levels=sample.levels, sizes=sample.sizes, allocation=sample.allocation, least=least, most=most,
        notes=sample.notes, written_to_twice=_twice(found, households),
    )  # fmt: skip


def _first_of_each(
    connection: duckdb.DuckDBPyConnection, sought: Mapping[str, tuple[int, int]], seed: int, wanted: Sequence[str]
) -> Found:
    """Return the persons with the smallest keys of each stratum, in the order of the keys."""
    connection.execute("CREATE TEMP TABLE wanted (stratum TEXT, take BIGINT, beyond TEXT)")
    draw, slack = _DRAW.format(columns="".join(f", people.{quoted(name)}" for name in wanted)), _SLACK
    while True:
        rows = [(level, take, _limit(take, size, slack)) for level, (take, size) in sought.items()]
        connection.execute("DELETE FROM wanted")
        connection.executemany("INSERT INTO wanted VALUES (?, ?, ?)", rows)
        found = connection.execute(draw, {"prefix": f"{seed}:"}).fetchnumpy()
        if len(found[UNIT]) == sum(take for _, take, _ in rows):
            return found
        slack *= 4  # a stratum whose keys came out higher than nearly ever


_DRAW = f"""
SELECT people.{UNIT}, people.{STRATUM}{{columns}}, sha256($prefix || {UNIT}) AS key
FROM people JOIN wanted ON wanted.stratum = people.{STRATUM}
WHERE key < beyond
QUALIFY row_number() OVER (PARTITION BY people.{STRATUM} ORDER BY key, {UNIT}) <= take
ORDER BY key
"""  # noqa: S608


def _limit(take: int, size: int, slack: float) -> str:
    """Return the key, in hexadecimal, under which there are certainly as many keys as are wanted, and few more."""
    part = (take + slack * (take + 4) ** 0.5) / size
    return "g" if part >= 1 else f"{int(part * 2**60):015x}"


def _of_persons(connection: duckdb.DuckDBPyConnection, units: Sequence[str], wanted: Sequence[str]) -> Found:
    """Return what is wanted of some persons, in their order."""
    drawn = pa.table({"unit": pa.array(units, pa.string()), "place": pa.array(range(len(units)), pa.int64())})
    connection.register("drawn", drawn)
    chosen = "".join(f", people.{quoted(name)}" for name in wanted)
    return connection.execute(
        f"SELECT people.{UNIT}{chosen} FROM drawn JOIN people ON people.{UNIT} = drawn.unit ORDER BY place"  # noqa: S608
    ).fetchnumpy()


def _named(found: Found, known: Columns, wanted: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Return the persons under the name of their column, and what was wanted of them."""
    others = {name: np.asarray(found[name]) for name in wanted if name != known.unit}
    return {known.unit: np.asarray(found[UNIT])} | others


def _twice(found: Found, households: str) -> int | None:
    """Return how many households would get two letters; who has no number of one is alone."""
    if not households:
        return None
    given = np.ma.getmaskarray(found[households])
    _, numbers = np.unique(np.asarray(found[households])[~given].astype(str), return_inverse=True)
    return written_to_twice(numbers.reshape(-1).astype(np.int64))


def _spans(frame: Frame, probability: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the smallest and the largest probability in each stratum."""
    strata = range(len(frame.levels))
    ordered = probability[np.lexsort((probability, frame.stratum))]
    ends = np.cumsum(frame.sizes)
    return np.array([ordered[ends[h] - frame.sizes[h]] for h in strata]), np.array(
        [ordered[ends[h] - 1] for h in strata]
    )

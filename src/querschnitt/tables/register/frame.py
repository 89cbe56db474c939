"""The four populations: residents with background, target population, frame, drawable frame."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from querschnitt.core.errors import InputError
from querschnitt.tables.register.derive import Derived
from querschnitt.tables.register.engine import engine
from querschnitt.tables.register.population import OUTSIDE_REASONS, PopulationRule

FRAME_VARIABLES = (
    "person_id",
    "group",
    "group8",
    "region",
    "sex",
    "age",
    "age_class",
    "borough",
    "district",
    "stay_class",
)


@dataclass(frozen=True)
class Populations:
    """The counts, from the residents down to those who can be drawn, and why the others are not among them.

    Attributes
    ----------
    outside : reason -> residents with background outside the target population; each is counted under the first
        reason that applies, in the order of `OUTSIDE_REASONS`. They and the target population are all with background.
    undrawable : reason -> people of the target population who cannot be drawn; N stays
    """

    residents: int
    background: int
    target: int
    frame: int
    drawable: int
    undrawable: Mapping[str, int]
    outside: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class FrameFile:
    """The target population of a wave as a Parquet file: the frame variables, `in_frame`, `drawable`, `hindrance`, and
    the number of the household."""

    path: Path
    sha256: str
    populations: Populations


def frame(
    derived: Derived, *, population: PopulationRule, into: Path, recently_drawn: Collection[str] = ()
) -> FrameFile:
    """Write the target population with its marks and count the four populations.

    The frame holds those with a usable delivery address; drawable are those of them without a registry block, an
    objection or a recent draw. The others stay in the target population: weights sum to it. The hash covers every
    row and column in the order of the person numbers, whatever the order of the extract. Numbers of households are
    identifiers, as those of persons are: neither leaves the statistics office.
    """
    into.parent.mkdir(parents=True, exist_ok=True)
    reason = population.outside_sql()
    people = {"path": str(derived.path), **population.parameters}
    with engine(into.parent) as connection:
        connection.execute("CREATE TABLE recent (person_id TEXT)")
        if recently_drawn:
            connection.execute(
                "INSERT INTO recent SELECT unnest($ids)", {"ids": sorted(str(person) for person in recently_drawn)}
            )
        written = f"COPY ({_TARGET.format(reason=reason)}) TO $into (FORMAT parquet, COMPRESSION zstd)"
        connection.execute(written, {"into": str(into), **people})
        outside = _counted(connection, _OUTSIDE.format(reason=reason), people)
        hindrances = _counted(connection, _HINDRANCES, {"path": str(into)})
    asked = [reason for reason in OUTSIDE_REASONS if reason in outside or reason in population.reasons]
    populations = _populations(
        derived, hindrances=hindrances, outside={reason: outside.get(reason, 0) for reason in asked}
    )
    return FrameFile(path=into, sha256=frame_digest(into), populations=populations)


def frame_digest(path: Path) -> str:
    """Return the SHA-256 of the file of a frame: of every row and column, in the order of the person numbers.

    A line a person: the columns of `_HASHED`, then those that the file has besides, by name, with ``|`` between them
    and an empty cell where nothing stands. If there are such further columns, their names are the first line.
    Doubles come in the order of their lines. Memory does not grow with the file.

    Raises
    ------
    InputError : if the file cannot be read as a frame
    """
    with engine() as connection:
        try:
            return _hash(connection, {"path": str(path)})
        except duckdb.Error as error:
            raise InputError(
                "This file is no frame that can be read", where=path.name, expected="a file of import_register",
                got=str(error).splitlines()[0],
            ) from error  # fmt: skip


def read_columns(path: Path, *names: str) -> dict[str, npt.NDArray[Any]]:
    """Return columns of a Parquet file as arrays, in the order of the file; text comes as Python text."""
    selected = ", ".join(f'"{name}"' for name in names)
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT {selected} FROM read_parquet($path)",  # noqa: S608
            {"path": str(path)},
        ).fetchnumpy()
    return {name: np.asarray(found[name]) for name in names}


_TARGET = """
SELECT person_id, "group", group8, region, sex, age, age_class, borough, district, stay_class,
    deliverable AS in_frame, hindrance = '' AS drawable, hindrance, household
FROM (
    SELECT *, CASE WHEN NOT deliverable THEN 'undeliverable' WHEN block IS NOT NULL THEN 'block' || block
        WHEN objection THEN 'objection' WHEN recent.person_id IS NOT NULL THEN 'recently_drawn' ELSE '' END AS hindrance
    FROM read_parquet($path) AS people LEFT JOIN recent USING (person_id)
    WHERE background AND {reason} = ''
)
ORDER BY person_id
"""
_OUTSIDE = "SELECT {reason} AS reason, count(*) FROM read_parquet($path) WHERE background AND reason <> '' GROUP BY 1"
_HINDRANCES = "SELECT hindrance, count(*) FROM read_parquet($path) GROUP BY 1 ORDER BY 1"

_HASHED = (
    "person_id", "group", "group8", "region", "sex", "age", "age_class", "borough", "district", "stay_class",
    "in_frame", "drawable", "hindrance",
)  # fmt: skip
_LINES = "SELECT concat_ws('|', {cells}) AS line FROM read_parquet($path)"
_ASCENDING = (
    "SELECT count_if(person_id > before) + 1 >= count(*) FROM"
    " (SELECT person_id, lag(person_id) OVER () AS before FROM read_parquet($path))"
)
_BATCH = 100_000


def _hash(connection: duckdb.DuckDBPyConnection, source: Mapping[str, str]) -> str:
    """Return the hash of the lines with line feeds between them; an empty text if the frame is empty."""
    described = connection.execute("DESCRIBE SELECT * FROM read_parquet($path)", source).fetchall()
    further = sorted({str(name) for name, *_ in described} - set(_HASHED))
    cells = (f"coalesce({_name(name)}::TEXT, '')" for name in (*_HASHED, *further))  # an empty cell keeps its place
    lines = _LINES.format(cells=", ".join(cells))
    ascending = connection.execute(_ASCENDING, source).fetchone()
    if not (ascending and ascending[0]):  # a frame is written in order; to sort a whole country takes minutes
        lines += " ORDER BY person_id, line"
    text = [("|".join(further)).encode()] if further else []
    digest, between = hashlib.sha256(*text), b"\n" if further else b""
    count = 0
    for batch in connection.execute(lines, source).to_arrow_reader(_BATCH):
        digest.update(between)
        digest.update(_joined(batch.column(0)))
        between = b"\n"
        count += len(batch)
    return digest.hexdigest() if count else ""


def _joined(lines: pa.Array) -> pa.Buffer:
    """Return texts with line feeds between them, as bytes, without a Python text for each."""
    whole = pa.ListArray.from_arrays(pa.array([0, len(lines)], pa.int32()), lines)
    return pc.binary_join(whole, "\n")[0].as_buffer()


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _counted(connection: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, Any]) -> dict[str, int]:
    return {str(what): int(count) for what, count in connection.execute(query, values).fetchall()}


def _populations(derived: Derived, *, hindrances: Mapping[str, int], outside: Mapping[str, int]) -> Populations:
    target = sum(hindrances.values())
    return Populations(
        residents=derived.residents,
        background=derived.background,
        target=target,
        frame=target - hindrances.get("undeliverable", 0),
        drawable=hindrances.get("", 0),
        undrawable={reason: count for reason, count in hindrances.items() if reason},
        outside=outside,
    )

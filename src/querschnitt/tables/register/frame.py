"""The four populations: residents with background, target population, frame, drawable frame."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from querschnitt.core.errors import InputError, suggestion
from querschnitt.tables.register.derive import Derived
from querschnitt.tables.register.groups import OUTSIDE

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
class LeftOut:
    """People a population leaves out: first nationality and date of moving in from a day on."""

    countries: tuple[str, ...]
    moved_in_from: date
    reason: str = ""


@dataclass(frozen=True)
class PopulationRule:
    """Who belongs to the target population of a wave, and how long a draw spares a person from the next.

    ``not_drawn_again_months``: whoever was drawn for a wave whose reference date lies less than so many months back
    stays in the population and cannot be drawn. 0: no such rule.
    """

    name: str
    listed_groups_only: bool
    minimum_age: int
    main_residence: bool = True
    minimum_stay_months: int = 0
    not_drawn_again_months: int = 0
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Populations:
    """The counts, from the residents down to those who can be drawn, and why the others cannot."""

    residents: int
    background: int
    target: int
    frame: int
    drawable: int
    undrawable: Mapping[str, int]


@dataclass(frozen=True)
class FrameFile:
    """The target population of a wave as a Parquet file: the frame variables, `in_frame`, `drawable`, `hindrance`."""

    path: Path
    sha256: str
    populations: Populations


_POPULATION_KEYS = (
    "name", "groups", "main_residence", "minimum_age", "minimum_stay_months", "not_drawn_again_months", "left_out",
)  # fmt: skip


def parse_population(document: Mapping[str, Any], *, where: str) -> PopulationRule:
    """Build a population rule from the table `population` of a design file."""
    for key in document:
        if key not in _POPULATION_KEYS:
            hint = suggestion(key, _POPULATION_KEYS)
            raise InputError(f"Unknown key '{key}'", where=where, expected=", ".join(_POPULATION_KEYS), hint=hint)
    groups = document.get("groups", "listed")
    if groups not in ("listed", "all"):
        raise InputError("Unknown choice of groups", where=f"{where}, groups", expected="listed or all", got=groups)
    left_out = tuple(
        LeftOut(
            countries=tuple(str(code) for code in entry["countries"]),
            moved_in_from=entry["moved_in_from"],
            reason=str(entry.get("reason", "")),
        )
        for entry in document.get("left_out", ())
    )
    return PopulationRule(
        name=str(document["name"]),
        listed_groups_only=groups == "listed",
        minimum_age=int(document["minimum_age"]),
        main_residence=bool(document.get("main_residence", True)),
        minimum_stay_months=int(document.get("minimum_stay_months", 0)),
        not_drawn_again_months=_months(document, "not_drawn_again_months", where=where),
        left_out=left_out,
    )


def _months(document: Mapping[str, Any], key: str, *, where: str) -> int:
    months = document.get(key, 0)
    if not isinstance(months, int) or months < 0:
        raise InputError("Not a number of months", where=f"{where}, {key}", expected="0 or more", got=months)
    return months


def frame(
    derived: Derived, *, population: PopulationRule, into: Path, recently_drawn: Collection[str] = ()
) -> FrameFile:
    """Write the target population with its marks and count the four populations.

    The frame holds those with a usable delivery address; drawable are those of them without a registry block, an
    objection or a recent draw. The others stay in the target population: weights sum to it. The hash covers every
    row and column in the order of the person numbers, whatever the order of the extract.
    """
    with duckdb.connect() as connection:
        connection.execute("CREATE TEMP TABLE recent (person_id TEXT)")
        if recently_drawn:
            connection.execute(
                "INSERT INTO recent SELECT unnest($ids)", {"ids": sorted(str(person) for person in recently_drawn)}
            )
        condition, values = _condition(population)
        connection.execute(
            f"CREATE TEMP TABLE target AS {_TARGET.format(condition=condition)}",
            {"path": str(derived.path), **values},
        )
        into.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(
            "COPY (SELECT * FROM target ORDER BY person_id) TO $into (FORMAT parquet, COMPRESSION zstd)",
            {"into": str(into)},
        )
        found = connection.execute("SELECT hindrance, count(*) FROM target GROUP BY 1 ORDER BY 1").fetchall()
    hindrances = {str(reason): int(count) for reason, count in found}
    return FrameFile(path=into, sha256=frame_digest(into), populations=_populations(derived, hindrances))


def frame_digest(path: Path) -> str:
    """Return the SHA-256 of the file of a frame: of every row and column, in the order of the person numbers.

    Raises
    ------
    InputError : if the file cannot be read as a frame
    """
    with duckdb.connect() as connection:
        try:
            digest = connection.execute(_HASH, {"path": str(path)}).fetchone()
        except duckdb.Error as error:
            raise InputError(
                "This file is no frame that can be read", where=path.name, expected="a file of import_register",
                got=str(error).splitlines()[0],
            ) from error  # fmt: skip
    return str(digest[0]) if digest and digest[0] else ""


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
    deliverable AS in_frame, hindrance = '' AS drawable, hindrance
FROM (
    SELECT *, CASE WHEN NOT deliverable THEN 'undeliverable' WHEN block IS NOT NULL THEN 'block' || block
        WHEN objection THEN 'objection' WHEN recent.person_id IS NOT NULL THEN 'recently_drawn' ELSE '' END AS hindrance
    FROM read_parquet($path) AS people LEFT JOIN recent USING (person_id)
    WHERE {condition}
)
"""

_HASHED = (
    "person_id", "group", "group8", "region", "sex", "age", "age_class", "borough", "district", "stay_class",
    "in_frame", "drawable", "hindrance",
)  # fmt: skip
_LINE = ", ".join(f"coalesce(\"{name}\"::TEXT, '')" for name in _HASHED)  # an empty cell keeps its place
_HASH = f"SELECT sha256(string_agg(concat_ws('|', {_LINE}), chr(10) ORDER BY person_id)) FROM read_parquet($path)"  # noqa: S608


def _condition(population: PopulationRule) -> tuple[str, dict[str, Any]]:
    """Return the SQL condition of a population and its values."""
    parts = ["background", "age >= $minimum_age", "stay_months >= $minimum_stay"]
    values: dict[str, Any] = {"minimum_age": population.minimum_age, "minimum_stay": population.minimum_stay_months}
    if population.listed_groups_only:
        parts.append('"group" <> $outside')
        values["outside"] = OUTSIDE
    if population.main_residence:
        parts.append("residence = 'main'")
    for number, left_out in enumerate(population.left_out):
        parts.append(f"NOT (list_contains($countries{number}, nationality_1) AND moved_in >= $from{number})")
        values |= {f"countries{number}": list(left_out.countries), f"from{number}": left_out.moved_in_from}
    return " AND ".join(parts), values


def _populations(derived: Derived, hindrances: Mapping[str, int]) -> Populations:
    target = sum(hindrances.values())
    return Populations(
        residents=derived.residents,
        background=derived.background,
        target=target,
        frame=target - hindrances.get("undeliverable", 0),
        drawable=hindrances.get("", 0),
        undrawable={reason: count for reason, count in hindrances.items() if reason},
    )

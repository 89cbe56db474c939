"""From an extract to residents with background, group and frame variables, by the rules of a definition."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from querschnitt.core.errors import InputError
from querschnitt.tables.register.definition import Definition
from querschnitt.tables.register.groups import OUTSIDE, Groups

AGE_CLASSES = ("18-29", "30-44", "45-59", "60+")
STAY_CLASSES = ("0-3", "4-9", "10+")


@dataclass(frozen=True)
class Derived:
    """Every resident with what the rules found; `kinds` counts the residents by kind of background."""

    path: Path
    definition: str
    reference_date: date
    residents: int
    background: int
    kinds: Mapping[str, int]
    unlisted: Mapping[str, int]


def read_boroughs(path: Path) -> dict[str, str]:
    """Return the borough of every district from a CSV with the columns code and borough."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["borough"] for row in csv.DictReader(file)}


def derive(
    extract: Path,
    *,
    definition: Definition,
    groups: Groups,
    boroughs: Mapping[str, str],
    reference_date: date,
    into: Path,
) -> Derived:
    """Derive background, group and the frame variables of every resident into a Parquet file without names.

    Own marks come first, in the order of the definition's rules; then people younger than `inherit_below` without a
    mark inherit from an adult of their household: a woman before a man, the older before the younger, then by
    person number. A person of the third sex category is assigned to one of two by the last digit of a hash of the
    person number, as official statistics does at random.

    Raises
    ------
    InputError : if a district has no borough or somebody is born after the reference date.
    """
    with duckdb.connect() as connection:
        connection.execute("CREATE TEMP TABLE extract AS SELECT * FROM read_parquet($path)", {"path": str(extract)})
        _load(connection, groups, boroughs)
        _check(connection, reference_date)
        own = f"CREATE TEMP TABLE own AS {_OWN.format(kind=definition.kind_sql(), country=definition.country_sql())}"
        connection.execute(own, {**definition.parameters, "day": reference_date})
        connection.execute(_HOUSEHOLDS, {"adult": definition.inherit_below})
        into.parent.mkdir(parents=True, exist_ok=True)
        fallback = (groups.unlisted_group8, groups.region_of[groups.unlisted_group8])
        connection.execute(
            f"CREATE TEMP TABLE derived AS {_DERIVED}",
            {"adult": definition.inherit_below, "group8": fallback[0], "region": fallback[1], "outside": OUTSIDE},
        )
        connection.execute(
            "COPY (SELECT * EXCLUDE listed FROM derived ORDER BY person_id) TO $into"
            " (FORMAT parquet, COMPRESSION zstd)",
            {"into": str(into)},
        )
        return _summary(connection, into=into, definition=definition, reference_date=reference_date)


def _load(connection: duckdb.DuckDBPyConnection, groups: Groups, boroughs: Mapping[str, str]) -> None:
    connection.execute('CREATE TEMP TABLE countries (country TEXT, "group" TEXT, group8 TEXT, region TEXT)')
    connection.executemany("INSERT INTO countries VALUES (?, ?, ?, ?)", groups.rows())
    connection.execute("CREATE TEMP TABLE districts (district TEXT, borough TEXT)")
    connection.executemany("INSERT INTO districts VALUES (?, ?)", list(boroughs.items()))


def _check(connection: duckdb.DuckDBPyConnection, reference_date: date) -> None:
    unknown = connection.execute(
        "SELECT DISTINCT district FROM extract WHERE district NOT IN (SELECT district FROM districts) ORDER BY 1"
    ).fetchall()
    if unknown:
        codes = ", ".join(row[0] for row in unknown[:10])
        raise InputError("Districts without a borough", where="extract, district", got=codes, hint="See districts.csv.")
    late = connection.execute("SELECT count(*) FROM extract WHERE birth_date > ?", [reference_date]).fetchone()
    if late and late[0]:
        raise InputError(
            "People born after the reference date",
            where="extract, birth_date",
            expected=f"up to {reference_date}",
            got=f"{late[0]} rows",
            hint="The extract belongs to another reference date.",
        )


_OWN = """
SELECT person_id, household, district, nationality_1, residence, block, objection, deliverable, moved_in,
    CASE WHEN sex <> 'd' THEN sex WHEN substr(md5(person_id), 32, 1) < '8' THEN 'f' ELSE 'm' END AS sex,
    birth_date, CAST(date_sub('year', birth_date, $day) AS INTEGER) AS age,
    CAST(date_sub('month', moved_in, $day) AS INTEGER) AS stay_months,
    {kind} AS kind, {country} AS country
FROM extract
"""

_HOUSEHOLDS = """
CREATE TEMP TABLE parents AS
SELECT household, arg_min(country, (CAST(sex <> 'f' AS INTEGER), birth_date, person_id)) AS country
FROM own WHERE kind IS NOT NULL AND age >= $adult GROUP BY household
"""

_DERIVED = """
WITH full_kind AS (
    SELECT own.* EXCLUDE (kind, country),
        CASE WHEN own.kind IS NULL AND age < $adult AND parents.household IS NOT NULL THEN 'inherited' ELSE kind END
            AS kind,
        CASE WHEN own.kind IS NULL AND age < $adult THEN parents.country ELSE own.country END AS country
    FROM own LEFT JOIN parents USING (household)
)
SELECT person_id, household, kind, kind IS NOT NULL AS background, country,
    countries.country IS NOT NULL AS listed, nationality_1,
    CASE WHEN kind IS NOT NULL THEN coalesce(countries."group", $outside) END AS "group",
    CASE WHEN kind IS NOT NULL THEN coalesce(countries.group8, $group8) END AS group8,
    CASE WHEN kind IS NOT NULL THEN coalesce(countries.region, $region) END AS region,
    sex, age,
    CASE WHEN age < 18 THEN NULL WHEN age < 30 THEN '18-29' WHEN age < 45 THEN '30-44' WHEN age < 60 THEN '45-59'
        ELSE '60+' END AS age_class,
    borough, district, moved_in, stay_months,
    CASE WHEN stay_months < 48 THEN '0-3' WHEN stay_months < 120 THEN '4-9' ELSE '10+' END AS stay_class,
    residence, block, objection, deliverable
FROM full_kind LEFT JOIN countries USING (country) JOIN districts USING (district)
"""


def _summary(
    connection: duckdb.DuckDBPyConnection, *, into: Path, definition: Definition, reference_date: date
) -> Derived:
    kinds = dict(
        connection.execute("SELECT coalesce(kind, 'none'), count(*) FROM derived GROUP BY 1 ORDER BY 1").fetchall()
    )
    unlisted = dict(
        connection.execute(
            "SELECT country, count(*) FROM derived WHERE background AND NOT listed GROUP BY 1 ORDER BY 1"
        ).fetchall()
    )
    residents = sum(kinds.values())
    return Derived(
        path=into,
        definition=definition.label,
        reference_date=reference_date,
        residents=residents,
        background=residents - kinds.get("none", 0),
        kinds=kinds,
        unlisted=unlisted,
    )

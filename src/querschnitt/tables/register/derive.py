"""From an extract to residents with background, group and frame variables, by the rules of a definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from querschnitt.core.errors import InputError
from querschnitt.tables.register.conditions import ADULTS
from querschnitt.tables.register.definition import NONE, Definition, Inheritance
from querschnitt.tables.register.engine import engine
from querschnitt.tables.register.groups import OUTSIDE, Groups

_NEEDED = (
    "person_id", "household", "district", "birth_date", "sex", "nationality_1", "nationality_2", "german_kind",
    "birth_country", "previous_country", "moved_in", "residence", "block", "objection", "deliverable",
)  # fmt: skip
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

    Own marks come first, in the order of the definition's rules; then people under the age limit without a mark
    inherit from the adults of their household who may be their parents, as the definition says. The country comes
    from one of those with a background: a woman before a man, the older before the younger, then by person number.
    A person of the third sex category is assigned to one of two by the last digit of a hash of the person number,
    as official statistics does at random.

    Raises
    ------
    InputError : if a district has no borough or somebody is born after the reference date.
    """
    into.parent.mkdir(parents=True, exist_ok=True)
    with engine(into.parent) as connection:
        load_extract(connection, extract, groups=groups, boroughs=boroughs, reference_date=reference_date)
        derive_table(connection, definition, groups=groups, reference_date=reference_date)
        connection.execute(
            "COPY (SELECT * EXCLUDE listed FROM derived ORDER BY person_id) TO $into"
            " (FORMAT parquet, COMPRESSION zstd)",
            {"into": str(into)},
        )
        return _summary(connection, into=into, definition=definition, reference_date=reference_date)


def load_extract(
    connection: duckdb.DuckDBPyConnection,
    extract: Path,
    *,
    groups: Groups,
    boroughs: Mapping[str, str],
    reference_date: date,
) -> None:
    """Load an extract without names and addresses, groups and boroughs as tables, and check them."""
    connection.execute(
        f"CREATE TEMP TABLE extract AS SELECT {', '.join(_NEEDED)} FROM read_parquet($path)",  # noqa: S608
        {"path": str(extract)},
    )
    _load(connection, groups, boroughs)
    _check(connection, reference_date)


def derive_table(
    connection: duckdb.DuckDBPyConnection, definition: Definition, *, groups: Groups, reference_date: date
) -> None:
    """Derive every resident of a loaded extract into the table `derived`; an earlier one gives way."""
    _own_marks(connection, definition, reference_date)
    _inherit(connection, definition.inheritance)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE derived AS {_DERIVED}",
        {
            "inherited": definition.inheritance.kind,
            "group8": groups.unlisted_group8,
            "region": groups.region_of[groups.unlisted_group8],
            "outside": OUTSIDE,
        },
    )


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


def _own_marks(connection: duckdb.DuckDBPyConnection, definition: Definition, reference_date: date) -> None:
    query = _OWN.format(kind=definition.kind_sql(), country=definition.country_sql())
    values = {**definition.parameters, "day": reference_date}
    used = {name: value for name, value in values.items() if f"${name}" in query}
    connection.execute(f"CREATE OR REPLACE TEMP TABLE own AS {query}", used)


def _inherit(connection: duckdb.DuckDBPyConnection, inheritance: Inheritance) -> None:
    """Find those who inherit, and from which country; in a household over the limit nobody does."""
    connection.execute(
        _HEIRS.format(enough=ADULTS[inheritance.adults].sql),
        {
            "below": inheritance.below,
            "passed_on": list(inheritance.passed_on),
            "up_to": inheritance.household_up_to,
            "from": inheritance.older_by[0],
            "to": inheritance.older_by[1],
        },
    )


_OWN = """
SELECT person_id, household, district, nationality_1, residence, block, objection, deliverable, moved_in,
    CASE WHEN sex <> 'd' THEN sex WHEN substr(md5(person_id), 32, 1) < '8' THEN 'f' ELSE 'm' END AS sex,
    birth_date, CAST(date_sub('year', birth_date, $day) AS INTEGER) AS age,
    CAST(date_sub('month', moved_in, $day) AS INTEGER) AS stay_months,
    {kind} AS kind, {country} AS country
FROM extract
"""

_HEIRS = """
CREATE OR REPLACE TEMP TABLE heirs AS
WITH families AS (
    SELECT * FROM own QUALIFY count(*) OVER (PARTITION BY household) <= $up_to
), pairs AS (
    SELECT child.person_id, coalesce(list_contains($passed_on, adult.kind), false) AS passes, adult.country,
        (CAST(adult.sex <> 'f' AS INTEGER), adult.birth_date, adult.person_id) AS turn
    FROM families AS child JOIN families AS adult USING (household)
    WHERE child.kind IS NULL AND child.age < $below AND adult.age >= $below
        AND date_sub('year', adult.birth_date, child.birth_date) BETWEEN $from AND $to
)
SELECT person_id, arg_min(country, turn) FILTER (WHERE passes) AS country
FROM pairs GROUP BY person_id HAVING {enough}
"""

_DERIVED = """
WITH full_kind AS (
    SELECT own.* EXCLUDE (kind, country),
        CASE WHEN heirs.person_id IS NOT NULL THEN $inherited ELSE own.kind END AS kind,
        CASE WHEN heirs.person_id IS NOT NULL THEN heirs.country ELSE own.country END AS country
    FROM own LEFT JOIN heirs USING (person_id)
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
        connection.execute(
            "SELECT coalesce(kind, $none), count(*) FROM derived GROUP BY 1 ORDER BY 1", {"none": NONE}
        ).fetchall()
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
        background=residents - kinds.get(NONE, 0),
        kinds=kinds,
        unlisted=unlisted,
    )

"""An extract on its way: every line cut into cells in a file of columns, the faults, and the rows that have none.

A line is a row. It is cut here and not by a reader of CSV, so that a quote that is not closed spoils its own line and
no other, and each row has the number of its line. All of it in little memory.
"""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from querschnitt.core.errors import InputError
from querschnitt.tables.register import checks
from querschnitt.tables.register.layout import first_line
from querschnitt.tables.register.profile import Profile

_PART = 500_000
"""Persons among whom doubles are looked for at once."""

_ROWS = 40_960
"""Rows that are held in memory while a file is written."""


def stage(connection: duckdb.DuckDBPyConnection, plain: Path, profile: Profile, *, of: Path, work: Path) -> None:
    """Make all cells known as text in the view `staged`, with the number of the line.

    The column `broken` says why a line is no row at all: it is blank, or its cells cannot be told apart.

    Parameters
    ----------
    plain : the lines in UTF-8
    of : the file as it was delivered
    work : a folder for what is written meanwhile

    Raises
    ------
    InputError : if a heading of the profile is missing
    """
    is_csv = profile.layout == "csv"
    headings = _headings(plain, profile, of=of) if is_csv else profile.headings
    places = {rule.field: f"cells[{headings.index(rule.source) + 1}]" for rule in profile.columns}
    cells = (f"{checks.cell_sql(rule, places[rule.field])} AS {rule.field}" for rule in profile.columns)
    staged, skip = checks.quoted(str(work / "staged.parquet")), first_line(profile) - 1
    connection.execute(
        _STAGED.format(
            cells=", ".join(cells), cut=checks.cut_sql(profile), broken=checks.broken_sql(len(headings)),
            staged=staged, rows=_ROWS, skip=skip,
        ),
        {"path": str(plain)},
    )  # fmt: skip
    connection.execute(
        f"CREATE VIEW staged AS SELECT file_row_number + {skip + 1} AS line, * EXCLUDE file_row_number"  # noqa: S608
        f" FROM read_parquet({staged}, file_row_number = true)"
    )


# The separator is one that no line has, so that each is read whole.
_STAGED = """
COPY (
    SELECT {cells}, {broken} AS broken, CASE WHEN broken <> '' THEN left(text, 200) END AS text
    FROM (
        SELECT text, {cut} AS cells FROM read_csv(
            $path, columns = {{'text': 'VARCHAR'}}, header = false, skip = {skip}, auto_detect = false, quote = '',
            escape = '', delim = '\x01\x02\x03\x04', encoding = 'utf-8', buffer_size = 8388608
        )
    )
) TO {staged} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {rows})
"""


def _headings(plain: Path, profile: Profile, *, of: Path) -> list[str]:
    with plain.open(encoding="utf-8-sig") as file:
        headings = next(csv.reader([file.readline()], delimiter=profile.delimiter), [])
    missing = [heading for heading in profile.headings if heading not in headings]
    if missing:
        raise InputError(
            "Columns are missing in the extract",
            where=f"{of.name}, line 1",
            expected=", ".join(missing),
            got=", ".join(headings) or "an empty line",
            hint="Adapt the profile or ask for the extract again.",
        )
    twice = [heading for heading in profile.headings if headings.count(heading) > 1]
    if twice:
        raise InputError(
            "A heading stands twice in the extract", where=f"{of.name}, line 1", got=", ".join(twice),
            hint="Nobody can tell which column is meant. Ask for the extract again.",
        )  # fmt: skip
    return headings


def find_faults(connection: duckdb.DuckDBPyConnection, profile: Profile) -> None:
    """List what is wrong with which line, in the table `faults`: line, field, value, reason."""
    reasons = [(rule.field, checks.fault_sql(rule, profile)) for rule in profile.columns]
    reasons.append(("moved_in", checks.moved_before_birth(profile)))
    any_fault = " OR ".join(f"({reason}) IS NOT NULL" for _, reason in reasons)
    connection.execute(f"CREATE TABLE faulty AS SELECT * FROM staged WHERE broken IS NULL AND ({any_fault})")  # noqa: S608
    connection.execute("CREATE TABLE faults (line BIGINT, field TEXT, value TEXT, reason TEXT)")
    connection.execute("INSERT INTO faults SELECT line, '', text, broken FROM staged WHERE broken <> ''")
    for field, reason in reasons:
        connection.execute(f"INSERT INTO faults {_OF_A_FIELD.format(field=field, reason=reason)}")
    counted = connection.execute("SELECT count(*) FROM staged").fetchone() or (0,)
    parts = int(counted[0]) // _PART + 1
    for part in range(parts):  # written into the statement: as parameters they make it ten times as slow
        connection.execute(f"INSERT INTO faults {_TWICE.format(parts=parts, part=part)}")


_OF_A_FIELD = "SELECT line, '{field}', {field}, {reason} AS reason FROM faulty WHERE reason IS NOT NULL"
_TWICE = """
WITH persons AS (
    SELECT line, person_id FROM staged
    WHERE broken IS NULL AND person_id <> '' AND hash(person_id) % {parts} = {part}
)
SELECT line, 'person_id', person_id, 'person occurs more than once'
FROM persons SEMI JOIN (SELECT person_id FROM persons GROUP BY person_id HAVING count(*) > 1) USING (person_id)
QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY line) > 1
"""


def write_rows(connection: duckdb.DuckDBPyConnection, profile: Profile, *, into: Path) -> int:
    """Write the rows without a fault, in the order of the file, and return how many they are."""
    cells = ", ".join(f"{checks.typed_sql(rule, profile)} AS {rule.field}" for rule in profile.columns)
    written = connection.execute(_ROWS_WITHOUT.format(cells=cells, rows=_ROWS), {"into": str(into)}).fetchone()
    return int(written[0]) if written else 0


_ROWS_WITHOUT = """
COPY (SELECT {cells} FROM staged WHERE broken IS NULL AND line NOT IN (SELECT line FROM faults))
TO $into (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {rows})
"""


def write_faults(connection: duckdb.DuckDBPyConnection, profile: Profile, *, into: Path) -> tuple[int, int]:
    """Write all faults as CSV, by line and column, and return how many there are, and in how many lines."""
    sources = " ".join(f"WHEN '{rule.field}' THEN {checks.quoted(rule.source)}" for rule in profile.columns)
    connection.execute(_LISTED.format(sources=sources), {"into": str(into)})
    counted = connection.execute("SELECT count(*), count(DISTINCT line) FROM faults").fetchone() or (0, 0)
    return int(counted[0]), int(counted[1])


_LISTED = """
COPY (
    SELECT line, CASE field {sources} END AS "column", nullif(left(value, 200), '') AS value, reason FROM faults
    ORDER BY ALL
) TO $into (FORMAT csv, HEADER, DELIMITER ';')
"""

"""Where an extract is parted: names and addresses on their way to a database of their own, the rest without them.

Of those who can belong to no population with a background, no name is kept: nobody of their household has a sign of
another country, whatever the definition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from querschnitt.tables.register.engine import engine

NAME_FIELDS = ("person_id", "family_name", "given_name", "street", "house_number", "postcode")
GERMANY = "000"


@dataclass(frozen=True)
class Parted:
    """An extract in two parts. ``named``: persons whose names are kept; ``latest_move``: the last of its move-ins."""

    people: Path
    names: Path
    named: int
    latest_move: date | None


def part_names(extract: Path, *, wave: str, people: Path, names: Path) -> Parted:
    """Write everybody without names (Parquet), and names and addresses of those who may be drawn (CSV, wave first)."""
    kept = ", ".join(NAME_FIELDS[1:])
    fields = ", ".join(f"coalesce({field}, '') AS {field}" for field in NAME_FIELDS)
    with engine(people.parent) as connection:
        connection.execute(
            f"COPY (SELECT * EXCLUDE ({kept}) FROM read_parquet($extract)) TO $people"  # noqa: S608
            " (FORMAT parquet, COMPRESSION zstd)",
            {"extract": str(extract), "people": str(people)},
        )
        found = connection.execute(
            f"COPY (SELECT $wave AS wave, {fields} FROM read_parquet($extract)"  # noqa: S608
            f" SEMI JOIN (SELECT DISTINCT household FROM read_parquet($extract) WHERE {_SIGN}) USING (household))"
            " TO $names (FORMAT csv, HEADER false, FORCE_QUOTE *)",
            {"wave": wave, "extract": str(extract), "names": str(names), "germany": GERMANY},
        ).fetchone()
        latest = connection.execute(
            "SELECT max(moved_in) FROM read_parquet($people)", {"people": str(people)}
        ).fetchone()
    return Parted(people, names, int(found[0]) if found else 0, latest[0] if latest else None)


_SIGN = """
    nationality_1 <> $germany OR coalesce(nationality_2, $germany) <> $germany
    OR coalesce(birth_country, $germany) <> $germany OR coalesce(previous_country, $germany) <> $germany
    OR coalesce(german_kind, 'birth') <> 'birth'
"""

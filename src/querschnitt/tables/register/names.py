"""Names and addresses of those who may be drawn, on their way to a database of their own; nobody else's are kept.

They are as the extract has them, in the characters of DIN 91379 and in one way to write each (Unicode NFC). Neither
telephone numbers nor e-mail addresses are among them: a register has none.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

NAME_FIELDS = ("person_id", "family_name", "given_name", "street", "house_number", "postcode")


def write_names(extract: Path, frame: Path, *, wave: str, into: Path) -> int:
    """Write name and address of every drawable person as CSV, the wave first, and return how many there are."""
    fields = ", ".join(f"coalesce({field}, '') AS {field}" for field in NAME_FIELDS)
    with duckdb.connect() as connection:
        found = connection.execute(
            f"COPY (SELECT $wave AS wave, {fields} FROM read_parquet($extract) SEMI JOIN"  # noqa: S608
            " (SELECT person_id FROM read_parquet($frame) WHERE drawable) USING (person_id) ORDER BY person_id)"
            " TO $into (FORMAT csv, HEADER false, FORCE_QUOTE *)",
            {"wave": wave, "extract": str(extract), "frame": str(frame), "into": str(into)},
        ).fetchone()
    return int(found[0]) if found else 0

"""The districts of a city: their names, and the borough of each."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from querschnitt.core.errors import InputError

COLUMNS = ("code", "borough")


@dataclass(frozen=True)
class District:
    """A district; without a name of its own it goes by its code."""

    code: str
    name: str
    borough: str
    borough_name: str


def parse_districts(text: str, *, where: str) -> dict[str, District]:
    """Read the districts from CSV with the columns code and borough, and perhaps name and borough_name.

    Raises
    ------
    InputError : if a column is missing, a cell is empty, or a district is named twice

    >>> parse_districts("code,borough,name\\n00,mitte,Zentrum\\n", where="districts.csv")["00"].name
    'Zentrum'
    """
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise InputError(
            "Columns are missing", where=f"{where}, line 1", expected=", ".join(COLUMNS),
            got=", ".join(reader.fieldnames or ()) or "an empty line", hint="The columns are separated by commas.",
        )  # fmt: skip
    found: dict[str, District] = {}
    for row in reader:
        place = f"{where}, line {reader.line_num}"
        code, borough = (str(row[name] or "").strip() for name in COLUMNS)
        if not code or not borough:
            raise InputError("A district has a code and a borough", where=place, got=f"'{code}', '{borough}'")
        if code in found:
            raise InputError("The district is named twice", where=place, got=code)
        found[code] = District(code, row.get("name") or code, borough, row.get("borough_name") or borough)
    if not found:
        raise InputError("There are no districts", where=where, expected="one a line")
    return found


def read_boroughs(path: Path) -> dict[str, str]:
    """Return the borough of every district from a file; see `parse_districts`.

    Raises
    ------
    InputError : if it cannot be read, or is no list of districts
    """
    try:
        return boroughs_of(parse_districts(path.read_text(encoding="utf-8-sig"), where=path.name))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            "The districts cannot be read", where=str(path), expected="CSV in UTF-8",
            got=getattr(error, "strerror", None) or "other bytes",
        ) from error  # fmt: skip


def boroughs_of(districts: dict[str, District]) -> dict[str, str]:
    """Return the borough of every district, by its code."""
    return {code: district.borough for code, district in districts.items()}

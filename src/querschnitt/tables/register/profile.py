"""A profile says how the columns of a city's extract become the fields of the frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from pathlib import Path
from typing import Any

from querschnitt.core.errors import InputError, suggestion
from querschnitt.tables.toml_file import read_toml

FIELDS: Mapping[str, str] = {
    "person_id": "text",
    "household": "text",
    "family_name": "text",
    "given_name": "text",
    "street": "text",
    "house_number": "text",
    "postcode": "text",
    "district": "text",
    "birth_date": "date",
    "sex": "choice",
    "nationality_1": "code",
    "nationality_2": "code",
    "german_kind": "choice",
    "birth_country": "code",
    "previous_country": "code",
    "moved_in": "date",
    "residence": "choice",
    "block": "choice",
    "objection": "flag",
    "deliverable": "flag",
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "sex": ("f", "m", "d"),
    "german_kind": ("birth", "naturalised", "repatriate", "option"),
    "residence": ("main", "secondary"),
    "block": ("51", "52"),
    "objection": ("yes", "no"),
    "deliverable": ("yes", "no"),
}


@dataclass(frozen=True)
class ColumnRule:
    """One field: its heading in the file and what may stand there."""

    field: str
    source: str
    kind: str
    required: bool = False
    pattern: str = ""
    values: Mapping[str, str] = default(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """The layout of one city's extract."""

    name: str
    version: int
    delimiter: str
    encoding: str
    date_format: str
    columns: tuple[ColumnRule, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings the file must have."""
        return tuple(column.source for column in self.columns)


def read_profile(path: Path) -> Profile:
    """Read a profile from TOML; every field of `FIELDS` must be described."""
    document = read_toml(path, what="profile of the register")
    return parse_profile(document, where=path.name)


def parse_profile(document: Mapping[str, Any], *, where: str) -> Profile:
    """Build a profile from a mapping and check it completely."""
    columns = document.get("columns", {})
    for name in columns:
        if name not in FIELDS:
            raise InputError(f"Unknown field '{name}'", where=where, hint=suggestion(name, FIELDS))
    missing = [name for name in FIELDS if name not in columns]
    if missing:
        raise InputError("Fields without a column", where=where, expected="one table per field", got=", ".join(missing))
    file = document.get("file", {})
    return Profile(
        name=str(document.get("name", where)),
        version=int(document.get("version", 1)),
        delimiter=str(file.get("delimiter", ";")),
        encoding=str(file.get("encoding", "utf-8")),
        date_format=str(file.get("date_format", "%Y-%m-%d")),
        columns=tuple(_column(name, columns[name], where=f"{where}, columns.{name}") for name in FIELDS),
    )


def _column(name: str, entry: Mapping[str, Any], *, where: str) -> ColumnRule:
    if entry.get("kind") != FIELDS[name]:
        raise InputError("Wrong kind of field", where=where, expected=FIELDS[name], got=entry.get("kind", "nothing"))
    if not entry.get("source"):
        raise InputError("The heading of the column is missing", where=where, expected='source = "heading"')
    values = {str(theirs): str(ours) for theirs, ours in entry.get("values", {}).items()}
    for ours in values.values():
        if ours not in CHOICES.get(name, ()):
            raise InputError(f"Unknown value '{ours}'", where=where, expected=", ".join(CHOICES.get(name, ())))
    if FIELDS[name] in ("choice", "flag") and not values:
        raise InputError("The values are missing", where=where, expected="values = { theirs = ours }")
    return ColumnRule(
        field=name,
        source=str(entry["source"]),
        kind=FIELDS[name],
        required=bool(entry.get("required", False)),
        pattern=str(entry.get("pattern", "")),
        values=values,
    )

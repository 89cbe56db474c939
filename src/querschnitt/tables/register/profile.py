"""A profile says how the columns of a city's extract become the fields of the frame."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from encodings.aliases import aliases
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
LAYOUTS = ("csv", "fixed")
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
    """One field: its heading in the file and what may stand there.

    ``start``, ``width`` : where it stands in a line of fixed width, the first character being 1; 0 in CSV
    """

    field: str
    source: str
    kind: str
    required: bool = False
    pattern: str = ""
    values: Mapping[str, str] = default(default_factory=dict)
    start: int = 0
    width: int = 0


@dataclass(frozen=True)
class Profile:
    """The layout of one city's extract.

    ``layout`` : csv, with a line of headings; or fixed, with ``skip_lines`` lines before the first person
    """

    name: str
    version: int
    delimiter: str
    encoding: str
    date_format: str
    columns: tuple[ColumnRule, ...]
    layout: str = "csv"
    skip_lines: int = 0

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
    layout = str(file.get("layout", "csv"))
    if layout not in LAYOUTS:
        raise InputError(
            "Unknown layout", where=f"{where}, file.layout", expected=", ".join(LAYOUTS), got=layout,
            hint=suggestion(layout, LAYOUTS),
        )  # fmt: skip
    rules = tuple(_column(name, columns[name], where=f"{where}, columns.{name}") for name in FIELDS)
    _check_places(rules, is_fixed=layout == "fixed", where=where)
    return Profile(
        name=str(document.get("name", where)),
        version=int(document.get("version", 1)),
        delimiter=str(file.get("delimiter", ";")),
        encoding=_encoding(str(file.get("encoding", "utf-8")), where=f"{where}, file.encoding"),
        date_format=str(file.get("date_format", "%Y-%m-%d")),
        columns=rules,
        layout=layout,
        skip_lines=_lines(file.get("skip_lines", 0), is_fixed=layout == "fixed", where=f"{where}, file.skip_lines"),
    )


def _encoding(name: str, *, where: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        raise InputError(
            "Unknown encoding", where=where, expected="one such as utf-8, cp1252, iso-8859-15, cp850",
            got=name, hint=suggestion(name.lower(), sorted(set(aliases.values()))),
        ) from None  # fmt: skip
    return name


def _lines(number: object, *, is_fixed: bool, where: str) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < 0 or (number and not is_fixed):
        raise InputError(
            "Not a number of lines to skip", where=where, got=number,
            expected="0 or more" if is_fixed else "nothing: a CSV file has one line of headings",
        )  # fmt: skip
    return number


def _check_places(rules: tuple[ColumnRule, ...], *, is_fixed: bool, where: str) -> None:
    """Raise if a field of a fixed width has no place, or two of them share one; or if one of CSV has a place."""
    for rule in rules:
        if bool(rule.start) != is_fixed:
            raise InputError(
                "A place belongs to each field of a fixed width, and to no other",
                where=f"{where}, columns.{rule.field}",
                expected="place = [first character, width]" if is_fixed else "no place", got=[rule.start, rule.width],
            )  # fmt: skip
    ordered = sorted(rules, key=lambda rule: rule.start)
    for before, after in zip(ordered, ordered[1:], strict=False):
        if is_fixed and before.start + before.width > after.start:
            raise InputError(
                "Two fields share a place", where=f"{where}, columns.{before.field} and columns.{after.field}",
                expected=f"'{after.field}' from character {before.start + before.width} on", got=after.start,
            )  # fmt: skip


def _place(entry: Mapping[str, Any], *, where: str) -> tuple[int, int]:
    place = entry.get("place", [0, 0])
    is_one = isinstance(place, list) and len(place) == 2 and all(type(part) is int for part in place)
    if not is_one or ("place" in entry and min(place) < 1):
        raise InputError(
            "Not a place in a line", where=f"{where}, place", expected="[first character, width], from 1", got=place
        )
    return place[0], place[1]


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
    start, width = _place(entry, where=where)
    return ColumnRule(
        field=name,
        source=str(entry["source"]),
        kind=FIELDS[name],
        required=bool(entry.get("required", False)),
        pattern=str(entry.get("pattern", "")),
        values=values,
        start=start,
        width=width,
    )

"""A profile says how the columns of a city's extract become the fields of the frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from encodings.aliases import aliases
from pathlib import Path
from typing import Any, TypeVar

import duckdb

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


_KEYS = ("name", "version", "file", "columns")
_KEYS_OF_FILE = ("delimiter", "encoding", "date_format", "layout", "skip_lines")
_KEYS_OF_COLUMN = ("source", "kind", "required", "pattern", "values", "place")
_TYPES: Mapping[type, str] = {
    str: "text, in quotation marks", bool: "true or false", int: "a whole number", dict: "a table",
}  # fmt: skip
_Value = TypeVar("_Value", str, bool, int, dict[str, Any])


def parse_profile(document: Mapping[str, Any], *, where: str) -> Profile:
    """Build a profile from a mapping and check it completely: all that can be wrong in it is said before a row is read.

    Raises
    ------
    InputError : with the place in the profile, what was expected there, and the way out
    """
    _only(document, _KEYS, where=where)
    columns = _get(document, "columns", {}, where=where)
    for name in columns:
        if name not in FIELDS:
            raise InputError(f"Unknown field '{name}'", where=where, hint=suggestion(name, FIELDS))
    missing = [name for name in FIELDS if name not in columns]
    if missing:
        raise InputError("Fields without a column", where=where, expected="one table per field", got=", ".join(missing))
    file, place = _get(document, "file", {}, where=where), f"{where}, file"
    _only(file, _KEYS_OF_FILE, where=place)
    layout = _get(file, "layout", "csv", where=place)
    if layout not in LAYOUTS:
        raise InputError(
            "Unknown layout", where=f"{place}.layout", expected=", ".join(LAYOUTS), got=layout,
            hint=suggestion(layout, LAYOUTS),
        )  # fmt: skip
    rules = tuple(
        _column(name, _get(columns, name, {}, where=f"{where}, columns"), where=f"{where}, columns.{name}")
        for name in FIELDS
    )
    _check_places(rules, is_fixed=layout == "fixed", where=where)
    return Profile(
        name=_get(document, "name", where, where=where),
        version=_get(document, "version", 1, where=where),
        delimiter=_delimiter(_get(file, "delimiter", ";", where=place), where=f"{place}.delimiter"),
        encoding=_encoding(_get(file, "encoding", "utf-8", where=place), where=f"{place}.encoding"),
        date_format=_date_format(_get(file, "date_format", "%Y-%m-%d", where=place), where=f"{place}.date_format"),
        columns=rules,
        layout=layout,
        skip_lines=_lines(file.get("skip_lines", 0), is_fixed=layout == "fixed", where=f"{place}.skip_lines"),
    )


def _only(table: Mapping[str, Any], known: tuple[str, ...], *, where: str) -> None:
    for key in table:
        if key not in known:
            hint = suggestion(key, known)
            raise InputError(f"Unknown key '{key}'", where=where, expected=", ".join(known), hint=hint)


def _get(table: Mapping[str, Any], key: str, default: _Value, *, where: str) -> _Value:
    """Return an entry of the type of its default."""
    value = table.get(key, default)
    if type(value) is not type(default):
        raise InputError(
            f"'{key}' has the wrong type", where=where, expected=_TYPES[type(default)], got=repr(value),
            hint=f'Write {key} = "{value}"' if isinstance(default, str) else "",
        )  # fmt: skip
    return value


def _delimiter(sign: str, *, where: str) -> str:
    if len(sign) != 1 or sign in '"\r\n':
        raise InputError(
            "Not a separator of columns", where=where, expected="one character, not a quotation mark", got=repr(sign)
        )
    return sign


def _date_format(pattern: str, *, where: str) -> str:
    """Check the form of dates. Years have four digits: who was born in 20 may be a child or a hundred years old."""
    missing = [part for part in ("%d", "%m", "%Y") if part not in pattern]
    try:
        with duckdb.connect() as connection:
            connection.execute("SELECT try_strptime('', $pattern)", {"pattern": pattern})
    except duckdb.Error:
        missing = missing or ["other parts"]
    if missing:
        raise InputError(
            "Not a form of dates", where=where, expected="day %d, month %m and year of four digits %Y, as in %d.%m.%Y",
            got=pattern,
        )  # fmt: skip
    return pattern


def _encoding(name: str, *, where: str) -> str:
    try:
        "".encode(name)
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
    _only(entry, _KEYS_OF_COLUMN, where=where)
    if entry.get("kind") != FIELDS[name]:
        raise InputError("Wrong kind of field", where=where, expected=FIELDS[name], got=entry.get("kind", "nothing"))
    source = _get(entry, "source", "", where=where)
    if not source:
        raise InputError("The heading of the column is missing", where=where, expected='source = "heading"')
    start, width = _place(entry, where=where)
    return ColumnRule(
        field=name,
        source=source,
        kind=FIELDS[name],
        required=_get(entry, "required", False, where=where),
        pattern=_pattern(_get(entry, "pattern", "", where=where), where=where),
        values=_values(name, _get(entry, "values", {}, where=where), where=where),
        start=start,
        width=width,
    )


def _values(name: str, values: Mapping[str, object], *, where: str) -> dict[str, str]:
    known = CHOICES.get(name, ())
    for ours in values.values():
        if ours not in known:
            raise InputError(f"Unknown value '{ours}'", where=where, expected=", ".join(known) or "no values")
    if known and not values:
        raise InputError("The values are missing", where=where, expected="values = { theirs = ours }")
    return {theirs: str(ours) for theirs, ours in values.items()}


def _pattern(pattern: str, *, where: str) -> str:
    try:
        with duckdb.connect() as connection:
            connection.execute("SELECT regexp_full_match('', $pattern)", {"pattern": pattern})
    except duckdb.Error as error:
        raise InputError(
            "The pattern is no regular expression", where=f"{where}, pattern", got=pattern, hint=str(error)
        ) from error
    return pattern

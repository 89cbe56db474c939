"""A table of a TOML file that knows its place, so that a missing, mistyped or unknown key can be named."""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from querschnitt.core.errors import InputError, suggestion

Value = TypeVar("Value")
PERIOD = 'a year (2020), a day (2020-07-01), "2020-07" or "2020-Q3"'


class Table:
    """The keys of a table are asked for one by one; ``done`` refuses those that nobody asked for."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self.values, self.where, self.asked = values, where, set[str]()

    def done(self, value: Value) -> Value:
        """Return what was read from the table, once it is sure that nothing else stands in it.

        Raises
        ------
        InputError : if a key is not known.
        """
        for key in self.values:
            if key not in self.asked:
                raise InputError(f"Unknown key '{key}'", where=self.where, hint=suggestion(key, self.asked))
        return value

    def get(self, key: str, kind: type, default: Any = None) -> Any:
        self.asked.add(key)
        if key not in self.values:
            if default is not None:
                return default
            raise InputError(f"The key '{key}' is missing", where=self.where, hint=suggestion(key, self.values))
        found = self.values[key]
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)) or isinstance(found, datetime):
            raise self.mistyped(key, kind.__name__)
        return found

    def mistyped(self, key: str, expected: str) -> InputError:
        """Return the error of a key whose value is not what it should be."""
        return InputError(
            f"The key '{key}' has the wrong kind of value",
            where=self.where,
            expected=expected,
            got=repr(self.values[key]),
        )

    def text(self, key: str, default: str | None = None) -> str:
        return str(self.get(key, str, default)).strip()

    def flag(self, key: str, *, default: bool = False) -> bool:
        return bool(self.get(key, bool, default))

    def day_if_any(self, key: str) -> date | None:
        return self.get(key, date) if self.has(key) else None

    def day(self, key: str) -> date:
        found: date = self.get(key, date)
        return found

    def count(self, key: str) -> int | None:
        return self.get(key, int) if self.has(key) else None

    def amount(self, key: str) -> Decimal:
        self.asked.add(key)
        if isinstance(self.values.get(key), float):
            return Decimal(str(self.values[key]))
        return Decimal(self.get(key, int))

    def has(self, key: str) -> bool:
        """Return whether the table has a key, which is hereby known."""
        self.asked.add(key)
        return key in self.values

    def first_day(self, key: str) -> tuple[date | None, str]:
        """Return the first day of a period and how exactly it is known: ``2020``, ``"2020-Q3"``, ``"2020-07"``."""
        return self._period(key, last=False)

    def last_day(self, key: str) -> tuple[date | None, str]:
        """Return the last day of a period and how exactly it is known."""
        return self._period(key, last=True)

    def _period(self, key: str, *, last: bool) -> tuple[date | None, str]:
        if not self.has(key):
            return None, "year"
        found = self.values[key]
        if isinstance(found, date) and not isinstance(found, datetime):
            return found, "day"
        if isinstance(found, int) and not isinstance(found, bool) and 1900 <= found <= 2200:
            return _bounds(found, 1, 12, last=last), "year"
        parts = re.fullmatch(r"(\d{4})-(?:Q([1-4])|(0[1-9]|1[0-2]))", found) if isinstance(found, str) else None
        if not parts:
            raise self.mistyped(key, PERIOD)
        if parts[2]:
            return _bounds(int(parts[1]), 3 * int(parts[2]) - 2, 3 * int(parts[2]), last=last), "quarter"
        return _bounds(int(parts[1]), int(parts[3]), int(parts[3]), last=last), "month"

    def code(self, key: str, known: Collection[str], default: str | None = None) -> str:
        return self.known(self.text(key, default), known, key)

    def codes(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        return tuple(self.known(str(code), known, key) for code in self.get(key, list, []))

    def known(self, code: str, known: Collection[str], key: str) -> str:
        """Return a code that must be one of those known."""
        if code not in known:
            raise InputError(f"Unknown value of '{key}'", where=self.where, got=code, hint=suggestion(code, known))
        return code

    def tables(self, key: str) -> list[Table]:
        """Return the tables of a list, each named by its number, slug, code, title or place."""
        rows = self.get(key, list, [])
        if not all(isinstance(row, dict) for row in rows):
            raise self.mistyped(key, f"[[{key}]], once for each")
        return [Table(row, f"{self.where}, {key} {_name(row, place)}") for place, row in enumerate(rows, 1)]

    def table(self, key: str) -> Table:
        """Return a table inside the table, empty where it is missing."""
        return Table(self.get(key, dict, {}), f"{self.where}, {key}")

    def named(self, known: Collection[str], key: str) -> list[tuple[str, Table]]:
        """Return the tables inside the table by their names, which must be known."""
        for name in self.values:
            self.known(name, known, key)
        return [(name, self.table(name)) for name in self.values]


def _name(row: Mapping[str, Any], place: int) -> object:
    return next((row[key] for key in ("number", "slug", "code", "title", "name") if key in row), place)


def _bounds(year: int, first: int, final: int, *, last: bool) -> date:
    return date(year, final, monthrange(year, final)[1]) if last else date(year, first, 1)


def read_table(folder: Path, name: str, *, optional: bool = False) -> Table:
    """Read a file of a folder as a table named by its path in it.

    Raises
    ------
    InputError : if the file is missing, unless it is optional, or cannot be read.
    """
    try:
        return Table(tomllib.loads((folder / name).read_text(encoding="utf-8")), name)
    except FileNotFoundError as error:
        if optional:
            return Table({}, name)
        raise InputError("A file of the strategy is missing", where=str(folder), expected=name) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"The file cannot be read as TOML: {error}", where=name) from error


def refuse_doubles(names: Iterable[str], noun: str, where: str) -> None:
    """Refuse names of which one stands twice."""
    seen: set[str] = set()
    doubles: set[str] = set()
    for name in names:
        (doubles if name in seen else seen).add(name)
    if doubles:
        raise InputError(f"A {noun} stands twice", where=where, got=", ".join(sorted(doubles)))

"""A table of a TOML file whose keys are taken one by one: what is missing, left over or of another type is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from querschnitt.core.errors import InputError, suggestion


@dataclass(frozen=True)
class TomlTable:
    """A table and its place, as a person would name it ("definition.toml, rule 2").

    >>> TomlTable({"version": 1}, where="definition.toml").whole("version")
    1
    """

    values: Mapping[str, Any]
    where: str

    def allow(self, *keys: str, hint: str = "") -> None:
        """Raise if there is a key that nobody knows."""
        for key in self.values:
            if key not in keys:
                raise InputError(
                    f"Unknown key '{key}'", where=self.where, expected=", ".join(keys), got=key,
                    hint=suggestion(key, keys) or hint,
                )  # fmt: skip

    def text(self, key: str) -> str:
        """Return a text that says something."""
        value = self._value(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, expected="a text in quotation marks")
        return value

    def whole(self, key: str, *, at_least: int = 0, default: int | None = None) -> int:
        """Return a whole number."""
        value = self._value(key, default=default)
        if isinstance(value, bool) or not isinstance(value, int) or value < at_least:
            raise self._wrong(key, expected=f"a whole number, {at_least} or more")
        return value

    def day(self, key: str) -> date:
        """Return a date."""
        value = self._value(key)
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self._wrong(key, expected="a date like 2020-09-30, without quotation marks")
        return value

    def words(self, key: str, *, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._value(key, default=default)
        if not isinstance(value, list | tuple) or not all(isinstance(word, str) and word for word in value):
            raise self._wrong(key, expected='a list of texts like ["997", "998"]')
        return tuple(value)

    def numbers(self, key: str, *, default: tuple[int, int]) -> tuple[int, int]:
        """Return the two ends of a range of whole numbers."""
        value = self._value(key, default=default)
        is_pair = isinstance(value, list | tuple) and len(value) == 2 and all(type(end) is int for end in value)
        if not is_pair or not 0 <= value[0] <= value[1]:
            raise self._wrong(key, expected="two whole numbers, the smaller first, like [16, 50]")
        return value[0], value[1]

    def choice(self, key: str, known: Mapping[str, Any]) -> str:
        """Return one of the known words."""
        value = self.text(key)
        if value not in known:
            raise InputError(
                f"Unknown word '{value}'", where=f"{self.where}, {key}", expected=", ".join(known), got=value,
                hint=suggestion(value, known),
            )  # fmt: skip
        return value

    def table(self, key: str) -> TomlTable:
        """Return a table within this one."""
        value = self._value(key)
        if not isinstance(value, Mapping):
            raise self._wrong(key, expected=f"a table [{key}]")
        return TomlTable(value, where=f"{self.where}, {key}")

    def tables(self, key: str) -> list[TomlTable]:
        """Return the tables of a list that has at least one."""
        value = self._value(key)
        if not isinstance(value, list) or not value or not all(isinstance(entry, Mapping) for entry in value):
            raise self._wrong(key, expected=f"one table [[{key}]] or more")
        return [TomlTable(entry, where=f"{self.where}, {key} {number}") for number, entry in enumerate(value, 1)]

    def _value(self, key: str, *, default: Any = None) -> Any:
        value = self.values.get(key, default)
        if value is None:
            raise InputError(
                f"'{key}' is missing", where=self.where, expected=f"the key '{key}'",
                got=", ".join(self.values) or "an empty table",
            )  # fmt: skip
        return value

    def _wrong(self, key: str, *, expected: str) -> InputError:
        got = self.values.get(key)
        return InputError(f"'{key}' is of another kind", where=f"{self.where}, {key}", expected=expected, got=repr(got))

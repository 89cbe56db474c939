"""Conditions on rows as people write them: a column, a sign, and a value or several."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from querschnitt.core.errors import InputError, suggestion

ORDER = ("<", "<=", ">", ">=")
_WRITTEN = re.compile(r"^\s*(?P<name>.+?)\s*(?P<sign>==|!=|<=|>=|<|>|\sin\s)\s*(?P<value>.+?)\s*$")


@dataclass(frozen=True)
class Condition:
    """A condition that was read.

    Attributes
    ----------
    text : as it was written
    name : of the column
    sign : one of == != < <= > >= in
    values : one; several for `in`
    """

    text: str
    name: str
    sign: str
    values: tuple[str, ...]

    @property
    def place(self) -> str:
        """Return where an error is."""
        return f"where: {self.text}"

    @property
    def is_order(self) -> bool:
        """Whether it asks for more or less, not for equality."""
        return self.sign in ORDER

    def numbers(self) -> tuple[float, ...]:
        """Return the values as numbers.

        Raises
        ------
        InputError : for a text.
        """
        return tuple(self._number(value) for value in self.values)

    def _number(self, value: str) -> float:
        try:
            return float(value)
        except ValueError:
            what = "A column of numbers is compared with a text"
            hint = "Texts have no order: use == or in." if self.is_order else ""
            raise InputError(what, where=self.place, expected="a number", got=value, hint=hint) from None

    def without_order(self) -> InputError:
        """Return what is wrong if the column is one of texts."""
        return InputError(
            "Texts have no order", where=self.place, expected="a column of numbers", got="texts", hint="Use == or in."
        )

    def unknown(self, value: str, known: Sequence[str]) -> InputError:
        """Return what is wrong if no row has a value: a mistyped one would silently select nobody."""
        return InputError(
            f"'{self.name}' has no value '{value}'", where=self.place, expected=listed(known),
            hint=suggestion(value, known),
        )  # fmt: skip


def read_conditions(written: str | Iterable[str] | None) -> tuple[Condition, ...]:
    """Read conditions; all must hold.

    Raises
    ------
    InputError : for one that cannot be read.

    >>> [read] = read_conditions("region in north, 'south'")
    >>> read.name, read.sign, read.values
    ('region', 'in', ('north', 'south'))
    """
    texts = (written,) if isinstance(written, str) else tuple(written or ())
    return tuple(_read(text) for text in texts)


def _read(text: str) -> Condition:
    found = _WRITTEN.match(text)
    if not found:
        hint = "Write a column, one of == != < <= > >= in, and a value."
        raise InputError("A condition cannot be read", where="where", expected="age >= 65", got=text, hint=hint)
    sign, value = found["sign"].strip(), found["value"]
    words = value.split(",") if sign == "in" else [value]
    read = Condition(text, found["name"].strip(), sign, tuple(_unquoted(word) for word in words))
    if read.is_order:
        read.numbers()
    return read


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def listed(words: Sequence[str]) -> str:
    """Return words for an error, the first of many.

    >>> listed(["f", "m"])
    'f, m'
    """
    return ", ".join(words[:12]) + (f", ... ({len(words)} in all)" if len(words) > 12 else "")


def nobody(conditions: Iterable[str]) -> InputError:
    """Return what is wrong if no row meets the conditions."""
    where = f"where: {'; '.join(conditions)}"
    return InputError("No row meets the conditions", where=where, expected="at least one", got=0)

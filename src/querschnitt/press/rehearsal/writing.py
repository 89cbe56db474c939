"""Words and figures of the account of a rehearsal, in German or English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

LANGUAGES = ("de", "en")


@dataclass(frozen=True)
class Writer:
    """Writes in one language; texts come out escaped."""

    language: str
    texts: Mapping[str, str]
    assumptions: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """Return a text with values put in."""
        return escape(self.texts[key].format(**values), quote=False)

    def number(self, value: float, *, decimals: int = 0) -> str:
        """Write a number.

        >>> writer("de").number(12345.6, decimals=1), writer("en").number(12345.6)
        ('12.345,6', '12,346')
        """
        written = f"{value:,.{decimals}f}"
        return written.translate(str.maketrans(",.", self.texts["thousands"] + self.texts["decimal"]))

    def percent(self, share: float, *, decimals: int = 0) -> str:
        return self.texts["percent"].format(number=self.number(100 * share, decimals=decimals))


@cache
def writer(language: str) -> Writer:
    """Return the writer of a language: German, otherwise English."""
    found = language if language in LANGUAGES else "en"
    text = files("querschnitt.press.rehearsal").joinpath("words.toml").read_text(encoding="utf-8")
    texts = tomllib.loads(text)[found]
    return Writer(found, {key: value for key, value in texts.items() if isinstance(value, str)}, texts["assumptions"])

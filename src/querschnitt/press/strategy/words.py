"""The words of the papers in German and English, and days, counts and votes as they are written there."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from babel.dates import format_date
from babel.numbers import format_decimal

from querschnitt.core.errors import InputError

LANGUAGES = ("de", "en")


@cache
def _texts() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(
        files("querschnitt.press.strategy").joinpath("words.toml").read_text(encoding="utf-8")
    )
    return found


class Words:
    """Phrases of one language by their name."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise InputError(
                "Reports are written in German or English", got=language, expected=", ".join(LANGUAGES)
            )  # fmt: skip
        self.language = language
        self.texts = _texts()[language]

    def __call__(self, name: str, /, **values: object) -> str:
        return self.texts[name].format(**values) if values else self.texts[name]

    def count(self, name: str, n: int, /, **values: object) -> str:
        """Return a phrase for one (``name_one``) or for several."""
        return self(f"{name}_one" if n == 1 else name, n=self.number(n), **values)

    def of(self, kind: str, code: str) -> str:
        """Return the word for a code, such as the phase ``paused``; an empty code has none."""
        return self.texts[f"{kind}_{code}"] if code else ""

    def day(self, written: str) -> str:
        """Return a day of ISO 8601 as 30.11.2021 in German, as 30 November 2021 in English."""
        if not written:
            return self("no_day")
        pattern = "d MMMM y" if self.language == "en" else "dd.MM.yyyy"
        return str(format_date(date.fromisoformat(written), pattern, locale=self.language))

    def number(self, n: int) -> str:
        """Return a count with the language's separators."""
        return str(format_decimal(n, "#,##0", locale=self.language))

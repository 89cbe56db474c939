"""Texts in every language: none missing, none with other placeholders than its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from querschnitt.core.instrument.model import Texts, nothing
from querschnitt.core.instrument.piping import pipes
from querschnitt.core.instrument.xlsform.columns import Language
from querschnitt.core.instrument.xlsform.sheet import Record, Table

_BRACES = re.compile(r"(?<!\$)\{([^{}]*)\}")


def placeholders(text: str) -> frozenset[str]:
    """Return the placeholders of a text that the software fills in.

    >>> sorted(placeholders("{address}: {code}"))
    ['address', 'code']
    """
    return frozenset(_BRACES.findall(text))


@dataclass(frozen=True)
class Translations:
    """Reads the texts of rows in the languages of the questionnaire; the first check is that each one is there."""

    languages: tuple[Language, ...]
    default: Language

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(language.tag for language in self.languages)

    def required(self, table: Table, record: Record, head: str) -> Texts:
        """Return the texts of a cell that must be filled in, in every language."""
        given = record.texts.get(head, {})
        if not given:
            what = f"There is no {_speech(head)}"
            tag = self.default.tag
            table.fault("missing-label", what, record=record, column=head, tag=tag, expected="a text in every language")
            return nothing()
        return self.optional(table, record, head)

    def optional(self, table: Table, record: Record, head: str) -> Texts:
        """Return the texts of a cell that is filled in in every language or in none."""
        given = record.texts.get(head, {})
        if not given:
            return nothing()
        source = given.get(self.default.tag) or next(iter(given.values()))
        for language in self.languages:
            if language.tag not in given and self._has_column(table, head, language.tag):
                table.fault(
                    "missing-label", f"The {_speech(head)} is missing in {language.name}", record=record, column=head,
                    tag=language.tag, expected=f"the translation of '{_short(source)}'",
                )  # fmt: skip
        self._compare(table, record, head, pipes)
        self._compare(table, record, head, placeholders)
        return MappingProxyType({tag: given[tag] for tag in self.tags if tag in given})

    def _compare(self, table: Table, record: Record, head: str, marks: Callable[[str], frozenset[str]]) -> None:
        """Check that all languages have the placeholders of the source."""
        given = record.texts[head]
        reference = self.default.tag if self.default.tag in given else next(iter(given))
        wanted = marks(given[reference])
        for tag, text in given.items():
            found = marks(text)
            if found == wanted:
                continue
            table.fault(
                "different-placeholders", f"The {_speech(head)} has other placeholders than in the source language",
                record=record, column=head, tag=tag, expected=_listed(wanted, marks),
                hint=f"Here: {_listed(found, marks)}.",
            )  # fmt: skip

    def check_columns(self, table: Table, heads: Sequence[str]) -> None:
        """Name each language for which a whole column is absent, once."""
        used = {head for record in table.records for head in record.texts}
        for head in heads:
            for language in self.languages:
                if head in used and not self._has_column(table, head, language.tag):
                    table.fault(
                        "missing-column", f"There is no column for {language.name}", column=head,
                        expected=f"{head}::{language.name} ({language.tag})", hint="Every text needs every language.",
                    )  # fmt: skip

    def _has_column(self, table: Table, head: str, tag: str) -> bool:
        return any(c.head == head and c.language is not None and c.language.tag == tag for c in table.columns)


def _speech(head: str) -> str:
    return head.replace("_", " ")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def _listed(names: frozenset[str], marks: Callable[[str], frozenset[str]]) -> str:
    sign = "$" if marks is pipes else ""
    return ", ".join(f"{sign}{{{name}}}" for name in sorted(names)) or "no placeholder"

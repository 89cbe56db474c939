"""Texts in every language: none missing, none with other placeholders than its source, none with broken braces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from querschnitt.core.instrument.messages import MessageError, parse, pipes, placeholders, plurals
from querschnitt.core.instrument.model import Texts, nothing
from querschnitt.core.instrument.plurals import categories, common_categories
from querschnitt.core.instrument.xlsform.columns import Language
from querschnitt.core.instrument.xlsform.sheet import Record, Table

__all__ = ["Translations", "placeholders"]


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
            self._note_missing(table, record, head)
            return nothing()
        return self.optional(table, record, head)

    def _note_missing(self, table: Table, record: Record, head: str) -> None:
        """Note that there is no text, or once that there is no column for it."""
        if table.has_column(head):
            table.fault("missing-label", f"There is no {_speech(head)}", record=record, column=head,
                        tag=self.default.tag, expected="a text in every language")  # fmt: skip
        elif not any(fault.code == "column-language" for fault in table.ledger.errors):
            table.fault("missing-column", f"There is no column '{head}'", column=head,
                        expected=f"{head}::Deutsch (de)")  # fmt: skip

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
        if any("{" in text or "}" in text for text in given.values()) and self._are_whole(table, record, head):
            self._compare(table, record, head, pipes)
            self._compare(table, record, head, placeholders)
        return self.partial(record, head)

    def partial(self, record: Record, head: str) -> Texts:
        """Return the texts of a cell that may be filled in in some languages only."""
        given = record.texts.get(head, {})
        return MappingProxyType({tag: given[tag] for tag in self.tags if tag in given}) if given else nothing()

    def _are_whole(self, table: Table, record: Record, head: str) -> bool:
        """Check that the braces of every text fit together."""
        is_whole = True
        for tag, text in record.texts[head].items():
            try:
                parse(text)
            except MessageError as error:
                is_whole = False
                table.fault(
                    "broken-braces", f"{error.what} at character {error.position}", record=record, column=head,
                    tag=tag, expected=str(error.expected), hint=error.hint,
                )  # fmt: skip
        return is_whole

    def _compare(self, table: Table, record: Record, head: str, marks: Callable[[str], frozenset[str]]) -> None:
        """Check that all languages have the placeholders of the source."""
        given = record.texts[head]
        wanted = marks(given[self._reference(given)])
        for tag, text in given.items():
            found = marks(text)
            if found == wanted:
                continue
            table.fault(
                "different-placeholders", f"The {_speech(head)} has other placeholders than in the source language",
                record=record, column=head, tag=tag, expected=_listed(wanted, marks),
                hint=f"Here: {_listed(found, marks)}.",
            )  # fmt: skip

    def _reference(self, given: Mapping[str, str]) -> str:
        return self.default.tag if self.default.tag in given else next(iter(given))

    def check_plurals(self, table: Table, record: Record, head: str, *, is_whole: Callable[[str], bool]) -> None:
        """Check that each text has the plural forms of its language, and counts where its source counts.

        Parameters
        ----------
        is_whole : whether the values of a question, by its name, are whole numbers
        """
        given = record.texts[head]
        counted = {plural.name for plural in plurals(given[self._reference(given)])}
        for tag, text in given.items():
            found = plurals(text)
            for plural in found:
                needed, allowed = common_categories(tag, is_whole=is_whole(plural.name)), categories(tag)
                missing = [form for form in needed if form not in plural.branches]
                surplus = [form for form in plural.categories if form not in allowed]
                if missing or surplus:
                    what = f"The form '{missing[0]}' is missing" if missing else f"There is no form '{surplus[0]}'"
                    table.fault(
                        "wrong-plural", f"{what} in the plural of '{plural.name}'", record=record, column=head,
                        tag=tag, expected=", ".join(needed),
                    )  # fmt: skip
            for name in sorted(counted - {plural.name for plural in found}):
                if len(needed := common_categories(tag, is_whole=is_whole(name))) > 1:
                    table.fault(
                        "wrong-plural", f"The source has a plural of '{name}', this text has none", record=record,
                        column=head, tag=tag, expected=", ".join(needed),
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
        return (head, tag) in table.translated


def _speech(head: str) -> str:
    return head.replace("_", " ")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def _listed(names: frozenset[str], marks: Callable[[str], frozenset[str]]) -> str:
    sign = "$" if marks is pipes else ""
    return ", ".join(f"{sign}{{{name}}}" for name in sorted(names)) or "no placeholder"

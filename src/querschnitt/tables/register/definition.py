"""The definition of a migration background: versioned rules, and the SQL they become."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from querschnitt.core.errors import InputError, suggestion
from querschnitt.tables.register.conditions import ADULTS, CONDITIONS
from querschnitt.tables.toml_file import read_toml
from querschnitt.tables.toml_table import TomlTable

SOURCES = ("nationality_1", "nationality_2", "birth_country", "previous_country")
LANGUAGES = ("de", "en")
NONE = "none"
_KEYS = (
    "name", "version", "title", "text", "source", "author", "valid_from", "german", "unknown", "expellees_before",
    "inheritance", "kinds", "rules",
)  # fmt: skip
_INHERITANCE_KEYS = ("below", "kind", "adults", "passed_on", "older_by", "household_up_to")


@dataclass(frozen=True)
class Source:
    """A norm or publication a definition follows."""

    title: str
    year: int


@dataclass(frozen=True)
class Rule:
    """One way to have a background, and where its country of reference is looked for. All conditions must hold."""

    kind: str
    when: tuple[str, ...]
    country: tuple[str, ...]


@dataclass(frozen=True)
class Inheritance:
    """Who inherits from whom.

    Attributes
    ----------
    below : people younger than this, without a mark of their own, inherit; the others are adults. 0: nobody inherits
    kind : the kind of background of those who inherit
    adults : a word of `ADULTS`: how many of the adults must have a background that is passed on
    passed_on : the kinds that are passed on
    older_by : an adult counts as a possible parent if so many full years older, from and to
    household_up_to : in a household of more people nobody inherits: it is shared accommodation, not a family
    """

    below: int
    kind: str
    adults: str
    passed_on: tuple[str, ...]
    older_by: tuple[int, int]
    household_up_to: int


@dataclass(frozen=True)
class Definition:
    """A version of the definition; a frame records which one made it.

    ``sha256``: of everything the file says; comments, spaces and the order of keys do not count.
    """

    name: str
    version: int
    title: Mapping[str, str]
    text: Mapping[str, str]
    source: tuple[Source, ...]
    author: str
    valid_from: date
    german: str
    unknown: tuple[str, ...]
    expellees_before: int
    inheritance: Inheritance
    kinds: Mapping[str, Mapping[str, str]]
    rules: tuple[Rule, ...]
    sha256: str

    @property
    def label(self) -> str:
        """Name and version, as a frame records them."""
        return f"{self.name}-{self.version}"

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the values that the SQL of the rules may refer to."""
        return {
            "german": self.german,
            "expellees_before": self.expellees_before,
            "unknown": list(self.unknown),
            "below": self.inheritance.below,
        }

    def kind_names(self, language: str = "de") -> dict[str, str]:
        """Return the name of every kind of background, and of having none."""
        without = {"de": "ohne", "en": "none"}[language]
        return {kind: names[language] for kind, names in self.kinds.items()} | {NONE: without}

    def kind_sql(self) -> str:
        """Return the SQL that gives the kind of background, or NULL."""
        cases = [f"WHEN {_all_hold(rule.when)} THEN '{rule.kind}'" for rule in self.rules]
        return f"CASE {' '.join(cases)} END"

    def country_sql(self) -> str:
        """Return the SQL that gives the country of reference; an unknown one is empty text."""
        cases = [f"WHEN {_all_hold(rule.when)} THEN {_first_foreign(rule.country)}" for rule in self.rules]
        return f"CASE {' '.join(cases)} END"


def read_definition(path: Path) -> Definition:
    """Read a definition from TOML."""
    return parse_definition(read_toml(path, what="definition of the background"), where=path.name)


def parse_definition(document: Mapping[str, Any], *, where: str) -> Definition:
    """Build a definition from a mapping and check every word of it.

    Raises
    ------
    InputError : for an unknown or missing key, a value of another kind, an unknown condition, source or kind.
    """
    table = TomlTable(document, where=where)
    table.allow(*_KEYS, hint="Compare examples/leipzig/definition_background.toml.")
    rules = tuple(_rule(entry) for entry in table.tables("rules"))
    inheritance = _inheritance(table.table("inheritance"), rules)
    definition = Definition(
        name=_word(table, "name"),
        version=table.whole("version", at_least=1),
        title=_in_languages(table.table("title")),
        text=_in_languages(table.table("text")),
        source=tuple(_source(entry) for entry in table.tables("source")),
        author=table.text("author"),
        valid_from=table.day("valid_from"),
        german=table.text("german"),
        unknown=table.words("unknown"),
        expellees_before=table.whole("expellees_before", default=0),
        inheritance=inheritance,
        kinds=_kinds(table.table("kinds"), {*(rule.kind for rule in rules), inheritance.kind}),
        rules=rules,
        sha256=_digest(document),
    )
    _check_expellees(definition, where=where)
    return definition


def _rule(entry: TomlTable) -> Rule:
    entry.allow("kind", "when", "country")
    when = entry.words("when") if isinstance(entry.values.get("when"), list) else (entry.text("when"),)
    country = entry.words("country")
    for word in when:
        if word not in CONDITIONS:
            raise InputError(
                f"Unknown condition '{word}'", where=f"{entry.where}, when", expected=", ".join(CONDITIONS), got=word,
                hint=suggestion(word, CONDITIONS) or "docs/methods/definitions.md says what each one means.",
            )  # fmt: skip
    for source in country:
        if source not in SOURCES:
            raise InputError(
                f"Unknown source '{source}'", where=f"{entry.where}, country", expected=", ".join(SOURCES), got=source,
                hint=suggestion(source, SOURCES),
            )  # fmt: skip
    if not when or not country:
        raise InputError(
            "A rule has a condition and a source of the country", where=entry.where, got=dict(entry.values)
        )
    return Rule(kind=_word(entry, "kind"), when=when, country=country)


def _inheritance(table: TomlTable, rules: tuple[Rule, ...]) -> Inheritance:
    table.allow(*_INHERITANCE_KEYS)
    kinds = tuple(dict.fromkeys(rule.kind for rule in rules))
    passed_on = table.words("passed_on", default=kinds)
    for kind in passed_on:
        if kind not in kinds:
            raise InputError(
                f"No rule gives the kind '{kind}'", where=f"{table.where}, passed_on", expected=", ".join(kinds),
                got=kind, hint=suggestion(kind, kinds),
            )  # fmt: skip
    return Inheritance(
        below=table.whole("below"),
        kind=_word(table, "kind"),
        adults=table.choice("adults", ADULTS),
        passed_on=passed_on,
        older_by=table.numbers("older_by", default=(0, 150)),
        household_up_to=table.whole("household_up_to", at_least=1),
    )


def _kinds(table: TomlTable, used: set[str]) -> dict[str, Mapping[str, str]]:
    table.allow(*sorted(used), hint="No rule gives such a kind.")
    return {kind: _in_languages(table.table(kind)) for kind in sorted(used)}


def _in_languages(table: TomlTable) -> dict[str, str]:
    table.allow(*LANGUAGES)
    return {language: " ".join(table.text(language).split()) for language in LANGUAGES}


def _source(entry: TomlTable) -> Source:
    entry.allow("title", "year")
    return Source(title=entry.text("title"), year=entry.whole("year", at_least=1800))


def _word(table: TomlTable, key: str) -> str:
    word = table.text(key)
    if not word.isidentifier() or word == NONE:
        raise InputError(
            f"The {key} must be one word", where=f"{table.where}, {key}",
            expected=f"letters, digits and underscores, not '{NONE}'", got=word,
        )  # fmt: skip
    return word


def _check_expellees(definition: Definition, *, where: str) -> None:
    needing = [word for rule in definition.rules for word in rule.when if "$expellees_before" in CONDITIONS[word].sql]
    if needing and not definition.expellees_before:
        raise InputError(
            "'expellees_before' is missing", where=where, expected="a year like 1950", got="nothing",
            hint=f"The condition '{needing[0]}' asks for it.",
        )  # fmt: skip


def _digest(document: Mapping[str, Any]) -> str:
    canonical = json.dumps(_plain(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return a value of TOML as JSON knows it; in texts only the words count, not how the lines are broken."""
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, str):
        return " ".join(value.split())
    return value.isoformat() if isinstance(value, date) else value


def _all_hold(words: tuple[str, ...]) -> str:
    return " AND ".join(f"({CONDITIONS[word].sql})" for word in words)


def _first_foreign(sources: tuple[str, ...]) -> str:
    foreign = [f"CASE WHEN {s} <> $german AND NOT list_contains($unknown, {s}) THEN {s} END" for s in sources]
    return f"coalesce({', '.join(foreign)}, '')"

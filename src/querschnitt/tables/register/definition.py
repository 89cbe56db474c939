"""The definition of a migration background: versioned rules, and the SQL they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from querschnitt.core.errors import InputError, suggestion
from querschnitt.tables.toml_file import read_toml

CONDITIONS: Mapping[str, str] = {
    "first_nationality_not_german": "nationality_1 <> $german",
    "naturalised": "german_kind = 'naturalised'",
    "ethnic_german_repatriate": "german_kind = 'repatriate'",
    "second_nationality_foreign": "nationality_2 IS NOT NULL AND nationality_2 <> $german",
    "option": "german_kind = 'option'",
    "german_born_abroad_and_moved_in_from_abroad": (
        "birth_country IS NOT NULL AND birth_country <> $german AND previous_country IS NOT NULL"
        " AND previous_country <> $german AND year(birth_date) >= $expellees_before"
    ),
}
SOURCES = ("nationality_1", "nationality_2", "birth_country", "previous_country")


@dataclass(frozen=True)
class Rule:
    """One way to have a background, and where its country of reference is looked for."""

    kind: str
    when: str
    country: tuple[str, ...]


@dataclass(frozen=True)
class Definition:
    """A version of the definition; a frame records which one made it."""

    name: str
    version: int
    german: str
    unknown: tuple[str, ...]
    inherit_below: int
    expellees_before: int
    rules: tuple[Rule, ...]

    @property
    def label(self) -> str:
        """Name and version, as a frame records them."""
        return f"{self.name}-{self.version}"

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the values that the SQL of the rules refers to."""
        return {"german": self.german, "expellees_before": self.expellees_before, "unknown": list(self.unknown)}

    def kind_sql(self) -> str:
        """Return the SQL that gives the kind of background, or NULL."""
        cases = [f"WHEN {CONDITIONS[rule.when]} THEN '{rule.kind}'" for rule in self.rules]
        return f"CASE {' '.join(cases)} END"

    def country_sql(self) -> str:
        """Return the SQL that gives the country of reference; an unknown one is empty text."""
        cases = [f"WHEN {CONDITIONS[rule.when]} THEN {_first_foreign(rule.country)}" for rule in self.rules]
        return f"CASE {' '.join(cases)} END"


def read_definition(path: Path) -> Definition:
    """Read a definition from TOML."""
    return parse_definition(read_toml(path, what="definition of the background"), where=path.name)


def parse_definition(document: Mapping[str, Any], *, where: str) -> Definition:
    """Build a definition from a mapping and check every word of its rules."""
    return Definition(
        name=str(document["name"]),
        version=int(document["version"]),
        german=str(document["german"]),
        unknown=tuple(str(code) for code in document["unknown"]),
        inherit_below=int(document["inherit_below"]),
        expellees_before=int(document["expellees_before"]),
        rules=tuple(_rule(entry, where=f"{where}, rule {number}") for number, entry in enumerate(document["rules"], 1)),
    )


def _rule(entry: Mapping[str, Any], *, where: str) -> Rule:
    if entry["when"] not in CONDITIONS:
        raise InputError(
            f"Unknown condition '{entry['when']}'", where=where, hint=suggestion(entry["when"], CONDITIONS)
        )
    for source in entry["country"]:
        if source not in SOURCES:
            raise InputError(f"Unknown source '{source}'", where=where, hint=suggestion(source, SOURCES))
    if not str(entry["kind"]).isidentifier():
        raise InputError("The kind must be one word", where=where, got=entry["kind"])
    return Rule(kind=str(entry["kind"]), when=str(entry["when"]), country=tuple(entry["country"]))


def _first_foreign(sources: tuple[str, ...]) -> str:
    foreign = [f"CASE WHEN {s} <> $german AND NOT list_contains($unknown, {s}) THEN {s} END" for s in sources]
    return f"coalesce({', '.join(foreign)}, '')"

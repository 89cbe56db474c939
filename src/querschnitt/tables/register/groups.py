"""Origin groups: which country of reference belongs to which group, broader group and region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from querschnitt.core.errors import InputError, suggestion
from querschnitt.tables.toml_file import read_toml

OUTSIDE = "outside"


@dataclass(frozen=True)
class OriginGroup:
    """A group that is a stratum of its own, with its place in the ladder."""

    code: str
    name: str
    group8: str
    region: str
    countries: tuple[str, ...]
    language: str = "de"


@dataclass(frozen=True)
class Groups:
    """All groups and where every other country of reference belongs."""

    listed: tuple[OriginGroup, ...]
    group8_names: Mapping[str, str]
    region_names: Mapping[str, str]
    region_of: Mapping[str, str]
    outside: Mapping[str, str]
    unlisted_group8: str
    english: Mapping[str, str] = field(default_factory=dict)

    def names(self, language: str = "de") -> dict[str, str]:
        """Return the name of each group, broader group and region by code; German where there is no English."""
        german = {group.code: group.name for group in self.listed} | dict(self.group8_names) | dict(self.region_names)
        return german | dict(self.english) if language == "en" else german

    @property
    def main_languages(self) -> dict[str, str]:
        """Return the probable language of a person of each group."""
        return {group.code: group.language for group in self.listed}

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Return (country, group, group8, region) for every country that is named."""
        listed = [(country, g.code, g.group8, g.region) for g in self.listed for country in g.countries]
        others = [(country, OUTSIDE, group8, self.region_of[group8]) for country, group8 in self.outside.items()]
        return listed + others


def read_groups(path: Path) -> Groups:
    """Read the groups from TOML."""
    return parse_groups(read_toml(path, what="file of groups"), where=path.name)


def parse_groups(document: Mapping[str, Any], *, where: str) -> Groups:
    """Build the groups from a mapping; a country belongs to one group only."""
    named = {
        code: entry if isinstance(entry, Mapping) else {"name": entry} for code, entry in document["regions"].items()
    }
    regions = {str(code): str(entry["name"]) for code, entry in named.items()}
    group8 = document["groups8"]
    for code, entry in group8.items():
        _known(entry["region"], regions, where=f"{where}, groups8.{code}")
    region_of = {code: str(entry["region"]) for code, entry in group8.items()}
    groups = Groups(
        listed=tuple(_group(entry, region_of, where=where) for entry in document["group"]),
        group8_names={code: str(entry["name"]) for code, entry in group8.items()},
        region_names=regions,
        region_of=region_of,
        outside={country: str(entry["group8"]) for country, entry in document.get("outside", {}).items()},
        unlisted_group8=_known(document["unlisted_group8"], region_of, where=f"{where}, unlisted_group8"),
        english=_english(named | group8 | {entry["code"]: entry for entry in document["group"]}),
    )
    countries = [row[0] for row in groups.rows()]
    twice = sorted({country for country in countries if countries.count(country) > 1})
    if twice:
        raise InputError("A country belongs to more than one group", where=where, got=", ".join(twice))
    return groups


def _group(entry: Mapping[str, Any], region_of: Mapping[str, str], *, where: str) -> OriginGroup:
    group8 = _known(entry["group8"], region_of, where=f"{where}, group {entry['code']}")
    return OriginGroup(
        code=str(entry["code"]),
        name=str(entry["name"]),
        group8=group8,
        region=region_of[group8],
        countries=tuple(str(country) for country in entry["countries"]),
        language=_main_language(entry.get("languages", {})),
    )


def _english(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    return {code: str(entry["name_en"]) for code, entry in entries.items() if entry.get("name_en")}


def _main_language(weights: Mapping[str, float]) -> str:
    """The most usual language beside German, which every letter carries anyway."""
    others = {tag: weight for tag, weight in weights.items() if tag != "de"}
    return max(others, key=lambda tag: others[tag]) if others else "de"


def _known(code: str, known: Mapping[str, Any], *, where: str) -> str:
    if code not in known:
        raise InputError(f"Unknown code '{code}'", where=where, hint=suggestion(code, known))
    return code

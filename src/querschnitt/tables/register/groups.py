"""Origin groups: which country of reference belongs to which group, broader group and region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from querschnitt.core.errors import InputError, suggestion
from querschnitt.tables.toml_file import read_toml
from querschnitt.tables.toml_table import TomlTable

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
class FormerState:
    """Where a state that is no more belongs: to a group, or outside of them in a broader group. The note says why."""

    group: str
    group8: str
    note: str


@dataclass(frozen=True)
class Groups:
    """All groups and where every other country of reference belongs.

    ``former``: nationality code of a state that is no more -> where its people belong
    """

    listed: tuple[OriginGroup, ...]
    group8_names: Mapping[str, str]
    region_names: Mapping[str, str]
    region_of: Mapping[str, str]
    outside: Mapping[str, str]
    unlisted_group8: str
    english: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, FormerState] = field(default_factory=dict)

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
        former = [(code, at.group, at.group8, self.region_of[at.group8]) for code, at in self.former.items()]
        return listed + others + former


def read_groups(path: Path) -> Groups:
    """Read the groups from TOML."""
    return parse_groups(read_toml(path, what="file of groups"), where=path.name)


def parse_groups(document: Mapping[str, Any], *, where: str) -> Groups:
    """Build the groups from a mapping; a country belongs to one group only. Keys of the simulation are passed over.

    Raises
    ------
    InputError : for a missing key, a value of another kind, an unknown code, or a country in two groups.
    """
    table = TomlTable(document, where=where)
    named = {code: _named(table.table("regions"), code) for code in table.table("regions").values}
    group8 = {code: table.table("groups8").table(code) for code in table.table("groups8").values}
    region_of = {code: _known(entry, "region", named) for code, entry in group8.items()}
    listed = {entry.text("code"): entry for entry in table.tables("group")}
    groups = Groups(
        listed=tuple(_group(entry, region_of) for entry in table.tables("group")),
        group8_names={code: entry.text("name") for code, entry in group8.items()},
        region_names={code: entry.text("name") for code, entry in named.items()},
        region_of=region_of,
        outside=_outside(table, region_of),
        unlisted_group8=_known(table, "unlisted_group8", region_of),
        english=_english(named | group8 | listed),
    )
    groups = replace(groups, former=_former(table, groups))
    _check_once([group.code for group in groups.listed], what="Two groups have one code", where=where)
    _check_once([row[0] for row in groups.rows()], what="A country belongs to more than one group", where=where)
    return groups


def _check_once(codes: list[str], *, what: str, where: str) -> None:
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise InputError(what, where=where, expected="each code once", got=", ".join(twice))


def _named(regions: TomlTable, code: str) -> TomlTable:
    """Return a region as a table; one that is a mere text is its name."""
    if isinstance(regions.values[code], str):
        return TomlTable({"name": regions.values[code]}, where=f"{regions.where}, {code}")
    return regions.table(code)


def _group(entry: TomlTable, region_of: Mapping[str, str]) -> OriginGroup:
    group8 = _known(entry, "group8", region_of)
    languages = entry.table("languages").values if "languages" in entry.values else {}
    return OriginGroup(
        code=entry.text("code"),
        name=entry.text("name"),
        group8=group8,
        region=region_of[group8],
        countries=tuple(entry.table("countries").values),
        language=_main_language(languages),
    )


def _outside(table: TomlTable, region_of: Mapping[str, str]) -> dict[str, str]:
    if "outside" not in table.values:
        return {}
    outside = table.table("outside")
    return {country: _known(outside.table(country), "group8", region_of) for country in outside.values}


def _former(table: TomlTable, groups: Groups) -> dict[str, FormerState]:
    if "former" not in table.values:
        return {}
    former = table.table("former")
    return {code: _former_state(former.table(code), groups) for code in former.values}


def _former_state(entry: TomlTable, groups: Groups) -> FormerState:
    entry.allow("name", "group", "group8", "note")
    if ("group" in entry.values) == ("group8" in entry.values):
        raise InputError(
            "A former state belongs to a group or, outside of them, to a broader group", where=entry.where,
            expected="either group or group8", got=", ".join(entry.values) or "nothing",
        )  # fmt: skip
    if "group" not in entry.values:
        return FormerState(OUTSIDE, _known(entry, "group8", groups.region_of), entry.text("note"))
    of_group = {group.code: group.group8 for group in groups.listed}
    group = _known(entry, "group", of_group)
    return FormerState(group, of_group[group], entry.text("note"))


def _english(entries: Mapping[str, TomlTable]) -> dict[str, str]:
    return {code: entry.text("name_en") for code, entry in entries.items() if "name_en" in entry.values}


def _main_language(weights: Mapping[str, float]) -> str:
    """The most usual language beside German, which every letter carries anyway."""
    others = {tag: weight for tag, weight in weights.items() if tag != "de"}
    return max(others, key=lambda tag: others[tag]) if others else "de"


def _known(table: TomlTable, key: str, known: Mapping[str, Any]) -> str:
    code = table.text(key)
    if code not in known:
        raise InputError(
            f"Unknown code '{code}'", where=f"{table.where}, {key}", expected=", ".join(known), got=code,
            hint=suggestion(code, known),
        )  # fmt: skip
    return code

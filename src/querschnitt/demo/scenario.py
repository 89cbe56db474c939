"""The scenario: what the simulation assumes, read once from examples/leipzig."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import InputError, suggestion
from querschnitt.tables.toml_file import read_toml

WAVES = ("2016", "2020")
EXAMPLE = "Copy examples/leipzig, change the copy, and name its folder."
_CHANGEABLE = ("population_2020", "population_2016", "response", "moved", "female")


@dataclass(frozen=True)
class LifeProfile:
    """Age, length of stay, nationality and household of the people of a kind of origin."""

    age: FloatArray
    stay: FloatArray
    households: FloatArray
    naturalised: float
    repatriate: float
    dual: float
    second_generation: float
    from_abroad: float
    german_partner: float


@dataclass(frozen=True)
class Breaks:
    """The breaks between the classes of the profiles, and the households: adults, children."""

    age: tuple[float, ...]
    stay: tuple[float, ...]
    households: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Origin:
    """A group of origin, or one country outside the 25 groups (`listed` is false)."""

    code: str
    block: int
    listed: bool
    countries: Mapping[str, float]
    population: Mapping[str, int]
    profile: str
    group8: str
    region: str
    response: float = 0.15
    moved: float = 0.07
    female: float = 0.47
    languages: Mapping[str, float] | None = None


@dataclass(frozen=True)
class District:
    """A district with its weight in the simulation."""

    code: str
    borough: str
    weight: float
    background_share: float


@dataclass(frozen=True)
class RegisterFacts:
    """Reference date and inhabitants of one register, and the people without background in it."""

    reference_date: date
    natives: int


@dataclass(frozen=True)
class Scenario:
    """Everything the simulation assumes."""

    origins: tuple[Origin, ...]
    districts: tuple[District, ...]
    profiles: Mapping[str, LifeProfile]
    breaks: Breaks
    registers: Mapping[str, RegisterFacts]
    shares: Mapping[str, float]
    simulation: Mapping[str, Any]
    as_in_files: tuple[Origin, ...] = ()

    def unchanged(self) -> Scenario:
        """Return the scenario with the groups as groups.toml has them."""
        return replace(self, origins=self.as_in_files)

    @property
    def listed(self) -> tuple[Origin, ...]:
        """The 25 groups, in the order of the file."""
        return tuple(origin for origin in self.origins if origin.listed)

    def with_group(self, code: str, **changes: Any) -> Scenario:
        """Return the scenario with other values for one group; `population` takes a mapping of waves."""
        if code not in {origin.code for origin in self.origins}:
            raise InputError(f"Unknown group '{code}'", hint=suggestion(code, [o.code for o in self.listed]))
        changed = tuple(replace(o, **changes) if o.code == code else o for o in self.origins)
        return replace(self, origins=changed)

    def with_simulation(self, table: str, **changes: Any) -> Scenario:
        """Return the scenario with other values in one table of simulation.toml."""
        merged = {**self.simulation.get(table, {}), **changes}
        return replace(self, simulation={**self.simulation, table: merged})


def read_scenario(directory: Path) -> Scenario:
    """Read groups.toml, districts.csv and simulation.toml of a directory.

    Raises
    ------
    InputError : if the directory or one of the files is not there, or cannot be read.
    """
    if not directory.is_dir():
        raise InputError("There is no such folder", where=str(directory), hint=EXAMPLE)
    groups = read_toml(directory / "groups.toml", what="file of groups", hint=EXAMPLE)
    simulation = read_toml(directory / "simulation.toml", what="file of assumptions", hint=EXAMPLE)
    origins = _origins(groups)
    scenario = Scenario(
        origins=origins,
        districts=_districts(directory / "districts.csv"),
        profiles={name: _profile(entry) for name, entry in groups["profiles"].items()},
        breaks=_breaks(groups["profile_breaks"]),
        registers={wave: _register(simulation["register"][wave], origins, wave) for wave in WAVES},
        shares=simulation["register"]["shares"],
        simulation=simulation,
        as_in_files=origins,
    )
    for code, changes in simulation.get("groups", {}).items():
        scenario = _changed(scenario, code, changes)
    return scenario


def _origins(groups: Mapping[str, Any]) -> tuple[Origin, ...]:
    region_of = {code: entry["region"] for code, entry in groups["groups8"].items()}
    listed = [
        _origin(entry, region_of, code=entry["code"], block=block, countries=entry["countries"])
        for block, entry in enumerate(groups["group"])
    ]
    outside = [
        _origin(entry, region_of, code=f"outside_{country}", block=100 + number, countries={country: 1.0})
        for number, (country, entry) in enumerate(groups["outside"].items())
    ]
    return tuple(listed + outside)


def _origin(
    entry: Mapping[str, Any], region_of: Mapping[str, str], *, code: str, block: int, countries: Mapping[str, float]
) -> Origin:
    known = {name: entry[name] for name in ("response", "moved", "female", "languages") if name in entry}
    return Origin(
        code=code,
        block=block,
        listed=block < 100,
        countries=countries,
        population={wave: int(entry[f"population_{wave}"]) for wave in WAVES},
        profile=entry["profile"],
        group8=entry["group8"],
        region=region_of[entry["group8"]],
        **known,
    )


def _changed(scenario: Scenario, code: str, changes: Mapping[str, Any]) -> Scenario:
    origin = next((o for o in scenario.origins if o.code == code), None)
    if origin is None:
        known = [o.code for o in scenario.origins]
        raise InputError(
            f"Unknown group '{code}'", where=f"simulation.toml, groups.{code}", hint=suggestion(code, known)
        )
    for key in changes:
        if key not in _CHANGEABLE:
            where = f"simulation.toml, groups.{code}"
            raise InputError(f"'{key}' cannot be changed", where=where, expected=", ".join(_CHANGEABLE))
    population = {wave: int(changes.get(f"population_{wave}", origin.population[wave])) for wave in WAVES}
    rest = {key: float(value) for key, value in changes.items() if not key.startswith("population")}
    return scenario.with_group(code, population=population, **rest)


def _register(entry: Mapping[str, Any], origins: tuple[Origin, ...], wave: str) -> RegisterFacts:
    background = sum(origin.population[wave] for origin in origins)
    return RegisterFacts(reference_date=entry["reference_date"], natives=int(entry["residents"]) - background)


def _profile(entry: Mapping[str, Any]) -> LifeProfile:
    values: dict[str, Any] = {
        name: np.asarray(value, dtype=np.float64) if isinstance(value, list) else float(value)
        for name, value in entry.items()
    }
    return LifeProfile(**values)


def _breaks(entry: Mapping[str, Any]) -> Breaks:
    return Breaks(
        age=tuple(entry["age_breaks"]),
        stay=tuple(entry["stay_breaks"]),
        households=tuple((int(adults), int(children)) for adults, children in entry["household_sizes"]),
    )


def _districts(path: Path) -> tuple[District, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            District(row["code"], row["borough"], float(row["weight"]), float(row["background_share"]))
            for row in csv.DictReader(file)
        )

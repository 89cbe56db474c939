"""The synthetic register of one year: all people of all origins, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.demo.chance import choose, stream_number, uniform
from querschnitt.demo.register.nationality import Marks, marks_of_natives, marks_with_background
from querschnitt.demo.register.people import BLOCK_SIZE, Households, Lives, households, lives
from querschnitt.demo.scenario import LifeProfile, Origin, Scenario

_NATIVES = 250
_PARTNERS = 301
_WAVE_OFFSET: Mapping[str, int] = {"2020": 0, "2016": 500}
_PRIME = 999_999_937
_PERSON_FACTOR, _HOUSEHOLD_FACTOR = 387_420_489, 244_140_625
_NATIVE_SHARE_FEMALE = 0.515
_DAYS_A_YEAR = 365.25
NO_ORIGIN = -1
_LIVED = ("age", "stay", "female", "born_here")
_MARKS = ("nationality_1", "nationality_2", "german_kind", "birth_country", "previous_country")


@dataclass(frozen=True)
class Register:
    """One row a person, in the order of the person numbers. Codes of countries as numbers, -1 where empty.

    `key` and `origin` (row of the scenario's origins, -1 for people without background) are the simulation's own and
    never leave it.
    """

    wave: str
    seed: int
    reference_date: date
    key: IntArray
    origin: IntArray
    person: IntArray
    household: IntArray
    district: IntArray
    street: IntArray
    house_number: IntArray
    birth_date: npt.NDArray[np.datetime64]
    female: BoolArray
    nationality_1: IntArray
    nationality_2: IntArray
    german_kind: IntArray
    birth_country: IntArray
    previous_country: IntArray
    moved_in: npt.NDArray[np.datetime64]
    secondary: BoolArray
    block: IntArray
    objection: BoolArray
    deliverable: BoolArray

    def __len__(self) -> int:
        return len(self.key)


@dataclass(frozen=True)
class _Part:
    origin: int
    key: IntArray
    home_key: IntArray
    people: Lives
    marks: Marks


def build_register(wave: str, seed: int, scenario: Scenario) -> Register:
    """Build the register of a wave's year: the same people for the same seed, and nobody who exists.

    Every property of a person hangs on seed and person alone, so that another size of one group adds or takes people
    of that group and leaves everybody else as they were.
    """
    parts: list[_Part] = []
    partners = 0
    for row, origin in enumerate(scenario.origins):
        part, homes = _with_background(row, origin, wave=wave, scenario=scenario, seed=seed)
        partner = _partners(homes, part, origin=row, wave=wave, scenario=scenario, seed=seed)
        parts += [part, partner]
        partners += len(partner.key)
    natives = scenario.registers[wave].natives - partners
    parts.append(_natives(natives, wave=wave, scenario=scenario, seed=seed))
    return _assemble(parts, wave=wave, seed=seed, scenario=scenario)


def _with_background(row: int, origin: Origin, *, wave: str, scenario: Scenario, seed: int) -> tuple[_Part, Households]:
    profile, breaks = scenario.profiles[origin.profile], scenario.breaks
    block = origin.block + _WAVE_OFFSET[wave]
    homes = households(block, origin.population[wave], profile=profile, breaks=breaks, seed=seed)
    people = lives(homes, block, female=origin.female, profile=profile, breaks=breaks, seed=seed)
    unclear = scenario.shares["unclear_nationality"] if origin.profile == "refugee" else 0.0
    marks = marks_with_background(
        homes, people, countries=origin.countries, profile=profile, unclear=unclear, seed=seed
    )
    return _Part(row, people.key, homes.key[people.home], people, marks), homes


def _partners(homes: Households, part: _Part, *, origin: int, wave: str, scenario: Scenario, seed: int) -> _Part:
    """Return the German partners: they live in the household and have no background of their own."""
    rows = np.flatnonzero(homes.german_partner)
    start = (np.cumsum(homes.size) - homes.size)[rows]
    home_key = homes.key[rows]
    key = home_key % BLOCK_SIZE + (_PARTNERS + scenario.origins[origin].block + _WAVE_OFFSET[wave]) * BLOCK_SIZE
    age = np.clip(part.people.age[start] + np.floor((uniform(key, seed, "age") - 0.5) * 10), 18, 95).astype(np.int64)
    native = scenario.profiles["native"]
    born_here = uniform(key, seed, "generation") < native.second_generation
    people = Lives(
        key=key,
        home=np.arange(len(rows), dtype=np.int64),
        head=np.arange(len(rows), dtype=np.int64),
        adult=np.ones(len(rows), dtype=np.bool_),
        female=~part.people.female[start],
        age=age,
        stay=np.where(born_here, age + 0.5, np.minimum(uniform(key, seed, "stay") * 25, age)),
        born_here=born_here,
    )
    return _Part(NO_ORIGIN, key, home_key, people, marks_of_natives(people, profile=native, seed=seed))


def _natives(count: int, *, wave: str, scenario: Scenario, seed: int) -> _Part:
    profile: LifeProfile = scenario.profiles["native"]
    block = _NATIVES + _WAVE_OFFSET[wave]
    homes = households(block, count, profile=profile, breaks=scenario.breaks, seed=seed)
    people = lives(homes, block, female=_NATIVE_SHARE_FEMALE, profile=profile, breaks=scenario.breaks, seed=seed)
    marks = marks_of_natives(people, profile=profile, seed=seed)
    return _Part(NO_ORIGIN, people.key, homes.key[people.home], people, marks)


def _assemble(parts: Sequence[_Part], *, wave: str, seed: int, scenario: Scenario) -> Register:
    key = np.concatenate([part.key for part in parts])
    person = scrambled(key, seed, _PERSON_FACTOR)
    order = np.argsort(person)
    key, home = key[order], np.concatenate([part.home_key for part in parts])[order]
    lived: dict[str, Any] = {
        name: np.concatenate([getattr(part.people, name) for part in parts])[order] for name in _LIVED
    }
    marks: dict[str, Any] = {
        name: np.concatenate([getattr(part.marks, name) for part in parts])[order] for name in _MARKS
    }
    day = scenario.registers[wave].reference_date
    birth_date, moved_in = _dates(key, home, lived, day=day, seed=seed)
    return Register(
        wave=wave,
        seed=seed,
        reference_date=day,
        key=key,
        origin=np.repeat([part.origin for part in parts], [len(part.key) for part in parts])[order].astype(np.int64),
        person=person[order],
        household=scrambled(home, seed, _HOUSEHOLD_FACTOR),
        birth_date=birth_date,
        moved_in=moved_in,
        female=lived["female"],
        **marks,
        **_addresses(home, wave=wave, scenario=scenario, seed=seed),
        **_records(key, shares=scenario.shares, seed=seed),
    )


def scrambled(key: IntArray, seed: int, factor: int) -> IntArray:
    """Return numbers of up to nine digits, a different one for each key, that do not show the order of the keys."""
    shift = stream_number(seed, f"numbers {factor}") % _PRIME
    return np.asarray((key % _PRIME * factor + shift) % _PRIME, dtype=np.int64)


def _dates(
    key: IntArray, home: IntArray, lived: Mapping[str, npt.NDArray[Any]], *, day: date, seed: int
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.datetime64]]:
    """Return dates of birth and of moving in, such that the full years at the reference date are the ages given."""
    reference = np.datetime64(day, "D")
    birthday, arrival = uniform(key, seed, "birthday") * 362, uniform(home, seed, "day") * 20
    since_birth = np.ceil(lived["age"] * _DAYS_A_YEAR).astype(np.int64) + 1 + birthday.astype(np.int64)
    since_move = (lived["stay"] * _DAYS_A_YEAR).astype(np.int64) + arrival.astype(np.int64)
    since_move = np.where(lived["born_here"], since_birth, np.minimum(since_move, since_birth))
    return reference - since_birth.astype("timedelta64[D]"), reference - since_move.astype("timedelta64[D]")


def _addresses(home: IntArray, *, wave: str, scenario: Scenario, seed: int) -> dict[str, Any]:
    chance = uniform(home, seed, "district")
    block = home // BLOCK_SIZE - _WAVE_OFFSET[wave]
    district = choose(chance, [d.weight * (1 - d.background_share) for d in scenario.districts])
    for origin in scenario.origins:
        rows = np.flatnonzero(block == origin.block)
        district[rows] = choose(chance[rows], _settlement(origin, scenario))
    return {
        "district": district,
        "street": (uniform(home, seed, "street") * 676).astype(np.int64),
        "house_number": 1 + (uniform(home, seed, "house") * 180).astype(np.int64),
    }


def _settlement(origin: Origin, scenario: Scenario) -> FloatArray:
    """Return the weights of the districts for one origin: those of all, bent by a number of its own for each."""
    codes = np.asarray([int(district.code) for district in scenario.districts], dtype=np.int64)
    own = np.exp(1.6 * (uniform(codes, 0, f"settlement of {origin.code}") - 0.5))
    return np.asarray([d.weight * d.background_share for d in scenario.districts]) * own


def _records(key: IntArray, *, shares: Mapping[str, float], seed: int) -> dict[str, Any]:
    block = uniform(key, seed, "block")
    return {
        "secondary": uniform(key, seed, "secondary") < shares["secondary_residence"],
        "block": np.where(block < shares["block_51"], 0, np.where(block > 1 - shares["block_52"], 1, -1)),
        "objection": uniform(key, seed, "objection") < shares["objection"],
        "deliverable": uniform(key, seed, "deliverable") >= shares["undeliverable"],
    }

"""The simulated people behind the register: who still lives there, and what their answers hang on."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.demo.chance import uniform
from querschnitt.demo.register import Register
from querschnitt.demo.scenario import Scenario

_ADULT = 18
_DEATHS_FROM, _DEATHS = 60, 0.004


@dataclass(frozen=True)
class People:
    """Adults with background, one row each, in the order of the person numbers.

    `lives_here` is false for those who moved away unnoticed or died; `own_language` is the probable language.
    """

    key: IntArray
    person: IntArray
    origin: IntArray
    age: IntArray
    female: BoolArray
    stay: FloatArray
    birth_year: IntArray
    moved_in_year: IntArray
    borough: IntArray
    household_size: IntArray
    children: BoolArray
    born_here: BoolArray
    german: BoolArray
    moved_away: BoolArray
    deceased: BoolArray

    def __len__(self) -> int:
        return len(self.key)

    @property
    def lives_here(self) -> BoolArray:
        """Who can be met at all."""
        return np.asarray(~self.moved_away & ~self.deceased)

    def rows(self, which: IntArray | BoolArray) -> People:
        """Return some of the people."""
        return People(**{field.name: getattr(self, field.name)[which] for field in fields(self)})


def people_of(register: Register, scenario: Scenario) -> People:
    """Take the adults with background out of a register and add what only the simulation knows."""
    reference = np.datetime64(register.reference_date, "D")
    age = full_years(register.birth_date, reference)
    _, household = np.unique(register.household, return_inverse=True)
    size = np.bincount(household)[household]
    children = np.bincount(household, weights=age < _ADULT)[household] > 0
    who = np.flatnonzero((register.origin >= 0) & (age >= _ADULT))
    key, origin = register.key[who], register.origin[who]
    moved_share = np.asarray([entry.moved for entry in scenario.origins])
    borough = np.unique([district.borough for district in scenario.districts], return_inverse=True)[1]
    return People(
        key=key,
        person=register.person[who],
        origin=origin,
        age=age[who],
        female=register.female[who],
        stay=(reference - register.moved_in[who]).astype(np.float64) / 365.25,
        birth_year=register.birth_date[who].astype("datetime64[Y]").astype(np.int64) + 1970,
        moved_in_year=register.moved_in[who].astype("datetime64[Y]").astype(np.int64) + 1970,
        borough=borough[register.district[who]].astype(np.int64),
        household_size=size[who].astype(np.int64),
        children=children[who],
        born_here=register.birth_country[who] == 0,
        german=register.nationality_1[who] == 0,
        moved_away=uniform(key, register.seed, "moved away") < moved_share[origin],
        deceased=(age[who] >= _DEATHS_FROM) & (uniform(key, register.seed, "deceased") < _DEATHS),
    )


def full_years(born: np.ndarray, reference: np.datetime64) -> IntArray:
    """Return the full years between days and a reference day, shape (n,)."""
    born_month, day_month = born.astype("datetime64[M]"), reference.astype("datetime64[M]")
    months = (day_month - born_month).astype(np.int64)
    day_of = (born - born_month).astype(np.int64)
    early = (months % 12 == 0) & (day_of > (reference - day_month).astype(np.int64))
    return np.asarray(months // 12 - early, dtype=np.int64)

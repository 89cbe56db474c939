"""Nationality, birth and arrival as the register records them: the marks from which a background is derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.demo.chance import choose, uniform
from querschnitt.demo.register.people import Households, Lives
from querschnitt.demo.scenario import LifeProfile

GERMAN, UNCLEAR, EMPTY = 0, 998, -1
BY_BIRTH, NATURALISED, REPATRIATE, OPTION = range(4)
FOREIGN = 4
_EXPELLEES_FROM = (152, 164, 160)
_RETURNED_FROM = (151, 158, 168, 368)


@dataclass(frozen=True)
class Marks:
    """What the register records of each person's nationality and origin; `EMPTY` is an empty cell."""

    nationality_1: IntArray
    nationality_2: IntArray
    german_kind: IntArray
    birth_country: IntArray
    previous_country: IntArray


def marks_with_background(
    homes: Households, people: Lives, *, countries: Mapping[str, float], profile: LifeProfile, unclear: float, seed: int
) -> Marks:
    """Give every person marks from which the rules derive a background of this origin.

    Adults carry a mark of their own; a child may carry none and inherit from the adult of the household.
    """
    codes = np.asarray([int(code) for code in countries], dtype=np.int64)
    country = codes[choose(uniform(homes.key, seed, "country"), list(countries.values()))][people.home]
    kind = np.where(people.adult, _adult_kind(people, profile=profile, seed=seed), FOREIGN)
    kind, unmarked = _child_kind(people, kind, mixed=homes.german_partner[people.home], seed=seed)
    foreign = kind == FOREIGN
    second = uniform(people.key, seed, "second nationality")
    keeps = ((kind == NATURALISED) & ((second < 0.35) | people.born_here)) | ((kind == REPATRIATE) & (second < 0.3))
    dual = ((kind == BY_BIRTH) & ~unmarked) | (kind == OPTION) | keeps
    not_clear = foreign & ~people.born_here & (uniform(people.key, seed, "unclear") < unclear)
    return Marks(
        nationality_1=np.where(foreign, np.where(not_clear, UNCLEAR, country), GERMAN),
        nationality_2=np.where(dual, country, EMPTY),
        german_kind=np.where(foreign, EMPTY, kind),
        birth_country=np.where(people.born_here, GERMAN, country),
        previous_country=_previous(people, country, from_abroad=profile.from_abroad, seed=seed),
    )


def marks_of_natives(people: Lives, *, profile: LifeProfile, seed: int) -> Marks:
    """Give Germans by birth their marks: some born abroad as expellees' children, some returned from abroad."""
    count = len(people.key)
    abroad = uniform(people.key, seed, "expellee")
    expelled = (people.age >= 76) & (abroad < 0.12)
    returned = ~people.born_here & (uniform(people.key, seed, "returned") < profile.from_abroad)
    origin = np.asarray(_EXPELLEES_FROM)[choose(abroad / 0.12, [1, 1, 1])]
    return_from = np.asarray(_RETURNED_FROM)[choose(uniform(people.key, seed, "from"), [3, 3, 2, 2])]
    return Marks(
        nationality_1=np.full(count, GERMAN),
        nationality_2=np.full(count, EMPTY),
        german_kind=np.full(count, BY_BIRTH),
        birth_country=np.where(expelled, origin, GERMAN),
        previous_country=np.where(people.born_here, EMPTY, np.where(returned, return_from, GERMAN)),
    )


def _adult_kind(people: Lives, *, profile: LifeProfile, seed: int) -> IntArray:
    long_here = (people.stay >= 7) | people.born_here
    came_as_adult = (people.stay >= 8) & (people.age >= 25) & ~people.born_here
    repatriate: FloatArray = np.where(came_as_adult, profile.repatriate, 0.0)
    naturalised: FloatArray = np.where(long_here, profile.naturalised, 0.0)
    dual: FloatArray = np.where(people.born_here, 0.4, profile.dual)
    chance = uniform(people.key, seed, "kind")
    kind = np.full(len(people.key), FOREIGN)
    kind[chance < repatriate + naturalised + dual] = BY_BIRTH
    kind[chance < repatriate + naturalised] = NATURALISED
    kind[chance < repatriate] = REPATRIATE
    kind[(kind == BY_BIRTH) & people.born_here & (people.age <= 30)] = OPTION
    return kind


def _child_kind(people: Lives, kind: IntArray, *, mixed: BoolArray, seed: int) -> tuple[IntArray, BoolArray]:
    """Return the kinds with those of the children, and who of them carries no mark of a background at all."""
    chance = uniform(people.key, seed, "child")
    parent = kind[people.head]
    german_parent = (parent != FOREIGN) | mixed
    settled = (people.stay[people.head] >= 8) & people.born_here
    unmarked = ~people.adult & people.born_here & ((german_parent & (chance < 0.6)) | (settled & (chance < 0.25)))
    german = ~people.adult & people.born_here & (german_parent | (settled & (chance < 0.6)))
    with_parent = ~people.adult & ~people.born_here & ~mixed & (parent != FOREIGN)
    kind = np.where(german, np.where(german_parent | unmarked, BY_BIRTH, OPTION), kind)
    return np.where(with_parent, NATURALISED, kind).astype(np.int64), unmarked


def _previous(people: Lives, country: IntArray, *, from_abroad: float, seed: int) -> IntArray:
    abroad = uniform(people.key, seed, "previous") < from_abroad
    return np.where(people.born_here, EMPTY, np.where(abroad, country, GERMAN)).astype(np.int64)

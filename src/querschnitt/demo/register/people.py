"""People of one origin: households first, then sex, age and stay of everybody in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.demo.chance import choose, class_share, from_classes, uniform
from querschnitt.demo.scenario import Breaks, LifeProfile

BLOCK_SIZE = 1_000_000
OLDEST = 96
_PARENTS = (21.0, 52.0)
_SECOND_GENERATION_UNTIL = 45


@dataclass(frozen=True)
class Households:
    """The households of a block, cut off so that exactly the wanted number of people is in them."""

    key: IntArray
    size: IntArray
    adults: IntArray
    german_partner: BoolArray


@dataclass(frozen=True)
class Lives:
    """The people of a block, one row a person; `home` is the row of the household, `head` that of its first adult."""

    key: IntArray
    home: IntArray
    head: IntArray
    adult: BoolArray
    female: BoolArray
    age: IntArray
    stay: FloatArray
    born_here: BoolArray


def households(block: int, people: int, *, profile: LifeProfile, breaks: Breaks, seed: int) -> Households:
    """Fill a block with households until `people` persons of the block are in them.

    A German partner in a couple has a block of his or her own and does not count here. Another number of people
    lengthens or shortens the list and changes nothing before its end.
    """
    key = block * BLOCK_SIZE + np.arange(people, dtype=np.int64)
    kind = choose(uniform(key, seed, "household"), profile.households)
    adults, children = np.asarray(breaks.households, dtype=np.int64)[kind].T
    partner = (adults == 2) & (uniform(key, seed, "german partner") < profile.german_partner)
    size = adults + children - partner
    homes = int(np.searchsorted(np.cumsum(size), people)) + 1
    size = size[:homes].copy()
    size[-1] -= int(size.sum()) - people
    partner = partner[:homes]
    return Households(
        key=key[:homes], size=size, adults=np.minimum(adults[:homes] - partner, size), german_partner=partner
    )


def lives(homes: Households, block: int, *, female: float, profile: LifeProfile, breaks: Breaks, seed: int) -> Lives:
    """Give every person of the households sex, age and length of stay."""
    start = np.cumsum(homes.size) - homes.size
    home = np.repeat(np.arange(len(homes.size), dtype=np.int64), homes.size)
    key = block * BLOCK_SIZE + np.arange(len(home), dtype=np.int64)
    position = np.arange(len(home)) - start[home]
    adult = position < homes.adults[home]
    head_age = _head_age(homes, profile=profile, breaks=breaks, seed=seed)
    age = _age(key, head_age[home], position=position, adult=adult, seed=seed)
    second = adult & (age <= _SECOND_GENERATION_UNTIL) & (uniform(key, seed, "generation") < profile.second_generation)
    stay = _stay(homes, home, age=age, profile=profile, breaks=breaks, seed=seed)
    stay = np.where(second, age + 0.5, stay)
    child_born_here = ~adult & (age + 1 < stay[start[home]])
    return Lives(
        key=key,
        home=home,
        head=start[home].astype(np.int64),
        adult=adult,
        female=_female(homes, home, position=position, adult=adult, share=female, seed=seed),
        age=age,
        stay=np.where(child_born_here, age + 0.5, stay),
        born_here=second | child_born_here,
    )


def _head_age(homes: Households, *, profile: LifeProfile, breaks: Breaks, seed: int) -> FloatArray:
    chance = uniform(homes.key, seed, "age")
    low, high = (class_share(age, breaks.age, profile.age) for age in _PARENTS)
    with_children = homes.size > homes.adults
    return from_classes(np.where(with_children, low + chance * (high - low), chance), breaks.age, profile.age)


def _age(key: IntArray, head_age: FloatArray, *, position: IntArray, adult: BoolArray, seed: int) -> IntArray:
    """Return full years: partners near the head, children at least 18 years younger."""
    chance = uniform(key, seed, "own age")
    partner = np.clip(head_age + (chance - 0.5) * 14, 18, OLDEST - 1)
    child = chance * np.minimum(18, np.maximum(head_age - 18, 1))
    return np.floor(np.where(position == 0, head_age, np.where(adult, partner, child))).astype(np.int64)


def _stay(
    homes: Households, home: IntArray, *, age: IntArray, profile: LifeProfile, breaks: Breaks, seed: int
) -> FloatArray:
    """Return years in the city: partners and children came with the head or later, nobody before birth."""
    of_home = from_classes(uniform(homes.key, seed, "stay"), breaks.stay, profile.stay)
    return np.minimum(of_home[home], age + 0.5)


def _female(
    homes: Households, home: IntArray, *, position: IntArray, adult: BoolArray, share: float, seed: int
) -> BoolArray:
    head = uniform(homes.key, seed, "sex") < share
    own = uniform(homes.key[home] * 16 + position, seed, "own sex") < 0.49
    partner = ~head[home]
    return np.where(position == 0, head[home], np.where(adult, partner, own))

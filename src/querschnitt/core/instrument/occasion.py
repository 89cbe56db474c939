"""When and for whom a questionnaire is walked: the clock and the chance that expressions may ask for, passed in."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from zlib import crc32

Item = TypeVar("Item")

_MODULUS, _FACTOR = 2**31 - 1, 16807


@dataclass(frozen=True)
class Occasion:
    """The surroundings of one interview.

    Attributes
    ----------
    today : what `today()` gives; None if nobody knows
    now : what `now()` gives, with its time zone; None if nobody knows
    seed : of everything that is drawn in this interview; the interview keeps it, so that nothing is drawn twice
    language : in which `jr:choice-name()` gives labels; "" for the default language of the questionnaire
    """

    today: datetime.date | None = None
    now: datetime.datetime | None = None
    seed: int = 0
    language: str = ""

    def random(self, name: str) -> Callable[[], float]:
        """Return the numbers in [0, 1) that `random()` gives in one row: the same each time it is evaluated."""
        return ParkMiller(seed_for(self.seed, name)).random


NOWHERE = Occasion()
"""An occasion without a clock."""


class ParkMiller:
    """The generator that ODK uses, too: Park and Miller (1988), CACM 31, 1192-1201. The same on every machine."""

    def __init__(self, seed: int) -> None:
        self._state = seed % _MODULUS
        if self._state <= 0:
            self._state += _MODULUS - 1

    def random(self) -> float:
        """Return the next number in [0, 1)."""
        self._state = self._state * _FACTOR % _MODULUS
        return (self._state - 1) / (_MODULUS - 1)


def seed_for(seed: int, name: str) -> int:
    """Return a seed of its own for one question, so that two random numbers of an interview are not the same."""
    mixed = ParkMiller(seed ^ crc32(name.encode()))
    mixed.random()
    return int(mixed.random() * (_MODULUS - 1)) + 1


def shuffled(items: Sequence[Item], seed: int) -> tuple[Item, ...]:
    """Return the items in an order drawn with a seed (Fisher and Yates, from the end).

    >>> shuffled("ABCDEF", 42)
    ('B', 'D', 'F', 'E', 'C', 'A')
    """
    order, chance = list(items), ParkMiller(seed)
    for place in range(len(order) - 1, 0, -1):
        other = int(chance.random() * (place + 1))
        order[place], order[other] = order[other], order[place]
    return tuple(order)

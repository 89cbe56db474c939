"""When and for whom a questionnaire is walked: the clock and the chance that expressions may ask for, passed in."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fmod
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
    is_forgiving : whether what cannot be decided for the answers given is missing, as in a real interview, in which
        nobody must be stuck; else it is an error, as whoever checks a questionnaire needs it
    language : in which `jr:choice-name()` gives labels; "" for the default language of the questionnaire
    """

    today: datetime.date | None = None
    now: datetime.datetime | None = None
    seed: int = 0
    language: str = ""
    is_forgiving: bool = False

    def random(self, name: str) -> Callable[[], float]:
        """Return the numbers in [0, 1) that `random()` gives in one row: the same each time it is evaluated."""
        return ParkMiller(seed_for(self.seed, name)).random


NOWHERE = Occasion()
"""An occasion without a clock."""


class ParkMiller:
    """The generator that ODK uses, too: Park and Miller (1988), CACM 31, 1192-1201. The same on every machine."""

    def __init__(self, seed: int) -> None:
        # The remainder has the sign of the seed, as in the languages of the other engines.
        self._state = int(fmod(seed, _MODULUS))
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
    """Return the items in the order that ODK's `randomize(items, seed)` gives (Fisher and Yates, inside out).

    >>> "".join(shuffled("ABCDEF", 42))
    'AFCBDE'
    """
    order: list[Item] = []
    chance = ParkMiller(seed)
    for place, item in enumerate(items):
        other = int(chance.random() * (place + 1))
        order.append(item)
        order[place], order[other] = order[other], item
    return tuple(order)

"""Access codes cannot be guessed in numbers that matter, and nobody can lock out anybody else.

A wrong code costs its address nothing at first. After some, each code from there is answered late; and while too many
wait, more are sent away for a moment. Only codes count that could be right: the check character finds what is merely
mistyped. Nothing is ever locked: no code, no case, no address. Whoever asks from an address that has not failed before
is never slowed, whatever others do. The arithmetic stands in `docs/decisions/guessing-codes.md`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from threading import Lock
from typing import NamedTuple

from querschnitt.apps.interview.allowance import household
from querschnitt.apps.interview.remembered import Remembered

FREE = 10
"""Wrong codes of one address that cost nothing. A home has one address, and perhaps letters of an older wave."""

FORGIVEN_AFTER = 60.0
"""Seconds after which one wrong code is forgotten."""

MOST_COUNTED = 40
"""Wrong codes of one address that are counted: half an hour after the last one it is as slow as it ever was."""

ALARM = 60
"""Wrong codes in a minute, of all together, from which on those who have failed before have nothing free."""

DELAY = 3.0
"""Seconds that a code waits for its answer, right or wrong, where many were wrong."""


def asker(address: str) -> str:
    """Return whom a code comes from: a household; "" if nobody can say.

    A service whose reverse proxy does not tell who asks sees one address, its proxy's: all would pay for one.

    >>> asker("192.0.2.7"), asker("2001:db8:1:2:3:4:5:6"), asker("127.0.0.1"), asker("")
    ('192.0.2.7', '2001:db8:1:2::', '', '')
    """
    try:
        return "" if ip_address(address).is_loopback else household(address)
    except ValueError:
        return ""


class Level(NamedTuple):
    """A number that sinks with time. ``at`` : when it was so high, in seconds of the clock."""

    height: float
    at: float

    def now(self, now: float, *, seconds_each: float) -> float:
        """Return how high it still is, if it sinks by one in so many seconds."""
        return max(0.0, self.height - (now - self.at) / seconds_each)

    def raised(self, now: float, *, seconds_each: float, most: float) -> Level:
        return Level(min(self.now(now, seconds_each=seconds_each) + 1, most), now)


class TooManyWaitError(Exception):
    """So many codes wait for their answer already that this one cannot."""


class Room:
    """Where codes wait.

    Parameters
    ----------
    most_of_one : codes from one address
    most : codes in all
    """

    def __init__(self, *, most_of_one: int, most: int) -> None:
        self._most_of_one, self._most = most_of_one, most
        self._waiting: dict[str, int] = {}
        self._lock = Lock()

    @contextmanager
    def seat(self, who: str) -> Iterator[None]:
        """Wait there for the duration of a block. An address is known only as long as somebody waits.

        Raises
        ------
        TooManyWaitError : if there is no room
        """
        with self._lock:
            here = self._waiting.get(who, 0)
            if here >= self._most_of_one or sum(self._waiting.values()) >= self._most:
                raise TooManyWaitError
            self._waiting[who] = here + 1
        try:
            yield
        finally:
            with self._lock:
                left = self._waiting[who] - 1
                if left:
                    self._waiting[who] = left
                else:
                    del self._waiting[who]


class Guessing:
    """Who has sent wrong codes lately; of one process. Nobody pays for what comes from "", see `asker`.

    Parameters
    ----------
    clock : seconds that never go back
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._of_each: Remembered[Level] = Remembered()
        self._of_all = Level(0.0, 0.0)
        self._lock = Lock()

    def is_slow(self, who: str) -> bool:
        """Whether a code from this address must wait, right or wrong."""
        with self._lock:
            known = self._of_each.get(who) if who else None
            if known is None:
                return False
            now = self._clock()
            failed = known.now(now, seconds_each=FORGIVEN_AFTER)
            is_alarm = self._of_all.now(now, seconds_each=1.0) > ALARM - 1
            return failed > (0 if is_alarm else FREE - 1)

    def failed(self, who: str) -> None:
        """Count a code that could have been right, and was not."""
        with self._lock:
            now = self._clock()
            known = self._of_each.get(who) or Level(0.0, now)
            self._of_each.put(who, known.raised(now, seconds_each=FORGIVEN_AFTER, most=MOST_COUNTED))
            self._of_all = self._of_all.raised(now, seconds_each=1.0, most=2 * ALARM)


GUESSING = Guessing()
"""Of this process: the hot path and the views count together."""

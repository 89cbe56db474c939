"""How often somebody may do something: counted in the memory of one process, and never written down."""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from threading import Lock

from querschnitt.apps.interview.remembered import Remembered


class Allowance:
    """So many times in so many seconds, for each who asks.

    Several processes count apart. What is kept of somebody says nothing about who it was, see `Remembered`.

    Parameters
    ----------
    times : how often, from the first time on until the seconds are over
    clock : seconds that never go back
    """

    def __init__(self, *, times: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._times, self._seconds, self._clock = times, seconds, clock
        self._counts: Remembered[tuple[float, int]] = Remembered()
        self._lock = Lock()

    def take(self, who: str) -> bool:
        """Count once more. Returns whether it was allowed."""
        with self._lock:
            now = self._clock()
            began, count = self._counts.get(who) or (now, 0)
            if now - began >= self._seconds:
                began, count = now, 0
            if count >= self._times:
                return False
            self._counts.put(who, (began, count + 1))
            return True


def household(address: str) -> str:
    """Return what of an address belongs to one household: of IPv6 the network of 64 bits, of IPv4 all of it.

    >>> household("2001:db8:1:2:3:4:5:6"), household("192.0.2.7"), household("unix:")
    ('2001:db8:1:2::', '192.0.2.7', 'unix:')
    """
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if not isinstance(read, IPv6Address):
        return address
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(IPv6Address(int(read) >> 64 << 64))

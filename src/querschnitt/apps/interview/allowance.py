"""How often somebody may do something: counted in the memory of one process, and never written down."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from threading import Lock

MOST = 20_000
"""How many are counted at once. Whoever came first is forgotten first."""


class Allowance:
    """So many times in so many seconds, for each who asks.

    What is kept of somebody is a hash under a key that ends with the process: it tells nobody who was here, and means
    nothing in another process. Several processes count apart.

    Parameters
    ----------
    times : how often, from the first time on until the seconds are over
    clock : seconds that never go back
    """

    def __init__(self, *, times: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._times, self._seconds, self._clock = times, seconds, clock
        self._key = secrets.token_bytes(32)
        self._counts: dict[bytes, tuple[float, int]] = {}
        self._lock = Lock()

    def take(self, who: str) -> bool:
        """Count once more. Returns whether it was allowed."""
        hashed = blake2b(who.encode(), key=self._key, digest_size=16).digest()
        with self._lock:
            now = self._clock()
            began, count = self._counts.get(hashed, (now, 0))
            if now - began >= self._seconds:
                began, count = now, 0
            if count >= self._times:
                return False
            if hashed not in self._counts:
                self._make_room(now)
            self._counts[hashed] = (began, count + 1)
            return True

    def _make_room(self, now: float) -> None:
        if len(self._counts) < MOST:
            return
        self._counts = {who: found for who, found in self._counts.items() if now - found[0] < self._seconds}
        while len(self._counts) > MOST * 9 // 10:
            del self._counts[next(iter(self._counts))]


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

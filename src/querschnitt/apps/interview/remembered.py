"""What one process remembers of those who ask, without knowing who they are."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from hashlib import blake2b
from typing import Generic, TypeVar

Content = TypeVar("Content")

MOST = 20_000
"""How many are remembered at once. Whoever came longest ago is forgotten first."""


class Remembered(Generic[Content]):
    """Something about each of those who ask.

    What is kept of somebody is a hash under a key that ends with the process: it tells nobody who was here, and means
    nothing in another process. Not safe for threads: whoever uses it holds a lock.
    """

    def __init__(self, *, most: int = MOST) -> None:
        self._key = secrets.token_bytes(32)
        self._contents: OrderedDict[bytes, Content] = OrderedDict()
        self._most = most

    def get(self, who: str) -> Content | None:
        """Return what is remembered of somebody."""
        return self._contents.get(self._hashed(who))

    def put(self, who: str, content: Content) -> None:
        """Remember this of somebody, instead of what there was."""
        hashed = self._hashed(who)
        self._contents[hashed] = content
        self._contents.move_to_end(hashed)
        if len(self._contents) > self._most:
            self._contents.popitem(last=False)

    def _hashed(self, who: str) -> bytes:
        return blake2b(who.encode(), key=self._key, digest_size=16).digest()

"""What a process keeps because it may be asked for again; it can always be made or read anew."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Content = TypeVar("Content")


class Memory(Generic[Content]):
    """Keeps so many contents by what they depend on; the ones longest unused go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._contents: OrderedDict[Hashable, Content] = OrderedDict()

    def get(self, key: Hashable) -> Content | None:
        """Return the content of a key, or None."""
        found = self._contents.get(key)
        if found is not None:
            self._contents.move_to_end(key)
        return found

    def forget(self, key: Hashable) -> None:
        """Keep the content of a key no more."""
        self._contents.pop(key, None)

    def keep(self, key: Hashable, content: Content) -> Content:
        """Keep a content in place of what there was, and return it."""
        self._contents[key] = content
        self._contents.move_to_end(key)
        if len(self._contents) > self._most:
            self._contents.popitem(last=False)
        return content

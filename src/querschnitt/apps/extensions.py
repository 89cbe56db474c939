"""What a service asks of its server beyond ASGI, where the server can do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

WHOLE = "querschnitt.whole"
"""The extension of a server that hands over a request and takes its answer whole: a `Whole` stands under this name."""


class Whole(Protocol):
    """A request and its answer."""

    def is_here(self) -> bool:
        """Whether all of the request has come, so that nobody need wait for it."""

    async def answer(self, status: int, head: bytes, body: bytes) -> None:
        """Send an answer in one piece. ``head`` : the lines of its headers as they go over the wire."""


def whole(scope: Mapping[str, Any]) -> Whole | None:
    """Return the extension, or None where the server has none."""
    found: Whole | None = scope.get("extensions", {}).get(WHOLE)
    return found

"""What a request sends with it: read within a time and up to a length, and once more for Django, if it goes there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from querschnitt.apps.interview.hot_path.messages import FORM, MOST_FIELDS, Request

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


class ReadingError(Exception):
    """What a request sends with it is too long, or comes too slowly."""

    def __init__(self, *, is_too_large: bool) -> None:
        super().__init__()
        self.is_too_large = is_too_large


class Reading:
    """Reads what a request sends with it.

    Parameters
    ----------
    receive : of the server
    is_here : says whether all of it has come, so that nobody waits; None if the server does not say it
    patience : seconds that all of it may take
    most : bytes
    """

    def __init__(
        self, receive: Receive, *, patience: float, most: int, is_here: Callable[[], bool] | None = None
    ) -> None:
        self._receive, self._patience, self._most, self._is_here = receive, patience, most, is_here
        self._end: float | None = None
        self._size = 0
        self._is_whole = False
        self._read: list[Message] = []

    def check_length(self, request: Request) -> None:
        """Refuse what says itself that it is too long; raises ReadingError."""
        length = request.headers.get(b"content-length")
        if length is not None and length.isdigit() and int(length) > self._most:
            raise ReadingError(is_too_large=True)

    async def form(self, request: Request) -> bytes | None:
        """Return a form as browsers send them; None if it is none, was broken off, or has more fields than any of ours.

        Raises
        ------
        ReadingError : if it is too long or too slow
        """
        length = request.header(b"content-length")
        if request.headers.get(b"content-type") != FORM or not length.isdecimal():
            return None
        parts: list[bytes] = []
        while not self._is_whole:
            message = await self._next()
            self._read.append(message)
            parts.append(message.get("body", b""))
        if self._read[-1]["type"] != "http.request":
            return None
        body = b"".join(parts)
        return body if body.count(b"&") < MOST_FIELDS else None

    async def again(self) -> Message:
        """Give the messages that were read once more, and then what comes after them."""
        return self._read.pop(0) if self._read else await self._next()

    async def _next(self) -> Message:
        if self._is_whole:
            return await self._receive()
        message = await (self._receive() if self._is_here and self._is_here() else self._in_time())
        self._size += len(message.get("body", b""))
        self._is_whole = message["type"] != "http.request" or not message.get("more_body", False)
        if self._size > self._most:
            raise ReadingError(is_too_large=True)
        return message

    async def _in_time(self) -> Message:
        """Return the next message, if it comes while there is patience left."""
        loop = asyncio.get_running_loop()
        self._end = self._end or loop.time() + self._patience
        try:
            async with asyncio.timeout_at(self._end):
                return await self._receive()
        except TimeoutError as error:
            raise ReadingError(is_too_large=False) from error

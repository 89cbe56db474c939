"""The life of a process that serves the public: alive, ready, and gone without having lost a request.

`/health` says that the process is there; it asks no database, because an interview goes on being polite when its
database is away. `/ready` says that requests should be sent here: the database answers, and nobody has told the process
to go.
"""

from __future__ import annotations

import asyncio
import os
import select
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

READY_PIPE = "QUERSCHNITT_READY_PIPE"
"""In the environment: the number of a pipe to which each worker writes one byte when it can serve; -1 for none."""

WARMING, SUCCEEDING = 5.0, 20.0
"""Seconds that a worker may take, before it serves, to read what it will need; more if another one serves meanwhile."""

_PLAIN = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]


class Life:
    """An application with its beginning and its end.

    Parameters
    ----------
    application : what it serves
    is_ready : whether it can serve; asked at each `/ready`, and once at the start, so that it reads what it needs
    """

    def __init__(self, application: App, *, is_ready: Callable[[], Awaitable[bool]]) -> None:
        self._application, self._is_ready = application, is_ready
        self._is_leaving = False

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        if scope["path"] == "/health":
            await _say(send, 200, b"ok\n")
        elif scope["path"] == "/ready":
            is_ready = not self._is_leaving and await self._is_ready()
            await _say(send, 200 if is_ready else 503, b"ready\n" if is_ready else b"not ready\n")
        else:
            await self._application(scope, receive, send)

    async def _live(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if not await self._warm_up() and _is_awaited():
            await receive()
            await send({"type": "lifespan.startup.failed", "message": "This process cannot serve"})
            return

        async def tell(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                _announce()

        await self._application(scope, receive, tell)

    async def _warm_up(self) -> bool:
        """Read what will be needed, and return whether that was possible. A successor has time to wait for it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SUCCEEDING if _is_awaited() else WARMING):
                while not (is_ready := await self._is_ready()) and _is_awaited():
                    await asyncio.sleep(0.2)
                return is_ready
        return False

    def leave(self) -> None:
        """Say from now on that requests should be sent elsewhere."""
        self._is_leaving = True


async def _say(send: Send, status: int, body: bytes) -> None:
    headers = [*_PLAIN, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _is_awaited() -> bool:
    """Whether somebody waits for this process to take over."""
    number = int(os.environ.get(READY_PIPE) or -1)
    if number < 0:
        return False
    poll = select.poll()
    poll.register(number, 0)
    return not any(event & (select.POLLERR | select.POLLNVAL | select.POLLHUP) for _, event in poll.poll(0))


def _announce() -> None:
    if _is_awaited():
        with suppress(OSError):
            os.write(int(os.environ[READY_PIPE]), b".")

"""The life of a process that serves the public: alive, ready, and gone without having lost a request.

`/health` says that the process is there; it asks no database, because an interview goes on being polite when its
database is away. `/ready` says that requests should be sent here: the database answers, and nobody has told the process
to go.

A process that is to go first closes each connection with the answer that it is just giving, so that browsers and
proxies come back by a new one. If another process serves the same port already, it takes no new connections either.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

HAND_OVER, DRAIN = signal.SIGUSR1, signal.SIGUSR2
"""Signals to a worker: another one serves the port; or whoever sends requests here looks elsewhere for the next one."""

READY_PIPE = "QUERSCHNITT_READY_PIPE"
"""In the environment: the number of a pipe to which each worker writes one byte when it can serve; -1 for none."""

WARMING, SUCCEEDING = 5.0, 20.0
"""Seconds that a worker may take, before it serves, to read what it will need; more if another one serves meanwhile."""

HANDING_OVER = 5.0
"""Seconds at least in which connections are closed politely when another process serves the port."""

CLOSE = (b"connection", b"close")
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
        self._is_leaving, self._leader = False, os.getppid()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        if self._is_leaving:
            send = _closing(send)
        if scope["path"] == "/health":
            await _say(send, 200, b"ok\n")
        elif scope["path"] == "/ready":
            is_ready = not self._is_leaving and await self._is_ready()
            await _say(send, 200 if is_ready else 503, b"ready\n" if is_ready else b"not ready\n")
        else:
            await self._application(scope, receive, send)

    async def _live(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(HAND_OVER, self._leave_port)
        loop.add_signal_handler(DRAIN, self._leave)
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

    def _leave(self) -> None:
        self._is_leaving = True

    def _leave_port(self) -> None:
        self._leave()
        stop_accepting()
        if os.getppid() != self._leader:  # it has died, and nobody else will end this process
            asyncio.get_running_loop().call_later(HANDING_OVER, os.kill, os.getpid(), signal.SIGTERM)


def _closing(send: Send) -> Send:
    """Return how answers are sent that are the last ones of their connection."""

    async def closing(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(name, value) for name, value in message["headers"] if name.lower() != CLOSE[0]]
            message = {**message, "headers": [*headers, CLOSE]}
        await send(message)

    return closing


async def _say(send: Send, status: int, body: bytes) -> None:
    headers = [*_PLAIN, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def stop_accepting() -> None:
    """Take no connection any more, and lose none of those that wait: they stay in the queue of the port.

    Closing a port that others serve, too, would do no harm; but the server does not let us. So the file descriptor of
    each port of this process is made one of a socket to which nobody can connect.
    """
    nowhere = socket.socket(socket.AF_UNIX)
    nowhere.bind("")  # Linux gives it a name that nobody knows
    nowhere.listen(1)
    nowhere.setblocking(False)
    for descriptor in [int(path.name) for path in Path("/dev/fd").iterdir()]:
        if descriptor != nowhere.fileno() and _is_port(descriptor):
            os.dup2(nowhere.fileno(), descriptor, inheritable=False)


def _is_port(descriptor: int) -> bool:
    try:
        with socket.socket(fileno=os.dup(descriptor)) as found:
            return bool(found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    except OSError:
        return False


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

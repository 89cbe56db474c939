"""A worker of a public service: uvicorn, in a process of its own, on a port that others serve as well.

One that is to go first closes each connection with the answer that it is just giving, so that browsers and proxies come
back by a new one. If another one serves the port already, it takes no new connections either.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable

import uvicorn

from querschnitt.site.connection import SILENCE, Connection
from querschnitt.site.life import Life

HAND_OVER, DRAIN = signal.SIGUSR1, signal.SIGUSR2
"""Signals to a worker: another one serves the port; or whoever sends requests here looks elsewhere for the next one."""

HANDING_OVER = 5.0
"""Seconds at least in which connections are closed politely when another process serves the port."""

BACKLOG = 2048
"""Connections that wait in the queue of the port."""


def configuration(application: Callable[..., Awaitable[None]]) -> uvicorn.Config:
    """Return how an application is served."""
    return uvicorn.Config(
        application,
        interface="asgi3",
        http=Connection,
        ws="none",
        loop="uvloop",
        lifespan="on",
        access_log=False,
        log_config=None,
        log_level="error",
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=SILENCE,
    )


class Worker(uvicorn.Server):
    """Serves until SIGTERM or SIGINT; then it finishes what has begun. At `HAND_OVER` it leaves the port before."""

    def __init__(self, life: Life) -> None:
        super().__init__(configuration(life))
        self._life, self._leader = life, os.getppid()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(HAND_OVER, self._leave_port)
        loop.add_signal_handler(DRAIN, self._leave)
        await super().startup(sockets)

    def _leave(self) -> None:
        """Send requests elsewhere: by what `/ready` says, and by closing each connection with its answer."""
        self._life.leave()
        Connection.are_last = True

    def _leave_port(self) -> None:
        """Take no connection any more, and lose none of those that wait: they stay in the queue of the port."""
        self._leave()
        if not self.started:
            self.should_exit = True
            return
        for each in self.servers:
            each.close()
        if os.getppid() != self._leader:  # it has died, and nobody else will end this process
            asyncio.get_running_loop().call_later(HANDING_OVER, os.kill, os.getpid(), signal.SIGTERM)


def serve(life: Life, *, listening: socket.socket) -> None:
    """Serve an open port until a signal says otherwise."""
    Worker(life).run([listening])

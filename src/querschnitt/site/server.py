"""The server process of a public service: granian on a port that others have opened, and that outlives it.

    python -m querschnitt.site.server --socket 3 --workers 2 --grace 25

The port is opened once, by whoever starts this, and is never closed while one version follows another: what connects
meanwhile waits in its queue. So neither a new version nor a killed process loses a connection.

SIGINT : end; requests that have begun are finished
SIGTERM : say for so many seconds that this process is not ready, and close connections politely; then end
SIGHUP : another process serves the port already: take no new connections, then the same
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from querschnitt.site.life import DRAIN, HAND_OVER, HANDING_OVER

APPLICATION = "querschnitt.site.asgi:application"

BACKLOG = 2048
"""Connections that wait in the queue of the port."""

CONNECTIONS = 8192
"""Connections of a worker, most of them silent: browsers keep theirs for some time."""

SILENCE = 20_000
"""Milliseconds that the head of a request may take, and that a connection may be silent between two."""

KILLED_AFTER, KILLED_AFTER_AT_ONCE = 65, 10
"""Seconds that a worker may take to finish the requests it has begun: the slowest form may take a minute to arrive."""

_PR_SET_PDEATHSIG = 1


class Server(MPServer):
    """granian, on an open port, with a polite end.

    Parameters
    ----------
    listening : the port
    grace : seconds between saying that this process goes and going
    """

    def __init__(self, *, listening: socket.socket, workers: int, grace: float) -> None:
        super().__init__(
            APPLICATION,
            port=listening.getsockname()[1],
            interface=Interfaces.ASGI,
            loop=Loops.uvloop,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=SILENCE),
            workers=workers,
            backlog=BACKLOG,
            backpressure=CONNECTIONS,
            respawn_failed_workers=True,
            workers_kill_timeout=KILLED_AFTER,
            log_level=LogLevels.warning,
        )
        self._listening, self._grace = listening, grace
        self._farewell: signal.Signals | None = None
        self._is_urgent = False

    def _init_shared_socket(self) -> None:
        self._sso: Any = None
        self._shd: Any = SocketHolder(self._listening.fileno(), False, BACKLOG)  # type: ignore[call-arg] # so its stub

    def signal_handler_interrupt(self, number: int = signal.SIGINT, frame: FrameType | None = None) -> None:
        """Begin to end: at once, or politely."""
        self._is_urgent = self.interrupt_signal or number == signal.SIGINT
        if self._is_urgent:
            self.workers_kill_timeout = KILLED_AFTER_AT_ONCE
        if number == signal.SIGTERM:
            self._farewell = self._farewell or DRAIN
        super().signal_handler_interrupt()

    def signal_handler_reload(self, number: int = signal.SIGHUP, frame: FrameType | None = None) -> None:
        """Leave the port to another process."""
        self._farewell, self._grace = HAND_OVER, max(self._grace, HANDING_OVER)
        super().signal_handler_interrupt()

    def shutdown(self, exit_code: int = 0) -> None:
        """End the workers; before that, if there is time, let them say so."""
        if self._farewell and not self._is_urgent:
            self._say_farewell(self._farewell)
        super().shutdown(exit_code)

    def _say_farewell(self, farewell: signal.Signals) -> None:
        for worker in self.wrks:
            with suppress(ProcessLookupError):
                os.kill(worker._id(), farewell)
        end = time.monotonic() + self._grace
        while time.monotonic() < end and not self._is_urgent:
            time.sleep(0.05)


def keep_no_orphans() -> None:
    """See to it that no worker outlives this process, which leads it: nobody could tell it to go.

    A worker that serves leaves the port and ends politely; one that is still starting just ends.
    """
    leader, libc = os.getpid(), ctypes.CDLL(None)

    def end_with_leader() -> None:
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, signal.SIG_DFL)  # not this process's way to end, until the worker has its own
        libc.prctl(_PR_SET_PDEATHSIG, HAND_OVER)
        if os.getppid() != leader:
            os._exit(0)

    if sys.platform == "linux":
        os.register_at_fork(after_in_child=end_with_leader)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until a signal says otherwise."""
    parser = argparse.ArgumentParser(prog="python -m querschnitt.site.server", description=__doc__)
    parser.add_argument("--socket", type=int, required=True, help="file descriptor of the open port")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--grace", type=float, default=0.0, help="seconds before the end after SIGTERM")
    options: Any = parser.parse_args(arguments)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    listening = socket.socket(fileno=options.socket)
    listening.setblocking(False)
    keep_no_orphans()
    Server(listening=listening, workers=options.workers, grace=options.grace).serve()


if __name__ == "__main__":
    main()

"""The server process of a public service: it leads workers on a port that others have opened, and that outlives it.

    python -m querschnitt.site.server --socket 3 --workers 2 --grace 25

The port is opened once, by whoever starts this, and is never closed while one version follows another: what connects
meanwhile waits in its queue. So neither a new version nor a killed process loses a connection. The service is loaded
once; each worker is a fork of this process, and in place of one that has ended by itself another begins at once.

SIGINT : end; requests that have begun are finished
SIGTERM : say for so many seconds that this process is not ready, and close connections politely; then end
SIGHUP : another process serves the port already: take no new connections, then the same
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import importlib
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType
from typing import Any

from querschnitt.site.life import Life
from querschnitt.site.worker import DRAIN, HAND_OVER, HANDING_OVER, serve

APPLICATION = "querschnitt.site.asgi"

KILLED_AFTER, KILLED_AFTER_AT_ONCE = 65, 10
"""Seconds that a worker may take to finish the requests it has begun: the slowest form may take a minute to arrive."""

BREATH = 0.5
"""Seconds at least until a worker follows one that has ended by itself: one that cannot serve must do no harm."""

_PR_SET_PDEATHSIG = 1

Step = tuple[signal.Signals, float]
"""A signal for the workers, and the seconds after which the next step comes."""


class Leader:
    """Sees to it that so many workers are there, and that they end when it is told to.

    Parameters
    ----------
    work : what a worker does
    grace : seconds between saying that this process goes and going
    """

    def __init__(self, work: Callable[[], None], *, workers: int, grace: float) -> None:
        self._work, self._number, self._grace = work, workers, grace
        self._workers: set[int] = set()
        self._farewell: list[Step] | None = None

    def lead(self) -> None:
        """Lead until a signal says otherwise and every worker has ended."""
        finish = (signal.SIGTERM, KILLED_AFTER)
        self._on(signal.SIGINT, [(signal.SIGTERM, KILLED_AFTER_AT_ONCE)])
        self._on(signal.SIGTERM, [(DRAIN, self._grace), finish])
        self._on(signal.SIGHUP, [(HAND_OVER, max(self._grace, HANDING_OVER)), finish])
        signal.signal(signal.SIGALRM, lambda *_: self._next_step())
        for _ in range(self._number):
            self._begin()
        while self._workers:
            begun = time.monotonic()
            number, _ = os.wait()
            self._workers.discard(number)
            if self._farewell is None:
                time.sleep(max(0.0, begun + BREATH - time.monotonic()))
            self._begin()

    def _on(self, number: signal.Signals, steps: Sequence[Step]) -> None:
        def begin(_: int, __: FrameType | None) -> None:
            self._farewell = [*steps, (signal.SIGKILL, 0.0)]
            self._next_step()

        signal.signal(number, begin)

    def _next_step(self) -> None:
        if not self._farewell:
            return
        number, seconds = self._farewell.pop(0)
        for worker in self._workers:
            with suppress(ProcessLookupError):
                os.kill(worker, number)
        if seconds <= 0 and self._farewell:
            self._next_step()
        else:
            signal.setitimer(signal.ITIMER_REAL, seconds)

    def _begin(self) -> None:
        """Begin a worker, unless they are to end. No signal comes between: each worker there is hears of it."""
        leader = os.getpid()
        signal.pthread_sigmask(signal.SIG_BLOCK, _OURS)
        if self._farewell is None:
            worker = os.fork()
            if worker == 0:
                _work_as_its_child(leader, self._work)
            self._workers.add(worker)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _OURS)


_OURS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM}


def _work_as_its_child(leader: int, work: Callable[[], None]) -> None:
    """Do a worker's work, with a worker's signals, and end with the leader: nobody else could tell it to go.

    One that serves then leaves the port and ends politely; one that is still starting just ends.
    """
    status = 1
    try:
        for number in _OURS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _OURS)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, HAND_OVER)
        if os.getppid() == leader:
            work()
            status = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


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
    life: Life = importlib.import_module(APPLICATION).application
    gc.collect()
    gc.freeze()
    Leader(lambda: serve(life, listening=listening), workers=options.workers, grace=options.grace).lead()


if __name__ == "__main__":
    main()

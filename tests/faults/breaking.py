"""What breaks: workers, the service, connections, the database server, all with SIGKILL; and new versions come.

What nobody else starts again is started again here, as the system does in production: the database server, and the
service, which `querschnitt serve` keeps.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import psycopg

from querschnitt.demo.benchmark.interview.open_field import OpenField
from querschnitt.site.databases import connection
from querschnitt.site.postgres import start_server

PAUSE = (0.2, 1.4)
"""Seconds between two breaks, from when all is whole again."""

PATIENCE = 60.0


class Breaking:
    """Breaks one thing after the other, in a thread of its own, each kind once before any comes again."""

    def __init__(self, field: OpenField, *, seed: int) -> None:
        self._field, self._chance = field, random.Random(seed)
        self._kinds: Mapping[str, Callable[[], None]] = {
            "worker killed": self._kill_worker,
            "service killed": self._kill_service,
            "connection killed": self._kill_connection,
            "database server killed": self._kill_database,
            "new version": field.service.renew,
        }
        self.done: Counter[str] = Counter()
        self.error: Exception | None = None
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=each, daemon=True) for each in (self._break, self._keep)]

    @property
    def has_done_all(self) -> bool:
        return len(self.done) == len(self._kinds) or self.error is not None

    def __enter__(self) -> Breaking:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _break(self) -> None:
        turn: list[str] = []
        while not self._stop.wait(self._chance.uniform(*PAUSE)):
            turn = turn or self._chance.sample(sorted(self._kinds), len(self._kinds))
            kind = turn.pop()
            try:
                self._kinds[kind]()
            except Exception as error:
                self.error = error
                return
            self.done[kind] += 1

    def _keep(self) -> None:
        """Start the service again when its leading process has ended, as `querschnitt serve` does."""
        while not self._stop.wait(0.2):
            self._field.service.revive()
        self._field.service.revive()

    def _kill_worker(self) -> None:
        workers = children(self._field.service.process.pid)
        if workers:
            with suppress(ProcessLookupError):
                os.kill(self._chance.choice(workers), signal.SIGKILL)

    def _kill_service(self) -> None:
        process = self._field.service.process
        process.kill()
        process.wait()

    def _kill_connection(self) -> None:
        """Kill a process of the database server; it then ends all others and recovers by itself."""
        with suppress(psycopg.OperationalError), self._as_admin() as admin:
            rows = admin.execute("SELECT pid FROM pg_stat_activity WHERE usename = 'interview'").fetchall()
            if rows:
                with suppress(ProcessLookupError):
                    os.kill(self._chance.choice(rows)[0], signal.SIGKILL)
        self._wait_for_database()

    def _kill_database(self) -> None:
        with self._as_admin() as admin:
            row = admin.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
        assert row
        postmaster = int(str(row[0]).split()[0])
        its = children(postmaster)
        os.kill(postmaster, signal.SIGKILL)
        for number in its:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        deployment = self._field.scratch.deployment
        end = time.monotonic() + PATIENCE
        while any(Path(f"/proc/{number}").exists() for number in (postmaster, *its)) or not _is_free(deployment.port):
            if time.monotonic() > end:
                raise TimeoutError("the killed database server does not go away")
            time.sleep(0.05)
        assert start_server(self._field.scratch.folder).deployment.port == deployment.port

    def _wait_for_database(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(psycopg.OperationalError), self._as_admin():
                return
            time.sleep(0.1)
        raise TimeoutError("the database server does not come back")

    def _as_admin(self):
        return connection(self._field.scratch.deployment, "postgres", "admin")


def children(number: int) -> list[int]:
    """Return the processes that a process has started."""
    found = subprocess.run(["pgrep", "-P", str(number)], capture_output=True, text=True, check=False)
    return [int(each) for each in found.stdout.split()]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True

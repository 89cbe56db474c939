"""Start and stop the four services on loopback: each a process of its own, with its own settings and database role."""

from __future__ import annotations

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from querschnitt.core.errors import StateError
from querschnitt.site.command import settings_of
from querschnitt.site.deployment import read_deployment, var_folder, write_deployment
from querschnitt.site.life import READY_PIPE
from querschnitt.site.postgres import free_port

PREFERRED_PORTS: Mapping[str, int] = {"interview": 8010, "statistics": 8020, "office": 8030, "portal": 8040}
PUBLIC = "interview"
"""The service whose port stays open while one version of it follows another: see `site.server`."""

WSGI = ("--interface", "wsgi", "--blocking-threads", "4", "querschnitt.site.wsgi:application")
KEPT = ("--respawn-failed-workers", "--no-access-log", "--log-level", "warning")
PATIENCE = 30.0  # seconds until a service must answer
FAREWELL, LONG_FAREWELL = 15.0, 75.0
"""Seconds that a service may take to end, besides its grace: at once, or with all that it has begun."""

BACKLOG = 2048


@dataclass
class Service:
    """A running service.

    Attributes
    ----------
    launch : starts its process again, with the number of a pipe to which each worker writes when it can serve
    listening : its port, if that stays open while processes come and go
    """

    name: str
    port: int
    process: subprocess.Popen[bytes]
    launch: Callable[[int], subprocess.Popen[bytes]] | None = None
    listening: socket.socket | None = None
    workers: int = 1
    grace: float = 0.0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def stop(self, *, politely: bool = False) -> None:
        """End the service; it finishes the requests it has begun. Politely, it says so before, for its grace."""
        if politely or self.listening is None:
            _end(self.process, signal.SIGTERM, within=self.grace + LONG_FAREWELL)
        else:
            _end(self.process, signal.SIGINT, within=FAREWELL)
        if self.listening is not None:
            self.listening.close()

    def renew(self) -> None:
        """Let another process, which may be of a newer version, take over; no request is lost where the port stays.

        Raises
        ------
        StateError : if the other process cannot serve; then the first one goes on
        """
        if self.launch is None:
            raise StateError(f"The service '{self.name}' was not started here and cannot be renewed")
        if self.listening is None:
            _end(self.process, signal.SIGTERM, within=FAREWELL)
            self.process = self.launch(NO_PIPE)
            return
        before, ready = self.process, _Pipe()
        successor = self.launch(ready.to_write)
        if not ready.has_come(self.workers, successor):
            _end(successor, signal.SIGINT, within=FAREWELL)
            raise StateError(
                f"The new process of the service '{self.name}' cannot serve; the one before goes on",
                hint=f"See log/{self.name}.log.",
            )
        self.process = successor
        _end(before, signal.SIGHUP, within=self.grace + LONG_FAREWELL)

    def revive(self) -> None:
        """Start the process again that has ended by itself. Where the port stays, whoever comes meanwhile waits."""
        if self.launch is not None and not self.is_alive():
            self.process = self.launch(NO_PIPE)


NO_PIPE = -1


class _Pipe:
    """Tells when the workers of a process can serve."""

    def __init__(self) -> None:
        self._to_read, self.to_write = os.pipe()

    def has_come(self, number: int, process: subprocess.Popen[bytes]) -> bool:
        """Wait for so many bytes; False if they do not come in time."""
        os.close(self.to_write)
        end, count = time.monotonic() + PATIENCE, 0
        try:
            while count < number and time.monotonic() < end and process.poll() is None:
                if select.select([self._to_read], [], [], 0.1)[0]:
                    count += len(os.read(self._to_read, number))
        finally:
            os.close(self._to_read)
        return count >= number


def _end(process: subprocess.Popen[bytes], number: signal.Signals, *, within: float) -> None:
    if process.poll() is None:
        process.send_signal(number)
    try:
        process.wait(timeout=within)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def start_service(name: str, *, workers: int = 1, folder: Path | None = None) -> Service:
    """Start one service on its preferred port, or on a free one if that is taken, and wait until it answers.

    ``folder`` is the variable folder of another installation than this one.

    Raises
    ------
    StateError : if it does not answer; its log says why.
    """
    folder = folder or var_folder()
    deployment = read_deployment(folder)
    port = free_port(deployment.ports.get(name, PREFERRED_PORTS[name]))
    write_deployment(replace(deployment, ports={**deployment.ports, name: port}), folder)
    log = folder / "log" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    listening = _opened(port) if name == PUBLIC else None
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings_of(name), "QUERSCHNITT_VAR": str(folder)}

    def launch(pipe: int) -> subprocess.Popen[bytes]:
        kept = [number for number in (listening.fileno() if listening else NO_PIPE, pipe) if number != NO_PIPE]
        command = _command(port, listening, workers=workers, grace=deployment.grace)
        with log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603
                command,
                env={**environment, READY_PIPE: str(pipe)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=kept,
            )

    service = Service(name, port, launch(NO_PIPE), launch, listening, workers, deployment.grace)
    if not _answers(service):
        service.stop()
        raise StateError(
            f"The service '{name}' does not answer", where=service.address, hint=f"Its log says why: {log}"
        )
    return service


def _opened(port: int) -> socket.socket:
    """Open a port of loopback, for processes that come and go."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(BACKLOG)
    return listening


def _command(port: int, listening: socket.socket | None, *, workers: int, grace: float) -> list[str]:
    if listening is not None:
        given = ("--socket", listening.fileno(), "--workers", workers, "--grace", grace)
        return [sys.executable, "-m", "querschnitt.site.server", *map(str, given)]
    where = ("--host", "127.0.0.1", "--port", str(port), "--workers", str(workers))
    return [sys.executable, "-m", "granian", *WSGI, *where, *KEPT]


def _answers(service: Service) -> bool:
    path = "/ready" if service.listening is not None else "/health"
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and service.is_alive():
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return True
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    return False


@contextmanager
def running(*names: str, workers: int = 1) -> Iterator[dict[str, Service]]:
    """Run services for the duration of a block."""
    services: dict[str, Service] = {}
    try:
        for name in names:
            services[name] = start_service(name, workers=workers)
        yield services
    finally:
        for service in services.values():
            service.stop()

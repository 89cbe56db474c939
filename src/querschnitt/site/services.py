"""Start and stop the four services on loopback: each a process of its own, with its own settings and database role."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from querschnitt.core.errors import StateError
from querschnitt.site.command import settings_of
from querschnitt.site.deployment import read_deployment, var_folder, write_deployment
from querschnitt.site.postgres import free_port

PREFERRED_PORTS: Mapping[str, int] = {"interview": 8010, "statistics": 8020, "office": 8030, "portal": 8040}
WSGI = ("--interface", "wsgi", "--blocking-threads", "4", "querschnitt.site.wsgi:application")
KINDS: Mapping[str, tuple[str, ...]] = {
    "interview": ("--interface", "asgi", "--loop", "uvloop", "querschnitt.site.asgi:application"),
}
PATIENCE = 30.0  # seconds until a service must answer


@dataclass(frozen=True)
class Service:
    """A running service."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        """End the service; it finishes the requests it has begun."""
        if self.is_alive():
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


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
    command = [
        sys.executable, "-m", "granian", *KINDS.get(name, WSGI), "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--no-access-log", "--log-level", "warning",
    ]  # fmt: skip
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings_of(name), "QUERSCHNITT_VAR": str(folder)}
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    service = Service(name, port, process)
    if not _answers(service):
        service.stop()
        raise StateError(
            f"The service '{name}' does not answer", where=service.address, hint=f"Its log says why: {log}"
        )
    return service


def _answers(service: Service) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and service.is_alive():
        try:
            connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return True
        except OSError:
            pass
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

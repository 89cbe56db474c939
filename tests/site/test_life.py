"""A process of a public service says how it is, and goes politely."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from querschnitt.site.life import Life, Message


async def page(scope: dict[str, Any], receive: object, send: Callable[[Message], Any]) -> None:
    headers = [(b"content-type", b"text/html"), (b"Connection", b"keep-alive")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


def living(*, is_ready: bool = True) -> Life:
    async def ready() -> bool:
        return is_ready

    return Life(page, is_ready=ready)


def ask(life: Life, path: str) -> tuple[int, bytes, dict[bytes, bytes]]:
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        said.append(message)

    asyncio.run(life({"type": "http", "path": path, "method": "GET"}, receive, send))
    headers = {name.lower(): value for name, value in said[0]["headers"]}
    return said[0]["status"], said[1]["body"], headers


@pytest.mark.parametrize(("is_ready", "status", "body"), [(True, 200, b"ready\n"), (False, 503, b"not ready\n")])
def test_ready_says_whether_requests_should_come_here(is_ready: bool, status: int, body: bytes) -> None:
    assert ask(living(is_ready=is_ready), "/ready")[:2] == (status, body)
    assert ask(living(is_ready=is_ready), "/health")[:2] == (200, b"ok\n")


def test_whoever_leaves_is_alive_not_ready_and_closes_each_connection_with_its_answer() -> None:
    life = living()
    assert ask(life, "/page")[2][b"connection"] == b"keep-alive"
    life._leave()
    assert ask(life, "/ready")[:2] == (503, b"not ready\n")
    for path in ("/health", "/ready", "/page"):
        status, _, headers = ask(life, path)
        assert headers[b"connection"] == b"close"
    assert ask(life, "/page")[:2] == (200, b"/page")


def test_what_the_application_needs_is_read_before_it_serves_and_it_hears_of_its_beginning() -> None:
    heard: list[str] = []

    async def application(scope: dict[str, Any], receive: Callable[[], Any], send: Callable[[Message], Any]) -> None:
        heard.append((await receive())["type"])
        await send({"type": "lifespan.startup.complete"})

    async def is_ready() -> bool:
        heard.append("read")
        return True

    read, write = os.pipe()
    said: list[str] = []

    async def go() -> None:
        async def receive() -> Message:
            return {"type": "lifespan.startup"}

        async def send(message: Message) -> None:
            said.append(message["type"])

        await Life(application, is_ready=is_ready)({"type": "lifespan"}, receive, send)

    before = os.environ.get("QUERSCHNITT_READY_PIPE")
    os.environ["QUERSCHNITT_READY_PIPE"] = str(write)
    try:
        asyncio.run(go())
        assert os.read(read, 10) == b"."
    finally:
        os.environ.pop("QUERSCHNITT_READY_PIPE")
        if before is not None:
            os.environ["QUERSCHNITT_READY_PIPE"] = before
        os.close(read)
        os.close(write)
    assert (heard, said) == (["read", "lifespan.startup"], ["lifespan.startup.complete"])


LEAVER = """
import os, socket, sys, time
from querschnitt.site.life import stop_accepting
port = socket.socket(fileno=int(sys.argv[1]))
first, _ = port.accept()
first.sendall(b"first")
stop_accepting()
first.sendall(b" still here")
port.setblocking(False)
try:
    port.accept()
    first.sendall(b" and took another one")
except BlockingIOError:
    first.sendall(b" and takes none")
"""


def test_who_leaves_a_port_takes_none_of_what_waits_there_and_breaks_nothing_that_was_begun() -> None:
    with socket.socket() as port:
        port.bind(("127.0.0.1", 0))
        port.listen()
        number = port.fileno()
        leaver = subprocess.Popen([sys.executable, "-c", LEAVER, str(number)], pass_fds=[number])
        try:
            with socket.create_connection(port.getsockname(), timeout=30) as first:
                assert first.recv(5) == b"first"
                with socket.create_connection(port.getsockname(), timeout=30) as second:
                    heard = b""
                    with contextlib.suppress(OSError):
                        while part := first.recv(100):
                            heard += part
                    assert heard == b" still here and takes none"
                    # The other process, this one, finds it in the queue.
                    taken, _ = port.accept()
                    taken.sendall(b"second")
                    assert second.recv(6) == b"second"
                    taken.close()
        finally:
            leaver.wait(30)
    assert leaver.returncode == 0


def test_a_worker_ends_with_the_process_that_leads_it() -> None:
    leader = (
        "import os, time; from querschnitt.site.server import keep_no_orphans; keep_no_orphans(); "
        "worker = os.fork(); worker and print(worker, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", leader], stdout=subprocess.PIPE)
    assert process.stdout
    number = int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()
    for _ in range(100):
        if not is_running(number):
            break
        time.sleep(0.1)
    assert not is_running(number)


def is_running(number: int) -> bool:
    try:
        with open(f"/proc/{number}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

"""A worker that leaves its port takes none of what waits there, and breaks nothing that was begun."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from querschnitt.site.worker import DRAIN, HAND_OVER

WORKER = """
import asyncio, socket, sys
from querschnitt.site.life import Life
from querschnitt.site.worker import serve

async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": message["type"] + ".complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    await asyncio.sleep(0.5)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": sys.argv[2].encode()})

async def is_ready():
    return True

serve(Life(application, is_ready=is_ready), listening=socket.socket(fileno=int(sys.argv[1])))
"""
GET = b"GET %b HTTP/1.1\r\nHost: here\r\n\r\n"


@contextmanager
def serving(listening: socket.socket, name: str) -> Iterator[subprocess.Popen[bytes]]:
    number = listening.fileno()
    process = subprocess.Popen([sys.executable, "-c", WORKER, str(number), name], pass_fds=[number])
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, -signal.SIGTERM)


def connected(listening: socket.socket) -> socket.socket:
    return socket.create_connection(listening.getsockname(), timeout=30)


def asked(made: socket.socket, path: bytes = b"/") -> bytes:
    made.sendall(GET % path)
    return heard(made)


def heard(made: socket.socket) -> bytes:
    said = b""
    while b"\r\n\r\n" not in said and (part := made.recv(10_000)):
        said += part
    head, _, body = said.partition(b"\r\n\r\n")
    while len(body) < 2 and (part := made.recv(10_000)):
        body += part
    return head + b"\r\n\r\n" + body


def test_what_waits_is_served_by_the_one_that_follows_and_what_was_begun_comes_to_its_end() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        serving(listening, "me") as first,
        connected(listening) as begun,
    ):
        assert asked(begun).endswith(b"me")
        begun.sendall(GET % b"/")
        time.sleep(0.2)
        os.kill(first.pid, HAND_OVER)
        time.sleep(0.2)
        with connected(listening) as waiting:
            waiting.sendall(GET % b"/")
            assert heard(begun).endswith(b"me")
            with serving(listening, "it"):
                assert heard(waiting).endswith(b"it")


def test_whoever_is_to_go_says_so_and_closes_each_connection_with_its_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, serving(listening, "me") as worker:
        with connected(listening) as made:
            assert asked(made, b"/ready").startswith(b"HTTP/1.1 200 OK\r\n")
            os.kill(worker.pid, DRAIN)
            time.sleep(0.3)
            assert asked(made, b"/ready").startswith(b"HTTP/1.1 503 ")
        with connected(listening) as made:
            said = asked(made)
            assert b"connection: close\r\n" in said and said.endswith(b"me") and made.recv(1) == b""


def test_a_request_that_has_begun_is_finished_before_the_end() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        serving(listening, "me") as worker,
        connected(listening) as made,
    ):
        assert asked(made).endswith(b"me")
        made.sendall(GET % b"/")
        time.sleep(0.2)
        worker.send_signal(signal.SIGTERM)
        assert heard(made).endswith(b"me")

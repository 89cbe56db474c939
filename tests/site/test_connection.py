"""Connections over a real socket: kept, closed in time, and each answer in one piece."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from uvicorn import Server

from querschnitt.apps.extensions import whole
from querschnitt.site import connection
from querschnitt.site.connection import Connection
from querschnitt.site.worker import configuration

Send = Callable[[dict[str, Any]], Any]

GET = b"GET /%b HTTP/1.1\r\nHost: here\r\n\r\n"


async def application(scope: dict[str, Any], receive: Callable[[], Any], send: Send) -> None:
    """Say what was asked for: whole, or in the messages of ASGI."""
    exchange = whole(scope)
    said = f"{scope['method']} {scope['path']}?".encode() + scope["query_string"]
    assert exchange is not None
    if scope["path"] == "/late":
        await asyncio.sleep(0.2)
    is_here = exchange.is_here()
    while scope["method"] == "POST" and scope["path"] not in ("/refused", "/unread"):
        message = await receive()
        said += b" " + message["body"]
        if not message["more_body"]:
            break
    said += b" at once" if is_here else b" in parts"
    if scope["path"] == "/refused":
        await exchange.answer(413, b"content-length: 5\r\nconnection: close\r\n", b"large")
        return
    if scope["path"] == "/messages":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(said))]})
        await send({"type": "http.response.body", "body": said})
        return
    await exchange.answer(200, b"content-length: %d\r\n" % len(said), said)


@pytest.fixture
def port() -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    served = configuration(application)
    served.lifespan = "off"
    server = Server(served)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)


@contextlib.contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as made:
        yield made


def heard(made: socket.socket, until: bytes) -> bytes:
    """Return what comes, to this end or to that of the connection."""
    said = b""
    while until not in said and (part := made.recv(100_000)):
        said += part
    return said


def is_closed(made: socket.socket) -> bool:
    """Whether the other side closes the connection; waits for it for two seconds."""
    made.settimeout(2)
    with contextlib.suppress(TimeoutError):
        return made.recv(1) == b""
    return False


@pytest.mark.parametrize("path", [b"page", b"messages"])
def test_a_connection_is_kept_from_one_answer_to_the_next(port: int, path: bytes) -> None:
    with connected(port) as made:
        for _ in range(3):
            made.sendall(GET % path)
            said = heard(made, b" at once")
            assert said.startswith(b"HTTP/1.1 200 OK\r\ndate: ") and said.endswith(b"GET /%b? at once" % path)
            assert b"connection: close" not in said


def test_an_answer_that_is_given_whole_comes_in_one_piece(port: int) -> None:
    with connected(port) as made:
        made.sendall(GET % b"page")
        time.sleep(0.3)
        assert made.recv(100_000).endswith(b"GET /page? at once")


def test_addresses_are_decoded_and_what_stands_behind_the_question_mark_is_not(port: int) -> None:
    with connected(port) as made:
        made.sendall(GET % b"a%20b%C3%A4?l=ar%2C")
        assert "GET /a bä?l=ar%2C at once".encode() in heard(made, b" at once")


def test_a_form_may_come_in_parts(port: int) -> None:
    with connected(port) as made:
        made.sendall(b"POST /late HTTP/1.1\r\nHost: here\r\nContent-Length: 6\r\n\r\nabc")
        time.sleep(0.4)
        made.sendall(b"def")
        assert heard(made, b" in parts").endswith(b"POST /late? abc def in parts")
        made.sendall(b"POST /late HTTP/1.1\r\nHost: here\r\nContent-Length: 6\r\n\r\nabcdef")
        assert heard(made, b" at once").endswith(b"POST /late? abcdef at once")


def test_who_is_refused_before_all_was_sent_hears_it_once_and_is_then_left(port: int) -> None:
    with connected(port) as made:
        made.sendall(b"POST /refused HTTP/1.1\r\nHost: here\r\nContent-Length: 300000\r\n\r\n")
        said = heard(made, b"large")
        made.sendall(bytes(300_000))
        said += heard(made, b"never said")
        assert said.startswith(b"HTTP/1.1 413 ") and said.endswith(b"\r\nconnection: close\r\n\r\nlarge")
        assert said.count(b"HTTP/1.1") == said.count(b"connection") == 1


def test_what_nobody_reads_of_a_request_is_no_head_of_the_next_one(port: int) -> None:
    with connected(port) as made:
        made.sendall(b"POST /unread HTTP/1.1\r\nHost: here\r\nContent-Length: 200000\r\n\r\n")
        assert heard(made, b" in parts").endswith(b"POST /unread? in parts")
        made.sendall(bytes(200_000) + GET % b"next")
        assert heard(made, b" at once").endswith(b"GET /next? at once")


def test_requests_that_come_together_are_answered_in_their_order(port: int) -> None:
    with connected(port) as made:
        made.sendall(GET % b"late" + GET % b"second" + GET % b"third")
        said = heard(made, b"/third? at once")
        assert said.index(b"/late?") < said.index(b"/second?") < said.index(b"/third?")


@pytest.mark.parametrize(
    "request_",
    [b"GET / HTTP/1.0\r\n\r\n", b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"],
)
def test_who_wishes_no_further_answer_gets_none(port: int, request_: bytes) -> None:
    with connected(port) as made:
        made.sendall(request_)
        assert b"connection: close\r\n" in heard(made, b" at once")
        assert is_closed(made)


def test_a_process_that_is_to_go_closes_each_connection_with_its_answer(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(port) as made:
        made.sendall(GET % b"before")
        assert b"connection: close\r\n" not in heard(made, b" at once")
        monkeypatch.setattr(Connection, "are_last", True)
        made.sendall(GET % b"after")
        assert b"connection: close\r\n" in heard(made, b" at once")
        assert is_closed(made)


def test_more_connections_than_are_kept_are_answered_and_closed(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with connected(port) as first, connected(port) as second:
        for made in (first, second):
            made.sendall(GET % b"page")
            assert heard(made, b" at once")
        monkeypatch.setattr(connection, "MOST_KEPT", 1)
        first.sendall(GET % b"page")
        assert b"connection: close\r\n" in heard(first, b" at once") and is_closed(first)
        time.sleep(0.2)
        second.sendall(GET % b"page")
        assert b"connection: close\r\n" not in heard(second, b" at once")


@pytest.mark.parametrize("begun", [b"", b"GET /page HTTP/1.1\r\nHo", GET % b"page"])
def test_silence_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    monkeypatch.setattr(connection, "SILENCE", 0.5)
    with connected(port) as made:
        made.sendall(begun)
        if begun.endswith(b"\r\n\r\n"):
            assert heard(made, b" at once")
        started = time.monotonic()
        assert is_closed(made)
        assert time.monotonic() - started > 0.2


def test_a_head_that_drips_is_not_waited_for_either(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SILENCE", 0.5)
    with connected(port) as made:
        started = time.monotonic()
        with contextlib.suppress(OSError):
            made.sendall(b"GET / HTTP/1.1\r\n")
            while time.monotonic() < started + 5:
                made.sendall(b"a: b\r\n")
                time.sleep(0.05)
        assert time.monotonic() - started < 4


def test_an_answer_that_takes_its_time_is_waited_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SILENCE", 0.1)
    with connected(port) as made:
        made.sendall(GET % b"late")
        assert heard(made, b" at once").endswith(b"GET /late? at once")


@pytest.mark.parametrize("head", [b"a: " + b"b" * 100_000, b"a: b\r\n" * 20_000])
def test_a_head_without_end_is_refused(port: int, head: bytes) -> None:
    with connected(port) as made:
        with contextlib.suppress(OSError):
            made.sendall(b"GET / HTTP/1.1\r\n" + head)
        said = b""
        with contextlib.suppress(OSError):
            said = heard(made, b"too long.")
        assert said == b"" or said.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert said == b"" or is_closed(made)


def test_who_would_rather_speak_another_protocol_is_answered_in_this_one(port: int) -> None:
    with connected(port) as made:
        made.sendall(b"GET /page HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        assert heard(made, b" at once").endswith(b"GET /page? at once")


def test_who_waits_for_leave_to_send_a_form_is_given_it(port: int) -> None:
    with connected(port) as made:
        made.sendall(b"POST /late HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        assert heard(made, b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        made.sendall(b"abc")
        assert heard(made, b" in parts").endswith(b" abc in parts")


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x16\x03\x01\x02\x00\x01",
        b"GET http://[ HTTP/1.1\r\n\r\n",
        b"HELLO\r\n\r\n",
        b"CONNECT elsewhere:443 HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_nobody_else_suffers(port: int, nonsense: bytes) -> None:
    with connected(port) as made:
        made.sendall(nonsense)
        assert heard(made, b"received.").startswith(b"HTTP/1.1 400 Bad Request\r\n")
    with connected(port) as other:
        other.sendall(GET % b"page")
        assert heard(other, b" at once").endswith(b"GET /page? at once")

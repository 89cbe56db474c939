"""A small real server on loopback, in a thread: it answers as a function says, and closes connections when told to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answering = Callable[[bytes, int], bytes | None]
"""Given a request and its number on the connection, returns the bytes to be sent, or None to close it instead."""


@contextmanager
def serving(answering: Answering) -> Iterator[int]:
    """Serve for the duration of a block, and give the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_accept, args=(listening, answering), daemon=True).start()
        yield listening.getsockname()[1]


def _accept(listening: socket.socket, answering: Answering) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=_converse, args=(connection, answering), daemon=True).start()


def _converse(connection: socket.socket, answering: Answering) -> None:
    with connection, suppress(OSError):
        number = 0
        while request := _request(connection):
            answer = answering(request, number)
            if answer is None:
                return
            connection.sendall(answer)
            number += 1


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def page(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Return an answer with a body."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

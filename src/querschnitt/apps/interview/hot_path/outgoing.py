"""Answers on their way out: those of the hot path in one piece where the server takes them so, those of Django with an
address for a script instead of a way there, and with pages compressed.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from querschnitt.apps.extensions import whole
from querschnitt.apps.interview.hot_path.messages import Answer, Request
from querschnitt.apps.interview.hot_path.packing import VARY, coding_for, packed_once
from querschnitt.apps.interview.hot_path.reading import Message

Send = Callable[[Message], Awaitable[None]]

NO_CONTENT, SEE_OTHER = 204, 303
DROPPED = (b"content-length", b"content-type")


class Envelope:
    """Sends answers of the hot path. ``headers`` : what each of them carries besides its own."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        self._lines = _lines(self._headers)

    async def send(self, answer: Answer, scope: Mapping[str, Any], send: Send) -> None:
        """Send an answer to a request."""
        status, body, own = answer.status, answer.body, answer.headers
        if status != NO_CONTENT:
            own = [*own, (b"content-length", b"%d" % len(body))]
        if exchange := whole(scope):
            await exchange.answer(status, self._lines + _lines(own), body)
        else:
            await send({"type": "http.response.start", "status": status, "headers": [*self._headers, *own]})
            await send({"type": "http.response.body", "body": body})


def _lines(headers: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join([b"%b: %b\r\n" % header for header in headers])


class Outgoing:
    """Sends the messages of Django for one request."""

    def __init__(self, send: Send, request: Request) -> None:
        self._send, self._request = send, request
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        start, self._start = self._start, None
        if start is None:
            await self._send(message)
        elif self._request.wants_json and start["status"] == SEE_OTHER:
            await self._send_whole(as_json(Answer(SEE_OTHER, headers=_lower(start))))
        elif message.get("more_body") or not _is_page(start):
            await self._send(start)
            await self._send(message)
        else:
            await self._send_whole(self._packed(start, message.get("body", b"")))

    def _packed(self, start: Message, body: bytes) -> Answer:
        coding = coding_for(self._request.header(b"accept-encoding"))
        kept = [(name, value) for name, value in _lower(start) if name != b"content-length"]
        encoding = [(b"content-encoding", coding.encode())] if coding else []
        return Answer(start["status"], packed_once(body, coding), [*kept, VARY, *encoding])

    async def _send_whole(self, answer: Answer) -> None:
        headers = [*answer.headers, (b"content-length", str(len(answer.body)).encode())]
        await self._send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await self._send({"type": "http.response.body", "body": answer.body})


def as_json(answer: Answer) -> Answer:
    """Say to a script where to go on, instead of leading there."""
    target = next(value for name, value in answer.headers if name == b"location")
    headers = [(name, value) for name, value in answer.headers if name not in (b"location", *DROPPED)]
    body = json.dumps({"go": target.decode()}).encode()
    return Answer(200, body, [*headers, (b"content-type", b"application/json")])


def _lower(start: Message) -> list[tuple[bytes, bytes]]:
    return [(name.lower(), value) for name, value in start["headers"]]


def _is_page(start: Message) -> bool:
    headers = dict(_lower(start))
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers

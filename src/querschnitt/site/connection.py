"""A connection to a public service: uvicorn's, with less to do for each request, and not kept waiting for ever."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote

import httptools
from uvicorn._types import HTTPScope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from querschnitt.apps.extensions import WHOLE

SILENCE = 20
"""Seconds that the head of a request may take, and that a connection may be silent between two."""

LONGEST_HEAD = 64 * 1024
"""Bytes of a request before its body; a browser sends some two thousand."""

CLOSE = b"connection: close\r\n"

MOST_KEPT = 8192
"""Connections that a process keeps, most of them silent. If there are more, each answer closes its own."""


class Connection(HttpToolsProtocol):
    """Makes less of each request than uvicorn does, which knows more kinds of servers than this one; and closes what
    sends no request within `SILENCE`, or one whose head has no end.

    Attributes
    ----------
    are_last : whether each answer is the last one of its connection, because this process is to go
    """

    are_last = False
    _waiting_since: float | None
    _head_size = 0
    _is_in_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        super().connection_made(transport)
        self._wait()
        self._watch = self.loop.call_later(SILENCE, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._waiting_since is not None and not self._is_in_body:
            self._head_size += len(data)
            if self._head_size > LONGEST_HEAD and not self.transport.is_closing():
                self.send_400_response("The head of the request is too long.")

    def on_message_begin(self) -> None:
        self.url, self.headers, self.expect_100_continue = b"", [], False

    def on_headers_complete(self) -> None:
        self._waiting_since, self._is_in_body = None, True
        before, self.cycle = self.cycle, self._exchange(self._scope())
        if before is None or before.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))

    def _scope(self) -> HTTPScope:
        url = httptools.parse_url(self.url)
        path = url.path.decode("ascii")
        return {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": self.parser.get_http_version(),
            "method": self.parser.get_method().decode("ascii"),
            "scheme": "http",
            "server": self.server,
            "client": self.client,
            "root_path": "",
            "path": unquote(path) if "%" in path else path,
            "raw_path": url.path,
            "query_string": url.query or b"",
            "headers": self.headers,
        }

    def _exchange(self, scope: HTTPScope) -> Exchange:
        keeps = self.parser.should_keep_alive() and not self.are_last and len(self.connections) <= MOST_KEPT
        exchange = Exchange(
            scope=scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=keeps and scope["http_version"] != "1.0",
            on_response=self.on_response_complete,
        )
        scope["extensions"] = {WHOLE: exchange}  # type: ignore[dict-item] # ASGI would have a dict
        return exchange

    def on_message_complete(self) -> None:
        self._is_in_body = False
        super().on_message_complete()
        if self.cycle.response_complete and not self.cycle.keep_alive:
            self.transport.close()

    def on_response_complete(self) -> None:
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self._wait()

    def _wait(self) -> None:
        """Wait for the head of the next request."""
        self._waiting_since, self._head_size = self.loop.time(), 0

    def _look(self) -> None:
        """Close the connection if its next request is overdue, or look again later."""
        since = self._waiting_since
        left = SILENCE if since is None else since + SILENCE - self.loop.time()
        if left > 0:
            self._watch = self.loop.call_later(left, self._look)
        else:
            self.transport.close()


class Exchange(RequestResponseCycle):
    """A request and its answer, which may come whole: see `querschnitt.apps.extensions`."""

    def is_here(self) -> bool:
        return not self.more_body

    async def answer(self, status: int, head: bytes, body: bytes) -> None:
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        self.response_started, self.waiting_for_100_continue = True, False
        says_so = CLOSE in head
        self.keep_alive = self.keep_alive and not says_so
        parts = [STATUS_LINE[status]]
        for name, value in self.default_headers:
            parts += (name, b": ", value, b"\r\n")
        parts += (head, b"" if self.keep_alive or says_so else CLOSE, b"\r\n", body)
        self.transport.write(b"".join(parts))
        self.response_complete = True
        self.message_event.set()
        # Closed while the request still comes, the connection would be broken before the answer is read.
        if not self.keep_alive and self.is_here():
            self.transport.close()
        self.on_response()

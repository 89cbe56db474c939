"""Many browsers in one process, at the least cost: raw sockets and epoll, no thread, no event loop but this one.

The processors are shared with the service that is measured, so what is spent here is taken from it.
"""

from __future__ import annotations

import gc
import select
import socket
import time
from array import array
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from querschnitt.demo.benchmark.interview.http1 import Answer, MalformedError, parse

Request = tuple[int, bytes]
"""Its kind (GET or POST, below), and what goes over the wire."""

GET, POST = 0, 1
PATIENCE = 60.0  # seconds until an answer counts as one that never comes
_LARGEST = 1 << 18  # bytes read at a time


class AstrayError(Exception):
    """The service has answered what it must not."""


@dataclass(slots=True)
class Play:
    """Something that a browser does: it gives requests, and is given answers.

    `name` is noted when it has come to its end.
    """

    name: str
    requests: Generator[Request, Answer, None]


@dataclass
class Tally:
    """What has happened.

    Attributes
    ----------
    done_at, taken : by kind of request, when each answer came and after how many seconds
    completed : name of a play -> when it came to its end
    faults : what went wrong, the first ones in words
    reconnected : requests sent again, because the server had closed a connection before it began to answer
    received : bytes
    """

    done_at: tuple[array[float], array[float]] = field(default_factory=lambda: (array("d"), array("d")))
    taken: tuple[array[float], array[float]] = field(default_factory=lambda: (array("d"), array("d")))
    completed: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    reconnected: int = 0
    received: int = 0


class _Browser:
    """A connection and the play that goes over it."""

    __slots__ = ("answered", "buffer", "kind", "play", "request", "sent_at", "socket", "stays")

    def __init__(self, play: Play) -> None:
        self.play = play
        self.buffer = b""
        self.answered = 0
        self.stays = True
        self.kind = GET
        self.request = b""
        self.sent_at = 0.0
        self.socket = socket.socket()


def drive(port: int, *, at_a_time: int, next_play: Callable[[], Play | None]) -> Tally:
    """Let so many browsers play at a time, each time the next play in a new one, until there is none.

    A browser opens a connection, keeps it as long as the server does, and closes it at the end of its play.
    """
    engine = _Engine(port, next_play)
    gc.collect()
    gc.freeze()
    try:
        engine.run(at_a_time)
    finally:
        gc.unfreeze()
        engine.close()
    return engine.tally


class _Engine:
    def __init__(self, port: int, next_play: Callable[[], Play | None]) -> None:
        self.port = port
        self.next_play = next_play
        self.tally = Tally()
        self.poll = select.epoll()
        self.browsers: dict[int, _Browser] = {}

    def run(self, at_a_time: int) -> None:
        for _ in range(at_a_time):
            self._begin()
        clock, poll, browsers = time.perf_counter, self.poll.poll, self.browsers
        looked_at = clock()
        while browsers:
            ready = poll(1.0)
            now = clock()
            for number, _ in ready:
                self._read(browsers[number], now)
            if now - looked_at > 1.0:
                looked_at = now
                self._give_up(now)

    def close(self) -> None:
        for browser in self.browsers.values():
            browser.socket.close()
        self.poll.close()

    def _begin(self) -> None:
        play = self.next_play()
        if play is None:
            return
        browser = _Browser(play)
        self._connect(browser)
        self._go_on(browser, None)

    def _connect(self, browser: _Browser) -> None:
        browser.socket.settimeout(PATIENCE)
        browser.socket.connect(("127.0.0.1", self.port))
        browser.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        browser.socket.setblocking(False)
        browser.answered = 0
        browser.stays = True
        self.browsers[browser.socket.fileno()] = browser
        self.poll.register(browser.socket.fileno(), select.EPOLLIN)

    def _disconnect(self, browser: _Browser) -> None:
        del self.browsers[browser.socket.fileno()]
        browser.socket.close()

    def _reconnect(self, browser: _Browser) -> None:
        self._disconnect(browser)
        browser.socket = socket.socket()
        self._connect(browser)

    def _read(self, browser: _Browser, now: float) -> None:
        try:
            data = browser.socket.recv(_LARGEST)
        except OSError:
            data = b""
        if not data:
            self._lost(browser)
            return
        if browser.buffer:
            data = browser.buffer + data
        try:
            answer = parse(data)
        except (MalformedError, ValueError) as error:
            self._end(browser, f"{browser.play.name}: no answer: {error}")
            return
        if answer is None:
            browser.buffer = data
            return
        browser.buffer = b""
        browser.answered += 1
        browser.stays = answer.stays
        tally = self.tally
        tally.done_at[browser.kind].append(now)
        tally.taken[browser.kind].append(now - browser.sent_at)
        tally.received += answer.size
        self._go_on(browser, answer)

    def _go_on(self, browser: _Browser, answer: Answer | None) -> None:
        try:
            browser.kind, browser.request = (
                browser.play.requests.send(answer) if answer else next(browser.play.requests)
            )
        except StopIteration:
            self.tally.completed[browser.play.name] = time.perf_counter()
            self._end(browser)
            return
        except AstrayError as error:
            self._end(browser, f"{browser.play.name}: {error}")
            return
        if not browser.stays:
            self._reconnect(browser)
        self._send(browser)

    def _send(self, browser: _Browser) -> None:
        browser.sent_at = time.perf_counter()
        try:
            sent = browser.socket.send(browser.request)
        except OSError:
            return  # the closed connection is found when it is read
        if sent < len(browser.request):
            browser.socket.settimeout(PATIENCE)
            browser.socket.sendall(browser.request[sent:])
            browser.socket.setblocking(False)

    def _lost(self, browser: _Browser) -> None:
        """Send the request again as browsers do, if a kept connection was closed before any of the answer came."""
        if browser.buffer or not browser.answered:
            self._end(browser, f"{browser.play.name}: the connection was closed in place of an answer")
            return
        self.tally.reconnected += 1
        try:
            self._reconnect(browser)
        except OSError as error:
            self._end(browser, f"{browser.play.name}: {error}")
            return
        self._send(browser)

    def _end(self, browser: _Browser, fault: str = "") -> None:
        if fault:
            self.tally.faults.append(fault)
        if browser.socket.fileno() in self.browsers:
            self._disconnect(browser)
        browser.play.requests.close()
        self._begin()

    def _give_up(self, now: float) -> None:
        for browser in [each for each in self.browsers.values() if now - each.sent_at > PATIENCE]:
            self._end(browser, f"{browser.play.name}: no answer in {PATIENCE:g} s")

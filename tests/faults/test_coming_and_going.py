"""Processes of the interview come and go under load: a new version, a polite end, a killed one. No request is lost."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from querschnitt.core.errors import StateError
from querschnitt.demo.benchmark.interview.http1 import parse, request
from querschnitt.demo.benchmark.interview.open_field import OpenField, opened
from querschnitt.rehearsal.scratch import ENTRY
from querschnitt.site.deployment import write_deployment
from tests.faults.breaking import children
from tests.instruments import tiny

CLIENTS = 12


@pytest.fixture(scope="module")
def field() -> Iterator[OpenField]:
    with opened(tiny("pages"), codes=10) as made:
        yield made


@pytest.fixture
def whole_again(field: OpenField) -> Iterator[None]:
    """Leave the installation as it was."""
    before = field.scratch.deployment
    yield
    write_deployment(before, field.scratch.folder)


class Hammer:
    """Clients that ask and ask, half of them on connections that they keep, and never ask twice for the same."""

    def __init__(self, port: int) -> None:
        self._port, self._stop = port, False
        self.tally: Counter[str] = Counter()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def __enter__(self) -> Hammer:
        self._thread.start()
        while not self.tally:
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop = True
        self._thread.join()

    @property
    def lost(self) -> dict[str, int]:
        return {what: number for what, number in self.tally.items() if what not in ("200", "closed politely")}

    async def _run(self) -> None:
        await asyncio.gather(*(self._client(keeps=number % 2 == 0) for number in range(CLIENTS)))

    async def _client(self, *, keeps: bool) -> None:
        before, after = request("GET", "/?l=de", host="localhost")
        kept: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        while not self._stop:
            try:
                async with asyncio.timeout(60):
                    reader, writer = kept or await asyncio.open_connection("127.0.0.1", self._port)
                    writer.write(before + after)
                    data = b""
                    while (answer := parse(data)) is None:
                        part = await reader.read(1 << 16)
                        if not part:
                            raise ConnectionResetError("closed in place of an answer")
                        data += part
            except (OSError, TimeoutError) as error:
                self.tally[f"{type(error).__name__} {error}, {'kept' if kept else 'new'}"] += 1
                kept = None
                continue
            self.tally[str(answer.status)] += 1
            self.tally["closed politely"] += not answer.stays
            kept = (reader, writer) if keeps and answer.stays else None
            if kept is None:
                writer.close()
        if kept:
            kept[1].close()


def get(port: int, path: str) -> tuple[int, str]:
    """Return status and header Connection of a page."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Connection", "")


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_new_version_takes_over_under_load_and_no_request_is_lost(field: OpenField) -> None:
    service = field.service
    with Hammer(service.port) as hammer:
        for _ in range(2):
            before, workers = service.process, children(service.process.pid)
            service.renew()
            assert service.process.pid != before.pid
            assert before.returncode == 0
            assert not set(workers) & set(children(service.process.pid))
    assert hammer.lost == {}
    assert hammer.tally["closed politely"] >= CLIENTS


def test_a_new_version_that_cannot_serve_does_not_take_over(field: OpenField, whole_again: None) -> None:
    service, before = field.service, field.service.process
    known = field.scratch.deployment
    write_deployment(replace(known, passwords={**known.passwords, "interview": "wrong"}), field.scratch.folder)
    with pytest.raises(StateError, match="the one before goes on"):
        service.renew()
    assert service.process is before
    assert [get(service.port, path)[0] for path in ("/health", "/ready", "/")] == [200] * 3


def test_a_killed_worker_is_replaced_and_a_killed_service_is_revived_while_people_wait(field: OpenField) -> None:
    service = field.service
    (first, *_) = before = children(service.process.pid)
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: len(set(children(service.process.pid)) - {first}) == len(before))
    service.process.kill()
    service.process.wait()
    asked: list[tuple[int, str]] = []
    person = threading.Thread(target=lambda: asked.append(get(service.port, "/?l=de")))
    person.start()
    service.revive()
    person.join()
    # A worker that the dead service left behind may have taken the person in, and then says that it goes.
    assert [status for status, _ in asked] == [200]
    wait_for(lambda: get(service.port, "/?l=de") == (200, ""))


def test_whoever_goes_politely_says_so_and_serves_until_then(field: OpenField, whole_again: None) -> None:
    write_deployment(replace(field.scratch.deployment, grace=4.0, ports={"interview": 0}), field.scratch.folder)
    serve = [sys.executable, "-c", ENTRY, "serve", "interview"]
    environment = {**os.environ, "QUERSCHNITT_VAR": str(field.scratch.folder)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        line = process.stdout.readline()
        port = int(line.rpartition(":")[2].split()[0])
        assert process.stdout.readline() == "Serving until Ctrl-C.\n"
        assert (get(port, "/ready"), get(port, "/?l=de")) == ((200, ""), (200, ""))
        with Hammer(port) as hammer:
            (leader,) = children(process.pid)
            process.send_signal(signal.SIGHUP)
            wait_for(lambda: leader not in children(process.pid))
        assert hammer.lost == {}
        (leader,) = children(process.pid)
        (orphan,) = children(leader)
        os.kill(leader, signal.SIGKILL)
        assert get(port, "/?l=de")[0] == 200
        wait_for(lambda: not Path(f"/proc/{orphan}").exists())
        assert get(port, "/ready") == (200, "")
        process.send_signal(signal.SIGTERM)
        wait_for(lambda: get(port, "/ready")[0] == 503)
        assert get(port, "/?l=de") == (200, "close")
        assert get(port, "/health") == (200, "close")
        assert process.wait(60) == 0
        assert "has ended and is started again" in process.stderr.read()
    with pytest.raises(OSError):
        get(port, "/health")

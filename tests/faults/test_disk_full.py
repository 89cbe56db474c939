"""The disk of the database server is full in the midst of it: people are told, and nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from querschnitt.demo.benchmark.interview.open_field import SEED, OpenField, bench_instrument, opened, people
from querschnitt.demo.benchmark.interview.recording import VisitWithScript
from querschnitt.demo.benchmark.interview.script import Marking
from querschnitt.site.databases import connection
from querschnitt.site.postgres import _as_server_user, start_server
from tests.faults.breaking import children
from tests.faults.crowd import crowd
from tests.faults.people import Person, Seen, example_of
from tests.faults.proof import wrongs

FULL_FOR = 5.0
BEFORE = 2.0
SIZE = "260m"
INTERVIEWS = 120


class Filling:
    """Fills the disk for some seconds while people answer, and starts the server again if it has given up."""

    def __init__(self, field: OpenField, fill: Callable[[], Callable[[], None]]) -> None:
        self._field, self._fill = field, fill
        self.has_done_all, self.error = False, None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Filling:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()

    def _run(self) -> None:
        try:
            time.sleep(BEFORE)
            empty = self._fill()
            time.sleep(FULL_FOR)
            empty()
            self._start_again()
            time.sleep(BEFORE)
        except Exception as error:
            self.error = error  # type: ignore[assignment]
        self.has_done_all = True

    def _start_again(self) -> None:
        deployment = self._field.scratch.deployment
        for _ in range(100):
            with suppress(psycopg.OperationalError), connection(deployment, "postgres", "admin"):
                return
            with suppress(Exception):
                assert start_server(self._field.scratch.folder).deployment.port == deployment.port
            time.sleep(0.2)
        raise TimeoutError("the database server does not come back")


def by_quota(field: OpenField) -> Callable[[], None]:
    """Let no file of the server grow: PostgreSQL takes this as a full disk."""
    with connection(field.scratch.deployment, "postgres", "admin") as admin:
        row = admin.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
    assert row
    postmaster = int(str(row[0]).split()[0])

    def limit(most: str) -> None:
        for number in (postmaster, *children(postmaster)):
            command = ["prlimit", "--pid", str(number), f"--fsize={most}:"]
            subprocess.run(command, capture_output=True, check=False, **_as_server_user())

    limit("65536")
    assert "65536" in Path(f"/proc/{postmaster}/limits").read_text()
    return lambda: limit("unlimited")  # if it is still there


def by_ballast(field: OpenField) -> Callable[[], None]:
    """Fill the file system that the server writes to."""
    ballast = field.scratch.folder / "ballast"
    with suppress(OSError), ballast.open("wb") as file:
        while True:
            file.write(bytes(1 << 16))
            file.flush()
    return ballast.unlink


@pytest.fixture
def small_file_system(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let scratch installations live in a small file system of their own."""
    folder = tempfile.mkdtemp()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", folder], check=False)
    if mounted.returncode:
        Path(folder).rmdir()
        pytest.skip("no file system can be mounted here")
    monkeypatch.setattr(tempfile, "tempdir", folder)
    yield
    monkeypatch.undo()
    subprocess.run(["umount", "-l", folder], check=True)
    Path(folder).rmdir()


def told_and_nothing_lost(fill: Callable[[OpenField], Callable[[], None]]) -> None:
    instrument = bench_instrument()
    with opened(instrument, codes=20_000 // 4) as field:
        habits = Marking(instrument, seed=SEED)
        examples = [example_of(field.record(each, visit=VisitWithScript)) for each in people(habits, number=3)]
        seen, persons = Seen(), list[Person]()
        with Filling(field, lambda: fill(field)) as filling:
            asyncio.run(crowd(field, examples, persons, breaking=filling, seen=seen, number=INTERVIEWS))
        wrong = wrongs(field, persons)
    if filling.error:
        raise filling.error
    assert wrong == []
    assert seen.faults == []
    assert seen.statuses[503] > 0
    assert all(person.ledger.is_through for person in persons)


def test_a_quota_that_is_used_up() -> None:
    told_and_nothing_lost(by_quota)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount")
def test_a_file_system_that_is_full(small_file_system: None) -> None:
    told_and_nothing_lost(by_ballast)

"""The process that leads workers: in place of one that has ended there is another, and all end when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

LEADER = """
import os, signal, sys, time
from querschnitt.site import server
server.BREATH = 0.1
server.HANDING_OVER = 0.3
server.KILLED_AFTER = server.KILLED_AFTER_AT_ONCE = float(sys.argv[2])

def say(word):
    os.write(1, f"{os.getpid()} {word}\\n".encode())

def work():
    signal.signal(server.DRAIN, lambda *_: say("leaves"))
    signal.signal(server.HAND_OVER, lambda *_: say("leaves the port"))
    signal.signal(signal.SIGTERM, (lambda *_: say("stays")) if sys.argv[1] == "stays" else (lambda *_: sys.exit(0)))
    say("works")
    while True:
        time.sleep(0.05)

server.Leader(work, workers=2, grace=0.3).lead()
say("is alone")
"""

Lines = Callable[[], tuple[int, str]]


@contextmanager
def led(*, kind: str = "goes", killed_after: float = 30.0) -> Iterator[tuple[subprocess.Popen[str], Lines]]:
    """Start a leader of two workers, and give what is said next: by whom, and what."""
    command = [sys.executable, "-c", LEADER, kind, str(killed_after)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout

    def line() -> tuple[int, str]:
        assert process.stdout
        number, word = process.stdout.readline().strip().split(" ", 1)
        return int(number), word

    try:
        yield process, line
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        process.stdout.close()


def workers(line: Lines) -> set[int]:
    first, second = line(), line()
    assert first[1] == second[1] == "works"
    return {first[0], second[0]}


def is_running(number: int) -> bool:
    try:
        with open(f"/proc/{number}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ends(number: int) -> bool:
    end = time.monotonic() + 10
    while is_running(number) and time.monotonic() < end:
        time.sleep(0.05)
    return not is_running(number)


def test_in_place_of_a_worker_that_was_killed_there_is_another() -> None:
    with led() as (_, line):
        first, second = workers(line)
        os.kill(first, signal.SIGKILL)
        number, word = line()
        assert word == "works" and number not in (first, second) and is_running(second)


@pytest.mark.parametrize(
    ("told", "said"), [(signal.SIGTERM, "leaves"), (signal.SIGHUP, "leaves the port"), (signal.SIGINT, None)]
)
def test_workers_are_told_to_leave_before_they_are_told_to_end(told: signal.Signals, said: str | None) -> None:
    with led() as (process, line):
        both = workers(line)
        process.send_signal(told)
        if said:
            assert {line(), line()} == {(number, said) for number in both}
            assert all(is_running(number) for number in both)
        assert line() == (process.pid, "is alone")
        assert process.wait(10) == 0 and all(ends(number) for number in both)


def test_who_does_not_end_in_time_is_killed() -> None:
    with led(kind="stays", killed_after=0.5) as (process, line):
        both = workers(line)
        process.send_signal(signal.SIGINT)
        assert {line(), line()} == {(number, "stays") for number in both}
        assert line() == (process.pid, "is alone")
        assert process.wait(10) == 0 and all(ends(number) for number in both)


def test_a_second_signal_makes_it_urgent() -> None:
    with led() as (process, line):
        workers(line)
        process.send_signal(signal.SIGTERM)
        assert line()[1] == line()[1] == "leaves"
        process.send_signal(signal.SIGINT)
        assert line() == (process.pid, "is alone")


def test_workers_that_nobody_leads_any_more_are_told_so() -> None:
    with led() as (process, line):
        both = workers(line)
        process.kill()
        process.wait(10)
        assert {line(), line()} == {(number, "leaves the port") for number in both}

"""One measurement: a load for some seconds, what came of it, and what it has cost."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from querschnitt.demo.benchmark.interview.engine import GET, POST, Play, Tally, drive
from querschnitt.demo.benchmark.interview.processors import machine_spent, spent

RAMP = 1.0  # seconds at the beginning that do not count for rates and times
PERCENTILES = (50, 95, 99)

NextPlay = Callable[[], Play | None]


@dataclass(frozen=True)
class Watched:
    """The processes whose time is measured: the roots of the service's and the database's."""

    service: int
    database: int


@dataclass(frozen=True)
class Load:
    """What a load came to.

    Attributes
    ----------
    seconds : from the end of the ramp until no play was begun any more: rates and times are of this time
    completed : plays that came to their end, all of them
    completed_rate, requests_rate, posts_rate : in a second
    get_times, post_times : milliseconds, by percentile (PERCENTILES)
    service_cpu, database_cpu, generator_cpu, other_cpu : seconds of processors, from first request to last answer;
        the last one is what others on the machine have used meanwhile
    """

    at_a_time: int
    seconds: float
    completed: frozenset[str]
    requests: int
    completed_rate: float
    requests_rate: float
    posts_rate: float
    get_times: tuple[float, ...]
    post_times: tuple[float, ...]
    service_cpu: float
    database_cpu: float
    generator_cpu: float
    other_cpu: float
    received: int
    reconnected: int
    faults: tuple[str, ...]

    @property
    def server_cpu(self) -> float:
        return self.service_cpu + self.database_cpu

    @property
    def cpu_per_completed(self) -> float:
        """Seconds of service and database for each completed play."""
        return self.server_cpu / len(self.completed) if self.completed else float("nan")


class Timer:
    """Says when the ramp is over and when the time is."""

    def __init__(self, seconds: float) -> None:
        self.begun = time.perf_counter() + RAMP
        self.end = self.begun + seconds

    def is_over(self) -> bool:
        return time.perf_counter() >= self.end


def measure(
    port: int, watched: Watched, *, at_a_time: int, seconds: float, plays: Callable[[Callable[[], bool]], NextPlay]
) -> Load:
    """Put a load on a service for so many seconds behind the ramp; what is under way then comes to its end.

    Parameters
    ----------
    plays : given what says when the time is over, returns what gives the next play
    """
    before = _spent(watched)
    timer = Timer(seconds)
    tally = drive(port, at_a_time=at_a_time, next_play=plays(timer.is_over))
    service, database, generator, machine = (now - then for now, then in zip(_spent(watched), before, strict=True))
    return Load(
        at_a_time=at_a_time,
        seconds=seconds,
        completed=frozenset(tally.completed),
        requests=sum(map(len, tally.done_at)),
        completed_rate=_rate(tally.completed.values(), timer),
        requests_rate=sum(_rate(done, timer) for done in tally.done_at),
        posts_rate=_rate(tally.done_at[POST], timer),
        get_times=_times(tally, GET, timer),
        post_times=_times(tally, POST, timer),
        service_cpu=service,
        database_cpu=database,
        generator_cpu=generator,
        other_cpu=max(machine - service - database - generator, 0.0),
        received=tally.received,
        reconnected=tally.reconnected,
        faults=tuple(tally.faults),
    )


def _spent(watched: Watched) -> Sequence[float]:
    own = os.times()
    return spent(watched.service), spent(watched.database), own.user + own.system, machine_spent()


def _rate(moments: Iterable[float], timer: Timer) -> float:
    """Return how many of these moments are in a second behind the ramp."""
    return sum(timer.begun <= moment < timer.end for moment in moments) / (timer.end - timer.begun)


def _times(tally: Tally, kind: int, timer: Timer) -> tuple[float, ...]:
    """Return the percentiles of a kind of request, in milliseconds; zeros if there was none."""
    both = zip(tally.done_at[kind], tally.taken[kind], strict=True)
    taken = [1000 * seconds for moment, seconds in both if timer.begun <= moment < timer.end]
    if not taken:
        return (0.0,) * len(PERCENTILES)
    return tuple(float(value) for value in np.percentile(taken, PERCENTILES))

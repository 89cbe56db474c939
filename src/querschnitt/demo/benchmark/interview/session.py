"""The whole measurement: real interviews at several numbers at a time, and between them the floor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from math import ceil

from querschnitt.demo.benchmark.interview import floor as floor_
from querschnitt.demo.benchmark.interview.load import RAMP, Load, NextPlay, Watched, measure
from querschnitt.demo.benchmark.interview.open_field import SEED, OpenField, bench_instrument, opened, people
from querschnitt.demo.benchmark.interview.proof import Ledger, Proof, proof
from querschnitt.demo.benchmark.interview.recording import VisitWithScript
from querschnitt.demo.benchmark.interview.script import Marking, Script, script_of
from querschnitt.rehearsal.visit import Visit

AT_A_TIME = (1, 8, 32, 128)
JUDGED_AT = 32
SCRIPTS = 48
"""Recorded interviews, of as many people; each is played by many."""

WARM_UP = 2.0  # seconds of load before anything is measured
MOST_INTERVIEWS = 500
"""Completed interviews in a second for which there are access codes enough."""

Report = Callable[[str], None]


@dataclass(frozen=True)
class Measured:
    """What was measured.

    Attributes
    ----------
    loads : people at a time -> what came of it, with JavaScript
    without_script : the same for JUDGED_AT people at a time without JavaScript
    floors : the floor, each time it was measured
    scripts : the recorded interviews
    """

    loads: Mapping[int, Load]
    without_script: Load
    floors: tuple[Load, ...]
    proof: Proof
    durability: Mapping[str, str]
    scripts: tuple[Script, ...]


@dataclass
class _Session:
    """What is served while it is measured, and how long each measurement is."""

    opened: OpenField
    ledger: Ledger
    floor_port: int
    floor_watched: Watched
    seconds: float
    report: Report

    def interviews(self, at_a_time: int, plays: Callable[[Callable[[], bool]], NextPlay], *, seconds: float) -> Load:
        """Measure interviews."""
        self.report(f"{at_a_time} at a time")
        port = self.opened.service.port
        load = measure(port, self.opened.watched, at_a_time=at_a_time, seconds=seconds, plays=plays)
        self.ledger.note(load.completed)
        return load

    def floor(self, body: bytes, *, seconds: float) -> Load:
        """Measure the floor with a form of the interview."""
        self.report("the floor")
        plays = floor_.posts(body, port=self.floor_port)
        return measure(self.floor_port, self.floor_watched, at_a_time=floor_.AT_A_TIME, seconds=seconds, plays=plays)


def measured(*, seconds: float, report: Report) -> Measured:
    """Measure everything.

    Parameters
    ----------
    seconds : of each measurement, behind its ramp
    report : is told what is being done

    Raises
    ------
    StateError : if a server cannot be started, or an interview cannot be recorded
    """
    report("a database server, a wave, a service")
    runs = len(AT_A_TIME) + 1
    codes = 2 * SCRIPTS + ceil(MOST_INTERVIEWS * (runs * (seconds + RAMP) + 2 * (WARM_UP + RAMP)))
    with ExitStack() as stack:
        field = stack.enter_context(opened(bench_instrument(), codes=codes))
        service = stack.enter_context(floor_.floor(field.scratch.deployment))
        watched = Watched(service.process.pid, field.watched.database)
        session = _Session(field, Ledger(field), service.port, watched, seconds, report)
        return _measured(session)


def _measured(session: _Session) -> Measured:
    session.report("recording interviews")
    scripts, plain = _recorded(session.opened, VisitWithScript), _recorded(session.opened, Visit)
    play, play_plain = session.ledger.plays(scripts), session.ledger.plays(plain)
    body = max((script.largest_body for script in scripts), key=len)
    for each in (play, play_plain):
        session.interviews(JUDGED_AT, each, seconds=WARM_UP)
    seconds = session.seconds
    # The floor is measured in between, so that a machine that slows down meanwhile slows down both.
    floors = [session.floor(body, seconds=seconds)]
    loads = {number: session.interviews(number, play, seconds=seconds) for number in AT_A_TIME[:2]}
    floors.append(session.floor(body, seconds=seconds))
    loads[JUDGED_AT] = session.interviews(JUDGED_AT, play, seconds=seconds)
    without_script = session.interviews(JUDGED_AT, play_plain, seconds=seconds)
    floors.append(session.floor(body, seconds=seconds))
    loads[AT_A_TIME[-1]] = session.interviews(AT_A_TIME[-1], play, seconds=seconds)
    session.report("opening every box")
    return Measured(
        loads=loads,
        without_script=without_script,
        floors=tuple(floors),
        proof=proof(session.ledger),
        durability=session.opened.durability(),
        scripts=scripts,
    )


def _recorded(field: OpenField, visit: type[Visit]) -> tuple[Script, ...]:
    """Record the same people once each."""
    host = f"127.0.0.1:{field.service.port}"
    crowd = people(Marking(field.instrument, seed=SEED), number=SCRIPTS)
    return tuple(script_of(field.record(person, visit=visit), host=host) for person in crowd)

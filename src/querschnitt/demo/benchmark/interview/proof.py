"""What the browsers believe to have sent, and what the statistics office finds when it opens the boxes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle

from querschnitt.apps.interview.codes import code_hash
from querschnitt.core.errors import StateError
from querschnitt.demo.benchmark.interview.engine import Play
from querschnitt.demo.benchmark.interview.load import NextPlay
from querschnitt.demo.benchmark.interview.open_field import OpenField
from querschnitt.demo.benchmark.interview.script import Script, play
from querschnitt.rehearsal.run import sheets
from querschnitt.site.databases import connection


@dataclass
class Ledger:
    """Who plays which script, each with a code that nobody has used.

    `begun` : code -> its script; `completed` : the codes whose play has come to its end
    """

    opened: OpenField
    begun: dict[str, Script] = field(default_factory=dict)
    completed: set[str] = field(default_factory=set)

    def plays(self, scripts: Sequence[Script]) -> Callable[[Callable[[], bool]], NextPlay]:
        """Return what gives plays of these scripts in turn, until the time is over."""
        turns = cycle(scripts)

        def until(is_over: Callable[[], bool]) -> NextPlay:
            return lambda: None if is_over() else self._begin(turns)

        return until

    def _begin(self, turns: Iterator[Script]) -> Play:
        code = self.opened.take_code()
        if code is None:
            raise StateError(
                "There are not codes enough for a service as fast as this",
                where="session.MOST_INTERVIEWS",
                hint="Make it higher, or measure for a shorter time: --seconds",
            )
        self.begun[code] = next(turns)
        return play(self.begun[code], code)

    def note(self, completed: Collection[str]) -> None:
        """Note who has come to the end."""
        self.completed |= set(completed)


@dataclass(frozen=True)
class Proof:
    """What is wrong, in numbers of interviews.

    Attributes
    ----------
    completed : those that browsers have completed
    lost : completed, and not finished in the database
    doubled : finished in the database, and not by one browser that has completed it
    changed : whose answers are not those that were sent
    """

    completed: int
    lost: int
    doubled: int
    changed: int


def proof(ledger: Ledger) -> Proof:
    """Compare the ledger with the database, each answer of each interview."""
    opened, completed = ledger.opened, ledger.completed
    finished = _finished(opened)
    key = opened.scratch.deployment.keys["access_code"]
    hashes = {code_hash(code, key=key) for code in completed}
    arrived = sheets(opened.scratch, private_key=opened.private_key)
    changed = sum(
        dict(arrived[case].answers) != dict(ledger.begun[code].answers_of(code))
        for code in completed
        if (case := opened.cases[code]) in arrived
    )
    surplus = len(finished) - len(set(finished)) + len(set(finished) - hashes)
    return Proof(len(completed), lost=len(hashes - set(finished)), doubled=surplus, changed=changed)


def _finished(opened: OpenField) -> list[str]:
    """Return the keyed hash of the code of each finished interview that was not recorded."""
    deployment = opened.scratch.deployment
    with connection(deployment, deployment.database("answers"), "analysis") as answers:
        rows = answers.execute("SELECT access_id FROM interview_interview WHERE state = 'finished'").fetchall()
    recorded = {code_hash(code, key=deployment.keys["access_code"]) for code in opened.recorded}
    return [str(access) for (access,) in rows if access not in recorded]

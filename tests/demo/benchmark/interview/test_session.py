"""The bench on the real service and the real floor, briefly: what it counts is what the databases hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from querschnitt.demo.benchmark.interview.floor import floor, posts
from querschnitt.demo.benchmark.interview.load import NextPlay, Watched, measure
from querschnitt.demo.benchmark.interview.open_field import SEED, OpenField, bench_instrument, opened, people
from querschnitt.demo.benchmark.interview.proof import Ledger, Proof, proof
from querschnitt.demo.benchmark.interview.recording import VisitWithScript
from querschnitt.demo.benchmark.interview.script import MARK, Marking, Script, script_of
from querschnitt.rehearsal.visit import Visit
from querschnitt.site.databases import connection

HELD = 12


@pytest.fixture(scope="module")
def field() -> Iterator[OpenField]:
    with opened(bench_instrument(), codes=HELD + 13) as made:
        yield made


@pytest.fixture(scope="module")
def scripts(field: OpenField) -> list[Script]:
    crowd = people(Marking(field.instrument, seed=SEED), number=6)
    host = f"127.0.0.1:{field.service.port}"
    return [script_of(field.record(person, visit=VisitWithScript), host=host) for person in crowd]


def _no_more_than(number: int, plays: Callable[[Callable[[], bool]], NextPlay]) -> Callable[..., NextPlay]:
    left = iter(range(number))
    return lambda is_over: plays(lambda: next(left, None) is None)


def test_with_script_each_page_is_sent_once_and_without_it_may_come_again(
    field: OpenField, scripts: list[Script]
) -> None:
    crowd = people(Marking(field.instrument, seed=SEED), number=6)
    plain = [field.record(person, visit=Visit) for person in crowd]
    sent = [sum(made.method == "POST" and made.path.startswith("/page/") for made in each.exchanges) for each in plain]
    with_script = [sum(step.where.startswith("/page/") and step.kind == 1 for step in each.steps) for each in scripts]
    assert with_script == [6] * 6
    assert max(sent) > 6
    assert [each.language for each in scripts] == ["de", "en", "ar"] * 2


def test_every_interview_that_is_played_is_in_the_database_with_its_own_words(
    field: OpenField, scripts: list[Script]
) -> None:
    ledger = Ledger(field)
    load = measure(
        field.service.port, field.watched, at_a_time=4, seconds=1, plays=_no_more_than(HELD, ledger.plays(scripts))
    )
    ledger.note(load.completed)
    assert (load.faults, len(load.completed)) == ((), HELD)
    assert load.requests == sum(len(ledger.begun[code].steps) for code in load.completed)
    assert load.server_cpu > 0
    assert any(MARK in str(script.answers) for script in scripts)
    assert proof(ledger) == Proof(completed=HELD, lost=0, doubled=0, changed=0)
    _break(field, ledger)
    assert proof(ledger) == Proof(completed=HELD - 1, lost=1, doubled=1, changed=1)


def _break(field: OpenField, ledger: Ledger) -> None:
    """Let the database lose one interview, the ledger not know of another, and a third have sent something else."""
    lost, unknown, changed = sorted(ledger.completed)[:3]
    ledger.completed.remove(unknown)
    ledger.begun[changed] = replace(ledger.begun[changed], answers={"sex": "d"})
    deployment = field.scratch.deployment
    with connection(deployment, deployment.database("answers"), "interview") as answers:
        answers.execute(
            "DELETE FROM interview_interview i USING interview_access a"
            " WHERE a.code_hash = i.access_id AND a.case_id = %s",
            (field.cases[lost],),
        )


def test_the_floor_keeps_what_it_has_acknowledged(field: OpenField, scripts: list[Script]) -> None:
    deployment = field.scratch.deployment
    with floor(deployment) as service:
        watched = Watched(service.process.pid, field.watched.database)
        plays = posts(scripts[0].largest_body, port=service.port)
        load = measure(service.port, watched, at_a_time=4, seconds=1, plays=plays)
        with connection(deployment, "floor", "admin") as database:
            row = database.execute("SELECT count(*), min(body), max(body) FROM floor").fetchone()
    assert load.faults == ()
    assert row == (load.requests, scripts[0].largest_body, scripts[0].largest_body)


def test_commits_are_on_the_disk(field: OpenField) -> None:
    assert set(field.durability().values()) == {"on"}

"""Nothing acknowledged is lost and nothing doubled, while everything is killed and new versions come.

`make test-faults` does it with 5,000 interviews; in `make test` there are 200.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from itertools import cycle

import pytest

from querschnitt.demo.benchmark.interview.open_field import SEED, OpenField, bench_instrument, opened, people
from querschnitt.demo.benchmark.interview.recording import VisitWithScript
from querschnitt.demo.benchmark.interview.script import Marking
from tests.faults.breaking import Breaking
from tests.faults.people import Example, Person, Seen, example_of
from tests.faults.proof import wrongs

INTERVIEWS = int(os.environ.get("INTERVIEWS", "200"))
AT_A_TIME = 32
MOST_SECONDS = 8 * 60.0
EXAMPLES = 12


def test_no_acknowledged_answer_is_lost_and_none_is_doubled(capsys: pytest.CaptureFixture[str]) -> None:
    instrument = bench_instrument()
    begun = time.monotonic()
    with opened(instrument, codes=INTERVIEWS * 4 + 500) as field:
        habits = Marking(instrument, seed=SEED)
        examples = [example_of(field.record(each, visit=VisitWithScript)) for each in people(habits, number=EXAMPLES)]
        seen, persons = Seen(), []
        with Breaking(field, seed=INTERVIEWS) as breaking:
            asyncio.run(crowd(field, examples, persons, breaking=breaking, seen=seen))
        seconds = time.monotonic() - begun
        wrong = wrongs(field, persons)
        log = field.scratch.log
    sent = sum(person.ledger.is_sent for person in persons)
    pages = sum(len(person.ledger.acknowledged) for person in persons)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(persons)} interviews, {sent} sent, {pages} pages acknowledged, {seconds:.0f} s\n"
            f"broken: {dict(breaking.done)}\n"
            f"answers: {dict(sorted(seen.statuses.items()))}; tried again: {dict(seen.troubles)}\n"
        )
    if breaking.error:
        raise breaking.error
    assert wrong == []
    assert seen.faults == []
    assert [person.code for person in persons if not person.ledger.is_through] == []
    assert len(persons) >= INTERVIEWS
    assert "The hot path failed" not in log


async def crowd(
    field: OpenField, examples: list[Example], persons: list[Person], *, breaking: Breaking, seen: Seen
) -> None:
    """Let so many people at a time fill in interviews, until there were enough and everything was broken once."""
    until = asyncio.get_running_loop().time() + MOST_SECONDS
    turns = cycle(examples)

    async def one_after_the_other() -> None:
        while len(persons) < INTERVIEWS or not breaking.has_done_all:
            code = field.take_code()
            if code is None or asyncio.get_running_loop().time() > until:
                return
            person = Person(code, next(turns), port=field.service.port, seen=seen)
            persons.append(person)
            await person.interview(until=until)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_A_TIME):
            group.create_task(one_after_the_other())

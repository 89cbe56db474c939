"""Nothing acknowledged is lost and nothing doubled, while everything is killed and new versions come.

`make test-faults` does it with 5,000 interviews; in `make test` there are 200.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time

import pytest

from querschnitt.demo.benchmark.interview.open_field import SEED, bench_instrument, opened, people
from querschnitt.demo.benchmark.interview.recording import VisitWithScript
from querschnitt.demo.benchmark.interview.script import Marking
from tests.faults.breaking import Breaking
from tests.faults.crowd import crowd
from tests.faults.people import Person, Seen, example_of
from tests.faults.proof import wrongs

INTERVIEWS = int(os.environ.get("INTERVIEWS", "200"))
EXAMPLES = 12


def test_no_acknowledged_answer_is_lost_and_none_is_doubled(capsys: pytest.CaptureFixture[str]) -> None:
    instrument = bench_instrument()
    begun = time.monotonic()
    with opened(instrument, codes=INTERVIEWS * 4 + 500) as field:
        habits = Marking(instrument, seed=SEED)
        examples = [example_of(field.record(each, visit=VisitWithScript)) for each in people(habits, number=EXAMPLES)]
        seen, persons = Seen(), list[Person]()
        with Breaking(field, seed=INTERVIEWS) as breaking:
            asyncio.run(crowd(field, examples, persons, breaking=breaking, seen=seen, number=INTERVIEWS))
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

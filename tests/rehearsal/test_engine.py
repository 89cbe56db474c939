from __future__ import annotations

import datetime

from querschnitt.core.instrument import Instrument
from querschnitt.core.instrument.rehearsal import Rehearsal, summarise
from querschnitt.rehearsal.engine import hold
from querschnitt.rehearsal.people import Habits, Profile, gather
from tests.questionnaires import everything, holds, large

TODAY = datetime.date(2026, 11, 22)


def rehearsed(instrument: Instrument, number: int, *, seed: int = 1, profile: Profile | None = None) -> Rehearsal:
    people = gather(
        Habits(instrument, seed=seed),
        number=number,
        modes=("web", "telephone", "live"),
        languages=instrument.languages,
        profile=profile,
    )
    return summarise(instrument, [hold(instrument, person, today=TODAY) for person in people])


def test_every_question_is_reached_and_no_page_is_stuck() -> None:
    result = rehearsed(everything(), 300)
    assert result.never_reached == ()
    assert result.exchanges.faults == ()
    assert 0.85 < result.sent / result.interviews < 1


def test_the_same_seed_gives_the_same_result() -> None:
    assert rehearsed(everything(), 60) == rehearsed(everything(), 60)
    assert rehearsed(everything(), 60) != rehearsed(everything(), 60, seed=2)


def test_conditions_hold_in_the_shares() -> None:
    lines = {line.name: line for line in rehearsed(everything(), 300).questions}
    assert lines["country"].reached == lines["arrival"].reached < lines["born_here"].reached
    assert lines["member_school"].asked < lines["member_age"].asked
    assert lines["agrees"].answered == 1.0


def test_nobody_leaves_if_nobody_wants_to() -> None:
    stays = Profile(leaves=0.0, leaves_first=0.0, leaves_sensitive=0.0, leaves_open=0.0)
    result = rehearsed(everything(), 100, profile=stays)
    assert result.sent == 100
    assert not any(page.left for page in result.pages)


def test_a_telephone_takes_longer_than_a_screen_and_arabic_longer_than_english() -> None:
    lengths = {(line.mode, line.language): line.median for line in rehearsed(large(60), 200).lengths}
    for language in ("de", "en"):
        assert lengths["telephone", language] > 1.3 * lengths["web", language]
    assert all(length > 0 for length in lengths.values())


def test_a_page_that_accepts_nothing_is_a_fault_and_no_traceback() -> None:
    from dataclasses import replace

    instrument = everything()
    first, *rest = instrument.pages
    impossible = tuple(
        replace(q, constraint=holds(". > 5 and . < 4"), required=True, missing=()) if q.name == "age" else q
        for q in first.questions
    )
    broken = replace(instrument, pages=(replace(first, questions=impossible), *rest))
    result = rehearsed(broken, 5, profile=Profile(leaves_first=0.0))
    assert result.sent == 0
    assert len(result.exchanges.faults) == 5
    assert "question 'age'" in result.exchanges.faults[0]

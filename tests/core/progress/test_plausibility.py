"""Each doubt arises where it should, and a plain report raises none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from querschnitt.core.progress import Doubt, Oddity, Plan, Said, Step, Suggestion, doubts, suggest

ON = date(2021, 11, 30)
WORDS = "Zwölf Gruppen haben sich je zehnmal getroffen."


def odd(said: Said, *before: Said, plan: Plan | None = None) -> list[Oddity]:
    return [doubt.oddity for doubt in doubts(said, before=before, plan=plan or Plan(), on=ON)]


def counted(done: int, of: int, unit: str = "Kurse") -> Said:
    return Said(phase="running", text=f"{done} von {of}", counted=Decimal(done), target=Decimal(of), unit=unit)


@pytest.mark.parametrize(
    ("said", "plan"),
    [
        (Said("running", WORDS), Plan(ends=date(2021, 12, 31))),
        (Said("running", WORDS), Plan(ends=ON)),
        (Said("planned", "Noch nichts."), Plan(steps=[Step("Start", ON)])),
        (Said("paused", WORDS, paused_until=date(2022, 1, 1)), Plan()),
        (Said("done", WORDS), Plan(ends=date(2020, 12, 31), evidence=1)),
        (Said("done", WORDS), Plan(steps=[Step("Start", date(2021, 1, 1), "done")])),
        (Said("done", WORDS, counted=Decimal(3), target=Decimal(3)), Plan()),
        (Said("ended", "Kein Bedarf."), Plan(ends=date(2020, 12, 31))),
    ],
)
def test_a_plain_report_raises_no_doubt(said: Said, plan: Plan) -> None:
    assert odd(said, plan=plan) == []


def test_done_needs_something_that_shows_it_and_some_words() -> None:
    assert odd(Said("done", WORDS)) == [Oddity.DONE_WITHOUT_EVIDENCE]
    assert odd(Said("done", "Ist fertig."), plan=Plan(evidence=1)) == [Oddity.DONE_WITHOUT_WORDS]


def test_done_in_the_words_of_before_says_nothing_new_but_may_stay_done() -> None:
    shown = Plan(evidence=1)
    assert odd(Said("done", WORDS), Said("running", WORDS), plan=shown) == [Oddity.DONE_WITHOUT_WORDS]
    assert odd(Said("done", WORDS), Said("done", WORDS), plan=shown) == []


@pytest.mark.parametrize("phase", ["planned", "running"])
def test_the_last_day_is_over_and_the_measure_is_not(phase: str) -> None:
    assert odd(Said(phase, WORDS), plan=Plan(ends=date(2021, 11, 29))) == [Oddity.DATE_PASSED]


def test_a_text_may_stand_twice_and_not_three_times() -> None:
    same = Said("running", " zwölf  Gruppen haben sich je zehnmal getroffen. ")
    assert odd(Said("running", WORDS), same) == []
    assert odd(Said("running", WORDS), same, same) == [Oddity.TEXT_UNCHANGED]
    assert odd(Said("running", WORDS), Said("running", "Anders."), same) == []


def test_completion_sinks_only_in_the_same_unit() -> None:
    assert odd(counted(3, 10), counted(4, 10)) == [Oddity.COMPLETION_SINKS]
    assert odd(counted(4, 20), counted(3, 10)) == [Oddity.COMPLETION_SINKS]
    assert odd(counted(4, 10), counted(4, 10)) == []
    assert odd(counted(3, 10), counted(4, 10, "Schulen")) == []


def test_a_pause_has_an_end_that_lies_ahead() -> None:
    assert odd(Said("paused", WORDS)) == [Oddity.PAUSED_WITHOUT_UNTIL]
    assert odd(Said("paused", WORDS, paused_until=ON)) == [Oddity.PAUSE_IS_OVER]


def test_each_overdue_milestone_is_named() -> None:
    steps = [Step("Plan", date(2021, 3, 31)), Step("Start", date(2021, 9, 30)), Step("Ende", date(2022, 3, 31))]
    found = doubts(Said("running", WORDS), before=[], plan=Plan(steps=steps), on=ON)
    assert found == (Doubt(Oddity.MILESTONE_OVERDUE, "Plan"), Doubt(Oddity.MILESTONE_OVERDUE, "Start"))


def test_milestones_suggest_and_cancelled_ones_do_not_count() -> None:
    done, cancelled = Step("Plan", date(2021, 3, 31), "done"), Step("Rest", date(2021, 3, 31), "cancelled")
    assert suggest([done, cancelled], on=ON) == Suggestion(phase="done", schedule="on_time", done=1, counted=1)
    ahead = Step("Start", date(2022, 1, 1))
    assert suggest([ahead], on=ON) == Suggestion(phase="", schedule="", done=0, counted=1)
    assert suggest([cancelled], on=ON) is None
    assert suggest([], on=ON) is None

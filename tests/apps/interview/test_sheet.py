"""The sheet: what changes when a page comes in, what is left of it when it is sent, and the way to bytes and back."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

from hypothesis import given as drawn
from hypothesis import strategies

from querschnitt.apps.interview.sheet import MOST_PASSAGES, Circumstances, Given, Mark, Passage, Sheet, decode_sheet
from querschnitt.core.instrument.values import Missing

WEB = Circumstances("web", "de", "", "phone", "0" * 12)
CALL = Circumstances("telephone", "ar", "07", "desktop", "1" * 12)
ANSWERS = {
    "age": 35,
    "rent": Decimal("512.50"),
    "wish": 'Bäume, "Ruhe"\n\u202eund \U0001f333',
    "problems": ("language", "recognition"),
    "moved": datetime.date(2015, 4, 1),
    "rises": datetime.time(6, 30),
    "child[2]": "yes",
    "sex": Missing.REFUSED,
}


def full() -> Sheet:
    return Sheet(
        instrument_hash="a" * 64,
        answers=ANSWERS,
        ways=(WEB, CALL),
        marks={name: Mark(int(name > "n"), 1_600_000_000 + n, 1_600_000_100 + n) for n, name in enumerate(ANSWERS)},
        shown=frozenset(ANSWERS),
        seed=2**31 - 1,
        passages=(Passage("you", 1_600_000_000, "next"), Passage("you", 1_600_000_009, "back")),
    )  # fmt: skip


def test_there_and_back() -> None:
    assert decode_sheet(full().encode()) == full()
    assert decode_sheet(Sheet("a" * 64).encode()) == Sheet("a" * 64)


def test_circumstances_are_written_once_however_many_answers_they_hold() -> None:
    written = json.loads(full().encode())
    assert written["ways"] == [list(WEB), list(CALL)]
    assert written["given"]["age"] == [0, 1_600_000_000, 1_600_000_100]
    assert written["given"]["wish"] == [1, 1_600_000_002, 1_600_000_102]


TEXTS = strategies.text(strategies.characters(exclude_categories=["Cs"]), max_size=20)
WAYS = strategies.builds(Circumstances, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
MOMENTS = strategies.integers(0, 2**40)


@drawn(
    strategies.lists(strategies.tuples(TEXTS, TEXTS, strategies.builds(Given, WAYS, MOMENTS, MOMENTS)), max_size=5),
    strategies.lists(strategies.builds(Passage, TEXTS, MOMENTS, TEXTS), max_size=5),
)
def test_whatever_is_in_it_comes_back(entries: list[tuple[str, str, Given]], passages: list[Passage]) -> None:
    sheet, last = Sheet("b" * 64), {}
    for name, answer, given in entries:
        if sheet.answers.get(name) != answer:
            last[name] = given
        sheet = sheet.updated({**sheet.answers, name: answer}, now=given, passed=[name])
    for passage in passages:
        sheet = sheet.after(passage)
    found = decode_sheet(sheet.encode())
    assert found == sheet
    assert found.given == last
    assert found.passages == tuple(passages)


def test_only_what_has_changed_gets_a_new_time_and_mode() -> None:
    first, second = Given(WEB, 100, 100), Given(CALL, 200, 260)
    sheet = Sheet("a").updated({"age": 35, "sex": "f"}, now=first, passed=["age", "sex"])
    later = sheet.updated({"age": 36, "sex": "f", "wish": "x"}, now=second, passed=["wish"])
    assert later.given == {"age": second, "sex": first, "wish": second}
    assert later.shown == {"age", "sex", "wish"}


def test_an_answer_that_was_taken_back_leaves_nothing() -> None:
    sheet = Sheet("a").updated({"age": 35}, now=Given(WEB, 100, 100), passed=["age"])
    later = sheet.updated({}, now=Given(WEB, 200, 200), passed=[])
    assert (later.answers, later.given, later.shown) == ({}, {}, {"age"})


def test_what_is_asked_again_does_not_count_as_shown() -> None:
    sheet = Sheet("a", shown=frozenset({"age", "sex"}))
    later = sheet.updated({}, now=Given(WEB, 1, 1), passed=[], reopened=["sex"])
    assert later.shown == {"age"}


def test_of_what_is_not_in_force_nothing_is_sent() -> None:
    sent = full().limited_to({"age": 35, "wish": ANSWERS["wish"]})
    assert sent.answers.keys() == sent.given.keys() == {"age", "wish"}
    assert b"recognition" not in sent.encode()
    assert sent.passages == full().passages


def test_the_trail_has_an_end() -> None:
    sheet = Sheet("a")
    for n in range(MOST_PASSAGES + 10):
        sheet = sheet.after(Passage(f"p{n}", n, "next"))
    assert len(sheet.passages) == MOST_PASSAGES
    assert (sheet.passages[0].at, sheet.passages[-1].at) == (10, MOST_PASSAGES + 9)

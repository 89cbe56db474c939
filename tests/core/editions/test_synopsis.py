"""Each measure exactly once on each side, whatever happened between the editions; and a small history by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.editions import Edition, Kind, Row, Succession, Version, chained, check_successions, synopsis
from querschnitt.core.errors import InputError, StateError
from tests.core.editions.histories import History, histories


def sides(rows: tuple[Row, ...]) -> tuple[list[str], list[str]]:
    return (
        sorted(version.identity for row in rows for version in row.earlier),
        sorted(version.identity for row in rows for version in row.later),
    )


def identities(edition: Edition) -> list[str]:
    return sorted(version.identity for version in edition.versions)


@given(histories())
def test_between_neighbours_nothing_vanishes_and_kinds_are_those_that_were_drawn(history: History) -> None:
    for (earlier, later), step in zip(pairwise(history.editions), history.steps, strict=True):
        assert check_successions(earlier, later, step) == ()
        found = synopsis(earlier, later, step)
        assert sides(found.rows) == (identities(earlier), identities(later))
        drawn = {(each.earlier, each.later): each.kind for each in step}
        for row in found.rows:
            pairs = [(a.identity, b.identity) for a in row.earlier for b in row.later]
            alone = [(version.identity, "") for version in row.earlier] or [
                ("", version.identity) for version in row.later
            ]
            assert {drawn[pair] for pair in (pairs or alone)} == {row.kind}


@given(histories(), st.data())
def test_over_several_editions_what_hangs_together_stands_together(history: History, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(history.editions) - 2))
    last = data.draw(st.integers(first + 1, len(history.editions) - 1))
    earlier, later = history.editions[first], history.editions[last]
    found = synopsis(earlier, later, chained(history.steps[first:last]))
    assert sides(found.rows) == (identities(earlier), identities(later))
    row_before = {version.identity: row for row in found.rows for version in row.earlier}
    row_after = {version.identity: row for row in found.rows for version in row.later}
    links = history.links(first, last)
    assert all(row_before[start] is row_after[end] for start, end in links)
    for row in found.rows:
        assert (row.kind == Kind.ENDED) == (not row.later)
        assert (row.kind == Kind.NEW) == (not row.earlier)
        linked = {start for start, end in links if end in {version.identity for version in row.later}}
        assert {version.identity for version in row.earlier} == linked or not row.later


@given(histories())
def test_the_order_is_that_of_the_later_edition(history: History) -> None:
    earlier, later = history.editions[0], history.editions[1]
    rows = synopsis(earlier, later, history.steps[0]).rows
    first = [later.place[row.later[0].identity] for row in rows if row.later]
    assert first == sorted(first)


@given(histories(), st.data())
def test_a_succession_that_is_taken_away_or_bent_is_noticed(history: History, data: st.DataObject) -> None:
    earlier, later, step = history.editions[0], history.editions[1], history.steps[0]
    if not step:
        return
    place = data.draw(st.integers(0, len(step) - 1))
    less = step[:place] + step[place + 1 :]
    assert check_successions(earlier, later, less) != ()
    if step[place].kind in (Kind.NEW, Kind.ENDED):
        bent = Succession(step[place].kind, step[place].earlier or "nobody", step[place].later or "nothing")
        assert check_successions(earlier, later, [*less, bent]) != ()


def version(identity: str, number: str, text: str = "", field: str = "1") -> Version:
    return Version(identity, number, field, (("text", text),))


BEFORE = Edition("2020", tuple(version(name, f"1.{place}", f"Text {name}") for place, name in enumerate("abcdef", 1)))
AFTER = Edition(
    "2023",
    (
        version("a", "1.1", "Text a"), version("b", "1.2", "Neuer Text b"), version("c", "1.3", "Teil"),
        version("c2", "1.4", "Teil"), version("d", "1.5", "Beide"), version("n", "1.6", "Neu"),
    ),
)  # fmt: skip
STEP = (
    Succession(Kind.KEPT, "a", "a"),
    Succession(Kind.REWORDED, "b", "b"),
    Succession(Kind.SPLIT, "c", "c"),
    Succession(Kind.SPLIT, "c", "c2"),
    Succession(Kind.MERGED, "d", "d", reason="gehören zusammen"),
    Succession(Kind.MERGED, "e", "d", reason="gehören zusammen"),
    Succession(Kind.ENDED, "f", reason="erledigt", decision="VII-A-1"),
    Succession(Kind.NEW, later="n"),
)


def test_a_history_by_hand() -> None:
    rows = synopsis(BEFORE, AFTER, STEP).rows
    assert [
        (row.kind.value, "".join(old.identity for old in row.earlier), " ".join(new.identity for new in row.later))
        for row in rows
    ] == [
        ("kept", "a", "a"), ("reworded", "b", "b"), ("split", "c", "c c2"), ("merged", "de", "d"), ("ended", "f", ""),
        ("new", "", "n"),
    ]  # fmt: skip
    assert (rows[3].reasons, rows[4].reasons, rows[4].decisions) == (("gehören zusammen",), ("erledigt",), ("VII-A-1",))
    assert [change.is_changed for change in rows[1].changes] == [True]


def test_split_and_merged_over_two_editions_is_regrouped() -> None:
    last = Edition("2025", (version("c", "1", "Teil"), version("d", "2", "Beide")))
    then = (
        Succession(Kind.ENDED, "a"), Succession(Kind.ENDED, "b"), Succession(Kind.KEPT, "c", "c"),
        Succession(Kind.MERGED, "c2", "d"), Succession(Kind.MERGED, "d", "d"), Succession(Kind.ENDED, "n"),
    )  # fmt: skip
    rows = synopsis(BEFORE, last, chained([STEP, then])).rows
    assert [
        (row.kind.value, [old.identity for old in row.earlier], [new.identity for new in row.later]) for row in rows
    ] == [
        ("ended", ["a"], []),
        ("ended", ["b"], []),
        ("regrouped", ["c", "d", "e"], ["c", "d"]),
        ("ended", ["f"], []),
    ]


def test_what_a_supplement_added_in_between_is_new_over_both() -> None:
    last = Edition("2025", (version("x", "9", "Nachtrag"),))
    ends = tuple(Succession(Kind.ENDED, each.identity) for each in AFTER.versions)
    rows = synopsis(BEFORE, last, chained([STEP, (*ends, Succession(Kind.KEPT, "x", "x"))])).rows
    assert [row.kind.value for row in rows].count("new") == 1
    assert [row.kind.value for row in rows].count("ended") == 6


def test_a_synopsis_that_is_not_whole_is_refused() -> None:
    with pytest.raises(StateError, match=r"edition 2020, measure 1\.1") as told:
        synopsis(BEFORE, AFTER, STEP[1:-1])
    assert "The synopsis would not be whole" in str(told.value)


def test_a_measure_stands_once_in_an_edition() -> None:
    with pytest.raises(InputError, match="stands twice"):
        Edition("2020", (version("a", "1.1"), version("a", "1.2")))

"""What decisions make of a draft: whole, twice the same, and refused where they contradict one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from querschnitt.core.editions import Kind, Succession
from querschnitt.core.review import (
    STANDS,
    Choice,
    Contradiction,
    Decision,
    Place,
    Rule,
    State,
    contradictions,
    places,
    planned,
)

MEASURES = "abcde"
DRAFT = dict.fromkeys(MEASURES, STANDS)


@st.composite
def decided(draw: st.DrawFn) -> list[Decision]:
    found = []
    for measure in draw(st.sets(st.sampled_from(MEASURES))):
        choice = draw(st.sampled_from(Choice))
        found.append(Decision(measure, choice, draw(st.sampled_from(MEASURES)) if choice == Choice.MERGE else ""))
    return found


@st.composite
def drafts(draw: st.DrawFn) -> dict[str, Place]:
    """Drafts in which what others are merged into stands, or is new."""
    standing = draw(st.sets(st.sampled_from(MEASURES), min_size=1))
    into = st.sampled_from([*sorted(standing), "new"])
    other = st.sampled_from([Place(State.ENDED), Place(State.SPLIT), Place(State.ABSENT)])
    rest = st.one_of(other, into.map(lambda target: Place(State.MERGED, target)))
    return {measure: STANDS if measure in standing else draw(rest) for measure in MEASURES}


def after(decisions: list[Decision], before: dict[str, Place]) -> dict[str, Place]:
    return before | {outcome.decision.measure: outcome.after for outcome in planned(decisions, before)}


@given(decided(), drafts())
def test_without_contradictions_everything_goes_somewhere_that_stands(
    decisions: list[Decision], before: dict[str, Place]
) -> None:
    if contradictions(decisions, before, known=[*MEASURES, "new"]):
        return
    found = after(decisions, before)
    for decision in decisions:
        place = found[decision.measure]
        if place.state == State.MERGED:
            assert place.into == "new" or found[place.into].state in (State.STANDS, State.ABSENT)


@given(decided(), drafts())
def test_the_second_time_nothing_changes(decisions: list[Decision], before: dict[str, Place]) -> None:
    if contradictions(decisions, before, known=[*MEASURES, "new"]):
        return
    found = after(decisions, before)
    assert not any(outcome.is_changed for outcome in planned(decisions, found))
    assert {
        measure: place for measure, place in found.items() if measure not in {each.measure for each in decisions}
    } == {measure: place for measure, place in before.items() if measure not in {each.measure for each in decisions}}


def rules(*decisions: Decision, before: dict[str, Place] = DRAFT) -> list[Contradiction]:
    return list(contradictions(decisions, before, known=[*MEASURES, "new"]))


def test_contradictions_by_name() -> None:
    end_b, into_b = Decision("b", Choice.END), Decision("a", Choice.MERGE, "b")
    assert rules(into_b) == []
    assert rules(into_b, end_b) == [Contradiction(Rule.INTO_ENDED, "a", "b")]
    assert rules(into_b, before=DRAFT | {"b": Place(State.ENDED)}) == [Contradiction(Rule.INTO_ENDED, "a", "b")]
    assert rules(Decision("a", Choice.MERGE, "a")) == [Contradiction(Rule.CIRCLE, "a", "a")]
    assert rules(into_b, Decision("b", Choice.MERGE, "a")) == [
        Contradiction(Rule.CIRCLE, "a", "b"),
        Contradiction(Rule.CIRCLE, "b", "a"),
    ]
    assert rules(Decision("a", Choice.MERGE, "gone")) == [Contradiction(Rule.UNKNOWN, "a", "gone")]
    split = DRAFT | {"b": Place(State.SPLIT)}
    assert rules(into_b, before=split) == [Contradiction(Rule.INTO_SPLIT, "a", "b")]
    assert rules(Decision("b", Choice.KEEP), before=split) == [Contradiction(Rule.SPLIT, "b")]
    assert rules(Decision("b", Choice.CHANGE), before=split) == []
    assert rules(end_b, before=DRAFT | {"a": Place(State.MERGED, "b")}) == [Contradiction(Rule.INTO_ENDED, "a", "b")]


def test_a_merge_into_a_merged_one_goes_all_the_way() -> None:
    chain = [Decision("a", Choice.MERGE, "b"), Decision("b", Choice.MERGE, "c")]
    assert [outcome.after for outcome in planned(chain, DRAFT)] == [Place(State.MERGED, "c")] * 2
    assert rules(*chain) == []


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([Succession(Kind.KEPT, "a", "a")], STANDS),
        ([Succession(Kind.MERGED, "a", "a"), Succession(Kind.MERGED, "b", "a")], STANDS),
        ([Succession(Kind.MERGED, "a", "b")], Place(State.MERGED, "b")),
        ([Succession(Kind.ENDED, "a")], Place(State.ENDED)),
        ([Succession(Kind.SPLIT, "a", "a"), Succession(Kind.SPLIT, "a", "z")], Place(State.SPLIT)),
    ],
)
def test_how_a_measure_stands(rows: list[Succession], place: Place) -> None:
    assert places([*rows, Succession(Kind.NEW, "", "n")])["a"] == place

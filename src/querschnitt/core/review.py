"""The review of a strategy: what decisions on the measures of one edition make of the draft of the next.

Measures are named by their identity, which stays the same from one edition to the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from querschnitt.core.editions import Kind, Succession


class Choice(StrEnum):
    """What is decided on a measure."""

    KEEP = "keep"
    CHANGE = "change"
    MERGE = "merge"
    END = "end"


@dataclass(frozen=True)
class Decision:
    """What becomes of one measure; ``into`` only of one that is merged."""

    measure: str
    choice: Choice
    into: str = ""


class State(StrEnum):
    """How a measure of the edition before stands in a draft."""

    STANDS = "stands"
    MERGED = "merged"
    SPLIT = "split"
    ENDED = "ended"
    ABSENT = "absent"  # it came to the edition before when the draft was open already


@dataclass(frozen=True)
class Place:
    """How a measure stands in the draft, and what it went into where it is merged."""

    state: State
    into: str = ""


ABSENT = Place(State.ABSENT)
STANDS = Place(State.STANDS)


@dataclass(frozen=True)
class Outcome:
    """What a decision makes of the place of a measure."""

    decision: Decision
    before: Place
    after: Place

    @property
    def is_changed(self) -> bool:
        """Return whether the draft has to follow."""
        return self.before != self.after


class Rule(StrEnum):
    """How decisions can contradict one another, or the draft."""

    INTO_ENDED = "is merged into a measure that ends"
    CIRCLE = "is merged into itself, over others or directly"
    UNKNOWN = "is merged into a measure that the draft does not know"
    SPLIT = "is split in the draft: decide to change it, or take the split back in the draft"
    INTO_SPLIT = "is merged into a measure that the draft splits"


@dataclass(frozen=True)
class Contradiction:
    """One decision that cannot stand beside the others."""

    rule: Rule
    measure: str
    into: str = ""


def places(successions: Iterable[Succession]) -> dict[str, Place]:
    """Return how each measure of the edition before stands in the draft.

    A measure that others are merged into stands.

    >>> places([Succession(Kind.MERGED, "a", "b"), Succession(Kind.MERGED, "b", "b")])["a"]
    Place(state=<State.MERGED: 'merged'>, into='b')
    """
    rows: dict[str, list[Succession]] = defaultdict(list)
    for each in successions:
        if each.earlier:
            rows[each.earlier].append(each)
    return {measure: _place(measure, here) for measure, here in rows.items()}


def _place(measure: str, rows: Sequence[Succession]) -> Place:
    if len(rows) > 1 or rows[0].kind == Kind.SPLIT:
        return Place(State.SPLIT)
    if not rows[0].later:
        return Place(State.ENDED)
    return STANDS if rows[0].later == measure else Place(State.MERGED, rows[0].later)


def planned(decisions: Sequence[Decision], before: Mapping[str, Place]) -> tuple[Outcome, ...]:
    """Return what each decision makes of the draft; decisions that contradict one another have no outcome.

    A measure that is merged into one which is itself merged goes all the way. What nobody decided on stays as the
    draft has it.

    Parameters
    ----------
    before : how the measures stand in the draft now, as `places` has it
    """
    merges = _merges(decisions, before)
    found = []
    for decision in decisions:
        now = before.get(decision.measure, ABSENT)
        after = Place(State.ENDED) if decision.choice == Choice.END else STANDS
        if decision.choice == Choice.MERGE:
            target = _last(decision.measure, merges)
            after = Place(State.MERGED, target) if target else now
        elif now.state == State.SPLIT:
            after = now
        found.append(Outcome(decision, now, after))
    return tuple(found)


def contradictions(
    decisions: Sequence[Decision], before: Mapping[str, Place], *, known: Iterable[str]
) -> tuple[Contradiction, ...]:
    """Return every decision that cannot stand beside the others or beside what the draft makes of the rest.

    Parameters
    ----------
    known : the measures of the edition before and of the draft
    """
    merges, there = _merges(decisions, before), set(known)
    chosen = {decision.measure: decision.choice for decision in decisions}
    found = []
    for decision in decisions:
        now = before.get(decision.measure, ABSENT)
        if now.state == State.SPLIT and decision.choice != Choice.CHANGE:
            found.append(Contradiction(Rule.SPLIT, decision.measure))
        if decision.choice == Choice.MERGE:
            target = _last(decision.measure, merges)
            rule = _wrong(target, before, chosen, there)
            found += [Contradiction(rule, decision.measure, target or decision.into)] if rule else []
    return tuple(found) + _left_behind(chosen, before)


def _left_behind(chosen: Mapping[str, Choice], before: Mapping[str, Place]) -> tuple[Contradiction, ...]:
    """What the draft merges into a measure that is to end or to go elsewhere, and nobody decided on."""
    return tuple(
        Contradiction(Rule.INTO_ENDED, measure, place.into)
        for measure, place in before.items()
        if measure not in chosen and place.state == State.MERGED and chosen.get(place.into) == Choice.END
    )


def _wrong(
    target: str | None, before: Mapping[str, Place], chosen: Mapping[str, Choice], there: set[str]
) -> Rule | None:
    if target is None:
        return Rule.CIRCLE
    if target not in there:
        return Rule.UNKNOWN
    state = before[target].state if target in before else None
    if chosen.get(target) == Choice.END or (target not in chosen and state == State.ENDED):
        return Rule.INTO_ENDED
    return Rule.INTO_SPLIT if state == State.SPLIT else None


def _merges(decisions: Iterable[Decision], before: Mapping[str, Place]) -> dict[str, str]:
    """Return measure -> what it goes into: as decided, else as the draft has it."""
    chosen = {decision.measure: decision for decision in decisions}
    found = {measure: place.into for measure, place in before.items() if place.state == State.MERGED}
    for measure in chosen:
        found.pop(measure, None)
    return found | {measure: each.into for measure, each in chosen.items() if each.choice == Choice.MERGE}


def _last(measure: str, merges: Mapping[str, str]) -> str | None:
    """Return where the merges end; None where they run in a circle."""
    seen = {measure}
    while measure in merges:
        measure = merges[measure]
        if measure in seen:
            return None
        seen.add(measure)
    return measure

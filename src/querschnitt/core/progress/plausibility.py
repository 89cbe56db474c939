"""What looks odd in a report on a measure. Doubts are shown to the writer and to the head; none refuses anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from querschnitt.core.progress.milestones import Step

FEW_WORDS = 5
"""Fewer words than these say nothing of a measure that is done."""


class Oddity(StrEnum):
    """What can look odd."""

    DONE_WITHOUT_EVIDENCE = "done_without_evidence"
    DONE_WITHOUT_WORDS = "done_without_words"
    DATE_PASSED = "date_passed"
    TEXT_UNCHANGED = "text_unchanged"
    COMPLETION_SINKS = "completion_sinks"
    PAUSED_WITHOUT_UNTIL = "paused_without_until"
    PAUSE_IS_OVER = "pause_is_over"
    MILESTONE_OVERDUE = "milestone_overdue"


@dataclass(frozen=True)
class Said:
    """What was said on a measure in a round. ``counted`` of ``target`` ``unit`` where completion is counted."""

    phase: str
    text: str
    counted: Decimal | None = None
    target: Decimal | None = None
    unit: str = ""
    paused_until: date | None = None

    @property
    def share(self) -> Decimal | None:
        """Return how much is done, None where it is not counted."""
        return self.counted / self.target if self.counted is not None and self.target else None


@dataclass(frozen=True)
class Plan:
    """What is known of a measure besides: its last day, its milestones, findings and indicators on what it did."""

    ends: date | None = None
    steps: Sequence[Step] = field(default_factory=tuple)
    evidence: int = 0


@dataclass(frozen=True)
class Doubt:
    """One thing that looks odd, with what it is about where the oddity alone does not say it."""

    oddity: Oddity
    about: str = ""


def doubts(said: Said, *, before: Sequence[Said], plan: Plan, on: date) -> tuple[Doubt, ...]:
    """Return what looks odd in a report.

    Parameters
    ----------
    said : the report
    before : what was said in earlier rounds, the latest first
    plan : what is known besides
    on : the state date of the round

    >>> said = Said(phase="running", text="Läuft wie geplant.")
    >>> doubts(said, before=[], plan=Plan(ends=date(2021, 6, 30)), on=date(2021, 11, 30))
    (Doubt(oddity=<Oddity.DATE_PASSED: 'date_passed'>, about=''),)
    """
    return tuple(doubt for rule in RULES for doubt in rule(said, before, plan, on))


Found = list[Doubt]
Rule = Callable[[Said, Sequence[Said], Plan, date], Found]


def _done(said: Said, before: Sequence[Said], plan: Plan, on: date) -> Found:
    if said.phase != "done":
        return []
    found = []
    steps_done = any(step.state == "done" for step in plan.steps)
    if not plan.evidence and not steps_done and said.share is None:
        found.append(Doubt(Oddity.DONE_WITHOUT_EVIDENCE))
    was_done = bool(before) and before[0].phase == "done"
    repeated = bool(before) and _plain(before[0].text) == _plain(said.text)
    if len(said.text.split()) < FEW_WORDS or (repeated and not was_done):
        found.append(Doubt(Oddity.DONE_WITHOUT_WORDS))
    return found


def _date(said: Said, before: Sequence[Said], plan: Plan, on: date) -> Found:
    passed = plan.ends is not None and plan.ends < on
    return [Doubt(Oddity.DATE_PASSED)] if passed and said.phase in ("planned", "running", "paused") else []


def _text(said: Said, before: Sequence[Said], plan: Plan, on: date) -> Found:
    if said.phase in ("done", "ended") or len(before) < 2:
        return []
    same = all(_plain(earlier.text) == _plain(said.text) for earlier in before[:2])
    return [Doubt(Oddity.TEXT_UNCHANGED)] if same else []


def _completion(said: Said, before: Sequence[Said], plan: Plan, on: date) -> Found:
    if said.share is None or not before or before[0].share is None or _plain(before[0].unit) != _plain(said.unit):
        return []
    return [Doubt(Oddity.COMPLETION_SINKS)] if said.share < before[0].share else []


def _pause(said: Said, before: Sequence[Said], plan: Plan, on: date) -> Found:
    if said.phase != "paused":
        return []
    if said.paused_until is None:
        return [Doubt(Oddity.PAUSED_WITHOUT_UNTIL)]
    return [Doubt(Oddity.PAUSE_IS_OVER)] if said.paused_until <= on else []


def _milestones(said: Said, before: Sequence[Said], plan: Plan, on: date) -> Found:
    return [Doubt(Oddity.MILESTONE_OVERDUE, step.title) for step in plan.steps if step.is_overdue(on)]


def _plain(text: str) -> str:
    """Return a text as it compares: without case and spaces."""
    return " ".join(text.casefold().split())


RULES: tuple[Rule, ...] = (_done, _date, _text, _completion, _pause, _milestones)

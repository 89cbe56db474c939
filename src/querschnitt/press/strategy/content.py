"""What a report of the strategy says, as values. Days are written as in ISO 8601, words stand in the report's language.

The canonical JSON of these values is what a report is frozen as; every file of it is made from them alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Status:
    """What the lead office said last on a measure; ``months`` is its age on the state date of the report."""

    phase: str
    said_on: str
    months: int
    note: str
    schedule: str = ""
    completion: str = ""
    counted: str = ""
    obstacles: str = ""
    next_steps: str = ""
    unchanged_because: str = ""
    paused_because: str = ""
    paused_until: str = ""
    invented: bool = False


@dataclass(frozen=True)
class Actor:
    """An office or partner with its part in a measure."""

    short: str
    name: str
    is_lead: bool


@dataclass(frozen=True, kw_only=True)
class MeasureLine:
    """One measure. ``before``: what was said as of the report before; ``overdue``: milestones past their day.

    ``text`` is the German that was decided, or its translation where ``text_language`` says so.
    """

    number: str
    title: str
    text: str
    kind: str
    recurrence: str
    period: str
    actors: tuple[Actor, ...]
    status: Status | None
    before: Status | None = None
    overdue: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    invented: bool = False
    wording_invented: bool = False
    text_language: str = "de"

    @property
    def lead(self) -> str:
        """Return the abbreviation of the office that leads, empty where a draft lacks it."""
        return next((actor.short for actor in self.actors if actor.is_lead), "")


@dataclass(frozen=True, kw_only=True)
class KnownFigure:
    """A released finding as the survey's report prints it, with its wave comparison where there is one."""

    title: str
    figure: str
    base: str
    source: str
    interval: str = ""
    sign: str = ""
    change: str = ""
    grade: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class IndicatorLine:
    """An indicator with its last figures, oldest first."""

    name: str
    kind: str
    definition: str
    source: str
    figures: tuple[tuple[str, str], ...]
    invented: bool = False


@dataclass(frozen=True, kw_only=True)
class ConclusionLine:
    """What the lead of a field concluded from a finding; ``text`` is empty while that is still due."""

    finding: str
    office: str
    due_on: str
    kind: str = ""
    text: str = ""
    recorded_on: str = ""
    measures: tuple[str, ...] = ()
    invented: bool = False


@dataclass(frozen=True, kw_only=True)
class PictureLine:
    """A picture of a field of action; its bytes go beside the report, under this checksum."""

    sha256: str
    name: str
    alt: str
    credit: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class FieldPart:
    """A field of action with everything a report says on it."""

    number: int
    name: str
    aim: str
    lead: str
    measures: tuple[MeasureLine, ...]
    known: tuple[KnownFigure, ...] = ()
    indicators: tuple[IndicatorLine, ...] = ()
    conclusions: tuple[ConclusionLine, ...] = ()
    aim_invented: bool = False
    name_assumed: bool = False
    picture: PictureLine | None = None


@dataclass(frozen=True, kw_only=True)
class Consulted:
    """A body that dealt with a paper, or will."""

    body: str
    on: str
    role: str
    result: str = ""
    votes: tuple[int, int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionLine:
    """A paper of the council with deadline and answer, and what was reported on its measures since."""

    number: str
    kind: str
    title: str
    state: str
    submitted_by: str = ""
    submitted_on: str = ""
    deadline: str = ""
    answer: str = ""
    answered_on: str = ""
    is_open: bool = False
    is_late: bool = False
    progress: tuple[tuple[str, str], ...] = ()
    invented: bool = False


@dataclass(frozen=True, kw_only=True)
class MoneyLine:
    """An amount with the years it is for and where it stands in the budget."""

    years: tuple[int, int]
    amount: str
    purpose: str
    stage: str
    where: str
    source: str
    funding: str = "own"
    invented: bool = False


@dataclass(frozen=True, kw_only=True)
class MoneyYear:
    """What a year's own money comes to at each stage, against the council's frame; empty where nobody says so."""

    year: int
    requested: str
    draft: str
    decided: str
    frame: str
    left: str  # of the frame, after what is planned; below nought where that goes beyond it
    without_figure: int  # measures about whose money nothing is known in the year
    invented: bool = False


@dataclass(frozen=True, kw_only=True)
class WorkshopLine:
    """A workshop, and what became of its proposals."""

    number: int
    title: str
    held_on: str
    participants: int | None
    outcomes: tuple[tuple[str, int], ...] = ()
    invented: bool = False


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report whole. ``texts``: blocks that officials write themselves, by name; what is empty is left open."""

    kind: str
    language: str
    edition: str
    title: str
    paper: str
    adopted: str
    state_on: str
    council_on: str
    council_months: int | None = None
    before_on: str = ""
    decision: str = ""
    texts: Mapping[str, str]
    fields: tuple[FieldPart, ...]
    goals: tuple[tuple[str, str], ...] = ()
    decisions: tuple[DecisionLine, ...] = ()
    consulted: tuple[Consulted, ...] = ()
    money: tuple[MoneyLine, ...] = ()
    totals: tuple[MoneyYear, ...] = ()
    workshops: tuple[WorkshopLine, ...] = ()
    comments: tuple[int, int] = (0, 0)
    history: tuple[Consulted, ...] = ()
    note: str = ""
    invented: bool = False

    @property
    def measures(self) -> tuple[MeasureLine, ...]:
        """Return all measures in their order."""
        return tuple(measure for part in self.fields for measure in part.measures)


def as_json(report: Report) -> dict[str, Any]:
    """Return a report as JSON knows it."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(report), ensure_ascii=False))
    return found


def content_sha256(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON: keys in order, no space, UTF-8.

    >>> content_sha256({"b": 1, "a": "ä"}) == content_sha256({"a": "ä", "b": 1})
    True
    """
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()

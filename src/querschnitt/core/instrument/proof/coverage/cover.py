"""Makes the answer sheets: first by wandering about, then towards each thing that is still out of reach.

What logic proves impossible is listed with the reason; what it can neither reach nor exclude is listed as undecided.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from querschnitt.core.instrument.model import Instrument
from querschnitt.core.instrument.occasion import Occasion
from querschnitt.core.instrument.proof.coverage.answering import Answering
from querschnitt.core.instrument.proof.coverage.goals import Goal, GoalKind, goals_of, problem_of
from querschnitt.core.instrument.proof.coverage.walking import Sheet, Walk
from querschnitt.core.instrument.proof.coverage.watching import Log, watch
from querschnitt.core.instrument.proof.logic.domains import Cuts, cuts_of
from querschnitt.core.instrument.proof.logic.judging import CURRENT, inputs
from querschnitt.core.instrument.proof.logic.layout import Layout
from querschnitt.core.instrument.proof.logic.passing import Lifted
from querschnitt.core.instrument.proof.logic.reasons import Reason, reason_for
from querschnitt.core.instrument.proof.logic.solving import Verdict, solve

Progress = Callable[[str, int, int], None]
"""Takes what is done, how much of it is done, and how much there is."""

SOME_DAY = datetime.date(2026, 1, 1)
"""The day of the interviews if the caller names none; nothing depends on it unless conditions do."""

IDLE = 2
"""So many wanderings in a row that reach nothing new end the wandering."""

WANDERINGS = 400
RETRIES = 12
"""Walks that are tried for something that logic cannot decide."""

ON_THE_WAY = ("relevant", "repeat_count")
"""Conditions that are looked at before a question is reached; the others are looked at with it."""

INSTANCES = 2
"""Instances of an open repeat while wandering, at most; one who aims at something tries up to `RETRIES` of them."""


@dataclass(frozen=True)
class Tally:
    """How much of something was reached."""

    reached: int
    total: int


@dataclass(frozen=True)
class Unreachable:
    """Something that no interview can reach, and what stands against it."""

    goal: Goal
    reason: Reason


@dataclass(frozen=True)
class Coverage:
    """A set of answer sheets and what it reaches.

    Attributes
    ----------
    sheets : each walked to its end with the engine that serves respondents
    unreachable : proven: no sheet of answers reaches it
    undecided : neither reached nor proven to be out of reach
    """

    sheets: tuple[Sheet, ...]
    questions: Tally
    choices: Tally
    conditions: Tally
    unreachable: tuple[Unreachable, ...]
    undecided: tuple[Goal, ...]
    seed: int = 1


def cover(
    instrument: Instrument,
    *,
    seed: int = 1,
    today: datetime.date | None = None,
    progress: Progress | None = None,
) -> Coverage:
    """Make a small set of answer sheets that reaches every question, every choice and both outcomes of each condition.

    Parameters
    ----------
    seed : one seed, one set of sheets
    today : the day of the interviews, for conditions that ask for it

    >>> from querschnitt.core.instrument.xlsform import build
    >>> form = build({"survey": [["type", "name", "label"], ["integer", "age", "How old are you?"]]})
    >>> cover(form).questions
    Tally(reached=1, total=1)
    """
    search = _Search(instrument, seed, today or SOME_DAY, progress or (lambda what, done, total: None))
    search.wander()
    search.aim()
    return search.coverage()


@dataclass
class _Search:
    """The search for sheets. Lives for one call of `cover`."""

    instrument: Instrument
    seed: int
    today: datetime.date
    progress: Progress
    sheets: list[Sheet] = field(default_factory=list)
    missing: dict[Goal, None] = field(default_factory=dict)
    unreachable: list[Unreachable] = field(default_factory=list)
    undecided: list[Goal] = field(default_factory=list)
    closed: dict[str, Reason] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.log = Log()
        self.watched = watch(self.instrument, self.log)
        self.layout = Layout(self.instrument, self.today)
        self.goals = goals_of(self.layout)
        self.missing = dict.fromkeys(self.goals)
        self.occasion = occasion_on(self.today, self.seed)
        wanted: dict[str, list[str]] = {}
        for goal in self.goals:
            if goal.kind == "choice":
                wanted.setdefault(goal.name, []).append(goal.detail)
        rng = random.Random(self.seed)  # noqa: S311 - which answers to try, nothing secret
        self.answering = Answering(rng, wanted, cuts_by_question(self.layout))

    def wander(self) -> None:
        """Walk about, choosing what nobody has chosen yet, until nothing new is met."""
        idle = 0
        for number in range(WANDERINGS):
            idle = 0 if self._walk({}, instances=1 + number % INSTANCES) else idle + 1
            if idle >= IDLE or not self.missing:
                return

    def aim(self) -> None:
        """Go for each thing that is not reached yet."""
        total = len(self.missing)
        for done, goal in enumerate(list(self.missing)):
            self.progress("paths", done, total)
            if goal in self.missing:
                self._aim_at(goal)

    def _aim_at(self, goal: Goal) -> None:
        if goal.kind != "question" and goal.name in self.closed and goal.detail not in ON_THE_WAY:
            self._exclude(goal, self.closed[goal.name])
            return
        problem = problem_of(goal, self.layout, Lifted())
        solution = solve(problem)
        if solution.is_impossible:
            self._exclude(goal, reason_for(problem))
            return
        wishes = dict(solution.answers)
        if goal.kind == "choice":
            wishes[goal.name] = wishes.pop(CURRENT, goal.detail)
        for attempt in range(1 if solution.verdict is Verdict.POSSIBLE else RETRIES):
            self._walk(wishes, instances=1 + attempt)
            if goal not in self.missing:
                return
        self.undecided.append(goal)

    def _exclude(self, goal: Goal, reason: Reason) -> None:
        """Note that something is out of reach; what belongs to a question goes with it."""
        self.unreachable.append(Unreachable(goal, reason))
        del self.missing[goal]
        if goal.kind == "question":
            self.closed[goal.name] = reason

    def _walk(self, wishes: Mapping[str, object], *, instances: int) -> bool:
        """Walk once; whether something new was reached."""
        unrefused = {goal.name for goal in self.missing if goal.detail == "constraint" and not goal.value}
        walk = Walk(self.watched, self.occasion, self.log, self.answering, wishes, unrefused, instances)
        sheet = walk.sheet()
        new = sheet.reached & self.missing.keys()
        for goal in new:
            del self.missing[goal]
        if new:
            self.sheets.append(sheet)
        return bool(new)

    def coverage(self) -> Coverage:
        """Return what was found, with as few sheets as do it."""
        sheets = fewest(self.sheets, set(self.goals))
        reached = {goal for sheet in sheets for goal in sheet.reached}
        return Coverage(
            sheets=tuple(sheets),
            questions=self._tally("question", reached),
            choices=self._tally("choice", reached),
            conditions=self._tally("condition", reached),
            unreachable=tuple(self.unreachable),
            undecided=tuple(goal for goal in self.undecided if goal not in reached),
            seed=self.seed,
        )

    def _tally(self, kind: GoalKind, reached: set[Goal]) -> Tally:
        goals = [goal for goal in self.goals if goal.kind == kind]
        return Tally(reached=sum(goal in reached for goal in goals), total=len(goals))


def occasion_on(day: datetime.date, seed: int) -> Occasion:
    """Return the occasion of an interview at noon of a day."""
    noon = datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC)
    return Occasion(today=day, now=noon, seed=seed)


def cuts_by_question(layout: Layout) -> dict[str, Cuts]:
    """Return for each question where the conditions that look at it see differences."""
    trees: dict[str, list[object]] = {}
    for step in layout.steps.values():
        for condition in layout.expressions(step):
            for name in inputs(condition.expression.tree):
                owner = condition.name if name == CURRENT else name
                trees.setdefault(owner, []).append(condition.expression.tree)
    return {name: cuts_of(dict.fromkeys(found)) for name, found in trees.items()}  # type: ignore[arg-type]


def fewest(sheets: Iterable[Sheet], goals: set[Goal]) -> list[Sheet]:
    """Return a small part of the sheets that reaches as much: always the one next that reaches most."""
    waiting, chosen = list(sheets), []
    open_goals = {goal for sheet in waiting for goal in sheet.reached & goals}
    while open_goals:
        best = max(waiting, key=lambda sheet: len(sheet.reached & open_goals))
        chosen.append(best)
        waiting.remove(best)
        open_goals -= best.reached
    return chosen

"""Looks for answers that bring an interview to some point, or shows that there are none.

Branch and prune: a set of answers is passed through the questionnaire; where the outcome is not the same for all of
them the set is split, until each part is decided. A single sheet of answers that does it is a witness; if every part
is refused there is none; and if the budget ends before, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from querschnitt.core.instrument.expressions.tree import Call, Node, Operation
from querschnitt.core.instrument.proof.logic.differences import contradicts
from querschnitt.core.instrument.proof.logic.domains import Cuts
from querschnitt.core.instrument.proof.logic.extents import Extent, one_of
from querschnitt.core.instrument.proof.logic.judging import CURRENT, Scope, inputs, judge
from querschnitt.core.instrument.proof.logic.passing import Passage, free_name
from querschnitt.core.instrument.proof.logic.picking import WAYS, pick
from querschnitt.core.instrument.proof.logic.problem import Problem, Wanted
from querschnitt.core.instrument.proof.logic.splitting import split

BUDGET = 500
"""Sets of answers that are looked at for one goal, at most."""

WORK, FEWEST = 8000, 60
"""Questions that are passed for one goal: a goal that many questions decide about gets fewer sets, but some."""


class Verdict(Enum):
    """Whether a goal can be reached."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Solution:
    """The outcome of a search.

    Attributes
    ----------
    answers : for what is possible: question name -> value, and '.' and 'today()' where they matter
    looked_at : how many sets of answers were looked at
    """

    verdict: Verdict
    answers: Mapping[str, object] = field(default_factory=dict)
    looked_at: int = 0

    @property
    def is_possible(self) -> bool:
        return self.verdict is Verdict.POSSIBLE

    @property
    def is_impossible(self) -> bool:
        return self.verdict is Verdict.IMPOSSIBLE


@dataclass(frozen=True)
class _Part:
    """A set of answers, and how often it was split at each question."""

    box: Mapping[str, Extent]
    splits: Mapping[str, int] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        return sum(self.splits.values())


@dataclass
class _Look:
    """What one set of answers does: which truth values the whole goal has, and what it is in doubt about."""

    found: frozenset[bool]
    doubts: tuple[str, ...] = ()
    passage: Passage | None = None


def solve(problem: Problem, *, budget: int = BUDGET) -> Solution:
    """Look for answers that reach a goal."""
    if contradicts(problem):
        return Solution(Verdict.IMPOSSIBLE)
    start = problem.start()
    if start is None:
        return Solution(Verdict.IMPOSSIBLE)
    budget = min(budget, max(FEWEST, WORK // (1 + len(problem.steps))))
    waiting = [_Part(start)]
    is_undecided = False
    for count in range(1, budget + 1):
        if not waiting:
            return Solution(Verdict.UNDECIDED if is_undecided else Verdict.IMPOSSIBLE, looked_at=count)
        part = waiting.pop()
        look = _look(problem, part.box)
        if True not in look.found:
            continue
        witness = _witness(problem, part)
        if witness is not None:
            return Solution(Verdict.POSSIBLE, witness, looked_at=count)
        smaller = _divided(problem, part, look)
        if not smaller:
            is_undecided = True
        waiting.extend(reversed(smaller))
    return Solution(Verdict.UNDECIDED, looked_at=budget)


def _look(problem: Problem, box: Mapping[str, Extent]) -> _Look:
    passage = Passage(problem.layout, box, problem.lifted)
    if not passage.take(problem.steps):
        return _Look(frozenset((False,)))
    found = frozenset((True,))
    doubts: dict[str, None] = {}
    for wanted in problem.goal:
        current = box.get(CURRENT) if wanted.current is not None else None
        one = wanted.truths(passage, current)
        if wanted.value not in one:
            return _Look(frozenset((False,)))
        if len(one) == 2:
            found = frozenset((True, False))
            doubts.update(dict.fromkeys(_doubts(problem, wanted, passage, current)))
    return _Look(found, tuple(doubts), passage)


def _doubts(problem: Problem, wanted: Wanted, passage: Passage, current: Extent | None) -> Iterator[str]:
    """Give the inputs that one part of the goal is in doubt about."""
    if problem.lifted.holds(wanted.condition):
        return iter((free_name(wanted.condition),))
    return _doubted(wanted.condition.expression.tree, wanted.scope(passage, current))


def _doubted(node: Node, scope: Scope) -> Iterator[str]:
    """Give the inputs of those parts of a condition that can be both true and false."""
    parts: tuple[Node, ...] = ()
    if isinstance(node, Operation) and node.operator in ("and", "or"):
        parts = node.operands
    elif isinstance(node, Call) and node.function == "not":
        parts = node.arguments
    unsure = [part for part in parts if len(judge(part, scope).truths) == 2]
    for part in unsure:
        yield from _doubted(part, scope)
    if not unsure:
        yield from inputs(node)


def _witness(problem: Problem, part: _Part) -> Mapping[str, object] | None:
    """Try a few single sheets of a set."""
    for way in WAYS if part.depth < 2 else WAYS[:1]:
        answers = {name: pick(extent, way) for name, extent in part.box.items()}
        box = {name: one_of([value]) for name, value in answers.items()}
        if _look(problem, box).found == {True}:
            return answers
    return None


def _divided(problem: Problem, part: _Part, look: _Look) -> list[_Part]:
    """Split a set at the question that is nearest to what is in doubt."""
    for layer in _layers(problem, look):
        names = [name for name in layer if name in part.box]
        for name in sorted(names, key=lambda each: part.splits.get(each, 0)):
            pieces = split(part.box[name], problem.cuts.get(name, Cuts()))
            if len(pieces) > 1:
                splits = {**part.splits, name: part.splits.get(name, 0) + 1}
                return [_Part({**part.box, name: piece}, splits) for piece in pieces]
    return []


def _layers(problem: Problem, look: _Look) -> Iterator[list[str]]:
    """Give the inputs of what is in doubt, then what decides about those, and so on."""
    layer = list(look.doubts) or [step.name for step in problem.steps]
    seen = set(layer)
    while layer:
        yield layer
        behind = dict.fromkeys(name for each in layer for name in _behind(problem, each))
        layer = [name for name in behind if name not in seen]
        seen.update(layer)


def _behind(problem: Problem, name: str) -> Iterator[str]:
    """Give the questions that decide about the value of a question."""
    step = problem.layout.steps.get(name)
    if step is None:
        return
    for condition in problem.layout.expressions(step):
        if problem.lifted.holds(condition):
            yield free_name(condition)
        else:
            yield from problem.layout.names_in(condition)

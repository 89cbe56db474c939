"""Searches one answer with everything else as it is: one that a constraint takes or refuses, or the proof that there
is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from querschnitt.core.instrument.expressions.expression import Expression
from querschnitt.core.instrument.proof.logic.domains import Cuts
from querschnitt.core.instrument.proof.logic.extents import Extent, join, one_of
from querschnitt.core.instrument.proof.logic.judging import Scope, truths
from querschnitt.core.instrument.proof.logic.picking import WAYS, pick
from querschnitt.core.instrument.proof.logic.splitting import split

PIECES = 150
"""Sets of answers to one question that are looked at."""

UNSURE = frozenset((True, False))


@dataclass(frozen=True)
class Constraint:
    """A constraint where it stands: what else is known there, and where its answers begin to differ."""

    expression: Expression
    scope: Scope
    cuts: Cuts

    def truths(self, current: Extent) -> frozenset[bool]:
        """Return what the constraint says of a set of answers."""
        return truths(self.expression, self.scope.with_current(current))

    def takes_any(self, answers: Extent) -> frozenset[bool]:
        """Whether it takes some answer of a set: surely, surely not, or perhaps."""
        waiting, perhaps = [answers], False
        for _ in range(PIECES):
            if not waiting:
                return UNSURE if perhaps else frozenset((False,))
            piece = waiting.pop()
            found = self.truths(piece)
            if found == {True}:
                return frozenset((True,))
            if True in found:
                smaller = split(piece, self.cuts)
                perhaps = perhaps or len(smaller) < 2
                waiting.extend(reversed(smaller) if len(smaller) > 1 else ())
        return UNSURE

    def narrowed(self, answers: Extent) -> Extent:
        """Return the answers without whole sets that it refuses. What is missing is not asked about."""
        waiting, kept = list(answers.parts), []
        for _ in range(PIECES):
            if not waiting:
                break
            piece = waiting.pop()
            found = UNSURE if piece.missing else self.truths(piece)
            smaller = split(piece, self.cuts) if len(found) > 1 and not piece.missing else [piece]
            if len(smaller) > 1:
                waiting.extend(smaller)
            elif True in found:
                kept.append(piece)
        return join([*kept, *waiting])

    def answers(self, among: Extent, *, value: bool) -> Iterator[object]:
        """Give single answers that it takes, or refuses; a few of each set."""
        waiting = [among]
        for _ in range(PIECES):
            if not waiting:
                return
            piece = waiting.pop()
            if value not in self.truths(piece):
                continue
            for way in WAYS:
                point = pick(piece, way)
                if self.truths(one_of([point])) == {value}:
                    yield point
            smaller = split(piece, self.cuts)
            waiting.extend(reversed(smaller) if len(smaller) > 1 else ())

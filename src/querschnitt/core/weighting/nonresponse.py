"""Adjusting for those who did not answer: weighting classes with a written collapsing rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length, require_positive, sum_by
from querschnitt.core.errors import WeightingError


@dataclass(frozen=True)
class Classes:
    """Groups of people within whom answering is taken to be by chance.

    Attributes
    ----------
    codes : shape (n,), the class of each person, 0 to C-1
    labels : C names
    parents : shape (C,), a class is merged within its parent first; None for one parent of all
    """

    codes: IntArray
    labels: tuple[str, ...]
    parents: IntArray | None = None


@dataclass(frozen=True)
class CollapseRule:
    """When a class is too weak to stand alone: fewer respondents than `minimum`, or a factor above `largest_factor`."""

    minimum: int = 20
    largest_factor: float = 15.0


@dataclass(frozen=True)
class Collapse:
    """One merging of classes, with its reason."""

    merged: str
    into: str
    reason: str


@dataclass(frozen=True)
class Adjusted:
    """Nonresponse-adjusted weights.

    Attributes
    ----------
    weights : shape (n,), zero for those who did not answer
    factors : shape (n,), the factor of each person's class
    codes : shape (n,), the classes after collapsing
    labels : their names
    collapses : what was merged, in order
    """

    weights: FloatArray
    factors: FloatArray
    codes: IntArray
    labels: tuple[str, ...]
    collapses: tuple[Collapse, ...]


def adjust_by_classes(
    weights: FloatArray, responded: BoolArray, *, classes: Classes, rule: CollapseRule | None = None
) -> Adjusted:
    """Let the respondents of each class stand for all of the class.

    The factor of a class is the weighted count of its people over that of its respondents, so the sum of weights of
    every class is kept. A class that breaks the rule is merged with the class of the nearest weighted response rate
    within the same parent (any class where the parent has no other), the one with fewest respondents first; every
    merging is recorded.

    Parameters
    ----------
    weights : shape (n,), base weights of the eligible people drawn, all > 0
    responded : shape (n,)
    classes : the class of each person
    rule : when to merge; the default is 20 respondents and a factor of 15

    Raises
    ------
    WeightingError : if nobody answered, or a weight is not positive.
    ShapeError : if the lengths differ.

    References
    ----------
    Little (1986), Survey nonresponse adjustments, International Statistical Review 54, 139-157.
    Derivation: docs/methods/nonresponse.md

    >>> classes = Classes(np.array([0, 0, 1, 1]), ("young", "old"))
    >>> adjust_by_classes(
    ...     np.array([10.0, 10.0, 5.0, 5.0]),
    ...     np.array([True, False, True, True]),
    ...     classes=classes,
    ...     rule=CollapseRule(minimum=1),
    ... ).weights
    array([20.,  0.,  5.,  5.])
    """
    require_length(responded, len(weights), name="responded")
    require_length(classes.codes, len(weights), name="classes")
    require_positive(weights, name="weights", error=WeightingError)
    if not responded.any():
        raise WeightingError(
            "Nobody answered, so there is nothing to weight", expected="at least one respondent", got=0
        )
    membership, labels, collapses = _collapse(weights, responded, classes=classes, rule=rule or CollapseRule())
    codes = membership[classes.codes]
    count = len(labels)
    everyone = sum_by(codes, weights, groups=count)
    answered = sum_by(codes, weights * responded, groups=count)
    factors = (everyone / np.where(answered > 0, answered, 1.0))[codes]
    return Adjusted(
        weights=np.where(responded, weights * factors, 0.0),
        factors=factors,
        codes=codes,
        labels=labels,
        collapses=collapses,
    )


@dataclass
class _Tally:
    """Running counts of classes while they are merged."""

    labels: list[str]
    parents: IntArray
    everyone: FloatArray
    answered: FloatArray
    respondents: IntArray
    root: IntArray

    def fault(self, code: int, rule: CollapseRule) -> str:
        """Say why the class breaks the rule, or nothing."""
        least = max(rule.minimum, 1)
        if self.respondents[code] < least:
            return f"{self.respondents[code]} respondents, fewer than {least}"
        factor = self.everyone[code] / self.answered[code]
        if factor > rule.largest_factor:
            return f"factor {factor:.1f}, above {rule.largest_factor:g}"
        return ""

    def neighbour(self, code: int, alive: Sequence[int]) -> int:
        """Find the class with the nearest response rate, in the same parent where there is one."""
        others = [other for other in alive if other != code]
        near = [other for other in others if self.parents[other] == self.parents[code]] or others
        rate = self.answered / np.where(self.everyone > 0, self.everyone, 1.0)
        return min(near, key=lambda other: (abs(rate[other] - rate[code]), other))

    def merge(self, code: int, into: int) -> None:
        for counts in (self.everyone, self.answered, self.respondents):
            counts[into] += counts[code]
            counts[code] = 0
        self.root[self.root == code] = into
        self.labels[into] = f"{self.labels[into]} + {self.labels[code]}"


def _collapse(
    weights: FloatArray, responded: BoolArray, *, classes: Classes, rule: CollapseRule
) -> tuple[IntArray, tuple[str, ...], tuple[Collapse, ...]]:
    count = len(classes.labels)
    tally = _Tally(
        labels=list(classes.labels),
        parents=np.zeros(count, dtype=np.int64) if classes.parents is None else classes.parents,
        everyone=sum_by(classes.codes, weights, groups=count),
        answered=sum_by(classes.codes, weights * responded, groups=count),
        respondents=np.bincount(classes.codes[responded], minlength=count).astype(np.int64),
        root=np.arange(count, dtype=np.int64),
    )
    alive = [code for code in range(count) if tally.everyone[code] > 0]
    collapses: list[Collapse] = []
    while len(alive) > 1:
        faults = {code: fault for code in alive if (fault := tally.fault(code, rule))}
        if not faults:
            break
        code = min(faults, key=lambda c: (tally.respondents[c], c))
        into = tally.neighbour(code, alive)
        collapses.append(Collapse(merged=tally.labels[code], into=tally.labels[into], reason=faults[code]))
        tally.merge(code, into)
        alive.remove(code)
    renumbered = np.zeros(count, dtype=np.int64)
    renumbered[alive] = np.arange(len(alive))
    return renumbered[tally.root], tuple(tally.labels[code] for code in alive), tuple(collapses)

"""Weighting classes chosen by a tree: the sample is split where response rates differ most, as long as they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from querschnitt.core.arrays import BoolArray, IntArray, require_length
from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.nonresponse import Classes, CollapseRule

EVERYBODY = "everybody"
OR = ", "


@dataclass(frozen=True)
class Split:
    """One split of the tree.

    Attributes
    ----------
    node : the group that was split, in words
    variable : by which
    left, right : levels on either side, the side with the lower response rate first
    rates : response rates of both sides
    n : persons on both sides
    chi2 : of the two-by-two table, without correction
    p : after Bonferroni's adjustment for all splits that could have been made
    """

    node: str
    variable: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    rates: tuple[float, float]
    n: tuple[int, int]
    chi2: float
    p: float


@dataclass(frozen=True)
class Tree:
    """A grown tree: its splits in the order in which they were made, and its leaves as weighting classes."""

    splits: tuple[Split, ...]
    classes: Classes


@dataclass(frozen=True)
class _Node:
    rows: IntArray
    label: str


def grow_tree(
    responded: BoolArray, variables: Mapping[str, npt.NDArray[np.str_]], *, alpha: float, rule: CollapseRule
) -> Tree:
    """Grow a tree of response rates by binary splits (in the manner of CHAID), deterministically.

    In each group every variable's levels are put in the order of their response rates; for two groups the best split
    lies between two neighbours in that order (Breiman et al. 1984, theorem 4.5). The split with the smallest
    p-value over all variables is made if p, times the number of ways to part k levels in two, 2^(k-1) - 1 (Kass 1980),
    times the number of variables, is at most `alpha`, and both sides keep to the rule: respondents at least
    `minimum`, persons per respondent at most `largest_factor`. Rates are of persons, not weighted: a class is to hold
    people who answer alike (Little and Vartivarian 2003). Ties go to the variable that is named first.

    Parameters
    ----------
    responded : shape (n,)
    variables : candidates, each of shape (n,)
    alpha : level of significance, after the adjustment
    rule : what a class must have

    Raises
    ------
    WeightingError : if nobody answered.
    ShapeError : if the lengths differ.

    References
    ----------
    Kass (1980), Applied Statistics 29, 119-127; Breiman, Friedman, Olshen and Stone (1984), Classification and
    Regression Trees; Little and Vartivarian (2003), Statistics in Medicine 22, 1589-1599.
    Derivation: docs/methods/nonresponse.md

    >>> age = np.repeat(["old", "young"], 100)
    >>> answers = np.concatenate([np.arange(100) < 60, np.arange(100) < 20])
    >>> tree = grow_tree(answers, {"age": age}, alpha=0.05, rule=CollapseRule())
    >>> [(split.variable, split.left, split.rates) for split in tree.splits], tree.classes.labels
    ([('age', ('young',), (0.2, 0.6))], ('age: young', 'age: old'))
    """
    for name, column in variables.items():
        require_length(column, len(responded), name=name)
    if not responded.any():
        raise WeightingError("Nobody answered, so there is nothing to split", expected="at least one respondent", got=0)
    coded = {name: np.unique(column, return_inverse=True) for name, column in variables.items()}
    levels = {name: tuple(each[0].tolist()) for name, each in coded.items()}
    codes = {name: each[1].astype(np.int64) for name, each in coded.items()}
    waiting = [_Node(np.arange(len(responded)), EVERYBODY)]
    splits: list[Split] = []
    leaves: list[_Node] = []
    while waiting:
        node = waiting.pop(0)
        best = _best_split(node, codes, levels, responded=responded, alpha=alpha, rule=rule)
        if best is None:
            leaves.append(node)
            continue
        splits.append(best)
        waiting[:0] = _parts(node, best, codes[best.variable], levels=levels[best.variable])
    membership = np.zeros(len(responded), dtype=np.int64)
    for number, leaf in enumerate(leaves):
        membership[leaf.rows] = number
    return Tree(tuple(splits), Classes(membership, tuple(leaf.label for leaf in leaves)))


def _best_split(
    node: _Node,
    codes: Mapping[str, IntArray],
    levels: Mapping[str, tuple[str, ...]],
    *,
    responded: BoolArray,
    alpha: float,
    rule: CollapseRule,
) -> Split | None:
    """Return the split with the smallest adjusted p-value that keeps to the rule, or nothing."""
    found = [
        split
        for name in codes
        for split in _splits(
            node, (name, levels[name]), codes[name][node.rows], answered=responded[node.rows],
            rule=rule, variables=len(codes),
        )
    ]  # fmt: skip
    best = min(found, key=lambda split: (split.p, -split.chi2), default=None)
    return best if best and best.p <= alpha else None


def _splits(
    node: _Node,
    variable: tuple[str, tuple[str, ...]],
    codes: IntArray,
    *,
    answered: BoolArray,
    rule: CollapseRule,
    variables: int,
) -> Iterator[Split]:
    """Yield the splits of a group by one variable, between neighbours in the order of response rates."""
    name, levels = variable
    n = np.bincount(codes, minlength=len(levels))
    r = np.bincount(codes[answered], minlength=len(levels))
    present = np.flatnonzero(n)
    order = present[np.lexsort((present, r[present] / n[present]))]
    ways = np.log(2.0 ** (len(order) - 1) - 1) if len(order) > 1 else 0.0
    for cut in range(1, len(order)):
        left, right = order[:cut], order[cut:]
        persons = (int(n[left].sum()), int(n[right].sum()))
        respondents = (int(r[left].sum()), int(r[right].sum()))
        if not all(_stands(p, a, rule) for p, a in zip(persons, respondents, strict=True)):
            continue
        chi2 = _chi_square(persons, respondents)
        log_p = float(stats.chi2.logsf(chi2, 1)) + ways + float(np.log(variables))
        rates = respondents[0] / persons[0], respondents[1] / persons[1]
        sides = [tuple(levels[code] for code in sorted(side.tolist())) for side in (left, right)]
        yield Split(node.label, name, sides[0], sides[1], rates, persons, chi2, float(np.exp(min(log_p, 0.0))))


def _stands(persons: int, respondents: int, rule: CollapseRule) -> bool:
    return respondents >= max(rule.minimum, 1) and persons <= rule.largest_factor * respondents


def _chi_square(persons: Sequence[int], respondents: Sequence[int]) -> float:
    """Pearson's statistic of answering by side, from the difference of two rates."""
    whole = sum(respondents) / sum(persons)
    if not 0 < whole < 1:
        return 0.0
    apart = respondents[0] / persons[0] - respondents[1] / persons[1]
    return apart**2 / (whole * (1 - whole) * (1 / persons[0] + 1 / persons[1]))


def _parts(node: _Node, split: Split, codes: IntArray, *, levels: tuple[str, ...]) -> list[_Node]:
    parts = []
    for side in (split.left, split.right):
        members = np.isin(codes[node.rows], [levels.index(level) for level in side])
        own = f"{split.variable}: {OR.join(side)}"
        label = own if node.label == EVERYBODY else f"{node.label} × {own}"
        parts.append(_Node(node.rows[members], label))
    return parts

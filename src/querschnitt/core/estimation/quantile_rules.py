"""Weighted quantiles: what the p-th of weighted values is, by ten rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, require_length, require_positive
from querschnitt.core.errors import EstimationError, InputError, suggestion

QuantileRule = Literal["math", "school", "shahvaish", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"]
CLOSE = 1e-12
"""Share of the sum of weights below which a cumulative weight counts as equal to p S: sums are not exact."""


@dataclass(frozen=True)
class Ranked:
    """Values in ascending order with their weights, cumulative weights and the sum of weights."""

    x: FloatArray
    w: FloatArray
    cumulative: FloatArray

    @property
    def total(self) -> float:
        """Return the sum of weights."""
        return float(self.cumulative[-1])


def weighted_quantile(
    values: FloatArray, weights: FloatArray, probabilities: FloatArray, *, rule: QuantileRule = "math"
) -> FloatArray:
    """Return quantiles of weighted values (R: `svyquantile(..., qrule=rule)`).

    Parameters
    ----------
    values : shape (n,), finite
    weights : shape (n,), >= 0, not all 0; rows of weight 0 are left out
    probabilities : shape (k,); not-a-number stays what it is
    rule : `math` (= hf1, the inverse of the distribution function), `school` (= hf2), hf3 to hf9, `shahvaish`

    Raises
    ------
    InputError : for an unknown rule or a probability outside [0, 1].
    EstimationError : if no row has a positive weight or a value is not a number.
    ShapeError : if the lengths differ.

    References
    ----------
    Hyndman and Fan (1996), American Statistician 50, 361-365; Shah and Vaish (2006), ASA Proceedings, 3617-3620.
    Derivation: docs/methods/quantiles.md

    >>> weighted_quantile(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0]), np.array([0.25, 0.5]), rule="school")
    array([1.5, 2. ])
    """
    if rule not in RULES:
        raise InputError("Unknown rule", expected=", ".join(RULES), got=rule, hint=suggestion(rule, RULES))
    wrong = probabilities[(probabilities < 0) | (probabilities > 1)]
    if wrong.size:
        raise InputError("The probability of a quantile is out of range", expected="0 to 1", got=float(wrong[0]))
    ranked, known = _ranked(values, weights), ~np.isnan(probabilities)
    found = np.full(probabilities.shape, np.nan)
    found[known] = RULES[rule](ranked, probabilities[known])
    return found


def _ranked(values: FloatArray, weights: FloatArray) -> Ranked:
    require_length(weights, len(values), name="weights")
    kept = weights != 0
    if not kept.any():
        raise EstimationError("A quantile needs values with a weight", expected="at least one", got=0)
    require_positive(weights[kept], name="weights", error=EstimationError)
    if not np.isfinite(values[kept]).all():
        row = int(np.flatnonzero(kept & ~np.isfinite(values))[0])
        raise EstimationError("A value is not a number", where=f"row {row + 1}", got=float(values[row]))
    order = np.argsort(values[kept], kind="stable")
    w = weights[kept][order]
    return Ranked(values[kept][order], w, np.cumsum(w))


def _step(ranked: Ranked, p: FloatArray) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return the value at k, the value after, and whether C_k = p S, k the last row with C_k <= p S."""
    slack = CLOSE * ranked.total
    k = np.searchsorted(ranked.cumulative, p * ranked.total + slack, side="right") - 1
    after = ranked.x[np.minimum(k + 1, len(ranked.x) - 1)]
    at = np.maximum(k, 0)
    equal = (k >= 0) & (ranked.cumulative[at] >= p * ranked.total - slack)
    return np.where(k >= 0, ranked.x[at], after), after, equal


def _math(ranked: Ranked, p: FloatArray) -> FloatArray:
    at, after, equal = _step(ranked, p)
    return np.where(equal, at, after)


def _school(ranked: Ranked, p: FloatArray) -> FloatArray:
    at, after, equal = _step(ranked, p)
    return np.where(equal, (at + after) / 2, after)


def _even(ranked: Ranked, p: FloatArray) -> FloatArray:
    x, code = np.unique(ranked.x, return_inverse=True)
    w = np.bincount(code, weights=ranked.w).astype(np.float64)
    distinct = Ranked(x, w, np.cumsum(w))
    at, after, equal = _step(distinct, p)
    position = np.searchsorted(x, at) + 1
    return np.where(equal & (position % 2 == 0), at, after)


def _between(places: Callable[[Ranked], FloatArray]) -> Callable[[Ranked, FloatArray], FloatArray]:
    """Return the rule that interpolates between the values at their places in [0, 1]; the ends are constant."""

    def rule(ranked: Ranked, p: FloatArray) -> FloatArray:
        return np.interp(p, places(ranked), ranked.x)

    return rule


def _hf4(ranked: Ranked) -> FloatArray:
    return ranked.cumulative / ranked.total


def _hf5(ranked: Ranked) -> FloatArray:
    return (ranked.cumulative - ranked.w / 2) / ranked.total


def _hf6(ranked: Ranked) -> FloatArray:
    return ranked.cumulative / (ranked.total + ranked.w[-1])


def _hf7(ranked: Ranked) -> FloatArray:
    if len(ranked.x) == 1:
        return np.array([0.5])
    return np.concatenate([[0.0], ranked.cumulative[:-1]]) / ranked.cumulative[-2]


def _hf8(ranked: Ranked) -> FloatArray:
    before = ranked.cumulative - ranked.w
    return (before / 3 + 2 * ranked.cumulative / 3) / (ranked.total + ranked.w[-1] / 3)


def _hf9(ranked: Ranked) -> FloatArray:
    before = ranked.cumulative - ranked.w
    return (3 * before / 8 + 5 * ranked.cumulative / 8) / (ranked.total + ranked.w[-1] / 4)


def _shahvaish(ranked: Ranked, p: FloatArray) -> FloatArray:
    """Return the value at the last place <= p, as R has it: half the unscaled weight enters, so the scale counts."""
    steps = np.cumsum(ranked.w / ranked.w.mean())
    places = (steps + 0.5 - ranked.w / 2) / (len(ranked.x) + 1)
    distinct, code = np.unique(places, return_inverse=True)
    x = np.bincount(code, weights=ranked.x) / np.bincount(code)
    return np.asarray(x[np.maximum(np.searchsorted(distinct, p, side="right") - 1, 0)], dtype=np.float64)


RULES: dict[str, Callable[[Ranked, FloatArray], FloatArray]] = {
    "math": _math,
    "school": _school,
    "shahvaish": _shahvaish,
    "hf1": _math,
    "hf2": _school,
    "hf3": _even,
    "hf4": _between(_hf4),
    "hf5": _between(_hf5),
    "hf6": _between(_hf6),
    "hf7": _between(_hf7),
    "hf8": _between(_hf8),
    "hf9": _between(_hf9),
}

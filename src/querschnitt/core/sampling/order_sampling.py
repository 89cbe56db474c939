"""Poisson sampling and its kin of fixed size: each unit decides with its own permanent random number.

So samples can be coordinated: with the same numbers two surveys share units, with shifted ones they avoid them, and a
unit that joins or leaves the frame changes nothing for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
from scipy import special

from querschnitt.core.arrays import FloatArray, IntArray, require_length
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.inclusion import require_probabilities, whole_size

Ranking = Literal["sequential", "pareto"]

PANELS, MOST_TURNS = 24, 2000
"""Pieces of the integral of an inclusion probability, and places at which it is cut besides."""

FEW_CELLS, MOST_CELLS, CELLS_AT_ONCE = 50_000, 10_000_000, 10_000_000
"""Units times units drawn: up to how many a sum is worked out exactly at once, and at all; 80 MB at a time."""

MUCH_CHANCE = 50.0
"""Variance of the size of the Poisson sample from which Edgeworth's expansion is right to about five digits."""

_NEVER, _FAR = -34.0, 60.0  # logarithms: of a probability that is as good as none, and of ranks that nobody has


def poisson(probabilities: FloatArray, numbers: FloatArray) -> IntArray:
    """Draw each unit by itself; how many come is left to chance.

    Parameters
    ----------
    probabilities : shape (N,), inclusion probabilities, each in (0, 1]
    numbers : shape (N,), the units' random numbers, from 0 up to 1

    Returns
    -------
    row numbers of the units drawn, rising

    References
    ----------
    Hájek (1964), Annals of Mathematical Statistics 35; Särndal, Swensson and Wretman (1992), section 3.5.

    >>> poisson(np.array([0.5, 0.5, 1.0]), np.array([0.2, 0.7, 0.9]))
    array([0, 2])
    """
    require_probabilities(probabilities)
    require_length(numbers, len(probabilities), name="numbers")
    return np.flatnonzero(numbers < probabilities).astype(np.int64)


def order_sample(probabilities: FloatArray, numbers: FloatArray, *, ranking: Ranking = "pareto") -> IntArray:
    """Draw the n units of lowest rank: as Poisson sampling does, with a size that is fixed.

    Parameters
    ----------
    probabilities : shape (N,), target probabilities, each in (0, 1], with a whole sum n
    numbers : shape (N,), the units' random numbers, above 0 and below 1
    ranking : sequential (u / p) or pareto (the odds of u over those of p), which comes closest to the target

    Returns
    -------
    shape (n,), row numbers of the units drawn, rising. What they are drawn with exactly says `order_probabilities`.

    References
    ----------
    Ohlsson (1998), Journal of Official Statistics 14, 149-162 (sequential Poisson); Rosén (1997), Journal of
    Statistical Planning and Inference 62, 159-191 (Pareto). Derivation: docs/methods/selection.md

    >>> order_sample(np.array([0.5, 0.5, 0.5, 0.5]), np.array([0.9, 0.1, 0.4, 0.6]))
    array([1, 2])
    """
    size = whole_size(probabilities)
    require_length(numbers, len(probabilities), name="numbers")
    ranks = np.where(probabilities < 1, _RANKS[ranking](numbers, np.minimum(probabilities, 1 - 1e-16)), -1.0)
    return np.sort(np.argsort(ranks, kind="stable")[:size]).astype(np.int64)


def order_probabilities(probabilities: FloatArray, *, ranking: Ranking = "pareto") -> FloatArray:
    """Return the inclusion probabilities of `order_sample`, which come near the target and do not equal it.

    A unit with the rank t is drawn if fewer than n of the others have a lower one. That probability, of a sum of
    independent chances, is integrated over t. The sum is worked out exactly; if it has so many parts that this would
    take long, by Edgeworth's expansion, which is then right to five digits.

    Raises
    ------
    DesignError : if neither can be had: hardly anybody of very many is drawn.

    References
    ----------
    Aires (1999), Methodology and Computing in Applied Probability 1, 457-469; Hall (1992), The Bootstrap and Edgeworth
    Expansion, section 2.3. Derivation: docs/methods/selection.md

    >>> order_probabilities(np.array([0.2, 0.8, 0.5, 0.5])).round(4)
    array([0.1882, 0.8118, 0.5   , 0.5   ])
    """
    size = whole_size(probabilities)
    certain = probabilities >= 1
    chances, left = probabilities[~certain], size - int(certain.sum())
    exact = np.ones(len(probabilities))
    if left and np.all(chances == chances[0]):
        exact[~certain] = left / len(chances)
    elif left:
        exact[~certain] = _integrated(chances, left, ranking=ranking)
    return exact


def _integrated(chances: FloatArray, size: int, *, ranking: Ranking) -> FloatArray:
    if len(chances) * size <= FEW_CELLS:
        return _integrate(chances, np.ones(len(chances)), size, ranking=ranking, fewer=_fewer_than)
    if float((chances * (1 - chances)).sum()) >= MUCH_CHANCE:
        different, which, counts = np.unique(chances, return_inverse=True, return_counts=True)
        found = _integrate(different, counts.astype(np.float64), size, ranking=ranking, fewer=_fewer_than_nearly)
        return found[which.reshape(-1)]
    if len(chances) * size > MOST_CELLS:
        raise DesignError(
            "The probabilities of so small a sample of so many cannot be worked out", where="order sampling",
            expected=f"at most {MOST_CELLS} units times units drawn", got=len(chances) * size,
            hint="Draw more, in more strata, or by selection = \"poisson\", whose probabilities are the targets.",
        )  # fmt: skip
    return _integrate(chances, np.ones(len(chances)), size, ranking=ranking, fewer=_fewer_than)


Fewer = Callable[[FloatArray, FloatArray, int], FloatArray]


def _integrate(chances: FloatArray, counts: FloatArray, size: int, *, ranking: Ranking, fewer: Fewer) -> FloatArray:
    """Return the probability of each unit of these chances. ``counts`` : how many units have each of them."""
    low, high = _where_it_is_decided(chances, counts, size, ranking)
    turns = np.sort(-np.log(chances)) if ranking == "sequential" else np.array([])
    points, weights = _nodes(low, high, turns=turns[(turns > low) & (turns < high)])
    exact = _RANKED_BEFORE[ranking](np.exp(np.array([low])), chances[:, np.newaxis])[:, 0]
    step = max(1, CELLS_AT_ONCE // (len(chances) * (size if fewer is _fewer_than else 4)))
    for start in range(0, len(points), step):
        before = _RANKED_BEFORE[ranking](np.exp(points[start : start + step]), chances[:, np.newaxis])
        exact += (fewer(before, counts, size) * _DENSITY[ranking](before)) @ weights[start : start + step]
    # The integrals are right to five digits or more; their sum is right to the last one.
    return np.minimum(exact * (size / float(counts @ exact)), 1.0)


def _nodes(low: float, high: float, *, turns: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return points between two ends and their weights (Gauss and Legendre), cut at turns where nothing is smooth."""
    thinned = turns[np.linspace(0, len(turns) - 1, min(len(turns), MOST_TURNS)).astype(np.int64)]
    edges = np.unique(np.concatenate((np.linspace(low, high, PANELS + 1), thinned)))
    points, weights = np.polynomial.legendre.leggauss(8 if len(edges) < 4 * PANELS else 3)
    widths = np.diff(edges)[:, np.newaxis]
    return (edges[:-1, np.newaxis] + (points + 1) / 2 * widths).reshape(-1), (weights / 2 * widths).reshape(-1)


def _where_it_is_decided(chances: FloatArray, counts: FloatArray, size: int, ranking: Ranking) -> tuple[float, float]:
    """Return logarithms of two ranks: with the lower one a unit is nearly certainly drawn, with the upper one not.

    By Chernoff's bounds for the number of units that rank before.
    """
    units = float(counts.sum())

    def surplus(mean: float, count: float) -> float:
        return count - mean - (count * np.log(count / mean) if count else 0.0) if mean > 0 else -np.inf

    def is_drawn(rank: float) -> bool:
        mean = float(counts @ _RANKED_BEFORE[ranking](np.exp(np.array([rank])), chances[:, np.newaxis])[:, 0])
        return mean < size and surplus(mean, size) < _NEVER

    def is_not_drawn(rank: float) -> bool:
        before = _RANKED_BEFORE[ranking](np.exp(np.array([rank])), chances[:, np.newaxis])[:, 0]
        others, after = float(counts @ before) - 1, float(counts @ (1 - before))
        far = others > size - 1 and surplus(others, size - 1) < _NEVER
        return far or (after < units - size and surplus(after, units - size) < _NEVER)

    return _last(is_drawn, -_FAR, _FAR), -_last(lambda rank: is_not_drawn(-rank), -_FAR, _FAR)


def _last(holds: Callable[[float], bool], low: float, high: float) -> float:
    """Return the last value, from the left, of which something holds."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _fewer_than(chances: FloatArray, counts: FloatArray, size: int) -> FloatArray:
    """Return for each unit the probability that fewer than `size` of the others happen.

    Parameters
    ----------
    chances : shape (N, K), of each unit, at K ranks
    counts : shape (N,), all 1

    Returns
    -------
    shape (N, K). Those before a unit bring so many, those behind it at most the rest; nothing is subtracted.
    """
    count, ranks = len(counts), chances.shape[1]
    before = np.zeros((count, size, ranks))
    before[0, 0] = 1
    for unit in range(count - 1):
        before[unit + 1] = _one_more(before[unit], chances[unit])
    behind = np.zeros((size, ranks))
    behind[0] = 1
    fewer = np.empty_like(chances)
    for unit in range(count - 1, -1, -1):
        fewer[unit] = np.einsum("ak,ak->k", before[unit], np.cumsum(behind, axis=0)[::-1])
        behind = _one_more(behind, chances[unit])
    return fewer


def _one_more(happened: FloatArray, chance: FloatArray) -> FloatArray:
    """Return the probabilities of 0, 1, ... events, shape (n, K), after one more, which happens with these chances."""
    more = happened * (1 - chance)
    more[1:] += happened[:-1] * chance
    return more


def _fewer_than_nearly(chances: FloatArray, counts: FloatArray, size: int) -> FloatArray:
    """Return what `_fewer_than` returns, by the first four cumulants of the number of events.

    With a uniform number between -1/2 and 1/2 added, the whole number becomes one of a smooth distribution, and its
    probabilities up to size - 1/2 stay the same.
    """
    spread = chances * (1 - chances)
    parts = (chances, spread, spread * (1 - 2 * chances), spread * (1 - 6 * spread))
    mean, variance, third, fourth = (counts @ part - part for part in parts)
    variance, fourth = variance + 1 / 12, fourth - 1 / 120
    deviation = np.sqrt(variance)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        x = (size - 0.5 - mean) / deviation
        square, skew, excess = x * x, third / (variance * deviation), fourth / (variance * variance)
        bent = skew * (square - 1) / 6 + x * (
            excess * (square - 3) / 24 + skew * skew * ((square - 10) * square + 15) / 72
        )
        nearly = special.ndtr(x) - np.exp(-square / 2) / np.sqrt(2 * np.pi) * bent
    return np.clip(np.where(np.isfinite(nearly), nearly, (x > 0).astype(np.float64)), 0.0, 1.0)


def _odds(values: FloatArray) -> FloatArray:
    return values / (1 - values)


_RANKS: Mapping[Ranking, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "sequential": lambda numbers, chances: numbers / chances,
    "pareto": lambda numbers, chances: _odds(numbers) / _odds(chances),
}
_RANKED_BEFORE: Mapping[Ranking, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "sequential": lambda ranks, chances: np.minimum(ranks * chances, 1.0),
    "pareto": lambda ranks, chances: ranks * _odds(chances) / (1 + ranks * _odds(chances)),
}
_DENSITY: Mapping[Ranking, Callable[[FloatArray], FloatArray]] = {
    # of the logarithm of a unit's own rank, by the probability that it ranks before
    "sequential": lambda before: np.where(before < 1, before, 0.0),
    "pareto": lambda before: before * (1 - before),
}

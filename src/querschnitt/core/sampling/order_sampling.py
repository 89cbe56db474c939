"""Poisson sampling and its kin of fixed size: each unit decides with its own permanent random number.

So samples can be coordinated: with the same numbers two surveys share units, with shifted ones they avoid them, and a
unit that joins or leaves the frame changes nothing for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray, require_length
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.inclusion import require_probabilities, whole_size

Ranking = Literal["sequential", "pareto"]

NODES = 400
"""Points at which the integral of an inclusion probability is taken: it is then known to five digits or more."""

MOST_STEPS = 5_000_000
"""Square of the units times sample size, up to which exact probabilities are worked out; it takes some seconds."""


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
    """Return the exact inclusion probabilities of `order_sample`, which come near the target and do not equal it.

    A unit with the number u is drawn if fewer than n of the others have a lower rank; that probability, of a sum of
    independent chances, is integrated over u.

    Raises
    ------
    DesignError : if there are so many units that this would take too long; the target is then as good as exact.

    References
    ----------
    Aires (1999), Methodology and Computing in Applied Probability 1, 457-469. Derivation: docs/methods/selection.md

    >>> order_probabilities(np.array([0.2, 0.8, 0.5, 0.5])).round(4)
    array([0.1882, 0.8118, 0.5   , 0.5   ])
    """
    size = whole_size(probabilities)
    certain = probabilities >= 1
    chances, left = probabilities[~certain], size - int(certain.sum())
    if len(chances) ** 2 * left > MOST_STEPS:
        raise DesignError(
            "Exact probabilities of so large a draw would take too long", where="order sampling",
            expected=f"at most {MOST_STEPS} for the square of the units times units drawn",
            got=len(chances) ** 2 * left,
            hint="The target probabilities are as good as exact here: use them.",
        )  # fmt: skip
    exact = np.ones(len(probabilities))
    if left:
        points, weights = _nodes()
        at = (points + 1) / 2
        exact[~certain] = [
            float(weights @ _fewer_than(left, _before(ranking, chances, unit, at))) / 2 for unit in range(len(chances))
        ]
    return exact


@cache
def _nodes() -> tuple[FloatArray, FloatArray]:
    """Return the points and weights of Gauss and Legendre between -1 and 1."""
    points, weights = np.polynomial.legendre.leggauss(NODES)
    return np.asarray(points), np.asarray(weights)


def _before(ranking: Ranking, chances: FloatArray, unit: int, numbers: FloatArray) -> FloatArray:
    """Return the probability that each other unit ranks before one with these numbers, shape (N - 1, numbers)."""
    ranks = _RANKS[ranking](numbers, chances[unit])
    return _RANKED_BEFORE[ranking](ranks, np.delete(chances, unit)[:, np.newaxis])


def _fewer_than(size: int, chances: FloatArray) -> FloatArray:
    """Return the probability that fewer than `size` of independent events happen, for each column of chances."""
    happened = np.zeros((size, chances.shape[1]))
    happened[0] = 1
    for chance in chances:
        happened[1:] = happened[1:] * (1 - chance) + happened[:-1] * chance
        happened[0] *= 1 - chance
    return happened.sum(axis=0)


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

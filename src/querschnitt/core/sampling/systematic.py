"""Systematic selection: every so-manyth unit of an ordered frame, so that the order stratifies by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import FloatArray, IntArray, require_length
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.inclusion import whole_size
from querschnitt.core.sampling.permanent_numbers import keyed_order, permanent_numbers


def serpentine(keys: Sequence[npt.NDArray[np.generic]]) -> IntArray:
    """Order units by several keys as a snake goes: each key runs on where the one before turns.

    Neighbours in this order are alike: the second key rises within the first value of the first key, falls within the
    next, and so on.

    Parameters
    ----------
    keys : the most important first, each of shape (N,)

    Returns
    -------
    shape (N,), row numbers; rows that agree in all keys keep their order

    References
    ----------
    Williams and Chromy (1980), Proceedings of SAS Users Group International 5. Derivation: docs/methods/selection.md

    >>> serpentine([np.array(["a", "a", "b", "b"]), np.array([1, 2, 1, 2])])
    array([0, 1, 3, 2])
    """
    if not keys:
        raise DesignError("A serpentine order needs a key", hint="Name at least one variable to sort by.")
    groups = np.zeros(len(keys[0]), dtype=np.int64)
    for number, key in enumerate(keys, start=1):
        require_length(key, len(groups), name=f"key number {number}")
        ranks = np.unique(key, return_inverse=True)[1].astype(np.int64)
        # Within a group that stands on an odd place the key runs backwards.
        turned = np.where(groups % 2 == 1, ranks.max(initial=0) - ranks, ranks)
        both = groups * (ranks.max(initial=0) + 1) + turned
        groups = np.unique(both, return_inverse=True)[1].astype(np.int64)
    return np.argsort(groups, kind="stable").astype(np.int64)


@dataclass(frozen=True)
class Listed:
    """Persons as they are listed in the frame.

    Attributes
    ----------
    unit_ids : N different texts
    stratum : shape (N,), number of each one's stratum
    keys : the variables of the order, the most important first, each of shape (N,)
    """

    unit_ids: Sequence[str]
    stratum: IntArray
    keys: Sequence[npt.NDArray[np.generic]]


def systematic_in_strata(listed: Listed, allocation: IntArray, *, seed: int) -> IntArray:
    """Draw systematically in each stratum, along the snake of its keys.

    Persons who agree in all keys stand in the order of their SHA-256 of "seed:person"; the start of stratum h is the
    permanent random number of "start h" under the seed. So the order of rows and the machine do not matter.

    Parameters
    ----------
    allocation : shape (H,), persons to draw in each stratum, at most as many as it has
    seed : the recorded number

    Returns
    -------
    shape (n,), row numbers, in the order of the persons' SHA-256

    >>> listed = Listed(["a", "b", "c", "d"], np.zeros(4, dtype=np.int64), [np.array([1, 2, 3, 4])])
    >>> sorted(systematic_in_strata(listed, np.array([2]), seed=1).tolist())
    [1, 3]
    """
    order = keyed_order(listed.unit_ids, seed)
    starts = permanent_numbers([f"start {stratum}" for stratum in range(len(allocation))], key=seed)
    is_drawn = np.zeros(len(order), dtype=np.bool_)
    for stratum, (take, start) in enumerate(zip(allocation.tolist(), starts.tolist(), strict=True)):
        rows = order[listed.stratum[order] == stratum]
        if take:
            ordered = rows[serpentine([key[rows] for key in listed.keys])]
            is_drawn[ordered[systematic(np.full(len(rows), take / len(rows)), start=start)]] = True
    return order[is_drawn[order]]


def systematic(probabilities: FloatArray, *, start: float) -> IntArray:
    """Draw every unit at which the added-up probabilities pass start, start + 1, start + 2, and so on.

    The inclusion probabilities are met exactly, whatever the order. Second-order probabilities may be 0, so that no
    unbiased estimator of the variance exists; the usual one takes the sample as stratified by its order.

    Parameters
    ----------
    probabilities : shape (N,), in the order of the frame, each in (0, 1], with a whole sum n
    start : the one random number, from 0 up to 1

    Returns
    -------
    shape (n,), places in that order, rising

    References
    ----------
    Madow (1949), Annals of Mathematical Statistics 20, 333-354; Särndal, Swensson and Wretman (1992), section 3.6.

    >>> systematic(np.full(10, 0.3), start=0.5)
    array([1, 5, 8])
    """
    size = whole_size(probabilities)
    if not 0 <= start < 1:
        raise DesignError("Not a random start", where="start", expected="from 0 up to 1", got=start)
    reached = np.cumsum(probabilities).round(9)  # what adds up to a whole number is one
    reached[-1] = size  # what rounding has added or lost
    return np.searchsorted(reached, start + np.arange(size), side="right").astype(np.int64)

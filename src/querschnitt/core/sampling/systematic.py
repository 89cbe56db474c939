"""Systematic selection: every so-manyth unit of an ordered frame, so that the order stratifies by itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import FloatArray, IntArray, require_length
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.inclusion import whole_size


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
        groups = np.unique(np.stack((groups, turned)), axis=1, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return np.argsort(groups, kind="stable").astype(np.int64)


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

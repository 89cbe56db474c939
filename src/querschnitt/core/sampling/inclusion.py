"""Inclusion probabilities in proportion to a size."""

from __future__ import annotations

from math import fsum

import numpy as np

from querschnitt.core.arrays import FloatArray, require_positive
from querschnitt.core.errors import DesignError


def inclusion_probabilities(measure: FloatArray, size: int) -> FloatArray:
    """Return probabilities in proportion to a measure of size that add up to the size of the sample.

    Units so large that they would come out above 1 are taken with certainty; the others share the rest.

    Parameters
    ----------
    measure : shape (N,), size of each unit, all > 0
    size : units to draw, at most N

    Raises
    ------
    DesignError : if a measure is not positive, or more is to be drawn than there is.

    References
    ----------
    Särndal, Swensson and Wretman (1992), section 3.6.2; Tillé (2006), Sampling Algorithms, section 2.10.
    Derivation: docs/methods/selection.md

    >>> inclusion_probabilities(np.array([10.0, 20.0, 30.0, 240.0]), 2)
    array([0.16666667, 0.33333333, 0.5       , 1.        ])
    """
    require_positive(measure, name="measure of size", error=DesignError)
    if not 0 < size <= len(measure):
        raise DesignError(
            "More is to be drawn than there is", where="sample size", expected=f"1 to {len(measure)}", got=size,
            hint="Draw fewer, or take all.",
        )  # fmt: skip
    certain = np.zeros(len(measure), dtype=np.bool_)
    while True:
        left, taking_part = size - int(certain.sum()), np.where(certain, 0.0, measure)
        shares = np.where(certain, 1.0, left * taking_part / (fsum(taking_part.tolist()) or 1.0))
        beyond = (shares >= 1) & ~certain
        if not beyond.any():
            return shares
        certain |= beyond


def require_probabilities(probabilities: FloatArray) -> None:
    """Raise DesignError unless each lies above 0 and not above 1, naming the first that does not."""
    wrong = np.flatnonzero(~((probabilities > 0) & (probabilities <= 1)))
    if wrong.size:
        raise DesignError(
            "An inclusion probability lies between 0 and 1", where=f"unit number {int(wrong[0]) + 1}",
            expected="more than 0, at most 1", got=float(probabilities[wrong[0]]),
            hint="A unit that is always drawn has the probability 1; one that never is does not belong to the frame.",
        )  # fmt: skip


def whole_size(probabilities: FloatArray) -> int:
    """Return the size of a sample whose probabilities add up to a whole number.

    Raises
    ------
    DesignError : if a probability is none, or they add up to anything else.

    >>> whole_size(np.array([0.5, 0.75, 0.75]))
    2
    """
    require_probabilities(probabilities)
    total = float(probabilities.sum())
    if abs(total - round(total)) > 1e-9 * len(probabilities):
        raise DesignError(
            "A sample of a fixed size needs probabilities that add up to it", where="inclusion probabilities",
            expected=f"a sum of {round(total)}", got=total, hint="Make them with inclusion_probabilities.",
        )  # fmt: skip
    return round(total)

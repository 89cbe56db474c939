"""Base weights: how many persons of the frame each person drawn stands for."""

from __future__ import annotations

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import WeightingError


def base_weights(probability: FloatArray) -> FloatArray:
    """Invert the inclusion probabilities.

    Parameters
    ----------
    probability : shape (n,), each in (0, 1]

    Returns
    -------
    shape (n,), persons of the frame a person drawn stands for

    Raises
    ------
    WeightingError : for a probability outside (0, 1], with its row.

    References
    ----------
    Horvitz and Thompson (1952), JASA 47, 663-685. Derivation: docs/methods/base-weights.md

    >>> base_weights(np.array([0.5, 0.125]))
    array([2., 8.])
    """
    wrong = np.flatnonzero(~((probability > 0) & (probability <= 1)))
    if wrong.size:
        raise WeightingError(
            "An inclusion probability lies above 0 and not above 1",
            where=f"row {wrong[0] + 1}",
            expected="0 < p <= 1",
            got=float(probability[wrong[0]]),
            hint="Take the probabilities that the draw has recorded.",
        )
    return 1.0 / probability

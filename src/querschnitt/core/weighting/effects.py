"""What unequal weights cost."""

from __future__ import annotations

import numpy as np

from querschnitt.core.arrays import FloatArray, require_positive
from querschnitt.core.errors import WeightingError


def kish_effect(weights: FloatArray) -> float:
    """Return Kish's design effect of weighting, n sum(w^2) / sum(w)^2: 1 for equal weights, larger otherwise.

    Parameters
    ----------
    weights : shape (n,), all > 0

    Raises
    ------
    WeightingError : if there is no weight or one is not positive.

    References
    ----------
    Kish (1992), Weighting for unequal P_i, Journal of Official Statistics 8, 183-200.
    Derivation: docs/methods/weighting-effects.md

    >>> kish_effect(np.array([1.0, 1.0, 2.0]))
    1.125
    """
    if not weights.size:
        raise WeightingError("There are no weights", expected="at least one respondent", got=0)
    require_positive(weights, name="weights", error=WeightingError)
    return float(weights.size * np.square(weights).sum() / weights.sum() ** 2)


def effective_size(weights: FloatArray) -> float:
    """Return the number of equally weighted interviews that would be as precise, sum(w)^2 / sum(w^2).

    Parameters, errors and source as in `kish_effect`.

    >>> round(effective_size(np.array([1.0, 1.0, 2.0])), 3)
    2.667
    """
    return float(weights.size / kish_effect(weights))

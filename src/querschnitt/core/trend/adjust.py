"""Many tests at once: p values adjusted for their number."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import EstimationError, require_known

Adjustment = Literal["bonferroni", "holm", "hochberg", "hommel", "bh", "by"]


def adjust(p: FloatArray, *, method: Adjustment) -> FloatArray:
    """Adjust p values: `bh` and `by` hold the share of false alarms, the others the chance of any.

    Parameters
    ----------
    p : shape (m,), each in [0, 1]
    method : of adjustment

    Returns
    -------
    shape (m,), in the order of `p`

    Raises
    ------
    EstimationError : for a p value outside [0, 1].
    InputError : for an unknown method.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6; Hochberg (1988), Biometrika 75; Hommel (1988), Biometrika
    75; Benjamini and Hochberg (1995),
    JRSS B 57; Benjamini and Yekutieli (2001), Annals of Statistics 29. Derivation: docs/methods/change.md

    >>> adjust(np.array([0.01, 0.04, 0.03]), method="holm")
    array([0.03, 0.06, 0.06])
    """
    require_known(method, get_args(Adjustment), what="adjustment", where="method")
    if np.any(~((p >= 0) & (p <= 1))):
        raise EstimationError("A p value lies between 0 and 1", got=float(p[~((p >= 0) & (p <= 1))][0]))
    count, order = len(p), np.argsort(p, kind="stable")
    rank = np.arange(1, count + 1)
    ordered = p[order]
    if method == "bonferroni":
        adjusted = ordered * count
    elif method == "holm":
        adjusted = np.maximum.accumulate(ordered * (count - rank + 1))
    elif method == "hommel":
        adjusted = _hommel(ordered)
    else:
        factors = {"hochberg": count - rank + 1.0, "bh": count / rank, "by": count / rank * (1 / rank).sum()}
        adjusted = np.minimum.accumulate((ordered * factors[method])[::-1])[::-1]
    back = np.empty(count)
    back[order] = np.minimum(adjusted, 1.0)
    return back


def _hommel(ordered: FloatArray) -> FloatArray:
    """Return Hommel's values of p in ascending order: the largest over all m of Simes' among the m largest."""
    count = len(ordered)
    common = float(np.min(count * ordered / np.arange(1, count + 1)))
    adjusted = np.full(count, common)
    for m in range(count - 1, 1, -1):
        few, many = ordered[: count - m + 1], ordered[count - m + 1 :]
        simes = float(np.min(m * many / np.arange(2, m + 1)))
        of_few = np.minimum(m * few, simes)
        adjusted = np.maximum(adjusted, np.concatenate([of_few, np.full(m - 1, of_few[-1])]))
    return np.maximum(adjusted, ordered)

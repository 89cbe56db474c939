"""How many persons each stratum gives to the sample."""

from __future__ import annotations

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.errors import DesignError


def allocate_equal(sizes: IntArray, total: int, *, minimum: int = 0, maximum: int | None = None) -> IntArray:
    """Give every stratum the same number of persons, as far as its size allows.

    Parameters
    ----------
    sizes : shape (H,), persons in each stratum of the frame, all > 0
    total : persons to draw
    minimum : least number in each stratum; a stratum with fewer persons is taken whole
    maximum : largest number in each stratum

    Returns
    -------
    shape (H,), whole numbers that add up to `total` and never exceed `sizes`

    Raises
    ------
    DesignError : if a stratum is empty or the bounds cannot hold `total`.

    References
    ----------
    Cochran (1977), Sampling Techniques, section 5A. Derivation: docs/methods/allocation.md

    >>> allocate_equal(np.array([1000, 10, 500]), 100)
    array([45, 10, 45])
    """
    return _allocate(np.ones(len(sizes)), sizes, total, bounds=(minimum, maximum))


def allocate_proportional(sizes: IntArray, total: int, *, minimum: int = 0, maximum: int | None = None) -> IntArray:
    """Give every stratum the same sampling fraction. Parameters, result and errors as in `allocate_equal`.

    References
    ----------
    Cochran (1977), Sampling Techniques, section 5.5. Derivation: docs/methods/allocation.md

    >>> allocate_proportional(np.array([600, 300, 100]), 50)
    array([30, 15,  5])
    """
    return _allocate(sizes.astype(np.float64), sizes, total, bounds=(minimum, maximum))


def allocate_power(
    sizes: IntArray, total: int, *, power: float = 0.5, minimum: int = 0, maximum: int | None = None
) -> IntArray:
    """Allocate in proportion to size to the `power`: between equal (0) and proportional (1).

    Other parameters, result and errors as in `allocate_equal`.

    References
    ----------
    Bankier (1988), Power allocations, The American Statistician 42, 174-177. Derivation: docs/methods/allocation.md

    >>> allocate_power(np.array([900, 400, 100]), 60, power=0.5)
    array([30, 20, 10])
    """
    if not 0 <= power <= 1:
        raise DesignError("The power of an allocation lies between 0 and 1", expected="0 to 1", got=power)
    return _allocate(sizes.astype(np.float64) ** power, sizes, total, bounds=(minimum, maximum))


def _allocate(measure: FloatArray, sizes: IntArray, total: int, *, bounds: tuple[int, int | None]) -> IntArray:
    if np.any(sizes <= 0):
        raise DesignError(
            "A stratum is empty",
            where=f"stratum number {int(np.argmax(sizes <= 0)) + 1}",
            expected="at least one person",
            got=int(sizes.min()),
            hint="Leave the stratum out of the design, or merge it with another.",
        )
    minimum, maximum = bounds
    lower = np.minimum(sizes, minimum)
    upper = sizes if maximum is None else np.minimum(sizes, maximum)
    if total < lower.sum() or total > upper.sum() or np.any(lower > upper):
        raise DesignError(
            f"{total} persons cannot be drawn within the bounds",
            where="sample size, minimum and maximum per stratum",
            expected=f"between {lower.sum()} and {upper.sum()}",
            got=total,
            hint="Change the sample size, or the minimum and maximum per stratum.",
        )
    return _round_to_total(_clamp_to_total(measure, total, lower=lower, upper=upper), total)


def _clamp_to_total(measure: FloatArray, total: int, *, lower: IntArray, upper: IntArray) -> FloatArray:
    """Find the one factor with which factor * measure, held within the bounds, adds up to the total."""
    low, high = 0.0, float(np.max(upper / measure))
    for _ in range(200):
        middle = (low + high) / 2
        if np.clip(middle * measure, lower, upper).sum() < total:
            low = middle
        else:
            high = middle
    return np.clip(high * measure, lower, upper)


def _round_to_total(shares: FloatArray, total: int) -> IntArray:
    """Round by the largest remainders (Hamilton); ties go to the earlier stratum."""
    near = np.round(shares)
    exact = np.where(np.abs(shares - near) < 1e-7, near, shares)
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole

"""How many persons each stratum gives to the sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray, require_length, require_positive
from querschnitt.core.errors import DesignError

Bound = int | IntArray
"""A number of persons, the same in all strata or one for each."""


@dataclass(frozen=True)
class Effort:
    """What a person drawn costs, and gives.

    Attributes
    ----------
    costs : shape (H,), cost of a person drawn, answering or not, all > 0
    response_rates : shape (H,), interviews expected for a person drawn, each in (0, 1]
    """

    costs: FloatArray
    response_rates: FloatArray

    def require(self, strata: int) -> None:
        """Raise ShapeError or DesignError unless both are given for so many strata and are what they should be."""
        require_length(self.costs, strata, name="costs")
        require_length(self.response_rates, strata, name="response_rates")
        require_positive(self.costs, name="costs", error=DesignError)
        require_rates(self.response_rates)


def allocate_equal(sizes: IntArray, total: int, *, minimum: Bound = 0, maximum: Bound | None = None) -> IntArray:
    """Give every stratum the same number of persons, as far as its size allows.

    Parameters
    ----------
    sizes : shape (H,), persons in each stratum of the frame, all > 0
    total : persons to draw
    minimum : least number in each stratum, one for all or shape (H,); a stratum with fewer persons is taken whole
    maximum : largest number in each stratum, likewise

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


def allocate_proportional(sizes: IntArray, total: int, *, minimum: Bound = 0, maximum: Bound | None = None) -> IntArray:
    """Give every stratum the same sampling fraction. Parameters, result and errors as in `allocate_equal`.

    References
    ----------
    Cochran (1977), Sampling Techniques, section 5.5. Derivation: docs/methods/allocation.md

    >>> allocate_proportional(np.array([600, 300, 100]), 50)
    array([30, 15,  5])
    """
    return _allocate(sizes.astype(np.float64), sizes, total, bounds=(minimum, maximum))


def allocate_power(
    sizes: IntArray, total: int, *, power: float = 0.5, minimum: Bound = 0, maximum: Bound | None = None
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


def allocate_neyman(
    sizes: IntArray, total: int, *, spread: FloatArray, minimum: Bound = 0, maximum: Bound | None = None
) -> IntArray:
    """Allocate in proportion to size times spread: the total of that variable has the least variance.

    Parameters
    ----------
    spread : shape (H,), standard deviation of the variable within each stratum, all >= 0, not all 0

    Other parameters, result and errors as in `allocate_equal`.

    References
    ----------
    Neyman (1934), JRSS 97, 558-625; Cochran (1977), section 5.5. Derivation: docs/methods/allocation.md

    >>> allocate_neyman(np.array([400, 400, 200]), 50, spread=np.array([1.0, 2.0, 4.0]))
    array([10, 20, 20])
    """
    require_length(spread, len(sizes), name="spread")
    return _allocate(sizes * _spread(spread), sizes, total, bounds=(minimum, maximum))


def allocate_at_cost(
    sizes: IntArray,
    total: int,
    *,
    spread: FloatArray,
    effort: Effort,
    minimum: Bound = 0,
    maximum: Bound | None = None,
) -> IntArray:
    """Allocate so that, for what it costs, the total of a variable has the least variance.

    Of n_h persons drawn r_h n_h answer, so that the variance is the sum of (N_h S_h)^2 / (r_h n_h). For a cost that is
    the sum of c_h n_h it is least where n_h is proportional to N_h S_h / sqrt(r_h c_h).

    Parameters
    ----------
    spread : as in `allocate_neyman`
    effort : what a person drawn costs, and gives

    Other parameters, result and errors as in `allocate_equal`.

    References
    ----------
    Cochran (1977), section 5.5; Valliant, Dever and Kreuter (2018), section 3.2. Derivation: docs/methods/allocation.md

    >>> effort = Effort(costs=np.array([1.0, 4.0]), response_rates=np.ones(2))
    >>> allocate_at_cost(np.array([500, 500]), 30, spread=np.ones(2), effort=effort)
    array([20, 10])
    """
    require_length(spread, len(sizes), name="spread")
    effort.require(len(sizes))
    measure = sizes * _spread(spread) / np.sqrt(effort.response_rates * effort.costs)
    return _allocate(measure, sizes, total, bounds=(minimum, maximum))


def allocate_fixed(sizes: IntArray, *, counts: IntArray) -> IntArray:
    """Check numbers that somebody has fixed: none below 0, none beyond its stratum, not all of them 0.

    Returns
    -------
    shape (H,), the same numbers

    >>> allocate_fixed(np.array([100, 50]), counts=np.array([30, 50]))
    array([30, 50])
    """
    require_length(counts, len(sizes), name="counts")
    wrong = np.flatnonzero((counts < 0) | (counts > sizes))
    if wrong.size or not counts.any():
        place = int(wrong[0]) if wrong.size else 0
        raise DesignError(
            "This number of persons cannot be drawn", where=f"stratum number {place + 1}",
            expected=f"0 to {int(sizes[place])}, and not 0 everywhere", got=int(counts[place]),
            hint="A stratum gives no more persons than it has.",
        )  # fmt: skip
    return counts


def require_rates(response_rates: FloatArray) -> None:
    """Raise DesignError unless every rate lies above 0 and not above 1, naming the first that does not."""
    wrong = np.flatnonzero(~((response_rates > 0) & (response_rates <= 1)))
    if wrong.size:
        raise DesignError(
            "An expected response rate lies between 0 and 1", where=f"stratum number {int(wrong[0]) + 1}",
            expected="more than 0, at most 1", got=float(response_rates[wrong[0]]),
        )  # fmt: skip


def _spread(spread: FloatArray) -> FloatArray:
    wrong = np.flatnonzero(~(np.isfinite(spread) & (spread >= 0)))
    if wrong.size or not np.any(spread > 0):
        place = int(wrong[0]) if wrong.size else 0
        raise DesignError(
            "A spread is a standard deviation", where=f"stratum number {place + 1}",
            expected="0 or more, and not 0 everywhere", got=float(spread[place]),
        )  # fmt: skip
    return spread


def allocate_unrounded(
    measure: FloatArray, sizes: IntArray, total: int, *, minimum: Bound = 0, maximum: Bound | None = None
) -> FloatArray:
    """Allocate in proportion to any measure, before rounding to persons: to compare plans, not to draw.

    Parameters
    ----------
    measure : shape (H,), each >= 0: 1 (equal), the size (proportional), size times spread (Neyman), ...

    Other parameters and errors as in `allocate_equal`.

    Returns
    -------
    shape (H,), numbers that add up to `total` and never exceed `sizes`

    >>> allocate_unrounded(np.array([2.0, 1.0]), np.array([200, 100]), 50).round(6)
    array([33.333333, 16.666667])
    """
    require_length(measure, len(sizes), name="measure")
    if np.any(sizes <= 0):
        raise DesignError(
            "A stratum is empty",
            where=f"stratum number {int(np.argmax(sizes <= 0)) + 1}",
            expected="at least one person",
            got=int(sizes.min()),
            hint="Leave the stratum out of the design, or merge it with another.",
        )
    lower = np.minimum(sizes, minimum)
    upper = sizes if maximum is None else np.minimum(sizes, maximum)
    # What has no spread needs nobody for the variance: it can give no more than its minimum.
    upper = np.where(measure > 0, upper, np.minimum(upper, lower))
    if total < lower.sum() or total > upper.sum() or np.any(lower > upper):
        raise DesignError(
            f"{total} persons cannot be drawn within the bounds",
            where="sample size, minimum and maximum per stratum",
            expected=f"between {lower.sum()} and {upper.sum()}",
            got=total,
            hint="Change the sample size, or the minimum and maximum per stratum.",
        )
    return _clamp_to_total(measure, total, lower=lower, upper=upper)


def _allocate(measure: FloatArray, sizes: IntArray, total: int, *, bounds: tuple[Bound, Bound | None]) -> IntArray:
    return _round_to_total(allocate_unrounded(measure, sizes, total, minimum=bounds[0], maximum=bounds[1]), total)


def _clamp_to_total(measure: FloatArray, total: int, *, lower: IntArray, upper: IntArray) -> FloatArray:
    """Find the one factor with which factor * measure, held within the bounds, adds up to the total."""
    taking_part = measure > 0
    low, high = 0.0, float(np.max(upper[taking_part] / measure[taking_part], initial=0.0))
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

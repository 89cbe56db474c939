"""The cheapest allocation that is precise enough for several figures at once, such as one for each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from querschnitt.core.arrays import FloatArray, IntArray, require_length
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.allocation import Bound, Effort

_PASSES = 200


@dataclass(frozen=True)
class Target:
    """A mean or a share that is to be known so precisely.

    Attributes
    ----------
    name : for errors and reports
    spread : shape (H,), standard deviation within each stratum of what the mean adds up
    sizes : shape (H,), persons of each stratum, divided by the persons of whom the mean is
    half_width : of the interval, in the unit of the mean
    level : of the interval
    """

    name: str
    spread: FloatArray
    sizes: FloatArray
    half_width: float
    level: float = 0.95

    @property
    def limit(self) -> float:
        """The variance that the mean may have."""
        return (self.half_width / float(stats.norm.ppf(0.5 + self.level / 2))) ** 2

    @property
    def _parts(self) -> FloatArray:
        return np.square(self.sizes * self.spread)

    def variance(self, interviews: FloatArray, strata: IntArray) -> float:
        """Return the variance of the mean with so many interviews in strata of these sizes, shape (H,) both."""
        parts = self._parts
        with np.errstate(divide="ignore"):
            each = np.where(parts > 0, parts * (1 / interviews - 1 / strata), 0.0)
        return float(each.sum())


def share_target(
    name: str, *, sizes: IntArray, members: IntArray, half_width: float, share: float = 0.5, level: float = 0.95
) -> Target:
    """Return the target of a share among the members of a group, who may stand in several strata.

    The share is planned to be the same in all strata. A stratum of which a part P_h belongs to the group then has the
    spread sqrt(P_h p (1 - p)).

    Parameters
    ----------
    sizes : shape (H,), persons in each stratum, all > 0
    members : shape (H,), those of them who belong to the group
    half_width : 0.05 means 5 points

    Raises
    ------
    DesignError : if nobody belongs to the group, or the half-width is none.

    References
    ----------
    Särndal, Swensson and Wretman (1992), section 10.3 (domains). Derivation: docs/methods/allocation.md

    >>> sizes = np.array([900, 100])
    >>> target = share_target("group", sizes=sizes, members=np.array([0, 100]), half_width=0.1)
    >>> round(target.variance(np.array([50.0, 50.0]), sizes) ** 0.5, 4)  # sqrt(0.25 / 50 * (1 - 50 / 100))
    0.05
    """
    require_length(members, len(sizes), name="members")
    if not members.sum():
        raise DesignError("Nobody belongs to this group", where=name, hint="Look at the groups of the frame.")
    if not 0 < half_width < 1:
        raise DesignError("Not the half-width of a share", where=name, expected="between 0 and 1", got=half_width)
    spread = np.sqrt(members / sizes * share * (1 - share))
    return Target(name, spread=spread, sizes=sizes / float(members.sum()), half_width=half_width, level=level)


@dataclass(frozen=True)
class Reached:
    """An allocation that reaches its targets.

    Attributes
    ----------
    drawn : shape (H,), persons to draw
    cost : of all of them
    half_widths : by the name of the target, as expected; none is wider than its target
    binding : names of the targets that decide how many are drawn
    """

    drawn: IntArray
    cost: float
    half_widths: dict[str, float]
    binding: tuple[str, ...]


def allocate_to_targets(
    sizes: IntArray,
    targets: Sequence[Target],
    *,
    effort: Effort,
    minimum: Bound = 2,
) -> Reached:
    """Draw no more than needed: the cheapest allocation with which every target is reached.

    Parameters
    ----------
    sizes : shape (H,), persons in each stratum, all > 0
    effort : what a person drawn costs, and gives
    minimum : least number in each stratum, one for all or shape (H,); a stratum with fewer persons is taken whole

    Raises
    ------
    DesignError : if a target cannot be reached even with everybody; it is named, with what can be reached.

    References
    ----------
    Chromy (1987), Proceedings of the Section on Survey Research Methods, ASA, 194-199; Bethel (1989), Survey
    Methodology 15, 47-57. Derivation: docs/methods/allocation.md

    >>> sizes, effort = np.array([600, 400]), Effort(costs=np.ones(2), response_rates=np.ones(2))
    >>> each = [share_target(name, sizes=sizes, members=np.array(of), half_width=0.1)
    ...         for name, of in (("north", [600, 0]), ("south", [0, 400]))]
    >>> allocate_to_targets(sizes, each, effort=effort).drawn
    array([83, 78])
    """
    effort.require(len(sizes))
    costs, response_rates = effort.costs, effort.response_rates
    for target in targets:
        _require_reachable(target, sizes, response_rates)
    lower = np.minimum(sizes, np.maximum(minimum, 1)).astype(np.float64)
    needed = _needed(sizes, targets, response_rates)
    drawn = _whole(_cheapest(needed, costs, lower, sizes.astype(np.float64)), needed, costs, lower)
    half_widths = {
        target.name: target.half_width * (target.variance(drawn * response_rates, sizes) / target.limit) ** 0.5
        for target in targets
    }
    binding = tuple(
        target.name
        for target, row in zip(targets, needed, strict=True)
        if np.any((row > 0) & (drawn > lower) & ((row / drawn).sum() + row / (drawn * (drawn - 1)) > 1))
    )
    return Reached(drawn, cost=float(costs @ drawn), half_widths=half_widths, binding=binding)


def _require_reachable(target: Target, sizes: IntArray, response_rates: FloatArray) -> None:
    require_length(target.spread, len(sizes), name=target.name)
    best = target.variance(sizes * response_rates, sizes)
    if best > target.limit:
        raise DesignError(
            "This precision cannot be reached even if everybody is written to", where=target.name,
            expected=f"a half-width of {target.half_width * (best / target.limit) ** 0.5:.4f} or more",
            got=target.half_width, hint="Allow a wider interval, merge the group with another, or raise the response.",
        )  # fmt: skip


def _needed(sizes: IntArray, targets: Sequence[Target], response_rates: FloatArray) -> FloatArray:
    """Return A, shape (J, H): target j is reached where the sum of A_jh / n_h is at most 1."""
    rows = [
        np.square(t.sizes * t.spread) / response_rates / (t.limit + (np.square(t.sizes * t.spread) / sizes).sum())
        for t in targets
    ]
    return np.array(rows).reshape(len(targets), len(sizes))


def _cheapest(needed: FloatArray, costs: FloatArray, lower: FloatArray, upper: FloatArray) -> FloatArray:
    """Minimise the cost by its dual: n_h = sqrt(sum of lambda_j A_jh / c_h) within its bounds.

    The dual is concave, so that no start matters. Its multipliers are scaled by the cost, which makes them alike.
    """
    scale = float(costs @ upper) or 1.0

    def allocated(multipliers: FloatArray) -> FloatArray:
        return np.clip(np.sqrt(scale * (multipliers @ needed) / costs), lower, upper)

    def dual(multipliers: FloatArray) -> tuple[float, FloatArray]:
        drawn = allocated(multipliers)
        excess = (needed / drawn).sum(axis=1) - 1
        return -(float(costs @ drawn) / scale + float(multipliers @ excess)), -excess

    start = np.full(len(needed), 1e-3)
    found = optimize.minimize(
        dual, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(needed),
        options={"maxiter": 5000, "maxfun": 20_000, "ftol": 1e-15, "gtol": 1e-10},
    )  # fmt: skip
    drawn = allocated(found.x)
    for _ in range(_PASSES):
        worst = float((needed / drawn).sum(axis=1).max(initial=0.0))
        if worst <= 1:
            break
        drawn = np.minimum(drawn * worst, upper)
    return drawn


def _whole(drawn: FloatArray, needed: FloatArray, costs: FloatArray, lower: FloatArray) -> IntArray:
    """Round up, and then leave out persons again, the dearest first, as long as every target stays reached."""
    whole = np.ceil(drawn - 1e-9)
    sums = (needed / whole).sum(axis=1)
    for stratum in np.argsort(-costs, kind="stable"):
        while whole[stratum] > lower[stratum]:
            fewer = sums + needed[:, stratum] / (whole[stratum] * (whole[stratum] - 1))
            if np.any(fewer > 1):
                break
            whole[stratum] -= 1
            sums = fewer
    return whole.astype(np.int64)

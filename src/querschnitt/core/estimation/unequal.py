"""Variances for units drawn with unequal probabilities: exact joint probabilities, or approximations of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray, require_length
from querschnitt.core.errors import EstimationError, require_known
from querschnitt.core.estimation.stages import Stages, sum_units

PairForm = Literal["horvitz_thompson", "yates_grundy"]


@dataclass(frozen=True)
class JointProbabilities:
    """The variance from the probabilities that two units are drawn together.

    Attributes
    ----------
    joint : shape (units, units), on the diagonal the units' own probabilities, in the order of `Stages.units[0]`
    form : `horvitz_thompson`, for any draw, or `yates_grundy`, for draws of fixed size

    Raises
    ------
    EstimationError : for a matrix that is not square, not symmetric, or has a value outside (0, 1].

    References
    ----------
    Horvitz and Thompson (1952), JASA 47; Yates and Grundy (1953), JRSS B 15. R: svydesign(pps=ppsmat(), variance=)

    >>> from querschnitt.core.estimation.stages import stages_of
    >>> joint = np.full((2, 2), 1 / 6) + np.eye(2) / 3  # 2 of 4
    >>> variance = JointProbabilities(joint, form="yates_grundy")
    >>> variance.covariance(np.array([[2.0], [6.0]]), stages_of(2)).round(6)  # (1 - 1/2) x 2 x 8
    array([[8.]])
    """

    joint: FloatArray
    form: PairForm = "horvitz_thompson"

    def __post_init__(self) -> None:
        require_known(self.form, ("horvitz_thompson", "yates_grundy"), what="form of the variance", where="form")
        if self.joint.ndim != 2 or self.joint.shape[0] != self.joint.shape[1]:
            raise EstimationError("Joint probabilities are a square", expected="(units, units)", got=self.joint.shape)
        wrong = np.argwhere(~((self.joint > 0) & (self.joint <= 1) & np.isclose(self.joint, self.joint.T)))
        if wrong.size:
            row, column = wrong[0]
            raise EstimationError(
                "A joint probability is not one, so the variance cannot be estimated without bias",
                where=f"row {row + 1}, column {column + 1}",
                expected="above 0, at most 1, and symmetric",
                got=float(self.joint[row, column]),
            )

    def covariance(self, weighted: FloatArray, stages: Stages) -> FloatArray:
        """Return the covariance of the sums of weight x score of shape (n, k), shape (k, k)."""
        totals = sum_units(stages.units[0], weighted)
        require_length(self.joint, len(totals), name="joint probabilities")
        own = np.diag(self.joint)
        check = 1 - np.outer(own, own) / self.joint
        np.fill_diagonal(check, 1 - own)
        covariance = totals.T @ check @ totals
        if self.form == "yates_grundy":
            covariance = covariance - (totals * check.sum(axis=1)[:, None]).T @ totals
        return np.asarray(covariance, dtype=np.float64)


@dataclass(frozen=True)
class ApproximateProbabilities:
    """The variance from the units' own probabilities alone: of draws of fixed size within strata, or of Poisson's.

    Attributes
    ----------
    probabilities : shape (n,), of the row's primary unit, the same within it
    form : `overton` and `hartley_rao` approximate the joint probabilities; `brewer` does without; `poisson` is exact
        for units drawn each for itself, without a fixed size
    pairs : how the approximated joint probabilities are used, see `JointProbabilities`; of no use to the last two
    mean_square : for `hartley_rao`: sum of the squared probabilities of the population over units drawn; by stratum
        shape (H,), or one for all; None: the mean probability of those drawn, which estimates it
    later : for `brewer`: shape (n,) for each later stage, the probability of the row's unit of that stage within its
        unit of the stage before; none: the first stage as if drawn with this variance alone

    References
    ----------
    Overton (1985); Hartley and Rao (1962), Annals of Mathematical Statistics 33; Brewer (2002), Combined Survey
    Sampling Inference, chapter 9. R: svydesign(pps="overton"), svydesign(pps=HR()), svydesign(pps="brewer"),
    svydesign(pps=poisson_sampling(p))

    >>> from querschnitt.core.estimation.stages import stages_of
    >>> half = np.full(2, 0.5)
    >>> forms = ("overton", "hartley_rao", "brewer")
    >>> variances = [ApproximateProbabilities(half, form) for form in forms]
    >>> [variance.covariance(np.array([[2.0], [6.0]]), stages_of(2)).item() for variance in variances]
    [8.0, 8.0, 8.0]
    """

    probabilities: FloatArray
    form: Literal["overton", "hartley_rao", "brewer", "poisson"]
    pairs: PairForm = "horvitz_thompson"
    mean_square: float | FloatArray | None = None
    later: tuple[FloatArray, ...] = ()

    def __post_init__(self) -> None:
        require_known(
            self.form, ("overton", "hartley_rao", "brewer", "poisson"), what="form of the variance", where="form"
        )
        require_known(self.pairs, ("horvitz_thompson", "yates_grundy"), what="form of the pairs", where="pairs")
        if self.later and self.form != "brewer":
            raise EstimationError(
                f"The variance '{self.form}' knows one stage", expected="no later stages, or 'brewer'", got=self.form
            )
        for probabilities in (self.probabilities, *self.later):
            wrong = np.flatnonzero(~((probabilities > 0) & (probabilities <= 1)))
            if wrong.size:
                raise EstimationError(
                    "A probability of being drawn is not one",
                    where=f"row {wrong[0] + 1}",
                    expected="above 0, at most 1",
                    got=float(probabilities[wrong[0]]),
                )

    def covariance(self, weighted: FloatArray, stages: Stages) -> FloatArray:
        """Return the covariance of the sums of weight x score of shape (n, k), shape (k, k)."""
        if self.form == "brewer":
            return self._by_stages(weighted, stages)
        totals, first = sum_units(stages.units[0], weighted), np.unique(stages.units[0], return_index=True)[1]
        own, strata, counts = _own(self.probabilities, stages, 0), stages.strata[first], stages.counts(0)
        if self.form == "poisson":
            return np.asarray((totals * (1 - own)[:, None]).T @ totals, dtype=np.float64)
        others = np.maximum(counts - 1, 1)
        constant, slope = -1 / others, 0.5 / others
        if self.form == "hartley_rao":
            means = np.bincount(strata, weights=own) / counts if self.mean_square is None else self.mean_square
            constant, slope = constant * (1 + means), 2 * slope
        factors = 1 - own
        if self.pairs == "yates_grundy":
            factors = factors - _row_sums(own, strata, constant=constant, slope=slope)
        covariance = (totals * factors[:, None]).T @ totals
        for stratum in range(len(counts)):
            inside = strata == stratum
            covariance += _pairs(totals[inside], own[inside], constant=constant[stratum], slope=slope[stratum])
        return np.asarray(covariance, dtype=np.float64)

    def _by_stages(self, weighted: FloatArray, stages: Stages) -> FloatArray:
        """Add up Brewer's variance over the stages, each times the probabilities of the stages before."""
        covariance, before = np.zeros((weighted.shape[1], weighted.shape[1])), np.ones(stages.n)
        for position, probabilities in enumerate((self.probabilities, *self.later)):
            own = _own(probabilities, stages, position)
            totals = sum_units(stages.units[position], weighted)
            first = np.unique(stages.units[position], return_index=True)[1]
            groups = stages.groups(position)[first]
            scaled = totals * np.sqrt(before[first])[:, None]
            covariance += _brewer(scaled, own, groups=groups, counts=stages.counts(position), stage=position + 1)
            before = before * probabilities
        return covariance


def _own(probabilities: FloatArray, stages: Stages, position: int) -> FloatArray:
    """Return the probability of each unit of a stage."""
    require_length(probabilities, stages.n, name="probabilities")
    units = stages.units[position]
    own = np.asarray(probabilities[np.unique(units, return_index=True)[1]], dtype=np.float64)
    varying = np.flatnonzero(~np.isclose(own[units], probabilities))
    if varying.size:
        raise EstimationError(
            f"The probability differs within a unit of stage {position + 1}",
            where=f"row {varying[0] + 1}",
            expected=float(own[units][varying[0]]),
            got=float(probabilities[varying[0]]),
        )
    return own


def _row_sums(own: FloatArray, strata: IntArray, *, constant: FloatArray, slope: FloatArray) -> FloatArray:
    """Return, for each unit, the sum of (1 - p_i) and of constant + slope (p_i + p_j) over the others."""
    counts, sums = np.bincount(strata), np.bincount(strata, weights=own)
    others = (counts[strata] - 1) * (constant[strata] + slope[strata] * own) + slope[strata] * (sums[strata] - own)
    return np.asarray(1 - own + others, dtype=np.float64)


def _pairs(totals: FloatArray, own: FloatArray, *, constant: float, slope: float) -> FloatArray:
    """Add up (constant + slope (p_i + p_j)) u_i u_j over pairs of different units, without listing them."""
    plain, by_own = totals.sum(axis=0), own @ totals
    squares, squares_by_own = totals.T @ totals, (totals * own[:, None]).T @ totals
    sums = np.outer(plain, by_own)
    pairs = constant * (np.outer(plain, plain) - squares) + slope * (sums + sums.T - 2 * squares_by_own)
    return np.asarray(pairs, dtype=np.float64)


def _brewer(totals: FloatArray, own: FloatArray, *, groups: IntArray, counts: IntArray, stage: int) -> FloatArray:
    alone = np.flatnonzero((counts == 1) & (np.bincount(groups, weights=own) < 1))
    if alone.size:
        raise EstimationError(
            "A stratum has a single primary unit, so its variance cannot be estimated",
            where=f"stratum {alone[0] + 1}" if stage == 1 else f"stage {stage}, cluster {alone[0] + 1}",
            expected="2 or more",
            got=1,
            hint="Merge it with a similar stratum.",
        )
    deviations = totals - (sum_units(groups, totals) / counts[:, None])[groups]
    scale = (1 - own) * (counts / np.maximum(counts - 1, 1))[groups]
    return np.asarray((deviations * scale[:, None]).T @ deviations, dtype=np.float64)

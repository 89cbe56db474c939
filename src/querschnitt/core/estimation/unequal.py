"""Variances for units drawn with unequal probabilities: exact joint probabilities, or approximations of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray, require_length
from querschnitt.core.errors import EstimationError, require_known
from querschnitt.core.estimation.stages import Stages


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
    form: Literal["horvitz_thompson", "yates_grundy"] = "horvitz_thompson"

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

    def covariance(self, totals: FloatArray, stages: Stages) -> FloatArray:
        """Return the covariance of the sums of the units' totals, shape (k, k)."""
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
    """The variance from the units' own probabilities alone, for draws of fixed size within strata.

    Attributes
    ----------
    probabilities : shape (n,), of the row's primary unit, the same within it
    form : `overton` and `hartley_rao` approximate the joint probabilities; `brewer` does without

    References
    ----------
    Overton (1985); Hartley and Rao (1962), Annals of Mathematical Statistics 33; Brewer (2002), Combined Survey
    Sampling Inference, chapter 9. R: svydesign(pps="overton"), svydesign(pps=HR()), svydesign(pps="brewer")

    >>> from querschnitt.core.estimation.stages import stages_of
    >>> half = np.full(2, 0.5)
    >>> forms = ("overton", "hartley_rao", "brewer")
    >>> variances = [ApproximateProbabilities(half, form) for form in forms]
    >>> [variance.covariance(np.array([[2.0], [6.0]]), stages_of(2)).item() for variance in variances]
    [8.0, 8.0, 8.0]
    """

    probabilities: FloatArray
    form: Literal["overton", "hartley_rao", "brewer"]

    def __post_init__(self) -> None:
        require_known(self.form, ("overton", "hartley_rao", "brewer"), what="form of the variance", where="form")
        wrong = np.flatnonzero(~((self.probabilities > 0) & (self.probabilities <= 1)))
        if wrong.size:
            raise EstimationError(
                "A probability of being drawn is not one",
                where=f"row {wrong[0] + 1}",
                expected="above 0, at most 1",
                got=float(self.probabilities[wrong[0]]),
            )

    def covariance(self, totals: FloatArray, stages: Stages) -> FloatArray:
        """Return the covariance of the sums of the units' totals, shape (k, k)."""
        first = np.unique(stages.units[0], return_index=True)[1]
        own, strata, counts = self._own(stages, first), stages.strata[first], stages.counts(0)
        if self.form == "brewer":
            return _brewer(totals, own, strata=strata, counts=counts)
        means = np.bincount(strata, weights=own) / counts
        others = np.maximum(counts - 1, 1)
        constant, slope = -1 / others, 0.5 / others
        if self.form == "hartley_rao":
            constant, slope = constant * (1 + means), 2 * slope
        covariance = (totals * (1 - own)[:, None]).T @ totals
        for stratum in range(len(counts)):
            inside = strata == stratum
            covariance += _pairs(totals[inside], own[inside], constant=constant[stratum], slope=slope[stratum])
        return np.asarray(covariance, dtype=np.float64)

    def _own(self, stages: Stages, first: IntArray) -> FloatArray:
        require_length(self.probabilities, stages.n, name="probabilities")
        own = np.asarray(self.probabilities[first], dtype=np.float64)
        varying = np.flatnonzero(~np.isclose(own[stages.units[0]], self.probabilities))
        if varying.size:
            raise EstimationError(
                "The probability differs within a primary unit",
                where=f"row {varying[0] + 1}",
                expected=float(own[stages.units[0]][varying[0]]),
                got=float(self.probabilities[varying[0]]),
            )
        return own


def _pairs(totals: FloatArray, own: FloatArray, *, constant: float, slope: float) -> FloatArray:
    """Add up (constant + slope (p_i + p_j)) u_i u_j over pairs of different units, without listing them."""
    plain, by_own = totals.sum(axis=0), own @ totals
    squares, squares_by_own = totals.T @ totals, (totals * own[:, None]).T @ totals
    sums = np.outer(plain, by_own)
    pairs = constant * (np.outer(plain, plain) - squares) + slope * (sums + sums.T - 2 * squares_by_own)
    return np.asarray(pairs, dtype=np.float64)


def _brewer(totals: FloatArray, own: FloatArray, *, strata: IntArray, counts: IntArray) -> FloatArray:
    alone = np.flatnonzero((counts == 1) & (np.bincount(strata, weights=own) < 1))
    if alone.size:
        raise EstimationError(
            "A stratum has a single primary unit, so its variance cannot be estimated",
            where=f"stratum {alone[0] + 1}",
            expected="2 or more",
            got=1,
            hint="Merge it with a similar stratum.",
        )
    means = np.column_stack([np.bincount(strata, weights=column) for column in totals.T]) / counts[:, None]
    deviations = totals - means[strata]
    scale = (1 - own) * (counts / np.maximum(counts - 1, 1))[strata]
    return np.asarray((deviations * scale[:, None]).T @ deviations, dtype=np.float64)

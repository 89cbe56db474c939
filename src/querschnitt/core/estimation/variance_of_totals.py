"""The variance of estimated totals in a stratified, calibrated design (Taylor linearisation)."""

from __future__ import annotations

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.estimation.design import SurveyDesign
from querschnitt.core.weighting.raking import Margin

_PASSES = 10


class VarianceOfTotals:
    """The variance of many weighted totals of one design; what the design alone decides is prepared once.

    For every column z: u = weight x residual of z on the calibration margins, and
    v = sum over strata of (1 - n_h/N_h) n_h/(n_h - 1) sum (u - mean_h u)^2.

    Parameters
    ----------
    design : the respondents

    References
    ----------
    Särndal, Swensson and Wretman (1992), result 6.6.1; Deville and Särndal (1992), JASA 87, 376-382.
    Derivation: docs/methods/variance.md

    >>> design = SurveyDesign(np.full(4, 5.0), np.array([0, 0, 1, 1]), population_sizes=np.array([10.0, 10.0]))
    >>> VarianceOfTotals(design).of(np.array([[1.0], [3.0], [2.0], [2.0]]))
    array([80.])
    """

    def __init__(self, design: SurveyDesign) -> None:
        self.design = design
        self._indicator = _indicator(design.strata, len(design.counts))
        self._factor = _stratum_factors(design)[design.strata]
        self._centred = np.where((design.lonely == "adjust") & design.lonely_strata, 0.0, 1.0 / design.counts)
        self._basis = _weighted_basis(design) if design.margins and design.residuals == "regression" else None

    def of(self, linearised: FloatArray) -> FloatArray:
        """Return the variances, shape (m,), of the totals of the columns of `linearised`, shape (n, m)."""
        residuals = self._residuals(linearised) * self.design.weights[:, None]
        means = (self._indicator.T @ residuals) * self._centred[:, None]
        residuals -= means[self.design.strata]
        np.square(residuals, out=residuals)
        return np.asarray(self._factor @ residuals, dtype=np.float64)

    def _residuals(self, linearised: FloatArray) -> FloatArray:
        if self._basis is not None:
            root = np.sqrt(self.design.weights)[:, None]
            return linearised - (self._basis / root) @ (self._basis.T @ (linearised * root))
        residuals = linearised
        for _ in range(_PASSES if self.design.margins else 0):
            for margin in self.design.margins:
                residuals = residuals - _cell_means(residuals, margin)
        return residuals


def _indicator(codes: np.ndarray[tuple[int], np.dtype[np.int64]], groups: int) -> FloatArray:
    return np.eye(groups)[codes]


def _cell_means(values: FloatArray, margin: Margin) -> FloatArray:
    members = _indicator(margin.codes, len(margin.levels))
    means = (members.T @ values) / np.maximum(members.sum(axis=0), 1.0)[:, None]
    return np.asarray(means[margin.codes], dtype=np.float64)


def _weighted_basis(design: SurveyDesign) -> FloatArray:
    """Return an orthonormal basis of the margins' 0/1 columns, each row times the root of its weight."""
    columns = np.hstack([_indicator(margin.codes, len(margin.levels)) for margin in design.margins])
    left, values, _ = np.linalg.svd(columns * np.sqrt(design.weights)[:, None], full_matrices=False)
    return np.asarray(left[:, values > values[0] * 1e-10], dtype=np.float64)


def _stratum_factors(design: SurveyDesign) -> FloatArray:
    """Return (1 - f) n / (n - 1) of each stratum, with the chosen rule for strata of one respondent."""
    counts = design.counts.astype(np.float64)
    several = counts > 1
    fraction = np.zeros(len(counts)) if design.population_sizes is None else counts / design.population_sizes
    factors = (1 - fraction) * np.where(several, counts / np.maximum(counts - 1, 1), 0.0)
    if design.lonely == "adjust":
        factors[design.lonely_strata] = (1 - fraction)[design.lonely_strata]
    if design.lonely == "average" and several.any():
        factors *= len(counts) / several.sum()
    return factors

"""Weighted means of many variables in many domains with their variances: what shares and means have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import EstimationError, ShapeError
from querschnitt.core.estimation.design import SurveyDesign
from querschnitt.core.estimation.variance_of_totals import VarianceOfTotals


@dataclass(frozen=True)
class Moments:
    """Means of k variables in D domains; every array has shape (k, D).

    Attributes
    ----------
    n : respondents with a valid answer in the domain
    weighted_n : their sum of weights
    mean : weighted mean among them
    variance : of the mean, by the design
    spread : weighted variance of the values (divisor n - 1), S^2
    kish_n : Kish's effective size of the weights
    df : degrees of freedom, as `SurveyDesign.domain_df` counts them
    strata : strata with such respondents
    """

    n: IntArray
    weighted_n: FloatArray
    mean: FloatArray
    variance: FloatArray
    spread: FloatArray
    kish_n: FloatArray
    df: FloatArray
    strata: IntArray


def moments(design: SurveyDesign, values: FloatArray, *, valid: BoolArray, domains: BoolArray) -> Moments:
    """Compute the means and their variances; a domain is a ratio among its valid answers, not a subset.

    Parameters
    ----------
    design : n respondents
    values : shape (n, k); not-a-number is allowed where `valid` is False
    valid : shape (n, k), whether the person belongs to the base of the variable and answered
    domains : shape (n, D)

    Raises
    ------
    ShapeError : if the arrays do not fit.
    EstimationError : if a valid value is not a number.
    """
    _check(design, values, valid=valid, domains=domains)
    y = np.where(valid, values, 0.0)
    members, w = domains.astype(np.float64), design.weights[:, None]
    n = valid.astype(np.float64).T @ members
    total = (w * valid).T @ members
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = ((w * y).T @ members) / total
        kish = total**2 / ((w**2 * valid).T @ members)
    variance, spread, strata = _spreads(design, y, valid=valid, domains=domains, mean=mean, total=total)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = spread / total * n / (n - 1)
    return Moments(
        n=n.round().astype(np.int64),
        weighted_n=total,
        mean=mean,
        variance=variance,
        spread=spread,
        kish_n=kish,
        df=(valid * (1.0 - 1.0 / design.counts)[design.strata][:, None]).T @ members,
        strata=strata,
    )


def _spreads(
    design: SurveyDesign, y: FloatArray, *, valid: BoolArray, domains: BoolArray, mean: FloatArray, total: FloatArray
) -> tuple[FloatArray, FloatArray, IntArray]:
    kernel = VarianceOfTotals(design)
    variance, spread = np.full(mean.shape, np.nan), np.full(mean.shape, np.nan)
    strata = np.zeros(mean.shape, dtype=np.int64)
    groups = np.eye(len(design.counts))[design.strata]
    for column in range(domains.shape[1]):
        some = total[:, column] > 0
        if not some.any():
            continue
        inside = valid[:, some] & domains[:, [column]]
        deviation = np.where(inside, y[:, some] - mean[some, column], 0.0)
        variance[some, column] = kernel.of(deviation / total[some, column])
        spread[some, column] = design.weights @ deviation**2
        strata[some, column] = ((groups.T @ inside) > 0).sum(axis=0)
    return variance, spread, strata


def _check(design: SurveyDesign, values: FloatArray, *, valid: BoolArray, domains: BoolArray) -> None:
    require_length(values, design.n, name="values")
    require_length(domains, design.n, name="domains")
    if values.ndim != 2 or domains.ndim != 2 or valid.shape != values.shape:
        raise ShapeError(
            "Values, validity and domains are tables with one row a respondent",
            expected=f"valid {values.shape}",
            got=f"valid {valid.shape}, domains {domains.shape}",
        )
    wrong = np.argwhere(valid & ~np.isfinite(values))
    if wrong.size:
        row, column = wrong[0]
        raise EstimationError(
            "A valid answer is not a number",
            where=f"row {row + 1}, variable {column + 1}",
            expected="a number where the answer is valid",
            got=float(values[row, column]),
            hint="Mark it as not valid, so that it leaves the base, or code it.",
        )

"""Shares and means of many variables in many domains at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import EstimationError, require_known
from querschnitt.core.estimation.design import SurveyDesign
from querschnitt.core.estimation.intervals import Bounds, beta, blended_n, korn_graubard_n, logit, t_interval, wilson
from querschnitt.core.estimation.moments import Moments, moments
from querschnitt.core.estimation.result import Estimates, Method

ShareMethod = Literal["wilson", "logit", "beta"]


def estimate_shares(
    design: SurveyDesign,
    indicators: FloatArray | BoolArray,
    *,
    valid: BoolArray,
    domains: BoolArray,
    method: ShareMethod = "wilson",
) -> Estimates:
    """Estimate the shares of k categories in D domains, with intervals.

    Parameters
    ----------
    design : n respondents
    indicators : shape (n, k), 1 where the answer is the category, else 0
    valid : shape (n, k), who is in the base and answered; the others leave as a domain does
    domains : shape (n, D), who belongs to each domain
    method : of the interval; `wilson` on `blended_n` (published), `logit`, or `beta` (Korn-Graubard)

    Returns
    -------
    arrays of shape (k, D); shares in [0, 1]

    Raises
    ------
    EstimationError : if an indicator is neither 0 nor 1.
    InputError : for an unknown method.
    ShapeError : if the arrays do not fit.

    References
    ----------
    Särndal, Swensson and Wretman (1992), chapter 10 (domains). Derivation: docs/methods/share.md, intervals.md

    >>> design = SurveyDesign(np.full(4, 25.0), np.array([0, 0, 1, 1]))
    >>> answers = np.array([[1.0], [0.0], [1.0], [1.0]])
    >>> everyone = np.ones((4, 1), dtype=bool)
    >>> estimate_shares(design, answers, valid=everyone, domains=everyone).at(0, 0).estimate
    0.75
    """
    require_known(method, get_args(ShareMethod), what="method of the interval", where="method")
    values = np.asarray(indicators, dtype=np.float64)
    if np.any(valid & (values != 0) & (values != 1)):
        row, column = np.argwhere(valid & (values != 0) & (values != 1))[0]
        raise EstimationError(
            "A share is of zeros and ones",
            where=f"row {row + 1}, variable {column + 1}",
            expected="0 or 1",
            got=float(values[row, column]),
            hint="Make an indicator of the category first; of numbers take the mean.",
        )
    computed = moments(design, values, valid=valid, domains=domains)
    n_eff, low, high = _share_interval(computed, method)
    return _estimates(design, computed, bounds=(low, high), n_eff=n_eff, method=method)


def estimate_means(design: SurveyDesign, values: FloatArray, *, valid: BoolArray, domains: BoolArray) -> Estimates:
    """Estimate the means of k variables in D domains, with t intervals.

    Parameters
    ----------
    design : n respondents
    values : shape (n, k), in the units of the variables; not-a-number is allowed where `valid` is False
    valid, domains : as in `estimate_shares`

    Returns
    -------
    arrays of shape (k, D); a cell with one respondent has a mean but neither standard error nor interval

    Raises
    ------
    EstimationError : if a valid value is not a number.
    ShapeError : if the arrays do not fit.

    References
    ----------
    Särndal, Swensson and Wretman (1992), result 5.7.1 and chapter 10. Derivation: docs/methods/mean.md

    >>> design = SurveyDesign(np.full(4, 25.0), np.array([0, 0, 1, 1]))
    >>> everyone = np.ones((4, 1), dtype=bool)
    >>> rent = np.array([[400.0], [500.0], [300.0], [400.0]])
    >>> estimate_means(design, rent, valid=everyone, domains=everyone).at(0, 0).se.__round__(4)
    35.3553
    """
    found = moments(design, values, valid=valid, domains=domains)
    computed = replace(found, variance=np.where(found.n > 1, found.variance, np.nan))
    df = np.where(found.n > 1, found.df, np.nan)
    bounds = t_interval(computed.mean, np.sqrt(computed.variance), df=df)
    return _estimates(design, computed, bounds=bounds, n_eff=computed.kish_n, method="t")


def _share_interval(computed: Moments, method: ShareMethod) -> tuple[FloatArray, FloatArray, FloatArray]:
    share, variance, n = computed.mean, computed.variance, computed.n.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        if method == "wilson":
            n_eff = blended_n(share, variance, n=n, kish_n=computed.kish_n)
            return n_eff, *wilson(share, n_eff)
        df = np.where(n > 1, computed.df, np.nan)
        if method == "beta":
            n_eff = korn_graubard_n(share, variance, rows=n, df=df)
            return n_eff, *beta(share, n_eff)
        return computed.kish_n, *logit(share, np.sqrt(variance), df=df)


def _estimates(
    design: SurveyDesign, computed: Moments, *, bounds: Bounds, n_eff: FloatArray, method: Method
) -> Estimates:
    n, weighted = computed.n.astype(np.float64), computed.weighted_n
    se = np.sqrt(computed.variance)
    with np.errstate(invalid="ignore", divide="ignore"):
        simple = computed.spread / n * (1 - n / weighted)
        deff = np.where(simple > 0, computed.variance / simple, np.nan)
        cv = np.where(computed.mean != 0, se / np.abs(computed.mean), np.nan)
    return Estimates(
        n=computed.n,
        weighted_n=weighted,
        estimate=computed.mean,
        se=se,
        ci_low=bounds[0],
        ci_high=bounds[1],
        df=computed.df,
        n_eff=n_eff,
        deff=deff,
        cv=cv,
        strata=computed.strata,
        method=method,
        notes=design.notes,
    )

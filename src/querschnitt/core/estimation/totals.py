"""Population totals and ratios of totals."""

from __future__ import annotations

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, require_length
from querschnitt.core.errors import EstimationError
from querschnitt.core.estimation.design import SurveyDesign
from querschnitt.core.estimation.intervals import t_interval
from querschnitt.core.estimation.result import Estimate
from querschnitt.core.estimation.variance_of_totals import VarianceOfTotals


def estimate_total(design: SurveyDesign, values: FloatArray, *, domain: BoolArray | None = None) -> Estimate:
    """Estimate a population total (Horvitz-Thompson), or that of a domain.

    Parameters
    ----------
    design : n respondents
    values : shape (n,), in the unit of the variable; not-a-number is allowed outside the domain
    domain : shape (n,); None for all

    Raises
    ------
    EstimationError : if the domain is empty or a value in it is not a number.
    ShapeError : if the lengths differ.

    References
    ----------
    Horvitz and Thompson (1952), JASA 47, 663-685. Derivation: docs/methods/total.md

    >>> design = SurveyDesign(np.array([120.0, 80.0]), np.zeros(2, dtype=np.int64))
    >>> estimate_total(design, np.array([1.0, 0.0])).estimate
    120.0
    """
    base = _base(design, domain, values)
    inside = np.where(base, values, 0.0)
    spread = _spread(design, base, inside)
    weighted, n = float(design.weights[base].sum()), int(base.sum())
    simple = weighted * (weighted - n) * spread / n
    return _figure(design, base, estimate=float(design.weights @ inside), linearised=inside, simple=simple)


def estimate_ratio(
    design: SurveyDesign, numerator: FloatArray, denominator: FloatArray, *, domain: BoolArray | None = None
) -> Estimate:
    """Estimate the ratio of two totals.

    Parameters
    ----------
    design : n respondents
    numerator, denominator : shape (n,); not-a-number is allowed outside the domain
    domain : shape (n,); None for all

    Raises
    ------
    EstimationError : if the domain is empty, the denominator is zero, or a value in it is not a number.
    ShapeError : if the lengths differ.

    References
    ----------
    Särndal, Swensson and Wretman (1992), result 5.6.2. Derivation: docs/methods/mean.md

    >>> design = SurveyDesign(np.array([1.0, 1.0]), np.zeros(2, dtype=np.int64))
    >>> estimate_ratio(design, np.array([600.0, 900.0]), np.array([60.0, 90.0])).estimate
    10.0
    """
    base = _base(design, domain, numerator)
    _base(design, domain, denominator)
    over = float(design.weights @ np.where(base, denominator, 0.0))
    if over == 0:
        raise EstimationError("The denominator of a ratio is zero", where="the domain", expected="not 0", got=0)
    ratio = float(design.weights @ np.where(base, numerator, 0.0)) / over
    deviation = np.where(base, numerator - ratio * denominator, 0.0)
    weighted, n = float(design.weights[base].sum()), int(base.sum())
    simple = weighted * (weighted - n) * _spread(design, base, deviation) / n / over**2
    return _figure(design, base, estimate=ratio, linearised=deviation / over, simple=simple)


def _base(design: SurveyDesign, domain: BoolArray | None, values: FloatArray) -> BoolArray:
    require_length(values, design.n, name="values")
    base = np.ones(design.n, dtype=np.bool_) if domain is None else domain
    require_length(base, design.n, name="domain")
    if not base.any():
        raise EstimationError(
            "The domain has no respondents",
            where="domain",
            expected="at least one",
            got=0,
            hint="Look at the condition of the domain, or leave it out.",
        )
    wrong = np.flatnonzero(base & ~np.isfinite(values))
    if wrong.size:
        raise EstimationError(
            "A value in the domain is not a number",
            where=f"row {wrong[0] + 1}",
            expected="a number in every row of the domain",
            got=float(values[wrong[0]]),
            hint="Take the person out of the domain, or code the value.",
        )
    return base


def _spread(design: SurveyDesign, base: BoolArray, values: FloatArray) -> float:
    """Return S^2: the weighted variance within the base, divisor n - 1."""
    n = int(base.sum())
    if n < 2:
        return float("nan")
    weights = design.weights[base]
    mean = float(weights @ values[base]) / float(weights.sum())
    return float(weights @ (values[base] - mean) ** 2) / float(weights.sum()) * n / (n - 1)


def _figure(
    design: SurveyDesign, base: BoolArray, *, estimate: float, linearised: FloatArray, simple: float
) -> Estimate:
    variance = float(VarianceOfTotals(design).of(linearised[:, None])[0])
    se, weights, df = float(np.sqrt(variance)), design.weights[base], float(design.domain_df(base[:, None])[0])
    low, high = t_interval(np.array(estimate), np.array(se), df=np.array(df if df > 0 else np.nan))
    return Estimate(
        n=int(base.sum()),
        weighted_n=float(weights.sum()),
        estimate=estimate,
        se=se,
        ci_low=float(low),
        ci_high=float(high),
        df=df,
        n_eff=float(weights.sum() ** 2 / np.square(weights).sum()),
        deff=variance / simple if simple > 0 else float("nan"),
        cv=se / abs(estimate) if estimate else float("nan"),
        strata=len(np.unique(design.strata[base])),
        method="t",
        notes=design.notes,
    )

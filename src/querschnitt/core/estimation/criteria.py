"""AIC and BIC of a regression under a design: how well it fits, and what its terms cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import InputError
from querschnitt.core.estimation.likelihood_tests import likelihood_test, simple_covariance
from querschnitt.core.estimation.model_matrix import INTERCEPT, ModelMatrix
from querschnitt.core.estimation.models import Regression, fit_figures, prepare
from querschnitt.core.estimation.protocols import Design

DISCRETE = ("binomial", "poisson")


@dataclass(frozen=True)
class Criteria:
    """What a regression is chosen by, among others of the same response and rows: less is better.

    Attributes
    ----------
    deviance : of weights divided by their mean
    effective : what the terms count for beside the constant: the sum of their design effects
    effect : their mean design effect; not-a-number without terms
    aic : deviance + 2 x effective
    bic : by the largest regression that was thought of; None if that was not named
    cox_snell, nagelkerke : pseudo R-squared of shares and counts, more is better; None for other families
    """

    deviance: float
    effective: float
    effect: float
    aic: float
    bic: float | None = None
    cox_snell: float | None = None
    nagelkerke: float | None = None


def criteria(
    design: Design,
    response: FloatArray,
    matrix: ModelMatrix,
    *,
    regression: Regression,
    largest: ModelMatrix | None = None,
) -> Criteria:
    """Return what a regression is chosen by.

    Parameters
    ----------
    design, response, matrix, regression : see `fit_model`
    largest : the terms of the largest regression, those of `matrix` among them

    Raises
    ------
    InputError : for a linear regression, whose variance is a parameter, too; without a constant; if a term is not in
        the largest.
    EstimationError : as `fit_model`.

    References
    ----------
    Lumley and Scott (2015), Journal of Survey Statistics and Methodology 3, 1-18. R: `AIC(model)`,
    `BIC(model, maximal = largest)`, `psrsq(model, method = "Nagelkerke")` (Lumley 2017, Australian and New Zealand
    Journal of Statistics 59, 231-243). Derivation: docs/methods/models.md

    >>> class Simple:
    ...     weights, df = np.ones(4), 3.0
    ...     def covariance(self, statistic):
    ...         scores = statistic.scores(self.weights)
    ...         return scores.T @ scores
    >>> constant = ModelMatrix((INTERCEPT,), np.ones((4, 1)))
    >>> found = criteria(Simple(), np.array([0.0, 1.0, 0.0, 1.0]), constant, regression=Regression("binomial"))
    >>> round(found.aic, 4), found.effective  # 8 log 2
    (5.5452, 0.0)
    """
    if regression.family == "gaussian":
        hint = "Compare linear regressions by `term_test` or `likelihood_test`."
        raise InputError("AIC and BIC are not there for linear regressions", got=regression.family, hint=hint)
    if INTERCEPT not in matrix.names:
        raise InputError("AIC and BIC count from the constant on", expected=INTERCEPT, got=", ".join(matrix.names))
    terms = [name for name in matrix.names if name != INTERCEPT]
    effects: Sequence[float] = ()
    if terms:
        effects = likelihood_test(design, response, matrix, terms=terms, regression=regression).effects
    statistic, domain = prepare(design, response, matrix, regression)
    deviance = fit_figures(statistic, statistic.value(design.weights), design.weights, domain)[1]
    effective = float(sum(effects))
    bic = None if largest is None else _bic(design, response, matrix, regression=regression, largest=largest)
    mean = effective / len(effects) if effects else float("nan")
    cox_snell, nagelkerke = _pseudo_r_squared(design, response, matrix, regression=regression, deviance=deviance)
    return Criteria(deviance, effective, mean, deviance + 2 * effective, bic, cox_snell, nagelkerke)


def _pseudo_r_squared(
    design: Design, response: FloatArray, matrix: ModelMatrix, *, regression: Regression, deviance: float
) -> tuple[float | None, float | None]:
    """Return how much of the deviance of the constant alone the terms take off, on Cox and Snell's scale."""
    if regression.family not in DISCRETE:
        return None, None
    statistic, domain = prepare(design, response, matrix, regression)
    alone = ModelMatrix((INTERCEPT,), np.where(statistic.domain, 1.0, np.nan)[:, None])
    constant, _ = prepare(design, response, alone, regression)
    null = fit_figures(constant, constant.value(design.weights), design.weights, domain)[1]
    rows = float(design.weights[statistic.domain].sum() / design.weights[domain].mean())
    found = float(-np.expm1((deviance - null) / rows))
    return found, found / float(-np.expm1(-null / rows))


def _bic(
    design: Design, response: FloatArray, matrix: ModelMatrix, *, regression: Regression, largest: ModelMatrix
) -> float:
    unknown = sorted(set(matrix.names) - set(largest.names))
    if unknown:
        raise InputError("The largest regression has every term", expected=", ".join(largest.names), got=unknown[0])
    full, domain = prepare(design, response, largest, regression)
    weights, rows = design.weights, int(prepare(design, response, matrix, regression)[0].domain.sum())
    beta = full.value(weights)
    found = fit_figures(full, beta, weights, domain)[1] + len(matrix.names) * np.log(rows)
    more = [place for place, name in enumerate(largest.names) if name not in matrix.names]
    if more:
        covariance = design.covariance(full)[np.ix_(more, more)]
        simple = simple_covariance(full, beta, weights, domain)[np.ix_(more, more)]
        found += beta[more] @ np.linalg.solve(covariance, beta[more])
        found += np.linalg.slogdet(np.linalg.solve(simple, covariance))[1]
    return float(found)

"""Adjusting for those who did not answer: response propensities from a logistic regression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, require_length, require_positive
from querschnitt.core.errors import WeightingError


@dataclass(frozen=True)
class Propensity:
    """A fitted response model.

    Attributes
    ----------
    coefficients : shape (p,), on the logit scale
    fitted : shape (n,), probability to answer
    iterations : of the fit
    """

    coefficients: FloatArray
    fitted: FloatArray
    iterations: int


def fit_propensity(
    terms: FloatArray, responded: BoolArray, *, weights: FloatArray, tolerance: float = 1e-12, max_iterations: int = 50
) -> Propensity:
    """Fit the probability to answer by weighted logistic regression (iteratively reweighted least squares).

    Parameters
    ----------
    terms : shape (n, p), columns of the model, the constant included
    responded : shape (n,)
    weights : shape (n,), base weights, all > 0
    tolerance : largest relative change of the deviance at the end

    Raises
    ------
    WeightingError : if the columns depend on each other or the fit does not settle (a class where all or none answer).
    ShapeError : if the lengths differ.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, section 2.5; Rosenbaum and Rubin (1983), Biometrika 70.
    Derivation: docs/methods/nonresponse.md

    >>> fit = fit_propensity(np.ones((4, 1)), np.array([True, False, False, False]), weights=np.ones(4))
    >>> fit.fitted.round(6)
    array([0.25, 0.25, 0.25, 0.25])
    """
    require_length(terms, len(weights), name="terms")
    require_length(responded, len(weights), name="responded")
    require_positive(weights, name="weights", error=WeightingError)
    if np.linalg.matrix_rank(terms) < terms.shape[1]:
        raise WeightingError(
            "The columns of the response model depend on each other",
            expected=f"rank {terms.shape[1]}",
            got=int(np.linalg.matrix_rank(terms)),
            hint="Leave out one level of every factor.",
        )
    share = float(np.average(responded, weights=weights))
    linear = np.full(len(weights), np.log(share / (1 - share)) if 0 < share < 1 else np.inf)
    deviance = np.inf
    for iteration in range(1, max_iterations + 1):
        if not np.all(np.abs(linear) < 30):
            break
        fitted = 1 / (1 + np.exp(-linear))
        previous, deviance = deviance, _deviance(fitted, responded, weights=weights)
        variance = fitted * (1 - fitted)
        working = linear + (responded - fitted) / variance
        root = np.sqrt(weights * variance)
        coefficients = np.linalg.lstsq(terms * root[:, None], working * root, rcond=None)[0]
        linear = terms @ coefficients
        if abs(previous - deviance) <= tolerance * (abs(deviance) + 0.1):
            return Propensity(coefficients=coefficients, fitted=1 / (1 + np.exp(-linear)), iterations=iteration)
    raise WeightingError(
        "The response model does not settle",
        expected=f"a stable deviance within {max_iterations} iterations",
        hint="A class in which all or none answer cannot be estimated: merge it with another.",
    )


def adjust_by_propensity(weights: FloatArray, responded: BoolArray, *, propensity: Propensity) -> FloatArray:
    """Divide the respondents' weights by their fitted probability to answer; the others get zero.

    Parameters
    ----------
    weights, responded : shape (n,)
    propensity : the fitted model of the same people

    References
    ----------
    Bethlehem, Cobben and Schouten (2011), Handbook of Nonresponse in Household Surveys, chapter 11.

    >>> fit = Propensity(np.zeros(1), np.array([0.5, 0.5]), 1)
    >>> adjust_by_propensity(np.array([10.0, 10.0]), np.array([True, False]), propensity=fit)
    array([20.,  0.])
    """
    require_length(propensity.fitted, len(weights), name="propensity")
    return np.where(responded, weights / propensity.fitted, 0.0)


def representativity(propensity: Propensity, *, weights: FloatArray) -> float:
    """Return the R-indicator 1 - 2 S(propensity): 1 when all answer with the same probability.

    Parameters
    ----------
    propensity : the fitted response model
    weights : shape (n,), base weights

    References
    ----------
    Schouten, Cobben and Bethlehem (2009), Survey Methodology 35, 101-113 (without their bias adjustment).

    >>> representativity(Propensity(np.zeros(1), np.array([0.25, 0.25]), 1), weights=np.ones(2))
    1.0
    """
    mean = np.average(propensity.fitted, weights=weights)
    spread = float((weights * (propensity.fitted - mean) ** 2).sum() / (weights.sum() - 1))
    return 1.0 - 2.0 * float(np.sqrt(spread))


def _deviance(fitted: FloatArray, responded: BoolArray, *, weights: FloatArray) -> float:
    likely = np.where(responded, fitted, 1 - fitted)
    return float(-2 * (weights * np.log(likely)).sum())

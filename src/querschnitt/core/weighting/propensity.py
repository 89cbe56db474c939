"""Adjusting for those who did not answer: response propensities from a logistic regression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse, special

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length, require_positive
from querschnitt.core.errors import WeightingError

LARGEST = 50.0
"""A coefficient beyond this, on the logit scale, is on its way to infinity."""


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


@dataclass(frozen=True)
class CellModel:
    """A response model on the distinct rows of its columns: people who look alike share a cell.

    Attributes
    ----------
    terms : shape (C, p), columns of the model, one row a cell
    cell : shape (n,), the cell of each person
    coefficients : shape (p,), of the fit to the whole sample, where the fits of replicates begin
    """

    terms: FloatArray
    cell: IntArray
    coefficients: FloatArray


def in_cells(terms: FloatArray, fit: Propensity) -> CellModel:
    """Return a fitted model on its cells.

    >>> in_cells(np.array([[1.0, 0], [1, 1], [1, 0]]), Propensity(np.zeros(2), np.full(3, 0.5), 1)).cell.tolist()
    [0, 1, 0]
    """
    distinct, cell = np.unique(terms, axis=0, return_inverse=True)
    return CellModel(distinct, cell.ravel().astype(np.int64), fit.coefficients)


def propensities_under_each(
    model: CellModel, responded: BoolArray, matrix: FloatArray, *, tolerance: float = 1e-10, max_iterations: int = 30
) -> FloatArray:
    """Fit the model anew under each column of weights, all at once.

    Parameters
    ----------
    responded : shape (n,)
    matrix : shape (n, R), replicate weights

    Returns
    -------
    shape (C, R), the propensity of each cell in each replicate

    Raises
    ------
    WeightingError : naming a replicate in which the fit does not settle.

    >>> fit = fit_propensity(np.ones((4, 1)), np.array([True, False, False, False]), weights=np.ones(4))
    >>> model = in_cells(np.ones((4, 1)), fit)
    >>> weights = np.array([[1.0, 2], [1, 1], [1, 1], [1, 0]])
    >>> propensities_under_each(model, np.array([True, False, False, False]), weights).round(6).tolist()
    [[0.25, 0.5]]
    """
    cells, columns, size = len(model.terms), matrix.shape[1], model.terms.shape[1]
    picker = sparse.csr_matrix((np.ones(len(matrix)), (model.cell, np.arange(len(matrix)))), shape=(cells, len(matrix)))
    everyone, answered = picker @ matrix, picker @ (matrix * responded[:, None])
    products = (model.terms[:, :, None] * model.terms[:, None, :]).reshape(cells, -1)
    rates = np.repeat(model.coefficients[:, None], columns, axis=1)
    moved = np.full(columns, np.inf)
    for _ in range(max_iterations):
        fitted = special.expit(model.terms @ rates)
        slopes = model.terms.T @ (answered - everyone * fitted)
        curves = (products.T @ (everyone * fitted * (1 - fitted))).T.reshape(columns, size, size)
        try:
            step = np.linalg.solve(curves, slopes.T[:, :, None])[:, :, 0].T
        except np.linalg.LinAlgError:
            break
        rates = rates + step
        moved = np.abs(step).max(axis=0)
        if not np.all(np.abs(rates) < LARGEST):
            break
        if np.all(moved < tolerance):
            return np.asarray(special.expit(model.terms @ rates))
    raise WeightingError(
        "The response model does not settle",
        where=f"replicate {int(np.argmax(np.where(np.isfinite(rates).all(axis=0), moved, np.inf))) + 1}",
        hint="A class in which all or none answer cannot be estimated: merge it, or let units keep a share: fay = 0.5.",
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

"""Rao and Scott's test of terms by the working likelihood: steadier than Wald's where coefficients are large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import InputError, suggestion
from querschnitt.core.estimation.chi_squares import ChiSquares
from querschnitt.core.estimation.model_matrix import ModelMatrix
from querschnitt.core.estimation.models import PseudoLikelihood, Regression, fit_figures, prepare
from querschnitt.core.estimation.protocols import Design


@dataclass(frozen=True)
class LikelihoodTest:
    """The test that some coefficients are zero.

    Attributes
    ----------
    statistic : deviance without the terms less deviance with them, or Wald's by the simple covariance; on weights
        divided by their mean
    effects : the design effects of the coefficients, descending, shape (q,)
    ddf : degrees of freedom of their estimate: the design's + 1 - k
    p : P(sum of effects x chi-square(1) > statistic x chi-square(ddf) / ddf), by integration
    p_saddlepoint : the same by the saddlepoint approximation, which is R's
    """

    statistic: float
    effects: tuple[float, ...]
    ddf: float
    p: float
    p_saddlepoint: float


def likelihood_test(
    design: Design,
    response: FloatArray,
    matrix: ModelMatrix,
    *,
    terms: Sequence[str],
    regression: Regression | None = None,
    working_wald: bool = False,
) -> LikelihoodTest:
    """Test whether the coefficients of some terms are all zero (R: `regTermTest(model, ~a, method="LRT")`).

    Parameters
    ----------
    design, response, matrix, regression : of the model with the terms, see `fit_model`
    terms : to be tested, some but not all of the matrix
    working_wald : b' V0^-1 b instead of the deviances, V0 the covariance of a simple sample (R: `"WorkingWald"`)

    Raises
    ------
    InputError : if there are no terms, one is not in the model, or none would be left.
    EstimationError : as `fit_model`.

    References
    ----------
    Rao and Scott (1984), Annals of Statistics 12, 46-60; Lumley and Scott (2014), Australian & New Zealand Journal of
    Statistics 56, 1-14. Derivation: docs/methods/models.md

    >>> class Simple:
    ...     weights, df = np.ones(4), 3.0
    ...     def covariance(self, statistic):
    ...         scores = statistic.scores(self.weights)
    ...         return 4 / 3 * scores.T @ scores
    >>> x = np.array([0.0, 0.0, 1.0, 1.0])
    >>> matrix = ModelMatrix(("(Intercept)", "x"), np.stack([np.ones(4), x], axis=1))
    >>> found = likelihood_test(Simple(), np.array([1.0, 3.0, 5.0, 7.0]), matrix, terms=["x"])
    >>> round(found.statistic, 9)  # sums of squares 20 and 4
    16.0
    """
    at = _places(matrix.names, terms)
    full, domain = prepare(design, response, matrix, regression or Regression())
    weights, rest = design.weights, np.setdiff1d(np.arange(len(matrix.names)), at)
    kept = ModelMatrix(tuple(matrix.names[place] for place in rest), full.matrix.values[:, rest])
    reduced = replace(full, matrix=kept)
    beta = full.value(weights)
    simple = simple_covariance(full, beta, weights, domain)[np.ix_(at, at)]
    if working_wald:
        statistic = float(beta[at] @ np.linalg.solve(simple, beta[at]))
    else:
        fits = ((reduced, reduced.value(weights)), (full, beta))
        without, within = (fit_figures(*fit, weights, domain)[1] for fit in fits)
        statistic = without - within
    covariance = design.covariance(full)[np.ix_(at, at)]
    effects = np.sort(np.linalg.eigvals(np.linalg.solve(simple, covariance)).real)[::-1]
    df = design.df if regression is None or regression.df is None else regression.df
    ddf = df + 1 - len(matrix.names)
    mixture = ChiSquares(np.append(effects, -statistic / ddf), np.append(np.ones(len(at)), ddf))
    return LikelihoodTest(statistic, tuple(effects.tolist()), ddf, mixture.exact(0.0), mixture.saddlepoint(0.0))


def simple_covariance(
    statistic: PseudoLikelihood, beta: FloatArray, weights: FloatArray, domain: BoolArray
) -> FloatArray:
    """Return the covariance of coefficients that a simple sample would have, by weights divided by their mean."""
    return np.asarray(np.linalg.inv(statistic.information(weights, beta)[1]) * weights[domain].mean())


def _places(names: Sequence[str], terms: Sequence[str]) -> list[int]:
    for term in terms:
        if term not in names:
            raise InputError("Unknown term", expected=", ".join(names), got=term, hint=suggestion(term, names))
    if not 0 < len(set(terms)) < len(names):
        raise InputError(
            "A test of terms leaves some and takes some", expected=f"1 to {len(names) - 1}", got=len(terms)
        )
    return [names.index(term) for term in dict.fromkeys(terms)]

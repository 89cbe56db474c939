"""Means of groups as if all people were in each: what a regression predicts, averaged over everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import InputError
from querschnitt.core.estimation.influence import MeansWithin
from querschnitt.core.estimation.model_matrix import ModelMatrix
from querschnitt.core.estimation.models import PseudoLikelihood, Regression, prepare
from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.result import Figures

APART = "error of the regression and of the sample added up as if uncorrelated"


@dataclass(frozen=True)
class _Predicted:
    """Predictions of everybody for each group, shape (n, g), and the slopes of their means, shape (g, k)."""

    values: FloatArray
    slopes: FloatArray


def predict_means(
    design: Design,
    response: FloatArray,
    matrix: ModelMatrix,
    *,
    groups: Mapping[str, Mapping[str, float]],
    regression: Regression | None = None,
) -> Figures:
    """Return the mean that everybody would have in each group, by a regression (R: `svypredmeans(model, ~group)`).

    The fitted regression predicts each row with the terms of the group set as told; predictions are averaged with the
    weights. The variance is that of the coefficients, carried to the means, plus that of the means over the sample.

    Parameters
    ----------
    design, response, matrix, regression : of the regression with the groups among its terms, see `fit_model`
    groups : per group, the values of the terms that stand for it

    Raises
    ------
    InputError : for a term that is not in the regression.
    EstimationError : as `fit_model`.

    References
    ----------
    Graubard and Korn (1999), Biometrics 55, 652-659. R: survey::svypredmeans. Derivation: docs/methods/standardised.md

    >>> class Simple:
    ...     weights, df = np.ones(4), 3.0
    ...     def covariance(self, statistic):
    ...         scores = statistic.scores(self.weights)
    ...         return 4 / 3 * scores.T @ scores
    >>> x = np.array([0.0, 0.0, 1.0, 1.0])
    >>> matrix = ModelMatrix(("(Intercept)", "m"), np.stack([np.ones(4), x], axis=1))
    >>> found = predict_means(Simple(), 2 * x + 1, matrix, groups={"f": {"m": 0.0}, "m": {"m": 1.0}})
    >>> found.estimate.round(9).tolist()
    [1.0, 3.0]
    """
    fit, _ = prepare(design, response, matrix, regression or Regression())
    beta = fit.value(design.weights)
    predicted = _predictions(fit, beta, design.weights, groups=groups)
    means = MeansWithin(predicted.values, fit.domain)
    of_model = predicted.slopes @ design.covariance(fit) @ predicted.slopes.T
    n = np.full(len(groups), int(fit.domain.sum()), dtype=np.int64)
    return Figures(
        tuple(groups), means.value(design.weights), of_model + design.covariance(means), df=design.df, n=n,
        notes=(*getattr(design, "notes", ()), APART),
    )  # fmt: skip


def _predictions(
    fit: PseudoLikelihood, beta: FloatArray, weights: FloatArray, *, groups: Mapping[str, Mapping[str, float]]
) -> _Predicted:
    within = weights * fit.domain
    values, slopes = [], []
    for terms in groups.values():
        x = fit.matrix.values.copy()
        for term, value in terms.items():
            if term not in fit.matrix.names:
                raise InputError("Unknown term", expected=", ".join(fit.matrix.names), got=term)
            x[:, fit.matrix.names.index(term)] = value
        eta = x @ beta + fit.offset
        values.append(np.where(fit.domain, fit.linked.mean(eta), 0.0))
        slopes.append((within * fit.linked.slope(eta)) @ x / within.sum())
    return _Predicted(np.column_stack(values), np.array(slopes))

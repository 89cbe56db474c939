"""Two models of nonresponse compared: their weights, what these cost, and how they balance the sample."""

from __future__ import annotations

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.weighting.effects import effective_size, kish_effect
from querschnitt.core.weighting.gross_sample import GrossSample
from querschnitt.core.weighting.propensity import in_cells, propensities_under_each
from querschnitt.core.weighting.reports import Comparison, Representativity, share_in, standardised_difference
from querschnitt.core.weighting.response_models import Fitted

NORMAL_95 = 1.959963984540054


def compare_models(
    sample: GrossSample, base: FloatArray, *, responded: BoolArray, weights: tuple[FloatArray, FloatArray],
    methods: tuple[str, str],
) -> Comparison:  # fmt: skip
    """Compare two adjustments of the same sample.

    Parameters
    ----------
    sample : of the m eligible people
    base : shape (m,), weights before
    responded : shape (m,), r of them
    weights : of the respondents, each of shape (r,), by one model and by the other

    References
    ----------
    Särndal and Lundström (2005), Estimation in Surveys with Nonresponse, chapter 10.
    Derivation: docs/methods/nonresponse.md

    >>> drawn = GrossSample(np.full(4, 0.5), np.array(["respondent"] * 4), {"sex": np.array(["f", "m", "m", "m"])})
    >>> answered = np.array([True, True, False, False])
    >>> done = compare_models(
    ...     drawn, np.full(4, 2.0), responded=answered, weights=(np.array([2.0, 6.0]), np.array([4.0, 4.0])),
    ...     methods=("classes", "propensity"),
    ... )
    >>> done.kish, [round(value, 3) for value in done.mean_difference]
    ((1.25, 1.0), [0.577, 0.0, 0.577])
    """
    one, other = weights
    apart = [_differences(sample, base, responded=responded, weights=w) for w in (base[responded], one, other)]
    return Comparison(
        methods=methods,
        correlation=_correlation(one, other),
        kish=(kish_effect(one), kish_effect(other)),
        n_eff=(effective_size(one), effective_size(other)),
        mean_difference=(float(apart[0].mean()), float(apart[1].mean()), float(apart[2].mean())),
        largest_difference=(float(apart[0].max()), float(apart[1].max()), float(apart[2].max())),
    )


def _correlation(one: FloatArray, other: FloatArray) -> float:
    """Pearson's; not a number where one of them does not vary."""
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def _differences(sample: GrossSample, base: FloatArray, *, responded: BoolArray, weights: FloatArray) -> FloatArray:
    """Return the absolute standardised differences of every level of every frame variable."""
    found = [0.0]
    for column in sample.texts.values():
        for level in np.unique(column):
            members = column == level
            known = share_in(members, base)
            if 0 < known < 1:
                found.append(abs(standardised_difference(share_in(members[responded], weights), known)))
    return np.array(found[1:] or found)


def representativity_of(
    fitted: Fitted, base: FloatArray, responded: BoolArray, *, matrix: FloatArray | None, variance: FloatArray | None
) -> Representativity | None:
    """Return the R-indicator of a response model, its interval from replicates of the weights before.

    Parameters
    ----------
    base : shape (m,)
    matrix : shape (m, R), replicate weights before the adjustment
    variance : shape (R,), scale x rscales of each replicate

    References
    ----------
    Schouten, Cobben and Bethlehem (2009), Survey Methodology 35, 101-113.
    """
    if fitted.model is None or fitted.terms is None:
        return None
    model = in_cells(fitted.terms, fitted.model)
    r = float(_indicator(fitted.model.fitted[:, None], base[:, None])[0])
    if matrix is None or variance is None:
        return Representativity(r)
    each = _indicator(propensities_under_each(model, responded, matrix)[model.cell], matrix)
    se = float(np.sqrt((variance * (each - each.mean()) ** 2).sum()))
    return Representativity(r, se, (r - NORMAL_95 * se, min(r + NORMAL_95 * se, 1.0)))


def _indicator(fitted: FloatArray, weights: FloatArray) -> FloatArray:
    """Return 1 - 2 S of the propensities of each column."""
    mean = (weights * fitted).sum(axis=0) / weights.sum(axis=0)
    spread = (weights * (fitted - mean) ** 2).sum(axis=0) / (weights.sum(axis=0) - 1)
    return np.asarray(1 - 2 * np.sqrt(spread), dtype=np.float64)

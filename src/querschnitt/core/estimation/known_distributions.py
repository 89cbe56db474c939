"""Does a question's distribution differ from a known one? Pearson's statistic with its design-based distribution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from querschnitt.core.arrays import FloatArray, require_length
from querschnitt.core.errors import EstimationError
from querschnitt.core.estimation.chi_squares import ChiSquares
from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.statistics import Totals

RANK = 1e-9
"""Smaller eigenvalues, beside the largest, are rounding."""


@dataclass(frozen=True)
class FitTest:
    """A test of a distribution.

    Attributes
    ----------
    statistic : Pearson's, of the weighted counts
    scale, df : the statistic over `scale` is taken as chi-square with `df` (Satterthwaite), as R does
    p : probability of a statistic as large if the distribution were the known one
    p_exact : the same by the exact mixture of chi-squares
    effects : eigenvalues of the mixture, descending
    n : rows that count
    """

    statistic: float
    scale: float
    df: float
    p: float
    p_exact: float
    effects: tuple[float, ...]
    n: int


def fit_test(design: Design, counts: Totals, shares: FloatArray) -> FitTest:
    """Test whether levels have known shares (R: `svygofchisq(~a, p, design)`).

    With O the weighted counts, N their sum and E = p N: the sum of (O - E)^2 / E, whose distribution is that of the sum
    of squares of (O - E) / sqrt(E) with their design-based covariance.

    Parameters
    ----------
    design : n rows
    counts : totals of the k levels
    shares : shape (k,), known, above 0; scaled to a sum of 1

    Raises
    ------
    EstimationError : for fewer than two levels, shares that are not above 0, or no variance.
    ShapeError : if there is not one share for each level.

    References
    ----------
    Rao and Scott (1981), JASA 76, 221-230. R: survey::svygofchisq (whose version 4.1 is right for levels in the order
    of the alphabet alone). Derivation: docs/methods/independence.md

    >>> from querschnitt.core.estimation.linearised import LinearisedDesign
    >>> from querschnitt.core.estimation.stages import stages_of
    >>> from querschnitt.core.estimation.statistics import total
    >>> from querschnitt.core.estimation.variables import categorical
    >>> asked = total([categorical("a", np.array(["y", "n", "y", "y"]), levels=["n", "y"])])
    >>> found = fit_test(LinearisedDesign(np.ones(4), stages_of(4)), asked, np.array([0.5, 0.5]))
    >>> round(found.statistic, 9), round(found.scale, 4), round(found.df, 4)  # (1 - 2)^2 / 2 twice
    (1.0, 1.0, 1.0)
    """
    require_length(shares, len(counts.names), name="shares")
    if len(shares) < 2:
        raise EstimationError("A distribution has two levels or more", expected=">= 2", got=len(shares))
    if not (np.isfinite(shares).all() and np.all(shares > 0)):
        raise EstimationError(
            "A known share is not above 0", where=counts.names[int(np.argmin(shares))], expected="> 0",
            got=float(shares.min()), hint="Join the level with another.",
        )  # fmt: skip
    known, observed = shares / shares.sum(), counts.value(design.weights)
    size = observed.sum()
    expected = known * size
    away = (observed - expected) / np.sqrt(expected)
    # the slope of (O - pN) / sqrt(pN) on the counts, N being their sum
    slopes = np.diag(1 / np.sqrt(expected)) - ((np.sqrt(known / size) + away / (2 * size))[:, None])
    spread = np.linalg.eigvalsh(slopes @ design.covariance(counts) @ slopes.T)[::-1]
    effects = spread[spread > RANK * spread[0]] if spread[0] > 0 else spread[:0]
    if not effects.size:
        raise EstimationError("Nothing varies, so nothing can be tested", expected="levels that differ", got="one")
    scale, df = float((effects**2).sum() / effects.sum()), float(effects.sum() ** 2 / (effects**2).sum())
    statistic = float(away @ away)
    exact = ChiSquares(effects, np.ones(len(effects))).exact(statistic)
    p, n = float(stats.chi2.sf(statistic / scale, df)), int((counts.members.any(axis=1) & (design.weights != 0)).sum())
    return FitTest(statistic, scale, df, p, exact, tuple(effects.tolist()), n)

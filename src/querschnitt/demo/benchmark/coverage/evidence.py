"""How many effective interviews a figure takes before theory promises its interval, and how many it has.

What is asked was written down before the draws: docs/methods/simulation.md.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from querschnitt.core.arrays import BoolArray, FloatArray

FEWEST = 30.0
"""Effective interviews that any figure takes: Parker et al. (2017), Vital and Health Statistics 2(175)."""
FEWEST_DF = 8.0
"""Degrees of freedom that any figure takes: the same."""
COCHRAN = 25.0
"""Times the squared skewness: Cochran (1977), Sampling Techniques, section 2.15."""
BOTH_ANSWERS = 5.0
"""n_eff p (1 - p) of a share by a score interval: Brown, Cai and DasGupta (2001), Statistical Science 16, section 2."""


def takes_by_t(scores: FloatArray, members: BoolArray) -> FloatArray:
    """Return what an interval by t takes, shape (k,): 25 times the squared skewness of the linearised values.

    Parameters
    ----------
    scores : shape (N, k), of everybody
    members : shape (N, k), the people of each figure

    >>> takes_by_t(np.array([[0.0]] * 19 + [[1.0]]), np.ones((20, 1), dtype=bool)).round(1).tolist()
    [426.3]
    """
    skewness = [stats.skew(column[inside]) for column, inside in zip(scores.T, members.T, strict=True)]
    return np.maximum(FEWEST, COCHRAN * np.square(np.array(skewness)))


def takes_by_t_of_shares(shares: FloatArray) -> FloatArray:
    """Return the same for shares, whose squared skewness is (1 - 2p)^2 / p (1 - p).

    >>> takes_by_t_of_shares(np.array([0.05, 0.5])).round(1).tolist()
    [426.3, 30.0]
    """
    with np.errstate(divide="ignore"):
        return np.maximum(FEWEST, COCHRAN * np.square(1 - 2 * shares) / (shares * (1 - shares)))


def takes_by_score(shares: FloatArray) -> FloatArray:
    """Return what a score interval of shares takes, or that of a quantile, which is turned from one of a share.

    >>> takes_by_score(np.array([0.5, 0.01])).round(1).tolist()
    [30.0, 505.1]
    """
    with np.errstate(divide="ignore"):
        return np.maximum(FEWEST, BOTH_ANSWERS / (shares * (1 - shares)))


def kish(weights: FloatArray, members: BoolArray) -> FloatArray:
    """Return the effective interviews of figures, shape (k,), for members of shape (n, k)."""
    used = weights[:, None] * members
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(used.sum(axis=0) ** 2 / np.square(used).sum(axis=0), dtype=np.float64)

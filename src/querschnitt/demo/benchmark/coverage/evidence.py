"""How many effective interviews a figure takes before theory promises its interval, and how many it will have.

Both come from the population and the design, before anything is drawn: docs/methods/simulation.md says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray

FEWEST = 30.0
"""Effective interviews that any figure takes: Parker et al. (2017), Vital and Health Statistics 2(175)."""
FEWEST_DF = 8.0
"""Degrees of freedom that any figure takes: the same."""
COCHRAN = 25.0
"""Times the squared skewness: Cochran (1977), Sampling Techniques, section 2.15."""
BOTH_ANSWERS = 5.0
"""n_eff p (1 - p) of a share by a score interval: Brown, Cai and DasGupta (2001), Statistical Science 16, section 2."""


@dataclass(frozen=True)
class Evidence:
    """Effective interviews that figures will have, and those that they take, each of shape (k,)."""

    effective: FloatArray
    takes: FloatArray


@dataclass(frozen=True)
class Expected:
    """What a design lets expect of figures before it is drawn, taking people to be in the sample independently.

    Attributes
    ----------
    chances : shape (N,), of everybody to be drawn and to answer
    """

    chances: FloatArray

    def answered_by(self, part: float) -> Expected:
        """Return the same for a question that so many of those who answer do answer."""
        return replace(self, chances=self.chances * part)

    def effective(self, members: BoolArray) -> FloatArray:
        """Return the effective interviews of figures of the members, shape (N, k): Kish's, in a finite population.

        >>> Expected(np.full(100, 0.5)).effective(np.ones((100, 1), dtype=bool))
        array([100.])
        """
        weights = (1 - self.chances) / self.chances
        return np.asarray(members.sum(axis=0) ** 2.0 / (weights @ members), dtype=np.float64)

    def skewness(self, scores: FloatArray) -> FloatArray:
        """Return the skewness of estimates with these linearised values, shape (N, k), that meet the number of people.

        With equal weights it is that of the values over the root of the interviews, which Cochran's rule is about;
        heavy weights make it larger.

        >>> one_in_twenty = np.array([[0.0]] * 950 + [[1.0]] * 50)
        >>> Expected(np.full(1000, 0.1)).skewness(one_in_twenty).round(2)  # 4.13 / 10 (1 - 2 f) / root of 1 - f
        array([0.35])
        """
        centred, odds = scores - scores.mean(axis=0), (1 - self.chances) / self.chances
        third = (odds * (1 - 2 * self.chances) / self.chances) @ centred**3
        return np.asarray(third / (odds @ centred**2) ** 1.5, dtype=np.float64)

    def by_t(self, scores: FloatArray, members: BoolArray) -> Evidence:
        """Return the evidence of intervals by t: 25 times the squared skewness of the estimate is at most 1."""
        effective = self.effective(members)
        with np.errstate(invalid="ignore"):
            takes = effective * COCHRAN * np.square(self.skewness(scores))
        return Evidence(effective, np.where(np.isnan(takes), np.inf, np.maximum(FEWEST, takes)))

    def by_score(self, shares: FloatArray, members: BoolArray) -> Evidence:
        """Return the evidence of score intervals of shares, or of a quantile, which is turned from one of a share.

        >>> Expected(np.full(100, 0.5)).by_score(np.array([0.5, 0.01]), np.ones((100, 1), dtype=bool)).takes.round(1)
        array([ 30. , 505.1])
        """
        with np.errstate(divide="ignore"):
            takes = np.maximum(FEWEST, BOTH_ANSWERS / (shares * (1 - shares)))
        return Evidence(np.broadcast_to(self.effective(members), takes.shape), takes)

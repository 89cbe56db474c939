"""Pure noise: answers that hang on nothing, for which it is known what the variance is and what is estimated of it.

Of answers that are independent, with a mean of zero and a variance of one, a weighted total has the variance
sum of w^2 (1 - f). What a design estimates on average follows from the weights alone; no answers have to be drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.weighting.replicates import of_noise

NOISE = "variance of noise, estimated over true"
"""The family of these ratios in a sheet."""


@dataclass(frozen=True)
class EachAnswer:
    """The total of each answer alone, as a statistic: n figures."""

    n: int

    @property
    def members(self) -> BoolArray:
        """Rows of each figure, shape (n, n)."""
        return np.eye(self.n, dtype=np.bool_)

    def value(self, weights: FloatArray) -> FloatArray:
        """Return the totals, shape (n,)."""
        return weights

    def scores(self, weights: FloatArray) -> FloatArray:
        """Return the scores, shape (n, n)."""
        return np.eye(len(weights))


def estimated_by_linearisation(design: LinearisedDesign) -> float:
    """Return what is estimated of the variance of noise on average, over that variance.

    An estimated variance is a quadratic form in the answers, so of noise its mean is the sum of what each answer alone
    adds.

    References
    ----------
    Bell and McCaffrey (2002), Survey Methodology 28, 169-181; for calibration Valliant (2002), the same, 103-114.

    >>> from querschnitt.core.estimation.stages import stages_of
    >>> round(estimated_by_linearisation(LinearisedDesign(np.array([1.0, 2.0, 3.0]), stages_of(3))), 9)
    1.0
    """
    return float(design.variances(EachAnswer(design.stages.n)).sum()) / float(
        np.square(design.weights) @ _unseen(design)
    )


def estimated_by_replicates(replicated: ReplicateDesign, design: LinearisedDesign) -> float:
    """Return the same of replicates; `design` has the strata."""
    return of_noise(replicated.replicates, unseen=_unseen(design))


def _unseen(design: LinearisedDesign) -> FloatArray:
    return 1 - design.stages.fractions(0)[design.stages.strata]

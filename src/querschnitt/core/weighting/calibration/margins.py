"""Weights that meet margins already, from a file or a chain: what the variance needs to know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from querschnitt.core.arrays import FloatArray, require_length, require_positive, sum_by
from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.raking import Margin

RANK = 1e-10  # of a direction of the margins' columns, relative to the longest: below it margins say the same twice
GAP = 1e-6  # relative distance of a weighted count from its total above which weights do not meet a margin


@dataclass(frozen=True)
class MetMargins:
    """Weights that meet margins, as an adjustment of a design.

    The margins' explanation is one regression on all their 0/1 columns at once, weighted with these weights. R survey
    takes ten passes of unweighted cell means instead (`RakingToMargins`); the two differ by less than 2 % of a standard
    error in the reference data.

    Attributes
    ----------
    weights : shape (n,), final weights, all > 0
    margins : at least one

    References
    ----------
    Deville and Särndal (1992), JASA 87, 376-382. Derivation: docs/methods/variance.md

    >>> from querschnitt.core.weighting.raking import margin_of
    >>> sex = margin_of("sex", ["f", "f", "m"], totals={"f": 90, "m": 40})
    >>> done = met_margins(np.array([30.0, 60.0, 40.0]), [sex])
    >>> done.residuals(np.array([[3.0], [6.0], [9.0]])).round(9)[:2].ravel().tolist()
    [-2.0, 1.0]
    """

    weights: FloatArray
    margins: tuple[Margin, ...] = field(repr=False)

    @cached_property
    def _basis(self) -> FloatArray:
        """An orthonormal basis of the margins' columns, each row times the root of its weight, shape (n, rank)."""
        columns = np.hstack([np.eye(len(margin.levels))[margin.codes] for margin in self.margins])
        left, lengths, _ = np.linalg.svd(columns * np.sqrt(self.weights)[:, None], full_matrices=False)
        return np.asarray(left[:, lengths > lengths[0] * RANK], dtype=np.float64)

    def residuals(self, scores: FloatArray) -> FloatArray:
        """Return what the margins do not explain of scores of shape (n, k)."""
        root = np.sqrt(self.weights)[:, None]
        return np.asarray(scores - (self._basis / root) @ (self._basis.T @ (scores * root)), dtype=np.float64)


def met_margins(weights: FloatArray, margins: Sequence[Margin]) -> MetMargins:
    """Return the adjustment by margins, after making sure that the weights meet them.

    Raises
    ------
    WeightingError : without a margin, for weights that are not positive, or where they do not meet a margin.
    ShapeError : if the lengths differ.

    >>> from querschnitt.core.weighting.raking import margin_of
    >>> met_margins(np.array([50.0, 40.0]), [margin_of("sex", ["f", "m"], totals={"f": 60, "m": 40})])
    Traceback (most recent call last):
    querschnitt.core.errors.WeightingError: The weights do not meet a margin that they are said to meet. \
Place: margin 'sex', level 'f'. Expected: 60. Found: 50. Weight the data with these margins, or leave the margin out.
    """
    require_positive(weights, name="weights", error=WeightingError)
    if not margins:
        raise WeightingError("There is no margin that the weights could meet", expected="at least one", got=0)
    for margin in margins:
        require_length(margin.codes, len(weights), name=f"margin {margin.name}")
        counts = sum_by(margin.codes, weights, groups=len(margin.levels))
        wrong = np.flatnonzero(~(np.abs(counts - margin.totals) <= GAP * np.abs(margin.totals)))
        if wrong.size:
            raise WeightingError(
                "The weights do not meet a margin that they are said to meet",
                where=f"margin '{margin.name}', level '{margin.levels[wrong[0]]}'",
                expected=f"{margin.totals[wrong[0]]:.12g}",
                got=f"{counts[wrong[0]]:.12g}",
                hint="Weight the data with these margins, or leave the margin out.",
            )
    return MetMargins(weights, tuple(margins))

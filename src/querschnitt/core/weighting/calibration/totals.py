"""Calibration to known totals of terms: counts of groups, sums of a measure, persons and households together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length, require_positive, sum_by
from querschnitt.core.errors import ShapeError, WeightingError
from querschnitt.core.weighting.calibration.distances import Distance, Linear
from querschnitt.core.weighting.calibration.newton import solve
from querschnitt.core.weighting.calibration.refusals import Attempt, collinear, no_cases, not_met
from querschnitt.core.weighting.calibration.result import Calibrated, Regression

SAME = 1e-9  # relative difference up to which weights of a household count as one


@dataclass(frozen=True)
class Terms:
    """What is known of the population: columns of the respondents and their totals.

    Attributes
    ----------
    names : p names
    values : shape (n, p), a constant of 1 for the number of persons, 0/1 columns for groups, measures
    totals : shape (p,), in the population
    """

    names: tuple[str, ...]
    values: FloatArray
    totals: FloatArray

    def __post_init__(self) -> None:
        """Check that the parts fit.

        Raises
        ------
        ShapeError : if the numbers of names, columns and totals differ.
        WeightingError : if a value or a total is missing.
        """
        if self.values.ndim != 2 or self.values.shape[1] != len(self.names) or not self.names:
            raise ShapeError("The terms have other columns than names", expected=len(self.names), got=self.values.shape)
        require_length(self.totals, len(self.names), name="totals")
        for name, column, total in zip(self.names, self.values.T, self.totals, strict=True):
            wrong = np.flatnonzero(~np.isfinite(column))
            if wrong.size or not np.isfinite(total):
                place = f"term '{name}', " + (f"row {wrong[0] + 1} ({wrong.size} rows)" if wrong.size else "total")
                raise WeightingError(
                    "A term of the calibration is missing",
                    where=place,
                    expected="a number",
                    got="nothing",
                    hint="Complete it, or calibrate without the term.",
                )

    def among(self, rows: BoolArray) -> Terms:
        """Return the terms of some of the rows, shape (n,), with the same totals."""
        return replace(self, values=self.values[rows])

    def averaged_within(self, households: IntArray) -> Terms:
        """Replace each person's terms by the means of the household, so that its members get one weight.

        A term that is 1 / (members in the sample) counts households.

        Parameters
        ----------
        households : shape (n,), 0 to H-1

        References
        ----------
        Lemaître and Dufour (1987), Survey Methodology 13, 199-207. Derivation: docs/methods/calibration.md

        >>> terms = Terms(("persons", "women"), np.array([[1.0, 1], [1, 0], [1, 1]]), np.array([90.0, 50]))
        >>> terms.averaged_within(np.array([0, 0, 1])).values[:, 1].tolist()
        [0.5, 0.5, 1.0]
        """
        require_length(households, len(self.values), name="households")
        groups = int(households.max()) + 1
        size = np.bincount(households, minlength=groups)
        means = [sum_by(households, column, groups=groups) / np.maximum(size, 1) for column in self.values.T]
        return replace(self, values=np.column_stack(means)[households])


@dataclass(frozen=True)
class CalibrationToTotals:
    """Moves the weights as little as possible so that the weighted terms add up to their totals.

    Parameters
    ----------
    terms : columns and totals
    distance : how far is far: `Linear`, `RakingDistance`, `Logit`, each with bounds of the factors
    households : shape (n,), 0 to H-1, where the members of a household are to keep one common weight
    epsilon : largest |gap| / (1 + |total|) at the end (as R survey's `calibrate`)
    max_iterations : steps of Newton's method

    References
    ----------
    Deville and Särndal (1992), JASA 87, 376-382. Derivation: docs/methods/calibration.md

    >>> persons_and_rooms = Terms(("persons", "rooms"), np.array([[1.0, 1], [1, 2], [1, 3]]), np.array([30.0, 66]))
    >>> done = CalibrationToTotals(persons_and_rooms).apply(np.full(3, 10.0))
    >>> done.weights.round(9).tolist(), done.residuals(np.array([1.0, 2.0, 6.0])).round(6).tolist()
    ([7.0, 10.0, 13.0], [0.5, -1.0, 0.5])
    """

    terms: Terms
    distance: Distance = field(default_factory=Linear)
    households: IntArray | None = None
    epsilon: float = 1e-10
    max_iterations: int = 100

    def apply(self, weights: FloatArray) -> Calibrated:
        """Return the weights that meet the totals.

        Raises
        ------
        WeightingError : for weights that are not positive or differ within a household, a term without cases, terms
            that depend on each other, bounds or totals that do not fit (naming the term and bounds that would do), or
            no convergence.
        ShapeError : if the lengths differ.
        """
        require_length(self.terms.values, len(weights), name="terms")
        require_positive(weights, name="weights", error=WeightingError)
        values, totals = self._shared_terms(weights).values, self.terms.totals
        no_cases(self.terms.names, values, totals=totals)
        collinear(self.terms.names, values * np.sqrt(weights)[:, None])
        found = solve(
            values, weights, totals=totals, distance=self.distance, limits=(self.epsilon, self.max_iterations)
        )
        gaps = np.abs(values.T @ (weights * found.factors) - totals) / (1 + np.abs(totals))
        if not gaps.max() < self.epsilon:
            attempt = Attempt(self.distance, found.factors, gaps)
            raise not_met(self.terms.names, values * weights[:, None], totals=totals, attempt=attempt)
        return Calibrated(
            weights=weights * found.factors,
            factors=found.factors,
            iterations=found.iterations,
            largest_gap=float(gaps.max()),
            at_bound=self._binding(found.factors),
            projection=Regression(values, weights),
        )

    def among(self, rows: BoolArray) -> CalibrationToTotals:
        """Return the step for some of the rows, shape (n,)."""
        households = None if self.households is None else self.households[rows]
        return replace(self, terms=self.terms.among(rows), distance=self.distance.among(rows), households=households)

    def _shared_terms(self, weights: FloatArray) -> Terms:
        if self.households is None:
            return self.terms
        shared = self.terms.averaged_within(self.households)
        heads = np.full(int(self.households.max()) + 1, np.nan)
        heads[self.households] = weights
        wrong = np.flatnonzero(np.abs(weights / heads[self.households] - 1) > SAME)
        if wrong.size:
            raise WeightingError(
                "Members of a household have different weights before the calibration",
                where=f"household {self.households[wrong[0]] + 1}, row {wrong[0] + 1}",
                expected=float(heads[self.households[wrong[0]]]),
                got=float(weights[wrong[0]]),
                hint="Give each member the mean weight of the household first.",
            )
        return shared

    def _binding(self, factors: FloatArray) -> IntArray:
        above = factors >= np.asarray(self.distance.upper) * (1 - 1e-9)
        below = factors <= np.asarray(self.distance.lower) + 1e-9 * np.abs(factors)
        return above.astype(np.int64) - below.astype(np.int64)

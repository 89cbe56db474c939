"""The design as the variance sees it: strata, population sizes, calibration margins, lonely strata."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length, require_positive
from querschnitt.core.errors import EstimationError, require_known
from querschnitt.core.weighting.raking import Margin

Lonely = Literal["fail", "remove", "certainty", "adjust", "average"]
Residuals = Literal["regression", "passes"]


@dataclass(frozen=True)
class SurveyDesign:
    """Respondents with their weights and the strata they were drawn in.

    A domain is a mask over these rows and never a subset of the design: people outside it count as zeros.

    Attributes
    ----------
    weights : shape (n,), final weights, persons each respondent stands for, all > 0
    strata : shape (n,), the stratum of each respondent, 0 to H-1, each with at least one
    population_sizes : shape (H,), persons of the population in each stratum, for the finite population correction
        1 - n_h / N_h with n_h respondents; None leaves it out (the safe side) and says so in `notes`
    margins : to which the weights were calibrated; the variance is that of the residuals
    lonely : what a stratum with one respondent does: `fail` raises; `remove` and `certainty` leave it out; `adjust`
        takes its deviation from zero; `average` gives it the mean variance of the others
    residuals : `regression` on all margins at once, with the weights; `passes` are ten passes of unweighted cell means
        (the rule of R survey, kept to compare numbers)

    Raises
    ------
    EstimationError : for weights that are not positive, empty strata, a population smaller than its sample, or a lonely
        stratum under `fail`.
    InputError : for an unknown rule.
    ShapeError : if the lengths differ.

    >>> design = SurveyDesign(np.full(4, 25.0), np.array([0, 0, 1, 1]), population_sizes=np.array([50.0, 50.0]))
    >>> design.counts.tolist(), design.df
    ([2, 2], 2)
    """

    weights: FloatArray
    strata: IntArray
    population_sizes: FloatArray | None = None
    margins: tuple[Margin, ...] = ()
    lonely: Lonely = "fail"
    residuals: Residuals = "regression"

    def __post_init__(self) -> None:
        require_known(self.lonely, get_args(Lonely), what="rule for lonely strata", where="lonely")
        require_known(self.residuals, get_args(Residuals), what="rule for residuals", where="residuals")
        if not self.weights.size:
            raise EstimationError("The design has no respondents", expected="at least one", got=0)
        require_length(self.strata, len(self.weights), name="strata")
        require_positive(self.weights, name="weights", error=EstimationError)
        if np.any(self.counts == 0):
            empty = int(np.argmin(self.counts))
            raise EstimationError(
                "A stratum has no respondents",
                where=f"stratum {empty}",
                expected="1 or more",
                got=0,
                hint="Merge it with a similar stratum before the weights are made.",
            )
        for margin in self.margins:
            require_length(margin.codes, len(self.weights), name=f"margin {margin.name}")
        self._check_population()
        if self.lonely == "fail" and np.any(self.lonely_strata):
            raise EstimationError(
                "A stratum has a single respondent, so its variance cannot be estimated",
                where=f"stratum {int(np.argmax(self.lonely_strata))}",
                expected="2 or more",
                got=1,
                hint="Merge it with a similar stratum, or choose 'adjust' or 'average'; the choice is printed.",
            )

    def _check_population(self) -> None:
        if self.population_sizes is None:
            return
        require_length(self.population_sizes, len(self.counts), name="population_sizes")
        missing = np.flatnonzero(~np.isfinite(self.population_sizes))
        if missing.size:
            raise EstimationError(
                "The population size of a stratum is missing",
                where=f"stratum {int(missing[0])} ({missing.size} of {len(self.counts)} strata)",
                expected="a number of persons",
                got=float(self.population_sizes[missing[0]]),
                hint="Give it, or leave out all sizes: then nothing is corrected for them, and every result says so.",
            )
        short = np.flatnonzero(~(self.population_sizes >= self.counts))
        if short.size:
            raise EstimationError(
                "A stratum has more respondents than persons",
                where=f"stratum {int(short[0])}",
                expected=f"at least {self.counts[short[0]]}",
                got=float(self.population_sizes[short[0]]),
                hint="Population sizes are numbers of persons, not fractions.",
            )

    @property
    def n(self) -> int:
        """Respondents."""
        return len(self.weights)

    @cached_property
    def counts(self) -> IntArray:
        """Respondents of each stratum, shape (H,)."""
        return np.bincount(self.strata).astype(np.int64)

    @property
    def df(self) -> int:
        """Degrees of freedom of the whole design: respondents minus strata."""
        return self.n - len(self.counts)

    def domain_df(self, members: BoolArray) -> FloatArray:
        """Degrees of freedom of domains: respondents in them, less the part of each stratum that they make up.

        For the whole sample and for unions of strata this is respondents minus strata.

        Parameters
        ----------
        members : shape (n, m), who belongs to each of m domains

        >>> design = SurveyDesign(np.ones(6), np.array([0, 0, 0, 1, 1, 1]))
        >>> whole, stratum, across = [True] * 6, [True] * 3 + [False] * 3, [True, True, False] * 2
        >>> design.domain_df(np.array([whole, stratum, across]).T).round(3)
        array([4.   , 2.   , 2.667])
        """
        return np.asarray((1.0 - 1.0 / self.counts)[self.strata] @ members, dtype=np.float64)

    @cached_property
    def lonely_strata(self) -> BoolArray:
        """Strata with one respondent who is not their whole population, shape (H,)."""
        if self.population_sizes is None:
            return np.asarray(self.counts == 1)
        return np.asarray((self.counts == 1) & (self.population_sizes > 1))

    @property
    def notes(self) -> tuple[str, ...]:
        """What every result of this design rests on, to be printed with it."""
        notes = []
        if self.population_sizes is None:
            notes.append("no finite population correction")
        if np.any(self.lonely_strata):
            notes.append(f"{int(self.lonely_strata.sum())} strata with one respondent: {self.lonely}")
        return tuple(notes)

"""A survey: the columns of a table, how its rows came about, and the steps its weights went through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Unpack

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import StateError
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.surveys.columns import Columns
from querschnitt.core.estimation.surveys.plans import (
    SampleNames,
    SamplePlan,
    TwoPhaseNames,
    described,
    linearised_design,
    sample_plan,
    two_phase_design,
)
from querschnitt.core.estimation.surveys.reading import read_columns
from querschnitt.core.estimation.surveys.replicated import Making, ReplicateNames, given_replicates, made_replicates
from querschnitt.core.estimation.surveys.steps import columns_named, margin, standard, to_totals, trimming
from querschnitt.core.estimation.surveys.words import Names, names_of
from querschnitt.core.weighting.calibration import PostStratification, RakingToMargins, Step
from querschnitt.core.weighting.replicates import calibrate_each


@dataclass(frozen=True)
class Survey:
    """A table with its design. `survey`, `replicate_survey` and `two_phase_survey` make one; every step gives another.

    Attributes
    ----------
    columns : of the rows
    design : by linearisation, by replicates or in two phases, with all steps
    plan : the names of the columns that describe the sample; None where replicates or two phases do
    drawn : the design before the steps, from which replicates are made
    steps : of calibration, in order
    notes : what every figure rests on beside the design's own notes
    """

    columns: Columns
    design: Design = field(repr=False)
    plan: SamplePlan | None = None
    drawn: Design | None = field(default=None, repr=False)
    steps: tuple[Step, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()

    @property
    def weights(self) -> FloatArray:
        """Weights after all steps, shape (n,)."""
        return self.design.weights

    @property
    def n(self) -> int:
        """Rows."""
        return self.columns.n

    def with_levels(self, levels: Mapping[str, Sequence[object]]) -> Survey:
        """Return the survey with the levels of categories in an order of their own; a column of numbers becomes one.

        Raises
        ------
        InputError : for an unknown column.

        References
        ----------
        R: `factor(x, levels = ...)`

        >>> people = survey({"w": [1, 1, 1], "school": [2, 1, 1]}, weights="w").with_levels({"school": [2, 1, 0]})
        >>> people.columns.variable("school").names
        ('school=2', 'school=1', 'school=0')
        """
        return replace(self, columns=self.columns.with_levels(levels))

    def post_stratify(self, by: Names, totals: Any) -> Survey:
        """Return the survey with weights that add up to known counts in each cell.

        Parameters
        ----------
        by : one column, or several that are crossed
        totals : persons by level, or a table of them (see `steps.margin`)

        Raises
        ------
        InputError, WeightingError : for an unknown column, a level without a count or without rows.

        References
        ----------
        R: `postStratify(design, ~by, population)`

        >>> people = survey({"w": [1.0, 2.0, 5.0], "sex": ["f", "f", "m"]}, weights="w")
        >>> people.post_stratify("sex", {"f": 90, "m": 40}).weights.tolist()
        [30.0, 60.0, 40.0]
        """
        cells = margin(self.columns, by, totals)
        return self._after(PostStratification(cells), note=f"post-stratified by {cells.name}")

    def standardise(self, by: Names, shares: Any, *, over: Names | None = None) -> Survey:
        """Return the survey with weights that give every group one known distribution, of ages for example.

        Each group keeps its weighted number, taken as known. R: `svystandardize(design, ~by, ~over, shares)`

        Parameters
        ----------
        by, shares : columns, and their known distribution of any sum, as the totals of `post_stratify`
        over : columns of the groups; None: everybody is one

        Raises
        ------
        InputError, WeightingError : as `post_stratify`; also for a group in which a level has no rows.

        >>> data = {"w": [1, 1, 2, 4], "age": ["old", "young"] * 2, "sex": ["f", "f", "m", "m"]}
        >>> survey(data, weights="w").standardise("age", {"old": 1, "young": 3}, over="sex").weights.tolist()
        [0.5, 1.5, 1.5, 4.5]
        """
        groups = names_of(over)
        cells = standard(self.columns, self.weights, by, shares, over=groups)
        return self._after(PostStratification(cells), note=f"standardised: {cells.name}")

    def rake(self, margins: Mapping[Any, Any], *, epsilon: float = 1e-12, max_iterations: int = 500) -> Survey:
        """Return the survey with weights that meet several known distributions at once.

        Parameters
        ----------
        margins : known counts by column: `{"sex": {"f": 60, "m": 40}, ("sex", "age"): ...}`
        epsilon, max_iterations : when to stop, see `RakingToMargins`

        Raises
        ------
        InputError, WeightingError : as `post_stratify`; also for margins of different populations, or no convergence.

        References
        ----------
        R: `rake(design, list(~sex, ~age), list(population.sex, population.age))`

        >>> people = survey({"w": [1, 1, 1, 1], "sex": list("ffmm"), "old": list("nyny")}, weights="w")
        >>> people.rake({"sex": {"f": 60, "m": 40}, "old": {"n": 50, "y": 50}}).weights.tolist()
        [30.0, 30.0, 20.0, 20.0]
        """
        found = tuple(margin(self.columns, columns_named(self.columns, by), told) for by, told in margins.items())
        step = RakingToMargins(found, epsilon=epsilon, max_iterations=max_iterations)
        return self._after(step, note=f"raked to {'; '.join(each.name for each in found)}")

    def calibrate(
        self,
        totals: Mapping[str, float],
        *,
        distance: str = "linear",
        bounds: tuple[float, float] | None = None,
        households: str | None = None,
    ) -> Survey:
        """Return the survey with weights changed as little as possible so that terms meet their totals.

        Parameters
        ----------
        totals : by term: `(Intercept)` for all persons, a column of numbers, `column[level]`
        distance : `linear`, `raking`, `logit` or `sinh`
        bounds : of the factors, lower and upper
        households : column of households whose members keep one common weight

        Raises
        ------
        InputError, WeightingError : for unknown terms or words, or totals and bounds that cannot be met.

        References
        ----------
        R: `calibrate(design, ~sex + age, population, calfun = "linear", bounds = c(0.5, 2))`

        >>> rooms = survey({"w": [10, 10, 10], "rooms": [1, 2, 3]}, weights="w")
        >>> rooms.calibrate({"(Intercept)": 30, "rooms": 66}).weights.round(9).tolist()
        [7.0, 10.0, 13.0]
        """
        step = to_totals(self.columns, totals, distance=distance, bounds=bounds, households=households)
        return self._after(step, note=f"calibrated ({distance}) to {len(totals)} totals")

    def trim(self, lower: float = 0.0, upper: float = np.inf, *, strict: bool = True) -> Survey:
        """Return the survey with weights cut at two bounds, what was cut given to the others.

        Raises
        ------
        InputError, WeightingError : without a bound, or for bounds that leave no room.

        References
        ----------
        R: `trimWeights(design, lower, upper, strict = TRUE)`

        >>> survey({"w": [1, 3, 4, 10]}, weights="w").trim(2, 8).weights.tolist()
        [2.0, 3.5, 4.5, 8.0]
        """
        step = trimming(lower, upper, strict=strict)
        return self._after(step, note=f"weights trimmed to {lower:g} to {upper:g}")

    def replicate(
        self, kind: str, *, count: int = 500, seed: int | None = None, fay: float = 0.0, mse: bool | None = None
    ) -> Survey:
        """Return the survey with replicate weights made from the sample, each taken through the same steps.

        Parameters
        ----------
        kind : `jackknife` (`jk1` without strata, else `jkn`), `brr`, `fay`, `bootstrap` (Canty and Davison's, as R's),
            `rao_wu`, `preston`, `successive_difference`
        count, seed : of bootstraps
        fay : Fay's rho
        mse : deviations from the full sample's estimate instead of the replicates' mean; None as the kind has it

        Raises
        ------
        StateError : if there are replicates already, or two phases.
        InputError, DesignError : for an unknown kind, a missing seed, strata that do not fit.

        References
        ----------
        R: `as.svrepdesign(design, type = "JKn")`

        >>> people = survey({"w": [10, 10, 10], "y": [1, 2, 6]}, weights="w").replicate("jackknife")
        >>> people.design.df, people.notes
        (2.0, ('3 replicates, jackknife', 'around the mean of the replicates'))
        """
        if self.plan is None or not isinstance(self.drawn, LinearisedDesign):
            what = "Replicates are made from a sample by linearisation"
            raise StateError(what, expected="what survey() gives", got="replicates or two phases")
        making = Making(kind, count, seed, fay, mse)
        made = made_replicates(self.columns, self.plan, self.drawn, making)
        calibrated = calibrate_each(made, self.steps) if self.steps else made
        return replace(self, design=ReplicateDesign(calibrated), plan=None, notes=(*made.notes, *self.notes))

    def _after(self, step: Step, *, note: str) -> Survey:
        """Return the survey after a step, on every replicate where it has some."""
        if isinstance(self.design, LinearisedDesign):
            done: Design = self.design.after(step.apply(self.design.weights))
        elif isinstance(self.design, ReplicateDesign):
            done = ReplicateDesign(calibrate_each(self.design.replicates, [step]))
        else:
            raise StateError("Weights of two phases are calibrated by calibrated_to=", where=note)
        return replace(self, design=done, steps=(*self.steps, step), notes=(*self.notes, note))

    def __str__(self) -> str:
        """Return the survey in a few words."""
        sums, df = f"weights add up to {self.weights.sum():,.6g}", f"{self.design.df:g} degrees of freedom"
        return "\n".join([f"{self.n:,} rows; {sums}; {df}", *(described(self.plan) if self.plan else ()), *self.notes])


def survey(data: Any, **names: Unpack[SampleNames]) -> Survey:
    """Describe a sample by the names of columns.

    Parameters
    ----------
    data : a polars, pandas, Arrow or DuckDB table, or a mapping of columns
    weights : column of weights, persons each row stands for
    probabilities : column of inclusion probabilities, or one for each stage (`brewer`); without `weights` these are the
        inverses of their product
    strata : column of strata, or one for each stage: those of a later stage are read within its cluster
    clusters : column of primary units, or one column for each stage; none: each row is a unit
    population_sizes : column for each stage: units in the population of the stratum or cluster; without `weights` and
        `probabilities` the weights follow from them; none: no finite population correction, which is noted
    nest : whether labels of clusters start anew in each stratum
    lonely : what a stratum with one unit does: `fail`, `remove`, `certainty`, `adjust`, `average`
    lonely_in_domains : whether `adjust` and `average` also serve strata with one unit in the domain
    unequal : variance for unequal probabilities: `brewer`, `overton`, `hartley_rao`, `poisson`; with `joint`, the
        square of the probabilities of pairs, `horvitz_thompson` or `yates_grundy`
    pairs, mean_square : of the approximations, see `ApproximateProbabilities`

    Raises
    ------
    InputError : for anything that is no table, an unknown keyword, rule or column, missing values in a column of the
        design, or if nothing says how much a row weighs.
    EstimationError : for weights, sizes or clusters that do not fit, or a stratum with one unit under `fail`.

    References
    ----------
    R: `svydesign(ids = ~clusters, strata = ~strata, weights = ~weights, fpc = ~population_sizes, data = data)`

    >>> print(survey({"w": [25, 25, 25, 25], "region": ["n", "n", "s", "s"]}, weights="w", strata="region"))
    4 rows; weights add up to 100; 2 degrees of freedom
    weights w
    strata region
    """
    plan, columns = sample_plan(names), read_columns(data)
    design = linearised_design(columns, plan)
    return Survey(columns, design, plan=plan, drawn=design)


def replicate_survey(data: Any, **names: Unpack[ReplicateNames]) -> Survey:
    """Describe a sample by replicate weights that came with it.

    Parameters
    ----------
    data : a table
    weights : column of the full sample's weights
    replicates : columns of replicate weights: names, or a pattern like `rw*`, in the order of the table
    kind : `brr`, `fay`, `jk1`, `jk2`, `jkn`, `bootstrap`, `successive_difference`: gives the scale
    fay : Fay's rho
    scale, rscales : of all, and of each replicate, where the kind does not say
    mse : deviations from the full sample's estimate instead of the replicates' mean
    factors : whether the columns are factors of the weights, not weights

    Raises
    ------
    InputError : for an unknown keyword, column or kind, or if nothing says the scale.

    References
    ----------
    R: `svrepdesign(weights = ~w, repweights = "rw[0-9]+", type = "JK1", data = data)`

    >>> data = {"w": [1, 1], "rw1": [0, 2], "rw2": [2, 0], "y": [1, 3]}
    >>> replicate_survey(data, weights="w", replicates="rw*", kind="jk1").design.replicates.scale
    0.5
    """
    columns = read_columns(data)
    replicates = given_replicates(columns, names)
    return Survey(columns, ReplicateDesign(replicates), notes=replicates.notes)


def two_phase_survey(data: Any, **names: Unpack[TwoPhaseNames]) -> Survey:
    """Describe a sample of which a part was observed; figures are of the observed rows.

    Parameters
    ----------
    data : a table of all rows of the first phase
    observed : column that is 1 for rows of the second phase, else 0
    second_strata, second_clusters : columns of the strata and of the units of the second phase, one for each stage
    weights, probabilities, strata, clusters, population_sizes, nest : of the first phase; `nest` holds for both
    reading : how the first phase's variance is read from the observed rows: `joint` (the default), `independent`
        (R's "full" without sizes) or `approximate` (R's "approx" and "simple")
    calibrated_to : columns whose sums over the first phase's rows the observed rows meet (R's `calibrate(phase = 2)`),
        with `distance` and `bounds` as in `calibrate`

    Raises
    ------
    InputError, EstimationError, WeightingError : as `survey` and `calibrate`; a stratum without an observed row.

    References
    ----------
    R: `twophase(id = list(~1, ~1), strata = list(~strata, ~second_strata), subset = ~observed, data = data)`

    >>> seen = two_phase_survey({"w": [2, 2, 2, 2], "seen": [1, 1, 0, 0]}, weights="w", observed="seen")
    >>> seen.n, seen.weights.tolist()
    (2, [4.0, 4.0])
    """
    columns = read_columns(data)
    design = two_phase_design(columns, names)
    return Survey(columns.among(design.second.observed), design)

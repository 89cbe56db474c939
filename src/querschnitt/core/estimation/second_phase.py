"""The second phase of two: which rows of a first phase were observed, and with which chances."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import EstimationError
from querschnitt.core.estimation.stages import Stages, sum_units


@dataclass(frozen=True)
class SecondPhase:
    """A draw among the rows of a first phase, stage by stage, with equal chances within each stratum.

    Attributes
    ----------
    stages : strata and units of all n rows of the first phase, without sizes: the first phase's rows are the population
    observed : shape (n,), the rows that were observed

    Raises
    ------
    ShapeError : if the lengths differ.
    EstimationError : for stages with sizes, a unit observed in part, or a stratum without an observed row.

    >>> half = SecondPhase(Stages(np.array([0, 0, 0, 1]), (np.arange(4),)), np.array([True, False, True, True]))
    >>> half.weights.tolist()
    [1.5, 1.5, 1.0]
    """

    stages: Stages
    observed: BoolArray

    def __post_init__(self) -> None:
        require_length(self.observed, self.stages.n, name="observed")
        if self.stages.population_sizes:
            raise EstimationError(
                "The second phase has sizes of its own", expected="none: it is drawn from the rows of the first phase"
            )
        self._check_whole()
        for position in range(len(self.stages.units)):
            self._check_seen(position)

    def _check_whole(self) -> None:
        units = self.stages.units[-1]
        first = np.unique(units, return_index=True)[1]
        wrong = np.flatnonzero(self.observed != self.observed[first][units])
        if wrong.size:
            raise EstimationError(
                "A unit of the second phase was observed in part",
                where=f"unit {units[wrong[0]] + 1}, row {wrong[0] + 1}",
                expected="all its rows alike",
            )

    def _check_seen(self, position: int) -> None:
        """Raise for a stratum of which nothing was observed, though the unit around it was."""
        groups = self.stages.groups(position)
        around = np.zeros_like(groups) if position == 0 else self.stages.units[position - 1]
        reached = np.isin(around, around[self.observed]) if position else np.ones(len(groups), dtype=np.bool_)
        empty = np.setdiff1d(groups[reached], groups[self.observed])
        if empty.size:
            raise EstimationError(
                "A stratum of the second phase has no observed row",
                where=f"stratum {empty[0] + 1}" + (f" of stage {position + 1}" if position else ""),
                expected="1 or more",
                got=0,
                hint="Merge it with a similar stratum.",
            )

    @cached_property
    def counts_observed(self) -> tuple[IntArray, ...]:
        """Units of each stage that were observed, by the stratum or unit they were drawn from."""
        found = []
        for position, units in enumerate(self.stages.units):
            first = np.unique(units[self.observed], return_index=True)[1]
            groups = self.stages.groups(position)
            counts = np.bincount(groups[self.observed][first], minlength=int(groups.max()) + 1)
            found.append(counts.astype(np.int64))
        return tuple(found)

    @cached_property
    def chances(self) -> tuple[FloatArray, ...]:
        """Probability at each stage, by the stratum or unit that was drawn from."""
        pairs = enumerate(self.counts_observed)
        return tuple(np.asarray(seen / self.stages.counts(position), dtype=np.float64) for position, seen in pairs)

    @cached_property
    def weights(self) -> FloatArray:
        """One over the probability of each observed row, shape (m,)."""
        weights = np.ones(int(self.observed.sum()))
        for position, chances in enumerate(self.chances):
            weights /= chances[self.stages.groups(position)[self.observed]]
        return weights

    @cached_property
    def seen(self) -> Stages:
        """The stages of the observed rows; the sizes are those of the first phase."""
        rows, stages = self.observed, self.stages
        counts = (stages.counts(position)[stages.groups(position)[rows]] for position in range(len(stages.units)))
        sizes = tuple(count.astype(np.float64) for count in counts)
        return replace(stages.among(rows), population_sizes=sizes)

    @property
    def df(self) -> float:
        """Primary units less strata of the observed rows."""
        return float(self.seen.df)

    def pairs(self, weighted: FloatArray, groups: IntArray) -> FloatArray:
        """Add up u_i u_j over pairs of observed rows of one group, as the first phase would have shown them all.

        Each product is divided by the chance p_ij that the second phase observes both, times p_i p_j which u holds: 1
        across its strata, p (M - 1) / (m - 1) within one, p within a unit, times the same of the next stage there. Sums
        by group, by group and stratum, and by group and unit do instead of the pairs.

        Parameters
        ----------
        weighted : shape (m, k), weight x score of the observed rows
        groups : shape (m,), of any kind

        Returns
        -------
        shape (k, k)
        """
        found = np.zeros((weighted.shape[1], weighted.shape[1]))
        for within, factors in self._steps():
            _, first, codes = np.unique(
                np.column_stack([groups, within]), axis=0, return_index=True, return_inverse=True
            )
            sums = sum_units(codes.ravel().astype(np.int64), weighted)
            found += (sums * factors[first][:, None]).T @ sums
        return found

    def _steps(self) -> Iterator[tuple[IntArray, FloatArray]]:
        """Give, from outside in, the sets of rows and what p_i p_j / p_ij gains for pairs within one."""
        rows = self.observed
        before = np.ones(int(rows.sum()))
        yield np.zeros(len(before), dtype=np.int64), before
        for position, units in enumerate(self.stages.units):
            groups = self.stages.groups(position)[rows]
            chance, near = self.chances[position][groups], self._near(position)[groups]
            yield groups, before * (near - 1)
            yield units[rows], before * (chance - near)
            before = before * chance

    def _near(self, position: int) -> FloatArray:
        """Return p_i p_j / p_ij of two units drawn from one stratum; one where it is never used."""
        drawn, seen = self.stages.counts(position), self.counts_observed[position]
        ratio = (drawn - 1) / np.maximum(seen - 1, 1)
        return np.where(seen < 2, 1.0, self.chances[position] * ratio)

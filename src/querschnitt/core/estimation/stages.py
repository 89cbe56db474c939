"""How a sample was drawn, stage by stage: strata, clusters within clusters, population sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import EstimationError

Labels = npt.NDArray[np.generic]


@dataclass(frozen=True)
class Stages:
    """The stages of a draw, as codes without gaps. `stages_of` makes them from labels.

    Attributes
    ----------
    strata : shape (n,), the first-stage stratum of each row, 0 to H-1
    units : per stage shape (n,), the unit of that stage each row belongs to, numbered across all units of the stage
        before; the rows themselves where no cluster was named
    population_sizes : per stage shape (n,), units in the population of the stratum, or within the unit of the stage
        before; fewer than `units` or none: drawn with replacement there, and later stages do not count
    later_strata : per later stage shape (n,), the stratum within the unit of the stage before, numbered across all of
        them; fewer than there are later stages or none: those are drawn from the whole unit

    >>> sizes = np.array([10.0, 10.0, 6.0, 6.0])
    >>> stages = stages_of(4, strata=np.array(["a", "a", "b", "b"]), population_sizes=[sizes])
    >>> stages.df, stages.weights.tolist()
    (2, [5.0, 5.0, 3.0, 3.0])
    """

    strata: IntArray
    units: tuple[IntArray, ...]
    population_sizes: tuple[FloatArray, ...] = ()
    later_strata: tuple[IntArray, ...] = ()

    def __post_init__(self) -> None:
        for position, sizes in enumerate(self.population_sizes):
            self._check_sizes(position, sizes)

    def _check_sizes(self, position: int, sizes: FloatArray) -> None:
        groups, counts = self.groups(position), self.counts(position)
        first = np.unique(groups, return_index=True)[1]
        place = f"stage {position + 1}"
        missing = np.flatnonzero(np.isnan(sizes))
        if missing.size:
            raise EstimationError(
                "A population size is missing",
                where=f"{place}, row {missing[0] + 1} ({missing.size} of {self.n} rows)",
                expected="a number of units",
                got=float(sizes[missing[0]]),
                hint="Give it, or leave out all sizes: then nothing is corrected for them, and every result says so.",
            )
        varying = np.flatnonzero(sizes != sizes[first][groups])
        if varying.size:
            raise EstimationError(
                "The population size differs within a stratum or cluster",
                where=f"{place}, row {varying[0] + 1}",
                expected=float(sizes[first][groups][varying[0]]),
                got=float(sizes[varying[0]]),
                hint="Give the size of a stratum or cluster in each of its rows.",
            )
        short = np.flatnonzero(~(sizes[first] >= counts))
        if short.size:
            raise EstimationError(
                "More units were drawn than the population has",
                where=f"{place}, row {first[short[0]] + 1}",
                expected=f"at least {counts[short[0]]}",
                got=float(sizes[first[short[0]]]),
                hint="Population sizes are numbers of units, not fractions.",
            )

    @property
    def n(self) -> int:
        """Rows."""
        return len(self.strata)

    def groups(self, position: int) -> IntArray:
        """Return where each row's unit of a stage was drawn from: its stratum, or its unit of the stage before."""
        strata = (self.strata, *self.later_strata)
        return strata[position] if position < len(strata) else self.units[position - 1]

    def counts(self, position: int) -> IntArray:
        """Return the units drawn from each group of a stage."""
        first = np.unique(self.units[position], return_index=True)[1]
        return np.bincount(self.groups(position)[first], minlength=int(self.groups(position).max()) + 1).astype(
            np.int64
        )

    @cached_property
    def df(self) -> int:
        """Degrees of freedom: primary sampling units minus strata."""
        return int(self.units[0].max() - self.strata.max())

    def df_of(self, rows: BoolArray) -> int:
        """Return the primary units minus the strata that have some of the rows, as tests in a domain count them.

        >>> stages_of(4, strata=np.array([1, 1, 2, 2])).df_of(np.array([True, True, True, False]))
        1
        """
        return len(np.unique(self.units[0][rows])) - len(np.unique(self.strata[rows]))

    def among(self, rows: BoolArray) -> Stages:
        """Return the stages of some rows, without sizes: those are of all that were drawn.

        >>> stages_of(3, strata=np.array([1, 2, 2])).among(np.array([False, True, True])).strata.tolist()
        [0, 0]
        """
        units, later = (tuple(_codes(codes[rows]) for codes in kept) for kept in (self.units, self.later_strata))
        return Stages(_codes(self.strata[rows]), units, later_strata=later)

    def behind(self, members: BoolArray) -> tuple[IntArray, IntArray]:
        """Return how many primary units and how many strata have rows of each figure, for members of shape (n, k).

        >>> units, strata = stages_of(3, strata=np.array([1, 1, 2])).behind(np.array([[True], [True], [False]]))
        >>> units.tolist(), strata.tolist()
        ([2], [1])
        """
        rows = len(members)
        picked = sparse.csr_matrix(members)
        units, strata = (
            (sparse.csr_matrix((np.ones(rows), (codes, np.arange(rows))), shape=(int(codes.max()) + 1, rows)) @ picked)
            for codes in (self.units[0], self.strata)
        )
        return units.getnnz(axis=0).astype(np.int64), strata.getnnz(axis=0).astype(np.int64)

    def fractions(self, position: int) -> FloatArray:
        """Return the sampling fraction in each group of a stage; zero where no population size was given."""
        counts = self.counts(position)
        if position >= len(self.population_sizes):
            return np.zeros(len(counts))
        first = np.unique(self.groups(position), return_index=True)[1]
        return np.asarray(counts / self.population_sizes[position][first], dtype=np.float64)

    @cached_property
    def weights(self) -> FloatArray:
        """Population size over units drawn, multiplied over the stages with sizes; one without any, shape (n,)."""
        weights = np.ones(self.n)
        for position in range(len(self.population_sizes)):
            weights /= self.fractions(position)[self.groups(position)]
        return weights


def stages_of(
    n: int,
    *,
    strata: Labels | None = None,
    clusters: Sequence[Labels] = (),
    population_sizes: Sequence[FloatArray] = (),
    nest: bool = False,
    later_strata: Sequence[Labels] = (),
) -> Stages:
    """Read the stages of a draw from labels of any kind.

    Parameters
    ----------
    n : rows
    strata : shape (n,), of the first stage; None: one stratum
    clusters : per stage shape (n,); a label of a later stage is read within its cluster; none: each row is a unit
    population_sizes : per stage shape (n,), number of units, the same within a stratum or cluster
    nest : whether labels of clusters may repeat in other strata and then mean other clusters
    later_strata : per stage from the second on shape (n,); a label is read within the cluster of the stage before

    Raises
    ------
    EstimationError : for no rows, a cluster in two strata without `nest`, sizes that vary or are too small, or more
        sizes or strata than stages.
    ShapeError : if the lengths differ.

    References
    ----------
    R: survey::svydesign(ids=, strata=, fpc=, nest=)

    >>> twice = dict(strata=np.array([1, 1, 2, 2]), clusters=[np.array([1, 2, 1, 2])])
    >>> stages_of(4, **twice, nest=True).units[0].tolist()
    [0, 1, 2, 3]
    >>> stages_of(4, **twice)
    Traceback (most recent call last):
    querschnitt.core.errors.EstimationError: A cluster lies in two strata. Place: cluster 1. Expected: one stratum. \
Found: 2. If cluster labels start anew in each stratum, say that they are nested.
    """
    if n < 1:
        raise EstimationError("The design has no rows", expected="at least one", got=n)
    alone = np.zeros(n, dtype=np.int64)
    every = [alone if strata is None else strata, *later_strata]
    for name, columns in {"strata": every, "clusters": clusters, "population_sizes": population_sizes}.items():
        for position, column in enumerate(columns):
            require_length(column, n, name=f"{name}, stage {position + 1}")
    stages = max(len(clusters), 1)
    for what, count in (("population sizes", len(population_sizes)), ("columns of strata", len(every))):
        if count > stages:
            raise EstimationError(f"There are more {what} than stages", expected=stages, got=count)
    groups, units = [alone if strata is None else _codes(strata)], [np.arange(n, dtype=np.int64)]
    for position, labels in enumerate(clusters):
        if position:
            groups.append(_within(units[-1], _codes(every[position])) if position < len(every) else units[-1])
        units = [*units[:position], _drawn(labels, groups, units, nest=nest)]
    return Stages(groups[0], tuple(units), tuple(population_sizes), tuple(groups[1 : len(every)]))


def sum_units(codes: IntArray, values: FloatArray) -> FloatArray:
    """Add up rows of values by code, shape (groups, k)."""
    n = len(codes)
    if np.array_equal(codes, np.arange(n)):  # each row is a unit
        return values
    picker = sparse.csr_matrix((np.ones(n), (codes, np.arange(n))), shape=(int(codes.max()) + 1, n))
    return np.asarray(picker @ values, dtype=np.float64)


def _codes(labels: Labels) -> IntArray:
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _within(groups: IntArray, codes: IntArray) -> IntArray:
    return _codes(groups * (int(codes.max()) + 1) + codes)


def _drawn(labels: Labels, groups: Sequence[IntArray], units: Sequence[IntArray], *, nest: bool) -> IntArray:
    """Return the units of a stage by their labels, read within the unit before, or, nested, within its stratum."""
    later = len(groups) > 1
    codes = _within(units[-1], _codes(labels)) if later else _codes(labels)
    within = _within(groups[-1], codes)
    if not nest and within.max() != codes.max():
        raise _repeated(labels, codes, groups[-1])
    return within


def _repeated(labels: Labels, codes: IntArray, strata: IntArray) -> EstimationError:
    strata_of = np.bincount(np.unique(np.column_stack([codes, strata]), axis=0)[:, 0])
    repeated = int(np.argmax(strata_of > 1))
    return EstimationError(
        "A cluster lies in two strata",
        where=f"cluster {labels[codes == repeated][0]}",
        expected="one stratum",
        got=int(strata_of[repeated]),
        hint="If cluster labels start anew in each stratum, say that they are nested.",
    )

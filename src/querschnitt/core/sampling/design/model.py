"""What a design is: strata, allocation, selection, stages, batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.errors import DesignError, suggestion
from querschnitt.core.sampling.allocation import (
    Effort,
    allocate_at_cost,
    allocate_equal,
    allocate_fixed,
    allocate_neyman,
    allocate_power,
    allocate_proportional,
)
from querschnitt.core.sampling.targets import allocate_to_targets, share_target

Method = Literal["equal", "proportional", "power", "neyman", "cost", "fixed", "targets", "stages"]
Selection = Literal["random", "systematic", "poisson", "sequential", "pareto", "conditional"]
FirstStage = Literal["random", "size"]

ByStratum = float | Mapping[str, float]
"""A number, the same in all strata or one for each by its name."""

CountByStratum = int | Mapping[str, int]


@dataclass(frozen=True)
class Targets:
    """How precisely a share is to be known. Half-widths of 0.05 are 5 points.

    Attributes
    ----------
    each : half-width in each stratum; of a table, only in those that it names
    total : half-width in all strata together
    share : that is planned for; 0.5 is the least favourable
    level : of the interval
    """

    each: ByStratum | None = None
    total: float | None = None
    share: float = 0.5
    level: float = 0.95


@dataclass(frozen=True)
class Coordination:
    """Permanent random numbers that several draws share.

    Attributes
    ----------
    key : of the family of draws; with the same key they meet as many of the same persons as they can
    shift : part of the circle by which this draw's numbers are turned; with 0.5 it avoids those of 0
    """

    key: str
    shift: float = 0.0


@dataclass(frozen=True)
class Stages:
    """Clusters are drawn first, then persons in them.

    Attributes
    ----------
    cluster : the frame variable whose values are the clusters; each lies in one stratum
    clusters : to draw in each stratum
    take : persons to draw in each cluster that was drawn
    first_stage : random, or in proportion to the size of the cluster (then everybody has the same probability)
    """

    cluster: str
    clusters: CountByStratum
    take: int
    first_stage: FirstStage = "random"


@dataclass(frozen=True)
class Design:
    """A random sample without replacement.

    Attributes
    ----------
    name : of the design
    stratify_by : the frame variable whose values are the strata; "" if there is but one
    sample_size : persons to draw; 0 where targets or stages decide
    allocation : how they are shared out among the strata
    power : exponent of the power allocation
    minimum, maximum : persons in each stratum
    counts : persons of each stratum by name, of the fixed allocation
    spread, share : standard deviation in each stratum of what is to be known, or a share, which has one (neyman, cost)
    cost : of a person drawn, answering or not, in any unit (cost, targets)
    response_rate : interviews expected for a person drawn (cost, targets)
    targets : how precise it must be, of the allocation to targets
    selection : how persons are drawn in each stratum
    sort_by : frame variables of the order of systematic selection, the most important first; it runs like a snake
    measure : the frame variable to whose size the probabilities are proportional; "" if they are equal in a stratum
    coordinate_with : permanent random numbers that are shared with other draws
    stages : clusters first, then persons in them
    one_per_household : the frame variable that tells households apart, of which at most one person is drawn; "" if not
    batches : persons in each batch, in the order of their release; none if all are released at once
    additions : persons that later draws have added to each stratum, by its name; no design file has any
    """

    name: str
    stratify_by: str
    sample_size: int
    allocation: Method = "power"
    power: float = 0.5
    minimum: CountByStratum = 0
    maximum: CountByStratum | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    spread: ByStratum | None = None
    share: ByStratum | None = None
    cost: ByStratum = 1.0
    response_rate: ByStratum = 1.0
    targets: Targets | None = None
    selection: Selection = "random"
    sort_by: tuple[str, ...] = ()
    measure: str = ""
    coordinate_with: Coordination | None = None
    stages: Stages | None = None
    one_per_household: str = ""
    batches: tuple[int, ...] = ()
    additions: tuple[Mapping[str, int], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """What of the frame the draw needs, besides persons and strata."""
        cluster = self.stages.cluster if self.stages else ""
        named = (*self.sort_by, self.measure, cluster, self.one_per_household)
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def is_simple(self) -> bool:
        """Whether persons are drawn by their keys alone."""
        return self.selection == "random" and not self.stages and not self.one_per_household

    def allocate(self, sizes: IntArray, levels: Sequence[str]) -> IntArray:
        """Return the persons to draw in each stratum, shape (H,), for strata of these sizes and names.

        Of a sample whose size is left to chance, it is what is expected.

        Raises
        ------
        DesignError : if that many cannot be drawn, or a table names other strata than these

        >>> Design("demo", "group", 60).allocate(np.array([900, 400, 100]), ["a", "b", "c"])
        array([30, 20, 10])
        """
        first = self._allocate_first(sizes, levels)
        if not self.additions:
            return first
        return self._fixed(sizes, levels, counts=first + sum(self.added_in(levels)))

    def added_in(self, levels: Sequence[str]) -> list[IntArray]:
        """Return what each later draw has added to each stratum, each of shape (H,)."""
        nobody = np.zeros(len(levels))
        return [
            by_stratum(added, levels, where=f"{self.name}, additions", otherwise=nobody).astype(np.int64)
            for added in self.additions
        ]

    def _allocate_first(self, sizes: IntArray, levels: Sequence[str]) -> IntArray:
        if self.stages:
            return self.clusters_in(levels) * self.stages.take
        if self.allocation == "fixed":
            counts = by_stratum(self.counts, levels, where=f"{self.name}, counts")
            return self._fixed(sizes, levels, counts=counts.astype(np.int64))
        if self.allocation == "targets":
            return self._to_targets(sizes, levels)
        minimum, maximum = self._bounds(sizes, levels)
        if self.allocation == "power":
            return allocate_power(sizes, self.sample_size, power=self.power, minimum=minimum, maximum=maximum)
        if self.allocation in ("neyman", "cost"):
            return self._by_spread(sizes, levels, bounds=(minimum, maximum))
        allocate = allocate_equal if self.allocation == "equal" else allocate_proportional
        return allocate(sizes, self.sample_size, minimum=minimum, maximum=maximum)

    def _fixed(self, sizes: IntArray, levels: Sequence[str], *, counts: IntArray) -> IntArray:
        for stratum in np.flatnonzero(counts > sizes).tolist():
            raise DesignError(
                "A stratum has not so many persons", where=f"{self.name}, stratum '{levels[stratum]}'",
                expected=f"at most {sizes[stratum]}", got=int(counts[stratum]), hint="Draw fewer there.",
            )  # fmt: skip
        return allocate_fixed(sizes, counts=counts)

    def clusters_in(self, levels: Sequence[str]) -> IntArray:
        """Return the clusters to draw in each stratum, shape (H,)."""
        clusters = self.stages.clusters if self.stages else 0
        return by_stratum(clusters, levels, where=f"{self.name}, stages.clusters").astype(np.int64)

    def _bounds(self, sizes: IntArray, levels: Sequence[str]) -> tuple[IntArray, IntArray]:
        minimum = by_stratum(self.minimum, levels, where=f"{self.name}, minimum", otherwise=np.zeros(len(sizes)))
        most = sizes.astype(np.float64)
        if self.maximum is not None:
            most = by_stratum(self.maximum, levels, where=f"{self.name}, maximum", otherwise=most)
        return minimum.astype(np.int64), most.astype(np.int64)

    def _by_spread(self, sizes: IntArray, levels: Sequence[str], *, bounds: tuple[IntArray, IntArray]) -> IntArray:
        minimum, maximum = bounds
        if self.spread is not None:
            spread = by_stratum(self.spread, levels, where=f"{self.name}, spread")
        else:
            share = by_stratum(0.5 if self.share is None else self.share, levels, where=f"{self.name}, share")
            spread = np.sqrt(share * (1 - share))
        if self.allocation == "neyman":
            return allocate_neyman(sizes, self.sample_size, spread=spread, minimum=minimum, maximum=maximum)
        effort = self._effort(levels)
        return allocate_at_cost(sizes, self.sample_size, spread=spread, effort=effort, minimum=minimum, maximum=maximum)

    def _effort(self, levels: Sequence[str]) -> Effort:
        return Effort(
            costs=by_stratum(self.cost, levels, where=f"{self.name}, cost"),
            response_rates=by_stratum(self.response_rate, levels, where=f"{self.name}, response_rate"),
        )

    def _to_targets(self, sizes: IntArray, levels: Sequence[str]) -> IntArray:
        targets = self.targets or Targets()
        each = np.zeros(len(sizes))
        if targets.each is not None:
            each = by_stratum(targets.each, levels, where=f"{self.name}, targets.each", otherwise=each)
        wished = [(level, np.eye(len(sizes), dtype=np.int64)[h] * sizes, each[h]) for h, level in enumerate(levels)]
        wished = [(f"targets.each, {name}", members, width) for name, members, width in wished if width]
        if targets.total is not None:
            wished.append(("targets.total", sizes, targets.total))
        minimum, _ = self._bounds(sizes, levels)
        sought = [
            share_target(name, sizes=sizes, members=members, half_width=width, share=targets.share, level=targets.level)
            for name, members, width in wished
        ]
        return allocate_to_targets(sizes, sought, effort=self._effort(levels), minimum=np.maximum(minimum, 2)).drawn


def by_stratum(
    value: ByStratum | CountByStratum, levels: Sequence[str], *, where: str, otherwise: FloatArray | None = None
) -> FloatArray:
    """Return a number for each stratum, shape (H,), from one for all or a table by name.

    Parameters
    ----------
    otherwise : shape (H,), for strata that the table does not name; without it, it must name all of them

    Raises
    ------
    DesignError : if the table names a stratum that there is not, or leaves one out

    >>> by_stratum({"north": 2, "south": 5}, ["north", "south"], where="design")
    array([2., 5.])
    """
    if not isinstance(value, Mapping):
        return np.full(len(levels), float(value))
    for name in value:
        if name not in levels:
            raise DesignError(
                f"Unknown stratum '{name}'", where=where, expected=_few(levels),
                hint=suggestion(name, levels) or "Write the strata as the frame has them.",
            )  # fmt: skip
    missing = [level for level in levels if level not in value]
    if missing and otherwise is None:
        raise DesignError(
            "Strata without a number", where=where, expected="one for each stratum", got=_few(missing),
            hint="Of a stratum from which nobody is drawn nothing can be said.",
        )  # fmt: skip
    rest = np.zeros(len(levels)) if otherwise is None else otherwise
    return np.array([value.get(level, rest[place]) for place, level in enumerate(levels)], dtype=np.float64)


def _few(names: Sequence[str], *, most: int = 12) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more

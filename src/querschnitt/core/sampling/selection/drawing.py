"""A draw: a frame and a design fix every probability; then the seed says who."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from querschnitt.core.arrays import IntArray
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.design import Design, require_combinable
from querschnitt.core.sampling.frame import Frame
from querschnitt.core.sampling.permanent_numbers import keyed_order
from querschnitt.core.sampling.selection.in_stages import clusters_then_persons, one_a_household
from querschnitt.core.sampling.selection.sample import Sample, Way
from querschnitt.core.sampling.selection.within_strata import (
    along_an_order,
    at_random,
    by_chance,
    by_rank,
    conditioned_on_size,
    first_in_order,
)
from querschnitt.core.sampling.stages import batches, rank_within

_WAYS: Mapping[str, Callable[[Frame, Design, IntArray], Way]] = {
    "random": at_random,
    "systematic": along_an_order,
    "poisson": by_chance,
    "sequential": by_rank,
    "pareto": by_rank,
    "conditional": conditioned_on_size,
}


@dataclass(frozen=True)
class Prepared:
    """A frame and a design that fit together. Only the seed is missing.

    Attributes
    ----------
    allocation : shape (H,), persons to draw in each stratum
    way : how they are selected, with everybody's probability
    """

    frame: Frame
    design: Design
    allocation: IntArray
    way: Way

    def draw(self, seed: int) -> Sample:
        """Draw the sample of this seed; errors as in `draw`."""
        frame, rows = self.frame, self.way.choose(seed)
        ids = [frame.unit_ids[row] for row in rows.tolist()]
        index = rows[keyed_order(ids, seed)]
        stratum = frame.stratum[index]
        return Sample(
            index=index,
            stratum=stratum,
            probability=self.way.probability[index],
            number=np.arange(1, len(index) + 1, dtype=np.int64),
            batch=self._batches(index, seed),
            levels=frame.levels,
            sizes=frame.sizes,
            allocation=self.allocation,
            first=None if self.way.first is None else self.way.first[index],
            notes=self.way.notes + ("batches",) * bool(self.design.batches),
        )

    def _batches(self, index: IntArray, seed: int) -> IntArray:
        """Return the batch of each person drawn, by an order that says nothing of how they were selected."""
        stratum, order = self.frame.stratum[index], np.arange(len(index))
        if not self.design.is_simple and self.design.batches:
            order = keyed_order([self.frame.unit_ids[row] for row in index.tolist()], f"{seed} batches")
        released = np.empty(len(index), dtype=np.int64)
        released[order] = number_batches(self.design, stratum[order], sizes=self.frame.sizes, levels=self.frame.levels)
        return released


def prepare(frame: Frame, design: Design) -> Prepared:
    """Fix everything but the seed: how many persons each stratum gives, and everybody's probability.

    Raises
    ------
    DesignError : if parts of the design do not go together, or cannot be carried out with this frame.

    >>> from querschnitt.core.sampling.frame import frame_of
    >>> frame = frame_of(["p1", "p2", "p3"], ["a"] * 3, columns={"rooms": [1, 2, 3]})
    >>> prepare(frame, Design("demo", "g", 2, selection="conditional", measure="rooms")).way.probability
    array([0.33333333, 0.66666667, 1.        ])
    """
    require_combinable(design, where=design.name)
    if design.one_per_household:
        way, allocation = one_a_household(frame, design)
        require_everybody(allocation, frame.levels, where=design.name)
    else:
        allocation = design.allocate(frame.sizes, frame.levels)
        require_everybody(allocation, frame.levels, where=design.name)
        way = _way(frame, design, allocation)
    return Prepared(frame, design, allocation, way)


def _way(frame: Frame, design: Design, allocation: IntArray) -> Way:
    if design.stages:
        return clusters_then_persons(frame, design, design.stages)
    return _WAYS[design.selection](frame, design, allocation)


def draw(frame: Frame, design: Design, *, seed: int) -> Sample:
    """Draw a sample as the design says.

    Parameters
    ----------
    frame : the persons that can be drawn, with the columns that the design names
    seed : the recorded number; one seed, one sample

    Raises
    ------
    DesignError : if the design cannot be carried out with this frame.

    References
    ----------
    Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling. Derivation: docs/methods/selection.md

    >>> from querschnitt.core.sampling.frame import frame_of
    >>> frame = frame_of([f"p{i}" for i in range(100)], ["a"] * 75 + ["b"] * 25)
    >>> sample = draw(frame, Design("demo", "group", 20, allocation="equal"), seed=1)
    >>> sorted(set(sample.probability.tolist()))
    [0.13333333333333333, 0.4]
    """
    return prepare(frame, design).draw(seed)


def draw_at_random(frame: Frame, design: Design, *, generator: np.random.Generator) -> Sample:
    """Draw a simple random sample in an order taken from a generator: for simulations, where no draw is repeated.

    Result and errors as in `draw`.

    >>> from querschnitt.core.sampling.frame import frame_of
    >>> frame = frame_of(["p1", "p2", "p3", "p4"], ["a", "a", "b", "b"])
    >>> draw_at_random(frame, Design("demo", "g", 2), generator=np.random.default_rng(1)).allocation
    array([1, 1])
    """
    if not design.is_simple:
        raise DesignError(
            "Only simple random samples are drawn by a generator", where=design.name, got=design.selection
        )
    sizes, allocation = frame.sizes, design.allocate(frame.sizes, frame.levels)
    order = generator.permutation(len(frame.unit_ids)).astype(np.int64)
    index = first_in_order(frame, allocation, order=order)
    stratum = frame.stratum[index]
    return Sample(
        index=index,
        stratum=stratum,
        probability=(allocation / sizes)[stratum],
        number=np.arange(1, len(index) + 1, dtype=np.int64),
        batch=number_batches(design, stratum, sizes=sizes, levels=frame.levels),
        levels=frame.levels,
        sizes=sizes,
        allocation=allocation,
    )


def number_batches(design: Design, stratum: IntArray, *, sizes: IntArray, levels: Sequence[str]) -> IntArray:
    """Return with which batch each person is released, from 1, shape (n,).

    What later draws have added comes after everybody of the first draw, stratum by stratum: so the first draw stays as
    it was.

    Parameters
    ----------
    stratum : shape (n,), of the persons drawn, in a random order
    """
    number = np.ones(len(stratum), dtype=np.int64)
    if not design.batches and not design.additions:
        return number
    first, rank = np.ones(len(stratum), dtype=np.bool_), rank_within(stratum, np.arange(len(stratum)))
    if design.additions:
        reach = replace(design, additions=()).allocate(sizes, levels)
        first = rank < reach[stratum]
        number[~first] = len(design.batches) or 1
        for added in design.added_in(levels):
            number[rank >= reach[stratum]] += 1
            reach = reach + added
    if design.batches:
        number[first] = batches(stratum[first], np.array(design.batches)) + 1
    return number


def require_everybody(allocation: IntArray, levels: Sequence[str], *, where: str) -> None:
    """Raise if a stratum gives nobody: its persons would have no chance, and the sample would not be of this frame."""
    empty = [level for level, take in zip(levels, allocation.tolist(), strict=True) if not take]
    if empty:
        raise DesignError(
            "Nobody would be drawn in a stratum", where=f"{where}, stratum '{empty[0]}'", expected="one person or more",
            got=f"nobody in {len(empty)} of {len(levels)} strata",
            hint="Write minimum = 1 or more, merge the stratum with another, or leave it out of the population.",
        )  # fmt: skip

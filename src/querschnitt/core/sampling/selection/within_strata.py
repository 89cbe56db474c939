"""Ways to select persons in each stratum."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.conditional_poisson import conditional_poisson
from querschnitt.core.sampling.design import Design
from querschnitt.core.sampling.frame import Frame
from querschnitt.core.sampling.inclusion import inclusion_probabilities
from querschnitt.core.sampling.order_sampling import Ranking, order_probabilities, order_sample, poisson
from querschnitt.core.sampling.permanent_numbers import keyed_order, permanent_numbers, shifted
from querschnitt.core.sampling.selection.sample import Way
from querschnitt.core.sampling.stages import rank_within
from querschnitt.core.sampling.systematic import Listed, systematic_in_strata


def at_random(frame: Frame, design: Design, allocation: IntArray) -> Way:
    """In each stratum, the n_h persons that come first in the keyed order."""

    def choose(seed: int) -> IntArray:
        return first_in_order(frame, allocation, order=keyed_order(frame.unit_ids, seed))

    return Way((allocation / frame.sizes)[frame.stratum], choose)


def first_in_order(frame: Frame, allocation: IntArray, *, order: IntArray) -> IntArray:
    """Return the rows that come first in each stratum, in the order given."""
    return order[rank_within(frame.stratum, order) < allocation[frame.stratum[order]]]


def along_an_order(frame: Frame, design: Design, allocation: IntArray) -> Way:
    """Systematically, along the snake of the variables of the order."""
    listed = Listed(frame.unit_ids, frame.stratum, [frame.column(name) for name in design.sort_by])

    def choose(seed: int) -> IntArray:
        return systematic_in_strata(listed, allocation, seed=seed)

    return Way((allocation / frame.sizes)[frame.stratum], choose, notes=("systematic",))


def by_chance(frame: Frame, design: Design, allocation: IntArray) -> Way:
    """Each person by itself (Poisson): its number lies under its probability."""
    target, numbers = targets(frame, design, allocation), numbers_of(frame, design)

    def choose(seed: int) -> IntArray:
        return poisson(target, numbers(seed))

    return Way(target, choose, notes=("size-by-chance", *_coordinated(design)))


def by_rank(frame: Frame, design: Design, allocation: IntArray) -> Way:
    """The n_h lowest ranks of each stratum (sequential Poisson, Pareto)."""
    ranking = cast(Ranking, design.selection)
    target, numbers, strata = targets(frame, design, allocation), numbers_of(frame, design), rows_of_strata(frame)
    exact = np.empty_like(target)
    for rows in strata:
        exact[rows] = order_probabilities(target[rows], ranking=ranking)

    def choose(seed: int) -> IntArray:
        given = numbers(seed)
        return np.concatenate([rows[order_sample(target[rows], given[rows], ranking=ranking)] for rows in strata])

    return Way(exact, choose, notes=("ranks",) * bool(design.measure) + _coordinated(design))


def conditioned_on_size(frame: Frame, design: Design, allocation: IntArray) -> Way:
    """Conditional Poisson sampling in each stratum, unit by unit in the order of the persons' identifiers."""
    target, strata = targets(frame, design, allocation), rows_of_strata(frame)
    designs = [conditional_poisson(target[rows]) for rows in strata]

    def choose(seed: int) -> IntArray:
        given = permanent_numbers(frame.unit_ids, key=seed)
        return np.concatenate([rows[each.draw(given[rows])] for rows, each in zip(strata, designs, strict=True)])

    return Way(target, choose, notes=("conditional",))


def targets(frame: Frame, design: Design, allocation: IntArray) -> FloatArray:
    """Return probabilities, shape (N,), that add up to n_h in each stratum, in proportion to the measure if any.

    Raises
    ------
    DesignError : if somebody's measure is not a number above 0
    """
    if not design.measure:
        return (allocation / frame.sizes)[frame.stratum]
    measure = frame.column(design.measure).astype(np.float64)
    wrong = np.flatnonzero(~(np.isfinite(measure) & (measure > 0)))
    if wrong.size:
        raise DesignError(
            "Not a measure of size", where=f"column '{design.measure}', unit '{frame.unit_ids[wrong[0]]}'",
            expected="a number above 0", got=f"{measure[wrong[0]]:g} ({wrong.size} of {measure.size} persons)",
            hint="Whoever has the size 0 could not be drawn: mend the frame, or take such persons out of it.",
        )  # fmt: skip
    found = np.empty(len(measure))
    for rows, take in zip(rows_of_strata(frame), allocation.tolist(), strict=True):
        found[rows] = inclusion_probabilities(measure[rows], take)
    return found


def numbers_of(frame: Frame, design: Design) -> Callable[[int], FloatArray]:
    """Return how everybody's random number comes from the seed, or from the key that several draws share."""
    shared = design.coordinate_with
    if shared is None:
        return lambda seed: permanent_numbers(frame.unit_ids, key=seed)
    permanent = shifted(permanent_numbers(frame.unit_ids, key=shared.key), by=shared.shift)
    return lambda seed: permanent


def rows_of_strata(frame: Frame) -> list[IntArray]:
    """Return the rows of each stratum in the order of the persons' identifiers: the order of the file is nothing."""
    by_id = np.argsort(np.asarray(frame.unit_ids, dtype=np.str_), kind="stable")
    grouped = by_id[np.argsort(frame.stratum[by_id], kind="stable")]
    return np.split(grouped, np.cumsum(frame.sizes)[:-1])


def _coordinated(design: Design) -> tuple[str, ...]:
    return ("coordinated",) if design.coordinate_with else ()

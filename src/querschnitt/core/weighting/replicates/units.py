"""The primary units of a sample: which rows belong to which, and how many there are in each stratum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray, require_length
from querschnitt.core.errors import DesignError

Labels = npt.NDArray[Any]


@dataclass(frozen=True)
class PrimaryUnits:
    """Primary sampling units (PSUs) within strata, numbered as they first appear in the rows.

    Attributes
    ----------
    unit : shape (n,), the PSU of each row, 0 to P-1
    stratum : shape (P,), the stratum of each PSU, 0 to H-1
    population : shape (H,), PSUs in the population of each stratum; infinite where drawn with replacement
    names : H names of the strata, for messages
    """

    unit: IntArray
    stratum: IntArray
    population: FloatArray
    names: tuple[str, ...]

    @property
    def sampled(self) -> FloatArray:
        """PSUs of the sample in each stratum, shape (H,)."""
        return np.bincount(self.stratum, minlength=len(self.names)).astype(np.float64)

    @property
    def unseen(self) -> FloatArray:
        """Share of the stratum's PSUs that is not in the sample, 1 - f, shape (H,)."""
        return 1 - self.sampled / self.population

    def members(self, stratum: int) -> IntArray:
        """Return the PSUs of a stratum."""
        return np.flatnonzero(self.stratum == stratum)

    @property
    def lonely(self) -> BoolArray:
        """Strata with one PSU in the sample and more in the population, shape (H,)."""
        return np.asarray((self.sampled == 1) & (self.unseen > 0))


def primary_units(psu: Labels, *, strata: Labels | None = None, population: FloatArray | None = None) -> PrimaryUnits:
    """Sort the rows into primary units.

    Parameters
    ----------
    psu : shape (n,), label of the PSU, read within its stratum; `np.arange(n)` where each row is one
    strata : shape (n,), label of the stratum; nothing for a sample without strata
    population : shape (n,), PSUs in the population of the row's stratum; nothing for drawing with replacement

    Raises
    ------
    DesignError : if the population differs within a stratum or is smaller than the sample.
    ShapeError : if the lengths differ.

    >>> units = primary_units(np.array([7, 7, 3, 1]), strata=np.array(["a", "a", "a", "b"]))
    >>> units.unit.tolist(), units.stratum.tolist(), units.names
    ([0, 0, 1, 2], [0, 0, 1], ('a', 'b'))
    """
    labels = np.zeros(len(psu), dtype=np.int64) if strata is None else strata
    require_length(labels, len(psu), name="strata")
    stratum, first = numbered(labels)
    unit, heads = numbered(stratum * (len(psu) + 1) + np.unique(psu, return_inverse=True)[1])
    names = tuple(str(labels[row]) for row in first)
    sizes = np.full(len(names), np.inf)
    if population is not None:
        require_length(population, len(psu), name="population")
        sizes = constant_within(population, stratum, names=names)
    units = PrimaryUnits(unit, stratum[heads], sizes, names)
    _refuse_small_population(units)
    return units


def numbered(labels: Labels) -> tuple[IntArray, IntArray]:
    """Return the number of each label in the order of first appearance, and the first row of each."""
    first, inverse = np.unique(labels, return_index=True, return_inverse=True)[1:]
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse.ravel()], np.sort(first).astype(np.int64)


def constant_within(values: FloatArray, groups: IntArray, *, names: tuple[str, ...]) -> FloatArray:
    """Return the one value that each group has.

    Raises
    ------
    DesignError : if a group has several or none, naming it.
    """
    found = values[np.unique(groups, return_index=True)[1]]
    wrong = np.flatnonzero(~(values == found[groups]))
    if wrong.size:
        raise DesignError(
            "The population size differs within a stratum or is missing",
            where=f"stratum '{names[groups[wrong[0]]]}', row {wrong[0] + 1}",
            expected="one number for all rows of the stratum",
            got=f"{found[groups[wrong[0]]]:g} and {values[wrong[0]]:g}",
            hint="Give the size of the stratum in each of its rows, or no sizes at all.",
        )
    return np.asarray(found, dtype=np.float64)


def _refuse_small_population(units: PrimaryUnits) -> None:
    wrong = np.flatnonzero(~(units.population >= units.sampled))
    if wrong.size:
        raise DesignError(
            "A stratum has more primary units in the sample than in the population",
            where=f"stratum '{units.names[wrong[0]]}'",
            expected=f"a population of at least {units.sampled[wrong[0]]:g}",
            got=float(units.population[wrong[0]]),
        )

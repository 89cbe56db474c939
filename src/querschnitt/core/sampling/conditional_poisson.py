"""Conditional Poisson sampling: a fixed size, exact inclusion probabilities, and the most chance there can be.

It is Poisson sampling, of which only the samples of the right size are kept. Of all designs with these inclusion
probabilities it has the greatest entropy: nothing else is arranged. First- and second-order probabilities are exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray, require_length
from querschnitt.core.errors import DesignError
from querschnitt.core.sampling.inclusion import whole_size

MOST_CELLS = 50_000_000
"""Units times sample size, up to which the table of the draw is made: 400 MB."""

_CLOSE, _MOST_STEPS = 1e-12, 2000


@dataclass(frozen=True)
class ConditionalPoisson:
    """A design that is ready to be drawn.

    Attributes
    ----------
    probabilities : shape (N,), inclusion probabilities, each in (0, 1]
    size : units that are drawn
    working : shape (N,), probabilities of the Poisson sampling that is conditioned on its size
    """

    probabilities: FloatArray
    size: int
    working: FloatArray

    def draw(self, numbers: FloatArray) -> IntArray:
        """Draw with one random number a unit, shape (N,), each from 0 up to 1. Returns row numbers, rising.

        Unit after unit is decided, with the probability that it belongs to a sample of which so many are still missing.

        References
        ----------
        Chen and Liu (1997), Statistica Sinica 7, 875-892, procedure 3; Tillé (2006), section 5.5.

        >>> design = conditional_poisson(np.array([0.5, 0.25, 0.5, 0.75]))
        >>> design.draw(np.array([0.4, 0.9, 0.9, 0.1]))
        array([0, 3])
        """
        require_length(numbers, len(self.working), name="numbers")
        behind = _sums_behind(self.working, self.size)
        drawn, missing = [], self.size
        for unit, chance in enumerate(self.working):
            if missing and numbers[unit] < chance * behind[unit + 1, missing - 1] / behind[unit, missing]:
                drawn.append(unit)
                missing -= 1
        return np.array(drawn, dtype=np.int64)

    def joint(self) -> FloatArray:
        """Return the second-order inclusion probabilities, shape (N, N); the first-order ones stand on the diagonal.

        References
        ----------
        Chen, Dempster and Liu (1994), Biometrika 81, 457-469. Derivation: docs/methods/selection.md

        >>> design = conditional_poisson(np.array([0.5, 0.25, 0.5, 0.75]))
        >>> design.joint().sum(axis=1).round(9)  # n times the first-order probabilities
        array([1. , 0.5, 1. , 1.5])
        """
        count = len(self.working)
        joint = np.diag(self.probabilities).astype(np.float64)
        for unit in range(count):
            others = np.delete(np.arange(count), unit)
            if self.size > 1:
                given = _inclusion(self.working[others], self.size - 1)
                joint[unit, others] = self.probabilities[unit] * given
        return (joint + joint.T) / 2


def conditional_poisson(probabilities: FloatArray) -> ConditionalPoisson:
    """Prepare the design with these inclusion probabilities.

    Parameters
    ----------
    probabilities : shape (N,), each in (0, 1], with a whole sum n

    Raises
    ------
    DesignError : if they are none, or there are too many units for a table of the draw.

    References
    ----------
    Hájek (1981), Sampling from a Finite Population; Chen, Dempster and Liu (1994), Biometrika 81, 457-469.
    Derivation: docs/methods/selection.md

    >>> conditional_poisson(np.array([0.5, 0.25, 0.5, 0.75])).size
    2
    """
    size = whole_size(probabilities)
    if len(probabilities) * size > MOST_CELLS:
        raise DesignError(
            "So large a draw cannot be made unit by unit", where="conditional Poisson sampling",
            expected=f"at most {MOST_CELLS} units times units drawn", got=len(probabilities) * size,
            hint="Draw with method 'pareto': at this size its probabilities are as good as exact.",
        )  # fmt: skip
    certain = probabilities >= 1
    working = np.ones(len(probabilities))
    working[~certain] = _working(probabilities[~certain], size - int(certain.sum()))
    return ConditionalPoisson(probabilities, size, working)


def _working(target: FloatArray, size: int) -> FloatArray:
    """Find the Poisson probabilities, adding up to n, with which the conditioned inclusion probabilities are these."""
    if not size or size == len(target):
        return np.where(target > 0, target, 0.0) if size else np.zeros(len(target))
    # With equal probabilities units lean on each other by N / (N - 1): a step shorter by that much is exact there.
    odds, step = target / (1 - target), 1 - 1 / len(target)
    for _ in range(_MOST_STEPS):
        working = odds / (1 + odds)
        reached = _inclusion(working, size)
        if float(np.abs(reached - target).max()) < _CLOSE:
            return working
        odds = odds * (target / (1 - target) / (reached / (1 - reached))) ** step
    raise DesignError(
        "No design of this size was found with these probabilities", where="conditional Poisson sampling",
        got=f"a difference of {float(np.abs(reached - target).max()):.1e}",
        hint="Take units of a probability near 1 with certainty.",
    )  # fmt: skip


def _inclusion(working: FloatArray, size: int) -> FloatArray:
    """Return the inclusion probabilities of Poisson sampling that is conditioned on its size, shape (N,)."""
    before, behind = _sums_behind(working[::-1], size)[::-1], _sums_behind(working, size)
    # The others bring size - 1: so many from those before, the rest from those behind.
    without = (before[:-1, :size] * behind[1:, size - 1 :: -1]).sum(axis=1)
    return np.clip(working * without / behind[0, size], 0.0, 1.0)


def _sums_behind(working: FloatArray, size: int) -> FloatArray:
    """Return, for each unit, the probability that it and those behind it bring 0, 1, ... size units."""
    sums = np.zeros((len(working) + 1, size + 1))
    sums[-1, 0] = 1
    for unit in range(len(working) - 1, -1, -1):
        chance = working[unit]
        sums[unit] = sums[unit + 1] * (1 - chance)
        sums[unit, 1:] += sums[unit + 1, :-1] * chance
    return sums

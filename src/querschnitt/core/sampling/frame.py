"""The frame: who can be drawn, and in which stratum each person stands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import IntArray
from querschnitt.core.errors import DesignError, ShapeError


@dataclass(frozen=True)
class Frame:
    """The persons that can be drawn.

    Attributes
    ----------
    unit_ids : N different texts, one a person
    stratum : shape (N,), number of the person's stratum in `levels`
    levels : names of the strata, sorted
    """

    unit_ids: tuple[str, ...]
    stratum: IntArray
    levels: tuple[str, ...]

    @property
    def sizes(self) -> IntArray:
        """Persons in each stratum, shape (H,)."""
        return np.bincount(self.stratum, minlength=len(self.levels)).astype(np.int64)

    def fingerprint(self) -> str:
        """Return the SHA-256 of all persons and strata, the same for every order of rows.

        >>> a = frame_of(["p1", "p2"], ["north", "south"])
        >>> a.fingerprint() == frame_of(["p2", "p1"], ["south", "north"]).fingerprint()
        True
        """
        names = [self.levels[code] for code in self.stratum.tolist()]
        lines = sorted(f"{unit}\t{name}\n" for unit, name in zip(self.unit_ids, names, strict=True))
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def frame_of(unit_ids: Sequence[str], strata: Sequence[str] | npt.NDArray[np.str_]) -> Frame:
    """Make a frame from two columns.

    Raises
    ------
    ShapeError : if the columns have different lengths.
    DesignError : if the frame is empty or a person stands in it twice.

    >>> frame_of(["p1", "p2", "p3"], ["south", "north", "south"]).sizes
    array([1, 2])
    """
    if len(unit_ids) != len(strata):
        raise ShapeError("A frame has one stratum a person", expected=len(unit_ids), got=len(strata))
    if not len(unit_ids):
        raise DesignError("The frame is empty", hint="Look at the definition of the population.")
    if len(set(unit_ids)) != len(unit_ids):
        ordered = sorted(unit_ids)
        twice = next(a for a, b in zip(ordered, ordered[1:], strict=False) if a == b)
        raise DesignError("A person stands twice in the frame", where=f"unit '{twice}'", hint="Remove the double.")
    levels, codes = np.unique(np.asarray(strata, dtype=np.str_), return_inverse=True)
    return Frame(unit_ids=tuple(unit_ids), stratum=codes.astype(np.int64), levels=tuple(levels.tolist()))

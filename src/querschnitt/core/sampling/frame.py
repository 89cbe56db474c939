"""The frame: who can be drawn, and in which stratum each person stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import IntArray, require_length
from querschnitt.core.errors import DesignError, ShapeError, suggestion


@dataclass(frozen=True)
class Frame:
    """The persons that can be drawn.

    Attributes
    ----------
    unit_ids : N different texts, one a person
    stratum : shape (N,), number of the person's stratum in `levels`
    levels : names of the strata, sorted
    columns : what else a design needs of them (sizes, clusters, households, an order), each of shape (N,)
    """

    unit_ids: tuple[str, ...]
    stratum: IntArray
    levels: tuple[str, ...]
    columns: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)

    def column(self, name: str) -> npt.NDArray[Any]:
        """Return a column.

        Raises
        ------
        DesignError : if the frame has none of this name
        """
        if name not in self.columns:
            raise DesignError(
                "The frame has no such column", where=f"column '{name}'", expected=", ".join(self.columns) or "none",
                hint=suggestion(name, self.columns),
            )  # fmt: skip
        return self.columns[name]

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


def frame_of(
    unit_ids: Sequence[str],
    strata: Sequence[str] | npt.NDArray[np.str_],
    *,
    columns: Mapping[str, Sequence[Any] | npt.NDArray[Any]] | None = None,
) -> Frame:
    """Make a frame from persons and their strata, and what else is known of them.

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
    known = {name: np.asarray(values) for name, values in (columns or {}).items()}
    for name, values in known.items():
        require_length(values, len(unit_ids), name=name)
    return Frame(tuple(unit_ids), codes.astype(np.int64), tuple(levels.tolist()), columns=known)

"""Everybody who was drawn, as the weighting sees them; and what is known of the population."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import BoolArray, FloatArray, require_length
from querschnitt.core.errors import InputError, WeightingError, suggestion
from querschnitt.core.weighting.plan import Columns, Counts

RESPONDENT, NONRESPONDENT, UNKNOWN, INELIGIBLE, LEFT = "respondent", "nonrespondent", "unknown", "ineligible", "left"
STATUSES = (RESPONDENT, NONRESPONDENT, UNKNOWN, INELIGIBLE, LEFT)
"""How a case ended; `left`: silent, and not chosen for the second phase, so others stand for it."""


@dataclass(frozen=True)
class GrossSample:
    """The n persons drawn.

    Attributes
    ----------
    probability : shape (n,), of being in the sample: over all released batches and both phases
    status : shape (n,), one of `STATUSES`
    texts : frame variables, each of shape (n,)
    numbers : measures and contact history, each of shape (n,)
    strata : shape (n,), of the draw; nothing for one stratum
    psu : shape (n,), primary units read within strata; nothing where each person is one

    Raises
    ------
    WeightingError : for a sample without inclusion probabilities.
    InputError : for an unknown status.
    ShapeError : if the lengths differ.

    >>> GrossSample(np.full(3, 0.1), np.array(["respondent", "unknown", "ineligible"]), {}).n
    3
    """

    probability: FloatArray | None
    status: npt.NDArray[np.str_]
    texts: Columns
    numbers: Mapping[str, FloatArray] = field(default_factory=dict)
    strata: npt.NDArray[Any] | None = None
    psu: npt.NDArray[Any] | None = None

    def __post_init__(self) -> None:
        if self.probability is None or not np.any(np.isfinite(self.probability)):
            raise WeightingError(
                "These data have no inclusion probabilities, so there are no weights",
                where="probability",
                expected="the chance of each person to be drawn",
                got="none",
                hint="Take the probabilities from the draw. People who chose themselves have none: report them as a "
                "convenience sample; calibrated factors (querschnitt.core.weighting.calibration) are no weights.",
            )
        for name, column in self._columns().items():
            require_length(column, len(self.status), name=name)
        wrong = np.flatnonzero(~np.isin(self.status, STATUSES))
        if wrong.size:
            raise InputError(
                "Unknown status of a case", where=f"row {wrong[0] + 1}", expected=", ".join(STATUSES),
                got=str(self.status[wrong[0]]), hint=suggestion(str(self.status[wrong[0]]), STATUSES),
            )  # fmt: skip

    @property
    def n(self) -> int:
        """Persons drawn."""
        return len(self.status)

    def has(self, *statuses: str) -> BoolArray:
        """Return who ended in one of these ways, shape (n,)."""
        return np.asarray(np.isin(self.status, statuses))

    def text(self, name: str) -> npt.NDArray[np.str_]:
        """Return a frame variable.

        Raises
        ------
        InputError : if the sample does not have it.
        """
        if name not in self.texts:
            raise InputError(
                f"The sample has no variable '{name}'", expected=", ".join(self.texts),
                hint=suggestion(name, list(self.texts)),
            )  # fmt: skip
        return self.texts[name]

    def among(self, rows: BoolArray) -> GrossSample:
        """Return the sample of some of the rows."""
        return replace(
            self,
            probability=None if self.probability is None else self.probability[rows],
            status=self.status[rows],
            texts={name: column[rows] for name, column in self.texts.items()},
            numbers={name: column[rows] for name, column in self.numbers.items()},
            strata=None if self.strata is None else self.strata[rows],
            psu=None if self.psu is None else self.psu[rows],
        )

    def _columns(self) -> Mapping[str, npt.NDArray[Any]]:
        every: dict[str, npt.NDArray[Any] | None] = {"probability": self.probability, **self.texts, **self.numbers}
        every |= {"strata": self.strata, "psu": self.psu}
        return {name: column for name, column in every.items() if column is not None}


@dataclass(frozen=True)
class Population:
    """What is known of the target population.

    Attributes
    ----------
    counts : margin ("sex × age") -> level -> persons (`count_margins`)
    measures : column of numbers -> its sum
    """

    counts: Counts
    measures: Mapping[str, float] = field(default_factory=dict)

    def shares(self, name: str) -> Mapping[str, float]:
        """Return the distribution of one variable by the first margin that has it, empty if none does.

        >>> Population({"sex × age": {"f × young": 30.0, "f × old": 30.0, "m × young": 40.0}}).shares("sex")
        {'f': 0.6, 'm': 0.4}
        """
        for title, levels in self.counts.items():
            names = title.split(" × ")
            if name in names:
                return _marginal(levels, position=names.index(name), of=len(names))
        return {}


def _marginal(levels: Mapping[str, float], *, position: int, of: int) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for level, count in levels.items():
        parts: Sequence[str] = level.split(" × ") if of > 1 else [level]
        found[parts[position]] = found.get(parts[position], 0.0) + count
    whole = sum(found.values())
    return {level: count / whole for level, count in found.items()}

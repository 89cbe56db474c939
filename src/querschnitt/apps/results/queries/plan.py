"""What a sample of a frame could tell, before anything is drawn: three allocations side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from querschnitt.apps.register.models import Frame
from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.sampling.design import Design, Method
from querschnitt.core.sampling.planning import Precision, letters_for, precision

ALLOCATIONS: tuple[Method, ...] = ("equal", "power", "proportional")


@dataclass(frozen=True)
class Wishes:
    """What is being thought of.

    Attributes
    ----------
    letters : persons to write to
    response_rate : expected interviews for a person drawn, in (0, 1], where `response_rates` has none
    minimum : persons to write to in each stratum at least
    answers : answers that each stratum is to give
    cost, answer_cost : of a letter, and of an answer; None if that is of no interest
    variable : whose levels are the strata
    design_effect : of what the strata do not know
    response_rates : expected interviews for a person drawn, by stratum
    """

    letters: int
    response_rate: float
    minimum: int
    answers: int
    cost: float | None = None
    answer_cost: float | None = None
    variable: str = "group"
    design_effect: float = 1.0
    response_rates: Mapping[str, float] = field(default_factory=dict)

    def rates(self, levels: Sequence[str]) -> FloatArray:
        """Return the expected response of each stratum, shape (H,)."""
        return np.array([self.response_rates.get(level, self.response_rate) for level in levels])

    def cost_of(self, expected: Precision) -> float | None:
        """Return what so many letters and answers cost, or None if no cost was named."""
        if self.cost is None and self.answer_cost is None:
            return None
        letters, answers = float(expected.drawn.sum()), float(expected.expected.sum())
        return letters * (self.cost or 0.0) + answers * (self.answer_cost or 0.0)


@dataclass(frozen=True)
class Allocated:
    """What one allocation can be expected to give, and to cost."""

    name: Method
    precision: Precision
    cost: float | None

    @property
    def interviews(self) -> float:
        return float(self.precision.expected.sum())

    @property
    def narrowest(self) -> float:
        return float(self.precision.half_width.min())

    @property
    def widest(self) -> float:
        return float(self.precision.half_width.max())


@dataclass(frozen=True)
class StratumPlan:
    """A stratum: its size, and by allocation the persons written to and the half-width.

    ``letters`` : persons to write to for the answers wished for; None if it has too few
    """

    level: str
    size: int
    cells: tuple[tuple[str, int, float], ...]
    letters: int | None


@dataclass(frozen=True)
class Plan:
    """A plan. ``left_out`` : strata of which nobody can be drawn."""

    allocated: tuple[Allocated, ...]
    strata: tuple[StratumPlan, ...]
    letters_for_answers: int
    too_small: tuple[str, ...]
    left_out: tuple[str, ...]


def plan_of(frame: Frame, wishes: Wishes) -> Plan:
    """Plan a sample of the people who can be drawn.

    Raises
    ------
    DesignError : if so many cannot be drawn within the bounds
    """
    drawable = {level: count["drawable"] for level, count in frame.levels(wishes.variable).items()}
    levels = sorted((level for level, size in drawable.items() if size), key=lambda level: (-drawable[level], level))
    sizes = np.array([drawable[level] for level in levels], dtype=np.int64)
    rates = wishes.rates(levels)
    allocated = tuple(_allocated(name, sizes, levels, wishes) for name in ALLOCATIONS)
    is_enough = wishes.answers <= np.floor(sizes * rates + 1e-9)
    letters = np.zeros_like(sizes)
    wanted = np.full(int(is_enough.sum()), wishes.answers)
    letters[is_enough] = letters_for(wanted, sizes[is_enough], response_rates=rates[is_enough])
    strata = tuple(
        StratumPlan(
            level, int(sizes[place]),
            tuple((a.name, int(a.precision.drawn[place]), float(a.precision.half_width[place])) for a in allocated),
            int(letters[place]) if is_enough[place] else None,
        )
        for place, level in enumerate(levels)
    )  # fmt: skip
    return Plan(
        allocated=allocated,
        strata=strata,
        letters_for_answers=int(letters.sum()),
        too_small=tuple(stratum.level for stratum in strata if stratum.letters is None),
        left_out=tuple(level for level, size in drawable.items() if not size),
    )


def _allocated(name: Method, sizes: IntArray, levels: Sequence[str], wishes: Wishes) -> Allocated:
    """Allocate with at least one person a stratum: without any nothing could be said of it, nor of the total."""
    design = Design("plan", "stratum", wishes.letters, allocation=name, minimum=max(wishes.minimum, 1))
    expected = precision(
        design.allocate(sizes, levels), sizes, response_rates=wishes.rates(levels), design_effect=wishes.design_effect
    )
    return Allocated(name, expected, wishes.cost_of(expected))

"""The population of the study: what the register knows of everybody, what they would answer, and how likely they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from querschnitt.core.arrays import BoolArray, FloatArray, IntArray
from querschnitt.demo.benchmark.world import World
from querschnitt.demo.respond.behaviour import chance_to_begin
from querschnitt.demo.truth import Number, Truth

REGISTER = ("region", "age_class", "stay_class", "group", "sex", "borough")
RARE, MIDDLE = (0.008, 0.0555), (0.2, 0.65)
RARE_ITEMS, MIDDLE_ITEMS = 12, 12
MOVED = ("disadvantaged", "german_mostly", "academic", "unemployed", "future_outlook=pessimistic")
"""The items that change between the two waves of the study, from a twentieth to more than a half."""
POINTS = (0, 3, 5, 8, 10)


@dataclass(frozen=True)
class Population:
    """Everybody, one row each.

    Attributes
    ----------
    register : what the frame knows, texts of shape (N,) by the names of `REGISTER`
    items : yes or no, by name, shape (N,); the rare ones first
    amounts : `income` (in steps of 50, as people say it), `income_exact`, `income_normal` (the same order of people
        without the skewness), `household`, `space`, `age`
    answers_with : probability of a usable interview when drawn, shape (N,)
    """

    register: Mapping[str, npt.NDArray[np.str_]]
    items: Mapping[str, BoolArray]
    amounts: Mapping[str, FloatArray]
    answers_with: FloatArray

    def __len__(self) -> int:
        return len(self.answers_with)

    def rows(self, which: IntArray | BoolArray) -> Population:
        """Return some of the people."""
        return Population(
            register={name: values[which] for name, values in self.register.items()},
            items={name: values[which] for name, values in self.items.items()},
            amounts={name: values[which] for name, values in self.amounts.items()},
            answers_with=self.answers_with[which],
        )

    def codes(self, *names: str) -> tuple[IntArray, tuple[str, ...]]:
        """Return the crossing of frame variables as codes, with the names of its levels."""
        crossed = self.register[names[0]]
        for name in names[1:]:
            crossed = np.char.add(np.char.add(crossed, " x "), self.register[name])
        levels, codes = np.unique(crossed, return_inverse=True)
        return codes.astype(np.int64), tuple(levels.tolist())

    def items_between(self, low: float, high: float) -> list[str]:
        """Return the items whose true share lies between two numbers."""
        return [name for name, values in self.items.items() if low <= values.mean() <= high]


def population_of(world: World, *, seed: int) -> Population:
    """Take those of the example's 2020 target population who live there."""
    wave, generator = world.waves["2020"], np.random.default_rng(seed)
    here = np.flatnonzero(wave.lives_here)
    truth = wave.truth.rows(here)
    return Population(
        register={name: wave.columns[name][here] for name in REGISTER},
        items=_items(world, here),
        amounts=_amounts(truth, generator),
        answers_with=chance_to_begin(truth, world.scenario),
    )


def moved_by(values: BoolArray, points: int, generator: np.random.Generator) -> BoolArray:
    """Return the item of a later wave, whose true share is higher by so many points of a hundred."""
    turned = generator.choice(np.flatnonzero(~values), round(len(values) * points / 100), replace=False)
    after = values.copy()
    after[turned] = True
    return after


def _items(world: World, here: IntArray) -> dict[str, BoolArray]:
    """Return items that everybody is asked: rare ones of 1 to 5 %, common ones, and those of the change."""
    indicators = world.waves["2020"].indicators
    asked = indicators.asked.all(axis=0)
    values = indicators.values[here]
    shares = values.mean(axis=0)
    chosen: list[int] = []
    for (low, high), count in ((RARE, RARE_ITEMS), (MIDDLE, MIDDLE_ITEMS)):
        fitting = np.flatnonzero(asked & (low <= shares) & (shares <= high))
        ordered = fitting[np.argsort(shares[fitting], kind="stable")]
        chosen += ordered[np.unique(np.linspace(0, len(ordered) - 1, count).round().astype(int))].tolist()
    chosen += [indicators.names.index(name) for name in MOVED]
    return {indicators.names[column]: values[:, column] for column in dict.fromkeys(chosen)}


def _amounts(truth: Truth, generator: np.random.Generator) -> dict[str, FloatArray]:
    """Return the amounts; the exact income spreads what people round, so that it has no ties."""
    income = _number(truth, "net_income")
    exact = income + generator.uniform(-25.0, 25.0, len(income))
    return {
        "income": income,
        "income_exact": exact,
        "income_normal": stats.norm.ppf((stats.rankdata(exact) - 0.5) / len(exact)),
        "household": truth.people.household_size.astype(np.float64),
        "space": _number(truth, "living_space"),
        "age": truth.people.age.astype(np.float64),
    }


def _number(truth: Truth, name: str) -> FloatArray:
    answer = truth.answers[name]
    assert isinstance(answer, Number)
    return answer.values.astype(np.float64)

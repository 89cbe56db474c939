"""The chain of weights: every step with its report, so that nobody has to ask where a weight came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.errors import ShapeError
from querschnitt.core.weighting.base import base_weights
from querschnitt.core.weighting.effects import effective_size, kish_effect
from querschnitt.core.weighting.nonresponse import Adjusted, Classes, CollapseRule, adjust_by_classes
from querschnitt.core.weighting.raking import Margin, rake

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


@dataclass(frozen=True)
class Step:
    """The report of one step.

    Attributes
    ----------
    name : base, nonresponse, raking, ...
    n : people with a weight
    sum, minimum, maximum : of the weights, in persons
    quantiles : at `QUANTILES`
    kish, n_eff : effect of unequal weights and effective size
    smallest_factor, largest_factor : of this step against the step before
    note : what was decided in it
    """

    name: str
    n: int
    sum: float
    minimum: float
    maximum: float
    quantiles: tuple[float, ...]
    kish: float
    n_eff: float
    smallest_factor: float
    largest_factor: float
    note: str = ""


@dataclass(frozen=True)
class Weights:
    """Weights and how they were made; a step gives new weights and leaves the old ones alone.

    >>> drawn = start(np.array([2.0, 2.0, 4.0]), name="base")
    >>> done = drawn.keep(np.array([True, False, True]), np.array([4.0, 4.0]), name="nonresponse")
    >>> [(step.name, step.n, step.sum, step.largest_factor) for step in done.steps]
    [('base', 3, 8.0, 1.0), ('nonresponse', 2, 8.0, 2.0)]
    """

    values: FloatArray
    steps: tuple[Step, ...] = field(default=())

    def then(self, values: FloatArray, *, name: str, note: str = "") -> Weights:
        """Replace the weights of the same people, shape (n,).

        Raises
        ------
        ShapeError : if the number of people changes.
        """
        return self.keep(np.ones(len(self.values), dtype=np.bool_), values, name=name, note=note)

    def keep(self, who: BoolArray, values: FloatArray, *, name: str, note: str = "") -> Weights:
        """Go on with some of the people only: `who` has shape (n,), `values` one weight for each True in it.

        Raises
        ------
        ShapeError : if the numbers do not fit.
        """
        if who.shape != self.values.shape or int(who.sum()) != len(values):
            raise ShapeError(f"Step '{name}' has other people", expected=int(who.sum()), got=len(values))
        step = _report(values, values / self.values[who], name=name, note=note)
        return Weights(values=values, steps=(*self.steps, step))


def start(values: FloatArray, *, name: str, note: str = "") -> Weights:
    """Begin a chain with these weights, shape (n,), all > 0."""
    return Weights(values=values, steps=(_report(values, np.ones(len(values)), name=name, note=note),))


@dataclass(frozen=True)
class Weighed:
    """The weights of a wave's respondents.

    Attributes
    ----------
    weights : with the report of every step; values in the order of the respondents
    nonresponse : the adjustment, for its classes and collapses
    rounds : of raking
    largest_gap : of raking
    """

    weights: Weights
    nonresponse: Adjusted
    rounds: int
    largest_gap: float


def weigh(
    probability: FloatArray,
    responded: BoolArray,
    *,
    classes: Classes,
    margins: Sequence[Margin],
    rule: CollapseRule | None = None,
) -> Weighed:
    """Weight a wave: base weights, nonresponse by classes, raking.

    Parameters
    ----------
    probability : shape (n,), inclusion probabilities of the eligible people drawn
    responded : shape (n,), who gave a usable interview; r of them
    classes : weighting classes of the n people
    margins : population counts, with codes of the r respondents in the same order
    rule : when classes are merged

    Raises
    ------
    WeightingError : as the steps do.

    References
    ----------
    Särndal and Lundström (2005), Estimation in Surveys with Nonresponse. Derivation: docs/methods/raking.md

    >>> from querschnitt.core.weighting.raking import margin_of
    >>> done = weigh(
    ...     np.full(4, 0.1),
    ...     np.array([True, True, False, True]),
    ...     classes=Classes(np.zeros(4, dtype=np.int64), ("all",)),
    ...     margins=[margin_of("sex", ["f", "m", "m"], totals={"f": 24, "m": 20})],
    ... )
    >>> done.weights.values.round(9)
    array([24., 10., 10.])
    """
    base = start(base_weights(probability), name="base", note="1 / inclusion probability")
    adjusted = adjust_by_classes(base.values, responded, classes=classes, rule=rule)
    merged = f"{len(adjusted.labels)} classes, {len(adjusted.collapses)} merged"
    answered = base.keep(responded, adjusted.weights[responded], name="nonresponse", note=merged)
    raked = rake(answered.values, margins)
    names = ", ".join(margin.name for margin in margins)
    final = answered.then(raked.weights, name="raking", note=f"{names}; {raked.iterations} rounds")
    return Weighed(weights=final, nonresponse=adjusted, rounds=raked.iterations, largest_gap=raked.largest_gap)


def _report(values: FloatArray, factors: FloatArray, *, name: str, note: str) -> Step:
    return Step(
        name=name,
        n=len(values),
        kish=kish_effect(values),
        n_eff=effective_size(values),
        sum=float(values.sum()),
        minimum=float(values.min()),
        maximum=float(values.max()),
        quantiles=tuple(np.quantile(values, QUANTILES).tolist()),
        smallest_factor=float(factors.min()),
        largest_factor=float(factors.max()),
        note=note,
    )

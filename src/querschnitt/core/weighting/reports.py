"""What each step of a weighting reports, so that nobody has to ask where a weight came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.weighting.effects import effective_size, kish_effect
from querschnitt.core.weighting.nonresponse import Collapse
from querschnitt.core.weighting.raking import Margin
from querschnitt.core.weighting.response_models import ResponseClass
from querschnitt.core.weighting.tree import Split

QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
MOST = 5  # changes that are named
MOST_EMPTY = 20  # empty cells that are named


@dataclass(frozen=True)
class Change:
    """A group whose weights a step changed most: how many, their mean weight before and after, the factor."""

    label: str
    n: int
    before: float
    after: float
    factor: float


@dataclass(frozen=True)
class MarginLine:
    """A level of a margin: what is known, with its standard error, and the weighted count before and after the step."""

    margin: str
    level: str
    n: int
    known: float
    se: float
    before: float
    after: float


@dataclass(frozen=True)
class Binding:
    """A bound that binds ("lower", "upper"): its value and for how many."""

    bound: str
    value: float
    n: int


@dataclass(frozen=True)
class Eligibility:
    """Cases of unknown eligibility: AAPOR's e, the weighted share of eligible ones among those that are known."""

    eligible: int
    ineligible: int
    unknown: int
    e: float


@dataclass(frozen=True)
class Comparison:
    """Two models of nonresponse beside each other.

    Attributes
    ----------
    methods : the one that made the weights, the other one
    correlation : of the respondents' weights
    kish, n_eff : of both
    mean_difference, largest_difference : absolute standardised differences of shares from all eligible people, over all
        levels of all frame variables: before the adjustment, by the one, by the other
    """

    methods: tuple[str, str]
    correlation: float
    kish: tuple[float, float]
    n_eff: tuple[float, float]
    mean_difference: tuple[float, float, float]
    largest_difference: tuple[float, float, float]


@dataclass(frozen=True)
class Representativity:
    """The R-indicator of the response model, with its standard error and 95 % interval where there are replicates."""

    r: float
    se: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Step:
    """The report of one step.

    Attributes
    ----------
    name : base, unknown_eligibility, nonresponse, trimming, or the method of a calibration ("raking")
    n : people with a weight
    sum, minimum, maximum : of the weights, in persons
    quantiles : at `QUANTILES`
    kish, n_eff : effect of unequal weights and effective size
    smallest_factor, largest_factor : of this step against the step before
    method : of the step, where there are several
    changes : the groups with the largest changes
    margins : each level of what was calibrated to
    empty : crossed cells of two margins without respondents ("sex = f, borough = west"), up to `MOST_EMPTY`
    n_empty : how many there are
    rounds, gap : of what is found by iteration: how many, and the largest relative gap at the end
    binding : bounds that bind
    eligibility, classes, collapses, splits, terms, comparison, representativity : of the steps that have them
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
    method: str = ""
    changes: tuple[Change, ...] = ()
    margins: tuple[MarginLine, ...] = ()
    empty: tuple[str, ...] = ()
    n_empty: int = 0
    rounds: int = 0
    gap: float = 0.0
    binding: tuple[Binding, ...] = ()
    eligibility: Eligibility | None = None
    classes: tuple[ResponseClass, ...] = ()
    collapses: tuple[Collapse, ...] = ()
    splits: tuple[Split, ...] = ()
    terms: tuple[tuple[str, float], ...] = ()
    comparison: Comparison | None = None
    representativity: Representativity | None = None


@dataclass(frozen=True)
class Level:
    """One level of a frame variable, for weights by group and balance.

    Attributes
    ----------
    n : respondents
    known : share in the population, or, where that is not known, among the eligible people with their base weights
    of_population : which of the two
    before, adjusted, after : share of the respondents by base weights, after nonresponse, by final weights
    minimum, mean, maximum : final weights
    """

    variable: str
    level: str
    n: int
    known: float
    of_population: bool
    before: float
    adjusted: float
    after: float
    minimum: float
    mean: float
    maximum: float


def describe(values: FloatArray, factors: FloatArray, *, name: str, note: str = "") -> Step:
    """Describe weights, shape (n,), and the factors that a step gave them.

    Raises
    ------
    WeightingError : if there is no weight or one is not positive.

    >>> step = describe(np.array([1.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0]), name="trimming")
    >>> step.sum, step.kish, step.largest_factor
    (4.0, 1.125, 2.0)
    """
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


def largest_changes(labels: npt.NDArray[np.str_], before: FloatArray, after: FloatArray) -> tuple[Change, ...]:
    """Return the groups whose mean weight moved furthest, up or down, in the order of the distance.

    >>> largest_changes(np.array(["a", "b", "a"]), np.array([1.0, 1.0, 1.0]), np.array([2.0, 0.2, 2.0]))[0]
    Change(label='b', n=1, before=1.0, after=0.2, factor=0.2)
    """
    names, codes = np.unique(labels, return_inverse=True)
    n = np.bincount(codes)
    old, new = np.bincount(codes, weights=before) / n, np.bincount(codes, weights=after) / n
    order = np.argsort(-np.abs(np.log(new / old)), kind="stable")[:MOST]
    return tuple(
        Change(str(names[i]), int(n[i]), float(old[i]), float(new[i]), float(new[i] / old[i]))
        for i in order.tolist()
        if abs(new[i] / old[i] - 1) > 1e-9
    )


def margin_lines(
    margin: Margin, before: FloatArray, after: FloatArray, *, errors: FloatArray
) -> tuple[MarginLine, ...]:
    """Return the lines of a margin: known and weighted counts."""
    count = len(margin.levels)
    n = np.bincount(margin.codes, minlength=count)
    old, new = (np.bincount(margin.codes, weights=w, minlength=count) for w in (before, after))
    return tuple(
        MarginLine(
            margin.name, level, int(n[i]), float(margin.totals[i]), float(errors[i]), float(old[i]), float(new[i])
        )
        for i, level in enumerate(margin.levels)
    )


def empty_cells(margins: Sequence[Margin]) -> tuple[str, ...]:
    """Name the crossed cells of each two margins in which nobody answered.

    >>> from querschnitt.core.weighting.raking import margin_of
    >>> sex = margin_of("sex", ["f", "m"], totals={"f": 1, "m": 1})
    >>> age = margin_of("age", ["y", "o"], totals={"y": 1, "o": 1})
    >>> empty_cells([sex, age])
    ('sex = f, age = o', 'sex = m, age = y')
    """
    found = []
    for one, other in combinations(margins, 2):
        table = np.zeros((len(one.levels), len(other.levels)), dtype=np.int64)
        np.add.at(table, (one.codes, other.codes), 1)
        found += [f"{one.name} = {one.levels[i]}, {other.name} = {other.levels[j]}" for i, j in np.argwhere(table == 0)]
    return tuple(found)


def standardised_difference(share: float, known: float) -> float:
    """Return (share - known) / sqrt(known (1 - known)), the standardised difference of a share from a known one.

    A known share of 0 or 1 has none: not a number.

    References
    ----------
    Austin (2009), Statistics in Medicine 28, 3083-3107. Derivation: docs/methods/nonresponse.md

    >>> standardised_difference(0.25, 0.2)
    0.12499999999999997
    """
    return (share - known) / float(np.sqrt(known * (1 - known))) if 0 < known < 1 else float("nan")


def share_in(members: BoolArray, weights: FloatArray) -> float:
    """Return the weighted share of a group."""
    return float(weights[members].sum() / weights.sum())

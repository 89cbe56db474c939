"""Raking: weights that agree with several known margins of the population at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray, require_length, require_positive, sum_by
from querschnitt.core.errors import WeightingError, suggestion


@dataclass(frozen=True)
class Margin:
    """One known distribution of the population.

    Attributes
    ----------
    name : of the margin ("sex by age")
    codes : shape (n,), the level of each respondent, 0 to L-1
    totals : shape (L,), persons of the population in each level
    levels : L names
    """

    name: str
    codes: IntArray
    totals: FloatArray
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Raked:
    """The result of raking.

    Attributes
    ----------
    weights : shape (n,), they meet every margin
    iterations : rounds over all margins
    largest_gap : largest relative distance of a weighted count from its total
    """

    weights: FloatArray
    iterations: int
    largest_gap: float


def margin_of(name: str, values: Sequence[str], *, totals: Mapping[str, float]) -> Margin:
    """Make a margin from the respondents' values and the population's counts.

    Raises
    ------
    WeightingError : if a respondent has a level the counts do not know.

    >>> margin_of("sex", ["f", "m", "f"], totals={"f": 600, "m": 400}).codes
    array([0, 1, 0])
    """
    levels = tuple(totals)
    position = {level: code for code, level in enumerate(levels)}
    for row, value in enumerate(values, start=1):
        if value not in position:
            raise WeightingError(
                f"Level '{value}' has no count in margin '{name}'",
                where=f"respondent {row}",
                expected=", ".join(levels),
                got=value,
                hint=suggestion(value, levels) or "Recode the respondent or add the count.",
            )
    return Margin(
        name=name,
        codes=np.array([position[value] for value in values], dtype=np.int64),
        totals=np.array([totals[level] for level in levels], dtype=np.float64),
        levels=levels,
    )


def rake(
    weights: FloatArray, margins: Sequence[Margin], *, tolerance: float = 1e-10, max_iterations: int = 500
) -> Raked:
    """Multiply the weights, margin after margin, until all weighted counts equal the totals.

    Parameters
    ----------
    weights : shape (n,), weights before, all > 0; their ratios within a cell are kept
    margins : at least one; all add up to the same population
    tolerance : largest relative gap of a weighted count from its total
    max_iterations : rounds over all margins

    Raises
    ------
    WeightingError : for an empty level, margins of different populations, or no convergence, each with its place.
    ShapeError : if the lengths differ.

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444; Deville, Särndal and Sautory (1993),
    JASA 88, 1013-1020. Derivation: docs/methods/raking.md

    >>> sex = margin_of("sex", ["f", "f", "m", "m"], totals={"f": 60, "m": 40})
    >>> age = margin_of("age", ["young", "old", "young", "old"], totals={"young": 50, "old": 50})
    >>> rake(np.ones(4), [sex, age]).weights
    array([30., 30., 20., 20.])
    """
    require_positive(weights, name="weights", error=WeightingError)
    if not margins:
        raise WeightingError("There is no margin to rake to", expected="at least one margin", got=0)
    for margin in margins:
        check_margin(margin, len(weights))
    check_same_population(margins)
    raked = weights * (margins[0].totals.sum() / weights.sum())
    for iteration in range(1, max_iterations + 1):
        for margin in margins:
            raked = raked * (margin.totals / _count(raked, margin))[margin.codes]
        gap = max(float(_gaps(raked, margin).max()) for margin in margins)
        if gap <= tolerance:
            return Raked(weights=raked, iterations=iteration, largest_gap=gap)
    raise not_converged(raked, margins, max_iterations=max_iterations)


def _count(weights: FloatArray, margin: Margin) -> FloatArray:
    return sum_by(margin.codes, weights, groups=len(margin.levels))


def _gaps(weights: FloatArray, margin: Margin) -> FloatArray:
    return np.abs(_count(weights, margin) / margin.totals - 1)


def check_margin(margin: Margin, length: int) -> None:
    """Raise unless every level of the margin has a count and respondents.

    Raises
    ------
    WeightingError, ShapeError : with margin and level.
    """
    require_length(margin.codes, length, name=f"margin {margin.name}")
    require_length(margin.totals, len(margin.levels), name=f"totals of margin {margin.name}")
    counts = np.bincount(margin.codes, minlength=len(margin.levels))
    for level, total, count in zip(margin.levels, margin.totals, counts, strict=True):
        place = f"margin '{margin.name}', level '{level}'"
        if not total > 0:
            raise WeightingError("A level of the population is empty", where=place, expected="> 0", got=float(total))
        if count == 0:
            raise WeightingError(
                "No respondent stands for a level of the population",
                where=place,
                expected=f"respondents for {total:g} persons",
                got=0,
                hint="Merge the level with a neighbouring one, in the respondents and in the counts.",
            )


def check_same_population(margins: Sequence[Margin]) -> None:
    """Raise unless all margins add up to the same number of persons.

    Raises
    ------
    WeightingError : naming the two margins.
    """
    first = float(margins[0].totals.sum())
    for margin in margins[1:]:
        total = float(margin.totals.sum())
        if abs(total / first - 1) > 1e-9:
            raise WeightingError(
                f"Margins '{margins[0].name}' and '{margin.name}' count different populations",
                where=f"margin '{margin.name}'",
                expected=f"{first:.12g}",
                got=f"{total:.12g}",
                hint="Count all margins from the same people, those whom the results are for.",
            )


def not_converged(weights: FloatArray, margins: Sequence[Margin], *, max_iterations: int) -> WeightingError:
    """Return the error that names the margin, the level and the empty cell that raking cannot meet."""
    worst = max(margins, key=lambda margin: float(_gaps(weights, margin).max()))
    level = int(_gaps(weights, worst).argmax())
    return WeightingError(
        f"Raking does not converge in {max_iterations} rounds",
        where=f"margin '{worst.name}', level '{worst.levels[level]}'{_empty_cell(worst, level, margins)}",
        expected=f"{worst.totals[level]:g}",
        got=f"{_count(weights, worst)[level]:g}",
        hint="Merge levels that have few respondents in common, or drop a margin.",
    )


def _empty_cell(worst: Margin, level: int, margins: Sequence[Margin]) -> str:
    """Name a cell of the crossing with another margin in which nobody answered: the usual cause."""
    for other in margins:
        if other is worst:
            continue
        within = np.bincount(other.codes[worst.codes == level], minlength=len(other.levels))
        if np.any(within == 0):
            empty = other.levels[int(np.argmax(within == 0))]
            return f" (no respondent in the cell with '{other.name}' = '{empty}')"
    return ""

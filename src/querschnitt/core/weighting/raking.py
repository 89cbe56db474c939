"""Margins: known distributions of the population, and what keeps weights from meeting them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray, require_length, sum_by
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

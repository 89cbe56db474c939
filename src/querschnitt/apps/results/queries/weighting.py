"""The report of a weighting as the page of the weights shows it: balance and weights by group, with their pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from querschnitt.apps.results.models import Weighting
from querschnitt.apps.results.queries.items import Origins
from querschnitt.apps.results.queries.words import WORDS
from querschnitt.core.weighting.reports import standardised_difference

WIDTH = 100.0  # of a picture beside a row, in units of its drawing
LEAST = 0.1  # the balance is drawn at least up to here: differences below 0.1 are commonly called small
STAYS = list(WORDS["stay_class"])
FIRST = ("region", "sex", "age_class", "stay_class", "borough", "group")


@dataclass(frozen=True)
class BalanceRow:
    """One level: known share, shares of the respondents, standardised differences, and their places in the picture."""

    level: str
    n: int
    known: float
    shares: tuple[float, float, float]
    differences: tuple[float | None, float | None, float | None]
    places: tuple[str, ...]


@dataclass(frozen=True)
class GroupRow:
    """One level: final weights from the smallest to the largest, and their places in the picture."""

    level: str
    n: int
    minimum: float
    mean: float
    maximum: float
    places: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """The levels of one variable."""

    variable: str
    of_population: bool
    balance: tuple[BalanceRow, ...]
    groups: tuple[GroupRow, ...]


@dataclass(frozen=True)
class Diagnostics:
    """What is drawn of a weighting.

    Attributes
    ----------
    parts : one a variable
    end : of the axis of the balance, as an absolute standardised difference
    mark : the place of a difference of `LEAST` in the picture
    most : of the axis of the weights, in persons
    worst : largest absolute difference before, after nonresponse, at the end
    """

    parts: tuple[Part, ...]
    end: float
    mark: str
    most: float
    worst: tuple[float, float, float]


def diagnostics_of(weighting: Weighting, origins: Origins) -> Diagnostics | None:
    """Return what is drawn of a weighting, nothing of one that was made before its levels were recorded."""
    levels = sorted(weighting.levels, key=lambda level: _place(level, origins))
    if not levels:
        return None
    every = [_differences(level) for level in levels]
    worst = tuple(max((abs(row[i] or 0.0) for row in every), default=0.0) for i in range(3))
    end = max(LEAST, *worst)
    most = max(level["maximum"] for level in levels)
    parts = [
        _part(variable, list(members), end=end, most=most)
        for variable, members in groupby(levels, key=lambda level: level["variable"])
    ]
    return Diagnostics(tuple(parts), end, next(_scaled([LEAST], end)), most, (worst[0], worst[1], worst[2]))


def _place(level: Mapping[str, Any], origins: Origins) -> tuple[int, str, int, str]:
    variable = level["variable"]
    known = FIRST.index(variable) if variable in FIRST else len(FIRST)
    place = STAYS.index(level["level"]) if level["level"] in STAYS else origins.place(variable, level["level"])
    return known, variable, place, level["level"]


def _part(variable: str, levels: Sequence[Mapping[str, Any]], *, end: float, most: float) -> Part:
    return Part(
        variable=variable,
        of_population=all(level["of_population"] for level in levels),
        balance=tuple(_balance(level, end=end) for level in levels),
        groups=tuple(_group(level, most=most) for level in levels),
    )


def _differences(level: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
    known = level["known"]
    if not 0 < known < 1:
        return None, None, None
    before, adjusted, after = (standardised_difference(share, known) for share in _shares(level))
    return before, adjusted, after


def _shares(level: Mapping[str, Any]) -> tuple[float, float, float]:
    return level["before"], level["adjusted"], level["after"]


def _balance(level: Mapping[str, Any], *, end: float) -> BalanceRow:
    differences = _differences(level)
    return BalanceRow(
        level=level["level"],
        n=level["n"],
        known=level["known"],
        shares=_shares(level),
        differences=differences,
        places=tuple(_scaled([abs(d or 0.0) for d in differences], end)),
    )


def _group(level: Mapping[str, Any], *, most: float) -> GroupRow:
    low, mean, high = level["minimum"], level["mean"], level["maximum"]
    return GroupRow(level["level"], level["n"], low, mean, high, tuple(_scaled([low, mean, high], most)))


def _scaled(values: Sequence[float], end: float) -> Iterator[str]:
    """Yield places on an axis from 0 to `end`, as a drawing reads them: with a decimal point in every language."""
    for value in values:
        yield f"{4 + (WIDTH - 8) * value / end:.1f}"

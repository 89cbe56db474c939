"""Weights by group, and how far the shares of the respondents are from the known ones, before and after."""

from __future__ import annotations

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.weighting.gross_sample import NONRESPONDENT, RESPONDENT, UNKNOWN, GrossSample, Population
from querschnitt.core.weighting.reports import Level, share_in


def levels_of(
    sample: GrossSample, population: Population, *, base: FloatArray, adjusted: FloatArray, final: FloatArray
) -> tuple[Level, ...]:
    """Describe every level of every frame variable that has respondents.

    Parameters
    ----------
    base : shape (n,), base weights of everybody drawn
    adjusted, final : shape (r,), of the respondents, before the calibration and after the last step

    >>> drawn = GrossSample(np.full(4, 0.1), np.array(["respondent"] * 4), {"sex": np.array(["f", "m", "m", "m"])})
    >>> ten = np.full(4, 10.0)
    >>> found = levels_of(drawn, Population({"sex": {"f": 20, "m": 20}}), base=ten, adjusted=ten, final=ten)
    >>> [(each.level, each.n, each.known, each.after) for each in found]
    [('f', 1, 0.5, 0.25), ('m', 3, 0.5, 0.75)]
    """
    responded, eligible = sample.has(RESPONDENT), sample.has(RESPONDENT, NONRESPONDENT, UNKNOWN)
    found = []
    for name, column in sample.texts.items():
        known = population.shares(name)
        own = column[responded]
        for level in np.unique(own).tolist():
            members = own == level
            weights = final[members]
            share = known.get(level, 0.0) if known else share_in(column[eligible] == level, base[eligible])
            found.append(
                Level(
                    variable=name, level=level, n=int(members.sum()), known=share, of_population=bool(known),
                    before=share_in(members, base[responded]), adjusted=share_in(members, adjusted),
                    after=share_in(members, final), minimum=float(weights.min()), mean=float(weights.mean()),
                    maximum=float(weights.max()),
                )
            )  # fmt: skip
    return tuple(found)

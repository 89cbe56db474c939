"""Intervals of shares that are estimated already, whether their rows are in memory or were added up by a scan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from querschnitt.core.arrays import BoolArray, FloatArray
from querschnitt.core.estimation.proportion_intervals import AT_THE_EDGE, Evidence, limits_of
from querschnitt.core.estimation.result import Figures


def with_limits(figures: Figures, *, method: str, certain: BoolArray, of_logit: FloatArray) -> Figures:
    """Return shares with their intervals at the level of the figures.

    Parameters
    ----------
    figures : k shares, with the variance of each, its rows and one number of degrees of freedom
    method : see `METHODS`; where nobody differs and it has no interval, `beta` takes its place, with a note
    certain : shape (k,), whether nobody differs
    of_logit : shape (k,), variance of the logit itself; not a number to take it by the delta method

    Raises
    ------
    EstimationError : if there are no degrees of freedom.

    >>> share = Figures(("a=1",), np.array([0.5]), np.array([0.0025]), df=np.inf, n=np.array([100]), level=0.9)
    >>> low, high = with_limits(share, method="mean", certain=np.array([False]), of_logit=np.array([np.nan])).ci
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.4178], [0.5822])
    """
    limits, df = np.full((2, len(figures.names)), np.nan), float(figures.df)
    edges = certain & (method not in AT_THE_EDGE)
    variances = np.where(certain, 0.0, figures.variance)
    for place, (share, variance, rows) in enumerate(zip(figures.estimate, variances, figures.n, strict=True)):
        evidence = Evidence(float(share), float(variance), int(rows), df, figures.level, float(of_logit[place]))
        limits[:, place] = limits_of(evidence, method="beta" if edges[place] else method)  # type: ignore[arg-type]
    notes = (f"{edges.sum()} intervals by 'beta': nobody differs there",) if edges.any() else ()
    return replace(figures, bounds=(limits[0], limits[1]), method=method, notes=(*figures.notes, *notes))  # type: ignore[arg-type]

"""Figures of several completed data sets, whose missing values were filled in by chance, joined to one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import InputError
from querschnitt.core.estimation.result import Figures


def combine_imputed(figures: Sequence[Figures], *, df: float | None = None) -> Figures:
    """Return the figures of multiply imputed data, with the uncertainty of what was filled in (Rubin's rules).

    With U the mean of the m covariances and B the covariance of the m estimates: U + (1 + 1/m) B, and Barnard and
    Rubin's degrees of freedom, one for each figure.

    Parameters
    ----------
    figures : the same figures of each completed data set, with their covariances
    df : degrees of freedom of complete data; None: the design's. `np.inf` gives Rubin's own of 1987

    Raises
    ------
    InputError : for fewer than two data sets, figures with other names, or figures whose covariance was left out.

    References
    ----------
    Rubin (1987), Multiple Imputation for Nonresponse in Surveys; Barnard and Rubin (1999), Biometrika 86, 948-955.
    R: mitools::MIcombine(results, df.complete = degf(design)). Derivation: docs/methods/imputation.md

    >>> three = [Figures(("y",), np.array([y]), np.array([[4.0]]), df=20.0, n=np.array([9])) for y in (9.0, 10.0, 11.0)]
    >>> found = combine_imputed(three)
    >>> found.estimate.tolist(), found.variance.round(4).tolist(), found.df.round(2).tolist()  # 4 + 4/3 x 1
    ([10.0], [5.3333], [10.03])
    """
    _check(figures)
    first, count = figures[0], len(figures)
    estimates = np.array([each.estimate for each in figures])
    within = np.mean([each.covariance for each in figures], axis=0)
    between = np.atleast_2d(np.cov(estimates, rowvar=False))
    told = [np.asarray(each.df if df is None else df, dtype=np.float64) for each in figures]
    complete = np.min(told, axis=0)
    freedom, added = _freedom(np.diag(within), np.diag(between), count=count, complete=complete)
    share = (added + 2 / (freedom + 3)) / (added + 1)
    notes = dict.fromkeys(note for each in figures for note in each.notes)
    filled = f"{count} imputed data sets; at most {np.nanmax(share):.0%} of the information on a figure is missing"
    return Figures(
        names=first.names,
        estimate=estimates.mean(axis=0),
        covariance=within + (1 + 1 / count) * between,
        df=freedom,
        n=np.min([each.n for each in figures], axis=0),
        notes=(*notes, filled),
        level=first.level,
    )


def _freedom(
    within: FloatArray, between: FloatArray, *, count: int, complete: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return degrees of freedom, and how much the variance grows by what was filled in; shape (k,) both."""
    with np.errstate(divide="ignore", invalid="ignore"):
        added = (1 + 1 / count) * between / within
        chance = (count - 1) * (1 + 1 / added) ** 2
        observed = (complete + 1) / (complete + 3) * complete * within / (within + between)
        joined = 1 / (1 / observed + 1 / chance)
    return np.where(np.isfinite(complete), joined, chance), added


def _check(figures: Sequence[Figures]) -> None:
    if len(figures) < 2:
        raise InputError(
            "Rubin's rules need several completed data sets", expected="2 or more", got=len(figures),
            hint="One alone does not tell how uncertain its filled in values are.",
        )  # fmt: skip
    for number, each in enumerate(figures, start=1):
        if each.names != figures[0].names:
            raise InputError(
                "The data sets have other figures", where=f"data set {number}", expected=", ".join(figures[0].names),
                got=", ".join(each.names),
            )  # fmt: skip
        if each.covariance.ndim != 2:
            raise InputError("Figures with their variances alone cannot be combined", where=f"data set {number}")

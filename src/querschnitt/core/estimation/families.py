"""Families of responses and their links: how a linear predictor gives a mean, and how far answers lie from it.

References
----------
McCullagh and Nelder (1989), Generalized Linear Models, section 2.2. R: family, make.link
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special, stats

from querschnitt.core.arrays import FloatArray

FamilyName = Literal["gaussian", "binomial", "poisson", "gamma", "inverse_gaussian"]
LinkName = Literal["identity", "logit", "log", "probit", "cloglog", "cauchit", "sqrt", "inverse"]


@dataclass(frozen=True)
class Link:
    """How the linear predictor gives the mean: the mean, its slope, and back from a mean to the predictor."""

    mean: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]
    back: Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class Family:
    """The variance at a mean, the unit deviance, a first mean for a response, its range, and the usual link.

    A response of a `positive` family is above its lowest value; means always lie between the ends.
    """

    variance: Callable[[FloatArray], FloatArray]
    deviance: Callable[[FloatArray, FloatArray], FloatArray]
    start: Callable[[FloatArray], FloatArray]
    lowest: float
    highest: float
    link: LinkName
    positive: bool = False

    def has_means(self, mean: FloatArray) -> bool:
        """Return whether all means are such that the family knows a variance."""
        return bool(np.all(np.isfinite(mean) & (mean > self.lowest) & (mean < self.highest)))


def _entropy(y: FloatArray, mean: FloatArray) -> FloatArray:
    return np.asarray(special.xlogy(y, y) - special.xlogy(y, mean), dtype=np.float64)


def _logit_slope(eta: FloatArray) -> FloatArray:
    mean = special.expit(eta)
    return np.asarray(mean * (1 - mean), dtype=np.float64)


LINKS: dict[str, Link] = {
    "identity": Link(lambda eta: eta, np.ones_like, lambda mean: mean),
    "logit": Link(special.expit, _logit_slope, special.logit),
    "log": Link(np.exp, np.exp, np.log),
    "probit": Link(special.ndtr, stats.norm.pdf, special.ndtri),
    "cloglog": Link(
        lambda eta: -np.expm1(-np.exp(eta)),
        lambda eta: np.exp(eta - np.exp(eta)),
        lambda mean: np.log(-np.log1p(-mean)),
    ),
    "cauchit": Link(lambda eta: 0.5 + np.arctan(eta) / np.pi, stats.cauchy.pdf, stats.cauchy.ppf),
    "sqrt": Link(np.square, lambda eta: 2 * eta, np.sqrt),
    "inverse": Link(np.reciprocal, lambda eta: -1 / eta**2, np.reciprocal),
}
FAMILIES: dict[str, Family] = {
    "gaussian": Family(np.ones_like, lambda y, mean: (y - mean) ** 2, lambda y: y, -np.inf, np.inf, "identity"),
    "binomial": Family(
        lambda mean: mean * (1 - mean),
        lambda y, mean: 2 * (_entropy(y, mean) + _entropy(1 - y, 1 - mean)),
        lambda y: (y + 0.5) / 2,
        0.0,
        1.0,
        "logit",
    ),
    "poisson": Family(
        lambda mean: mean, lambda y, mean: 2 * (_entropy(y, mean) - (y - mean)), lambda y: y + 0.1, 0.0, np.inf, "log"
    ),
    "gamma": Family(
        np.square,
        lambda y, mean: 2 * ((y - mean) / mean - np.log(y / mean)),
        lambda y: y,
        0.0,
        np.inf,
        "inverse",
        positive=True,
    ),
    "inverse_gaussian": Family(
        lambda mean: mean**3,
        lambda y, mean: (y - mean) ** 2 / (y * mean**2),
        lambda y: y,
        0.0,
        np.inf,
        "log",
        positive=True,
    ),
}
FITTING = {
    "gaussian": ("identity", "log", "inverse"),
    "binomial": ("logit", "probit", "cloglog", "log", "cauchit", "identity"),
    "poisson": ("log", "identity", "sqrt"),
    "gamma": ("inverse", "log", "identity"),
    "inverse_gaussian": ("log", "inverse", "identity"),
}
"""The links of each family, its usual one first."""

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

FamilyName = Literal["gaussian", "binomial", "poisson"]
LinkName = Literal["identity", "logit", "log", "probit", "cloglog"]


@dataclass(frozen=True)
class Link:
    """How the linear predictor gives the mean: the mean, its slope, and back from a mean to the predictor."""

    mean: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]
    back: Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class Family:
    """The variance at a mean, the unit deviance, a first mean for a response, its range, and the canonical link."""

    variance: Callable[[FloatArray], FloatArray]
    deviance: Callable[[FloatArray, FloatArray], FloatArray]
    start: Callable[[FloatArray], FloatArray]
    lowest: float
    highest: float
    link: LinkName


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
}
FITTING = {"gaussian": ("identity", "log"), "binomial": ("logit", "probit", "cloglog", "log"), "poisson": ("log",)}
"""The links of each family, its canonical one first."""

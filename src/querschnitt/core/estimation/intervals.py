"""Confidence intervals of shares and means, on arrays of any shape."""

from __future__ import annotations

import numpy as np
from scipy import stats

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import InputError

Bounds = tuple[FloatArray, FloatArray]

TRUST = 150.0
"""Respondents in the rarer category at which Kish's approximation and the estimated variance count alike."""
MOST = 1e12
"""Effective interviews beyond which an estimated variance is a rounding error: nothing that varies was seen."""


def checked_level(level: object) -> float:
    """Return a confidence level.

    Raises
    ------
    InputError : unless it is a number between 0 and 1.

    >>> checked_level(90)
    Traceback (most recent call last):
    querschnitt.core.errors.InputError: A level is a probability. Expected: between 0 and 1. Found: 90. 90 % is 0.9.
    """
    if isinstance(level, int | float | np.number) and not isinstance(level, bool) and 0 < level < 1:
        return float(level)
    percent = isinstance(level, int | float) and 1 < level < 100
    hint = f"{level:g} % is {level / 100:g}." if percent else ""  # type: ignore[operator]  # a number
    raise InputError("A level is a probability", expected="between 0 and 1", got=level, hint=hint)


def t_quantile(df: FloatArray, *, level: float = 0.95) -> FloatArray:
    """Return the two-sided quantile of Student's t; infinite degrees of freedom give the normal one.

    >>> float(t_quantile(np.array(np.inf)).round(6))
    1.959964
    """
    return np.asarray(stats.t.ppf(0.5 + level / 2, df), dtype=np.float64)


def against_zero(estimate: FloatArray, se: FloatArray, *, df: float) -> tuple[FloatArray, FloatArray]:
    """Return t and two-sided p of coefficients being zero; neither where there is no error, as for a constant response.

    >>> against_zero(np.array([2.0, 0.0]), np.array([1.0, 0.0]), df=10)[0]
    array([ 2., nan])
    """
    t = np.divide(estimate, se, out=np.full(len(se), np.nan), where=se > 0)
    return t, np.asarray(2 * stats.t.sf(np.abs(t), df), dtype=np.float64)


def t_interval(estimate: FloatArray, se: FloatArray, *, df: FloatArray, level: float = 0.95) -> Bounds:
    """Return estimate -+ t se, the interval of means and totals.

    >>> low, high = t_interval(np.array(10.0), np.array(1.0), df=np.array(np.inf))
    >>> float(low.round(2)), float(high.round(2))
    (8.04, 11.96)
    """
    reach = t_quantile(df, level=level) * se
    return estimate - reach, estimate + reach


def wilson(share: FloatArray, n_eff: FloatArray, *, level: float = 0.95) -> Bounds:
    """Return Wilson's score interval of a share, on an effective number of interviews.

    Parameters
    ----------
    share : in [0, 1]
    n_eff : effective number of interviews, > 0
    level : of the interval

    References
    ----------
    Wilson (1927), JASA 22, 209-212; for surveys Franco, Little, Louis and Slud (2019), JSSAM 7, 334-364.
    Derivation and evidence: docs/methods/intervals.md

    >>> low, high = wilson(np.array(0.0), np.array(10.0))
    >>> float(low), float(high.round(4))
    (0.0, 0.2775)
    """
    return score_bounds(share, n_eff, quantile=t_quantile(np.array(np.inf), level=level))


def score_bounds(share: FloatArray, n_eff: FloatArray, *, quantile: FloatArray) -> Bounds:
    """Return Wilson's bounds at a given normal quantile, as the test of a change needs them.

    >>> low, high = score_bounds(np.array(0.5), np.array(100.0), quantile=np.array(0.0))
    >>> float(low), float(high)
    (0.5, 0.5)
    """
    square = quantile**2
    middle = (share + square / (2 * n_eff)) / (1 + square / n_eff)
    reach = np.sqrt(square * (share * (1 - share) / n_eff + square / (4 * n_eff**2))) / (1 + square / n_eff)
    low, high = np.maximum(middle - reach, 0.0), np.minimum(middle + reach, 1.0)
    return np.where(share > 0, low, 0.0), np.where(share < 1, high, 1.0)


def blended_n(share: FloatArray, variance: FloatArray, *, n: FloatArray, kish_n: FloatArray) -> FloatArray:
    """Return the effective number of interviews of a share: Kish's, moved towards the design's own as evidence grows.

    The variance tells how much the design and the calibration gain or lose against Kish's approximation, but it is
    itself an estimate, and a poor one where few respondents are in the rarer category. So the ratio of both enters
    with the trust m / (m + 150), m = n min(p, 1-p) being the respondents in the rarer category: none for shares of 0
    and 1.

    Parameters
    ----------
    share, variance : of the share
    n : respondents
    kish_n : Kish's effective size of their weights

    References
    ----------
    Evidence for the number 150 and against the other choices: docs/methods/intervals.md

    >>> float(blended_n(np.array(0.0), np.array(0.0), n=np.array(40.0), kish_n=np.array(30.0)))
    30.0
    >>> blended = blended_n(np.array(0.5), np.array(0.0025), n=np.array(300.0), kish_n=np.array(120.0))
    >>> float(blended.round(1))  # half way from a ratio of 1 to 120 x 0.0025 / 0.25 = 1.2
    109.1
    """
    rarer = n * np.minimum(share, 1 - share)
    trust = rarer / (rarer + TRUST)
    spread = np.where(rarer > 0, share * (1 - share), 1.0)
    ratio = np.where(rarer > 0, variance * kish_n / spread, 1.0)
    return np.asarray(kish_n / (trust * ratio + 1 - trust), dtype=np.float64)


def logit(share: FloatArray, se: FloatArray, *, df: FloatArray, level: float = 0.95) -> Bounds:
    """Return the t interval on the logit scale, transformed back (R: `xlogit`); shares of 0 and 1 have none (NaN).

    References
    ----------
    Lumley (2010), Complex Surveys, section 2.3. Derivation: docs/methods/intervals.md

    >>> low, high = logit(np.array(0.5), np.array(0.05), df=np.array(np.inf))
    >>> float(low.round(4)), float(high.round(4))
    (0.4032, 0.5968)
    """
    inside = (share > 0) & (share < 1)
    safe = np.where(inside, share, 0.5)
    reach = t_quantile(df, level=level) * se / (safe * (1 - safe))
    centre = np.log(safe / (1 - safe))
    low, high = 1 / (1 + np.exp(reach - centre)), 1 / (1 + np.exp(-reach - centre))
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def beta(share: FloatArray, n_eff: FloatArray, *, level: float = 0.95) -> Bounds:
    """Return the Clopper-Pearson interval on an effective number of interviews (Korn-Graubard with `korn_graubard_n`).

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24, 193-201. Derivation: docs/methods/intervals.md

    >>> low, high = beta(np.array(0.0), np.array(10.0))
    >>> float(low), float(high.round(4))
    (0.0, 0.3085)
    """
    alpha = 1 - level
    hits = share * n_eff
    low = stats.beta.ppf(alpha / 2, np.maximum(hits, 1e-12), n_eff - hits + 1)
    high = stats.beta.ppf(1 - alpha / 2, hits + 1, np.maximum(n_eff - hits, 1e-12))
    return np.where(share > 0, low, 0.0), np.where(share < 1, high, 1.0)


def korn_graubard_n(
    share: FloatArray, variance: FloatArray, *, rows: FloatArray, df: FloatArray, level: float = 0.95
) -> FloatArray:
    """Return Korn and Graubard's effective number: p(1-p)/v times (t(rows - 1) / t(df))^2.

    Parameters
    ----------
    share, variance : of the share; where the variance is 0, but for rounding errors (all who say so are of a stratum
        that was counted in full, or a known total fixes them), the result is `rows` corrected by the quantiles
    rows : respondents
    df : degrees of freedom of the variance

    >>> float(korn_graubard_n(np.array(0.5), np.array(0.01), rows=np.array(30.0), df=np.array(29.0)))
    25.0
    """
    spread = share * (1 - share)
    is_estimated = variance > spread / MOST
    plain = np.where(is_estimated, spread / np.where(is_estimated, variance, 1.0), rows)
    ratio = t_quantile(rows - 1, level=level) / t_quantile(df, level=level)
    return np.asarray(plain * ratio**2, dtype=np.float64)

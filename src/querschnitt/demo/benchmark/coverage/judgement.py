"""From many draws to rows: coverage, bias, variance that was estimated over that which happened, size and power."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.demo.benchmark.coverage.sheet import ESTIMATE, HIGH, LOW, VARIANCE, Key
from querschnitt.demo.benchmark.report import Row

LOWEST, HIGHEST = 93.5, 96.5
MOST_BIAS = 0.1
"""Of a standard error: up to this, bias costs less than a tenth of a point of coverage (Särndal, Swensson and Wretman
1992, section 5.2)."""
SAME = 1e-9
FAR = 2.0
"""Standard deviations that a truth lies from zero before a bias is put beside it."""

EXPLAINED = (
    ("coverage", "* / proportion, t* / *1 to 5 %", "rare answers by t"),
    ("coverage", "* / total* / persons, 1 to 5 %", "rare answers by t"),
    ("coverage", "* / proportion, logit / *", "logit has no interval where nobody or everybody says yes"),
    ("coverage", "* / proportion, beta / *", "beta is exact, so at least 95 %, where n_eff is known; not published"),
    ("coverage", "* / proportion, wilson / *1 to 5 %", "Kish's n_eff knows no finite population"),
    ("coverage", "* / mean / *", "skewed amounts, few answers"),
    ("coverage", "* / mean, *engine / income", "skewed amounts, few answers"),
    ("coverage", "small strata / ratio* / *", "skewed amounts, few answers"),
    ("coverage", "small strata / regression / linear", "skewed amounts, few answers"),
    ("coverage", "small strata / quantile, * / median of women, no ties", "few answers"),
    ("coverage", "losses / lonely, *", "one calibration term for 20 answers"),
    ("bias", "* / quantile, * / median, ties", "the median lies on a step of 50 euro"),
)
"""What falls outside, or may by chance, and why no theory says otherwise: docs/methods/simulation.md has the evidence.

Coverage of these is judged in the setting of a city's wave all the same, where the names begin with `PROMISED`.
"""
PROMISED = (
    "city / proportion, wilson / *",
    "city / mean / total, space",
    "city / mean / total, income",
    "city / mean / sex, *",
    "city / mean, engine / income",
)


@dataclass(frozen=True)
class Figure:
    """What many draws say about the figures of one family and part.

    Attributes
    ----------
    cells : figures
    coverage, error : mean share of intervals that hold the truth, and its Monte Carlo error, per cent
    lowest : coverage of the figure that is held least often, per cent
    bias : mean size of the relative bias of the estimates whose truth is not near zero, per cent of the truth
    bias_ratio : mean size of the bias over the standard deviation
    variance_ratio : mean over figures of the mean estimated variance over the variance between draws
    missed_low, missed_high : share of intervals that lie below and above the truth, per cent
    without : share of draws without an interval, per cent; they count as not holding
    """

    cells: int
    coverage: float
    error: float
    lowest: float
    bias: float
    bias_ratio: float
    variance_ratio: float
    missed_low: float
    missed_high: float
    without: float


def figure_of(draws: FloatArray, truth: FloatArray) -> Figure:
    """Sum up draws, shape (draws, 4, m), beside the truth, shape (m,).

    A figure that has no estimate in a draw (nobody answered) is left out of it; one that has an estimate and no
    interval does not hold the truth.
    """
    estimate, variance, low, high = (draws[:, place] for place in (ESTIMATE, VARIANCE, LOW, HIGH))
    there = np.isfinite(estimate)
    slack = SAME * np.maximum(np.abs(truth), SAME)
    holds = (low <= truth + slack) & (truth - slack <= high)
    counted = np.where(there, holds, np.nan)
    each, happened = np.nanmean(counted, axis=0), np.nanvar(estimate, axis=0, ddof=1)
    some = there.any(axis=1)
    by_draw = np.nanmean(counted[some], axis=1)
    away = np.nanmean(estimate, axis=0) - truth
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.where(np.abs(truth) > FAR * np.sqrt(happened), np.abs(away / truth), np.nan)
        ratios = np.where(there, variance, 0.0).sum(axis=0) / there.sum(axis=0) / happened
        to_spread = np.abs(away) / np.sqrt(happened)
    return Figure(
        cells=len(truth),
        coverage=100 * float(np.nanmean(counted)),
        error=100 * float(by_draw.std(ddof=1) / np.sqrt(len(by_draw))),
        lowest=100 * float(each.min()),
        bias=100 * _mean(relative),
        bias_ratio=_mean(to_spread),
        variance_ratio=_mean(ratios),
        missed_low=100 * float(np.mean((high < truth - slack)[there])),
        missed_high=100 * float(np.mean((low > truth + slack)[there])),
        without=100 * float(np.mean(~np.isfinite(low[there]))),
    )


def rows_of(setting: str, figures: Mapping[Key, Figure]) -> Iterator[Row]:
    """Yield the rows of a setting: coverage and bias are judged where theory says what they are."""
    for (family, part), figure in figures.items():
        name = f"{setting} / {family} / {part}"
        reason = reason_for("coverage", name)
        value = round(figure.coverage, 2)
        met = None if reason else bool(LOWEST <= value <= HIGHEST)
        yield Row(f"coverage / {name}", value, "%", reason or f"{LOWEST}..{HIGHEST}", met, round(figure.error, 2))
        reason, value = reason_for("bias", name), round(figure.bias_ratio, 3)
        met = None if reason else value <= MOST_BIAS
        yield Row(f"bias / {name}", value, "standard errors", reason or f"<= {MOST_BIAS}", met)
        if np.isfinite(figure.bias):
            yield Row(f"relative bias / {name}", round(figure.bias, 3), "%", "not judged", None)
        if np.isfinite(figure.variance_ratio):
            value = round(figure.variance_ratio, 3)
            yield Row(f"variance, estimated over empirical / {name}", value, "times", "not judged", None)


def reason_for(measure: str, name: str) -> str:
    """Return why a figure is not judged; an empty text if it is.

    >>> reason_for("coverage", "losses / proportion, t / total, 1 to 5 %")
    'rare answers by t'
    >>> reason_for("coverage", "city / proportion, wilson / group, 1 to 5 %")
    ''
    """
    if any(fnmatchcase(name, pattern) for pattern in PROMISED):
        return ""
    found = (why for what, pattern, why in EXPLAINED if what == measure and fnmatchcase(name, pattern))
    return next(found, "")


def rejections(draws: FloatArray) -> tuple[float, float]:
    """Return how often, per cent, intervals of changes exclude zero, with the Monte Carlo error."""
    rejected = (draws[:, LOW] > 0) | (draws[:, HIGH] < 0)
    by_draw = rejected.mean(axis=1)
    return 100 * float(rejected.mean()), 100 * float(by_draw.std(ddof=1)) / float(np.sqrt(len(draws)))


def rows_of_test(setting: str, draws: Mapping[Key, FloatArray]) -> Iterator[Row]:
    """Yield size and power of the test of a change."""
    for (family, part), drawn in draws.items():
        if family == "change":
            value, error = rejections(drawn)
            none = part.endswith((" 0 points", "unchanged"))
            met = bool(3.5 <= round(value, 2) <= 6.5) if none else None
            goal = "3.5..6.5" if none else "not judged"
            what = "size" if none else "power"
            yield Row(f"{what} of the test / {setting} / {part}", round(value, 2), "%", goal, met, round(error, 2))


def _mean(values: FloatArray) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if finite.size else float("nan")

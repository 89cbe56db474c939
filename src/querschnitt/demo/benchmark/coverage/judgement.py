"""From many draws to rows: coverage, bias, variance that was estimated over that which happened, size and power."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.demo.benchmark.coverage.evidence import FEWEST_DF
from querschnitt.demo.benchmark.coverage.noise import NOISE
from querschnitt.demo.benchmark.coverage.sheet import DF, EFFECTIVE, ESTIMATE, HIGH, LOW, TAKES, TRUE, VARIANCE, Key
from querschnitt.demo.benchmark.report import Row

LOWEST, HIGHEST = 93.5, 96.5
MOST_BIAS = 0.1
"""Of a standard error: up to this, bias costs less than a tenth of a point of coverage (Särndal, Swensson and Wretman
1992, section 5.2)."""
SAME = 1e-9
FAR = 2.0
"""Standard deviations that a truth lies from zero before a bias is put beside it."""
SIZE_LOWEST, SIZE_HIGHEST = 3.5, 6.5
CONSERVATIVE = "proportion, beta"
"""Built to hold at least 95 %: judged from below alone (Korn and Graubard 1998)."""
TIES = "median, ties"
"""A quantile on a step has no density, which its theory asks for: its bias is not judged (Woodruff 1952)."""


FEW = ", too few answers"
"""Behind the name of a part: those of its figures that have fewer answers than they take."""


@dataclass(frozen=True)
class Figure:
    """What many draws say about the figures of one family and part.

    Attributes
    ----------
    cells, draws : figures, and draws of them
    coverage, error : mean share of intervals that hold the truth, and its Monte Carlo error, per cent
    lowest : coverage of the figure that is held least often, per cent
    bias : mean size of the relative bias of the estimates whose truth is not near zero, per cent of the truth
    bias_ratio : mean size of the bias over the standard deviation
    variance_ratio : mean over figures of the mean estimated variance over the variance between draws
    missed_low, missed_high : share of intervals that lie below and above the truth, per cent
    without : share of draws without an interval, per cent; they count as not holding
    effective, takes : effective interviews expected of the figure that has fewest for what it takes, and what it takes
    df : fewest degrees of freedom, a mean over draws
    """

    cells: int
    draws: int
    coverage: float
    error: float
    lowest: float
    bias: float
    bias_ratio: float
    variance_ratio: float
    missed_low: float
    missed_high: float
    without: float
    effective: float
    takes: float
    df: float


def figures_of(draws: Mapping[Key, FloatArray], truth: Mapping[Key, FloatArray]) -> dict[Key, Figure]:
    """Sum up every part: its figures that have as many answers as they take, and beside them the others, if any.

    Parameters
    ----------
    draws, truth : by family and part, of shapes (draws, 5, m) and (3, m)
    """
    found = {}
    for (family, part), drawn in draws.items():
        if family == NOISE:
            continue
        known = truth[family, part]
        enough = (known[EFFECTIVE] >= known[TAKES]) & (_means(drawn[:, DF]) >= FEWEST_DF)
        for which, name in ((enough, part), (~enough, part + FEW)):
            if which.any():
                found[family, name] = figure_of(drawn[:, :, which], known[:, which])
    return found


def figure_of(draws: FloatArray, known: FloatArray) -> Figure:
    """Sum up draws beside the truth, shapes (draws, 5, m) and (3, m).

    A figure that has no estimate in a draw (nobody answered) is left out of it; one that has an estimate and no
    interval does not hold the truth.
    """
    estimate, variance, low, high = (draws[:, place] for place in (ESTIMATE, VARIANCE, LOW, HIGH))
    truth, there = known[TRUE], np.isfinite(estimate)
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
    farthest = int(np.argmin(known[EFFECTIVE] / known[TAKES]))
    return Figure(
        cells=len(truth),
        draws=len(draws),
        coverage=100 * float(np.nanmean(counted)),
        error=100 * float(by_draw.std(ddof=1) / np.sqrt(len(by_draw))),
        lowest=100 * float(each.min()),
        bias=100 * _mean(relative),
        bias_ratio=_mean(to_spread),
        variance_ratio=_mean(ratios),
        missed_low=100 * float(np.mean((high < truth - slack)[there])),
        missed_high=100 * float(np.mean((low > truth + slack)[there])),
        without=100 * float(np.mean(~np.isfinite(low[there]))),
        effective=float(known[EFFECTIVE, farthest]),
        takes=float(known[TAKES, farthest]),
        df=float(_means(draws[:, DF]).min()),
    )


def _means(values: FloatArray) -> FloatArray:
    """Return the mean of each column over the draws that have a number; none: nothing stands behind the figure."""
    finite = np.isfinite(values)
    return np.asarray(np.where(finite, values, 0.0).sum(axis=0) / np.maximum(finite.sum(axis=0), 1))


def rows_of(setting: str, figures: Mapping[Key, Figure]) -> Iterator[Row]:
    """Yield the rows of a setting: judged where theory promises the interval, otherwise with the reason."""
    for (family, part), figure in figures.items():
        name, doubt = f"{setting} / {family} / {part}", _doubt(figure) if part.endswith(FEW) else ""
        highest = 100.0 if family == CONSERVATIVE else HIGHEST
        met = None if doubt else bool(LOWEST <= figure.coverage <= highest)
        goal = f"not judged: {doubt}" if doubt else f"{LOWEST}..{highest}"
        yield Row(f"coverage / {name}", round(figure.coverage, 2), "%", goal, met, round(figure.error, 2))
        doubt = doubt or ("no density" if part == TIES else "")
        error = 1 / float(np.sqrt(figure.draws))
        met = None if doubt else bool(figure.bias_ratio <= MOST_BIAS)
        goal = f"not judged: {doubt}" if doubt else f"<= {MOST_BIAS}"
        yield Row(f"bias / {name}", round(figure.bias_ratio, 3), "standard errors", goal, met, round(error, 3))
        if np.isfinite(figure.bias):
            yield Row(f"relative bias / {name}", round(figure.bias, 3), "%", "not judged", None)
        if np.isfinite(figure.variance_ratio):
            value = round(figure.variance_ratio, 3)
            yield Row(f"variance, estimated over empirical / {name}", value, "times", "not judged", None)


def _doubt(figure: Figure) -> str:
    """Return why theory does not promise intervals: of the figure that is farthest from it."""
    if figure.effective < figure.takes:
        return f"{figure.cells} figures; n_eff {figure.effective:.0f}, takes {figure.takes:.0f}"
    return f"{figure.cells} figures; {figure.df:.1f} degrees of freedom, takes {FEWEST_DF:g}"


def rejections(draws: FloatArray) -> tuple[float, float]:
    """Return how often, per cent, intervals of changes exclude zero, with the Monte Carlo error."""
    rejected = (draws[:, LOW] > 0) | (draws[:, HIGH] < 0)
    by_draw = rejected.mean(axis=1)
    return 100 * float(rejected.mean()), 100 * float(by_draw.std(ddof=1)) / float(np.sqrt(len(draws)))


def rows_of_test(setting: str, draws: Mapping[Key, FloatArray]) -> Iterator[Row]:
    """Yield size and power of the test of a change; the size is judged."""
    for (family, part), drawn in draws.items():
        if family == "change":
            value, error = rejections(drawn)
            is_size = part.endswith((" 0 points", "unchanged"))
            met = bool(SIZE_LOWEST <= value <= SIZE_HIGHEST) if is_size else None
            goal = f"{SIZE_LOWEST}..{SIZE_HIGHEST}" if is_size else "not judged"
            what = "size" if is_size else "power"
            yield Row(f"{what} of the test / {setting} / {part}", round(value, 2), "%", goal, met, round(error, 2))


def rows_of_noise(setting: str, draws: Mapping[Key, FloatArray]) -> Iterator[Row]:
    """Yield what the variances lack of pure noise."""
    for (family, part), drawn in draws.items():
        if family == NOISE:
            ratio = float(drawn[:, ESTIMATE].mean())
            yield Row(f"{family} / {setting} / {part}", round(ratio, 3), "times", "not judged", None)


def _mean(values: FloatArray) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if finite.size else float("nan")

"""From replications to rows: a value, its goal, and whether it is met."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.demo.benchmark.replication import Held
from querschnitt.demo.benchmark.report import Row

LOWEST, HIGHEST = 93.5, 96.5
BASE_GAP, RAKE_GAP = 1e-9, 1e-6


def judge(replications: Sequence[Held]) -> tuple[Row, ...]:
    """Judge the coverage of the intervals and the gaps of the weights over all replications."""
    return (
        _coverage("95 % intervals, total", [held.total.mean() for held in replications]),
        _coverage("95 % intervals, 25 groups", [held.groups.mean() for held in replications]),
        _coverage("95 % intervals, changes 2016 to 2020", [held.changes.mean() for held in replications]),
        _coverage("95 % intervals, shares under 10 %", [held.small.mean() for held in replications]),
        _coverage("95 % intervals, items tied to sex and borough", [held.tied.mean() for held in replications]),
        _coverage("95 % intervals, share moved away", [held.moved_away.mean() for held in replications]),
        _gap("base-weighted sample against frame", max(held.base_gap for held in replications), BASE_GAP),
        _gap("raked weights against margins", max(held.rake_gap for held in replications), RAKE_GAP),
        _unjudged("sensitive item against latent truth", [held.latent.mean() for held in replications]),
        _count("interviews 2020, mean", [held.interviews["2020"] for held in replications]),
        _count("interviews 2016, mean", [held.interviews["2016"] for held in replications]),
    )


def _coverage(name: str, shares: Sequence[float]) -> Row:
    value, error = _mean(shares)
    met = bool(LOWEST <= round(value, 2) <= HIGHEST)
    return Row(name, round(value, 2), "%", f"{LOWEST}..{HIGHEST}", met, error)


def _unjudged(name: str, shares: Sequence[float]) -> Row:
    value, error = _mean(shares)
    return Row(name, round(value, 2), "%", "not judged", None, error)


def _mean(shares: Sequence[float]) -> tuple[float, float | None]:
    """Return mean and Monte Carlo error between replications, per cent; one replication has no error."""
    values: FloatArray = 100.0 * np.asarray(shares, dtype=np.float64)
    error = round(float(values.std(ddof=1) / np.sqrt(len(values))), 2) if len(values) > 1 else None
    return float(values.mean()), error


def _gap(name: str, gap: float, largest: float) -> Row:
    return Row(name, gap, "relative", f"<= {largest:g}", bool(gap <= largest))


def _count(name: str, counts: Sequence[int]) -> Row:
    return Row(name, round(float(np.mean(counts)), 1), "interviews", "not judged", None)

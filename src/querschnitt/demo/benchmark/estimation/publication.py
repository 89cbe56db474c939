"""The whole publication as a job: 45 questions by 25 groups, sex and age, two waves, 500 calibrated replicates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from querschnitt.core.arrays import FloatArray, IntArray
from querschnitt.core.estimation.publication import publish
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.variables import Domains, Variable, categorical, domains_by, everybody, numeric
from querschnitt.core.weighting.calibration import RakingToMargins
from querschnitt.core.weighting.raking import Margin
from querschnitt.core.weighting.replicates import calibrate_each, primary_units, rao_wu

ANSWERS, REPLICATES, QUESTIONS, MEANS, CATEGORIES, GROUPS, AGES = 5_000, 500, 42, 3, 4, 25, 6
PEOPLE = 100_000.0


@dataclass(frozen=True)
class Wave:
    """The invented answers of one wave."""

    group: IntArray
    sex: IntArray
    age: IntArray
    weights: FloatArray
    items: tuple[Variable, ...]


def publication(folder: Path, rows: int) -> list[float]:
    """Draw and calibrate the replicates of both waves, estimate everything, and print it."""
    numbers: list[float] = []
    for wave in (1, 2):
        answers = invented(rows, seed=wave)
        done = publish(_design(answers), answers.items, _domains(answers))
        for figures in (done.shares, done.means):
            str(figures)
            numbers += [float(np.nansum(figures.estimate)), float(np.nansum(figures.se)), float(len(figures.names))]
    return numbers


def invented(rows: int, *, seed: int) -> Wave:
    """Invent the answers of a wave: groups of very different sizes, some questions asked of some people only."""
    rng = np.random.default_rng(seed)
    shares = np.arange(GROUPS, 0, -1.0)
    group = np.concatenate([np.arange(2 * GROUPS) % GROUPS, rng.choice(GROUPS, rows, p=shares / shares.sum())])[:rows]
    sex, age = rng.integers(0, 2, rows), rng.integers(0, AGES, rows)
    questions = [categorical(f"q{i}", _answers(rng, rows), levels=list(range(CATEGORIES))) for i in range(QUESTIONS)]
    means = [
        numeric(f"m{i}", np.where(rng.random(rows) < 0.3, np.nan, rng.lognormal(7, 0.5, rows))) for i in range(MEANS)
    ]
    return Wave(group, sex, age, rng.uniform(1, 14, rows), (*questions, *means))


def _answers(rng: np.random.Generator, rows: int) -> FloatArray:
    answers = rng.choice(CATEGORIES, rows, p=[0.55, 0.3, 0.12, 0.03]).astype(np.float64)
    return np.where(rng.random(rows) < 0.05, np.nan, answers)


def _design(wave: Wave) -> ReplicateDesign:
    units = primary_units(np.arange(len(wave.weights)), strata=wave.group)
    drawn = rao_wu(wave.weights, units, count=REPLICATES, generator=np.random.default_rng(7))
    margins = [_margin(name, codes) for name, codes in (("group", wave.group), ("sex", wave.sex), ("age", wave.age))]
    return ReplicateDesign(calibrate_each(drawn, [RakingToMargins(tuple(margins), epsilon=1e-9)]))


def _margin(name: str, codes: IntArray) -> Margin:
    counts = np.bincount(codes) * (1 + 0.1 * np.sin(np.arange(codes.max() + 1)))
    totals = counts / counts.sum() * PEOPLE
    return Margin(name, codes, totals, tuple(map(str, range(len(totals)))))


def _domains(wave: Wave) -> Domains:
    n = len(wave.weights)
    factors = {"group": wave.group, "sex": wave.sex, "age": wave.age}
    dimensions = [
        domains_by([categorical(name, codes, levels=list(range(int(codes.max()) + 1)))])
        for name, codes in factors.items()
    ]
    parts = [everybody(n), *dimensions]
    return Domains(
        tuple(name for part in parts for name in part.names), np.concatenate([part.members for part in parts], axis=1)
    )

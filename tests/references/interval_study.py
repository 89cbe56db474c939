"""The simulation behind docs/methods/intervals.md: which interval of a share covers 95 % in a survey like ours?

A population of 60,000 in 25 groups, 5,000 drawn (power allocation, at least 100 a group), about 800 answer with
probabilities by group, age, sex and length of stay (the last is not adjusted for), weights by classes and raking. Sixty
items of 1 to 60 %; run: python -m tests.references.interval_study [replications] [spread between groups] [seed]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from querschnitt.core.estimation.intervals import (
    beta,
    blended_n,
    korn_graubard_n,
    logit,
    score_bounds,
    t_quantile,
    wilson,
)
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.publication import publish
from querschnitt.core.estimation.variables import Domains
from querschnitt.core.estimation.wave_design import wave_design
from querschnitt.core.sampling.design import Design
from querschnitt.core.sampling.frame import frame_of
from querschnitt.core.sampling.selection import draw_at_random
from querschnitt.core.weighting.base import base_weights
from querschnitt.core.weighting.calibration import RakingToMargins, met_margins
from querschnitt.core.weighting.nonresponse import Classes, adjust_by_classes
from querschnitt.core.weighting.raking import Margin
from tests.core.estimation.calibrated import yes_or_no

PERSONS, GROUPS, ITEMS = 60_000, 25, 60
Bounds = tuple[np.ndarray, np.ndarray]


class City:
    """The population: strata, margins, chances to answer, answers and domains."""

    def __init__(self, spread: float, rng: np.random.Generator) -> None:
        size = np.geomspace(0.12, 0.013, GROUPS)
        self.group = rng.choice(GROUPS, PERSONS, p=size / size.sum())
        self.age = rng.choice(4, PERSONS, p=[0.25, 0.3, 0.3, 0.15])
        self.sex = rng.integers(0, 2, PERSONS)
        self.borough = rng.choice(10, PERSONS, p=np.array([20, 17, 14, 12, 10, 8, 7, 5, 4, 3]) / 100)
        stay = rng.choice(3, PERSONS, p=[0.35, 0.3, 0.35])
        rate = rng.permutation(np.linspace(0.09, 0.22, GROUPS))
        lean = np.log(rate / (1 - rate))[self.group] + np.array([-0.2, 0, 0.1, 0.2])[self.age]
        self.answers_with = 1 / (1 + np.exp(-(lean + 0.15 * self.sex + np.array([-0.2, 0, 0.15])[stay])))
        level = np.concatenate([np.linspace(0.01, 0.1, 25), np.linspace(0.12, 0.6, ITEMS - 25)])
        effects = rng.normal(0, spread, (GROUPS, ITEMS))[self.group] + rng.normal(0, 0.3, (4, ITEMS))[self.age]
        effects += rng.normal(0, 0.2, ITEMS) * self.sex[:, None] + rng.normal(0, 0.3, (3, ITEMS))[stay]
        self.items = rng.random((PERSONS, ITEMS)) < 1 / (1 + np.exp(-(np.log(level / (1 - level)) + effects)))
        self.frame = frame_of([str(i) for i in range(PERSONS)], [f"{code:02d}" for code in self.group])
        self.kinds, self.domains = self._domains()
        self.truth = (self.items.T.astype(float) @ self.domains) / self.domains.sum(axis=0)

    def _domains(self) -> tuple[np.ndarray, np.ndarray]:
        columns = {
            "total": np.zeros(PERSONS, int), "region (5)": self.group % 5, "age (4)": self.age,
            "borough (10)": self.borough, "sex by age (8)": self.sex * 4 + self.age, "group (25)": self.group,
        }  # fmt: skip
        kinds = [name for name, codes in columns.items() for _ in range(codes.max() + 1)]
        masks = [codes == level for codes in columns.values() for level in range(codes.max() + 1)]
        return np.array(kinds), np.column_stack(masks)

    def survey(self, rng: np.random.Generator) -> tuple[LinearisedDesign, np.ndarray]:
        """One wave: drawn, answered, weighted; with the rows of those who answered."""
        sample = draw_at_random(self.frame, Design("study", "group", 5000, minimum=100), generator=rng)
        answered = rng.random(len(sample.index)) < self.answers_with[sample.index]
        rows = sample.index[answered]
        margins = tuple(
            Margin(name, codes[rows], np.bincount(codes).astype(float), tuple(map(str, range(codes.max() + 1))))
            for name, codes in (
                ("group", self.group),
                ("sex by age", self.sex * 4 + self.age),
                ("borough", self.borough),
            )
        )
        cells = self.group[sample.index] * 4 + self.age[sample.index]
        classes = Classes(cells, tuple(map(str, range(GROUPS * 4))), parents=np.repeat(np.arange(GROUPS), 4))
        adjusted = adjust_by_classes(base_weights(sample.probability), answered, classes=classes).weights[answered]
        weights = RakingToMargins(margins).apply(adjusted).weights
        met, sizes = met_margins(weights, margins), self.frame.sizes.astype(float)
        return wave_design(met, sample.stratum[answered], population_sizes=sizes), rows


@dataclass(frozen=True)
class Moments:
    """What the intervals rest on; every array has shape (items, domains)."""

    mean: np.ndarray
    variance: np.ndarray
    n: np.ndarray
    kish_n: np.ndarray
    df: np.ndarray


def moments(design: LinearisedDesign, items: np.ndarray, domains: np.ndarray) -> Moments:
    """Take the moments of 0/1 items, shape (n, k), which everybody answered, in domains of shape (n, D)."""
    shape = items.shape[1], domains.shape[1]
    groups = Domains(tuple(map(str, range(shape[1]))), domains)
    found = publish(design, yes_or_no(items), groups).shares
    kish = (design.weights @ domains) ** 2 / (design.weights**2 @ domains)
    columns = (found.estimate, found.variance, found.n.astype(float), np.tile(kish, shape[0]), np.asarray(found.df))
    return Moments(*(column.reshape(shape) for column in columns))


def wald(m: Moments) -> Bounds:
    reach = 1.96 * np.sqrt(m.variance)
    return m.mean - reach, m.mean + reach


def wilson_on_variance(m: Moments) -> Bounds:
    known = m.variance > 1e-14
    return wilson(m.mean, np.where(known, m.mean * (1 - m.mean) / np.where(known, m.variance, 1), m.kish_n))


def korn_graubard(m: Moments) -> Bounds:
    n = korn_graubard_n(m.mean, m.variance, rows=m.n, df=m.df)
    return beta(m.mean, np.where(m.variance > 1e-14, np.minimum(n, m.n), m.kish_n))


def logit_or_wilson(m: Moments) -> Bounds:
    pairs = zip(logit(m.mean, np.sqrt(m.variance), df=m.df), wilson(m.mean, m.kish_n), strict=True)
    low, high = (np.where(np.isnan(ours), theirs, ours) for ours, theirs in pairs)
    return low, high


def blended(m: Moments) -> Bounds:
    return wilson(m.mean, blended_n(m.mean, m.variance, n=m.n, kish_n=m.kish_n))


METHODS: dict[str, Callable[[Moments], Bounds]] = {
    "Wald": wald,
    "logit": logit_or_wilson,
    "Korn-Graubard": korn_graubard,
    "Wilson, variance": wilson_on_variance,
    "Wilson, Kish": lambda m: wilson(m.mean, m.kish_n),
    "Wilson, Kish, t": lambda m: score_bounds(m.mean, m.kish_n, quantile=t_quantile(m.df)),
    "Wilson, blended": blended,
}


def study(replications: int, *, spread: float, seed: int) -> str:
    """Return the table of coverage in percent, by kind of domain, for all shares and for those under 10 %."""
    rng = np.random.default_rng(seed)
    city = City(spread, rng)
    hits: dict[str, list[np.ndarray]] = {name: [] for name in METHODS}
    for _ in range(replications):
        design, rows = city.survey(rng)
        found = moments(design, city.items[rows], city.domains[rows])
        for name, method in METHODS.items():
            low, high = method(found)
            hits[name].append((low <= city.truth + 1e-12) & (city.truth <= high + 1e-12))
    lines = ["| domain | shares | " + " | ".join(METHODS) + " | error |", "|---|---|" + "---|" * (len(METHODS) + 1)]
    for kind in dict.fromkeys(city.kinds):
        for label, shares in (("all", city.truth <= 1), ("under 10 %", city.truth < 0.1)):
            cells = shares & (city.kinds == kind)
            each = {name: 100 * np.array(hits[name])[:, cells].mean(axis=1) for name in METHODS}
            error = each["Wilson, blended"].std() / np.sqrt(replications)
            figures = " | ".join(f"{values.mean():.1f}" for values in each.values())
            lines.append(f"| {kind} | {label} | {figures} | {error:.1f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    given = [float(argument) for argument in sys.argv[1:]]
    count, between, start = [*given, *(400, 0.4, 11)[len(given) :]]
    sys.stdout.write(study(int(count), spread=between, seed=int(start)))

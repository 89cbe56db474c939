"""From the draw to the interval: the chain covers what it says, and does not when a step is left out."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np

from querschnitt.core.estimation.batch import estimate_shares
from querschnitt.core.estimation.design import SurveyDesign
from tests.references.interval_study import ITEMS, City

REPLICATIONS = 12


@functools.cache
def waves() -> tuple[City, list[tuple[SurveyDesign, np.ndarray]]]:
    rng = np.random.default_rng(2020)
    city = City(1.0, rng)
    return city, [city.survey(rng) for _ in range(REPLICATIONS)]


def coverage(kind: str, *, weighted: bool) -> float:
    city, surveys = waves()
    cells = city.kinds == kind
    hits = []
    for design, rows in surveys:
        used = design if weighted else replace(design, weights=np.ones(design.n), population_sizes=None, margins=())
        everyone = np.ones((design.n, ITEMS), dtype=bool)
        found = estimate_shares(used, city.items[rows], valid=everyone, domains=city.domains[rows][:, cells])
        hits.append((found.ci_low <= city.truth[:, cells]) & (city.truth[:, cells] <= found.ci_high))
    return float(np.mean(hits))


def test_the_intervals_cover() -> None:
    # standard errors of these means over replications: about 0.3 points for groups, 1 for the total
    assert 0.94 < coverage("group (25)", weighted=True) < 0.97
    assert 0.92 < coverage("total", weighted=True) < 0.98


def test_without_weights_they_do_not() -> None:
    assert coverage("total", weighted=False) < 0.9

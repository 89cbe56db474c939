"""From the draw to the interval: the chain covers what it says, and does not when a step is left out."""

from __future__ import annotations

import functools

import numpy as np

from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.publication import publish
from querschnitt.core.estimation.variables import Domains
from querschnitt.core.estimation.wave_design import wave_design
from tests.core.estimation.calibrated import yes_or_no
from tests.references.interval_study import City

REPLICATIONS = 12


@functools.cache
def waves() -> tuple[City, list[tuple[LinearisedDesign, np.ndarray]]]:
    rng = np.random.default_rng(2020)
    city = City(1.0, rng)
    return city, [city.survey(rng) for _ in range(REPLICATIONS)]


def coverage(kind: str, *, weighted: bool) -> float:
    city, surveys = waves()
    cells = city.kinds == kind
    hits = []
    for design, rows in surveys:
        used = design if weighted else wave_design(np.ones(len(rows)), design.stages.strata)
        domains = Domains(tuple(map(str, np.flatnonzero(cells))), city.domains[rows][:, cells])
        low, high = publish(used, yes_or_no(city.items[rows]), domains).shares.ci
        truth = city.truth[:, cells].ravel()
        hits.append((low <= truth) & (truth <= high))
    return float(np.mean(hits))


def test_the_intervals_cover() -> None:
    # standard errors of these means over replications: about 0.3 points for groups, 1 for the total
    assert 0.94 < coverage("group (25)", weighted=True) < 0.97
    assert 0.92 < coverage("total", weighted=True) < 0.98


def test_without_weights_they_do_not() -> None:
    assert coverage("total", weighted=False) < 0.9

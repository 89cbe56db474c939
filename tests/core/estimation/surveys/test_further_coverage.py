"""Over repeated draws of clusters from a known population the intervals of the further families hold what they say."""

from __future__ import annotations

import functools

import numpy as np

from querschnitt.core import estimation
from querschnitt.core.estimation.result import Figures

CLUSTERS, PEOPLE, STRATA, DRAWS = 1200, 12, 4, 80
DRAWN = (15, 20, 25, 30)
AGES = {"old": 0.4, "young": 0.6}


@functools.cache
def population() -> dict[str, np.ndarray]:
    chance = np.random.default_rng(5)
    n = CLUSTERS * PEOPLE
    cluster = np.arange(n) // PEOPLE
    stratum = cluster // (CLUSTERS // STRATA)
    origin = np.where(chance.random(n) < 0.3 + 0.03 * stratum, "b", "a")
    age = np.where(chance.random(n) < np.where(origin == "b", 0.3, 0.5), "old", "young")
    inclined = 0.6 * (age == "old") + 0.4 * (origin == "b") + chance.normal(0, 0.5, CLUSTERS)[cluster]
    inclined = inclined + chance.logistic(size=n)
    answer = np.digitize(inclined, [-1, 1]).astype(float)
    return {
        "stratum": stratum.astype(float), "cluster": cluster.astype(float), "clusters": np.full(n, CLUSTERS / STRATA),
        "origin": origin, "age": age, "answer": answer, "y": 5 + inclined + chance.normal(0, 1, n), "w": np.ones(n),
        "again": np.where(chance.random(n) < 0.7, answer, chance.integers(0, 3, n)),
        **{f"q{number}": np.round(inclined + chance.normal(0, 1.5, n)) for number in range(3)},
    }  # fmt: skip


def figures(people: estimation.Survey) -> dict[str, Figures]:
    people = people.with_levels({"answer": [0, 1, 2], "again": [0, 1, 2]})
    alike = estimation.mean(people.standardise("age", AGES, over="origin"), "y", by="origin", deff=None)
    predicted = estimation.predicted_means(people, "y", "age", by="origin")
    return {
        "ordinal": estimation.coefficients(estimation.ordinal_regression(people, "answer", ["age", "origin"])),
        "standardised": alike,
        "gap": estimation.contrast(alike, {"gap": {alike.names[1]: 1, alike.names[0]: -1}}),
        "predicted": predicted,
        "alpha": estimation.cronbach_alpha(people, ["q0", "q1", "q2"]),
        "kappa": estimation.kappa(people, "answer", "again"),
        "variance": estimation.variance(people, "y", by="origin"),
    }


def draw(chance: np.random.Generator) -> estimation.Survey:
    everybody, each = population(), CLUSTERS // STRATA
    picked = [chance.choice(each, size, replace=False) + each * stratum for stratum, size in enumerate(DRAWN)]
    rows = np.isin(everybody["cluster"], np.concatenate(picked))
    data = {name: column[rows] for name, column in everybody.items()}
    data["w"] = (each / np.array(DRAWN))[data["stratum"].astype(int)]
    return estimation.survey(data, weights="w", strata="stratum", clusters="cluster", population_sizes="clusters")


def test_the_intervals_cover() -> None:
    truth = figures(estimation.survey(population(), weights="w"))
    chance = np.random.default_rng(11)
    hits: dict[str, list[np.ndarray]] = {name: [] for name in truth}
    for _ in range(DRAWS):
        for name, found in figures(draw(chance)).items():
            low, high = found.ci
            hits[name].append((low <= truth[name].estimate) & (truth[name].estimate <= high))
    covered = {name: float(np.mean(each)) for name, each in hits.items()}
    # one figure has a Monte Carlo error of 2 points, the mean of all of them of less than 1
    assert all(share > 0.89 for share in covered.values()), covered
    assert 0.93 < np.mean(list(covered.values())) < 0.97

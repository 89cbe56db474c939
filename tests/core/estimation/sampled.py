"""A small design by linearisation, by the book, to put inference on: strata, stages, finite populations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.references.r_survey import exam, rows_where, table


@dataclass(frozen=True)
class Sampled:
    """Särndal, Swensson and Wretman (1992), result 4.3.2, with replacement where a population size is missing."""

    weights: np.ndarray
    strata: np.ndarray
    stages: tuple[np.ndarray, ...]
    sizes: tuple[np.ndarray, ...] = ()

    @property
    def df(self) -> float:
        return float(len(np.unique(self.stages[0])) - len(np.unique(self.strata)))

    def covariance(self, statistic) -> np.ndarray:
        scores = statistic.scores(self.weights) * self.weights[:, None]
        return spread(scores, self.strata, self.stages, self.sizes)


def spread(scores, strata, stages, sizes) -> np.ndarray:
    found = np.zeros((scores.shape[1], scores.shape[1]))
    for stratum in np.unique(strata):
        rows = strata == stratum
        units, code = np.unique(stages[0][rows], return_inverse=True)
        totals = np.zeros((len(units), scores.shape[1]))
        np.add.at(totals, code, scores[rows])
        taken = len(units) / sizes[0][rows][0] if sizes else 0.0
        away, n = totals - totals.mean(axis=0), len(units)
        if n > 1:  # a sole unit of the last stage that was certain adds nothing
            found += (1 - taken) * n / (n - 1) * away.T @ away
        if len(sizes) > 1:
            inner = (
                scores[rows],
                stages[0][rows],
                tuple(s[rows] for s in stages[1:]),
                tuple(s[rows] for s in sizes[1:]),
            )
            found += taken * spread(*inner)
    return found


def sampled(name: str) -> tuple[Sampled, dict[str, np.ndarray]]:
    """A design of the references that is not calibrated, and its data."""
    spec = exam()["designs"][name]
    data = table(spec["data"])
    keep = rows_where(data, spec["where"])
    data = {column: values[keep] for column, values in data.items()}
    n = int(keep.sum())
    strata = np.unique(data[spec["strata"][0]], return_inverse=True)[1] if spec["strata"] else np.zeros(n, dtype=int)
    stages = [np.unique(data[column], return_inverse=True)[1] for column in spec["clusters"]] or [np.arange(n)]
    for depth in range(1, len(stages)):
        stages[depth] = np.unique(np.stack(stages[depth - 1 : depth + 1]), axis=1, return_inverse=True)[1].ravel()
    sizes = tuple(data[column] for column in spec["fpc"])
    weights = data[spec["weights"]] if spec["weights"] else by_sizes(strata, stages, sizes)
    return Sampled(weights, strata, tuple(stages), sizes), data


def by_sizes(strata, stages, sizes) -> np.ndarray:
    weights, above = np.ones(len(strata)), strata
    for units, size in zip(stages, sizes, strict=True):
        taken = {code: len(np.unique(units[above == code])) for code in np.unique(above)}
        weights = weights * size / np.array([taken[code] for code in above])
        above = units
    return weights


@dataclass(frozen=True)
class Replicated:
    """Replicate weights around the mean of the replicates: v = sum of r_i (t_i - mean)^2."""

    weights: np.ndarray
    replicates: np.ndarray
    factors: np.ndarray
    df: float = 0.0

    def covariance(self, statistic) -> np.ndarray:
        values = np.array([statistic.value(column) for column in self.replicates.T])
        away = values - values.mean(axis=0)
        return (self.factors[:, None] * away).T @ away


def replicated(name: str) -> tuple[Replicated, dict[str, np.ndarray]]:
    """A design of the references with replicate weights and no further step, and its data."""
    spec = exam()["designs"][name]
    step, weights = spec["steps"][0], table(spec["steps"][0]["file"])
    columns = [values for column, values in weights.items() if column.startswith("rw")]
    factors = step["scale"] * np.array(step["rscales"], dtype=float)
    return Replicated(weights["pweight"], np.stack(columns, axis=1), factors), table(spec["data"])


def used(case: dict, data: dict[str, np.ndarray]) -> np.ndarray:
    """The rows of a case: its domain, without missing values where it drops them."""
    keep = rows_where(data, case["where"])
    if case["options"].get("na_rm"):
        keep &= rows_where(data, [[name, "not_null", None] for name in [*case["variables"], *case["levels"]]])
    return keep


SIMPLE = {
    name
    for name, spec in exam()["designs"].items()
    if spec["kind"] == "taylor" and not spec["steps"] and not spec["pps"] and spec["lonely_psu"] == "fail"
}


REPLICATES = {
    name
    for name, spec in exam()["designs"].items()
    if spec["kind"] == "replicate" and len(spec["steps"]) == 1 and not spec["steps"][0]["mse"]
}


def cases(*statistics: str, designs: set[str] | None = None) -> list[dict]:
    """The references of these statistics, on simple designs by linearisation unless others are named."""
    return [
        case
        for case in exam()["cases"]
        if case["statistic"] in statistics and case.get("design") in (SIMPLE if designs is None else designs)
    ]

"""The steps of a reference design (post-stratification, raking, calibration, trimming) as steps of ours."""

from __future__ import annotations

import numpy as np

from querschnitt.core.weighting.calibration import (
    CalibrationToTotals,
    Linear,
    Logit,
    PostStratification,
    RakingDistance,
    RakingToMargins,
    Step,
    Terms,
    Trimming,
)
from querschnitt.core.weighting.raking import Margin
from tests.references.r_survey import exam, matches, rows_where, table

Columns = dict[str, np.ndarray]


def data_of(name: str) -> Columns:
    """Return the columns of a design's rows."""
    spec = exam()["designs"][name]
    data = table(spec["data"])
    rows = rows_where(data, spec["where"])
    return {column: values[rows] for column, values in data.items()}


def first_weights(name: str, data: Columns) -> np.ndarray:
    """Return the weights before the steps: a column, or the product of population / sampled units over the stages."""
    spec = exam()["designs"][name]
    if spec["weights"]:
        return data[spec["weights"]]
    weights, within = np.ones(len(next(iter(data.values())))), np.zeros(len(next(iter(data.values()))), dtype=int)
    for cluster, size in zip(spec["clusters"], spec["fpc"], strict=False):
        unit = np.unique(np.column_stack([within, data[cluster]]), axis=0, return_inverse=True)[1].ravel()
        sampled = np.array([len(np.unique(unit[within == parent])) for parent in range(within.max() + 1)])
        weights, within = weights * data[size] / sampled[within], unit
    return weights


def steps_of(name: str, data: Columns) -> list[Step]:
    """Return the steps of a design, without the making of replicates."""
    return [_step(step, data) for step in exam()["designs"][name]["steps"] if step["step"] != "replicates"]


def _step(step: dict, data: Columns) -> Step:
    match step["step"]:
        case "poststratify":
            return PostStratification(_margin(step, data))
        case "rake":
            margins = tuple(_margin(margin, data) for margin in step["margins"])
            return RakingToMargins(margins, epsilon=step["epsilon"], max_iterations=step["max_iterations"])
        case "trim":
            return Trimming(step["lower"], step["upper"], strict=step["strict"])
    columns = np.column_stack([_term(term, data) for term in step["terms"]])
    terms = Terms(tuple(step["terms"]), columns, np.array([step["totals"][term] for term in step["terms"]], float))
    kind = {"linear": Linear, "raking": RakingDistance, "logit": Logit}[step["distance"]]
    distance = kind(*step["bounds"]) if step["bounds"] else kind()
    return CalibrationToTotals(terms, distance, epsilon=step["epsilon"], max_iterations=step["max_iterations"])


def _margin(step: dict, data: Columns) -> Margin:
    (column,) = step["by"]
    levels = tuple(step["totals"])
    codes = np.column_stack([matches(data[column], level) for level in levels]).argmax(axis=1)
    return Margin(column, codes, np.array([step["totals"][level] for level in levels], float), levels)


def _term(term: str, data: Columns) -> np.ndarray:
    if term == "(Intercept)":
        return np.ones(len(next(iter(data.values()))))
    column, _, level = term.partition("[")
    return matches(data[column], level.rstrip("]")).astype(float) if level else data[column]

"""The steps of a reference design (post-stratification, raking, calibration, trimming) as steps of ours."""

from __future__ import annotations

import numpy as np

from querschnitt.core.weighting.calibration import Step
from tests.references.exam_calibration import step_of
from tests.references.r_survey import exam, rows_where, table

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
    return [step_of(step, data) for step in exam()["designs"][name]["steps"] if step["step"] != "replicates"]

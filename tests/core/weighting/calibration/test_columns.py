"""Replicates calibrated all at once are those calibrated one by one."""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.calibration import (
    CalibrationToTotals,
    Linear,
    Logit,
    PostStratification,
    RakingToMargins,
    Step,
    Terms,
    Trimming,
)
from querschnitt.core.weighting.calibration.columns import calibrate_columns
from querschnitt.core.weighting.raking import Margin

ROWS, COLUMNS = 60, 7
CODES = np.arange(ROWS)
SEX = Margin("sex", CODES % 2, np.array([300.0, 330.0]), ("f", "m"))
AGE = Margin("age", CODES % 3, np.array([200.0, 250.0, 180.0]), ("y", "m", "o"))
TERMS = Terms(("persons", "rooms"), np.column_stack([np.ones(ROWS), 1 + CODES % 5]), np.array([640.0, 2000.0]))
STEPS: dict[str, Step] = {
    "poststratification": PostStratification(SEX),
    "raking": RakingToMargins((SEX, AGE)),
    "coarse raking": RakingToMargins((SEX, AGE), epsilon=1.0),
    "linear": CalibrationToTotals(TERMS),
    "linear with bounds": CalibrationToTotals(TERMS, Linear(0.2, 4.0)),
    "logit": CalibrationToTotals(TERMS, Logit(0.2, 4.0)),
    "trimming": Trimming(3.0, 25.0),
}


def weights() -> np.ndarray:
    matrix = np.random.default_rng(5).uniform(5, 15, (ROWS, COLUMNS))
    matrix[:4, 2] = 0  # left out of a replicate
    return matrix


@pytest.mark.parametrize("name", STEPS)
def test_all_columns_are_the_single_ones(name: str) -> None:
    matrix, step = weights(), STEPS[name]
    found = calibrate_columns(step, matrix)
    for number, column in enumerate(matrix.T):
        rows = column != 0
        assert found[rows, number] == pytest.approx(step.among(rows).apply(column[rows]).weights, rel=1e-9)
        assert np.all(found[~rows, number] == 0)


def test_moved_totals_are_met() -> None:
    shifts = np.array([[1.0, -2.0, 0, 0, 0, 0, 0], [30.0, 0, 0, 0, 0, 0, -10.0]])
    for step in (STEPS["linear"], STEPS["logit"]):
        found = calibrate_columns(step, weights(), shifts=shifts)
        assert TERMS.values.T @ found == pytest.approx(TERMS.totals[:, None] + shifts, rel=1e-8)


def test_a_replicate_without_a_level_is_named() -> None:
    matrix = weights()
    matrix[AGE.codes == 1, 4] = 0
    with pytest.raises(WeightingError, match="No respondent stands") as caught:
        calibrate_columns(STEPS["raking"], matrix)
    assert caught.value.where == "replicate 5, margin 'age', level 'm'"


def test_a_replicate_whose_terms_depend_on_each_other_is_named() -> None:
    matrix = weights()
    matrix[TERMS.values[:, 1] != 1, 3] = 0  # only flats of one room are left: persons and rooms are one
    with pytest.raises(WeightingError, match="depend on each other") as caught:
        calibrate_columns(STEPS["linear"], matrix)
    assert caught.value.where.startswith("replicate 4, term")


def test_raking_that_does_not_converge_names_the_replicate() -> None:
    together = Margin("colour", SEX.codes, np.array([100.0, 530.0]), ("red", "blue"))
    with pytest.raises(WeightingError, match="Raking does not converge") as caught:
        calibrate_columns(RakingToMargins((SEX, together), max_iterations=20), weights())
    assert caught.value.where.startswith("replicate 1, margin")

"""Replicate weights by formula, and estimates under given ones, against R survey."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.weighting.replicates import (
    Replicates,
    balanced,
    calibrate_each,
    canty_davison,
    jack1,
    jackn,
    preston,
    primary_units,
    rao_wu,
)
from tests.core.estimation.figures import Ratios, Totals
from tests.references.r_steps import data_of, first_weights, steps_of
from tests.references.r_survey import FOLDER, MISSING, WHOLE, exam, matches, table

pytestmark = pytest.mark.skipif(FOLDER != WHOLE, reason=MISSING)
ALL = exam()["cases"] if FOLDER == WHOLE else []
SCALES = [case for case in ALL if case["statistic"] == "replicate_scale"]
CASES = [
    case
    for case in ALL
    if case["family"] in ("replicate", "replicate_calibration")
    and case["statistic"] in ("mean", "total", "ratio", "domain")
]


def given(name: str) -> Replicates:
    """The replicate weights of a design, from its file, calibrated where the design says so."""
    data, step = data_of(name), exam()["designs"][name]["steps"][0]
    columns = table(step["file"])
    matrix = np.column_stack([values for column, values in columns.items() if column.startswith("rw")])
    plain = Replicates(columns["pweight"], matrix, step["scale"], np.array(step["rscales"], float), mse=step["mse"])
    return calibrate_each(plain, steps_of(name, data))


def by_formula(name: str) -> Replicates:
    data, spec = data_of(name), exam()["designs"][name]
    n, step = len(next(iter(data.values()))), spec["steps"][0]
    weights = first_weights(name, data)
    chance = {"count": len(step["rscales"]), "generator": np.random.default_rng(3)}
    clusters = [data[column] for column in spec["clusters"]] or [np.arange(n)]
    sizes = [data[column] for column in spec["fpc"]]
    strata = data[spec["strata"][0]] if spec["strata"] else None
    units = primary_units(clusters[0], strata=strata, population=sizes[0] if sizes else None)
    match step["type"]:
        case "JK1":
            return jack1(weights, units)
        case "JKn":
            return jackn(weights, units)
        case "bootstrap":
            return canty_davison(weights, units, **chance)
        case "subbootstrap":
            return rao_wu(weights, units, **chance)
        case "mrbbootstrap":
            return preston(weights, list(zip(clusters, sizes, strict=True)), **chance)
    return balanced(weights, units, fay=step["rho"] or 0.0)


@pytest.mark.parametrize("case", SCALES, ids=[case["id"] for case in SCALES])
def test_scales_and_degrees_of_freedom(case) -> None:
    expect = case["expect"]
    ours, theirs = by_formula(case["design"]), given(case["design"])
    assert ReplicateDesign(theirs).df == expect["df"]
    assert ReplicateDesign(ours).df == expect["df"]
    factor = np.array(expect["rscales"]) * expect["scale"]
    assert np.sort(ours.scale * ours.rscales) == pytest.approx(np.sort(factor), rel=case["tolerance"])


@pytest.mark.parametrize("name", ["jk1", "jkn", "jkn_wr", "scd_jkn", "scd_brr", "scd_fay"])
def test_weights_by_formula_are_those_of_r(name) -> None:
    """But for the order of the replicates and which of two PSUs a pattern calls first."""
    ours, theirs = by_formula(name), given(name)
    y = np.sqrt(1.0 + np.arange(len(ours.weights)))[:, None]
    linear = Totals(np.column_stack([y, y**3]))
    assert ReplicateDesign(ours).covariance(linear) == pytest.approx(
        ReplicateDesign(theirs).covariance(linear), rel=1e-8
    )
    if name in ("jk1", "jkn", "jkn_wr", "scd_jkn"):
        columns = [np.array(sorted(matrix.T.round(6).tolist())) for matrix in (ours.matrix, theirs.matrix)]
        assert columns[0] == pytest.approx(columns[1], rel=1e-6)


def columns_of(case: dict, data: dict) -> list[np.ndarray]:
    found = []
    for variable in case["variables"]:
        levels = case["levels"].get(variable)
        found += [matches(data[variable], level).astype(float) for level in levels] if levels else [data[variable]]
    return found


def statistic_of(case: dict, data: dict) -> Ratios | Totals:
    columns = np.column_stack(columns_of(case, data))
    below = np.column_stack([data[name] for name in case["denominators"]]) if case["denominators"] else None
    known = ~np.isnan(columns).any(axis=1) & (True if below is None else ~np.isnan(below).any(axis=1))
    columns = np.where(known[:, None], columns, 0.0)
    if case["statistic"] == "total":
        return Totals(columns)
    if case["statistic"] == "domain":
        (by,) = case["by"]
        groups = np.column_stack([matches(data[by], group[0]) for group in case["expect"]["groups"]])
        return Ratios(groups * columns, (groups & known[:, None]).astype(float))
    ones = np.repeat(known[:, None], columns.shape[1], axis=1).astype(float)
    return Ratios(columns, ones if below is None else np.where(known[:, None], below, 0.0))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_estimates_and_standard_errors(case) -> None:
    replicates = given(case["design"])
    if "mse" in case["options"]:
        replicates = replace(replicates, mse=case["options"]["mse"])
    design, expect = ReplicateDesign(replicates), case["expect"]
    statistic = statistic_of(case, data_of(case["design"]))
    covariance = design.covariance(statistic)
    close = {"rel": case["tolerance"], "abs": case.get("absolute_tolerance", 1e-12)}
    assert statistic.value(design.weights) == pytest.approx(np.array(expect["estimate"]), **close)
    rounding = {**close, "abs": case.get("absolute_tolerance", 1e-6 if "quirk" in case else 1e-12)}
    assert np.sqrt(np.diag(covariance)) == pytest.approx(np.array(expect["se"], dtype=float), **rounding)
    if "df" in expect:
        assert design.df == expect["df"]

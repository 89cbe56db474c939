"""Calibrated weights and their residuals against R survey: post-stratification, raking, calibration, trimming."""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.weighting.calibration import apply_in_order, residuals_in_order
from querschnitt.core.weighting.chain import run_chain
from querschnitt.core.weighting.gross_sample import GrossSample, Population
from querschnitt.core.weighting.plan import parse_weighting
from tests.references.r_steps import data_of, first_weights, steps_of
from tests.references.r_survey import FOLDER, MISSING, WHOLE, exam, table

CASES = [case for case in exam()["cases"] if case["statistic"] == "weights_summary"] if FOLDER == WHOLE else []
pytestmark = pytest.mark.skipif(FOLDER != WHOLE, reason=MISSING)


def summary(weights: np.ndarray) -> dict:
    low, middle, high = np.quantile(weights, [0.25, 0.5, 0.75])
    return {
        "min": weights.min(), "q25": low, "median": middle, "mean": weights.mean(), "q75": high, "max": weights.max(),
        "sum": weights.sum(), "sumsq": np.square(weights).sum(), "first": weights[:5],
    }  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_weights_after_the_steps(case) -> None:
    data = data_of(case["design"])
    weights = first_weights(case["design"], data)
    for result in apply_in_order(weights, steps_of(case["design"], data)):
        weights = result.weights
    found = summary(weights)
    for key in found.keys() & case["expect"].keys():
        assert found[key] == pytest.approx(case["expect"][key], rel=case["tolerance"]), key


def variance_of_total(values: np.ndarray, data: dict, spec: dict) -> float:
    """One stage, with replacement or with the fpc, by the README's formula."""
    psu = data[spec["clusters"][0]] if spec["clusters"] else np.arange(len(values))
    stratum = data[spec["strata"][0]] if spec["strata"] else np.zeros(len(values))
    variance = 0.0
    for level in np.unique(stratum):
        here = stratum == level
        sums = np.bincount(np.unique(psu[here], return_inverse=True)[1], weights=values[here])
        share = len(sums) / data[spec["fpc"][0]][here][0] if spec["fpc"] else 0.0
        variance += (1 - share) * len(sums) * sums.var(ddof=1)
    return variance


GROSS = WHOLE / "city_gross.csv"


@pytest.mark.skipif(not GROSS.exists(), reason=MISSING)
@pytest.mark.parametrize("wave", [2016, 2020])
def test_the_whole_chain_is_that_of_r(wave: int) -> None:
    """Base weights, classes of origin and age, raking: as R's script and `rake` make them of the gross sample."""
    gross, case = table("city_gross.csv"), f"city_cal{wave}"
    here = gross["wave"] == wave
    names = ("origin", "age", "sex", "district")
    sample = GrossSample(
        probability=1 / gross["d"][here],
        status=np.where(gross["resp"][here] == 1, "respondent", "nonrespondent"),
        texts={name: gross[name][here] for name in names},
    )
    margins = exam()["designs"][case]["steps"][0]["margins"]
    plan = parse_weighting(
        {"step": [
            {"kind": "base"},
            {"kind": "nonresponse", "method": "classes", "classes": ["origin", "age"], "minimum": 1},
            {"kind": "calibration", "method": "raking", "margins": [margin["by"] for margin in margins]},
        ]},
        where="plan",
    )  # fmt: skip
    done = run_chain(plan, sample, Population({margin["by"][0]: margin["totals"] for margin in margins}))
    assert done.before == pytest.approx(gross["wc"][here & (gross["resp"] == 1)])
    expect = next(each["expect"] for each in exam()["cases"] if each["id"] == f"{case}_kish")
    last = done.steps[-1]
    assert (last.sum, last.kish, last.n_eff, last.minimum, last.maximum) == pytest.approx(
        tuple(expect[key] for key in ("sum", "deff_kish", "neff", "min", "max")), rel=1e-6
    )


MEANS = [
    case
    for case in (exam()["cases"] if CASES else [])
    if (case["family"], case["statistic"]) == ("calibration", "mean") or case["id"] == "trim"
]


@pytest.mark.parametrize("case", MEANS, ids=[case["id"] for case in MEANS])
def test_standard_errors_of_means_use_the_residuals(case) -> None:
    name, variable = case["design"], case["variables"][0]
    data, spec = data_of(name), exam()["designs"][name]
    results = apply_in_order(first_weights(name, data), steps_of(name, data))
    weights, y = results[-1].weights, data[variable]
    mean = np.average(y, weights=weights)
    scores = residuals_in_order(results, (y - mean) / weights.sum(), weights=weights)
    expect = case["expect"]
    if case["id"] == "trim":
        expect = {"estimate": [expect["mean_of_variable"]], "se": [expect["se_of_mean"]]}
    assert mean == pytest.approx(expect["estimate"][0], rel=case["tolerance"])
    error = np.sqrt(variance_of_total(weights * scores, data, spec))
    assert error == pytest.approx(expect["se"][0], rel=case["tolerance"])

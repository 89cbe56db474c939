"""Strata with one primary unit under replicates: equal to R where R has a rule, and to the closed form in general."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from querschnitt.core.errors import DesignError, InputError
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.statistics import ratio, total
from querschnitt.core.estimation.variables import numeric
from querschnitt.core.weighting.replicates import (
    PrimaryUnits,
    Replicates,
    balanced,
    canty_davison,
    jack1,
    jackn,
    preston,
    primary_units,
    rao_wu,
    successive_difference,
)

FOLDER = Path(__file__).parents[3] / "references" / "lonely"
OF_R = json.loads((FOLDER / "replicates.json").read_text())
Z = np.array([3.0, 7.0, 5.0, 9.0, 4.0])
STRATA = np.array(["a", "a", "b", "b", "c"])
SEVERAL = {"count": 40_000, "generator": np.random.default_rng(7)}


def people() -> dict[str, np.ndarray]:
    with (FOLDER / "people.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def made(case: dict, data: dict[str, np.ndarray]) -> Replicates:
    population = data["units"] if case["population"] else None
    units = primary_units(data["unit"], strata=data["stratum"], population=population)
    if case["kind"] == "JKn":
        return jackn(data["weight"], units, lonely=case["rule"])
    return balanced(data["weight"], units, fay=0.3 if case["kind"] == "Fay" else 0.0, lonely=case["rule"])


@pytest.mark.parametrize("case", OF_R, ids=[f"{case['kind']}-{case['rule']}-{case['population']}" for case in OF_R])
def test_rules_are_those_of_r(case: dict) -> None:
    data = people()
    replicates = made(case, data)
    design = ReplicateDesign(replicates)
    y, x = numeric("y", data["y"]), numeric("x", data["x"])
    totals, share = estimate(design, total([y, x])), estimate(design, ratio([y], [x]))
    assert totals.estimate == pytest.approx(case["total"], rel=1e-10)
    assert totals.se == pytest.approx(case["total_se"], rel=1e-8)
    assert share.estimate == pytest.approx(case["ratio"], rel=1e-10)
    if case["kind"] == "JKn":  # the squares of a half-sample's ratio depend on which Hadamard matrix it is
        assert share.se == pytest.approx(case["ratio_se"], rel=1e-8)
    assert design.df == case["df"]
    assert replicates.scale * replicates.rscales == pytest.approx(case["scale"] * np.array(case["rscales"]), rel=1e-10)
    assert f"2 strata with one primary unit: {case['rule']}" in replicates.notes


def variance(replicates: Replicates) -> float:
    totals = Z @ replicates.matrix
    centre = Z.sum() if replicates.mse else totals.mean()
    return float(replicates.scale * (replicates.rscales * (totals - centre) ** 2).sum())


def units_with_one_alone() -> PrimaryUnits:
    return primary_units(np.arange(5), strata=STRATA)


@pytest.mark.parametrize(("rule", "expected"), [("remove", 16.0 + 16.0), ("certainty", 32.0), ("average", 32 * 5 / 4)])
def test_every_kind_gives_the_variance_of_the_rule(rule, expected: float) -> None:
    """By hand: (3 - 7)^2 + (5 - 9)^2, and the lonely unit a quarter of that or nothing."""
    ones, units = np.ones(5), units_with_one_alone()
    for exact in (jackn, balanced, successive_difference):
        assert variance(exact(ones, units, lonely=rule)) == pytest.approx(expected)
    for drawn in (canty_davison, rao_wu):
        done = drawn(ones, units, lonely=rule, **SEVERAL)
        assert variance(done) == pytest.approx(expected, rel=0.05)
        assert set(done.matrix[4]) == {1.0}


def test_the_mean_of_others_counts_no_unit_of_a_full_stratum() -> None:
    """R would count it, and make the variance larger by a unit that has none."""
    population = np.array([2.0, 2.0, 20.0, 20.0, 20.0])
    units = primary_units(np.arange(5), strata=STRATA, population=population)
    assert jackn(np.ones(5), units, lonely="average").scale == 3 / 2


def test_later_stages_of_a_lonely_unit_still_count() -> None:
    """One of two schools with two of four pupils: the pupils' variance, times the share of schools."""
    stages = [(np.array([1, 1]), np.full(2, 2.0)), (np.arange(2), np.full(2, 4.0))]
    weights, y = np.full(2, 4.0), np.array([1.0, 3.0])
    done = preston(weights, stages, lonely="remove", **SEVERAL)
    spread = float(np.var(y @ done.matrix, ddof=1))
    assert spread == pytest.approx(0.5 * (1 - 2 / 4) * 2 * np.var(weights * y, ddof=1), rel=0.02)
    assert done.notes == ("1 units with one part at stage 1: remove",)
    with pytest.raises(DesignError, match="stage 1, row 1.*'remove'"):
        preston(weights, stages, **SEVERAL)


def test_what_a_rule_cannot_do_is_refused() -> None:
    ones, units = np.ones(5), units_with_one_alone()
    with pytest.raises(DesignError, match="only one primary unit.*stratum 'c'.*fail, remove, certainty, average"):
        balanced(ones, units, lonely="adjust")
    with pytest.raises(DesignError, match="stratum 'c'.*'remove' or 'adjust' or 'average'; the choice is printed"):
        jackn(ones, units)
    with pytest.raises(InputError, match="Did you mean 'average'"):
        jackn(ones, units, lonely="averaged")  # type: ignore[arg-type]
    all_alone = primary_units(np.arange(3), strata=np.arange(3))
    with pytest.raises(DesignError, match="nothing shows how units differ"):
        jackn(np.ones(3), all_alone, lonely="average")
    with pytest.raises(DesignError, match="only one primary unit"):
        jack1(np.ones(2), primary_units(np.zeros(2)))
    counted = primary_units(np.arange(4), strata=np.array([1, 1, 2, 2]), population=np.full(4, 2.0))
    with pytest.raises(DesignError, match="all primary units of every stratum"):
        jackn(np.ones(4), counted)

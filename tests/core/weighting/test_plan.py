"""The weighting plan: read as it is written; a mistake is named with its place and the way out."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from querschnitt.core.errors import InputError
from querschnitt.core.weighting.nonresponse import CollapseRule
from querschnitt.core.weighting.plan import count_margins, parse_weighting
from querschnitt.core.weighting.steps import (
    Base,
    ByPropensity,
    ByTree,
    Calibration,
    KnownTotal,
    Nonresponse,
    Replication,
    Trim,
    UnknownEligibility,
)

LEIPZIG = Path(__file__).parents[3] / "examples" / "leipzig"
BASE = {"kind": "base"}
CLASSES = {"kind": "nonresponse", "method": "classes", "classes": ["region", "age"], "minimum": 1}
RAKING = {"kind": "calibration", "method": "raking", "margins": [["region"], ["sex", "age"]]}
BOOTSTRAP = {"kind": "replicates", "method": "bootstrap", "count": 50, "seed": 1}
EVERYTHING = """
[[step]]
kind = "base"

[[step]]
kind = "unknown_eligibility"
classes = ["region"]

[[step]]
kind = "nonresponse"
method = "tree"
variables = ["region", "age"]
alpha = 0.01
minimum = 30

[step.compare]
method = "propensity"
terms = [["region", "age"], ["attempts"]]
groups = 5

[[step]]
kind = "calibration"
method = "logit"
margins = [["sex"]]
measures = ["rooms"]
bounds = [0.3, 3]
households = "household"
totals.sex = {f = {total = 52, se = 2}, m = 48}
totals.rooms = {total = 240, se = 9.5}

[[step]]
kind = "trimming"
times_median = 5

[[step]]
kind = "replicates"
method = "bootstrap"
count = 200
fay = 0.5
seed = 7
"""


def plan_of(*steps: dict[str, Any]) -> Any:
    return parse_weighting({"step": list(steps)}, where="plan")


def test_every_key_of_every_step_is_read() -> None:
    plan = parse_weighting(tomllib.loads(EVERYTHING), where="plan")
    assert plan.steps == (
        Base(),
        UnknownEligibility(("region",)),
        Nonresponse(
            ByTree(("region", "age"), 0.01, CollapseRule(minimum=30)),
            ByPropensity((("region", "age"), ("attempts",)), 5),
        ),
        Calibration(
            "logit", (("sex",),), ("rooms",), (0.3, 3.0), "household",
            {"sex": {"f": KnownTotal(52, 2), "m": KnownTotal(48)}, "rooms": {"": KnownTotal(240, 9.5)}},
        ),
        Trim(times_median=5),
        Replication("bootstrap", 200, 0.5, 7),
    )  # fmt: skip
    assert plan.variables == ("region", "age", "sex")
    assert plan.predictors == ("region", "age", "attempts")
    assert plan.measures == ("rooms",)


@pytest.mark.parametrize("name", ["weighting.toml", "weighting_2016.toml"])
def test_the_plans_of_the_example(name: str) -> None:
    plan = parse_weighting(tomllib.loads((LEIPZIG / name).read_text(encoding="utf-8")), where=name)
    assert [step.kind for step in plan.steps] == ["base", "nonresponse", "calibration", "replicates"]
    assert plan.classes == ("region", "age_class", "stay_class")
    assert [step.kind for step in plan.for_weights_alone().steps] == ["base", "nonresponse", "calibration"]


def test_margins_are_counted_in_the_population_and_totals_of_the_plan_go_before() -> None:
    population = {"region": np.array(["n", "n", "s"]), "sex": np.array(["f", "m", "m"]), "age": np.array(["y"] * 3)}
    assert count_margins(plan_of(BASE, CLASSES, RAKING), population) == {
        "region": {"n": 2.0, "s": 1.0},
        "sex × age": {"f × y": 1.0, "m × y": 2.0},
    }
    own = {"kind": "calibration", "method": "linear", "margins": [["sex"]], "totals": {"sex": {"f": 9, "m": 8}}}
    assert count_margins(plan_of(BASE, own), population) == {"sex": {"f": 9.0, "m": 8.0}}


@pytest.mark.parametrize(
    ("steps", "what", "where"),
    [
        ([CLASSES, RAKING], "A weighting begins with base weights", "plan, step 1"),
        ([BASE, BASE], "The step 'base' stands twice", "plan, step 2"),
        ([BASE, CLASSES, CLASSES], "The step 'nonresponse' stands twice", "plan, step 3"),
        ([BASE, RAKING, CLASSES], "'nonresponse' comes too late: it stands after 'calibration'", "plan, step 3"),
        ([BASE, BOOTSTRAP, RAKING], "'calibration' comes too late: it stands after 'replicates'", "plan, step 3"),
        ([BASE, {"kind": "rake"}], "Unknown kind 'rake'", "plan, step 2"),
        ([BASE, {}], "'kind' is missing", "plan, step 2"),
        ([{**BASE, "p": 1}], "Unknown key 'p'", r"plan, step 1 \(base\)"),
        ([BASE, {"kind": "nonresponse", "method": "classes"}], "'classes' is missing", r"step 2 \(nonresponse\)"),
        ([BASE, {**CLASSES, "classes": "region"}], "Not a list of names", r"\(nonresponse\).classes"),
        ([BASE, {**CLASSES, "classes": ["a", "a"]}], "A name stands twice", r"\(nonresponse\).classes"),
        ([BASE, {**CLASSES, "minimum": 0}], "Not a number above zero", r"\(nonresponse\).minimum"),
        ([BASE, {**CLASSES, "minimum": "20"}], "Not a number above zero", r"\(nonresponse\).minimum"),
        ([BASE, {**CLASSES, "compare": 1}], "Not a table", r"\(nonresponse\).compare"),
        ([BASE, {**CLASSES, "method": "tree"}], "Unknown key 'classes'", r"\(nonresponse\)"),
        ([BASE, {**RAKING, "margins": ["region"]}], "Not a list of names", r"\(calibration\).margins"),
        ([BASE, {**RAKING, "margins": []}], "Not a list of lists", r"\(calibration\).margins"),
        ([BASE, {**RAKING, "bounds": [0.3, 3]}], "'raking' takes margins alone", r"\(calibration\)"),
        ([BASE, {**RAKING, "method": "logit"}], "Logit needs bounds", r"\(calibration\)"),
        ([BASE, {**RAKING, "method": "linear", "bounds": [2, 3]}], "Not bounds", r"\(calibration\).bounds"),
        ([BASE, {**RAKING, "method": "poststratification"}], "Post-stratification has one margin", r"\(calibration\)"),
        ([BASE, {"kind": "calibration", "method": "linear"}], "Margins or measures are missing", r"\(calibration\)"),
        ([BASE, {**RAKING, "totals": {"region": {"n": "x"}}}], "Not a total", r"totals.region.n"),
        ([BASE, {"kind": "trimming"}], "Trimming needs a bound", r"\(trimming\)"),
        ([BASE, {"kind": "trimming", "times_median": 1}], "upper bound of trimming is not clear", "times_median"),
        ([BASE, {**BOOTSTRAP, "seed": None}], "The bootstrap needs a seed", r"\(replicates\).seed"),
        ([BASE, {**BOOTSTRAP, "count": 1}], "Not a number of replicates", r"\(replicates\).count"),
        ([BASE, {**BOOTSTRAP, "fay": 1}], "Not a share", r"\(replicates\).fay"),
        ([BASE, {"kind": "replicates", "method": "jackknife", "count": 9}], "Unknown key 'count'", "replicates"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(steps: list[dict[str, Any]], what: str, where: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        plan_of(*steps)
    assert re.search(where, caught.value.where)


def test_raking_does_not_take_totals_with_an_error_and_says_what_does() -> None:
    uncertain = {**RAKING, "margins": [["sex"]], "totals": {"sex": {"f": {"total": 5, "se": 1}, "m": 5}}}
    with pytest.raises(InputError, match="Raking meets exact totals only") as caught:
        plan_of(BASE, uncertain)
    assert "Choose the method exponential" in caught.value.hint


def test_a_file_of_before_there_were_steps_is_told_how_they_are_written() -> None:
    with pytest.raises(InputError, match="Unknown key 'nonresponse'") as caught:
        parse_weighting({"nonresponse": {"classes": ["region"]}, "raking": {"margins": [["sex"]]}}, where="plan")
    assert "a list of steps, each a table [[step]]" in caught.value.hint
    with pytest.raises(InputError, match="has no steps"):
        parse_weighting({}, where="plan")


def test_a_misspelt_key_has_a_suggestion() -> None:
    with pytest.raises(InputError, match="Unknown key 'minimun'") as caught:
        plan_of(BASE, {**CLASSES, "minimun": 20})
    assert caught.value.hint == "Did you mean 'minimum'?"

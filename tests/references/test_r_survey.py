"""What the exam does not ask of R's results: published intervals, propensities, allocations, one regression or ten."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.publication import publish
from querschnitt.core.estimation.statistics import mean
from querschnitt.core.estimation.variables import Variable, everybody, numeric
from querschnitt.core.sampling.allocation import allocate_neyman, allocate_power, allocate_proportional
from querschnitt.core.sampling.design import parse_design
from querschnitt.core.sampling.planning import interviews_for
from querschnitt.core.weighting.calibration import met_margins
from querschnitt.core.weighting.propensity import fit_propensity, representativity
from tests.references.exam_calibration import step_of
from tests.references.exam_cases import Case, Folder
from tests.references.r_survey import FOLDER, MISSING, OWN, exam, matches, table

SET = Folder(FOLDER)
only_with_the_whole_set = pytest.mark.skipif(FOLDER == OWN, reason=MISSING)

ELEMENT_DESIGNS = {
    name
    for name, spec in exam()["designs"].items()
    if spec["kind"] == "taylor" and not spec["clusters"] and {step["step"] for step in spec["steps"]} <= {"rake"}
} - {"strat_wr_domlonely"}


def near(expected: object, case: dict) -> object:
    return pytest.approx(np.array(expected, dtype=float), rel=case["tolerance"], abs=1e-10)


INTERVALS = [
    Case(SET, spec)
    for spec in SET.cases
    if spec["statistic"] == "proportion_ci"
    and spec["design"] in ELEMENT_DESIGNS
    and spec["options"]["ci_method"] in {"beta", "logit", "xlogit"}
]


@pytest.mark.parametrize("case", INTERVALS, ids=lambda case: case.spec["id"])
def test_published_intervals_of_shares(case: Case) -> None:
    design, data = case.designs[0]
    method, share = case.options["ci_method"].removeprefix("x"), case.variables(data)[0]
    rows = case.rows(data, [share])
    item = Variable("share", ("share=yes",), share.columns, share.known)
    one = publish(design, [item], everybody(len(rows), where=rows), method=method).shares
    assert one.estimate == near(case.spec["expect"]["estimate"], case.spec)
    assert one.se == near(case.spec["expect"]["se"], case.spec)
    if method == "beta" and case.options["rows"] != one.n[0]:
        pytest.skip("R takes the rows of the whole design for those of the domain (quirk of the case)")
    assert np.array(one.ci).ravel() == near(case.spec["expect"]["ci"][0], case.spec)


@only_with_the_whole_set
def test_response_propensities_and_r_indicator() -> None:
    case = next(c for c in exam()["cases"] if c["id"] == "city_rr_model")
    indicator = next(c for c in exam()["cases"] if c["id"] == "city_rr_indicator")
    design, data = SET.design("city_gross2016")
    terms = [np.ones(len(design.weights))]
    for term in case["options"]["terms"][1:]:
        name, level = term.rstrip("]").split("[")
        terms.append(matches(data[name], level).astype(float))
    fit = fit_propensity(np.column_stack(terms), data["resp"] == 1, weights=design.weights)
    assert fit.coefficients == near(case["expect"]["estimate"], case)
    ours = representativity(fit, weights=design.weights)
    assert ours == near(indicator["expect"]["R_indicator"], indicator)


def test_allocations_are_the_exact_ones_rounded() -> None:
    case = next(c for c in exam()["cases"] if c["id"] == "city_alloc")
    sizes = np.array(case["expect"]["Nh"], dtype=np.int64)
    for ours, exact in (
        (allocate_proportional(sizes, 5000), case["expect"]["proportional"]),
        (allocate_power(sizes, 5000, power=0.5), case["expect"]["power_half"]),
        (allocate_neyman(sizes, 5000, spread=np.array(case["expect"]["Sh"])), case["expect"]["neyman"]),
    ):
        assert np.abs(ours - np.array(exact)).max() < 1
        assert ours.sum() == 5000
    margin = case["options"]["margin_of_error"]
    assert interviews_for(margin, population=int(sizes.sum())) == case["expect"]["n_for_margin"]


def test_a_design_file_allocates_as_r_does_and_draws_as_many_as_a_margin_needs() -> None:
    case = next(c for c in exam()["cases"] if c["id"] == "city_alloc")
    levels = [name.partition("=")[2] for name in case["expect"]["names"]]
    sizes = np.array(case["expect"]["Nh"])
    spread = dict(zip(levels, case["expect"]["Sh"], strict=True))
    common = {"name": "city", "stratify_by": "origin"}
    for entries, expected in (
        ({"allocation": "proportional"}, "proportional"),
        ({"allocation": "power", "power": 0.5}, "power_half"),
        ({"allocation": "neyman", "spread": spread}, "neyman"),
    ):
        drawn = parse_design({**common, "sample_size": 5000, **entries}).allocate(sizes, levels)
        assert drawn.sum() == 5000
        assert np.all(np.abs(drawn - case["expect"][expected]) < 1)
    margin = {"allocation": "targets", "targets": {"total": case["options"]["margin_of_error"]}}
    needed = parse_design({**common, **margin}).allocate(sizes, levels)
    assert case["expect"]["n_for_margin"] <= needed.sum() <= case["expect"]["n_for_margin"] + 1


def test_one_regression_is_close_to_the_ten_passes() -> None:
    passes, data = SET.design("city_cal2016")
    assert isinstance(passes, LinearisedDesign)
    (step,) = SET.content["designs"]["city_cal2016"]["steps"]
    met = met_margins(passes.weights, step_of(step, data).margins)
    regression = replace(passes, adjusted=(met,))
    for name in ("trust", "member", "visits"):
        each = [estimate(design, mean([numeric(name, data[name])])).se[0] for design in (regression, passes)]
        assert each[0] == pytest.approx(each[1], rel=0.02)
        assert each[0] != each[1]


@only_with_the_whole_set
def test_the_files_are_the_ones_we_know() -> None:
    assert len(table("apistrat.csv")["stype"]) == 200


def test_the_projects_own_references_are_part_of_the_whole_set() -> None:
    own = {case["id"] for case in json.loads((OWN / "cases.json").read_text())["cases"]}
    assert len(own) == 31
    assert own <= {case["id"] for case in exam()["cases"]}

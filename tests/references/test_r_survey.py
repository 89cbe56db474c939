"""Estimates equal to R survey: everywhere on the city's data, and on all references where they are at hand."""

from __future__ import annotations

import json

import numpy as np
import pytest

from querschnitt.core.estimation.design import SurveyDesign
from querschnitt.core.estimation.intervals import t_interval
from querschnitt.core.estimation.means import estimate_mean
from querschnitt.core.estimation.proportions import estimate_share
from querschnitt.core.estimation.totals import estimate_ratio, estimate_total
from querschnitt.core.sampling.allocation import allocate_neyman, allocate_power, allocate_proportional
from querschnitt.core.sampling.design import parse_design
from querschnitt.core.sampling.planning import interviews_for
from querschnitt.core.weighting.effects import effective_size, kish_effect
from querschnitt.core.weighting.propensity import fit_propensity, representativity
from tests.references.r_survey import FOLDER, MISSING, OWN, design, exam, matches, rows_where, table

only_with_the_whole_set = pytest.mark.skipif(FOLDER == OWN, reason=MISSING)

ELEMENT_DESIGNS = {
    name
    for name, spec in exam()["designs"].items()
    if spec["kind"] == "taylor" and not spec["clusters"] and {step["step"] for step in spec["steps"]} <= {"rake"}
} - {"strat_wr_domlonely"}
FIGURES = {"mean", "total", "proportion", "ratio", "domain"}


def cases(statistics: set[str]) -> list:
    chosen = [c for c in exam()["cases"] if c["statistic"] in statistics and c.get("design") in ELEMENT_DESIGNS]
    return [pytest.param(case, id=case["id"]) for case in chosen]


def near(expected: object, case: dict) -> object:
    return pytest.approx(np.array(expected, dtype=float), rel=case["tolerance"], abs=1e-10)


def used(case: dict, data: dict) -> np.ndarray:
    """The rows of the case: its domain, without missing values where it drops them."""
    keep = rows_where(data, case["where"])
    if case["options"].get("na_rm"):
        keep &= rows_where(data, [[name, "not_null", None] for name in case["variables"] + case["denominators"]])
    return keep


def columns(case: dict, data: dict) -> list[tuple[np.ndarray, np.ndarray | None]]:
    """One entry a figure: the values or the 0/1 of a level, and the denominator of a ratio."""
    if case["denominators"]:
        return [(data[over], data[under]) for under in case["denominators"] for over in case["variables"]]
    found = []
    for name in case["variables"]:
        levels = case["levels"].get(name)
        found += [(matches(data[name], v).astype(float), None) for v in levels] if levels else [(data[name], None)]
    return found


def figures(case: dict) -> tuple[SurveyDesign, list]:
    survey, data = design(case["design"])
    keep, kind = used(case, data), case["options"].get("of", case["statistic"])
    groups = [
        np.logical_and.reduce([matches(data[by], v) for by, v in zip(case["by"], values, strict=True)])
        for values in case["expect"].get("groups", [])
    ]
    if groups:
        distinct = list(
            {
                tuple(values): mask for values, mask in zip(map(tuple, case["expect"]["groups"]), groups, strict=True)
            }.values()
        )
    else:
        distinct = [np.ones(survey.n, dtype=bool)]
    estimates = []
    for values, denominator in columns(case, data):
        for group in distinct:
            if kind == "ratio":
                estimates.append(estimate_ratio(survey, values, denominator, domain=keep & group))
            else:
                estimate = estimate_total if kind == "total" else estimate_mean
                estimates.append(estimate(survey, values, domain=keep & group))
    return survey, estimates


@pytest.mark.parametrize("case", cases(FIGURES))
def test_estimates_standard_errors_intervals_and_design_effects(case) -> None:
    survey, estimates = figures(case)
    expect = case["expect"]
    assert [e.estimate for e in estimates] == near(expect["estimate"], case)
    assert [e.se for e in estimates] == near(expect["se"], case)
    if "df" in expect:
        assert survey.df == expect["df"]
    if "ci_t" in expect:
        bounds = [t_interval(np.array(e.estimate), np.array(e.se), df=np.array(float(survey.df))) for e in estimates]
        assert np.array(bounds, dtype=float) == near(expect["ci_t"], case)
    if "deff" in expect and case["options"].get("deff") is True:
        assert [e.deff for e in estimates] == near(expect["deff"], case)


@pytest.mark.parametrize(
    "case", [c for c in cases({"proportion_ci"}) if c.values[0]["options"]["ci_method"] in {"beta", "logit", "xlogit"}]
)
def test_intervals_of_shares(case) -> None:
    survey, data = design(case["design"])
    method = {"xlogit": "logit"}.get(case["options"]["ci_method"], case["options"]["ci_method"])
    one = estimate_share(survey, data[case["variables"][0]], domain=used(case, data), method=method)
    assert one.estimate == near(case["expect"]["estimate"][0], case)
    assert one.se == near(case["expect"]["se"][0], case)
    if method == "beta" and case["options"]["rows"] != one.n:
        pytest.skip("R takes the rows of the whole design for those of the domain (quirk of the case)")
    assert (one.ci_low, one.ci_high) == near(case["expect"]["ci"][0], case)


@pytest.mark.parametrize("case", cases({"weights_summary"}))
def test_raked_weights(case) -> None:
    weights = design(case["design"])[0].weights
    ours = {
        "min": weights.min(),
        "max": weights.max(),
        "mean": weights.mean(),
        "sum": weights.sum(),
        "q25": np.quantile(weights, 0.25),
        "median": np.median(weights),
        "q75": np.quantile(weights, 0.75),
        "sumsq": np.square(weights).sum(),
        "deff_kish": kish_effect(weights),
        "neff": effective_size(weights),
        "first": weights[: len(case["expect"].get("first", []))],
    }
    for key, value in case["expect"].items():
        assert ours[key] == near(value, case), key


@only_with_the_whole_set
def test_response_propensities_and_r_indicator() -> None:
    case = next(c for c in exam()["cases"] if c["id"] == "city_rr_model")
    indicator = next(c for c in exam()["cases"] if c["id"] == "city_rr_indicator")
    survey, data = design("city_gross2016")
    terms = [np.ones(survey.n)]
    for term in case["options"]["terms"][1:]:
        name, level = term.rstrip("]").split("[")
        terms.append(matches(data[name], level).astype(float))
    fit = fit_propensity(np.column_stack(terms), data["resp"] == 1, weights=survey.weights)
    assert fit.coefficients == near(case["expect"]["estimate"], case)
    ours = representativity(fit, weights=survey.weights)
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


def test_the_regression_residuals_are_close_to_the_ten_passes() -> None:
    passes, data = design("city_cal2016")
    regression = SurveyDesign(passes.weights, passes.strata, margins=passes.margins)
    for name in ("trust", "member", "visits"):
        assert estimate_mean(regression, data[name]).se == pytest.approx(estimate_mean(passes, data[name]).se, rel=0.02)


@only_with_the_whole_set
def test_the_files_are_the_ones_we_know() -> None:
    assert len(table("apistrat.csv")["stype"]) == 200


def test_the_projects_own_references_are_part_of_the_whole_set() -> None:
    own = {case["id"] for case in json.loads((OWN / "cases.json").read_text())["cases"]}
    assert len(own) == 31
    assert own <= {case["id"] for case in exam()["cases"]}

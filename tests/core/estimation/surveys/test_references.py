"""Every reference number of R survey that has a name in the surface comes out of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from querschnitt.core import estimation
from tests.core.estimation.surveys.named import FOLDERS, NotNamed, asked, close, part
from tests.references.exam_cases import Folder
from tests.references.r_survey import FOLDER, MISSING, WHOLE

VERBS = {"total": estimation.total, "mean": estimation.mean, "proportion": estimation.mean}
FITS = {
    "gaussian": estimation.linear_regression,
    "quasibinomial": estimation.logistic_regression,
    "binomial": estimation.logistic_regression,
    "quasipoisson": estimation.poisson_regression,
    "poisson": estimation.poisson_regression,
}
USUAL = {
    "gaussian": "identity", "binomial": "logit", "quasibinomial": "logit", "poisson": "log", "quasipoisson": "log",
}  # fmt: skip
FAMILIES = {"Gamma": "gamma", "inverse.gaussian": "inverse_gaussian"}


def figures_of(case: dict, people: estimation.Survey) -> dict:
    kind = case["statistic"].removeprefix("twophase_")
    kind = case["options"]["of"] if kind == "domain" else kind
    rows = part(case)
    if kind == "ratio":
        figures = estimation.ratio(people, case["variables"], case["denominators"], **rows)
    elif kind in VERBS:
        effect = {True: "without_replacement", "replace": "with_replacement"}.get(case["options"].get("deff"))
        figures = VERBS[kind](people, case["variables"], deff=effect, **rows)
    elif kind == "quantile":
        options = case["options"]
        figures = estimation.quantile(people, case["variables"], options["probabilities"], **rows)
    elif kind == "variance":
        figures = estimation.variance(people, case["variables"], **rows)
    elif kind == "proportion_ci":
        return shares_by(case, people)
    else:
        raise NotNamed(f"domains of {kind}")
    found = {"names": figures.names, "estimate": figures.estimate, "se": figures.se, "df": figures.df}
    return found | {"deff": figures.deff, "ci_t": np.column_stack(figures.ci)}


def shares_by(case: dict, people: estimation.Survey) -> dict:
    """R's svyciprop on a subset has the degrees of freedom of the subset: one call a group takes them."""
    [group], found = case["by"], []
    for level in case["levels"][group]:
        rows = {**part(case), "by": [], "where": f"{group} == {level}"}
        df = people.design.stages.df_of(people.columns.rows(rows["where"]))
        one = estimation.proportion(people, case["variables"], interval=case["options"]["ci_method"], df=df, **rows)
        place = one.names.index(f"{case['variables'][0]}=1")
        found.append((one.estimate[place], one.ci[0][place], one.ci[1][place]))
    table = np.array(found)
    return {"estimate": table[:, 0], "ci": table[:, 1:]}


def quantiles(case: dict, people: estimation.Survey) -> dict:
    options = case["options"]
    figures = estimation.quantile(
        people, case["variables"], options["probabilities"], rule=options["qrule"],
        interval=options["interval_type"] or "none", level=options["level"], df=options.get("df"), **part(case),
    )  # fmt: skip
    return {"names": figures.names, "estimate": figures.estimate, "se": figures.se, "ci": np.column_stack(figures.ci)}


def proportions(case: dict, people: estimation.Survey) -> dict:
    people, options = people, case["options"]
    interval = {"interval": options["ci_method"], "level": options["level"], "df": options["df"]}
    figures = estimation.proportion(people, case["variables"], **interval, **part(case))
    low, high = figures.ci
    place = figures.names.index(f"{case['variables'][0]}=1")
    return {"estimate": figures.estimate[[place]], "se": figures.se[[place]], "ci": [[low[place], high[place]]]}


def independence(case: dict, people: estimation.Survey) -> dict:
    statistic = case["options"].get("test_statistic", "F")
    found = estimation.chi_squared(people, *case["variables"], statistic=statistic, **part(case))
    return {"statistic": found.statistic, "p_value": found.p, "parameter": list(found.parameters)}


def means(case: dict, people: estimation.Survey) -> dict:
    group = None if case["options"]["test"] == "one_sample" else case["options"]["group"]
    found = estimation.t_test(people, case["variables"][0], group, **part(case))
    figures = {"estimate": [found.estimate], "se": [found.se], "ci": [[found.ci_low, found.ci_high]]}
    return figures | {"statistic": found.statistic, "df": found.df, "p_value": found.p}


def ranks(case: dict, people: estimation.Survey) -> dict:
    test, group = case["options"]["test"], case["options"]["group"]
    found = estimation.rank_test(people, case["variables"][0], group, test=test, **part(case))
    return {"statistic": found.statistic, "df": found.df, "p_value": found.p, "estimate": list(found.estimates)}


def regressions(case: dict, people: estimation.Survey) -> dict:
    options = case["options"]
    written = [term.split(":") for term in options["terms"]]
    terms = dict.fromkeys(":".join(part.partition("[")[0] for part in term) for term in written[1:])
    reference = {factor: str(level) for factor, level in options["reference"].items()}
    known = all(name in people.columns.values for term in terms for name in term.split(":"))
    if options["terms"][0] != "(Intercept)" or not known:
        raise NotNamed("a regression without a constant, or of derived terms")
    family, link, more = options["glm_family"], options["link"], {"reference": reference, **part(case)}
    if USUAL.get(family) == link:
        made = FITS[family](people, options["response"], list(terms), **more)
    else:
        named = FAMILIES.get(family, family)
        made = estimation.regression(people, options["response"], list(terms), family=named, link=link, **more)
    order = [made.names.index(term) for term in options["terms"]]
    return {"estimate": made.estimate[order], "se": made.se[order], "t": made.t[order], "df_residual": made.df_residual}


EXAMINERS: dict[str, Callable[[dict, estimation.Survey], dict]] = {
    **dict.fromkeys(("total", "mean", "proportion", "ratio", "domain", "twophase_mean", "twophase_total"), figures_of),
    "quantile": quantiles,
    "proportion_ci": proportions,
    "chisq_test": independence,
    "t_test": means,
    "rank_test": ranks,
    "glm": regressions,
}
CASES = [(folder, case) for folder in FOLDERS for case in folder.cases if case["statistic"] in EXAMINERS]
OTHERWISE = {
    "strat_q_shahvaish": "an interval of no width: ours says there is none",
    "clus1_ciprop_mean": "a limit below 0: ours is 0",
    "clus1_ciprop_asin": "a limit below 0, which R folds back: ours is 0",
    "clus2_ciprop_sub_mean": "a limit below 0: ours is 0",
    "city_cal2016_cip_beta": "R compares with the rows of the whole sample, ours with those of the part",
    "city_cal2020_cip_beta": "R compares with the rows of the whole sample, ours with those of the part",
}
"""What the surface answers otherwise than R, and means to; the engine beneath it has R's answer (tests/references)."""


def parameter(folder: Folder, case: dict):
    marks = [pytest.mark.xfail(reason=why, strict=True)] if (why := OTHERWISE.get(case["id"])) else []
    return pytest.param(folder, case, id=f"{folder.path.name} {case['id']}", marks=marks)


@pytest.mark.parametrize(("folder", "case"), [parameter(*each) for each in CASES])
def test_a_reference_case_through_names(folder, case):
    """None is skipped: a case that the surface cannot say fails, and one that it answers otherwise is listed."""
    found = EXAMINERS[case["statistic"]](case, asked(folder, case))
    compared = 0
    for field, numbers in found.items():
        if field == "names" or field not in case["expect"] or case["expect"][field] is None:
            continue
        assert close(numbers, case["expect"][field], case, field), (field, numbers, case["expect"][field])
        compared += 1
    assert compared


@pytest.mark.skipif(FOLDER != WHOLE, reason=MISSING)
def test_whatever_is_answered_otherwise_is_a_case():
    assert set(OTHERWISE) <= {case["id"] for _, case in CASES}

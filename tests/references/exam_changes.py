"""Examiners of contrasts, changes between waves, and many tests at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from querschnitt.core.estimation.contrasts import contrast, difference, function_of, p_values
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.model_matrix import ModelMatrix
from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.statistics import mean
from querschnitt.core.estimation.variables import everybody, numeric
from querschnitt.core.sampling.allocation import Effort, allocate_unrounded
from querschnitt.core.sampling.targets import allocate_to_targets, share_target
from querschnitt.core.trend.adjust import adjust
from querschnitt.core.trend.decomposition import kitagawa, oaxaca_blinder
from querschnitt.core.weighting.propensity import fit_propensity, representativity
from tests.references.exam_cases import Case, Numbers, examines
from tests.references.exam_data import Unsupported, column, rows_where
from tests.references.exam_estimates import figures_of, numbers_of
from tests.references.exam_expressions import expression
from tests.references.exam_models import MODEL, coefficients, fitted, regressed

FUNCTIONS = {
    "ratio": lambda a, b: a / b,
    "product": lambda a, b: a * b,
    "difference": lambda a, b: a - b,
    "log_ratio": lambda a, b: np.log(a / b),
    "log": np.log,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "logit": lambda p: np.log(p / (1 - p)),
    "odds_ratio": lambda p, q: p / (1 - p) / (q / (1 - q)),
}


@examines("contrast", "panel_difference", options=(*MODEL, "of", "contrasts", "function", "arguments", "level", "df"))
def contrasts(case: Case) -> Numbers:
    """Examine contrasts: linear, or a function of figures."""
    of = str(case.options.get("of") or "mean").removeprefix("domain ")
    figures = fitted(case).figures if of == "glm" else _named_by_group(figures_of(case, of), case)
    if "contrasts" in case.options:
        return numbers_of(case, contrast(figures, case.options["contrasts"]))
    name = case.options["function"]
    if name in FUNCTIONS:
        function, arguments = FUNCTIONS[name], tuple(case.options["arguments"])
    else:
        function, arguments = expression(name, figures.names)
    return numbers_of(case, function_of(figures, function, arguments=arguments, name="contrast"))


def _named_by_group(figures: Figures, case: Case) -> Figures:
    """Name domains by their group alone where the case has one variable, as its contrasts do."""
    if not case.spec["by"] or len(case.spec["variables"]) > 1:
        return figures
    return replace(figures, names=tuple(name.rpartition("|")[2] for name in figures.names))


@examines("trend_difference", options=("of", "level"))
def trend(case: Case) -> Numbers:
    """Examine the difference of two independent samples."""
    first, second = (figures_of(case, case.options.get("of", "mean"), position) for position in (0, 1))
    change = difference(second, first)
    relative = change.estimate / first.estimate
    tests = {"z": change.estimate / change.se, "p_value": p_values(change, df=np.inf), "relative_change": relative}
    return numbers_of(case, change) | tests


@examines("p_adjust", options=("of", "level"))
def many(case: Case) -> Numbers:
    """Examine adjusted p values of differences over domains."""
    first, second = (figures_of(case, case.options.get("of", "mean"), position) for position in (0, 1))
    change = difference(second, first)
    p = p_values(change, df=np.inf)
    methods = ("holm", "hochberg", "hommel", "bh", "by", "bonferroni")
    adjusted = {f"p_{method}": adjust(p, method=method) for method in methods}
    adjusted["p_fdr"] = adjusted["p_bh"]
    return numbers_of(case, change) | {"p_value": p} | adjusted


@examines("kitagawa")
def kitagawas(case: Case) -> Numbers:
    """Examine the decomposition of a change over groups."""
    means, shares = [], []
    for position, (design, data) in enumerate(case.designs):
        groups = case.variables(data, "by")
        rows = case.rows(data, [*case.variables(data), *groups])
        means.append(figures_of(case, "mean", position).estimate)
        shares.append(estimate(design, mean(groups, domains=everybody(len(rows), where=rows))).estimate)
    found = kitagawa(means=(means[0], means[1]), shares=(shares[0], shares[1]))
    return {"rate": found.rate, "composition": found.composition, "total": found.total}


@examines("oaxaca_blinder", options=MODEL)
def oaxaca(case: Case) -> Numbers:
    """Examine the decomposition of a change by two regressions."""
    if case.options["glm_family"] != "gaussian":
        raise Unsupported(f"decompositions of family {case.options['glm_family']}")
    first, second = (coefficients(case, position) for position in (0, 1))
    means = [column_means(*regressed(case, position)) for position in (0, 1)]
    found = oaxaca_blinder(coefficients=(first, second), means=(means[0], means[1]))
    parts: Numbers = {key: getattr(found, key) for key in ("endowments", "coefficients", "interaction", "total")}
    return parts | {"twofold_explained_pooled_avg": found.explained}


def column_means(design: Design, matrix: ModelMatrix, rows: np.ndarray) -> np.ndarray:
    """Return the means of the columns of a regression over its rows."""
    columns = [numeric(name, column) for name, column in zip(matrix.names, matrix.values.T, strict=True)]
    return estimate(design, mean(columns, domains=everybody(len(rows), where=rows))).estimate


@examines("allocation", options=("total_sample", "margin_of_error", "proportion", "level"))
def allocations(case: Case) -> Numbers:
    """Examine allocations before rounding: sizes are the first design's, spreads those of the second's rows.

    The spread is of the rows as they are, without weights, where they meet the first design's `where`.
    """
    (_, frame), (_, answers) = case.designs
    spec = case.folder.content["designs"][case.spec["designs"][0]]
    group, answered = case.variables(frame, "by")[0], case.variables(answers, "by")[0]
    wanted, y = rows_where(answers, spec["where"]), answers[case.spec["variables"][0]]
    sizes = np.array([frame[spec["fpc"][0]][member > 0][0] for member in group.columns.T])
    spread = np.array([np.nanstd(y[(member > 0) & wanted], ddof=1) for member in answered.columns.T])
    options, total = case.options, case.options["total_sample"]
    measures = {"proportional": sizes, "neyman": sizes * spread, "power_half": np.sqrt(sizes)}
    given = {key: allocate_unrounded(value, sizes.astype(np.int64), total) for key, value in measures.items()}
    people = np.array([round(sizes.sum())])
    wanted = share_target(
        "total", sizes=people, members=people, half_width=options["margin_of_error"], share=options["proportion"],
        level=options["level"],
    )  # fmt: skip
    enough = allocate_to_targets(people, [wanted], effort=Effort(costs=np.ones(1), response_rates=np.ones(1))).drawn
    return {"names": group.names, "Nh": sizes, "Sh": spread} | given | {"n_for_margin": enough}


@examines("r_indicator", options=MODEL)
def representative(case: Case) -> Numbers:
    """Examine the R-indicator of a response model."""
    model = case.options.get("glm_family", "binomial"), case.options.get("link", "logit")
    if model not in (("binomial", "logit"), ("quasibinomial", "logit")):
        raise Unsupported(f"response model {' '.join(map(str, model))}")
    design, data = case.designs[0]
    terms = np.column_stack([column(term, data) for term in case.options["terms"]])
    rows = rows_where(data, case.spec.get("where"))
    rows &= np.isfinite(terms).all(axis=1) | (not case.options.get("na_rm"))
    weights = design.weights[rows]
    fit = fit_propensity(terms[rows], data[case.options["response"]][rows] == 1, weights=weights)
    spread = (1 - representativity(fit, weights=weights)) / 2
    average = float(np.average(fit.fitted, weights=weights))
    return {"mean": average, "S": spread, "R_indicator": 1 - 2 * spread, "cv": spread / average}

"""Examiners of contrasts, changes between waves, and many tests at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from querschnitt.core.estimation.contrasts import contrast, difference, function_of, p_values
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.statistics import mean
from querschnitt.core.estimation.variables import everybody
from querschnitt.core.trend.adjust import adjust
from querschnitt.core.trend.decomposition import kitagawa
from querschnitt.core.weighting.propensity import fit_propensity, representativity
from tests.references.exam_cases import Case, Numbers, Unsupported, column, examines
from tests.references.exam_estimates import figures_of, numbers_of

FUNCTIONS = {
    "ratio": lambda a, b: a / b,
    "product": lambda a, b: a * b,
    "difference": lambda a, b: a - b,
    "log_ratio": lambda a, b: np.log(a / b),
    "log": np.log,
    "exp": np.exp,
}


@examines("contrast", "panel_difference")
def contrasts(case: Case) -> Numbers:
    """Examine contrasts: linear, or a function of figures."""
    figures = _named_by_group(figures_of(case, case.options["of"].removeprefix("domain ")), case)
    if "contrasts" in case.options:
        return numbers_of(case, contrast(figures, case.options["contrasts"]))
    name = case.options["function"]
    if name not in FUNCTIONS:
        raise Unsupported(f"function {name}")
    arguments = tuple(case.options["arguments"])
    return numbers_of(case, function_of(figures, FUNCTIONS[name], arguments=arguments, name="contrast"))


def _named_by_group(figures: Figures, case: Case) -> Figures:
    """Name domains by their group alone where the case has one variable, as its contrasts do."""
    if not case.spec["by"] or len(case.spec["variables"]) > 1:
        return figures
    return replace(figures, names=tuple(name.rpartition("|")[2] for name in figures.names))


@examines("trend_difference")
def trend(case: Case) -> Numbers:
    """Examine the difference of two independent samples."""
    first, second = (figures_of(case, case.options.get("of", "mean"), position) for position in (0, 1))
    change = difference(second, first)
    relative = change.estimate / first.estimate
    tests = {"z": change.estimate / change.se, "p_value": p_values(change, df=np.inf), "relative_change": relative}
    return numbers_of(case, change) | tests


@examines("p_adjust")
def many(case: Case) -> Numbers:
    """Examine adjusted p values of differences over domains."""
    first, second = (figures_of(case, case.options.get("of", "mean"), position) for position in (0, 1))
    change = difference(second, first)
    p = p_values(change, df=np.inf)
    methods = ("holm", "hochberg", "bh", "by", "bonferroni")
    adjusted = {f"p_{method}": adjust(p, method=method) for method in methods}
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


@examines("r_indicator")
def representative(case: Case) -> Numbers:
    """Examine the R-indicator of a response model."""
    design, data = case.designs[0]
    terms = np.column_stack([column(term, data) for term in case.options["terms"]])
    fit = fit_propensity(terms, data[case.options["response"]] == 1, weights=design.weights)
    spread = (1 - representativity(fit, weights=design.weights)) / 2
    average = float(np.average(fit.fitted, weights=design.weights))
    return {"mean": average, "S": spread, "R_indicator": 1 - 2 * spread, "cv": spread / average}

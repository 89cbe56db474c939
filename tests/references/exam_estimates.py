"""Examiners of totals, means, ratios, variances, domains, cells and the distribution function."""

from __future__ import annotations

import numpy as np

from querschnitt.core.estimation.estimate import NamedStatistic, estimate
from querschnitt.core.estimation.protocols import Design
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.statistics import Correlations, cdf, complete, mean, ratio, total, variance
from querschnitt.core.estimation.variables import domains_by, numeric
from tests.references.exam_cases import Case, Numbers, examines
from tests.references.exam_data import Data, Unsupported, rows_where

COMPARISONS = {True: "without_replacement", "replace": "with_replacement"}


def statistic_of(case: Case, of: str, data: Data) -> NamedStatistic:
    """Return a total, mean, proportion or ratio of the case, over its domains."""
    variables, below = case.variables(data), case.variables(data, "denominators")
    domains = case.domains(data, case.rows(data, [*variables, *below]))
    if of == "ratio":
        return ratio(variables, below, domains=domains)
    if of not in ("total", "mean", "proportion"):
        raise Unsupported(f"domains of {of}")
    return (total if of == "total" else mean)(variables, domains=domains)


def figures_of(case: Case, of: str, position: int = 0) -> Figures:
    """Estimate a total, mean, proportion or ratio of the case under one of its designs."""
    design, data = case.designs[position]
    against = case.options.get("deff") or None
    if against is not None and (isinstance(against, list) or against not in COMPARISONS):
        raise Unsupported(f"deff {against}")
    return estimate(design, statistic_of(case, of, data), deff=COMPARISONS.get(against))


def numbers_of(case: Case, figures: Figures) -> Numbers:
    """Return the figures by the fields of the exam."""
    level, df = case.options.get("level") or 0.95, case.options.get("df")
    return {
        "names": figures.names,
        "estimate": figures.estimate,
        "se": figures.se,
        "covariance": figures.covariance,
        "deff": figures.deff,
        "cv": figures.cv,
        "ci_normal": np.column_stack(figures.interval(df=np.inf, level=level)),
        "ci_t": np.column_stack(figures.interval(df=df if df is not None else None, level=level)),
        "df": figures.df,
    }


FIGURES = ("deff", "level", "df")


@examines("total", "mean", "proportion", "ratio", "twophase_mean", "twophase_total", options=FIGURES)
def plain(case: Case) -> Numbers:
    """Examine a statistic of everybody or of one domain."""
    return numbers_of(case, figures_of(case, case.spec["statistic"].removeprefix("twophase_")))


@examines("variance")
def variances(case: Case) -> Numbers:
    """Examine variances and covariances."""
    design, data = case.designs[0]
    variables = case.variables(data)
    rows, counted = case.rows(data, variables), counted_rows(case, design, data)
    return matrix(design, variance(variables, where=rows, counted=counted), case.spec["variables"])


def counted_rows(case: Case, design: Design, data: Data) -> int | None:
    """Return how many rows R divides by for a variance by linearisation: those with missing values are counted."""
    replicated = isinstance(design, ReplicateDesign)
    return None if replicated else int(np.sum(rows_where(data, case.spec.get("where"))))


@examines("correlation")
def correlations(case: Case) -> Numbers:
    """Examine correlations."""
    design, data = case.designs[0]
    variables = case.variables(data)
    statistic = Correlations(variance(variables, where=case.rows(data, variables)))
    return matrix(design, statistic, case.spec["expect"].get("names", case.spec["variables"]))


def matrix(design: Design, statistic: NamedStatistic, names: list[str]) -> Numbers:
    """Return a square of figures, and the figures above its diagonal for cases that ask for pairs."""
    figures = estimate(design, statistic)
    side = round(len(figures.estimate) ** 0.5)
    square, errors = figures.estimate.reshape(side, side), figures.se.reshape(side, side)
    above = np.triu_indices(side, k=1)
    found = {"matrix": square, "matrix_se": errors, "estimate": square[above], "se": errors[above]}
    return {"names": names, **found, "df": figures.df}


@examines("table", options=("total",))
def cells(case: Case) -> Numbers:
    """Examine the counts of a table; its rows vary fastest. Option `total` scales them to a sum."""
    design, data = case.designs[0]
    factors = case.variables(data)
    rows = complete(factors, where=case.rows(data, factors))
    figures = estimate(design, total([numeric("", rows.astype(float))], domains=domains_by(factors, where=rows)))
    scale = case.options["total"] / figures.estimate.sum() if "total" in case.options else 1.0
    found = {name.lstrip("|"): value * scale for name, value in zip(figures.names, figures.estimate, strict=True)}
    names = [str(name) for name in case.spec["expect"]["names"]]
    return {"names": names, "estimate": [found.get(name, 0.0) for name in names], "df": figures.df}


@examines("cdf", options=("points", "level", "df"))
def distribution(case: Case) -> Numbers:
    """Examine the distribution function."""
    design, data = case.designs[0]
    variables = case.variables(data)
    rows = case.rows(data, variables)
    return numbers_of(
        case, estimate(design, cdf(variables[0], case.options["points"], domains=case.domains(data, rows)))
    )

"""Examiners of quantiles, intervals of proportions, tests of tables, means and ranks."""

from __future__ import annotations

import numpy as np

from querschnitt.core.estimation.comparisons import Groups, TTest, difference_test, mean_test, rank_test
from querschnitt.core.estimation.independence import TwoWay, independence_test
from querschnitt.core.estimation.proportion_intervals import ProportionInterval, estimate_proportion
from querschnitt.core.estimation.protocols import df_of
from querschnitt.core.estimation.quantiles import QuantileOptions, estimate_quantiles
from querschnitt.core.estimation.variables import Variable, present
from tests.references.exam_cases import Case, Numbers, examines
from tests.references.exam_data import Data, Unsupported, rows_where


def codes(variable: Variable) -> np.ndarray:
    """Return the code of each row's level, -1 where it is missing."""
    return np.where(variable.columns.any(axis=1), variable.columns.argmax(axis=1), -1)


def levels(variable: Variable) -> tuple[str, ...]:
    """Return the names of the levels."""
    return tuple(name.partition("=")[2] for name in variable.names)


@examines("quantile", options=("probabilities", "qrule", "interval_type", "level", "df", "rows"))
def quantiles(case: Case) -> Numbers:
    """Examine quantiles and their intervals."""
    design, data = case.designs[0]
    options, p = case.options, case.options["probabilities"]
    rows = case.rows(data, case.variables(data))
    chosen = QuantileOptions(
        rule=options.get("qrule") or "math", interval=interval_of(case), level=options.get("level", 0.95),
        df=options.get("df"), rows=options.get("rows"),
    )  # fmt: skip
    found = [
        estimate_quantiles(design, data[name], np.array(p), domain=rows, options=chosen)
        for name in case.spec["variables"]
    ]
    low, high = (np.concatenate([getattr(each, end) for each in found]) for end in ("ci_low", "ci_high"))
    return {
        "names": [f"{name}@{value}" for name in case.spec["variables"] for value in p],
        "estimate": np.concatenate([each.estimate for each in found]),
        "se": np.concatenate([each.se for each in found]),
        "ci": np.column_stack([low, high]),
        "df": found[0].df,
    }


def interval_of(case: Case) -> str:
    """Return the kind of interval; where none is named but an interval expected, R's own."""
    if "interval_type" in case.options:
        return str(case.options["interval_type"] or "none")
    return "mean" if {"ci", "se"} & set(case.spec.get("expect") or {}) else "none"


@examines("proportion_ci", options=("ci_method", "level", "df", "rows"))
def proportion(case: Case) -> Numbers:
    """Examine the interval of a proportion."""
    design, data = case.designs[0]
    options = case.options
    chosen = ProportionInterval(
        method=options.get("ci_method") or "logit", level=options.get("level", 0.95), df=options.get("df"),
        rows=options.get("rows"), bounded=False,
    )  # fmt: skip
    rows = case.rows(data, case.variables(data))
    found = estimate_proportion(design, data[case.spec["variables"][0]], domain=rows, options=chosen)
    limits = [[found.ci_low, found.ci_high]]
    return {"names": case.spec["variables"], "estimate": [found.estimate], "se": [found.se], "ci": limits}


@examines("chisq_test", options=("test_statistic", "df"))
def independence(case: Case) -> Numbers:
    """Examine a test of independence."""
    design, data = case.designs[0]
    first, second = case.variables(data)
    rows = case.rows(data, [first, second])
    first, second = present(first, rows), present(second, rows)
    table = TwoWay(codes(first), codes(second), levels(first), levels(second), domain=rows)
    found = independence_test(
        design,
        table,
        statistic=case.options.get("test_statistic", "F"),
        df=case.options.get("df") or df_of(design, table.base),
    )
    return {"statistic": found.statistic, "p_value": found.p, "parameter": list(found.parameters)}


@examines("t_test", options=("test", "group", "difference", "level", "df"))
def t_test(case: Case) -> Numbers:
    """Examine a t test of one mean, or of the difference of two."""
    design, data = case.designs[0]
    variable = case.variables(data)[0]
    test = case.options.get("test") or ("two_sample" if case.options.get("group") else "one_sample")
    if test not in ("one_sample", "two_sample"):
        raise Unsupported(f"t test {test}")
    level, values = case.options.get("level") or 0.95, variable.columns[:, 0]
    if test == "one_sample":
        rows = case.rows(data, [variable])
        df = case.options.get("df") or df_of(design, rows_where(data, case.spec.get("where")))
        return numbers(mean_test(design, values, domain=rows, df=df, level=level))
    groups = groups_of(case, data, variable)
    df = case.options.get("df") or df_of(design, groups.base)
    return numbers(difference_test(design, values, groups, df=df, level=level))


@examines("rank_test", options=("test", "group"))
def ranks(case: Case) -> Numbers:
    """Examine a test of ranks."""
    design, data = case.designs[0]
    variable = case.variables(data)[0]
    groups = groups_of(case, data, variable)
    df = df_of(design, groups.base)
    found = rank_test(design, variable.columns[:, 0], groups, test=case.options.get("test") or "wilcoxon", df=df)
    return {"statistic": found.statistic, "df": found.df, "p_value": found.p, "estimate": list(found.estimates)}


def groups_of(case: Case, data: Data, variable: Variable) -> Groups:
    """Return the groups that a test compares."""
    group = case.variable(case.options["group"], data)
    rows = case.rows(data, [variable, group])
    group = present(group, rows)
    return Groups(codes(group), levels(group), domain=rows)


def numbers(found: TTest) -> Numbers:
    """Return a t test by the fields of the exam."""
    limits = [[found.ci_low, found.ci_high]]
    figures = {"estimate": [found.estimate], "se": [found.se], "ci": limits}
    return figures | {"statistic": found.statistic, "df": found.df, "p_value": found.p}

"""Examiners of regressions, and of tests of their terms."""

from __future__ import annotations

import numpy as np

from querschnitt.core.estimation.likelihood_tests import likelihood_test
from querschnitt.core.estimation.model_matrix import ModelMatrix, model_matrix
from querschnitt.core.estimation.models import Model, Regression, fit_model, prepare, term_test
from querschnitt.core.estimation.protocols import Design, df_of
from tests.references.exam_cases import Case, Numbers, examines
from tests.references.exam_data import Data, Unsupported, rows_where
from tests.references.exam_inference import codes

FAMILIES = {
    "quasibinomial": "binomial", "quasipoisson": "poisson", "logistic": "binomial", "normal": "gaussian",
    "inversegaussian": "inverse_gaussian",
}  # fmt: skip
MODEL = ("glm_family", "link", "response", "terms", "reference", "offset")
METHODS = {"Wald": False, "LRT": False, "WorkingWald": True}


@examines("glm", options=MODEL)
def regression(case: Case) -> Numbers:
    """Examine coefficients and their covariance."""
    model = fitted(case)
    return {
        "names": list(model.names), "estimate": model.estimate, "se": model.se, "covariance": model.covariance,
        "df_residual": model.df_residual, "t": model.t, "p_value": model.p, "dispersion": model.dispersion,
        "deviance": model.deviance,
    }  # fmt: skip


@examines("term_test", options=(*MODEL, "tested_terms", "method", "denominator_df"))
def terms(case: Case) -> Numbers:
    """Examine a test of some terms: Wald's, or by the working likelihood."""
    method, last = case.options.get("method") or "Wald", case.options.get("denominator_df", "df_residual")
    if method not in METHODS or (method != "Wald" and last != "df_residual"):
        raise Unsupported(f"method {method} with denominator {last}")
    if method != "Wald":
        return by_likelihood(case, working_wald=METHODS[method])
    infinite = str(last).lower() in ("inf", "infinite", "none")
    df = None if last == "df_residual" else np.inf if infinite else float(last)
    found = term_test(fitted(case), case.options["tested_terms"], df=df)
    statistic = found.statistic * (found.df if infinite else 1)  # without a denominator R gives the chi-square
    return {"statistic": statistic, "df": found.df, "ddf": found.ddf, "p_value": found.p}


def by_likelihood(case: Case, *, working_wald: bool) -> Numbers:
    """Examine a test by the working likelihood, whose p R approximates by the saddlepoint."""
    design, matrix, _ = regressed(case)
    response, tested = case.designs[0][1][case.options["response"]], case.options["tested_terms"]
    found = likelihood_test(
        design, response, matrix, terms=tested, regression=chosen_of(case), working_wald=working_wald
    )
    return {
        "statistic": found.statistic, "df": len(found.effects), "ddf": found.ddf, "p_value": found.p_saddlepoint,
    }  # fmt: skip


def regressed(case: Case, position: int = 0) -> tuple[Design, ModelMatrix, np.ndarray]:
    """Return a design, the terms of the regression under it, and the rows that have all variables."""
    design, data = case.designs[position]
    reference = {factor: str(level) for factor, level in (case.options.get("reference") or {}).items()}
    matrix = model_matrix(columns_of(case, data), case.options["terms"], reference=reference)
    rows = case.rows(data, case.variables(data)) & matrix.known
    return design, matrix, rows & np.isfinite(data[case.options["response"]])


def fitted(case: Case, position: int = 0) -> Model:
    """Fit the regression of a case."""
    design, matrix, _ = regressed(case, position)
    return fit_model(
        design, case.designs[position][1][case.options["response"]], matrix, regression=chosen_of(case, position)
    )


def coefficients(case: Case, position: int = 0) -> np.ndarray:
    """Return the coefficients alone, which need no degrees of freedom."""
    design, matrix, _ = regressed(case, position)
    response = case.designs[position][1][case.options["response"]]
    return prepare(design, response, matrix, chosen_of(case, position))[0].value(design.weights)


def chosen_of(case: Case, position: int = 0) -> Regression:
    """Return family, domain and degrees of freedom: a row with a missing value leaves the fit, not the domain."""
    design, data = case.designs[position]
    complete = case.rows(data, case.variables(data))
    named = str(case.options.get("glm_family") or "gaussian").lower().replace(".", "")
    family = FAMILIES.get(named, named)
    rows = rows_where(data, case.spec.get("where"))
    offset = case.options.get("offset")
    added = None if offset is None else data[offset]
    df = df_of(design, complete if added is None else complete & np.isfinite(added))
    return Regression(family=family, domain=rows, df=df, link=case.options.get("link"), offset=added)


def columns_of(case: Case, data: Data) -> dict[str, np.ndarray]:
    """Return the columns of a regression: numbers, and factors as the texts of their levels."""
    columns = {}
    for name in case.spec["variables"]:
        if name not in case.spec["levels"]:
            columns[name] = data[name]
            continue
        known = np.array([*map(str, case.spec["levels"][name]), ""])
        columns[name] = known[codes(case.variable(name, data))]
    return columns

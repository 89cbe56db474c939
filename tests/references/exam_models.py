"""Examiners of regressions, and of tests of their terms."""

from __future__ import annotations

import numpy as np

from querschnitt.core.estimation.model_matrix import ModelMatrix, model_matrix
from querschnitt.core.estimation.models import Model, Regression, fit_model, term_test
from querschnitt.core.estimation.protocols import Design
from tests.references.exam_cases import Case, Numbers, examines
from tests.references.exam_data import Data, Unsupported
from tests.references.exam_inference import codes, rows_df

FAMILIES = {"quasibinomial": "binomial", "quasipoisson": "poisson"}
LINKS = {"gaussian": "identity", "binomial": "logit", "poisson": "log"}


@examines("glm")
def regression(case: Case) -> Numbers:
    """Examine coefficients and their covariance."""
    model = fitted(case)
    return {
        "names": list(model.names), "estimate": model.estimate, "se": model.se, "covariance": model.covariance,
        "df_residual": model.df_residual, "t": model.t, "p_value": model.p, "dispersion": model.dispersion,
        "deviance": model.deviance,
    }  # fmt: skip


@examines("term_test")
def terms(case: Case) -> Numbers:
    """Examine Wald's test of some terms."""
    found = term_test(fitted(case), case.options["tested_terms"])
    return {"statistic": found.statistic, "df": found.df, "ddf": found.ddf, "p_value": found.p}


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
    data = case.designs[position][1]
    family = FAMILIES.get(case.options["glm_family"], case.options["glm_family"])
    if case.options.get("link") not in (None, LINKS.get(family)):
        raise Unsupported(f"link {case.options['link']}")
    rows = case.rows(data, case.variables(data))
    chosen = Regression(family=family, domain=rows, df=rows_df(design, rows))
    return fit_model(design, data[case.options["response"]], matrix, regression=chosen)


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

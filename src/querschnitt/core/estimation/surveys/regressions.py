"""Regressions on named columns: categories become one term a level, the first is the reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, Unpack

import numpy as np

from querschnitt.core.arrays import FloatArray
from querschnitt.core.errors import InputError, require_known
from querschnitt.core.estimation.criteria import Criteria, criteria
from querschnitt.core.estimation.families import FAMILIES, LINKS, FamilyName, LinkName
from querschnitt.core.estimation.intervals import checked_level
from querschnitt.core.estimation.likelihood_tests import LikelihoodTest
from querschnitt.core.estimation.likelihood_tests import likelihood_test as by_likelihood
from querschnitt.core.estimation.model_matrix import ModelMatrix
from querschnitt.core.estimation.models import Model, Regression, fit_model
from querschnitt.core.estimation.protocols import df_of
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.surveys.columns import Columns
from querschnitt.core.estimation.surveys.parts import chosen_rows
from querschnitt.core.estimation.surveys.survey import Survey
from querschnitt.core.estimation.surveys.terms import expanded, matrix_of, used_by
from querschnitt.core.estimation.surveys.words import Names, check_keywords, names_of
from querschnitt.core.estimation.variables import Variable


class ModelPart(TypedDict, total=False):
    """What a regression takes beside response and terms."""

    reference: Mapping[str, str]
    offset: str | None
    where: object
    missing: str


def linear_regression(survey: Survey, response: str, terms: Names, **part: Unpack[ModelPart]) -> Model:
    """Fit a linear regression.

    Parameters
    ----------
    response : a column of numbers, or `column=level` for a level of a category (1 there, else 0)
    terms : columns; categories become one term a level, `a:b` an interaction. A constant is always there
    reference : of a category the level left out; without it the first
    offset : column that is added to the linear predictor
    where, missing : as in `total`

    Raises
    ------
    InputError : for an unknown column, level or keyword, or missing values.
    EstimationError : for terms that say nothing new, a response that does not fit or is separated, no convergence.

    References
    ----------
    R: `svyglm(y ~ a + b, design)`. Derivation: docs/methods/models.md

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1] * 4, "y": [1, 3, 5, 7], "sex": list("ffmm")}, weights="w")
    >>> model = linear_regression(people, "y", "sex")
    >>> model.names, model.estimate.round(9).tolist()
    (('(Intercept)', 'sex[m]'), [2.0, 4.0])
    """
    return _fit(survey, response, terms, part=part, family="gaussian")


def logistic_regression(survey: Survey, response: str, terms: Names, **part: Unpack[ModelPart]) -> Model:
    """Fit a logistic regression; the response is 0 or 1, or `column=level`.

    Parameters, errors as in `linear_regression`.

    References
    ----------
    R: `svyglm(y ~ a, design, family = quasibinomial)`

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1] * 8, "yes": list("nnnynyyy"), "sex": list("ffffmmmm")}, weights="w")
    >>> logistic_regression(people, "yes=y", "sex").estimate.round(4).tolist()  # log 1/3, log 9
    [-1.0986, 2.1972]
    """
    return _fit(survey, response, terms, part=part, family="binomial")


def poisson_regression(survey: Survey, response: str, terms: Names, **part: Unpack[ModelPart]) -> Model:
    """Fit a Poisson regression; the response is 0 or more.

    Parameters, errors as in `linear_regression`.

    References
    ----------
    R: `svyglm(y ~ a, design, family = quasipoisson)`

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1] * 4, "visits": [1, 3, 3, 5], "sex": list("ffmm")}, weights="w")
    >>> poisson_regression(people, "visits", "sex").estimate.round(4).tolist()  # log 2, log 2
    [0.6931, 0.6931]
    """
    return _fit(survey, response, terms, part=part, family="poisson")


def regression(
    survey: Survey,
    response: str,
    terms: Names,
    *,
    family: FamilyName,
    link: LinkName | None = None,
    **part: Unpack[ModelPart],
) -> Model:
    """Fit a generalised linear model of any family and link.

    Parameters
    ----------
    family : `gaussian`, `binomial`, `poisson`, `gamma` or `inverse_gaussian`
    link : `identity`, `logit`, `log`, `probit`, `cloglog`, `cauchit`, `sqrt` or `inverse`; None for the family's usual
        one

    The others, errors as in `linear_regression`.

    References
    ----------
    R: `svyglm(y ~ a, design, family = quasibinomial(link = "probit"))`, `family = Gamma(link = "log")`

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1] * 4, "cost": [1.0, 3.0, 3.0, 5.0], "sex": list("ffmm")}, weights="w")
    >>> regression(people, "cost", "sex", family="gamma", link="log").estimate.round(4).tolist()  # log 2, log 2
    [0.6931, 0.6931]
    """
    require_known(family, FAMILIES, what="family", where="family")
    if link is not None:
        require_known(link, LINKS, what="link", where="link")
    return _fit(survey, response, terms, part=part, family=family, link=link)


def likelihood_test(
    survey: Survey,
    response: str,
    terms: Names,
    *,
    tested: Names,
    family: FamilyName = "gaussian",
    link: LinkName | None = None,
    **part: Unpack[ModelPart],
) -> LikelihoodTest:
    """Test whether some terms of a regression say nothing, by the working likelihood: steadier than Wald's `term_test`.

    Parameters
    ----------
    response, terms, and the keywords of `part` : of the regression with all terms, as in `linear_regression`
    tested : some of the terms, written as there; a category is tested with all its levels at once
    family, link : as in `regression`

    Raises
    ------
    InputError : for a tested term that is not in the regression, or if none would be left; as `linear_regression`.
    EstimationError : as `linear_regression`.

    References
    ----------
    R: `regTermTest(model, ~a, method = "LRT")`. Derivation: docs/methods/models.md

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1] * 4, "y": [1, 3, 5, 7], "sex": list("ffmm")}, weights="w")
    >>> round(likelihood_test(people, "y", "sex", tested="sex").statistic, 9)  # sums of squares 20 and 4
    16.0
    """
    y, matrix, chosen = prepared(survey, response, terms, part=part, family=family, link=link)
    written = expanded(survey.columns, names_of(tested), reference=dict(part.get("reference", {})))
    return by_likelihood(survey.design, y, matrix, terms=written[1:], regression=chosen)


def model_criteria(
    survey: Survey,
    response: str,
    terms: Names,
    *,
    family: FamilyName,
    link: LinkName | None = None,
    largest: Names | None = None,
    **part: Unpack[ModelPart],
) -> Criteria:
    """Return AIC and BIC of a regression, to choose among those of the same response and rows: less is better.

    Parameters
    ----------
    response, terms, and the keywords of `part` : as in `linear_regression`; `terms` may be empty
    family, link : as in `regression`, but for `gaussian`
    largest : the terms of the largest regression that was thought of; without it there is no BIC

    Raises
    ------
    InputError : for a linear regression, a term that is not in the largest; as `linear_regression`.
    EstimationError : as `linear_regression`.

    References
    ----------
    Lumley and Scott (2015), Journal of Survey Statistics and Methodology 3, 1-18. R: `AIC(model)`,
    `BIC(model, maximal = largest)`

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1] * 8, "yes": list("nnnynyyy"), "sex": list("ffffmmmm")}, weights="w")
    >>> found = model_criteria(people, "yes=y", "sex", family="binomial")
    >>> round(found.deviance, 4), round(found.effective, 4)  # one term, 8/7 by the degrees of freedom
    (8.9974, 1.1429)
    """
    y, matrix, chosen = prepared(survey, response, terms, part=part, family=family, link=link)
    most = None if largest is None else prepared(survey, response, largest, part=part, family=family, link=link)[1]
    return criteria(survey.design, y, matrix, regression=chosen, largest=most)


def coefficients(model: Model, *, level: float = 0.95) -> Figures:
    """Return the coefficients of a model as figures: to be printed, put into a table, or contrasted.

    Parameters
    ----------
    level : of the intervals

    References
    ----------
    R: `coef(summary(model))`, `confint(model)`; p values: `p_values`

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1] * 6, "y": [1, 3, 5, 7, 4, 4], "sex": list("ffmmfm")}, weights="w")
    >>> print(coefficients(linear_regression(people, "y", "sex")))
    figure       estimate  se        95 % interval         n  n_eff  deff  cv
    (Intercept)  2.66667   0.788811  0.476577 to 4.85676   6               0.2958
    sex[m]       2.66667   1.11555   -0.430588 to 5.76392  6               0.4183
    4 degrees of freedom
    """
    n = np.full(len(model.names), model.n, dtype=np.int64)
    left = (f"{model.missing:,} rows with missing values left out",) if model.missing else ()
    return Figures(
        model.names, model.estimate, model.covariance, df=model.df_residual, n=n, notes=left, level=checked_level(level)
    )


def _fit(
    survey: Survey, response: str, terms: Names, *, part: ModelPart, family: FamilyName, link: LinkName | None = None
) -> Model:
    y, matrix, chosen = prepared(survey, response, terms, part=part, family=family, link=link)
    return fit_model(survey.design, y, matrix, regression=chosen)


def prepared(
    survey: Survey, response: str, terms: Names, *, part: ModelPart, family: FamilyName, link: LinkName | None
) -> tuple[FloatArray, ModelMatrix, Regression]:
    """Return the response, the terms, and what is fitted beside them, after making sure of family and link."""
    require_known(family, FAMILIES, what="family", where="family")
    if link is not None:
        require_known(link, LINKS, what="link", where="link")
    check_keywords(part, ModelPart.__annotations__, what="regression")
    columns, reference = survey.columns, dict(part.get("reference", {}))
    written = expanded(columns, names_of(terms), reference=reference)
    y = _response(columns, response)
    offset = part.get("offset")
    used = [y, *used_by(columns, names_of(terms)), *([columns.variable(offset, role="offset")] if offset else [])]
    rows = columns.rows(part.get("where"))
    where = {key: value for key, value in part.items() if key in ("where", "missing")}
    chosen_rows(survey, used, part=where, verb="regression")  # refuses missing values; the fit leaves them out
    matrix = matrix_of(columns, names_of(terms), written, reference=reference)
    added = None if not offset else np.asarray(columns.column(offset), dtype=np.float64)
    return (
        y.columns[:, 0],
        matrix,
        Regression(family=family, link=link, domain=rows, offset=added, df=df_of(survey.design, rows)),
    )


def _response(columns: Columns, name: str) -> Variable:
    """Return the response: a column of numbers, or the indicator of a level."""
    column, _, level = name.rpartition("=")
    if name in columns.values or not column:
        found = columns.variable(name, role="response")
        if not found.is_numeric:
            raise InputError(
                f"'{name}' is a column of categories", where="response", expected="numbers, or a level",
                hint=f"Write for example '{found.names[0]}'.",
            )  # fmt: skip
        return found
    factor = columns.factor(column, role="response")
    if name not in factor.names:
        raise InputError(f"'{column}' has no level '{level}'", where="response", expected=", ".join(factor.names))
    return Variable(name, (name,), factor.columns[:, [factor.names.index(name)]], factor.known)

"""Regressions beyond means and shares: of answers in an order, and of groups as if all people were in each."""

from __future__ import annotations

from typing import Unpack

import numpy as np

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.families import FamilyName, LinkName
from querschnitt.core.estimation.models import Model
from querschnitt.core.estimation.ordinal import OrdinalLink, OrdinalRegression, fit_ordinal
from querschnitt.core.estimation.predictions import predict_means
from querschnitt.core.estimation.protocols import df_of
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.surveys.parts import chosen_rows
from querschnitt.core.estimation.surveys.regressions import ModelPart, prepared
from querschnitt.core.estimation.surveys.survey import Survey
from querschnitt.core.estimation.surveys.terms import expanded, matrix_of, used_by
from querschnitt.core.estimation.surveys.words import Names, check_keywords, names_of


def ordinal_regression(
    survey: Survey, response: str, terms: Names, *, link: OrdinalLink = "logistic", **part: Unpack[ModelPart]
) -> Model:
    """Fit a regression of answers in an order (low, middle, high): which terms move them up.

    P(answer <= level) = F(cut - terms x slopes); the exponential of a slope is the odds ratio of a higher answer.

    Parameters
    ----------
    response : a column with three levels or more, in the order that was declared (`with_levels`) or that they sort in
    link : F: `logistic` (proportional odds), `probit` or `cloglog`

    The others as in `linear_regression`; the cuts stand in the place of a constant, and there is no offset.

    Raises
    ------
    InputError : for an unknown column, level, link or keyword, or missing values.
    EstimationError : as `fit_ordinal`.

    References
    ----------
    R: `svyolr(answer ~ a + b, design, method = "logistic")`. Derivation: docs/methods/models.md

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> data = {"w": [1] * 9, "answer": [1, 1, 2, 3, 1, 2, 2, 3, 3], "sex": list("ffffmmmmm")}
    >>> people = survey(data, weights="w").with_levels({"answer": [1, 2, 3]})
    >>> model = ordinal_regression(people, "answer", "sex")
    >>> model.names, model.estimate.round(3).tolist()
    (('sex[m]', '1|2', '2|3'), [1.06, -0.121, 1.357])
    """
    check_keywords(part, [word for word in ModelPart.__annotations__ if word != "offset"], what="ordinal_regression")
    columns, reference = survey.columns, dict(part.get("reference", {}))
    written = expanded(columns, names_of(terms), reference=reference)[1:]
    answer = columns.factor(response, role="response")
    rows = columns.rows(part.get("where"))
    where = {key: value for key, value in part.items() if key in ("where", "missing")}
    chosen_rows(survey, [answer, *used_by(columns, names_of(terms))], part=where, verb="regression")
    matrix = matrix_of(columns, names_of(terms), written, reference=reference)
    codes = np.where(answer.columns.any(axis=1), answer.columns.argmax(axis=1), -1).astype(np.int64)
    levels = tuple(name.removeprefix(f"{response}=") for name in answer.names)
    chosen = OrdinalRegression(link=link, domain=rows, df=df_of(survey.design, rows))
    return fit_ordinal(survey.design, codes, matrix, levels=levels, regression=chosen)


def predicted_means(
    survey: Survey,
    response: str,
    terms: Names,
    *,
    by: str,
    family: FamilyName = "gaussian",
    link: LinkName | None = None,
    **part: Unpack[ModelPart],
) -> Figures:
    """Estimate the mean that everybody would have in each group: groups compared at the same age, sex, ...

    Parameters
    ----------
    response, terms, and the keywords of `part` : of the regression, as in `linear_regression`; the terms are what the
        groups are to be alike in
    by : column of the groups; it joins the terms
    family, link : as in `regression`: `binomial` for shares

    Raises
    ------
    InputError, EstimationError : as `linear_regression`; also for groups that are among the terms.

    References
    ----------
    R: `svypredmeans(svyglm(y ~ a, design), ~by)`. Derivation: docs/methods/standardised.md

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> data = {"w": [1] * 6, "y": [1, 3, 4, 5, 7, 9], "old": list("nnyyyn"), "sex": list("ffmmfm")}
    >>> found = predicted_means(survey(data, weights="w"), "y", "old", by="sex")
    >>> found.names, found.estimate.round(4).tolist()
    (('y|sex=f', 'y|sex=m'), [3.7083, 5.9583])
    """
    if by in ":".join(names_of(terms)).split(":"):
        raise InputError(
            f"'{by}' makes the groups, so it is no term beside them", where="terms", expected="other columns"
        )
    survey.columns.factor(by, role="by")
    columns = survey.columns if survey.columns.is_categorical(by) else _as_category(survey, by).columns
    told = Survey(columns, survey.design)
    y, matrix, chosen = prepared(told, response, (*names_of(terms), by), part=part, family=family, link=link)
    levels = columns.levels_of(by, role="by")
    own = [name for name in matrix.names if name.startswith(f"{by}[")]
    groups = {f"{response}|{by}={level}": {name: float(name == f"{by}[{level}]") for name in own} for level in levels}
    return predict_means(survey.design, y, matrix, groups=groups, regression=chosen)


def _as_category(survey: Survey, name: str) -> Survey:
    """Return the survey with a column of numbers as a category, as `by` takes it everywhere."""
    return survey.with_levels({name: survey.columns.levels_of(name, role="by")})

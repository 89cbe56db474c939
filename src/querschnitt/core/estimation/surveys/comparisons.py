"""Tests of named columns: of two-way tables, of means, of ranks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

import numpy as np

from querschnitt.core.arrays import IntArray
from querschnitt.core.errors import InputError
from querschnitt.core.estimation.comparisons import (
    Groups,
    RankComparison,
    Scores,
    TTest,
    difference_test,
    mean_test,
)
from querschnitt.core.estimation.comparisons import rank_test as test_of_ranks
from querschnitt.core.estimation.independence import STATISTICS, IndependenceTest, TwoWay, independence_test
from querschnitt.core.estimation.intervals import checked_level
from querschnitt.core.estimation.known_distributions import FitTest, fit_test
from querschnitt.core.estimation.protocols import df_of
from querschnitt.core.estimation.statistics import total
from querschnitt.core.estimation.surveys.columns import label_of
from querschnitt.core.estimation.surveys.parts import Where, chosen_rows
from querschnitt.core.estimation.surveys.survey import Survey
from querschnitt.core.estimation.surveys.words import choice
from querschnitt.core.estimation.variables import Variable, everybody, present


def chi_squared(
    survey: Survey, rows: str, columns: str, *, statistic: str = "F", **where: Unpack[Where]
) -> IndependenceTest:
    """Test whether two questions are independent.

    Parameters
    ----------
    rows, columns : two columns, taken as categories
    statistic : `F` and `Chisq` (Rao and Scott), `Wald`, `adjWald`, `lincom`, `saddlepoint`
    where, missing : as in `total`; degrees of freedom are those of the rows that count

    Raises
    ------
    InputError : for an unknown column or statistic, or missing values.
    EstimationError : for a level without rows, or too few degrees of freedom.

    References
    ----------
    R: `svychisq(~rows + columns, design, statistic = "F")`. Derivation: docs/methods/independence.md

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> asked = survey({"w": [1] * 8, "a": list("nnnynyyy"), "sex": list("ffffmmmm")}, weights="w")
    >>> found = chi_squared(asked, "a", "sex", statistic="Chisq")
    >>> round(found.statistic, 6), round(found.p, 3)
    (2.0, 0.186)
    """
    choice(statistic, STATISTICS, what="statistic")
    first, second = (survey.columns.factor(name, role="chi_squared") for name in (rows, columns))
    chosen = chosen_rows(survey, [first, second], part=where, verb="chi_squared")
    first, second = present(first, chosen.rows), present(second, chosen.rows)
    table = TwoWay(_codes(first), _codes(second), _levels(first), _levels(second), domain=chosen.rows)
    df = df_of(survey.design, chosen.rows)
    return independence_test(survey.design, table, statistic=statistic, df=df)  # type: ignore[arg-type]  # checked


def goodness_of_fit(survey: Survey, variable: str, shares: Mapping[object, float], **where: Unpack[Where]) -> FitTest:
    """Test whether the answers to a question have a known distribution.

    Parameters
    ----------
    variable : a column, taken as categories
    shares : known share of each level, `{"low": 30, "mid": 50, "high": 20}`; of any sum
    where, missing : as in `total`

    Raises
    ------
    InputError : for an unknown column, a level without a share or without rows, or missing values.
    EstimationError : as `fit_test`.

    References
    ----------
    R: `svygofchisq(~variable, p = shares, design)`. Derivation: docs/methods/independence.md

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> asked = survey({"w": [1] * 4, "a": list("ynyy")}, weights="w")
    >>> round(goodness_of_fit(asked, "a", {"y": 50, "n": 50}).statistic, 9)
    1.0
    """
    factor = survey.columns.factor(variable, role="goodness_of_fit")
    chosen = chosen_rows(survey, [factor], part=where, verb="goodness_of_fit")
    factor = present(factor, chosen.rows)
    told = {label_of(level): float(share) for level, share in shares.items()}
    if set(told) != set(_levels(factor)):
        raise InputError(
            "Known shares are of the levels that rows have", where=f"'{variable}'", expected=", ".join(_levels(factor)),
            got=", ".join(told),
        )  # fmt: skip
    counts = total([factor], domains=everybody(survey.n, where=chosen.rows))
    return fit_test(survey.design, counts, np.array([told[level] for level in _levels(factor)]))


def t_test(
    survey: Survey,
    variable: str,
    groups: str | None = None,
    *,
    against: float = 0.0,
    level: float = 0.95,
    **where: Unpack[Where],
) -> TTest:
    """Test a mean against a number, or whether two groups have the same mean.

    Parameters
    ----------
    variable : a column of numbers
    groups : a column with two levels; the estimate is the second's mean less the first's. None: one mean
    against : the number that one mean is compared with
    level : of the interval
    where, missing : as in `total`

    Raises
    ------
    InputError : for an unknown column, categories where numbers are needed, or missing values.
    EstimationError : if there are not two groups, nothing varies, or degrees of freedom are too few.

    References
    ----------
    R: `svyttest(y ~ group, design)`, `svyttest(y ~ 0, design)`. Derivation: docs/methods/comparisons.md

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1] * 4, "y": [1, 3, 5, 7], "sex": list("ffmm")}, weights="w")
    >>> t_test(people, "y", "sex").estimate
    4.0
    """
    asked, sure = _numbers(survey, variable), checked_level(level)
    if groups is None:
        chosen = chosen_rows(survey, [asked], part=where, verb="t_test")
        df = df_of(survey.design, chosen.rows)
        return mean_test(survey.design, asked.columns[:, 0], domain=chosen.rows, against=against, df=df, level=sure)
    made = _groups(survey, asked, groups, where=where, verb="t_test")
    return difference_test(survey.design, asked.columns[:, 0], made, df=df_of(survey.design, made.base), level=sure)


def rank_test(
    survey: Survey, variable: str, groups: str, *, test: str | Scores = "wilcoxon", **where: Unpack[Where]
) -> RankComparison:
    """Test whether a variable lies as high in one group as in another.

    Parameters
    ----------
    variable : a column of numbers
    groups : a column with two levels or more
    test : `wilcoxon`, `kruskal_wallis`, `vanderWaerden`, `median`, or a function that gives scores of the places in the
        weighted order, between 0 and 1
    where, missing : as in `total`

    Raises
    ------
    InputError, EstimationError : as `t_test`.

    References
    ----------
    R: `svyranktest(y ~ group, design, test = "wilcoxon")`, `test = function(r, N) ...`. Derivation:
    docs/methods/comparisons.md

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1] * 6, "y": [1, 2, 4, 3, 5, 6], "sex": list("fffmmm")}, weights="w")
    >>> round(rank_test(people, "y", "sex").estimates[0], 4)
    0.3889
    """
    asked = _numbers(survey, variable)
    made = _groups(survey, asked, groups, where=where, verb="rank_test")
    values, df = asked.columns[:, 0], df_of(survey.design, made.base)
    return test_of_ranks(survey.design, values, made, test=test, df=df)  # type: ignore[arg-type]  # checked there


def _numbers(survey: Survey, name: str) -> Variable:
    found = survey.columns.variable(name, role="variable")
    if not found.is_numeric:
        raise InputError(f"'{name}' is a column of categories", where="variable", expected="numbers")
    return found


def _groups(survey: Survey, asked: Variable, name: str, *, where: Where, verb: str) -> Groups:
    factor = survey.columns.factor(name, role="groups")
    chosen = chosen_rows(survey, [asked, factor], part=where, verb=verb)
    factor = present(factor, chosen.rows)
    return Groups(_codes(factor), _levels(factor), domain=chosen.rows)


def _codes(factor: Variable) -> IntArray:
    return np.where(factor.columns.any(axis=1), factor.columns.argmax(axis=1), -1).astype(np.int64)


def _levels(factor: Variable) -> tuple[str, ...]:
    return tuple(name.removeprefix(f"{factor.name}=") for name in factor.names)

"""How well several questions measure one thing, and how far two answers agree."""

from __future__ import annotations

from typing import Unpack

import numpy as np

from querschnitt.core.errors import InputError
from querschnitt.core.estimation import statistics
from querschnitt.core.estimation.contrasts import contrast, function_of
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.surveys.estimates import variance
from querschnitt.core.estimation.surveys.parts import Leveled, chosen_rows, keywords_of
from querschnitt.core.estimation.surveys.survey import Survey
from querschnitt.core.estimation.surveys.words import Names, check_keywords, names_of
from querschnitt.core.estimation.variables import Variable, everybody, numeric


def cronbach_alpha(survey: Survey, items: Names, **part: Unpack[Leveled]) -> Figures:
    """Estimate how consistently questions of one scale are answered: Cronbach's alpha.

    Parameters
    ----------
    items : two or more columns of numbers, all in one direction
    where, missing, level, df : as in `total`

    Raises
    ------
    InputError : for fewer than two items, unknown columns or keywords, texts, or missing values.
    EstimationError : if the sum of the items does not vary.

    References
    ----------
    Cronbach (1951), Psychometrika 16, 297-334. R: `svycralpha(~a + b + c, design)`, which has no standard error; ours
    is that of a function of variances. Derivation: docs/methods/scales.md

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1] * 4, "a": [1, 2, 3, 4], "b": [2, 2, 3, 5], "c": [1, 3, 3, 4]}, weights="w")
    >>> cronbach_alpha(people, ["a", "b", "c"]).estimate.round(4).tolist()
    [0.9474]
    """
    check_keywords(part, keywords_of("cronbach_alpha"), what="cronbach_alpha")
    names = names_of(items)
    if len(set(names)) < 2:
        raise InputError("A scale has two items or more", where="items", expected="two columns", got=", ".join(names))
    spreads = variance(survey, names, **part)
    own = {f"{name},{name}": 1.0 for name in names}
    sums = contrast(spreads, {"items": own, "scale": dict.fromkeys(spreads.names, 1.0)})
    factor = len(names) / (len(names) - 1)
    return function_of(sums, lambda a, b: factor * (1 - a / b), arguments=("items", "scale"), name="alpha")


def kappa(survey: Survey, first: str, second: str, **part: Unpack[Leveled]) -> Figures:
    """Estimate how far two answers agree beyond chance: Cohen's kappa.

    Parameters
    ----------
    first, second : two columns with the same levels
    where, missing, level, df : as in `total`

    Raises
    ------
    InputError : for unknown columns or keywords, other levels, or missing values.

    References
    ----------
    Cohen (1960), Educational and Psychological Measurement 20, 37-46. R: `svykappa(~a + b, design)`. Derivation:
    docs/methods/scales.md

    >>> from querschnitt.core.estimation.surveys.survey import survey
    >>> people = survey({"w": [1] * 4, "a": list("yynn"), "b": list("yynn")}, weights="w")
    >>> kappa(people, "a", "b").estimate.tolist()
    [1.0]
    """
    one, other = (survey.columns.factor(name, role="kappa") for name in (first, second))
    levels = [[name.partition("=")[2] for name in factor.names] for factor in (one, other)]
    if levels[0] != levels[1]:
        raise InputError(
            "Agreement is between columns with the same levels", where=f"'{second}'", expected=", ".join(levels[0]),
            got=", ".join(levels[1]), hint="Give both their levels in one order: with_levels.",
        )  # fmt: skip
    chosen = chosen_rows(survey, [one, other], part=part, verb="kappa")
    agreed = numeric("agreed", np.sum(one.columns * other.columns, axis=1))
    used = [_renamed(one, "first"), _renamed(other, "second"), agreed]
    shares = estimate(survey.design, statistics.mean(used, domains=everybody(survey.n, where=chosen.rows)), deff=None)
    count = len(one.names)

    def agreement(*values: complex) -> complex:
        by_chance = sum(a * b for a, b in zip(values[:count], values[count:-1], strict=True))
        return (values[-1] - by_chance) / (1 - by_chance)

    return chosen.told(function_of(shares, agreement, arguments=shares.names, name="kappa"))


def _renamed(factor: Variable, name: str) -> Variable:
    names = tuple(f"{name}={number}" for number in range(len(factor.names)))
    return Variable(name, names, factor.columns, factor.known)

"""Estimation: figures with design-based standard errors and intervals that cover what they say.

The shortest complete example, from a table with weights and strata to figures by group:

>>> from querschnitt.core import estimation
>>> answers = {
...     "w": [12, 8, 10, 10, 9, 11],
...     "district": ["north", "north", "north", "south", "south", "south"],
...     "income": [2100, 1800, 2600, 1500, 1900, 2300],
...     "sex": ["f", "m", "m", "f", "m", "f"],
... }
>>> people = estimation.survey(answers, weights="w", strata="district")
>>> print(estimation.mean(people, "income", by="sex"))
figure        estimate  se       95 % interval      n  n_eff  deff   cv
income|sex=f  1984.85   223.182  1365.2 to 2604.5   3  2.989  1.004  0.1124
income|sex=m  2129.63   250.524  1434.06 to 2825.2  3  2.798  1.072  0.1176
4 degrees of freedom; no finite population correction

docs/estimation.md goes through everything, with R's call beside each; the modules of this package have the arrays.
"""

from querschnitt.core.estimation.contrasts import contrast, difference, function_of, p_values
from querschnitt.core.estimation.imputation import combine_imputed
from querschnitt.core.estimation.models import Model, term_test
from querschnitt.core.estimation.result import Figures
from querschnitt.core.estimation.surveys.adjusted import ordinal_regression, predicted_means
from querschnitt.core.estimation.surveys.comparisons import chi_squared, goodness_of_fit, rank_test, t_test
from querschnitt.core.estimation.surveys.estimates import (
    cdf,
    correlation,
    mean,
    proportion,
    quantile,
    ratio,
    total,
    variance,
)
from querschnitt.core.estimation.surveys.handover import to_svy
from querschnitt.core.estimation.surveys.own import by_replicates, without_empty_replicates
from querschnitt.core.estimation.surveys.regressions import (
    coefficients,
    likelihood_test,
    linear_regression,
    logistic_regression,
    model_criteria,
    poisson_regression,
    regression,
)
from querschnitt.core.estimation.surveys.scales import cronbach_alpha, kappa
from querschnitt.core.estimation.surveys.survey import Survey, replicate_survey, survey, two_phase_survey

__all__ = [
    "Figures",
    "Model",
    "Survey",
    "by_replicates",
    "cdf",
    "chi_squared",
    "coefficients",
    "combine_imputed",
    "contrast",
    "correlation",
    "cronbach_alpha",
    "difference",
    "function_of",
    "goodness_of_fit",
    "kappa",
    "likelihood_test",
    "linear_regression",
    "logistic_regression",
    "mean",
    "model_criteria",
    "ordinal_regression",
    "p_values",
    "poisson_regression",
    "predicted_means",
    "proportion",
    "quantile",
    "rank_test",
    "ratio",
    "regression",
    "replicate_survey",
    "survey",
    "t_test",
    "term_test",
    "to_svy",
    "total",
    "two_phase_survey",
    "variance",
    "without_empty_replicates",
]

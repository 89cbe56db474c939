"""Response propensities: saturated models equal class rates."""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.nonresponse import Classes, CollapseRule, adjust_by_classes
from querschnitt.core.weighting.propensity import adjust_by_propensity, fit_propensity

CODES = np.repeat([0, 1, 2], [10, 20, 30])
RESPONDED = np.arange(60) % 3 == 0
WEIGHTS = np.linspace(1, 5, 60)


def test_a_saturated_model_gives_the_weighting_classes() -> None:
    # with one column a class the fitted probabilities are the weighted response rates
    propensity = fit_propensity(np.eye(3)[CODES], RESPONDED, weights=WEIGHTS)
    by_class = adjust_by_classes(WEIGHTS, RESPONDED, classes=Classes(CODES, ("a", "b", "c")), rule=CollapseRule(1, 1e9))
    assert adjust_by_propensity(WEIGHTS, RESPONDED, propensity=propensity) == pytest.approx(by_class.weights)


def test_the_score_is_zero_at_the_fit() -> None:
    terms = np.column_stack([np.ones(60), np.linspace(-1, 1, 60)])
    fit = fit_propensity(terms, RESPONDED, weights=WEIGHTS)
    assert terms.T @ (WEIGHTS * (RESPONDED - fit.fitted)) == pytest.approx([0, 0], abs=1e-8)


def test_dependent_columns_and_perfect_separation_are_errors() -> None:
    with pytest.raises(WeightingError, match="depend on each other"):
        fit_propensity(np.ones((60, 2)), RESPONDED, weights=WEIGHTS)
    with pytest.raises(WeightingError, match="does not settle"):
        fit_propensity(np.eye(3)[CODES], CODES > 0, weights=WEIGHTS)

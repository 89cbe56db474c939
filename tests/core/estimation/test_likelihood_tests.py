"""The working likelihood ratio: exact relations to Wald's test, and its level."""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.likelihood_tests import likelihood_test
from querschnitt.core.estimation.model_matrix import ModelMatrix, model_matrix
from querschnitt.core.estimation.models import Regression, fit_model, term_test
from tests.core.estimation.sampled import Sampled


def strat(*terms: str):
    """Three strata of unlike weights, 200 rows; meals matters, mobility hardly does, awards follow the stratum."""
    random = np.random.default_rng(6)
    stratum = np.repeat([0, 1, 2], [100, 50, 50])
    meals, mobility = random.uniform(0, 100, 200), random.uniform(0, 40, 200)
    data = {"stype": np.array(["E", "H", "M"])[stratum], "meals": meals, "mobility": mobility}
    data["api00"] = 850 - 3 * meals + 0.3 * mobility - 60 * (stratum == 1) + random.normal(0, 60, 200)
    data["awards_yes"] = (random.random(200) < np.array([0.7, 0.4, 0.5])[stratum]).astype(float)
    design = Sampled(np.array([44.2, 15.1, 20.4])[stratum], stratum, (np.arange(200),))
    return design, data, model_matrix(data, ["(Intercept)", *terms], reference={"stype": "E"})


def test_one_coefficient_of_a_linear_model_is_walds() -> None:
    """The deviance is quadratic: X2 / effect = b^2 / V, and the mixture is F(1, ddf)."""
    design, data, matrix = strat("stype[H]", "stype[M]", "meals", "mobility")
    model = fit_model(design, data["api00"], matrix)
    for term in ("mobility", "stype[M]"):
        wald, found = term_test(model, [term]), likelihood_test(design, data["api00"], matrix, terms=[term])
        assert found.statistic / found.effects[0] == pytest.approx(wald.statistic)
        assert (found.ddf, found.p) == pytest.approx((wald.ddf, wald.p), rel=1e-7)


def test_several_coefficients_are_near_walds() -> None:
    design, data, matrix = strat("stype[H]", "stype[M]", "meals")
    how = Regression("binomial")
    wald = term_test(fit_model(design, data["awards_yes"], matrix, regression=how), ["stype[H]", "stype[M]"])
    found = likelihood_test(design, data["awards_yes"], matrix, terms=["stype[H]", "stype[M]"], regression=how)
    assert len(found.effects) == 2
    assert np.log(found.p) == pytest.approx(np.log(wald.p), rel=0.15)


def test_level_under_the_hypothesis() -> None:
    """200 samples with a term of pure noise: p below 0.1 in about a tenth."""
    random, hits = np.random.default_rng(2), 0
    design, _, _ = strat("stype[H]", "stype[M]")
    for _ in range(200):
        x = np.stack([np.ones(200), *random.normal(size=(2, 200))], axis=1)
        y = (random.random(200) < 0.3).astype(float)
        matrix = ModelMatrix(("(Intercept)", "a", "b"), x)
        how = Regression("binomial")
        hits += likelihood_test(design, y, matrix, terms=["a", "b"], regression=how).p < 0.1
    assert 0.05 <= hits / 200 <= 0.16


def test_wrong_input_is_named() -> None:
    design, data, matrix = strat("meals")
    with pytest.raises(InputError) as error:
        likelihood_test(design, data["api00"], matrix, terms=["meal"])
    assert "Did you mean 'meals'?" in str(error.value)
    for terms in ([], ["(Intercept)", "meals"]):
        with pytest.raises(InputError, match="leaves some"):
            likelihood_test(design, data["api00"], matrix, terms=terms)

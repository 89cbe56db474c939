"""Terms of a regression are tested by the likelihood under the names of their columns."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from querschnitt.core import estimation
from querschnitt.core.errors import InputError
from querschnitt.core.estimation.criteria import Criteria

ANSWERS = pl.read_csv(Path(__file__).parents[4] / "examples" / "estimation" / "answers.csv")
PEOPLE = estimation.survey(ANSWERS, weights="weight", strata="origin", population_sizes="persons")


def test_a_category_is_tested_with_all_its_levels_as_in_r() -> None:
    # R 4.2.2, survey 4.1-1: regTermTest(svyglm(member ~ age + trust, d, family = quasibinomial), ~age, method = "LRT")
    found = estimation.likelihood_test(PEOPLE, "member", ["age", "trust"], tested="age", family="binomial")
    assert (found.statistic, found.ddf) == (pytest.approx(14.5754142), 397)
    assert found.effects == pytest.approx([1.398984828, 1.327968385, 1.262019899], rel=1e-6)
    assert found.p_saddlepoint == pytest.approx(0.01286878728, rel=1e-5)


def test_for_one_coefficient_of_a_linear_model_it_is_walds_test() -> None:
    model = estimation.linear_regression(PEOPLE, "trust", ["sex", "visits"], reference={"sex": "m"})
    wald = estimation.term_test(model, ["sex[f]"])
    found = estimation.likelihood_test(PEOPLE, "trust", ["sex", "visits"], tested="sex", reference={"sex": "m"})
    assert found.p == pytest.approx(wald.p)


def test_a_category_with_one_level_is_no_term_and_a_constant_has_no_test() -> None:
    alike = estimation.survey({"w": [1] * 6, "y": [2] * 6, "x": [1, 2, 3, 4, 6, 5], "s": ["f"] * 6}, weights="w")
    with pytest.raises(InputError, match="'s' has one level.*two levels or more. Found: f. Leave it out"):
        estimation.linear_regression(alike, "x", "s")
    constant = estimation.poisson_regression(alike, "y", "x")
    assert constant.estimate == pytest.approx([np.log(2), 0])
    assert np.isnan(constant.p[constant.se == 0]).all()


def test_walds_test_takes_degrees_of_freedom_of_its_own() -> None:
    model = estimation.linear_regression(PEOPLE, "trust", ["sex", "visits"])
    for df in (30.0, np.inf):
        test = estimation.term_test(model, ["visits"], df=df)
        assert test.p == pytest.approx(2 * stats.t.sf(abs(model.t[2]), df))  # of one term F is t squared
        assert test.ddf == df
    with pytest.raises(InputError, match="Degrees of freedom are a number. Place: df"):
        estimation.term_test(model, ["visits"], df=0)


def test_terms_that_are_not_there_and_keywords_are_refused() -> None:
    with pytest.raises(InputError, match=r"Unknown term.*Found: age\[30-44\]"):
        estimation.likelihood_test(PEOPLE, "trust", ["sex", "visits"], tested="age")
    with pytest.raises(InputError, match="knows no 'wher'"):
        estimation.likelihood_test(PEOPLE, "trust", "sex", tested="sex", wher="age == 65+")  # type: ignore[call-arg]
    with pytest.raises(InputError, match="Unknown family"):
        estimation.likelihood_test(PEOPLE, "trust", "sex", tested="sex", family="normal")  # type: ignore[arg-type]


ALL = ["age", "trust", "sex", "visits"]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([], Criteria(533.735880446, 0.0, np.nan, 533.735880446, 537.188360343, 0.0, 0.0)),
        (
            ALL[:2],
            Criteria(
                517.924039187, 5.34275347627, 1.33568836907, 528.60954574007, 548.442889887,
                0.0381047613745, 0.0521586603448,
            ),
        ),
        (
            ALL,
            Criteria(
                517.615063018, 7.95432758453, 1.32572126409, 533.52371818707, 559.676755316,
                0.0388347111015, 0.0531578320627,
            ),
        ),
    ],
)  # fmt: skip
def test_aic_bic_and_pseudo_r_squared_are_those_of_r(terms: list[str], expected: Criteria) -> None:
    # R 4.2.2, survey 4.1-1: m = svyglm(member ~ age + trust, d, family = quasibinomial); AIC(m), BIC(m, maximal = …),
    # psrsq(m), psrsq(m, "Nagelkerke")
    found = estimation.model_criteria(PEOPLE, "member", terms, family="binomial", largest=ALL)
    assert astuple(found) == pytest.approx(astuple(expected), rel=1e-6, abs=1e-12, nan_ok=True)


def test_those_of_counts_are_those_of_r_too() -> None:
    found = estimation.model_criteria(PEOPLE, "visits", "age", family="poisson", largest=["age", "trust"])
    expected = Criteria(
        422.199552585, 3.87966100148, 1.29322033383, 429.95887458732, 446.108415278, 0.0119907907718, 0.0184514798215
    )
    assert astuple(found) == pytest.approx(astuple(expected), rel=1e-6)


def test_pseudo_r_squared_of_a_part_and_of_another_link_are_those_of_r() -> None:
    women = estimation.model_criteria(PEOPLE, "member", ALL[:2], family="binomial", where="sex == f")
    assert (women.cox_snell, women.nagelkerke) == pytest.approx((0.0327155144378, 0.0449595117085), rel=1e-8)
    probit = estimation.model_criteria(PEOPLE, "member", ALL[:2], family="binomial", link="probit")
    assert (probit.cox_snell, probit.nagelkerke) == pytest.approx((0.0381645551710, 0.0522405074478), rel=1e-8)
    amounts = estimation.model_criteria(PEOPLE, "income", "age", family="gamma", link="log", missing="leave_out")
    assert amounts.cox_snell is amounts.nagelkerke is None


def test_aic_and_bic_are_refused_where_they_are_not_known() -> None:
    with pytest.raises(InputError, match="not there for linear regressions. Found: gaussian. Compare"):
        estimation.model_criteria(PEOPLE, "trust", "sex", family="gaussian")
    with pytest.raises(InputError, match=r"The largest regression has every term.*Found: age\[30-44\]"):
        estimation.model_criteria(PEOPLE, "member", "age", family="binomial", largest=["sex", "trust"])
    assert estimation.model_criteria(PEOPLE, "member", "age", family="binomial").bic is None

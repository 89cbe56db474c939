"""Regressions: R's numbers, closed forms, what is refused, and the names of terms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import special

from querschnitt.core.errors import EstimationError, InputError
from querschnitt.core.estimation.contrasts import contrast
from querschnitt.core.estimation.model_matrix import ModelMatrix, model_matrix
from querschnitt.core.estimation.models import Regression, fit_model, term_test
from tests.core.estimation.sampled import Replicated, Sampled, cases, sampled
from tests.references.r_survey import rows_where


def simple(n: int) -> Sampled:
    return Sampled(np.ones(n), np.zeros(n, dtype=int), (np.arange(n),))


def fitted(case):
    design, data = sampled(case["design"])
    options = case["options"]
    matrix = model_matrix(data, options["terms"], reference=options["reference"])
    regression = Regression(options["glm_family"], domain=rows_where(data, case["where"]))
    return fit_model(design, data[options["response"]], matrix, regression=regression)


@pytest.mark.parametrize("case", cases("glm"), ids=lambda case: case["id"])
def test_r(case) -> None:
    found, expect, wide = fitted(case), case["expect"], case.get("tolerance_by_field", {})
    fields = {"estimate": found.estimate, "se": found.se, "t": found.t, "p_value": found.p, "deviance": found.deviance}
    fields |= {"dispersion": found.dispersion, "df_residual": found.df_residual}
    for field, value in fields.items():
        assert value == pytest.approx(np.array(expect[field]), rel=wide.get(field, case["tolerance"])), field
    if "covariance" in expect:
        away = (found.covariance - np.array(expect["covariance"])) / np.outer(found.se, found.se)
        assert np.abs(away).max() < wide.get("covariance", case["tolerance"])


@pytest.mark.parametrize("case", cases("term_test"), ids=lambda case: case["id"])
def test_r_terms(case) -> None:
    found, expect = term_test(fitted(case), case["options"]["tested_terms"]), case["expect"]
    assert found.statistic == pytest.approx(expect["statistic"], rel=case["tolerance"])
    assert (found.df, found.ddf) == (expect["df"], expect["ddf"])
    assert found.p == pytest.approx(expect["p_value"], rel=case["tolerance_by_field"]["p_value"])


def test_one_group_each_by_hand() -> None:
    """A saturated model: log odds ln(1/3), and ln 3 - ln(1/3); log mean 2, and log 5 - log 2."""
    data = {"sex": np.repeat(["f", "m"], 4)}
    matrix = model_matrix(data, ["(Intercept)", "sex[m]"], reference={"sex": "f"})
    answers = np.array([1.0, 0, 0, 0, 1, 1, 1, 0])
    logit = fit_model(simple(8), answers, matrix, regression=Regression("binomial"))
    assert logit.estimate == pytest.approx([-np.log(3), 2 * np.log(3)])
    counts = np.array([1.0, 2, 2, 3, 5, 4, 6, 5])
    poisson = fit_model(simple(8), counts, matrix, regression=Regression("poisson"))
    assert poisson.estimate == pytest.approx([np.log(2), np.log(2.5)])
    # an offset of log(exposure) moves the intercept by as much
    offset = Regression("poisson", offset=np.full(8, np.log(10)))
    assert fit_model(simple(8), counts, matrix, regression=offset).estimate[0] == pytest.approx(np.log(0.2))


def test_a_slope_is_the_difference_of_means_and_so_is_its_error() -> None:
    random = np.random.default_rng(1)
    sex, y = random.integers(0, 2, 50), random.normal(size=50)
    matrix = ModelMatrix(("(Intercept)", "sex"), np.stack([np.ones(50), sex], axis=1))
    found = fit_model(simple(50), y, matrix)
    variance = sum(((y[sex == s] - y[sex == s].mean()) ** 2).sum() / (sex == s).sum() ** 2 for s in (0, 1)) * 50 / 49
    assert found.estimate[1] == pytest.approx(y[sex == 1].mean() - y[sex == 0].mean())
    assert found.se[1] == pytest.approx(np.sqrt(variance))


def test_replicates_are_close_to_linearisation() -> None:
    random = np.random.default_rng(4)
    n = 200
    x, y = random.normal(size=n), random.integers(0, 2, n).astype(float)
    matrix = ModelMatrix(("(Intercept)", "x"), np.stack([np.ones(n), x], axis=1))
    leave_one_out = (1 - np.eye(n)) * n / (n - 1)
    jackknife = Replicated(np.ones(n), leave_one_out, np.full(n, (n - 1) / n), df=n - 1)
    how = Regression("binomial")
    by_replicates = fit_model(jackknife, y, matrix, regression=how).se
    assert by_replicates == pytest.approx(fit_model(simple(n), y, matrix, regression=how).se, rel=0.05)


def test_missing_rows_leave_as_a_domain_and_are_counted() -> None:
    data = {"age": np.array([1.0, 2, 3, np.nan, 5, 6]), "sex": np.array(["f", "m", "", "f", "m", "f"])}
    matrix = model_matrix(data, ["(Intercept)", "age", "sex[m]"], reference={"sex": "f"})
    y = np.array([1.0, 2, 3, 4, 7, 6])
    found = fit_model(simple(6), y, matrix)
    assert (found.n, found.missing) == (4, 2)
    again = fit_model(simple(6), y, matrix, regression=Regression(domain=matrix.known))
    assert found.se == pytest.approx(again.se)


def test_interactions_are_products() -> None:
    data = {"age": np.array([2.0, 3.0]), "sex": np.array(["f", "m"]), "year": np.array([2016.0, 2020.0])}
    terms = ["age:sex[m]", "sex[m]:year[2020]", "age"]
    assert model_matrix(data, terms).values.tolist() == [[0, 0, 2], [3, 1, 3]]


def refused(y, x, **how) -> str:
    with pytest.raises(EstimationError) as error:
        names = ("(Intercept)", *(f"x{number}" for number in range(1, len(x) + 1)))
        matrix = ModelMatrix(names, np.stack([np.ones(len(y)), *map(np.array, x)], axis=1).astype(float))
        fit_model(simple(len(y)), np.array(y, dtype=float), matrix, regression=Regression(**how))
    return str(error.value)


def test_collinear_terms_are_named() -> None:
    first = [1, 2, 3, 4, 5, 7]
    assert "term 'x2'" in refused([1, 0, 1, 3, 2, 4], [first, [2 * v + 1 for v in first]])
    assert "term 'x1'" in refused([1, 2, 3], [[0, 0, 0]])
    assert "term 'x2'" in refused([1, 2], [[0, 1], [1, 3]])


def test_separation_names_the_term() -> None:
    noise = [0.3, 0.1, 0.5, 0.2, 0.9, 0.4]
    complete = refused([0, 0, 0, 1, 1, 1], [noise, [0, 0, 0, 1, 1, 1]], family="binomial")
    assert "separated" in complete and "term 'x2'" in complete
    overlapping = [0.3, 0.1, 0.1, 0.5, 0.9, 0.4]
    quasi = refused([0, 1, 0, 1, 1, 1], [overlapping, [0, 0, 0, 0, 1, 1]], family="binomial")
    assert "term 'x2'" in quasi
    empty = refused([0, 0, 0, 2, 1, 3], [[1, 1, 1, 0, 0, 0]], family="poisson")
    assert "term 'x1'" in empty


def test_wrong_input_is_named() -> None:
    assert "0 to 1" in refused([0, 1, 2], [[0, 1, 3]], family="binomial")
    assert "-1" in refused([0, -1, 2], [[0, 1, 3]], family="poisson")
    assert "degrees of freedom" in refused([0, 1, 2, 1], [[0, 1, 3, 2]], df=1)
    assert "complete rows" in refused([np.nan] * 3, [[0, 1, 3]])
    with pytest.raises(InputError, match="Unknown family"):
        fit_model(simple(2), np.ones(2), ModelMatrix(("a",), np.ones((2, 1))), regression=Regression("quasi"))  # type: ignore[arg-type]
    data = {"sex": np.array(["f", "m", "x"]), "age": np.arange(3.0)}
    messages = {
        ("ag",): "Did you mean 'age'?",
        ("sex",): "a level: sex[...]",
        ("sex[d]",): "No row has this level",
    }
    for terms, message in messages.items():
        with pytest.raises(InputError) as error:
            model_matrix(data, terms)
        assert message in str(error.value)
    with pytest.raises(InputError, match="neither a term nor the reference") as lost:
        model_matrix(data, ["(Intercept)", "sex[m]"], reference={"sex": "f"})
    assert "row 3" in str(lost.value)


@pytest.mark.parametrize(
    ("link", "back"),
    [
        ("probit", special.ndtri),
        ("cloglog", lambda share: np.log(-np.log1p(-share))),
        ("log", np.log),
        ("cauchit", lambda share: np.tan(np.pi * (share - 0.5))),
        ("identity", lambda share: share),
    ],
)
def test_with_a_group_alone_any_link_gives_back_its_shares(link: str, back: Callable[[np.ndarray], np.ndarray]) -> None:
    group = np.array([0.0] * 5 + [1.0] * 4)
    answers = np.array([1.0, 1, 0, 0, 0, 1, 1, 1, 0])
    matrix = ModelMatrix(("(Intercept)", "group"), np.stack([np.ones(9), group], axis=1))
    found = fit_model(simple(9), answers, matrix, regression=Regression("binomial", link=link))  # type: ignore[arg-type]
    low, high = back(np.array([0.4, 0.75]))
    assert found.estimate == pytest.approx([low, high - low])
    # by the delta method on the two shares, which are independent here but for the common mean
    plain = fit_model(simple(9), answers, matrix)
    slope = 1 / np.gradient(back(0.4 + np.array([-1e-6, 0, 1e-6])), 1e-6)[1]
    assert found.se[0] == pytest.approx(plain.se[0] / slope, rel=1e-6)


def test_a_family_has_its_own_links() -> None:
    matrix = ModelMatrix(("(Intercept)",), np.ones((4, 1)))
    with pytest.raises(InputError, match="does not have this link"):
        fit_model(simple(4), np.array([1.0, 2, 3, 4]), matrix, regression=Regression("poisson", link="logit"))


@pytest.mark.parametrize(
    ("family", "link", "back"),
    [
        ("gamma", None, np.reciprocal),
        ("gamma", "log", np.log),
        ("inverse_gaussian", None, np.log),
        ("poisson", "sqrt", np.sqrt),
        ("gaussian", "inverse", np.reciprocal),
    ],
)
def test_with_a_group_alone_any_family_gives_back_its_means(
    family: str, link: str | None, back: Callable[[np.ndarray], np.ndarray]
) -> None:
    values, matrix = np.array([1.0, 2, 6, 4, 8]), np.array([[1.0, 0], [1, 0], [1, 0], [1, 1], [1, 1]])
    terms = ModelMatrix(("(Intercept)", "group"), matrix)
    found = fit_model(simple(5), values, terms, regression=Regression(family, link=link))  # type: ignore[arg-type]
    low, high = back(np.array([3.0, 6.0]))
    assert found.estimate == pytest.approx([low, high - low])


def test_a_family_of_positive_responses_refuses_zero() -> None:
    matrix = ModelMatrix(("(Intercept)",), np.ones((3, 1)))
    with pytest.raises(EstimationError, match="row 2.*Expected: above 0 to inf. Found: 0.0"):
        fit_model(simple(3), np.array([1.0, 0.0, 2.0]), matrix, regression=Regression("gamma"))


def test_a_contrast_of_coefficients_is_the_coefficient_of_the_other_coding() -> None:
    values, matrix = np.array([1.0, 2, 6, 4, 8]), np.array([[1.0, 0], [1, 0], [1, 0], [1, 1], [1, 1]])
    first = fit_model(simple(5), values, ModelMatrix(("(Intercept)", "second"), matrix))
    other = fit_model(simple(5), values, ModelMatrix(("first", "second"), matrix @ [[1, 0], [-1, 1]]))
    summed = contrast(first.figures, {"second": {"(Intercept)": 1, "second": 1}})
    assert (summed.estimate[0], summed.se[0]) == pytest.approx((other.estimate[1], other.se[1]))
    assert summed.df == first.df_residual

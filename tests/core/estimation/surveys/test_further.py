"""What R has and the exam has no words for: imputed data, standardised and predicted means, scales, ordered answers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from querschnitt.core import estimation
from querschnitt.core.errors import EstimationError, InputError, StateError, WeightingError
from querschnitt.tables.survey_file import read_survey_file

FOLDER = Path(__file__).parents[3] / "references" / "further"
REFERENCE = json.loads((FOLDER / "further.json").read_text(encoding="utf-8"))
PEOPLE = read_survey_file(FOLDER / "people.csv").columns
ANSWERS = ["low", "mid", "high", "top"]
POPULATION = {"mid": 30, "old": 50, "young": 20}
DESIGNS = ("linearised", "replicated")


def people(kind: str = "linearised") -> estimation.Survey:
    names = {"weights": "weight", "strata": "h", "clusters": "cl"}
    drawn = estimation.survey(PEOPLE, **names, **({"population_sizes": "towns"} if kind == "linearised" else {}))
    drawn = drawn.with_levels({"answer": ANSWERS, "again": ANSWERS})
    return drawn if kind == "linearised" else drawn.replicate("jackknife")


def assert_close(found: estimation.Figures, wanted: dict, relative: float = 1e-8) -> None:
    assert found.estimate == pytest.approx(np.ravel(wanted["estimate"]), rel=relative)
    if "covariance" in wanted:
        spread = np.sqrt(np.diag(wanted["covariance"]))
        assert found.covariance / np.outer(spread, spread) == pytest.approx(
            np.array(wanted["covariance"]) / np.outer(spread, spread), abs=relative
        )
    if "se" in wanted:
        assert found.se == pytest.approx(np.ravel(wanted["se"]), rel=relative)


@pytest.mark.parametrize("kind", DESIGNS)
def test_imputed_data_are_combined_as_rubin_has_it(kind: str) -> None:
    each = [estimation.mean(people(kind), [f"pay{number}", "x"]) for number in range(1, 6)]
    alike = [estimation.contrast(one, {"pay": {one.names[0]: 1}, "x": {"x": 1}}) for one in each]
    own = next(key for key in REFERENCE[kind] if key.startswith("imputed_") and not key.endswith("Inf"))
    for key, df in ((own, None), ("imputed_Inf", np.inf)):
        found, wanted = estimation.combine_imputed(alike, df=df), REFERENCE[kind][key]
        assert_close(found, wanted)
        assert found.df == pytest.approx([np.inf if value is None else value for value in wanted["df"]], rel=1e-8)
    told = f"5 imputed data sets; at most {wanted['missing'][0]:.0%} of the information on a figure is missing"
    assert found.notes[-1] == told


@pytest.mark.parametrize("kind", DESIGNS)
def test_standardised_groups_have_one_distribution_of_ages(kind: str) -> None:
    over = people(kind).standardise("age", POPULATION, over="origin")
    assert_close(estimation.mean(over, ["x", "yes"], by="origin"), REFERENCE[kind]["standardised_over"])
    shares = estimation.mean(over, "age", by="origin").estimate.reshape(3, 3)
    assert shares == pytest.approx(np.repeat([[0.3], [0.5], [0.2]], 3, axis=1), rel=1e-12)
    alone = people(kind).standardise("age", POPULATION)
    assert_close(estimation.mean(alone, ["x", "yes"]), REFERENCE[kind]["standardised"])
    assert over.notes[-1] == "standardised: age within origin"


@pytest.mark.parametrize(("family", "response"), [("linear", "x"), ("logistic", "yes")])
def test_predicted_means_of_groups_are_those_of_r(family: str, response: str) -> None:
    kind = "gaussian" if family == "linear" else "binomial"
    found = estimation.predicted_means(people(), response, ["age", "sex"], by="origin", family=kind)
    assert found.names == tuple(f"{response}|origin={level}" for level in "abc")
    assert_close(found, REFERENCE["linearised"][f"predicted_{family}"], 1e-7)
    assert found.notes[-1].endswith("as if uncorrelated")


def test_a_linear_model_of_groups_alone_predicts_their_means() -> None:
    ones = estimation.survey({**PEOPLE, "one": np.ones(len(PEOPLE["x"]))}, weights="weight")
    found = estimation.predicted_means(ones, "x", [], by="sex")
    assert found.estimate == pytest.approx(estimation.mean(ones, "x", by="sex").estimate)


@pytest.mark.parametrize("kind", DESIGNS)
def test_scales_are_those_of_r(kind: str) -> None:
    alpha = estimation.cronbach_alpha(people(kind), ["q1", "q2", "q3"])
    assert alpha.estimate == pytest.approx([REFERENCE[kind]["alpha"]])
    assert_close(estimation.kappa(people(kind), "answer", "again"), REFERENCE[kind]["kappa"])


def test_the_error_of_alpha_is_that_of_its_replicates() -> None:
    # With many units the delta method and the jackknife of alpha itself agree.
    repeated = people("replicated")
    made = repeated.design.replicates
    values = np.column_stack([PEOPLE[name] for name in ("q1", "q2", "q3")])

    def alpha(weights: np.ndarray) -> float:
        spread = np.cov(values, rowvar=False, aweights=weights, ddof=0)
        return 1.5 * (1 - np.trace(spread) / spread.sum())

    each = np.array([alpha(column) for column in made.matrix.T])
    by_hand = np.sqrt(made.scale * (made.rscales * (each - each.mean()) ** 2).sum())
    assert estimation.cronbach_alpha(repeated, ["q1", "q2", "q3"]).se[0] == pytest.approx(by_hand, rel=0.05)


@pytest.mark.parametrize("kind", DESIGNS)
def test_a_known_distribution_is_tested_as_r_does(kind: str) -> None:
    found = estimation.goodness_of_fit(people(kind), "age", {"young": 40, "old": 25, "mid": 35})
    wanted = REFERENCE[kind]["fit"]
    assert found.statistic == pytest.approx(wanted["statistic"])
    assert (found.scale, found.df) == pytest.approx(tuple(wanted["parameter"]))
    assert found.p == pytest.approx(wanted["p"])
    assert found.effects == pytest.approx(wanted["lambda"][:2])
    assert found.p_exact == pytest.approx(found.p, abs=0.02)
    assert found.n == 240


@pytest.mark.parametrize("link", ["logistic", "probit", "cloglog"])
def test_a_regression_of_ordered_answers_is_that_of_r(link: str) -> None:
    found = estimation.ordinal_regression(people(), "answer", ["x", "sex"], link=link)
    wanted = REFERENCE["linearised"][f"ordinal_{link}"]
    assert found.names == ("x", "sex[m]", "low|mid", "mid|high", "high|top")
    # R's information is a difference of slopes: its errors are right to five digits
    assert_close(estimation.coefficients(found), wanted | {"covariance": found.covariance}, 1e-7)
    assert found.se == pytest.approx(np.sqrt(np.diag(wanted["covariance"])), rel=3e-5)
    assert (found.deviance, found.df_residual) == (pytest.approx(wanted["deviance"]), wanted["df"])


@pytest.mark.parametrize("kind", DESIGNS)
def test_a_regression_of_ordered_answers_is_of_a_domain(kind: str) -> None:
    found = estimation.ordinal_regression(people(kind), "answer", "x", where="sex == f")
    wanted = REFERENCE[kind]["ordinal_women"]
    assert found.estimate == pytest.approx(wanted["estimate"], rel=1e-7)
    assert found.se == pytest.approx(np.sqrt(np.diag(wanted["covariance"])), rel=3e-5)
    assert (found.deviance, found.df_residual) == (pytest.approx(wanted["deviance"]), wanted["df"])


def test_a_regression_of_ordered_answers_under_replicates_is_that_of_r() -> None:
    # The other links of R's replicates are refitted as logistic ones.
    found = estimation.ordinal_regression(people("replicated"), "answer", ["x", "sex"])
    wanted = REFERENCE["replicated"]["ordinal_logistic"]
    assert found.se == pytest.approx(np.sqrt(np.diag(wanted["covariance"])), rel=3e-5)
    test = estimation.term_test(found, ["sex[m]"])
    assert test.p == pytest.approx(found.p[1])


@pytest.mark.parametrize("design", ["finite", "infinite"])
def test_variances_by_groups_are_those_of_r(design: str) -> None:
    folder = FOLDER.parent / "breadth"
    cases = json.loads((folder / "cases.json").read_text(encoding="utf-8"))["cases"]
    wanted = next(case["expect"] for case in cases if case["id"] == f"{design}_spreads")
    sizes = {"population_sizes": "towns"} if design == "finite" else {}
    drawn = estimation.survey(
        read_survey_file(folder / "people.csv").columns, weights="w", strata="h", clusters="cl", **sizes
    )
    assert_close(estimation.variance(drawn, "x", by="s"), wanted)


@pytest.mark.parametrize("kind", DESIGNS)
def test_ranks_take_scores_of_ones_own(kind: str) -> None:
    found, wanted = (
        estimation.rank_test(people(kind), "x", "sex", test=lambda place: place**3),
        REFERENCE[kind]["own_ranks"],
    )
    assert (found.statistic, found.df, found.p) == pytest.approx((wanted["statistic"], wanted["df"], wanted["p"]))
    assert (found.estimates[0], found.test) == (pytest.approx(wanted["estimate"]), "own")


def gini_and_old(data: dict, weights: np.ndarray) -> tuple[float, float]:
    order = np.argsort(data["x"], kind="stable")
    w, y = weights[order], data["x"][order]
    people, sums = np.cumsum(w) / w.sum(), np.cumsum(w * y) / (w @ y)
    area = np.diff(people, prepend=0.0) @ (sums + np.concatenate([[0.0], sums[:-1]]))
    return 1 - area, float(w @ (data["age"][order] == "old") / w.sum())


def test_a_statistic_of_ones_own_is_that_of_r() -> None:
    repeated = people("replicated")
    found = estimation.by_replicates(repeated, gini_and_old, names=["gini", "old"])
    assert_close(found, REFERENCE["replicated"]["own"])
    women = estimation.by_replicates(repeated, lambda data, w: data["x"] @ w / w.sum(), names="x", where="sex == f")
    wanted = estimation.mean(repeated, "x", where="sex == f", deff=None)
    assert (women.estimate, women.se) == (pytest.approx(wanted.estimate), pytest.approx(wanted.se))
    assert women.n.tolist() == wanted.n.tolist()


def small(**columns: object) -> estimation.Survey:
    return estimation.survey({"w": [1.0] * 6, **columns}, weights="w")


FIGURES = estimation.mean(small(y=[1, 2, 3, 4, 5, 6]), "y")
ORDERED = {"a": list("xyzxyz"), "b": list("xyxyxy"), "same": [1.0, 2, 3, 1, 2, 3], "twice": [2.0, 4, 6, 2, 4, 6]}
MISTAKES = {
    "one data set": (lambda: estimation.combine_imputed([FIGURES]), InputError, "several completed data sets.*2"),
    "other figures": (
        lambda: estimation.combine_imputed([FIGURES, estimation.mean(small(x=[1.0] * 6), "x")]),
        InputError, "data set 2. Expected: y. Found: x",
    ),
    "variances alone": (
        lambda: estimation.combine_imputed([estimation.quantile(small(y=[1, 2, 3, 4, 5, 6]), "y", 0.5)] * 2),
        InputError, "variances alone",
    ),
    "a group without a level": (
        lambda: small(**ORDERED).standardise("a", {"x": 1, "y": 1, "z": 1}, over="twice"),
        WeightingError, "No respondent stands for a level.*margin 'a within twice', level '2,y'",
    ),
    "a level without a share": (lambda: small(**ORDERED).standardise("a", {"x": 1, "y": 1}), WeightingError, "'z'"),
    "groups among the terms": (
        lambda: estimation.predicted_means(small(**ORDERED), "same", ["b"], by="b"), InputError, "'b' makes the groups",
    ),
    "one item": (lambda: estimation.cronbach_alpha(small(**ORDERED), "same"), InputError, "two items or more"),
    "an item of texts": (
        lambda: estimation.cronbach_alpha(small(**ORDERED), ["same", "a"]), InputError, "'a' is a column of categories",
    ),
    "other levels": (lambda: estimation.kappa(small(**ORDERED), "a", "b"), InputError, "same levels.*x, y, z.*x, y"),
    "a share too few": (
        lambda: estimation.goodness_of_fit(small(**ORDERED), "a", {"x": 1, "y": 2}), InputError, "x, y, z. Found: x, y",
    ),
    "a share of zero": (
        lambda: estimation.goodness_of_fit(small(**ORDERED), "b", {"x": 0, "y": 2}), EstimationError, "not above.*b=x",
    ),
    "two levels": (
        lambda: estimation.ordinal_regression(small(**ORDERED), "b", "same"), EstimationError, "three levels.*logistic",
    ),
    "collinear": (
        lambda: estimation.ordinal_regression(small(**ORDERED), "a", ["same", "twice"]),
        EstimationError, "says nothing.*'twice'",
    ),
    "separated": (
        lambda: estimation.ordinal_regression(small(**ORDERED), "a", "same"), EstimationError, "separates.*'same'",
    ),
    "a link": (
        lambda: estimation.ordinal_regression(small(**ORDERED), "a", "b", link="logit"), InputError, "Unknown link",
    ),
    "scores that are none": (
        lambda: estimation.rank_test(people(), "x", "sex", test=lambda place: place * np.nan),
        EstimationError, "A score is no number",
    ),
    "no replicates": (
        lambda: estimation.by_replicates(small(**ORDERED), gini_and_old, names="x"), StateError, "replicate.*jackknife",
    ),
    "two numbers for a name": (
        lambda: estimation.by_replicates(people("replicated"), gini_and_old, names="gini"),
        InputError, "one number for each name. Place: gini. Expected: 1 finite",
    ),
    "an offset": (
        lambda: estimation.ordinal_regression(small(**ORDERED), "a", "b", offset="same"), InputError, "no 'offset'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_the_way_out(mistake: str) -> None:
    call, kind, message = MISTAKES[mistake]
    with pytest.raises(kind, match=message):
        call()

"""A survey from names equals the one from arrays, whatever table it comes from; steps and parts as said."""

from __future__ import annotations

import pkgutil

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from querschnitt.core import estimation
from querschnitt.core.errors import EstimationError, InputError, ShapeError, StateError, WeightingError
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.proportion_intervals import ProportionInterval, estimate_proportion
from querschnitt.core.estimation.quantiles import QuantileOptions, estimate_quantiles
from querschnitt.core.estimation.stages import stages_of
from querschnitt.core.estimation.statistics import mean
from querschnitt.core.estimation.variables import categorical, domains_by, numeric

N = 24
CHANCE = np.random.default_rng(7)
DATA = {
    "w": np.tile([10.0, 20.0, 15.0], N // 3).tolist(),
    "region": np.repeat(["north", "south"], N // 2).tolist(),
    "block": np.repeat(np.arange(8), 3).tolist(),
    "blocks": np.repeat([40, 60], N // 2).tolist(),
    "sex": np.tile(["f", "m"], N // 2).tolist(),
    "school": np.tile([1, 2, 2, 3], N // 4).tolist(),
    "income": CHANCE.normal(2000, 400, N).round().tolist(),
    "rent": [None, *CHANCE.normal(700, 100, N - 1).round().tolist()],
}
NAMES = {"weights": "w", "strata": "region", "clusters": "block", "population_sizes": "blocks"}
BY_HAND = LinearisedDesign(
    np.array(DATA["w"]),
    stages_of(
        N, strata=np.array(DATA["region"]), clusters=[np.array(DATA["block"])],
        population_sizes=[np.array(DATA["blocks"], dtype=float)],
    ),
)  # fmt: skip
TABLES = {
    "mapping": DATA,
    "polars": pl.DataFrame(DATA),
    "pandas": pd.DataFrame(DATA),
    "arrow": pa.table(DATA),
}


def people(**more: object) -> estimation.Survey:
    return estimation.survey(DATA, **{**NAMES, **more})


def staged() -> estimation.Survey:
    more = {"person": list(range(N)), "here": [3] * N}
    names = {"strata": ["region", "sex"], "clusters": ["block", "person"], "population_sizes": ["blocks", "here"]}
    return estimation.survey(DATA | more, weights="w", **names)


@pytest.mark.parametrize("kind", TABLES)
def test_every_kind_of_table_gives_the_figures_of_the_arrays(kind):
    sex = categorical("sex", np.array(DATA["sex"]), levels=["f", "m"])
    income = numeric("income", np.array(DATA["income"]))
    wanted = estimate(BY_HAND, mean([income], domains=domains_by([sex])))
    found = estimation.mean(estimation.survey(TABLES[kind], **NAMES), "income", by="sex")
    assert found.names == wanted.names == ("income|sex=f", "income|sex=m")
    np.testing.assert_array_equal(found.estimate, wanted.estimate)
    np.testing.assert_array_equal(found.covariance, wanted.covariance)
    assert (found.n.tolist(), found.n_psu.tolist(), found.df) == ([12, 12], [8, 8], 6.0)


def test_a_relation_of_duckdb_too():
    frame = TABLES["arrow"]
    with duckdb.connect() as connection:
        found = estimation.mean(estimation.survey(connection.from_arrow(frame), **NAMES), "income")
    assert found.estimate == estimation.mean(people(), "income").estimate


def test_a_condition_is_a_domain_and_never_a_subset():
    """The mean of the women by condition, by mask and by group: one figure, one error; all blocks still count."""
    by_group = estimation.mean(people(), "income", by="sex")
    for where in ("sex == f", ["sex != m", "income > 0"], np.array(DATA["sex"]) == "f", "sex in f", "sex == 'f'"):
        found = estimation.mean(people(), "income", where=where)
        assert (found.estimate[0], found.se[0], found.df) == (by_group.estimate[0], by_group.se[0], by_group.df)


def test_variances_and_correlations_have_groups_with_their_covariance():
    spread = estimation.variance(people(), ["income", "w"], by="sex")
    tied = estimation.correlation(people(), ["income", "w"], by="sex")
    assert spread.names[:4] == ("income,income|sex=f", "income,income|sex=m", "income,w|sex=f", "income,w|sex=m")
    for place, sex in enumerate("fm"):
        alone = estimation.variance(people(), ["income", "w"], where=f"sex == {sex}")
        np.testing.assert_allclose(spread.estimate[place::2], alone.estimate, rtol=1e-12)
        np.testing.assert_allclose(spread.covariance[place::2, place::2], alone.covariance, rtol=1e-9)
        one = estimation.correlation(people(), ["income", "w"], where=f"sex == {sex}")
        np.testing.assert_allclose(tied.se[place::2], one.se, rtol=1e-9)
    gap = estimation.contrast(spread, {"gap": {spread.names[0]: 1, spread.names[1]: -1}})
    assert gap.variance != pytest.approx(spread.variance[:2].sum())  # sexes share their clusters


def test_two_factors_cross_and_the_first_varies_fastest():
    found = estimation.mean(people(), "income", by=["sex", "region"])
    assert [name.partition("|")[2] for name in found.names] == [
        "sex=f,region=north", "sex=m,region=north", "sex=f,region=south", "sex=m,region=south",
    ]  # fmt: skip


def test_numbers_become_categories_by_declaration_and_in_their_order():
    assert estimation.mean(people(), "school").names == ("school",)
    assert estimation.proportion(people(), "school").names == ("school=1", "school=2", "school=3")
    told = people().with_levels({"school": [3, 2, 1]})
    assert estimation.mean(told, "school").names == ("school=3", "school=2", "school=1")
    assert estimation.mean(told, "school").estimate.sum() == pytest.approx(1)


def test_an_order_of_categories_in_the_table_is_kept():
    order = ["low", "mid", "high"]
    frame = pl.DataFrame({"w": [1.0, 1, 1], "s": ["mid", "high", "mid"]})
    enum, plain = (
        frame.with_columns(pl.col("s").cast(pl.Enum(order))),
        frame.with_columns(pl.col("s").cast(pl.Categorical)),
    )
    pandas = frame.to_pandas().assign(s=lambda table: pd.Categorical(table["s"], categories=order))
    for table in (enum, enum.lazy(), pandas):
        found = estimation.mean(estimation.survey(table, weights="w"), "s")
        assert (found.names, found.estimate.round(2).tolist()) == (("s=low", "s=mid", "s=high"), [0.0, 0.67, 0.33])
    for table in (plain, plain.to_arrow(), frame):
        assert estimation.mean(estimation.survey(table, weights="w"), "s").names == ("s=high", "s=mid")


def test_missing_values_are_refused_or_leave_the_figure_and_say_so():
    with pytest.raises(InputError, match=r"'rent' has missing values. Place: row 1 \(1 rows\).*missing='leave_out'"):
        estimation.mean(people(), "rent")
    found = estimation.mean(people(), "rent", missing="leave_out")
    assert (found.n.tolist(), "1 rows with missing values left out" in found.notes) == ([23], True)
    known = np.array([value is not None for value in DATA["rent"]])
    masked = estimation.mean(people(), "rent", where=known)
    assert (found.estimate, found.se) == (masked.estimate, masked.se)


def test_rows_without_a_group_are_counted_in_a_note():
    data = DATA | {"sex": [None, *DATA["sex"][1:]]}
    found = estimation.mean(estimation.survey(data, **NAMES), "income", by="sex")
    assert "1 rows without sex are in no group" in found.notes
    assert found.n.sum() == N - 1


def test_an_interval_of_a_proportion_says_where_nobody_differs():
    data = DATA | {"voted": [1] * N}
    asked = estimation.survey(data, **NAMES)
    found = estimation.proportion(asked, ["voted", "school"])
    low, high = found.ci
    assert (found.method, high[0]) == ("logit", 1.0)
    assert 0.5 < low[0] < 1
    assert "1 intervals by 'beta': nobody differs there" in found.notes
    assert np.all((low[1:] > 0) & (high[1:] < 1))
    wilson = estimation.proportion(asked, "school", interval="wilson")
    assert not any("beta" in note for note in wilson.notes)


@pytest.mark.parametrize("interval", ["logit", "beta", "wilson", "likelihood", "asin", "xlogit", "mean"])
@pytest.mark.parametrize("replicated", [False, True])
def test_every_interval_of_a_share_is_that_of_the_engine_at_its_level(interval, replicated):
    asked = people().replicate("jackknife") if replicated else people()
    found = estimation.proportion(asked, "sex", interval=interval, level=0.8)
    options = ProportionInterval(interval, level=0.8)
    wanted = estimate_proportion(asked.design, np.array([sex == "m" for sex in DATA["sex"]], float), options=options)
    assert (found.ci[0][1], found.ci[1][1]) == (pytest.approx(wanted.ci_low), pytest.approx(wanted.ci_high))
    wide = estimation.proportion(asked, "sex", interval=interval)
    assert np.all((wide.ci[0] < found.ci[0]) & (found.ci[1] < wide.ci[1]))


VERBS_AT_LEVEL = {
    "total": lambda **told: estimation.total(people(), "income", **told),
    "mean": lambda **told: estimation.mean(people(), "income", by="sex", **told),
    "ratio": lambda **told: estimation.ratio(people(), "income", "school", **told),
    "variance": lambda **told: estimation.variance(people(), "income", **told),
    "correlation": lambda **told: estimation.correlation(people(), ["income", "school"], **told),
    "cdf": lambda **told: estimation.cdf(people(), "income", [1900], **told),
}


@pytest.mark.parametrize("verb", VERBS_AT_LEVEL)
def test_a_verb_takes_level_and_degrees_of_freedom(verb):
    plain, nine = VERBS_AT_LEVEL[verb](), VERBS_AT_LEVEL[verb](level=0.9, df=4)
    assert (nine.level, nine.df) == (0.9, 4.0)
    assert nine.ci[0] == pytest.approx(plain.estimate - 2.1318468 * plain.se, rel=1e-6, abs=1e-6)  # t(4), by table


def test_quantiles_at_a_level_are_those_of_the_engine():
    found = estimation.quantile(people(), "income", [0.25, 0.5], level=0.8, interval="beta")
    options = QuantileOptions(interval="beta", level=0.8)
    wanted = estimate_quantiles(people().design, np.array(DATA["income"]), np.array([0.25, 0.5]), options=options)
    assert (found.ci[0].tolist(), found.ci[1].tolist()) == (wanted.ci_low.tolist(), wanted.ci_high.tolist())
    assert found.se.tolist() == wanted.se.tolist()
    assert found.level == 0.8


def test_tests_models_and_contrasts_keep_a_level():
    test = estimation.t_test(people(), "income", "sex", level=0.9)
    reach = 2.015048 * test.se  # t(5) at 95 %, by table: the test has one degree of freedom fewer
    assert (test.ci_low, test.ci_high) == (
        pytest.approx(test.estimate - reach, rel=1e-6), pytest.approx(test.estimate + reach, rel=1e-6),
    )  # fmt: skip
    made = estimation.coefficients(estimation.linear_regression(people(), "income", "sex"), level=0.9)
    assert (made.ci[0][1], made.ci[1][1]) == (pytest.approx(test.ci_low), pytest.approx(test.ci_high))
    both = estimation.mean(people(), "income", by="sex", level=0.9)
    assert estimation.contrast(both, {"gap": {"income|sex=m": 1, "income|sex=f": -1}}).level == 0.9
    assert estimation.difference(both, both).level == 0.9


def test_quantiles_have_the_names_and_numbers_of_one_call_each():
    both = estimation.quantile(people(), ["income", "school"], [0.25, 0.5], by="sex", interval="xlogit")
    assert both.names[:4] == ("income@0.25|sex=f", "income@0.25|sex=m", "income@0.5|sex=f", "income@0.5|sex=m")
    one = estimation.quantile(people(), "income", 0.5, where="sex == m", interval="xlogit")
    place = both.names.index("income@0.5|sex=m")
    assert (both.estimate[place], both.se[place], both.method) == (one.estimate[0], one.se[0], "xlogit")


def test_steps_go_through_weights_variance_and_every_replicate():
    counts = {"f": 200.0, "m": 230.0}
    raked = people().rake({"sex": counts, "region": {"north": 220, "south": 210}})
    total = estimation.total(raked, ["sex", "region"])
    assert total.estimate == pytest.approx([200, 230, 220, 210], rel=1e-9)
    assert total.se == pytest.approx(np.zeros(4), abs=1e-6)
    repeated = raked.replicate("jackknife")
    assert estimation.total(repeated, "sex").estimate == pytest.approx([200, 230], rel=1e-9)
    assert estimation.total(repeated, "sex").se == pytest.approx([0, 0], abs=1e-6)
    assert repeated.notes == ("8 replicates, jackknife", "around the mean of the replicates", "raked to sex; region")


def test_replicates_of_a_total_equal_the_closed_form():
    plain = estimation.total(people(), "income").se
    assert estimation.total(people().replicate("jackknife"), "income").se == pytest.approx(plain, rel=1e-10)
    drawn = people().replicate("rao_wu", count=4000, seed=1)
    assert estimation.total(drawn, "income").se == pytest.approx(plain, rel=0.05)


def test_replicates_made_here_and_read_from_a_table_are_the_same():
    made = people().replicate("jackknife").design.replicates
    table = DATA | {f"rw{number + 1}": column for number, column in enumerate(made.matrix.T)}
    read = estimation.replicate_survey(table, weights="w", replicates="rw*", scale=1.0, rscales=made.rscales)
    wanted = estimation.mean(people().replicate("jackknife"), "income")
    assert estimation.mean(read, "income").se == wanted.se
    factors = {name: np.array(table[name]) / DATA["w"] for name in table if name.startswith("rw")}
    told = {"weights": "w", "replicates": "rw*", "scale": 1.0, "rscales": made.rscales, "factors": True}
    assert estimation.mean(estimation.replicate_survey(DATA | factors, **told), "income").se == pytest.approx(wanted.se)


def test_the_scale_by_kind_is_that_of_r():
    table = {"w": [1.0, 1.0], "a": [0.0, 2.0], "b": [2.0, 0.0]}
    kinds = {"brr": 0.5, "jk1": 0.5, "bootstrap": 1.0, "successive_difference": 2.0, "jk2": 1.0}
    for kind, scale in kinds.items():
        made = estimation.replicate_survey(table, weights="w", replicates=["a", "b"], kind=kind)
        assert made.design.replicates.scale == scale, kind


def test_cells_may_be_crossed_by_tuple_text_or_table():
    counts = {("f", "north"): 100, ("m", "north"): 120, ("f", "south"): 90, ("m", "south"): 120}
    wanted = people().post_stratify(["sex", "region"], counts).weights
    table = pd.DataFrame([(*level, count) for level, count in counts.items()], columns=["sex", "region", "persons"])
    np.testing.assert_array_equal(people().post_stratify(["sex", "region"], table).weights, wanted)
    joined = {",".join(level): count for level, count in counts.items()}
    np.testing.assert_allclose(people().rake({"sex,region": joined}).weights, wanted)


def test_calibration_and_trimming_by_name():
    made = people().calibrate({"(Intercept)": 400, "sex[m]": 210, "income": 800_000}, distance="raking")
    assert estimation.total(made, "income").estimate == pytest.approx([800_000], rel=1e-6)
    assert made.trim(5, 40).weights.max() <= 40
    assert made.notes == ("calibrated (raking) to 3 totals",)


def test_a_regression_expands_categories_and_takes_a_level_as_response():
    made = estimation.linear_regression(people(), "income", ["sex", "school", "sex:region"], reference={"sex": "m"})
    assert made.names == ("(Intercept)", "sex[f]", "school", "sex[f]:region[south]")
    odds = estimation.logistic_regression(people(), "sex=m", ["income"])
    by_number = estimation.logistic_regression(
        estimation.survey(DATA | {"man": [sex == "m" for sex in DATA["sex"]]}, **NAMES), "man", "income"
    )
    np.testing.assert_array_equal(odds.estimate, by_number.estimate)
    assert estimation.term_test(made, ["sex[f]"]).df == 1


def test_a_contrast_of_groups_has_their_covariance():
    found = estimation.mean(people(), "income", by="sex")
    change = estimation.contrast(found, {"gap": {"income|sex=m": 1, "income|sex=f": -1}})
    test = estimation.t_test(people(), "income", "sex")
    assert (change.estimate[0], change.se[0]) == (pytest.approx(test.estimate), pytest.approx(test.se))


KEYED = estimation.survey({"w": [1.0] * 1001, "id": np.arange(1001.0), "y": [1.0] * 1001}, weights="w")
WRONG = {
    "a mistyped column": (lambda: estimation.mean(people(), "incom"), "Unknown column 'incom'.*Did you mean 'income'"),
    "a mistyped group": (lambda: estimation.mean(people(), "income", by="sexx"), "'sexx'. Place: by.*'sex'"),
    "a mistyped condition": (lambda: estimation.mean(people(), "income", where="ag > 3"), "column 'ag'. Place: where"),
    "a mistyped level": (lambda: estimation.mean(people(), "income", where="sex == w"), "no value 'w'.*Expected: f, m"),
    "no condition": (lambda: estimation.mean(people(), "income", where="women"), "cannot be read.*women"),
    "an order of texts": (lambda: estimation.mean(people(), "income", where="sex > f"), "Texts have no order"),
    "a text for a number": (lambda: estimation.mean(people(), "income", where="school > x"), "compared with a text"),
    "nobody": (lambda: estimation.mean(people(), "income", where="income < 0"), "No row meets the conditions"),
    "a mask of numbers": (lambda: estimation.mean(people(), "income", where=[1, 2]), "no condition.*int64"),
    "a mistyped keyword": (lambda: estimation.mean(people(), "income", were="sex == f"), r"mean\(\) knows no 'were'"),
    "groups of a test": (lambda: estimation.t_test(people(), "income", "sex", by="region"), "knows no 'by'"),
    "a variance of one": (
        lambda: estimation.variance(estimation.survey({"w": [1] * 3, "y": [1, 2, 3], "s": list("aab")}, weights="w"),
        "y", by="s"), r"two rows. Place: 'y\|s=b'",
    ),
    "a mistyped word": (lambda: estimation.mean(people(), "income", missing="leaveout"), "Did you mean 'leave_out'"),
    "another deff": (lambda: estimation.mean(people(), "income", deff="replace"), "Unknown comparison"),
    "an interval": (lambda: estimation.proportion(people(), "sex", interval="logitt"), "Did you mean 'logit'"),
    "a rule": (lambda: estimation.quantile(people(), "income", rule="maths"), "Unknown rule.*'math'"),
    "a statistic": (lambda: estimation.chi_squared(people(), "sex", "school", statistic="f"), "Unknown statistic"),
    "a test": (lambda: estimation.rank_test(people(), "income", "sex", test="wilcox"), "Did you mean 'wilcoxon'"),
    "a level in percent": (lambda: estimation.mean(people(), "income", level=90), r"A level is a prob.*90 % is 0\.9"),
    "a level that is none": (lambda: estimation.quantile(people(), "income", level="high"), "A level is a probability"),
    "a level of a test": (lambda: estimation.t_test(people(), "income", "sex", level=1), "A level is a probability"),
    "a level of no interval": (
        lambda: estimation.chi_squared(people(), "sex", "school", level=0.9), "knows no 'level'",
    ),
    "no freedom": (lambda: estimation.mean(people(), "income", df=0), "Degrees of freedom are a number.*above 0"),
    "nothing": (lambda: estimation.mean(people(), []), "Nothing is named"),
    "a number as a name": (lambda: estimation.mean(people(), [3]), "named by a text.*3"),
    "categories of a variance": (lambda: estimation.variance(people(), "sex"), "'sex' is a column of categories"),
    "a key as a group": (lambda: estimation.mean(KEYED, "y", by="id"), "too many levels.*1,001"),
    "a mistyped keyword of the design": (lambda: people(strat="sex"), r"survey\(\) knows no 'strat'.*'strata'"),
    "no weights": (lambda: estimation.survey(DATA), "Nothing says how many people"),
    "texts as weights": (lambda: people(weights="sex"), "'sex' is a column of texts. Place: weights"),
    "missing weights": (lambda: people(weights="rent"), r"missing values. Place: weights, row 1 \(1 rows\)"),
    "a rule for lonely units": (lambda: people(lonely="adjusted"), "Did you mean 'adjust'"),
    "nest as a text": (lambda: people(nest="yes"), "'nest' is yes or no"),
    "several weights": (lambda: people(weights=["w", "block"]), "'weights' is the name of one column"),
    "strata of no stage": (
        lambda: people(strata=["region", "sex"]), "more columns of strata than stages.*1, one a stage.*cross them",
    ),
    "a bootstrap of later strata": (
        lambda: staged().replicate("preston", seed=1), "knows strata of the first stage alone.*'rao_wu'",
    ),
    "a variance without probabilities": (
        lambda: people(unequal="brewer", population_sizes=None), "'brewer' needs the probabilities",
    ),
    "pairs without a square": (
        lambda: people(unequal="yates_grundy", population_sizes=None), "needs the probabilities of pairs",
    ),
    "sizes beside probabilities": (lambda: people(unequal="brewer"), "'brewer' knows no population sizes"),
    "a square for nothing": (lambda: people(joint=np.eye(2)), "'joint' belongs to a variance for unequal"),
    "no probability": (
        lambda: people(weights=None, probabilities="school", population_sizes=None), "probability of being drawn.*2.0",
    ),
    "a distance of no calibration": (
        lambda: estimation.two_phase_survey(DATA | {"seen": [1] * N}, weights="w", observed="seen", distance="raking"),
        "'distance' belongs to a calibration.*calibrated_to",
    ),
    "a first phase with gaps": (
        lambda: estimation.two_phase_survey(
            DATA | {"seen": [1] * N}, weights="w", observed="seen", calibrated_to=["income", "rent"]
        ),
        r"'rent' has missing values. Place: calibrated_to, row 1 \(1 rows\)",
    ),
    "no table": (lambda: estimation.survey(3, weights="w"), "no table that can be read"),
    "no rows": (lambda: estimation.survey({"w": []}, weights="w"), "no rows"),
    "a step of texts": (lambda: people().calibrate({"sexx[m]": 3}), "'sexx'.*'sex'"),
    "a level of a step": (lambda: people().calibrate({"sex[w]": 3}), "no level 'w'"),
    "a distance": (lambda: people().calibrate({"(Intercept)": 3}, distance="lin"), "Unknown distance 'lin'"),
    "logit without bounds": (lambda: people().calibrate({"(Intercept)": 3}, distance="logit"), "needs two bounds"),
    "a kind of replicates": (lambda: people().replicate("jacknife"), "Did you mean 'jackknife'"),
    "a bootstrap without a seed": (lambda: people().replicate("bootstrap"), "drawn by chance.*seed="),
    "replicates without a scale": (
        lambda: estimation.replicate_survey(DATA, weights="w", replicates="income"), "how the spread",
    ),
    "a pattern of nothing": (
        lambda: estimation.replicate_survey(DATA, weights="w", replicates="rw*", kind="brr"), r"fits 'rw\*'",
    ),
    "a reference": (
        lambda: estimation.linear_regression(people(), "income", "sex", reference={"sex": "x"}), "no level 'x'",
    ),
    "a categorical response": (lambda: estimation.logistic_regression(people(), "sex", "income"), "'sex=f'"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_is_named_with_the_way_out(mistake):
    call, message = WRONG[mistake]
    with pytest.raises(InputError, match=message):
        call()


def test_other_refusals_have_their_own_kind():
    with pytest.raises(EstimationError, match=r"single primary unit.*stratum 'x' \(1 strata\).*lonely='adjust'"):
        estimation.survey({"w": [1, 1, 1], "s": ["x", "y", "y"]}, weights="w", strata="s")
    with pytest.raises(ShapeError, match="another length than the table"):
        estimation.mean(people(), "income", where=[True])
    with pytest.raises(WeightingError, match="Level 'm' has no count"):
        people().post_stratify("sex", {"f": 3})
    with pytest.raises(StateError, match="made from a sample"):
        people().replicate("jackknife").replicate("jackknife")
    phases = estimation.two_phase_survey(DATA | {"seen": [1] * N}, weights="w", observed="seen")
    with pytest.raises(StateError, match="two phases are calibrated by calibrated_to="):
        phases.trim(0, 100)


def test_a_survey_says_what_it_is():
    assert str(people().trim(5, 18)).splitlines() == [
        "24 rows; weights add up to 360; 6 degrees of freedom",
        "weights w", "strata region", "clusters block", "population sizes blocks", "weights trimmed to 5 to 18",
    ]  # fmt: skip


def test_no_module_of_the_package_has_the_name_of_a_verb():
    """Imported later than the package, it would take the verb's place."""
    modules = {module.name for module in pkgutil.iter_modules(estimation.__path__)}
    assert not modules & set(estimation.__all__)


@pytest.mark.parametrize(("rule", "times"), [("remove", 1), ("average", 5 / 4), ("adjust", None)])
def test_the_rule_for_lonely_units_goes_into_the_replicates(rule, times):
    table = {"w": [2.0, 2, 3, 3, 5], "s": ["a", "a", "b", "b", "alone"], "y": [1.0, 4, 2, 7, 3]}
    found = estimation.total(estimation.survey(table, weights="w", strata="s", lonely=rule).replicate("jkn"), "y")
    assert any(rule in note for note in found.notes)
    without = 2 * (3.0**2 + 3.0**2) + 2 * (7.5**2 + 7.5**2)  # strata a and b, by hand
    if times is None:  # the lonely unit is left out, too, against the other strata
        assert found.variance > without
    else:  # "average" weighs by units: four of five show how units differ
        assert found.variance == pytest.approx(times * without, rel=1e-12)


# R 4.2.2, survey 4.1-1: svrepdesign(data = d, weights = ~w, repweights = r, type = "other", scale = .25, rscales = …)
KEPT = np.array(
    [[0, 0, 1, 2, 1, 1, 0, 2, 1, 1, 1, 2], [1, 1, 0, 1, 2, 1, 1, 0, 1, 2, 1, 1], [2, 0, 1, 0, 1, 2, 1, 1, 1, 0, 2, 1],
     [0, 0, 2, 1, 0, 1, 1, 1, 2, 1, 0, 3], [1, 2, 1, 1, 1, 0, 0, 1, 1, 1, 2, 1]]
)  # fmt: skip


def repeated_few(*, mse: bool = False):
    weights = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8.0])
    columns = {
        "w": weights,
        "y": np.array([2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5.0]),
        "g": list("aabbbbbccccc"),
        "h": [1, 2, 3] * 4,
    } | {f"r{number}": weights * kept for number, kept in enumerate(KEPT)}
    scales = {"scale": 0.25, "rscales": [1, 1, 2, 1, 1], "mse": mse}
    return estimation.replicate_survey(columns, weights="w", replicates="r*", **scales)


@pytest.mark.parametrize(
    ("mse", "means", "totals"),
    [
        (False, [0.896559782973, 1.406477312940, 0.360042658116], [8.90224690738, 58.89787772068, 50.72474741189]),
        (True, [0.960143218484, 1.387579147569, 0.471293021660], [9.86154146166, 58.68560300448, 58.42088667591]),
    ],
)
def test_replicates_without_a_group_are_left_out_as_in_r(mse, means, totals):
    people = repeated_few(mse=mse)
    assert np.isnan(estimation.mean(people, "y", by="g").se).tolist() == [True, False, False]
    asked = estimation.without_empty_replicates(people)
    found = estimation.mean(asked, "y", by="g")
    assert found.se == pytest.approx(means, rel=1e-10)
    assert found.notes[-1] == "replicates without anybody of a figure left out of its variance"
    assert estimation.total(asked, "y", by="g").se == pytest.approx(totals, rel=1e-10)


def test_only_replicates_can_be_left_out():
    with pytest.raises(StateError, match="no replicates to leave out"):
        estimation.without_empty_replicates(people())


def test_a_trim_needs_a_bound():
    with pytest.raises(InputError, match="Trimming needs a bound"):
        people().trim()


def test_the_degrees_of_freedom_of_a_part_are_those_of_its_replicate_weights():
    whole = repeated_few()
    assert whole.design.df == 4  # R: degf(D)
    part = (np.array(list("aabbbbbccccc")) == "b") & (np.array([1, 2, 3] * 4) != 2)
    assert whole.design.df_of(part) == 3  # R: degf(subset(D, g == "b" & h != 2))


@pytest.mark.parametrize(("statistic", "p"), [("saddlepoint", 0.186093831896), ("F", 0.262934663245)])
def test_independence_under_replicates_is_that_of_r(statistic, p):
    found = estimation.chi_squared(repeated_few(), "g", "h", statistic=statistic)
    assert found.p == pytest.approx(p, rel=1e-6)

"""Seven faults that were found late in other packages, each against a number that does not come from our engine.

Every test says the fault in its first line, and what it did to those who trusted the figures.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from querschnitt.core.errors import DesignError, EstimationError, InputError
from querschnitt.core.estimation.comparisons import Groups, rank_test
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.independence import TwoWay, independence_test
from querschnitt.core.estimation.linearised import LinearisedDesign, LonelyUnits
from querschnitt.core.estimation.models import ModelMatrix, Regression, fit_model
from querschnitt.core.estimation.proportion_intervals import ProportionInterval
from querschnitt.core.estimation.publication import publish
from querschnitt.core.estimation.quantiles import QuantileOptions, estimate_quantiles
from querschnitt.core.estimation.replicates import ReplicateDesign
from querschnitt.core.estimation.stages import stages_of
from querschnitt.core.estimation.statistics import mean, total
from querschnitt.core.estimation.unequal import ApproximateProbabilities, JointProbabilities
from querschnitt.core.estimation.variables import Domains, categorical, domains_by, everybody, numeric
from querschnitt.core.estimation.wave_design import wave_design
from querschnitt.core.trend.adjust import adjust
from querschnitt.core.weighting.calibration import (
    CalibrationToTotals,
    PostStratification,
    RakingDistance,
    RakingToMargins,
    Terms,
    met_margins,
)
from querschnitt.core.weighting.raking import margin_of
from querschnitt.core.weighting.replicates import balanced, primary_units
from tests.core.estimation.calibrated import yes_or_no

SEX, AGE = ["f", "f", "f", "m", "m"], ["young", "young", "old", "young", "old"]
BASE = np.array([1.0, 3.0, 2.0, 2.0, 4.0])
SEXES, AGES = {"f": 60.0, "m": 40.0}, {"young": 55.0, "old": 45.0}


def raked_by_hand(weights: list[float]) -> list[float]:
    """Proportional fitting, person by person."""
    for _ in range(200):
        for labels, totals in ((SEX, SEXES), (AGE, AGES)):
            reached = {
                level: sum(w for w, own in zip(weights, labels, strict=True) if own == level) for level in totals
            }
            weights = [w * totals[own] / reached[own] for w, own in zip(weights, labels, strict=True)]
    return weights


def test_raking_keeps_the_base_weights_inside_cells() -> None:
    """Fault: raking counted the people of a cell, so that everybody in it left with the same weight."""
    margins = (margin_of("sex", SEX, totals=SEXES), margin_of("age", AGE, totals=AGES))
    columns = np.array([[1.0, own == "m", age == "old"] for own, age in zip(SEX, AGE, strict=True)])
    terms = Terms(("people", "m", "old"), columns, np.array([100.0, 40.0, 45.0]))
    expected = raked_by_hand(BASE.tolist())
    assert expected[1] == pytest.approx(3 * expected[0])
    assert expected != pytest.approx(raked_by_hand([2.0, 2.0, 2.0, 2.0, 4.0]))
    assert RakingToMargins(margins).apply(BASE).weights == pytest.approx(expected)
    assert CalibrationToTotals(terms, RakingDistance()).apply(BASE).weights == pytest.approx(expected)


def test_percentages_in_a_table_have_the_variance_of_their_own_base() -> None:
    """Fault: a percentage of a row was given the variance it would have if the row's size were no chance, or all were
    its base.

    Twelve of very many people, eight in the row, three of them yes: 12/11 x 3/8 x 5/8 / 8. Of all twelve: 3/12.
    """
    row = np.array(["in"] * 8 + ["out"] * 4)
    answer = np.array(["yes"] * 3 + ["no"] * 5 + ["no"] * 4)
    design = LinearisedDesign(np.full(12, 10.0), stages_of(12))
    answers = categorical("answer", answer, levels=["yes", "no"])
    rows = categorical("row", row, levels=["in", "out"])
    of_row = estimate(design, mean([answers], domains=domains_by([rows])))
    place = of_row.names.index("answer=yes|row=in")
    other = of_row.names.index("answer=no|row=in")
    expected = 12 / 11 * 3 / 8 * 5 / 8 / 8
    assert of_row.variance[place] == pytest.approx(expected)
    assert of_row.covariance[place, other] == pytest.approx(-expected)
    cell = numeric("cell", ((row == "in") & (answer == "yes")).astype(float))
    assert estimate(design, mean([cell])).variance[0] == pytest.approx(12 / 11 * 3 / 12 * 9 / 12 / 12)
    published = publish(design, [answers], domains_by([rows]))
    assert published.at("answer", category="yes", domain="row=in").variance == pytest.approx([expected])


def test_a_primary_unit_without_members_of_the_domain_still_counts_in_half_samples() -> None:
    """Fault: a primary unit that the domain does not show was left out, and with it its stratum's contrast.

    Three strata of two units; the domain is not in the second unit of the third: (3-5)^2 + (4-1)^2 + (6-0)^2.
    """
    strata, units = np.repeat([1, 2, 3], 4), np.repeat(np.arange(6), 2)
    values = np.array([1.0, 2, 2, 3, 4, 9, 1, 9, 2, 4, 9, 9])
    domain = np.array([1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0], dtype=bool)
    psus = primary_units(units, strata=strata)
    members = everybody(12, where=domain)
    statistic = total([numeric("y", values)], domains=members)
    assert ReplicateDesign(balanced(np.ones(12), psus)).covariance(statistic)[0, 0] == pytest.approx(4 + 9 + 36)
    with pytest.raises(DesignError, match="stratum"):  # a third unit would be in no half-sample at all
        balanced(np.ones(3), primary_units(np.arange(3), strata=np.array([1, 1, 1])))


def test_each_group_has_degrees_of_freedom_of_its_own() -> None:
    """Fault: all groups were given the degrees of freedom of the whole, a group of one stratum far too many."""
    strata = np.repeat([0, 1, 2], [6, 4, 2])
    group = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], dtype=bool)
    stages = stages_of(12, strata=strata)
    domains = np.column_stack([np.ones(12, dtype=bool), group, ~group, strata == 0])
    counts = {code: int((strata == code).sum()) for code in (0, 1, 2)}
    by_hand = [
        sum(1 - 1 / counts[int(code)] for code, inside in zip(strata, column, strict=True) if inside)
        for column in domains.T
    ]
    groups = Domains(("all", "group", "others", "stratum"), domains)
    found = publish(LinearisedDesign(np.ones(12), stages), yes_or_no(np.eye(12)[:, :1]), groups)
    assert found.shares.df == pytest.approx(by_hand)
    assert by_hand[0] == pytest.approx(12 - 3)
    assert by_hand[3] == pytest.approx(6 - 1)
    assert [stages.df_of(column) for column in domains.T] == [9, 3, 8 - 3, 5]


def test_a_lonely_unit_under_the_average_rule_has_the_mean_variance_of_the_others() -> None:
    """Fault: the average was taken over all strata, the lonely one as zero, so that it added too little.

    Strata 1, 3 and 2, 6: 2/1 x (1 + 1) = 4, 2/1 x (4 + 4) = 16; a lonely third has their mean: 4 + 16 + 10.
    """
    strata, values = np.array([0, 0, 1, 1, 2]), np.array([1.0, 3, 2, 6, 5])
    engine = LinearisedDesign(np.ones(5), stages_of(5, strata=strata), LonelyUnits("average"))
    assert estimate(engine, total([numeric("y", values)])).variance[0] == pytest.approx(30)


def test_the_variance_by_linearisation_knows_the_calibration() -> None:
    """Fault: calibrated weights were taken as if drawn with; standard errors were off by -11 to +14 per cent.

    Cells (10, 12) and (30, 34), weights 15 after the calibration: 4/3 x 15^2 x (1 + 1 + 4 + 4) = 3000.
    """
    values, cells = np.array([10.0, 12, 30, 34]), ["a", "a", "b", "b"]
    margin = margin_of("cell", cells, totals={"a": 30, "b": 30})
    before = LinearisedDesign(np.full(4, 10.0), stages_of(4))
    terms = Terms(("a", "b"), np.eye(2)[[0, 0, 1, 1]], np.array([30.0, 30.0]))
    statistic = total([numeric("y", values)])
    for step in (PostStratification(margin), RakingToMargins((margin,)), CalibrationToTotals(terms)):
        after = before.after(step.apply(before.weights))
        assert estimate(after, statistic).variance[0] == pytest.approx(3000)
    published = wave_design(met_margins(np.full(4, 15.0), [margin]), np.zeros(4, dtype=np.int64))
    assert estimate(published, statistic).variance[0] == pytest.approx(3000)
    ignored = LinearisedDesign(np.full(4, 15.0), stages_of(4))
    assert estimate(ignored, statistic).variance[0] == pytest.approx(
        4 / 3 * np.sum((15 * (values - values.mean())) ** 2)
    )


PLAIN = LinearisedDesign(np.ones(6), stages_of(6))
Y = np.array([0.0, 1, 0, 1, 1, 0])
CODES = np.array([0, 1, 0, 1, 0, 1])
UNKNOWN: dict[str, Callable[[], object]] = {
    "rule for lonely units": lambda: LonelyUnits("averaged"),
    "rule of a wave": lambda: wave_design(np.ones(2), np.zeros(2, dtype=np.int64), lonely="averaged"),
    "form of the variance, joint": lambda: JointProbabilities(np.full((2, 2), 0.5), "yates"),
    "form of the variance, own": lambda: ApproximateProbabilities(np.full(2, 0.5), "deville"),
    "method of the interval": lambda: publish(PLAIN, yes_or_no(Y[:, None]), everybody(6), method="wald"),
    "interval of a proportion": lambda: ProportionInterval("wald"),
    "interval of a quantile": lambda: QuantileOptions(interval="wald"),
    "rule of a quantile": lambda: estimate_quantiles(PLAIN, Y, np.array([0.5]), options=QuantileOptions(rule="hf10")),
    "sample to compare with": lambda: estimate(PLAIN, mean([numeric("y", Y)]), deff="srs"),
    "test of a table": lambda: independence_test(
        PLAIN, TwoWay(CODES, np.array([0, 0, 1, 1, 1, 0]), ("a", "b"), ("c", "d")), statistic="G2"
    ),
    "rank test": lambda: rank_test(PLAIN, Y, Groups(CODES, ("a", "b")), test="sign"),
    "family of a model": lambda: fit_model(
        PLAIN, Y, ModelMatrix(("(Intercept)",), np.ones((6, 1))), regression=Regression("tweedie")
    ),
    "adjustment of p values": lambda: adjust(np.array([0.1]), method="sidak"),
}  # fmt: skip


@pytest.mark.parametrize("what", UNKNOWN)
def test_an_unknown_method_is_refused_and_never_another_one(what: str) -> None:
    """Fault: a missing or misspelt method became simple random sampling, or the default, without a word."""
    with pytest.raises(InputError) as caught:
        UNKNOWN[what]()
    assert caught.value.what.startswith("Unknown")
    assert caught.value.got
    assert len(caught.value.expected.split(", ")) > 1


def test_a_design_that_is_not_given_is_not_a_simple_random_sample() -> None:
    """Fault: without population sizes some packages dropped the finite population correction in silence.

    Ours leaves it out, which is the safe side, and every result says so.
    """
    assert "no finite population correction" in estimate(PLAIN, mean([numeric("y", Y)])).notes
    assert "no finite population correction" in publish(PLAIN, yes_or_no(Y[:, None]), everybody(6)).shares.notes
    with pytest.raises(EstimationError, match="single primary unit"):
        estimate(LinearisedDesign(np.ones(3), stages_of(3, strata=np.array([1, 1, 2]))), mean([numeric("y", Y[:3])]))

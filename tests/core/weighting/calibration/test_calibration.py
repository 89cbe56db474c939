"""Calibration by hand, by invariants, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core import estimation
from querschnitt.core.errors import ShapeError, WeightingError
from querschnitt.core.weighting.calibration import (
    CalibrationToTotals,
    Linear,
    Logit,
    PostStratification,
    RakingDistance,
    RakingToMargins,
    Sinh,
    Terms,
    Trimming,
    apply_in_order,
    residuals_in_order,
)
from querschnitt.core.weighting.raking import Margin, margin_of

ANSWERS = pl.read_csv(Path(__file__).parents[4] / "examples" / "estimation" / "answers.csv")
ROWS = 40
DISTANCES = [
    Linear(), RakingDistance(), Logit(0.2, 4.0), Sinh(), Linear(0.2, 4.0), RakingDistance(0.2, 4.0), Sinh(0.2, 4.0),
]  # fmt: skip


@st.composite
def samples(draw):
    """Weights, a constant, a group and a measure, and totals that factors from 0.5 to 2 meet."""
    weights = np.array(draw(st.lists(st.floats(1, 14), min_size=ROWS, max_size=ROWS)))
    measure = np.array(draw(st.lists(st.floats(-3, 9), min_size=ROWS, max_size=ROWS))) + np.arange(ROWS) % 7
    factors = np.array(draw(st.lists(st.floats(0.5, 2), min_size=ROWS, max_size=ROWS)))
    values = np.column_stack([np.ones(ROWS), np.arange(ROWS) % 3 == 0, measure])
    return weights, Terms(("persons", "group", "measure"), values, values.T @ (weights * factors))


@given(sample=samples(), distance=st.sampled_from(DISTANCES))
@settings(deadline=None)
def test_calibrated_totals_are_the_known_ones_and_factors_stay_in_bounds(sample, distance) -> None:
    weights, terms = sample
    done = CalibrationToTotals(terms, distance).apply(weights)
    assert terms.values.T @ done.weights == pytest.approx(terms.totals, rel=1e-9, abs=1e-9)
    assert done.largest_gap < 1e-10
    assert np.all((done.factors >= distance.lower) & (done.factors <= distance.upper))
    assert done.weights == pytest.approx(weights * done.factors)


@given(sample=samples(), scale=st.floats(1e-3, 1e3), order=st.permutations(range(ROWS)))
@settings(deadline=None)
def test_units_of_the_measure_and_order_of_rows_do_not_matter(sample, scale, order) -> None:
    weights, terms = sample
    units = np.array([1, 1, scale])
    moved = Terms(terms.names, terms.values[order] * units, terms.totals * units)
    plain = CalibrationToTotals(terms, RakingDistance()).apply(weights).weights
    assert CalibrationToTotals(moved, RakingDistance()).apply(weights[order]).weights == pytest.approx(
        plain[order], rel=1e-6
    )


@given(sample=samples())
@settings(deadline=None)
def test_the_linear_distance_is_the_regression_estimator(sample) -> None:
    weights, terms = sample
    y = np.sin(np.arange(ROWS)) + terms.values[:, 2]
    gram = (terms.values * weights[:, None]).T @ terms.values
    slopes = np.linalg.solve(gram, terms.values.T @ (weights * y))
    known = weights @ y + (terms.totals - terms.values.T @ weights) @ slopes
    assert CalibrationToTotals(terms).apply(weights).weights @ y == pytest.approx(known, rel=1e-8)


@given(sample=samples())
@settings(deadline=None)
def test_a_term_of_the_calibration_leaves_no_residual(sample) -> None:
    weights, terms = sample
    done = CalibrationToTotals(terms).apply(weights)
    assert done.residuals(terms.values) == pytest.approx(np.zeros((ROWS, 3)), abs=1e-9)
    noise = np.cos(np.arange(ROWS))
    assert terms.values.T @ (weights * done.residuals(noise)) == pytest.approx(np.zeros(3), abs=1e-8)


def test_the_raking_distance_on_margins_is_raking() -> None:
    a, b = np.arange(30) % 2, np.arange(30) % 5 // 2
    weights = 1.0 + np.arange(30) % 4
    margins = [Margin("a", a, np.array([40.0, 60]), ("0", "1")), Margin("b", b, np.array([20.0, 50, 30]), tuple("012"))]
    values = np.column_stack([np.ones(30), a == 1, b == 1, b == 2])
    terms = Terms(("persons", "a1", "b1", "b2"), values, np.array([100.0, 60, 50, 30]))
    by_distance = CalibrationToTotals(terms, RakingDistance()).apply(weights).weights
    by_rounds = RakingToMargins(tuple(margins)).apply(weights)
    assert by_rounds.weights == pytest.approx(by_distance, rel=1e-8)
    assert by_rounds.largest_gap < 1e-10


def test_post_stratification_is_the_linear_calibration_to_the_cells() -> None:
    weights, cell = np.array([1.0, 3, 2, 2, 6]), np.array([0, 0, 1, 1, 1])
    totals = np.array([8.0, 20])
    step = PostStratification(Margin("cell", cell, totals, ("a", "b")))
    terms = Terms(("a", "b"), np.column_stack([cell == 0, cell == 1]).astype(float), totals)
    ours, theirs = step.apply(weights), CalibrationToTotals(terms).apply(weights)
    scores = np.array([[1.0, 0], [5, 1], [2, 1], [4, 0], [9, 0]])
    assert ours.weights == pytest.approx([2, 6, 4, 4, 12])
    assert theirs.weights == pytest.approx(ours.weights)
    assert theirs.residuals(scores) == pytest.approx(ours.residuals(scores))
    assert ours.residuals(scores)[:2, 0] == pytest.approx([-3, 1])  # mean (1 x 1 + 3 x 5) / 4 = 4


def test_raking_stops_by_the_rule_of_r() -> None:
    """Below 1 epsilon is a share of the sum of weights, from 1 on a number of persons."""
    a, b = np.array([0, 0, 1, 1, 1]), np.array([0, 1, 0, 1, 1])
    margins = tuple(
        Margin(n, c, t, ("0", "1")) for n, c, t in (("a", a, np.array([40.0, 60])), ("b", b, np.array([70.0, 30])))
    )
    weights = np.full(5, 20.0)
    rounds = [RakingToMargins(margins, epsilon=e).apply(weights).iterations for e in (1e-12, 0.01, 1.0, 50.0)]
    assert rounds[1] == rounds[2]  # 1 % of 100 persons is 1 person
    assert rounds[0] > rounds[1] > rounds[3] == 1


def test_rows_of_a_household_get_one_weight() -> None:
    households = np.array([0, 0, 1, 2, 2, 2])
    size = np.bincount(households)[households]
    values = np.column_stack([np.ones(6), [1, 0, 1, 1, 1, 0], 1 / size])
    terms = Terms(("persons", "women", "households"), values, np.array([70.0, 45.0, 33.0]))
    weights = np.array([10.0, 10, 12, 11, 11, 11])
    done = CalibrationToTotals(terms, households=households).apply(weights)
    assert values.T @ done.weights == pytest.approx(terms.totals)
    for household in range(3):
        assert len(set(done.weights[households == household].round(9))) == 1
    with pytest.raises(WeightingError, match="Members of a household have different weights.*household 3, row 5"):
        CalibrationToTotals(terms, households=households).apply(np.array([10.0, 10, 12, 11, 10, 11]))


def test_trimming_keeps_the_sum_and_says_what_binds() -> None:
    done = Trimming(2, 5).apply(np.array([1.0, 3, 4.5, 9]))
    # first round: 2, 3 + 1.5, 4.5 + 1.5, 5; second: the 6 is cut to 5 and its 1 goes in thirds to the others, ...
    assert done.weights.sum() == pytest.approx(17.5)
    assert done.weights.min() >= 2 and done.weights.max() <= 5
    assert done.iterations > 1
    once = Trimming(2, 5, strict=False).apply(np.array([1.0, 3, 4.5, 9]))
    assert (once.weights.tolist(), once.iterations) == ([2, 4.5, 6, 5], 1)


def test_steps_one_after_the_other_take_off_one_residual_after_the_other() -> None:
    weights, y = np.array([1.0, 2, 3, 4]), np.array([1.0, 5, 2, 8])
    first = PostStratification(margin_of("g", ["a", "a", "b", "b"], totals={"a": 6, "b": 14}))
    results = apply_in_order(weights, [first, Trimming(2.5, 7)])
    final = results[-1].weights
    middle = results[0].weights
    expected = results[0].residuals(y * final / middle) * middle / final
    assert residuals_in_order(results, y, weights=final) == pytest.approx(expected)


def persons(**columns: list[float]) -> Terms:
    totals = {"persons": 30.0, "women": 25.0, "men": 5.0, "nobody": 4.0}
    return Terms(
        tuple(columns),
        np.column_stack(list(columns.values())).astype(float),
        np.array([totals[name] for name in columns]),
    )


ONES, WOMEN, MEN = [1, 1, 1], [1, 0, 0], [0, 1, 1]


@pytest.mark.parametrize(
    ("terms", "distance", "says"),
    [
        (persons(persons=ONES, women=WOMEN, men=MEN), Linear(), "depend on each other: '.*' follows from '.*', '.*'"),
        (persons(persons=ONES, nobody=[0, 0, 0]), Linear(), "term 'nobody'.*Merge the level"),
        (persons(persons=ONES, women=WOMEN), Linear(0.8, 1.2), "No weights meet.*0.8 to 1.2.*would do"),
        (persons(persons=ONES, women=WOMEN), Logit(0.8, 1.2), "No weights meet.*0.8 to 1.2.*would do"),
        (Terms(("persons", "debt"), np.array([[1.0, 1], [1, 2], [1, 3]]), np.array([30.0, -5])), RakingDistance(),
         "No weights meet the totals with factors above 0.*term"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_place_and_way_out(terms, distance, says) -> None:
    with pytest.raises(WeightingError, match=says):
        CalibrationToTotals(terms, distance).apply(np.full(3, 10.0))


def test_the_bounds_that_would_do_do() -> None:
    """25 women of one row with weight 10 ask for a factor of 2.5, so 1.2 has to give way by 1.3."""
    terms = persons(persons=ONES, women=WOMEN)
    with pytest.raises(WeightingError, match=r"Factors from -0\.50\d* to 2\.501 would do"):
        CalibrationToTotals(terms, Linear(0.8, 1.2)).apply(np.full(3, 10.0))
    done = CalibrationToTotals(terms, Linear(-0.5013, 2.5013)).apply(np.full(3, 10.0))
    assert done.weights == pytest.approx([25, 2.5, 2.5])


@pytest.mark.parametrize("bounds", [(1.1, 2.0), (0.2, 0.9)])
def test_bounds_on_one_side_of_one_are_refused(bounds) -> None:
    with pytest.raises(WeightingError, match="lower < 1 < upper"):
        Linear(*bounds)
    with pytest.raises(WeightingError, match="needs two bounds"):
        Logit(0.5, np.inf)


@pytest.mark.parametrize("wrong", [0.0, -1.0, np.nan])
def test_weights_that_are_not_positive_are_refused_with_the_row(wrong) -> None:
    margin = margin_of("sex", ["f", "m", "m"], totals={"f": 25, "m": 5})
    for step in (PostStratification(margin), RakingToMargins((margin,)), CalibrationToTotals(persons(persons=ONES))):
        with pytest.raises(WeightingError, match="'weights', row 2"):
            step.apply(np.array([1.0, wrong, 1.0]))


def test_other_refusals() -> None:
    empty = Margin("sex", np.array([0, 0, 0]), np.array([25.0, 5]), ("f", "m"))
    with pytest.raises(WeightingError, match="margin 'sex', level 'm'.*Merge"):
        PostStratification(empty).apply(np.ones(3))
    with pytest.raises(WeightingError, match="at least one margin"):
        RakingToMargins(()).apply(np.ones(3))
    with pytest.raises(WeightingError, match="no room for the sum"):
        Trimming(1, 2).apply(np.array([3.0, 4]))
    with pytest.raises(WeightingError, match="No weight is inside"):
        Trimming(2, 5).apply(np.array([1.0, 6]))
    with pytest.raises(WeightingError, match="term 'b', row 2"):
        Terms(("a", "b"), np.array([[1.0, 1], [1, np.nan]]), np.ones(2))
    with pytest.raises(ShapeError, match="other columns than names"):
        Terms(("a",), np.ones((2, 2)), np.ones(2))
    with pytest.raises(ShapeError):
        PostStratification(margin_of("sex", ["f"], totals={"f": 1})).apply(np.ones(1)).residuals(np.ones(2))


def test_raking_that_cannot_converge_names_margin_and_level() -> None:
    """Nobody is at a = 0, b = 1, so the 60 of a = 0 cannot fit into the 10 of b = 0.

    Each round ends where the one before did: by the change alone it would count as converged.
    """
    a = Margin("a", np.array([0, 1, 1]), np.array([60.0, 40]), ("0", "1"))
    b = Margin("b", np.array([0, 0, 1]), np.array([10.0, 90]), ("0", "1"))
    with pytest.raises(WeightingError, match="does not converge in 50 rounds.*margin 'a', level '1'"):
        RakingToMargins((a, b), max_iterations=50).apply(np.ones(3))


def test_a_step_of_newton_that_goes_too_far_is_halved() -> None:
    """From 1 to 3000 persons the first step asks for exp(2999), which no computer holds."""
    terms = Terms(("persons", "women"), np.array([[1.0, 1], [1, 0]]), np.array([3010.0, 10.0]))
    done = CalibrationToTotals(terms, RakingDistance()).apply(np.ones(2))
    assert done.weights == pytest.approx([10, 3000])


def test_sinh_is_that_of_r() -> None:
    # R 4.2.2, survey 4.1-1: calibrate(d, ~trust + visits, totals, calfun = cal.sinh, bounds = c(0.2, 4))
    people = estimation.survey(ANSWERS, weights="weight", strata="origin", population_sizes="persons")
    totals = {"(Intercept)": 100_000, "trust": 560_000, "visits": 215_000}
    made = people.calibrate(totals, distance="sinh", bounds=(0.2, 4))
    expected = [400.18373468417, 662.13241834872, 636.70131866380, 92.06371978809, 638.80279824748]
    assert made.design.weights[[0, 1, 2, 199, 406]] == pytest.approx(expected, rel=1e-9)
    share = estimation.mean(made, "member")
    assert (share.estimate[0], share.se[0]) == pytest.approx((0.3709514785046, 0.02919859616291), rel=1e-9)


@pytest.mark.parametrize("distance", [Sinh(), Sinh(0.2, 4.0)])
def test_sinh_is_the_slope_of_its_integral_and_has_its_slope(distance: Sinh) -> None:
    u, step = np.array([-40.0, -3.0, -0.5, 0.0, 0.3, 2.0, 40.0]), 1e-6
    around = (distance.integral(u + step) - distance.integral(u - step)) / (2 * step)
    assert around == pytest.approx(distance.factor(u), rel=1e-6)
    slope = (distance.factor(u + step) - distance.factor(u - step)) / (2 * step)
    assert slope == pytest.approx(distance.slope(u), abs=1e-8, rel=1e-6)
    assert distance.integral(np.zeros(1))[0] == 0
    factor = Sinh().factor(u)
    assert np.sinh(factor - 1 / factor) / 2 == pytest.approx(u, rel=1e-9, abs=1e-12)

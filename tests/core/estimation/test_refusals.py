"""Wrong input of weighting and estimation: each refusal names what, place, expected, found, and the way out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from querschnitt.core.errors import QuerschnittError
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.independence import TwoWay, independence_test
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.proportion_intervals import estimate_proportion
from querschnitt.core.estimation.publication import publish
from querschnitt.core.estimation.quantiles import estimate_quantiles
from querschnitt.core.estimation.stages import stages_of
from querschnitt.core.estimation.statistics import mean, ratio, total
from querschnitt.core.estimation.variables import Variable, categorical, everybody, numeric
from querschnitt.core.estimation.wave_design import wave_design
from querschnitt.core.weighting.base import base_weights
from querschnitt.core.weighting.calibration import (
    CalibrationToTotals,
    Linear,
    Logit,
    PostStratification,
    RakingDistance,
    RakingToMargins,
    Terms,
    met_margins,
)
from querschnitt.core.weighting.raking import Margin, margin_of
from querschnitt.core.weighting.replicates import Replicates, calibrate_each, jack1, jackn, primary_units

ZEROS, ONES, HOLE = np.zeros(3, dtype=np.int64), np.ones(3), np.array([1.0, np.nan, 3.0])
TWO, APART = np.array([0, 0, 1]), np.array(["a", "a", "b"])
NOBODY, ALL = np.zeros(3, dtype=bool), np.ones(3, dtype=bool)
PLAIN = LinearisedDesign(ONES, stages_of(3))
ROOMS = np.array([[1.0, 1], [1, 2], [1, 3]])
LEAVE = "Give it, or leave out all sizes: then nothing is corrected for them, and every result says so."
CORRECT, LOOK = "Correct these rows, or take them out.", "Look at the condition of the domain, or leave it out."
MERGE = "Merge the level with a neighbouring one, in the respondents and in the counts."
NUMBER = "Expected: a number in every row of the domain. Found: nan."


def sex(**totals: float) -> Margin:
    return margin_of("sex", ["f", "f", "m"], totals=totals)


def rooms(people: float, rooms_: float) -> Terms:
    return Terms(("people", "rooms"), ROOMS, np.array([people, rooms_]))


def contradicting() -> tuple[Margin, Margin]:
    """Women are young and men old, but there are more women than young people."""
    return margin_of("sex", ["f", "m"], totals={"f": 60, "m": 40}), margin_of(
        "age", ["young", "old"], totals={"young": 50, "old": 50}
    )


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    # a missing population size
    "size, wave": (
        lambda: wave_design(ONES, TWO, population_sizes=np.array([50, np.nan]), lonely="adjust"),
        "A population size is missing. Place: stage 1, row 3 (1 of 3 rows). Expected: a number of units. Found: nan. "
        f"{LEAVE}",
    ),
    "size, stages": (
        lambda: stages_of(3, population_sizes=[np.array([9, np.nan, 9.0])]),
        f"A population size is missing. Place: stage 1, row 2 (1 of 3 rows). Expected: a number of units. Found: nan. "
        f"{LEAVE}",
    ),
    "size, replicates": (
        lambda: primary_units(np.arange(3), population=np.array([9, np.nan, 9.0])),
        "The population size differs within a stratum or is missing. Place: stratum '0', row 2. Expected: one number "
        "for all rows of the stratum. Found: 9 and nan. Give the size of the stratum in each of its rows, or no sizes "
        "at all.",
    ),
    "size too small": (
        lambda: stages_of(3, population_sizes=[np.full(3, 2.0)]),
        "More units were drawn than the population has. Place: stage 1, row 1. Expected: at least 3. Found: 2.0. "
        "Population sizes are numbers of units, not fractions.",
    ),
    # a stratum with one primary unit
    "lonely, published": (
        lambda: publish(wave_design(ONES, TWO), [numeric("y", ONES)], everybody(3)),
        "A stratum has a single primary unit, so its variance cannot be estimated. Place: stratum 2. Expected: 2 or "
        "more. Found: 1. Merge it with a similar stratum, or choose 'adjust' or 'average'; the choice is printed.",
    ),
    "lonely, stages": (
        lambda: estimate(LinearisedDesign(ONES, stages_of(3, strata=APART)), total([numeric("y", ONES)])),
        "A stratum has a single primary unit, so its variance cannot be estimated. Place: stratum 2. Expected: 2 or "
        "more. Found: 1. Merge it with a similar stratum, or choose 'adjust' or 'average'; the choice is printed.",
    ),
    "lonely, replicates": (
        lambda: jackn(ONES, primary_units(np.arange(3), strata=APART)),
        "A stratum has only one primary unit. Place: stratum 'b' (1 strata). Expected: at least 2. Found: 1. Merge the "
        "stratum with a neighbouring one, or choose 'remove' or 'adjust' or 'average'; the choice is printed.",
    ),
    # weights that are not positive
    "weights, margins": (
        lambda: met_margins(np.array([1, 0.0, 2]), [sex(f=1, m=2)]),
        "'weights' must be positive numbers. Place: 'weights', row 2 (1 of 3 rows). Expected: > 0 and finite. "
        f"Found: 0.0. {CORRECT}",
    ),
    "weights, linearised": (
        lambda: LinearisedDesign(np.array([1, -1.0, 2]), stages_of(3)),
        "Weights must be numbers that are not negative. Place: row 2 (1 of 3 rows). Expected: >= 0 and finite. "
        f"Found: -1.0. {CORRECT}",
    ),
    "weights, raking": (
        lambda: RakingToMargins((sex(f=1, m=1),)).apply(np.array([1, np.nan, 2])),
        "'weights' must be positive numbers. Place: 'weights', row 2 (1 of 3 rows). Expected: > 0 and finite. "
        f"Found: nan. {CORRECT}",
    ),
    "probability": (
        lambda: base_weights(np.array([0.5, 0, 0.1])),
        "An inclusion probability lies above 0 and not above 1. Place: row 2. Expected: 0 < p <= 1. Found: 0.0. Take "
        "the probabilities that the draw has recorded.",
    ),
    "replicate weight": (
        lambda: Replicates(ONES, np.array([[1.0, np.nan], [1, 1], [1, 1]]), 1.0, np.ones(2)),
        "A replicate weight is missing. Place: row 1, replicate 2. Expected: a number, 0 for a row left out. "
        "Found: nan. Read the file of replicate weights again; a replicate is complete or none.",
    ),
    "one replicate": (
        lambda: Replicates(ONES, np.ones((3, 1)), 1.0, np.ones(1)),
        "A variance needs several replicates. Place: replicate weights. Expected: at least 2. Found: 1. Name all "
        "columns of replicate weights.",
    ),
    # a level without cases
    "level, raking": (
        lambda: RakingToMargins((sex(f=1, m=1, x=2),)).apply(ONES),
        "No respondent stands for a level of the population. Place: margin 'sex', level 'x'. Expected: respondents for "
        f"2 persons. Found: 0. {MERGE}",
    ),
    "level, post-stratification": (
        lambda: PostStratification(sex(f=1, m=1, x=2)).apply(ONES),
        "No respondent stands for a level of the population. Place: margin 'sex', level 'x'. Expected: respondents for "
        f"2 persons. Found: 0. {MERGE}",
    ),
    "level, replicate": (
        lambda: calibrate_each(jack1(ONES, primary_units(np.arange(3))), [PostStratification(sex(f=1, m=1))]),
        "No respondent stands for a level of the population. Place: replicate 3, margin 'sex', level 'm'. Expected: "
        "respondents for 1 persons. Found: 0. Merge the level with a neighbouring one, or let units keep a share "
        "of their weight (fay = 0.5).",
    ),
    "level, term": (
        lambda: CalibrationToTotals(Terms(("a", "b"), np.array([[1.0, 0]] * 3), np.array([5.0, 2.0]))).apply(ONES),
        "No respondent stands for a term of the population. Place: term 'b'. Expected: respondents for a total of 2. "
        "Found: 0. Merge the level with a neighbouring one, in the respondents and in the totals.",
    ),
    "level, table": (
        lambda: independence_test(PLAIN, TwoWay(ZEROS, np.array([0, 1, 1]), ("a", "b"), ("c", "d"))),
        "A row level has no cases. Place: level 'b'. Expected: at least one. Found: 0. Leave the level out of the "
        "names, or join it with another.",
    ),
    "level without a count": (
        lambda: sex(f=1),
        "Level 'm' has no count in margin 'sex'. Place: respondent 3. Expected: f. Found: m. Recode the respondent or "
        "add the count.",
    ),
    "stray value": (
        lambda: categorical("sex", np.array(["f", "q", "m"]), levels=["f", "m"]),
        "'sex' has a value that is none of its levels. Place: row 2. Expected: f, m. Found: q. Add the level, or make "
        "the value missing.",
    ),
    "empty domain, mean": (
        lambda: estimate(PLAIN, mean([numeric("y", ONES)], domains=everybody(3, where=NOBODY))),
        f"A denominator is zero. Place: y. Expected: at least one row with weight in the domain. Found: 0. {LOOK}",
    ),
    "empty domain, proportion": (
        lambda: estimate_proportion(PLAIN, ONES, domain=NOBODY),
        f"The domain has no respondents. Place: 'values'. Expected: at least one. Found: 0. {LOOK}",
    ),
    # a calibration that cannot converge
    "raking, empty cell": (
        lambda: RakingToMargins(contradicting(), max_iterations=50).apply(np.ones(2)),
        "Raking does not converge in 50 rounds. Place: margin 'sex', level 'm' (no respondent in the cell with 'age' = "
        "'young'). Expected: 40. Found: 50. Merge levels that have few respondents in common, or drop a margin.",
    ),
    "logit bounds": (
        lambda: CalibrationToTotals(rooms(30, 89), Logit(0.5, 2.0)).apply(np.full(3, 10.0)),
        "No weights meet the totals with factors from 0.5 to 2. Place: term 'rooms'. Expected: a total of 89. Found: a "
        "relative gap of 0.156; the lower bound binds 2 of 3 rows; the upper bound binds 1 of 3 rows. Factors from "
        "-0.2007 to 2.701 would do; or leave out a term.",
    ),
    "linear bounds": (
        lambda: CalibrationToTotals(rooms(30, 89), Linear(0.5, 2.0)).apply(np.full(3, 10.0)),
        "No weights meet the totals with factors from 0.5 to 2. Place: term 'people'. Expected: a total of 30. Found: "
        "a relative gap of 0.112; the lower bound binds 1 of 3 rows; the upper bound binds 1 of 3 rows. Factors from "
        "-0.2007 to 2.701 would do; or leave out a term.",
    ),
    "margins of different populations": (
        lambda: RakingToMargins(
            (contradicting()[0], margin_of("age", ["y", "o"], totals={"y": 50, "o": 60})),
        ).apply(np.ones(2)),
        "Margins 'sex' and 'age' count different populations. Place: margin 'age'. Expected: 100. Found: 110. Count "
        "all margins from the same people, those whom the results are for.",
    ),
    # values that are not numbers
    "hole, mean": (
        lambda: mean([numeric("y", HOLE)]),
        f"A value is missing. Place: y, row 2 (1 rows). {NUMBER} Leave rows with missing values out of the domain; "
        "they stay in the design.",
    ),
    "hole, published mean": (
        lambda: publish(PLAIN, [Variable("y", ("y",), HOLE[:, None], ALL)], everybody(3)),
        "A known answer is not a number. Place: y, row 2. Expected: a number. Found: nan. Mark the row as not known, "
        "so that it leaves the base, or code it.",
    ),
    "hole, total": (
        lambda: total([numeric("y", HOLE)]),
        f"A value is missing. Place: y, row 2 (1 rows). {NUMBER} Leave rows with missing values out of the domain; "
        "they stay in the design.",
    ),
    "hole, ratio": (
        lambda: ratio([numeric("y", ONES)], [numeric("x", HOLE)]),
        f"A value is missing. Place: y/x, row 2 (1 rows). {NUMBER} Leave rows with missing values out of the domain; "
        "they stay in the design.",
    ),
    "hole, proportion": (
        lambda: estimate_proportion(PLAIN, HOLE),
        f"A value in the domain is not a number. Place: 'values', row 2 (1 rows). {NUMBER} Take these rows out by the "
        "domain; the design keeps them.",
    ),
    "hole, median": (
        lambda: estimate_quantiles(PLAIN, HOLE, np.array([0.5])),
        f"A value in the domain is not a number. Place: 'values', row 2 (1 rows). {NUMBER} Take these rows out by the "
        "domain; the design keeps them.",
    ),
    "hole, calibration": (
        lambda: Terms(("rooms",), HOLE[:, None], np.array([5.0])),
        "A term of the calibration is missing. Place: term 'rooms', row 2 (1 rows). Expected: a number. Found: "
        "nothing. Complete it, or calibrate without the term.",
    ),
    "no yes or no": (
        lambda: publish(PLAIN, [Variable("q", ("q=yes",), np.array([[0.0], [1], [2]]), ALL)], everybody(3)),
        "A share is of zeros and ones. Place: q=yes, row 3. Expected: 0 or 1. Found: 2.0. Mark the row as not known, "
        "so that it leaves the base, or code it.",
    ),
    "over nothing": (
        lambda: estimate(PLAIN, ratio([numeric("y", ONES)], [numeric("x", 0 * ONES)])),
        f"A denominator is zero. Place: y/x. Expected: at least one row with weight in the domain. Found: 0. {LOOK}",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_says_place_expected_found_and_the_way_out(case: str) -> None:
    cause, said = REFUSED[case]
    with pytest.raises(QuerschnittError) as caught:
        cause()
    assert str(caught.value) == said
    assert all((caught.value.what, caught.value.where, str(caught.value.expected), caught.value.hint))


def test_bounds_that_bind_are_named_only_where_they_do() -> None:
    """The raking distance has no upper bound; its lower one, zero, is nearly reached by two of three."""
    with pytest.raises(QuerschnittError) as caught:
        CalibrationToTotals(rooms(30, 200), RakingDistance()).apply(np.full(3, 10.0))
    assert "lower bound binds 2 of 3 rows" in str(caught.value.got)
    assert "upper" not in str(caught.value.got)

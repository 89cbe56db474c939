"""The design of a wave refuses what its variance would silently take wrongly, and is the textbook's otherwise."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import EstimationError, InputError, ShapeError
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.statistics import total
from querschnitt.core.estimation.variables import numeric
from querschnitt.core.estimation.wave_design import wave_design
from querschnitt.core.weighting.calibration import RakingToMargins, met_margins
from querschnitt.core.weighting.raking import Margin
from tests.core.estimation.calibrated import ROWS, margins_of, raked_surveys, reordered

WEIGHTS = np.full(6, 5.0)
STRATA = np.array([0, 0, 0, 1, 1, 1])
CLUSTERS = np.array(["a", "a", "b", "a", "b", "b"])
Y = numeric("y", np.array([1.0, 2.0, 6.0, 0.0, 4.0, 8.0]))


def test_persons_of_a_stratum_beside_clusters_are_refused() -> None:
    with pytest.raises(EstimationError, match="say nothing of how many clusters") as caught:
        wave_design(WEIGHTS, STRATA, population_sizes=np.array([30.0, 30.0]), clusters=CLUSTERS)
    assert (caught.value.where, caught.value.expected) == ("population_sizes", "none beside clusters")


@pytest.mark.parametrize("sizes", [[30.0], [30.0, 30.0, 30.0]])
def test_there_is_one_population_size_for_each_stratum(sizes: list[float]) -> None:
    with pytest.raises(EstimationError, match="not one population size for each stratum") as caught:
        wave_design(WEIGHTS, STRATA, population_sizes=np.array(sizes))
    assert (caught.value.expected, caught.value.got) == (2, len(sizes))


def test_more_respondents_than_persons_are_refused() -> None:
    with pytest.raises(EstimationError, match="More units were drawn than the population has"):
        wave_design(WEIGHTS, STRATA, population_sizes=np.array([30.0, 2.0]))


def test_a_lonely_respondent_and_a_lonely_cluster_are_refused_when_a_variance_is_asked() -> None:
    alone = wave_design(WEIGHTS, np.array([0, 0, 0, 0, 0, 1]))
    with pytest.raises(EstimationError, match="single primary unit.*stratum 2"):
        estimate(alone, total([Y]))
    one_district = wave_design(WEIGHTS, STRATA, clusters=np.array(["a", "a", "b", "c", "c", "c"]))
    with pytest.raises(EstimationError, match="single primary unit.*stratum 2"):
        estimate(one_district, total([Y]))


def test_an_unknown_rule_for_lonely_units_and_other_lengths_are_refused() -> None:
    with pytest.raises(InputError, match="rule for lonely units"):
        wave_design(WEIGHTS, STRATA, lonely="ignore")  # type: ignore[arg-type]
    with pytest.raises(ShapeError):
        wave_design(WEIGHTS[:5], STRATA)
    with pytest.raises(ShapeError):
        wave_design(WEIGHTS, STRATA, clusters=CLUSTERS[:5])


def test_persons_by_hand() -> None:
    """Each stratum: (1 - 3/30) x 3/2 x the squares around the mean of 5, 10, 30 and of 0, 20, 40."""
    design = wave_design(WEIGHTS, STRATA, population_sizes=np.array([30.0, 30.0]))
    assert estimate(design, total([Y])).variance[0] == pytest.approx(0.9 * 1.5 * (350 + 800))
    assert (design.df, design.notes) == (4, ())


def test_clusters_by_hand() -> None:
    """Totals of districts: 15 and 30 in the first stratum, 0 and 60 in the second; their names repeat across strata."""
    design = wave_design(WEIGHTS, STRATA, clusters=CLUSTERS)
    assert estimate(design, total([Y])).variance[0] == pytest.approx(2 * (2 * 7.5**2 + 2 * 30**2))
    assert (design.df, design.notes) == (2, ("no finite population correction",))


def variance_of_total(design: LinearisedDesign, values: np.ndarray) -> float:
    return float(estimate(design, total([numeric("y", values)]), deff=None).variance[0])


def test_the_variance_is_unbiased_over_all_possible_samples() -> None:
    population = [np.array([1.0, 4.0, 6.0, 2.0]), np.array([10.0, 3.0, 5.0])]
    weights, sizes = np.array([2.0, 2.0, 1.5, 1.5]), np.array([4.0, 3.0])
    design = wave_design(weights, np.array([0, 0, 1, 1]), population_sizes=sizes)
    samples = [
        np.concatenate([population[0][list(first)], population[1][list(second)]])
        for first, second in product(combinations(range(4), 2), combinations(range(3), 2))
    ]
    totals = [weights @ values for values in samples]
    assert np.mean(totals) == pytest.approx(31.0)
    assert np.mean([variance_of_total(design, values) for values in samples]) == pytest.approx(np.var(totals))


@given(survey=raked_surveys())
@settings(deadline=None)
def test_what_the_margins_know_has_no_variance(survey) -> None:
    for margin in margins_of(survey):
        for level in range(2):
            assert variance_of_total(survey, margin.codes == level) == pytest.approx(0, abs=1e-8)


@given(
    survey=raked_surveys(),
    values=st.lists(st.floats(-100, 100), min_size=ROWS, max_size=ROWS).map(np.array),
    shuffle=st.permutations(range(ROWS)),
    scale=st.floats(0.1, 10),
)
@settings(deadline=None)
def test_order_of_rows_does_not_matter_and_scale_squares(survey, values, shuffle, scale) -> None:
    order = np.array(shuffle)
    here, there = (
        variance_of_total(survey, values),
        variance_of_total(reordered(survey, order, scale=scale), values[order]),
    )
    assert there == pytest.approx(here * scale**2, rel=1e-6, abs=1e-6 * scale**2)


def test_one_margin_in_one_regression_and_in_passes_is_the_same_with_equal_weights() -> None:
    codes, values = np.array([0, 0, 1, 1, 1, 0]), np.array([1.0, 4.0, 2.0, 8.0, 5.0, 7.0])
    margin = Margin("sex", codes, np.array([30.0, 30.0]), ("f", "m"))
    weights, one = np.full(6, 10.0), np.zeros(6, dtype=np.int64)
    regression = wave_design(met_margins(weights, [margin]), one)
    passes = wave_design(weights, one).after(RakingToMargins((margin,)).apply(weights))
    # cell means 4 and 5: residuals -3 0 -3 3 0 3, times 10, mean 0: 6/5 x 3600
    assert [variance_of_total(design, values) for design in (regression, passes)] == pytest.approx([4320.0, 4320.0])

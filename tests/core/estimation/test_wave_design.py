"""The design of a wave refuses what its variance would silently take wrongly, and is the textbook's otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.errors import EstimationError, InputError, ShapeError
from querschnitt.core.estimation.estimate import estimate
from querschnitt.core.estimation.statistics import total
from querschnitt.core.estimation.variables import numeric
from querschnitt.core.estimation.wave_design import wave_design

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

"""Designs refuse what would silently give wrong variances."""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.errors import EstimationError, ShapeError
from querschnitt.core.estimation.design import SurveyDesign

STRATA = np.array([0, 0, 1, 1, 2])


def test_degrees_of_freedom_and_notes() -> None:
    design = SurveyDesign(np.ones(5), STRATA, lonely="average")
    assert design.df == 2
    assert design.notes == ("no finite population correction", "1 strata with one respondent: average")


def test_a_lonely_stratum_is_named_unless_a_rule_is_chosen() -> None:
    with pytest.raises(EstimationError, match="single respondent.*stratum 2"):
        SurveyDesign(np.ones(5), STRATA)


def test_a_stratum_taken_whole_is_not_lonely() -> None:
    design = SurveyDesign(np.ones(5), STRATA, population_sizes=np.array([10.0, 10.0, 1.0]))
    assert design.notes == ()


def test_impossible_designs_are_errors() -> None:
    with pytest.raises(EstimationError, match="row 2"):
        SurveyDesign(np.array([1.0, 0.0]), np.zeros(2, dtype=int))
    with pytest.raises(EstimationError, match="stratum 1"):
        SurveyDesign(np.ones(4), np.array([0, 0, 2, 2]))
    with pytest.raises(EstimationError, match="more respondents than persons"):
        SurveyDesign(np.ones(2), np.zeros(2, dtype=int), population_sizes=np.array([1.0]))
    with pytest.raises(ShapeError):
        SurveyDesign(np.ones(2), np.zeros(3, dtype=int))
    with pytest.raises(EstimationError, match="no respondents"):
        SurveyDesign(np.ones(0), np.zeros(0, dtype=int))

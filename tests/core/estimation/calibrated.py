"""Small surveys for the tests of estimation."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from querschnitt.core.estimation.design import SurveyDesign
from querschnitt.core.weighting.raking import Margin, rake

ROWS, STRATA = 40, 3


@st.composite
def raked_surveys(draw) -> SurveyDesign:
    """Three strata, two raked margins with all levels present, finite populations."""
    strata = np.concatenate([np.repeat(np.arange(STRATA), 2), draw(_codes(STRATA, ROWS - 2 * STRATA))])
    sex = np.concatenate([[0, 1] * STRATA, draw(_codes(2, ROWS - 2 * STRATA))])
    weights = np.array(draw(st.lists(st.floats(1, 30), min_size=ROWS, max_size=ROWS)))
    margins = (
        Margin("stratum", strata, np.array([500.0, 300.0, 200.0]), ("a", "b", "c")),
        Margin("sex", sex, np.array([520.0, 480.0]), ("f", "m")),
    )
    raked = rake(weights, margins).weights
    return SurveyDesign(raked, strata, population_sizes=np.array([500.0, 300.0, 200.0]), margins=margins)


def _codes(levels: int, size: int) -> st.SearchStrategy:
    return st.lists(st.integers(0, levels - 1), min_size=size, max_size=size)


def reordered(design: SurveyDesign, order: np.ndarray, *, scale: float = 1.0) -> SurveyDesign:
    """The same survey with its rows in another order and its weights times a factor."""
    margins = tuple(Margin(m.name, m.codes[order], m.totals * scale, m.levels) for m in design.margins)
    return SurveyDesign(
        design.weights[order] * scale,
        design.strata[order],
        population_sizes=design.population_sizes,
        margins=margins,
    )

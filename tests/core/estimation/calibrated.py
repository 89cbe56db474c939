"""Small surveys for the tests of estimation."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from querschnitt.core.estimation.linearised import LinearisedDesign
from querschnitt.core.estimation.variables import Variable
from querschnitt.core.estimation.wave_design import wave_design
from querschnitt.core.weighting.calibration import MetMargins, RakingToMargins, met_margins
from querschnitt.core.weighting.raking import Margin

ROWS, STRATA = 40, 3
SIZES = np.array([500.0, 300.0, 200.0])


@st.composite
def raked_surveys(draw) -> LinearisedDesign:
    """Three strata, two raked margins with all levels present, finite populations."""
    strata = np.concatenate([np.repeat(np.arange(STRATA), 2), draw(_codes(STRATA, ROWS - 2 * STRATA))])
    sex = np.concatenate([[0, 1] * STRATA, draw(_codes(2, ROWS - 2 * STRATA))])
    weights = np.array(draw(st.lists(st.floats(1, 30), min_size=ROWS, max_size=ROWS)))
    margins = (
        Margin("stratum", strata, SIZES, ("a", "b", "c")),
        Margin("sex", sex, np.array([520.0, 480.0]), ("f", "m")),
    )
    raked = RakingToMargins(margins).apply(weights).weights
    return wave_design(met_margins(raked, margins), strata, population_sizes=SIZES)


def _codes(levels: int, size: int) -> st.SearchStrategy:
    return st.lists(st.integers(0, levels - 1), min_size=size, max_size=size)


def margins_of(design: LinearisedDesign) -> tuple[Margin, ...]:
    """The margins that a survey meets."""
    (met,) = design.adjusted
    assert isinstance(met, MetMargins)
    return met.margins


def reordered(design: LinearisedDesign, order: np.ndarray, *, scale: float = 1.0) -> LinearisedDesign:
    """The same survey with its rows in another order and its weights times a factor."""
    margins = tuple(Margin(m.name, m.codes[order], m.totals * scale, m.levels) for m in margins_of(design))
    met = met_margins(design.weights[order] * scale, margins)
    return wave_design(met, design.stages.strata[order], population_sizes=SIZES)


def yes_or_no(columns: np.ndarray, *, valid: np.ndarray | None = None) -> list[Variable]:
    """Columns of 0 and 1, shape (n, k), as questions of their own, each with its base: `q0`, `q1`, ... with a `yes`."""
    known = np.ones(columns.shape, dtype=bool) if valid is None else valid
    return [
        Variable(f"q{place}", (f"q{place}=yes",), column[:, None].astype(float), base)
        for place, (column, base) in enumerate(zip(columns.T, known.T, strict=True))
    ]

"""The chain: what each step reports, and the whole wave by hand."""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.errors import ShapeError
from querschnitt.core.weighting.chain import start, weigh
from querschnitt.core.weighting.nonresponse import Classes, CollapseRule
from querschnitt.core.weighting.raking import margin_of


def test_a_wave_by_hand() -> None:
    # 4 of 8 people answered. Class a: 4 drawn at 1/10, 1 answered -> 40; class b: 4 drawn at 1/5, 3 answered -> 20/3
    # each. Raked to 50 women and 30 men.
    probability = np.array([0.1] * 4 + [0.2] * 4)
    responded = np.array([True, False, False, False, True, True, True, False])
    weighed = weigh(
        probability,
        responded,
        classes=Classes(np.repeat([0, 1], 4), ("a", "b")),
        margins=[margin_of("sex", ["f", "f", "m", "m"], totals={"f": 50, "m": 30})],
        rule=CollapseRule(1, 99),
    )
    women = 40 + 20 / 3
    assert weighed.weights.values == pytest.approx([40 * 50 / women, 20 / 3 * 50 / women, 15, 15])
    base, nonresponse, raking = weighed.weights.steps
    assert (base.n, base.sum) == (8, pytest.approx(60))
    assert (nonresponse.n, nonresponse.sum) == (4, pytest.approx(60))
    assert nonresponse.largest_factor == pytest.approx(4)
    assert (raking.sum, raking.minimum) == (pytest.approx(80), pytest.approx(20 / 3 * 50 / women))
    assert raking.kish == pytest.approx(1 + np.var(weighed.weights.values) / 20**2)
    assert raking.n_eff * raking.kish == pytest.approx(4)


def test_other_people_in_a_step_are_an_error() -> None:
    with pytest.raises(ShapeError, match="'trim'"):
        start(np.ones(3), name="base").then(np.ones(2), name="trim")

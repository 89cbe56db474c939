"""Raking: margins met, by hand and by invariants; what cannot converge is named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import WeightingError
from querschnitt.core.weighting.calibration import RakingToMargins
from querschnitt.core.weighting.raking import Margin, margin_of

ROWS = 80


def two_margins(codes_a, codes_b, shares_a, shares_b) -> tuple[Margin, Margin]:
    totals_a, totals_b = (np.array(s) / np.sum(s) * 10_000 for s in (shares_a, shares_b))
    return Margin("a", codes_a, totals_a, ("1", "2", "3")), Margin("b", codes_b, totals_b, ("x", "y"))


@st.composite
def problems(draw):
    """Crossed cells that all have respondents, so that raking must converge."""
    cells = np.concatenate([np.arange(6), draw(st.lists(st.integers(0, 5), min_size=ROWS - 6, max_size=ROWS - 6))])
    weights = np.array(draw(st.lists(st.floats(0.2, 20), min_size=ROWS, max_size=ROWS)))
    shares = [draw(st.lists(st.floats(0.2, 1), min_size=n, max_size=n)) for n in (3, 2)]
    return weights, two_margins((cells // 2).astype(int), (cells % 2).astype(int), *shares)


@given(problem=problems())
@settings(deadline=None)
def test_every_margin_is_met(problem) -> None:
    weights, margins = problem
    raked = RakingToMargins(margins).apply(weights)
    for margin in margins:
        assert np.bincount(margin.codes, weights=raked.weights) == pytest.approx(margin.totals, rel=1e-9)
    # base weights are not ignored: within a cell the ratios are kept
    factor = raked.weights / weights
    for cell in range(6):
        within = factor[margins[0].codes * 2 + margins[1].codes == cell]
        assert within == pytest.approx([within[0]] * len(within))


@given(problem=problems(), scale=st.floats(1e-3, 1e3), shuffle=st.permutations(range(ROWS)))
@settings(deadline=None)
def test_scale_and_order_of_rows_do_not_matter(problem, scale, shuffle) -> None:
    weights, margins = problem
    order = np.array(shuffle)
    moved = tuple(Margin(m.name, m.codes[order], m.totals, m.levels) for m in margins)
    raked = RakingToMargins(margins).apply(weights).weights
    again = RakingToMargins(moved).apply(weights[order] * scale).weights
    assert again == pytest.approx(raked[order], rel=1e-8)


def test_weights_far_below_the_totals_converge_though_the_last_digit_never_rests() -> None:
    cells = np.concatenate([np.arange(6), np.zeros(ROWS - 6, dtype=int)])
    margins = two_margins(cells // 2, cells % 2, (1, 1, 0.5), (0.5, 1))
    raked = RakingToMargins(margins).apply(np.ones(ROWS)).weights
    for scale in 2.0 ** -np.arange(30):
        assert RakingToMargins(margins).apply(np.full(ROWS, scale)).weights == pytest.approx(raked, rel=1e-8)


def test_one_margin_is_poststratification_by_hand() -> None:
    sex = margin_of("sex", ["f", "f", "m"], totals={"f": 90, "m": 40})
    # the two women had weights 1 and 2, so they share 90 as 30 and 60
    assert RakingToMargins((sex,)).apply(np.array([1.0, 2.0, 5.0])).weights == pytest.approx([30, 60, 40])


def test_deming_and_stephan_on_independence_gives_the_product() -> None:
    sex = margin_of("sex", ["f", "f", "m", "m"], totals={"f": 60, "m": 40})
    age = margin_of("age", ["y", "o", "y", "o"], totals={"y": 30, "o": 70})
    assert RakingToMargins((sex, age)).apply(np.ones(4)).weights == pytest.approx([18, 42, 12, 28])


def test_an_empty_level_is_named() -> None:
    with pytest.raises(WeightingError, match="margin 'sex', level 'd'"):
        RakingToMargins((margin_of("sex", ["f", "m"], totals={"f": 1, "m": 1, "d": 1}),)).apply(np.ones(2))


def test_two_populations_are_named() -> None:
    sex, again = (margin_of(name, ["f", "m"], totals={"f": 1.0, "m": m}) for name, m in (("sex", 1.0), ("again", 2.0)))
    with pytest.raises(WeightingError, match="'sex' and 'again'.*Expected: 2.*Found: 3"):
        RakingToMargins((sex, again)).apply(np.ones(2))


def test_no_convergence_names_margin_level_and_empty_cell() -> None:
    # all women are young and all men old, but the margins say otherwise
    sex = margin_of("sex", ["f", "m"], totals={"f": 60, "m": 40})
    age = margin_of("age", ["y", "o"], totals={"y": 50, "o": 50})
    with pytest.raises(WeightingError, match="margin 'sex', level '[fm]' .no respondent in the cell with 'age'"):
        RakingToMargins((sex, age), max_iterations=20).apply(np.ones(2))


def test_an_unknown_level_is_named_with_a_suggestion() -> None:
    with pytest.raises(WeightingError, match="respondent 2.*Did you mean 'zentrum'"):
        margin_of("borough", ["mitte", "zentrm"], totals={"mitte": 1, "zentrum": 1})

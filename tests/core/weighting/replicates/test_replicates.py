"""Replicates of a linear statistic equal the closed form; what a method cannot do it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from querschnitt.core.errors import DesignError, ShapeError, WeightingError
from querschnitt.core.weighting.calibration import CalibrationToTotals, PostStratification, Terms, Trimming
from querschnitt.core.weighting.raking import Margin
from querschnitt.core.weighting.replicates import (
    Replicates,
    balanced,
    calibrate_each,
    canty_davison,
    jack1,
    jackn,
    preston,
    primary_units,
    rao_wu,
    successive_difference,
)
from querschnitt.core.weighting.replicates.hadamard import hadamard


def variance(replicates: Replicates, y: np.ndarray) -> float:
    """Of the total of y."""
    totals = y @ replicates.matrix
    centre = y @ replicates.weights if replicates.mse else totals.mean()
    return float(replicates.scale * (replicates.rscales * (totals - centre) ** 2).sum())


def textbook(z: np.ndarray, strata: np.ndarray, population: np.ndarray | None = None) -> float:
    """Sum of (1 - f) n S^2 over strata, for PSU totals z."""
    parts = []
    for level in np.unique(strata):
        here = z[strata == level]
        share = 0.0 if population is None else len(here) / population[strata == level][0]
        parts.append((1 - share) * len(here) * here.var(ddof=1) if len(here) > 1 else 0.0)
    return sum(parts)


@st.composite
def stratified(draw):
    """Strata of 2 to 5 PSUs with 1 to 3 rows each, weights from 1 to 14, in any order of rows."""
    rows = []
    for stratum in range(draw(st.integers(1, 4))):
        for psu in range(draw(st.integers(2, 5))):
            rows += [(stratum, psu)] * draw(st.integers(1, 3))
    strata, psu = np.array(draw(st.permutations(rows))).T
    weights = np.array(draw(st.lists(st.floats(1, 14), min_size=len(rows), max_size=len(rows))))
    y = np.array(draw(st.lists(st.floats(-9, 9), min_size=len(rows), max_size=len(rows))))
    return strata, psu, weights, y


def psu_totals(strata: np.ndarray, psu: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    labels, codes = np.unique(strata * 100 + psu, return_inverse=True)
    return np.bincount(codes, weights=values), labels // 100


@given(sample=stratified(), share=st.floats(1, 20))
@settings(deadline=None)
def test_the_jackknife_of_a_total_is_the_textbook_variance(sample, share) -> None:
    strata, psu, weights, y = sample
    z, where = psu_totals(strata, psu, weights * y)
    sizes = np.round(np.bincount(where) * share + 0.5)
    sizes[0] += 1  # a sample of everything has no replicates
    units = primary_units(psu, strata=strata, population=sizes[strata])
    assert variance(jackn(weights, units), y) == pytest.approx(textbook(z, where, sizes[where]), rel=1e-7, abs=1e-6)
    alone = strata == strata[0]
    unit = primary_units(psu[alone])
    assert variance(jack1(weights[alone], unit), y[alone]) == pytest.approx(
        textbook(z[where == strata[0]], where[where == strata[0]]), rel=1e-7, abs=1e-6
    )


@given(strata=st.integers(1, 30), fay=st.sampled_from([0.0, 0.3, 0.5]), seed=st.integers(0, 99))
@settings(deadline=None, max_examples=30)
def test_balanced_half_samples_of_a_total_are_the_textbook_variance(strata, fay, seed) -> None:
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(strata), 2)
    weights, y = rng.uniform(1, 14, 2 * strata), rng.normal(size=2 * strata)
    replicates = balanced(weights, primary_units(np.arange(2 * strata), strata=labels), fay=fay)
    assert variance(replicates, y) == pytest.approx(textbook(weights * y, labels), rel=1e-9)
    assert (y @ replicates.matrix).mean() == pytest.approx(y @ weights, rel=1e-9, abs=1e-9)
    assert replicates.matrix.min() >= 0


def test_successive_differences_by_hand_with_strata_and_population() -> None:
    labels, weights, y = np.array([1, 1, 1, 2, 2]), np.array([2.0, 2, 2, 3, 3]), np.array([1.0, 4, 2, 5, 7])
    sizes = np.array([6.0, 6, 6, 8, 8])
    replicates = successive_difference(weights, primary_units(np.arange(5), strata=labels, population=sizes))
    # totals 2, 8, 4: (36 + 16 + 4) / 2 with f = 3/6; totals 15, 21: (36 + 36) / 2 with f = 2/8
    assert variance(replicates, y) == pytest.approx(28 * 0.5 + 36 * 0.75)


def test_a_certainty_stratum_adds_nothing() -> None:
    labels = np.array([1, 1, 2])
    units = primary_units(np.arange(3), strata=labels, population=np.array([10.0, 10, 1]))
    replicates = jackn(np.array([5.0, 5, 1]), units)
    assert replicates.matrix.shape == (3, 2)
    assert variance(replicates, np.array([1.0, 2, 9])) == pytest.approx(0.8 * 2 * 12.5)


COUNT = 20_000


def expected_within_four_sigma(replicates: Replicates, y: np.ndarray, theory: float) -> None:
    """The variance over R replicates is an average of R squares: its own spread gives the bound."""
    squares = (y @ replicates.matrix - (y @ replicates.matrix).mean()) ** 2 * replicates.scale * COUNT
    assert abs(squares.mean() - theory) < 4 * squares.std() / np.sqrt(COUNT)


def test_bootstraps_of_strata_have_the_textbook_variance_as_expectation() -> None:
    rng = np.random.default_rng(7)
    labels = np.repeat([0, 1, 2], [2, 4, 9])
    weights, y = rng.uniform(1, 14, 15), rng.normal(10, 3, 15)
    sizes = np.array([8.0, 20.0, 12.0])[labels]
    plain, known = (primary_units(np.arange(15), strata=labels, population=size) for size in (None, sizes))
    z = weights * y
    done = rao_wu(weights, plain, count=COUNT, generator=np.random.default_rng(1))
    expected_within_four_sigma(done, y, textbook(z, labels))
    done = rao_wu(weights, known, count=COUNT, generator=np.random.default_rng(2))
    expected_within_four_sigma(done, y, textbook(z, labels, sizes))
    assert done.matrix.min() >= 0
    stages = [(np.arange(15), sizes)]
    done = preston(weights, stages, strata=labels, count=COUNT, generator=np.random.default_rng(3))
    expected_within_four_sigma(done, y, textbook(z, labels, sizes))
    assert done.matrix.min() >= 0


def test_the_bootstrap_from_copies_has_the_variance_of_drawing_from_them() -> None:
    rng = np.random.default_rng(8)
    weights, y = rng.uniform(1, 14, 6), rng.normal(10, 3, 6)
    one, two = np.zeros(6, int), np.repeat([0, 1], 3)
    done = canty_davison(weights, primary_units(np.arange(6)), count=COUNT, generator=np.random.default_rng(4))
    expected_within_four_sigma(done, y, textbook(weights * y, one))
    units = primary_units(np.arange(6), strata=two)
    done = canty_davison(weights, units, count=COUNT, generator=np.random.default_rng(5))
    expected_within_four_sigma(done, y, textbook(weights * y, two))
    sizes = np.full(6, 30.0)  # five copies of each: drawing 6 of 30 without replacement adds N / (N - 1)
    units = primary_units(np.arange(6), population=sizes)
    done = canty_davison(weights, units, count=COUNT, generator=np.random.default_rng(6))
    expected_within_four_sigma(done, y, textbook(weights * y, one, sizes) * 30 / 29)


def test_preston_in_two_stages_has_the_two_stage_variance_as_expectation() -> None:
    rng = np.random.default_rng(9)
    psu = np.repeat(np.arange(4), [2, 3, 4, 3])
    sizes = np.array([5.0, 9.0, 4.0, 6.0])[psu]  # the third PSU was taken whole
    weights, y = rng.uniform(1, 14, 12), rng.normal(10, 3, 12)
    z = weights * y
    between = textbook(np.bincount(psu, weights=z), np.zeros(4), np.full(4, 10.0))
    within = 4 / 10 * textbook(z, psu, sizes)
    stages = [(psu, np.full(12, 10.0)), (np.arange(12), sizes)]
    done = preston(weights, stages, count=COUNT, generator=np.random.default_rng(10))
    expected_within_four_sigma(done, y, between + within)


def test_a_seed_gives_the_same_replicates() -> None:
    units = primary_units(np.arange(6))
    first, again, other = (rao_wu(np.ones(6), units, count=9, generator=np.random.default_rng(s)) for s in (1, 1, 2))
    assert np.array_equal(first.matrix, again.matrix)
    assert not np.array_equal(first.matrix, other.matrix)


@pytest.mark.parametrize("order", [1, 2, 4, 12, 20, 28, 36, 60, 76, 100, 200, 500])
def test_hadamard_matrices_are_orthogonal_with_ones_in_front(order) -> None:
    matrix = hadamard(order)
    assert np.array_equal(matrix @ matrix.T, len(matrix) * np.eye(len(matrix)))
    assert np.all(matrix[0] == 1) and np.all(matrix[:, 0] == 1)
    assert order <= len(matrix) <= order + 20


def test_every_replicate_meets_the_totals() -> None:
    rng = np.random.default_rng(3)
    x = rng.uniform(1, 5, 20)
    terms = Terms(("persons", "x"), np.column_stack([np.ones(20), x]), np.array([400.0, 1250.0]))
    cells = Margin("half", np.arange(20) % 2, np.array([150.0, 250.0]), ("a", "b"))
    plain = jack1(rng.uniform(10, 30, 20), primary_units(np.arange(20)))
    done = calibrate_each(plain, [CalibrationToTotals(terms)])
    assert x @ done.matrix == pytest.approx(np.full(20, 1250.0))
    assert variance(done, x) == pytest.approx(0, abs=1e-12)
    assert np.array_equal(done.matrix == 0, plain.matrix == 0)
    done = calibrate_each(plain, [CalibrationToTotals(terms), PostStratification(cells), Trimming(2, 60)])
    assert done.matrix.sum(axis=0) == pytest.approx(np.full(20, 400.0))
    assert done.weights.sum() == pytest.approx(400.0)


def test_a_step_that_a_replicate_cannot_do_names_it() -> None:
    cells = Margin("sex", np.array([0, 1, 1]), np.array([10.0, 20]), ("f", "m"))
    replicates = jack1(np.ones(3), primary_units(np.arange(3)))
    with pytest.raises(WeightingError, match="replicate 1, margin 'sex', level 'f'"):
        calibrate_each(replicates, [PostStratification(cells)])


def test_half_samples_refuse_a_psu_that_no_replicate_would_show() -> None:
    units = primary_units(np.arange(5), strata=np.array([1, 1, 2, 2, 2]))
    with pytest.raises(DesignError, match="need two primary units.*stratum '2'.*Expected: 2"):
        balanced(np.ones(5), units)


def test_what_else_is_refused() -> None:
    two = primary_units(np.arange(4), strata=np.array([1, 1, 2, 2]))
    lonely = primary_units(np.arange(3), strata=np.array(["a", "a", "b"]))
    chance = {"count": 5, "generator": np.random.default_rng(1)}
    for make in (jackn, balanced, successive_difference, lambda w, u: rao_wu(w, u, **chance)):
        with pytest.raises(DesignError, match="only one primary unit.*stratum 'b'"):
            make(np.ones(3), lonely)
    with pytest.raises(DesignError, match="without strata"):
        jack1(np.ones(4), two)
    with pytest.raises(DesignError, match="Fay's rho"):
        balanced(np.ones(4), two, fay=1.0)
    with pytest.raises(DesignError, match="no finite population correction"):
        balanced(np.ones(2), primary_units(np.arange(2), population=np.full(2, 9.0)))
    with pytest.raises(DesignError, match="more primary units in the sample"):
        primary_units(np.arange(3), population=np.full(3, 2.0))
    with pytest.raises(DesignError, match="differs within a stratum.*row 2"):
        primary_units(np.arange(3), population=np.array([9.0, 8, 9]))
    with pytest.raises(DesignError, match="several replicates"):
        rao_wu(np.ones(4), two, count=1, generator=np.random.default_rng(1))
    with pytest.raises(DesignError, match="drawn alone.*stage 2, row 3"):
        stages = [(np.array([1, 1, 2]), np.full(3, 9.0)), (np.arange(3), np.full(3, 5.0))]
        preston(np.ones(3), stages, **chance)
    with pytest.raises(WeightingError, match="row 1, replicate 2"):
        Replicates(np.ones(2), np.array([[1, np.nan], [1, 1]]), 1.0, np.ones(2))
    with pytest.raises(ShapeError):
        Replicates(np.ones(2), np.ones((2, 3)), 1.0, np.ones(2))
    with pytest.raises(DesignError, match="from 0 on"):
        Replicates(np.ones(2), np.ones((2, 2)), -1.0, np.ones(2))

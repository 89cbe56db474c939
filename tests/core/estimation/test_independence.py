"""Tests of two-way tables: R's numbers, closed forms, and the level of the test."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from querschnitt.core.errors import EstimationError, InputError
from querschnitt.core.estimation.chi_squares import ChiSquares
from querschnitt.core.estimation.independence import TwoWay, independence_test
from tests.core.estimation.sampled import Replicated, Sampled, cases, sampled, used
from tests.references.r_survey import matches


def codes(column: np.ndarray, levels: list) -> np.ndarray:
    found = np.full(len(column), -1)
    for code, level in enumerate(levels):
        found[matches(column, level)] = code
    return found


def simple(n: int) -> Sampled:
    return Sampled(np.ones(n), np.zeros(n, dtype=int), (np.arange(n),))


@pytest.mark.parametrize("case", cases("chisq_test"), ids=lambda case: case["id"])
def test_r(case) -> None:
    design, data = sampled(case["design"])
    expect, (row, column) = case["expect"], case["variables"]
    names = [case["levels"][name] for name in (row, column)]
    keep = used(case, data)
    table = TwoWay(codes(data[row], names[0]), codes(data[column], names[1]), *map(tuple, names), keep)
    found = independence_test(design, table, statistic=case["options"]["test_statistic"])
    assert found.statistic == pytest.approx(expect["statistic"], rel=case["tolerance"])
    assert found.p == pytest.approx(expect["p_value"], rel=case["tolerance_by_field"]["p_value"])
    assert found.parameters == pytest.approx(expect.get("parameter", ()), rel=case["tolerance"])


def test_simple_random_sampling_is_pearson() -> None:
    """With equal weights, with replacement, the design effects are near 1 and X2 is that of any textbook."""
    random = np.random.default_rng(3)
    rows, columns = random.integers(0, 3, 900), random.integers(0, 2, 900)
    table = TwoWay(rows, columns, ("a", "b", "c"), ("f", "m"))
    found = independence_test(simple(900), table, statistic="Chisq")
    counts = np.array([[np.sum((rows == i) & (columns == j)) for j in range(2)] for i in range(3)])
    assert found.statistic == pytest.approx(stats.chi2_contingency(counts, correction=False).statistic)
    assert found.effects == pytest.approx((1, 1), abs=0.05)
    exact = independence_test(simple(900), table, statistic="lincom")
    assert exact.p == pytest.approx(found.p, rel=0.05)


def test_replicates_are_close_to_linearisation() -> None:
    random = np.random.default_rng(9)
    rows, columns = random.integers(0, 3, 150), random.integers(0, 3, 150)
    table = TwoWay(rows, columns, ("a", "b", "c"), ("x", "y", "z"))
    jackknife = Replicated(np.ones(150), (1 - np.eye(150)) * 150 / 149, np.full(150, 149 / 150), df=149)
    for statistic in ("F", "adjWald"):
        expected = independence_test(simple(150), table, statistic=statistic)
        assert independence_test(jackknife, table, statistic=statistic).statistic == pytest.approx(
            expected.statistic, rel=0.05
        )


def test_missing_answers_leave_as_a_domain() -> None:
    rows, columns = np.tile([0, 0, 1, 1, 1], 8), np.tile([0, 1, 0, 1, -1], 8)
    names = (("no", "yes"), ("f", "m"))
    domain = columns >= 0
    first = independence_test(simple(40), TwoWay(rows, columns, *names))
    again = independence_test(simple(40), TwoWay(rows, np.abs(columns), *names, domain))
    assert (first.n, first.p) == (32, again.p)


def test_hypoexponential() -> None:
    """a chi2(2) + b chi2(2) > x has probability (a exp(-x/2a) - b exp(-x/2b)) / (a - b)."""
    distribution = ChiSquares(np.array([3.0, 0.5]), np.array([2.0, 2.0]))
    for x in (0.01, 1.0, 7.0, 40.0, 200.0):
        expected = (3 * np.exp(-x / 6) - 0.5 * np.exp(-x)) / 2.5
        assert distribution.exact(x) == pytest.approx(expected, rel=1e-8)
        assert distribution.saddlepoint(x) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("df", [1.0, 2.0, 7.0])
def test_one_chi_square(df) -> None:
    distribution = ChiSquares(np.array([2.0]), np.array([df]))
    for x in (0.3, 2.0, 25.0):
        assert distribution.exact(x) == pytest.approx(stats.chi2.sf(x / 2, df), rel=1e-8)


@pytest.mark.parametrize(("k", "m", "x"), [(1, 14.0, 2.5), (3, 40.5, 1.1), (2, 197.0, 9.0), (1, 3.0, 1.0)])
def test_a_difference_of_chi_squares_is_an_f(k, m, x) -> None:
    """chi2(k)/k > x chi2(m)/m has the probability of F(k, m) > x."""
    distribution = ChiSquares(np.array([1 / k, -x / m]), np.array([k, m], dtype=float))
    assert distribution.exact(0.0) == pytest.approx(stats.f.sf(x, k, m), rel=1e-7)


def test_below_the_mean_and_on_the_other_side() -> None:
    distribution = ChiSquares(np.array([-1.0, -2.0]), np.array([2.0, 2.0]))
    mirror = ChiSquares(np.array([1.0, 2.0]), np.array([2.0, 2.0]))
    assert distribution.exact(-3.0) == pytest.approx(1 - mirror.exact(3.0))
    assert distribution.saddlepoint(-3.0) == pytest.approx(1 - mirror.saddlepoint(3.0), rel=1e-9)
    at, beside = mirror.saddlepoint(6.0), mirror.saddlepoint(6.0 + 1e-3)
    assert at == pytest.approx(beside, rel=1e-3)
    assert mirror.exact(-1.0) == mirror.saddlepoint(-1.0) == 1.0


def test_wrong_input_is_named() -> None:
    rows, columns = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    table = TwoWay(rows, columns, ("no", "yes"), ("f", "m"))
    with pytest.raises(EstimationError, match="no cases") as error:
        independence_test(simple(4), TwoWay(rows, columns, ("no", "yes", "perhaps"), ("f", "m")))
    assert "perhaps" in str(error.value)
    with pytest.raises(EstimationError, match="two levels"):
        independence_test(simple(4), TwoWay(rows, columns, ("no", "yes"), ("f",)))
    with pytest.raises(EstimationError, match="no level"):
        independence_test(simple(4), TwoWay(rows + 1, columns, ("no", "yes"), ("f", "m")))
    with pytest.raises(EstimationError, match="degrees of freedom"):
        independence_test(simple(4), table, df=0)
    with pytest.raises(InputError) as unknown:
        independence_test(simple(4), table, statistic="wald")  # type: ignore[arg-type]
    assert "Did you mean 'Wald'?" in str(unknown.value)
    many = TwoWay(np.arange(12) % 4, np.arange(12) % 3, tuple("abcd"), tuple("xyz"))
    with pytest.raises(EstimationError, match="Too few primary units"):
        independence_test(simple(12), many, statistic="Wald", df=3)
    with pytest.raises(EstimationError, match="not all 0"):
        ChiSquares(np.zeros(2), np.ones(2))

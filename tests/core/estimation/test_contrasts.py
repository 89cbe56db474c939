"""Contrasts: linear, by the delta method, and between samples."""

import numpy as np
import pytest

from querschnitt.core.errors import EstimationError, InputError
from querschnitt.core.estimation.contrasts import contrast, difference, function_of, p_values
from querschnitt.core.estimation.result import Figures

COVARIANCE = np.array([[4.0, 1.0], [1.0, 9.0]])
FIGURES = Figures(("a", "b"), np.array([6.0, 3.0]), COVARIANCE, df=10.0, n=np.array([8, 5]), notes=("note",))


def test_linear_contrasts_carry_the_covariance() -> None:
    found = contrast(FIGURES, {"sum": {"a": 1, "b": 1}, "b": {"b": 1}})
    assert found.estimate.tolist() == [9.0, 3.0]
    assert found.covariance.tolist() == [[15.0, 10.0], [10.0, 9.0]]
    assert (found.df, found.n.tolist(), found.notes) == (10.0, [5, 5], ("note",))


def test_the_delta_method_on_a_product_and_a_logarithm() -> None:
    product = function_of(FIGURES, lambda a, b: a * b, arguments=("a", "b"), name="ab")
    assert product.variance == pytest.approx([9 * 4 + 36 * 9 + 2 * 18 * 1])
    logarithm = function_of(FIGURES, np.log, arguments=("a",), name="log a")
    assert logarithm.variance == pytest.approx([4 / 36])


def test_a_function_without_a_slope_is_refused() -> None:
    zero = Figures(("a",), np.array([0.0]), np.eye(1), df=1.0, n=np.array([2]))
    with pytest.raises(EstimationError, match="no value or slope"), np.errstate(all="ignore"):
        function_of(zero, np.log, arguments=("a",), name="log a")


def test_an_unknown_figure_is_named() -> None:
    with pytest.raises(InputError, match="no figure 'c'. Expected: a, b"):
        contrast(FIGURES, {"x": {"c": 1}})


def test_independent_samples_add_their_variances() -> None:
    other = Figures(("a", "b"), np.array([7.0, 3.0]), np.eye(2), df=5.0, n=np.array([3, 9]))
    change = difference(other, FIGURES)
    assert change.estimate.tolist() == [1.0, 0.0]
    assert change.variance.tolist() == [5.0, 10.0]
    assert change.df == 15
    assert "samples taken as independent" in change.notes
    with pytest.raises(InputError, match="same figures"):
        difference(contrast(FIGURES, {"a": {"a": 1}}), FIGURES)


def test_a_figure_without_variance_has_no_p_value() -> None:
    still = Figures(("a", "b"), np.array([1.0, 2.0]), np.diag([0.0, 1.0]), df=4.0, n=np.array([3, 3]))
    found = p_values(still)
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(0.116117, abs=1e-6)  # t of 2 with 4 degrees of freedom, tables

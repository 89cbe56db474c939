"""Decompositions of a change: the parts add up to it, and each vanishes where nothing of its kind changed."""

import numpy as np
import pytest

from querschnitt.core.errors import EstimationError, ShapeError
from querschnitt.core.trend.decomposition import kitagawa, oaxaca_blinder

MEANS = np.array([2.0, 4.0, 9.0]), np.array([3.0, 1.0, 7.0])
SHARES = np.array([0.2, 0.3, 0.5]), np.array([0.5, 0.25, 0.25])


def test_parts_add_up_to_the_change_of_the_mean() -> None:
    found = kitagawa(means=MEANS, shares=SHARES)
    assert found.total == pytest.approx(SHARES[1] @ MEANS[1] - SHARES[0] @ MEANS[0])
    # A regression on the groups has their means as coefficients and their shares as means.
    split = oaxaca_blinder(coefficients=MEANS, means=SHARES)
    assert split.total == pytest.approx(found.total)
    assert split.explained == pytest.approx(found.composition)


def test_unchanged_groups_leave_no_composition() -> None:
    assert kitagawa(means=MEANS, shares=(SHARES[0], SHARES[0])).composition == 0
    assert kitagawa(means=(MEANS[0], MEANS[0]), shares=SHARES).rate == 0


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(EstimationError, match="add up"):
        kitagawa(means=MEANS, shares=(SHARES[0], SHARES[1] * 2))
    with pytest.raises(ShapeError, match="columns of the regression"):
        oaxaca_blinder(coefficients=MEANS, means=(SHARES[0], SHARES[1][:2]))

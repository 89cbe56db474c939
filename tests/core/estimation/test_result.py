"""The one result: what it says of itself, as columns, data frames and as a printed table."""

from dataclasses import replace

import numpy as np
import pytest

from querschnitt.core.errors import InputError
from querschnitt.core.estimation.frames import columns_of
from querschnitt.core.estimation.result import Figures

FIGURES = Figures(
    ("y|sex=f", "y|sex=m"),
    np.array([10.0, 0.0]),
    np.array([[4.0, 1.0], [1.0, 9.0]]),
    df=np.array([5.0, np.inf]),
    n=np.array([6, 8]),
    weighted_n=np.array([60.0, 80.0]),
    n_psu=np.array([3, 4]),
    n_strata=np.array([1, 2]),
    deff=np.array([1.5, 2.0]),
    notes=("no finite population correction",),
)


def test_uncertainty_follows_from_the_covariance():
    assert FIGURES.se.tolist() == [2.0, 3.0]
    np.testing.assert_array_equal(FIGURES.cv, [0.2, np.nan])  # none for an estimate of zero
    assert FIGURES.n_eff.tolist() == [4.0, 4.0]
    low, high = FIGURES.ci
    assert high - 10 == pytest.approx([2.570582 * 2, -10 + 1.959964 * 3], abs=1e-5)  # t(5), then normal
    assert low == pytest.approx([10 - 2.570582 * 2, -1.959964 * 3], abs=1e-5)


def test_variances_alone_do_where_many_figures_were_estimated():
    alone = Figures(FIGURES.names, FIGURES.estimate, np.array([4.0, 9.0]), df=5.0, n=FIGURES.n)
    assert alone.se.tolist() == [2.0, 3.0]
    assert np.isnan(alone.n_eff).all()
    assert "n_psu" not in alone.columns()


def test_the_level_goes_into_the_interval_and_what_is_said_of_it():
    nine = replace(FIGURES, level=0.9)
    assert nine.ci[1] - 10 == pytest.approx([2.015048 * 2, -10 + 1.644854 * 3], abs=1e-5)  # t(5), then normal
    assert nine.interval(level=0.95)[0] == pytest.approx(FIGURES.ci[0])
    assert nine.columns()["level"].tolist() == [0.9, 0.9]
    assert "90 % interval" in str(nine)
    assert "95 % interval" in str(FIGURES)
    with pytest.raises(InputError, match=r"between 0 and 1\. Found: 90\. 90 % is 0\.9"):
        FIGURES.interval(level=90)


NAMES = [
    "figure",
    "estimate",
    "se",
    "ci_low",
    "ci_high",
    "level",
    "df",
    "n",
    "weighted_n",
    "n_psu",
    "n_strata",
    "n_eff",
    "deff",
    "cv",
]


@pytest.mark.parametrize("convert", ["to_polars", "to_pandas", "to_arrow"])
def test_data_frames_hold_one_row_a_figure(convert):
    columns = columns_of(getattr(FIGURES, convert)())
    assert list(columns) == NAMES
    assert (columns["figure"].tolist(), columns["n_psu"].tolist()) == (["y|sex=f", "y|sex=m"], [3, 4])
    assert columns["n_eff"] == pytest.approx([4.0, 4.0])


def test_the_printed_table_says_what_the_figures_rest_on():
    lines = str(FIGURES).splitlines()
    assert lines[0].split() == ["figure", "estimate", "se", "95", "%", "interval", "n", "n_eff", "deff", "cv"]
    assert lines[1].split() == ["y|sex=f", "10", "2", "4.85884", "to", "15.1412", "6", "4", "1.5", "0.2"]
    assert lines[3] == "no finite population correction"

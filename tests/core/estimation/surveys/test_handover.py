"""What is handed over to svy has the same figures there; what svy would take otherwise is refused."""

from __future__ import annotations

import pytest

from querschnitt.core import estimation
from querschnitt.core.errors import StateError
from tests.core.estimation.surveys.test_survey import people

svy = pytest.importorskip("svy", reason="svy comes with make setup-rivals")


def theirs(sample, **options):
    return sample.estimation.mean("income", **options).estimates[0]


def test_a_stratified_cluster_sample_has_the_same_error_there():
    wanted = estimation.mean(people(), "income")
    found = theirs(estimation.to_svy(people()))
    assert (found.est, found.se) == (pytest.approx(wanted.estimate[0]), pytest.approx(wanted.se[0]))


@pytest.mark.parametrize(("mse", "centre"), [(False, "rep_mean"), (True, "estimate")])
def test_replicates_have_the_same_error_there(mse, centre):
    repeated = people().rake({"sex": {"f": 200, "m": 230}}).replicate("jackknife", mse=mse)
    wanted = estimation.mean(repeated, "income")
    found = theirs(estimation.to_svy(repeated), method="replication", variance_center=centre)
    assert (found.est, found.se, found.df) == (
        pytest.approx(wanted.estimate[0]), pytest.approx(wanted.se[0]), wanted.df,
    )  # fmt: skip


def test_a_calibration_by_linearisation_is_refused():
    with pytest.raises(StateError, match=r"no place for a calibration.*survey.replicate\('jackknife'\)"):
        estimation.to_svy(people().trim(5, 18))

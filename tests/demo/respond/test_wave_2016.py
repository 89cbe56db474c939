from __future__ import annotations

import csv

import numpy as np
import pytest

from querschnitt.demo.respond import behave, tell, write_told
from querschnitt.demo.truth.compare import COMPARED

from ..conftest import truth_of


@pytest.fixture(scope="module")
def told(small):
    truth = truth_of("2016", small)
    return tell(truth, behave(truth, small, seed=4), small, seed=4)


def test_about_a_third_gives_a_usable_interview(told):
    assert 0.25 < told.usable.mean() < 0.36
    assert set(told.outcome) >= {"complete", "partial", "refused", "not_reached", "moved_away"}


def test_the_file_holds_the_interviews_in_the_order_of_their_numbers(told, tmp_path):
    number = np.arange(len(told.outcome), 0, -1)
    path = write_told(told, tmp_path / "a.csv", number=number, language=np.full(len(number), "ar"))
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    begun = np.isin(told.outcome, ("complete", "partial", "break_off"))
    assert [int(row["number"]) for row in rows] == sorted(number[begun].tolist())
    assert set(rows[0]) == {"number", "outcome", "mode", "language", *COMPARED}
    assert {row["disadvantaged"] for row in rows} == {"yes", "no", ""}
    by_number = {int(row["number"]): row for row in rows}
    for row in np.flatnonzero(begun & told.valid["employed"])[:50]:
        assert by_number[int(number[row])]["employed"] == ("yes" if told.items["employed"].values[row] else "no")

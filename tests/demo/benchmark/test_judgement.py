from __future__ import annotations

import numpy as np
import pytest

from querschnitt.demo.benchmark.judgement import judge
from querschnitt.demo.benchmark.replication import Held


def _held(*, right: int, base_gap: float = 0.0, rake_gap: float = 0.0) -> Held:
    """Return a replication in which `right` of 100 intervals held the truth."""
    intervals = np.arange(100) < right
    return Held(
        total=intervals, small=intervals, tied=intervals, groups=intervals, changes=intervals, latent=intervals,
        moved_away=intervals, base_gap=base_gap, rake_gap=rake_gap, interviews={"2020": 700, "2016": 600},
    )  # fmt: skip


def _by_name(rows):
    return {row.name: row for row in rows}


def test_coverage_is_the_mean_over_replications_with_its_error():
    row = _by_name(judge([_held(right=94), _held(right=96)]))["95 % intervals, total"]
    assert (row.value, row.met) == (95.0, True)
    assert row.error == pytest.approx(1.0)  # sd of 94 and 96 is 1.414, over the root of 2


@pytest.mark.parametrize(("right", "met"), [(93, False), (94, True), (96, True), (97, False)])
def test_coverage_must_be_near_95(right, met):
    rows = judge([_held(right=right), _held(right=right)])
    assert {row.met for row in rows if row.name.startswith("95 %")} == {met}


def test_gaps_are_judged_by_the_worst_replication():
    rows = _by_name(judge([_held(right=95), _held(right=95, base_gap=1e-8, rake_gap=1e-7)]))
    assert rows["base-weighted sample against frame"].met is False
    assert rows["raked weights against margins"].met is True


def test_the_latent_truth_is_printed_and_not_judged():
    row = _by_name(judge([_held(right=10), _held(right=10)]))["sensitive item against latent truth"]
    assert (row.value, row.met) == (10.0, None)

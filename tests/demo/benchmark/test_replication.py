from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.weighting import calibrations, walk
from querschnitt.demo import bench_truth
from querschnitt.demo.benchmark import replication
from querschnitt.demo.benchmark.replication import replicate, truths_of
from querschnitt.demo.benchmark.world import build_world

from ..conftest import LEIPZIG


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return build_world(LEIPZIG, seed=11, folder=tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def truths(world):
    return truths_of(world)


def test_most_intervals_hold_the_truth_and_the_weights_meet_their_sums(world, truths):
    held = replicate(world, truths, seed=1)
    assert held.total.mean() > 0.8
    assert held.groups.mean() > 0.9
    assert held.base_gap < 1e-9
    assert held.rake_gap < 1e-6
    assert 600 < held.interviews["2020"] < 1000
    assert 500 < held.interviews["2016"] < 720


def test_one_seed_one_replication(world, truths):
    first, again = replicate(world, truths, seed=2), replicate(world, truths, seed=2)
    assert np.array_equal(first.total, again.total)
    assert first.interviews == again.interviews
    assert replicate(world, truths, seed=3).interviews != first.interviews


def test_true_changes_are_those_of_the_modes_in_use(world, truths):
    """In 2016 a minority told the interviewer, in 2020 the majority; part of the change is the mode."""
    row = world.waves["2016"].indicators.names.index("disadvantaged")
    told, latent = truths.changes[row, 0], truths.latent_changes[row, 0]
    assert told > latent > 0
    assert told - latent == pytest.approx(0.09, abs=0.02)


@pytest.mark.parametrize(("mutant", "gap"), [("no-base-weights", "base_gap"), ("no-rake", "rake_gap")])
def test_a_broken_step_shows(world, truths, *, monkeypatch, mutant, gap):
    for module in (walk, replication):
        monkeypatch.setattr(module, "base_weights", walk.base_weights)
    monkeypatch.setattr(calibrations, "RakingToMargins", calibrations.RakingToMargins)
    bench_truth._break(mutant)
    assert getattr(replicate(world, truths, seed=1), gap) > 0.01


def test_a_chain_that_forgets_the_base_weights_shows(world, truths, monkeypatch):
    monkeypatch.setattr(walk, "base_weights", np.ones_like)
    assert replicate(world, truths, seed=1).base_gap > 0.5


def test_the_mutant_of_response_bends_the_scenario():
    assert bench_truth._scenario("").simulation["on_answer"]["effect"] == 0.0
    assert bench_truth._scenario("response-depends-on-answer").simulation["on_answer"]["effect"] == 1.0


def test_few_replications_say_that_they_do_not_judge():
    assert "judged with 400 replications; with 99 a row may miss its goal by chance." in bench_truth._caution(99)
    assert bench_truth._caution(100) == ""

from __future__ import annotations

import numpy as np
import pytest

from querschnitt.core.outcomes.codes import DISPOSITIONS
from querschnitt.demo.respond import BEGUN, LANGUAGES, behave, probable_language
from querschnitt.demo.truth.compare import comparable

from ..conftest import truth_of

SEEDS = range(1, 9)


def _begun(truth, scenario):
    """Return the share of times each person begins."""
    return np.mean([behave(truth, scenario, seed=seed).begun for seed in SEEDS], axis=0)


def test_each_group_answers_at_its_level(truth, small):
    begun = _begun(truth, small)
    for row, origin in enumerate(small.origins):
        members = truth.people.lives_here & (truth.people.origin == row)
        if origin.listed and members.sum() > 60:
            assert begun[members].mean() == pytest.approx(origin.response, abs=0.05), origin.code


def test_answering_hangs_on_age_stay_and_sex(truth, small):
    begun, people = _begun(truth, small), truth.people
    here = people.lives_here
    assert begun[here & people.female].mean() > begun[here & ~people.female].mean() + 0.03
    assert begun[here & (people.age >= 60)].mean() > begun[here & (people.age < 30)].mean()


def test_who_moved_away_or_died_never_answers(truth, small):
    behaviour = behave(truth, small, seed=1)
    assert not behaviour.begun[~truth.people.lives_here].any()
    assert not np.isin(behaviour.outcome[truth.people.lives_here], ("moved_away", "died")).any()


def test_outcomes_are_dispositions(truth, small):
    known = {disposition.key for disposition in DISPOSITIONS} | {BEGUN}
    for wave in ("2020", "2016"):
        assert set(behave(truth if wave == "2020" else truth_of(wave, small), small, seed=1).outcome) <= known


def test_behaviour_hangs_on_seed_and_person_alone(truth, small):
    whole, part = behave(truth, small, seed=5), behave(truth.rows(np.arange(50)), small, seed=5)
    assert np.array_equal(whole.outcome[:50], part.outcome)
    assert not np.array_equal(whole.outcome, behave(truth, small, seed=6).outcome)


def test_answering_does_not_hang_on_the_answer_unless_the_scenario_says_so(truth, small):
    item = comparable(truth)["disadvantaged"].values > 0
    turned = small.with_simulation("on_answer", item="disadvantaged", effect=1.5)
    plain, bent = _begun(truth, small), _begun(truth, turned)
    here = truth.people.lives_here
    assert bent[here & item].mean() > plain[here & item].mean() * 1.3
    assert bent[here & ~item].mean() < plain[here & ~item].mean() * 0.8


def test_the_response_of_one_group_moves_that_group_alone(truth, small):
    higher = small.with_group("syria", response=0.6)
    before, after = behave(truth, small, seed=3), behave(truth, higher, seed=3)
    syria = truth.people.origin == [origin.code for origin in small.origins].index("syria")
    assert after.begun[syria].sum() > 1.8 * before.begun[syria].sum()
    assert np.array_equal(after.outcome[~syria], before.outcome[~syria])


def test_languages_are_those_of_the_group(truth, small):
    language = probable_language(truth.people, small, seed=7)
    for row, origin in enumerate(small.origins):
        if origin.languages:
            assert set(language[truth.people.origin == row]) <= set(origin.languages)
    assert set(language) <= set(LANGUAGES)


def test_the_first_wave_was_face_to_face(small):
    behaviour = behave(truth_of("2016", small), small, seed=1)
    assert set(behaviour.mode) == {"live"}
